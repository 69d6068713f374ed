"""What an answer offers to be quoted in its feedback. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.text import clean_line, shorten
from rubrics.assessment import Assessment, SentenceRole

QUOTE_WIDTH = 60
"""Characters of a quotation: enough to find the place again, short enough to be read aloud."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer offers to be quoted: its sentences with their roles, and the evidence that was found in it."""

    sentences: tuple[tuple[SentenceRole, str], ...]
    quotes: dict[str, str]
    after_setup: str = ""
    """The sentence with which the set-up is over; "" where none was found."""

    @classmethod
    def of(cls, assessment: Assessment) -> Said:
        """What one assessment holds of the answer."""
        roles = assessment.structure.roles if assessment.structure else ()
        quotes = {c.id: c.evidence[0].quote for c in assessment.criteria if c.evidence}
        setup_s = assessment.structure.setup_s if assessment.structure else None
        begun_s = roles[0].start_s if roles else None
        after = ""
        if setup_s is not None and begun_s is not None:
            later = (r.text for r in roles if r.start_s is not None and round(r.start_s - begun_s, 2) >= setup_s)
            after = clean_line(next(later, ""))
        return cls(tuple((role.role, clean_line(role.text)) for role in roles), quotes, after)

    def first(self, *roles: str) -> str:
        """The first sentence of one of these roles, else evidence for it; "" where there is neither."""
        found = next((text for role, text in self.sentences if role in roles), "")
        return found or next((self.quotes[role] for role in roles if role in self.quotes), "")

    def last(self, *roles: str) -> str:
        """The last sentence of one of these roles, else evidence for it."""
        found = next((text for role, text in reversed(self.sentences) if role in roles), "")
        return found or next((self.quotes[role] for role in roles if role in self.quotes), "")

    def shown(self, criterion: str) -> str:
        """The evidence for a criterion, else the first sentence of that role: the judge is surer of evidence than of roles."""
        return self.quotes.get(criterion) or self.first(criterion)

    def beginning(self) -> str:
        """The first sentence, else the first evidence."""
        return self.sentences[0][1] if self.sentences else next(iter(self.quotes.values()), "")

    def ending(self) -> str:
        """The last sentence, else the last evidence."""
        return self.sentences[-1][1] if self.sentences else next(reversed(self.quotes.values()), "")


def cut(words: str) -> str:
    """The beginning of some words, as they are quoted inside a sentence."""
    return shorten(words, QUOTE_WIDTH).rstrip(".,;: ")
