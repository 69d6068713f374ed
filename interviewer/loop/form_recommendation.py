"""Part D of the form: the recommendation, from the score by a few stated rules that can only lower it. Pure.

Every rule is our assumption; the guides name the four options (2.2 D) and not how an interviewer chooses. Each step says
what it did and quotes what it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.loop.form_parts import BarStanding, Observation, Quote, Reason
from rubrics.assessment import Recommendation
from rubrics.score import recommendation

ORDER: tuple[Recommendation, ...] = ("strong_no_hire", "no_hire", "hire", "strong_hire")
"""From worst to best."""
NAMES: dict[Recommendation, str] = {
    "strong_no_hire": "strong no hire",
    "no_hire": "no hire",
    "hire": "hire",
    "strong_hire": "strong hire",
}
ENOUGH_SCORED = 0.5
"""Share of the questions that must be scored before anything is recommended."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a recommendation is made from."""

    score: float | None
    """Mean of the scored questions, 1 to 5."""
    scored: int
    asked: int
    """Questions asked; where the round was cut off, also those that were still to come."""
    best: tuple[Quote, ...]
    weakest: tuple[Quote, ...]
    wrong: tuple[Quote, ...]
    """Serious misconceptions: stated, and not taken back when the answer went on. One quote each."""
    principles: tuple[BarStanding, ...]
    observations: tuple[Observation, ...]
    technical: tuple[BarStanding, ...] = ()
    unscored_reason: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """The recommendation, or why there is none."""

    recommendation: Recommendation | None
    reasons: tuple[Reason, ...]
    unscored_reason: str = ""


def recommend(found: Findings) -> Recommended:
    """The recommendation of one interviewer, each step with its reason."""
    if found.score is None:
        return Recommended(None, (), found.unscored_reason.rstrip(".") or "nothing was scored")
    if found.scored < ENOUGH_SCORED * found.asked:
        return Recommended(None, (), f"only {found.scored} of {found.asked} questions could be scored")
    current = recommendation(found.score)
    reasons = [_base(found, current)]
    for step in (_technical, _misconceptions, _contradictions, _principles):
        lowered, reason = step(found, current)
        if reason is not None:
            current = lowered
            reasons.append(reason)
    return Recommended(current, tuple(reasons))


def at_most(current: Recommendation, limit: Recommendation) -> Recommendation:
    """The worse of the two."""
    return min(current, limit, key=ORDER.index)


def _base(found: Findings, current: Recommendation) -> Reason:
    words = {
        "strong_hire": "Taken together the answers raise the bar",
        "hire": "Taken together the answers meet the bar",
        "no_hire": "Taken together the answers are below the bar",
        "strong_no_hire": "Taken together the answers hold next to nothing that could be counted",
    }[current]
    good = current in {"hire", "strong_hire"}
    return Reason(
        rule="answers",
        text=f"{words}: {NAMES[current]}, to begin with.",
        quotes=found.best if good else found.weakest,
    )


_Step = tuple[Recommendation, Reason | None]


def _technical(found: Findings, current: Recommendation) -> _Step:
    """Below the bar on all that is technical in the round: no hire, however good the stories are."""
    assessed = [one for one in found.technical if one.standing != "not_assessed"]
    if not assessed or any(one.standing != "below" for one in assessed):
        return current, None
    text = f"Below the bar on {_listed([one.name for one in assessed])}, all that is technical in this round."
    return _limited(current, "no_hire", "technical", text, tuple(q for one in assessed for q in one.quotes)[:2])


def _misconceptions(found: Findings, current: Recommendation) -> _Step:
    """One leaves no strong hire, two or more no hire."""
    if not found.wrong:
        return current, None
    limit: Recommendation = "hire" if len(found.wrong) == 1 else "no_hire"
    count = "Something wrong was" if len(found.wrong) == 1 else f"{len(found.wrong)} wrong things were"
    return _limited(current, limit, "misconception", f"{count} stated as a fact, and not taken back.", found.wrong[:2])


def _contradictions(found: Findings, current: Recommendation) -> _Step:
    """A figure that changed and was not explained when asked: a level lower, though never a strong no for that."""
    open_ones = [one for one in found.observations if one.kind == "contradiction" and one.unresolved]
    if not open_ones:
        return current, None
    lower = ORDER[max(ORDER.index(current) - 1, ORDER.index("no_hire"))]
    quotes = tuple(quote for one in open_ones for quote in one.quotes)[:2]
    text = "Two figures did not agree, and the question about them was not answered."
    return _limited(current, lower, "contradiction", text, quotes)


def _principles(found: Findings, current: Recommendation) -> _Step:
    """No evidence for any owned principle: no hire. None could be looked at: no strong hire."""
    owned = found.principles
    if not owned:
        return current, None
    assessed = [one for one in owned if one.standing != "not_assessed"]
    if not assessed:
        text = "None of this interviewer's Leadership Principles could be assessed."
        return _limited(current, "hire", "principles", text, ())
    if all(one.standing == "below" for one in assessed):
        text = f"Below the bar on {_listed([one.name for one in assessed])}, all that this interviewer could assess."
        return _limited(current, "no_hire", "principles", text, tuple(q for one in assessed for q in one.quotes)[:2])
    return current, None


def _limited(current: Recommendation, limit: Recommendation, rule: str, text: str, quotes: tuple[Quote, ...]) -> _Step:
    """The step is told even where it changes nothing: whoever reads the form sees that it was looked at."""
    lowered = at_most(current, limit)
    end = f" From {NAMES[current]} to {NAMES[lowered]}." if lowered != current else ""
    return lowered, Reason(rule=rule, text=text + end, quotes=quotes)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
