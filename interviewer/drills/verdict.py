"""What a drill says of an answer: what was heard, with quotes; the time; passed or not; the one thing to change.

Every check is a rule of thumb over words and times: a cue that is there, a number that is there, a limit that is kept. It
sees whether something was said, never whether it was good. Nothing here asks a model for an opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from audio.transcript import Transcript
from interviewer.text import clean_line, seconds, shorten
from rubrics.cues import plain
from rubrics.windows import Sentence, sentences

BORDERLINE_S = 1.0
"""Within this of a limit nothing is held against anybody: word times are not that exact."""
QUOTE_WIDTH = 70


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(Strict):
    """One thing that the answer was looked at for."""

    id: str
    name: str
    """As people say it: "what was at stake"."""
    ok: bool
    quote: str = ""
    """The words that it rests on, as they stand in the answer; what is wrong with it where `ok` is false."""
    note: str = ""
    counts: bool = True
    """Whether the drill is passed only with it."""


class DrillVerdict(Strict):
    """The verdict on one answer."""

    passed: bool
    time: str
    """The time of the answer against the limit, in words; "" where no time matters."""
    time_verdict: Literal["within", "borderline", "over", "short"]
    total_s: float
    checks: tuple[Check, ...]
    change: str
    """The one thing to change; "" where there is nothing to."""

    @property
    def met(self) -> int:
        """How many of the things that count are there, the time included."""
        return sum(check.ok for check in self.checks if check.counts) + (self.time_verdict in {"within", "borderline"})

    @property
    def of(self) -> int:
        """How many things count, the time included."""
        return sum(check.counts for check in self.checks) + 1


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the drills look at it."""

    transcript: Transcript
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, transcript: Transcript) -> Answer:
        """Cut a transcript into sentences."""
        return cls(transcript, sentences(transcript))

    @property
    def total_s(self) -> float:
        """Seconds from the first word to the end of the last one."""
        words = self.transcript.words
        return round(words[-1].end_s - words[0].start_s, 2) if words else 0.0

    @property
    def about(self) -> str:
        """The word before a time that comes from the number of words, else nothing."""
        return "about " if self.transcript.estimated else ""

    def first(self, pattern: re.Pattern[str], unless: re.Pattern[str] | None = None) -> str:
        """The first sentence with a cue in it, or ""."""
        for sentence in self.sentences:
            said = plain(sentence.text)
            if pattern.search(said) and not (unless is not None and unless.search(said)):
                return sentence.text
        return ""


def cue(answer: Answer, check_id: str, name: str, pattern: re.Pattern[str], *, counts: bool = True) -> Check:
    """Whether a cue is anywhere in the answer, with the sentence that holds it."""
    quote = answer.first(pattern)
    return Check(id=check_id, name=name, ok=bool(quote), quote=quote, counts=counts)


def timed(
    answer: Answer, limit_s: float, least_s: float = 0.0
) -> tuple[Literal["within", "borderline", "over", "short"], str]:
    """How an answer's length compares with the limit, and that in words."""
    spent = answer.total_s
    text = f"{answer.about}{seconds(spent)} of {seconds(limit_s)}"
    if abs(spent - limit_s) <= BORDERLINE_S:
        return "borderline", f"{text}: right at the limit"
    if spent > limit_s:
        return "over", f"{text}: {seconds(spent - limit_s)} too long"
    if spent < least_s:
        return "short", f"{text}: too short, below {seconds(least_s)}"
    return "within", text


def verdict(
    checks: Sequence[Check], time: tuple[Literal["within", "borderline", "over", "short"], str], total_s: float,
    changes: Iterable[str],
) -> DrillVerdict:  # fmt: skip
    """Put a verdict together: passed where the time is kept and everything that counts is there."""
    passed = time[0] in {"within", "borderline"} and all(check.ok for check in checks if check.counts)
    change = next((clean_line(one) for one in changes if one), "")
    return DrillVerdict(
        passed=passed, time=time[1], time_verdict=time[0], total_s=total_s, checks=tuple(checks), change=change
    )


def nothing_heard() -> DrillVerdict:
    """The verdict where there are no words."""
    return DrillVerdict(
        passed=False,
        time="",
        time_verdict="short",
        total_s=0.0,
        checks=(),
        change="Say something: no words were heard.",
    )


def quoted(text: str) -> str:
    """A piece of the answer for a sentence of ours."""
    return f'"{shorten(text, QUOTE_WIDTH)}"'
