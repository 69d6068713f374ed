"""What differs between two assessments: verdicts with the words they rest on, the score, the set-up, the scorer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from interviewer.locale_format import seconds
from interviewer.review.feedback import criterion_name, flag_name
from interviewer.text import shorten
from prompts.phrasebook import Named, phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, Evidence, ScorerInfo

_RANK = {"contradicted": -1, "missing": 0, "partial": 1, "met": 2, "covered": 2}
_VERDICTS = Named("verdict")
_STATED_RANK = {"stated": 0, "not stated": 1}


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VerdictChange(Strict):
    """One verdict that is not what it was, or that rests on other words."""

    id: str
    """A criterion's id, `key_point:INDEX` or `misconception:INDEX`."""
    name: str
    before: str | None
    """The old verdict; None where it was not looked at."""
    after: str | None
    direction: int
    """1 better, -1 worse, 0 the same verdict or not comparable."""
    old_quote: str | None = None
    new_quote: str | None = None
    old_start_s: float | None = None
    new_start_s: float | None = None

    def sentence(self) -> str:
        """One line for people: what changed, and by what words."""
        if self.before == self.after:
            old, new = _cut(self.old_quote), _cut(self.new_quote)
            return phrase("difference.still", name=self.name, verdict=_word(self.after), new=new, old=old)
        before = _word(self.before) or phrase("difference.not_looked")
        if self.old_quote:
            before = phrase("difference.by", verdict=before, words=_cut(self.old_quote))
        after = _word(self.after) or phrase("difference.no_longer")
        words = _cut(self.new_quote) if self.new_quote else ""
        after = (
            phrase("difference.by", verdict=after, words=words) if words else phrase("difference.no_words", after=after)
        )
        return phrase("difference.changed", name=self.name, before=before, after=after)


class Difference(Strict):
    """Everything that changed from one assessment to another of the same question."""

    old_score: float | None
    new_score: float | None
    old_unscored_reason: str | None = None
    new_unscored_reason: str | None = None
    old_scorer: ScorerInfo
    new_scorer: ScorerInfo
    old_setup_s: float | None = None
    new_setup_s: float | None = None
    verdicts: tuple[VerdictChange, ...] = ()
    """Verdicts that are other than before, the worst first."""
    evidence: tuple[VerdictChange, ...] = ()
    """The same verdict by other words."""
    roles_moved: int = 0
    """Sentences that play another part in the story than before, by their text."""
    flags_gained: tuple[str, ...] = ()
    flags_lost: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing but perhaps the scorer changed."""
        return not (
            self.verdicts
            or self.evidence
            or self.roles_moved
            or self.flags_gained
            or self.flags_lost
            or self.old_score != self.new_score
            or self.old_setup_s != self.new_setup_s
        )

    @property
    def gained(self) -> tuple[VerdictChange, ...]:
        """What is better now."""
        return tuple(change for change in self.verdicts if change.direction > 0)

    @property
    def lost(self) -> tuple[VerdictChange, ...]:
        """What is worse now."""
        return tuple(change for change in self.verdicts if change.direction < 0)


def difference(old: Assessment, new: Assessment, question: Question | None = None) -> Difference:
    """What changed from `old` to `new`, two assessments of answers to one question.

    Args:
        old: the earlier one.
        new: the later one.
        question: for the wording of its key points and misconceptions.
    """
    before, after = dict(_verdicts(old, question)), dict(_verdicts(new, question))
    changes = [_change(key, before, after) for key in {**before, **after}]
    verdicts = sorted((c for c in changes if c.before != c.after), key=lambda change: change.direction)
    evidence = [c for c in changes if c.before == c.after and c.old_quote != c.new_quote]
    return Difference(
        old_score=old.score,
        new_score=new.score,
        old_unscored_reason=old.unscored_reason,
        new_unscored_reason=new.unscored_reason,
        old_scorer=old.scorer,
        new_scorer=new.scorer,
        old_setup_s=old.structure.setup_s if old.structure else None,
        new_setup_s=new.structure.setup_s if new.structure else None,
        verdicts=tuple(verdicts),
        evidence=tuple(evidence),
        roles_moved=_roles_moved(old, new),
        flags_gained=tuple(flag for flag in new.flags if flag not in old.flags),
        flags_lost=tuple(flag for flag in old.flags if flag not in new.flags),
    )


def difference_lines(found: Difference) -> list[str]:
    """A difference for the terminal."""
    lines = []
    if found.old_scorer != found.new_scorer:
        old, new = (f"{one.name} {one.version}" for one in (found.old_scorer, found.new_scorer))
        lines.append(phrase("difference.scorer", old=old, new=new))
    if found.old_setup_s != found.new_setup_s:
        lines.append(phrase("difference.setup", old=_time(found.old_setup_s), new=_time(found.new_setup_s)))
    signs = {1: "+", 0: "~", -1: "-"}
    lines += [f"{signs[change.direction]} {change.sentence()}" for change in found.verdicts]
    lines += [f"  {change.sentence()}" for change in found.evidence]
    if found.roles_moved:
        lines.append(phrase("difference.roles", count=found.roles_moved))
    if found.flags_gained:
        lines.append(phrase("difference.flagged", flags=", ".join(map(flag_name, found.flags_gained))))
    if found.flags_lost:
        lines.append(phrase("difference.unflagged", flags=", ".join(map(flag_name, found.flags_lost))))
    return lines or [phrase("difference.nothing")]


_Named = tuple[str, str, Evidence | None]
"""Name, verdict, first evidence."""


def _verdicts(one: Assessment, question: Question | None) -> Iterator[tuple[str, _Named]]:
    for criterion in one.criteria:
        if not criterion.is_bonus:  # said by the key point that it belongs to
            yield criterion.id, (criterion_name(criterion.id), criterion.verdict, _first(criterion))
    points = question.key_points if question is not None else ()
    for point in one.key_points:
        name = phrase("criterion.key_point_number", number=point.index + 1)
        if point.index < len(points):
            name = phrase("difference.named", name=name, text=shorten(points[point.index].text, 60))
        yield f"key_point:{point.index}", (name, point.verdict, _first(point))
    wrong = question.misconceptions if question is not None else ()
    for misconception in one.misconceptions:
        index = misconception.index
        name = phrase("criterion.misconception_number", number=index + 1)
        if index < len(wrong):
            name = phrase("difference.named", name=name, text=shorten(wrong[index].text, 60))
        verdict = "stated" if misconception.stated else "not stated"
        yield f"misconception:{index}", (name, verdict, _first(misconception))


def _first(verdict: Any) -> Evidence | None:
    return verdict.evidence[0] if verdict.evidence else None


def _change(key: str, before: Mapping[str, _Named], after: Mapping[str, _Named]) -> VerdictChange:
    name = (after.get(key) or before[key])[0]
    _, old, old_evidence = before.get(key, (name, None, None))
    _, new, new_evidence = after.get(key, (name, None, None))
    return VerdictChange(
        id=key,
        name=name,
        before=old,
        after=new,
        direction=_direction(old, new),
        old_quote=old_evidence.quote if old_evidence else None,
        new_quote=new_evidence.quote if new_evidence else None,
        old_start_s=old_evidence.start_s if old_evidence else None,
        new_start_s=new_evidence.start_s if new_evidence else None,
    )


def _direction(old: str | None, new: str | None) -> int:
    if old is None or new is None:
        return 0
    ranks = _STATED_RANK if old in _STATED_RANK else _RANK
    return (ranks[new] > ranks[old]) - (ranks[new] < ranks[old])


def _roles_moved(old: Assessment, new: Assessment) -> int:
    before = {role.text: role.role for role in (old.structure.roles if old.structure else ())}
    return sum(before.get(role.text, role.role) != role.role for role in (new.structure.roles if new.structure else ()))


def _word(verdict: str | None) -> str:
    return _VERDICTS.get(verdict, verdict) if verdict is not None else ""


def _cut(quote: str | None) -> str:
    return shorten(quote or "", 70) or phrase("difference.no_quote")


def _time(value: float | None) -> str:
    return phrase("difference.not_found") if value is None else seconds(value)
