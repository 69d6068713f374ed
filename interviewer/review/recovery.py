"""How well a candidate recovers from an interruption: what came after it, and whether it was what was asked for. Pure."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

from interviewer.review.review import TurnReview
from prompts.load import lines
from rubrics.assessment import Assessment

BRIEF_S = 30.0
"""What was asked for "in one sentence" should take no longer; a set-up's first action may start a longer story."""
Part = Literal["action", "result", "point"]
_ROUNDING_S = 0.05
"""Times of words are rounded."""
_LINES: dict[str, Part] = {
    "stop_setup": "action",
    "stop_action": "action",
    "stop_result": "result",
    "stop_point": "point",
}
_NOTE = re.compile(r"^interrupted_for_(time|setup): (.*)$")


class Recovery(BaseModel):
    """What followed an interruption."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after_s: float
    """Seconds of the answer at which it was interrupted."""
    seconds: float
    """Seconds spoken after that."""
    asked_for: Part
    given: bool
    """Whether what was asked for came after the interruption; for a point, whether anything was said."""
    brief: bool
    """Whether it was said in BRIEF_S."""
    sentence: str


def recovery(turn: TurnReview) -> Recovery | None:
    """What followed the interruption of an answer, or None where it was not interrupted."""
    stop = next((found for note in turn.notes if (found := _NOTE.match(note))), None)
    if stop is None or turn.stopped_at_s is None or turn.transcript is None or not turn.transcript.words:
        return None
    words = turn.transcript.words
    stopped_s = words[0].start_s + turn.stopped_at_s
    before = [word for word in words if word.start_s < stopped_s - _ROUNDING_S]
    after = words[len(before) :]
    asked_for: Part = next((part for name, part in _LINES.items() if lines()[name] == stop[2]), "point")
    seconds = round(after[-1].end_s - after[0].start_s, 1) if after else 0.0
    from_char = len(" ".join(word.text for word in before))
    given = bool(after) and (asked_for == "point" or _came(turn.assessment, asked_for, from_char))
    return Recovery(
        after_s=turn.stopped_at_s,
        seconds=seconds,
        asked_for=asked_for,
        given=given,
        brief=seconds <= BRIEF_S or stop[1] == "setup",
        sentence=_sentence(turn.stopped_at_s, asked_for, given=given, seconds=seconds),
    )


def _came(assessment: Assessment | None, part: str, from_char: int) -> bool:
    """Whether the judge found the part of the story after the interruption."""
    if assessment is None:
        return False
    roles = assessment.structure.roles if assessment.structure else ()
    quotes = [one for criterion in assessment.criteria if criterion.id == part for one in criterion.evidence]
    return any(one.start_char >= from_char for one in quotes) or any(
        role.role == part and role.end_char > from_char for role in roles
    )


def _sentence(stopped_s: float, asked_for: str, *, given: bool, seconds: float) -> str:
    start = f"Stopped after {stopped_s:.0f} seconds"
    if not seconds:
        return f"{start}, nothing more was said."
    wanted = {"action": "what was done", "result": "the result", "point": "a last word"}[asked_for]
    if not given:
        return f"{start}, {seconds:.0f} more seconds did not bring {wanted}."
    return f"{start}, {wanted} came within {max(1, round(seconds))} seconds."
