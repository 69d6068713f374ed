"""How long each part of a story took, beside a budget for an answer of 2 to 3 minutes. Pure."""

from __future__ import annotations

from typing import Literal

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.review.parts import RoleTime
from interviewer.review.review import TurnReview
from rubrics.assessment import RoleSpan

Part = Literal["setup", "action", "result", "lesson"]

BUDGET_S: dict[Part, tuple[float, float]] = {
    "setup": (0.0, SETUP_LIMIT_S),
    "action": (60.0, 90.0),
    "result": (20.0, 40.0),
    "lesson": (10.0, 20.0),
}
"""Seconds, least and most. The 30 seconds for the set-up are the guides'. The rest is our assumption: half of the answer
for what was done (as in the weights of the score), the remainder for what came of it and was learned; the least add up
to two minutes with a full set-up, the most to three."""


def first_word_s(turn: TurnReview) -> float | None:
    """Seconds of the recording at which the answer begins; None where there are no words.

    The first word of the transcript, since roles and the set-up are counted from there.
    """
    return turn.transcript.words[0].start_s if turn.transcript and turn.transcript.words else None


def setup_end_s(turn: TurnReview) -> float | None:
    """Seconds of the recording at which the first action sentence begins; None where there is none."""
    begin, structure = first_word_s(turn), turn.assessment.structure if turn.assessment else None
    if begin is None or structure is None or structure.setup_s is None:
        return None
    return round(begin + structure.setup_s, 2)


def shape(turn: TurnReview) -> tuple[RoleTime, ...]:
    """The time of each part; () for what is no story, and for the answer to a follow-up, which needs no such shape.

    A pause counts to the sentence before it, so that the parts add up to the whole answer.
    """
    structure = turn.assessment.structure if turn.assessment else None
    if structure is None or turn.kind != "question":
        return ()
    timed = [role for role in structure.roles if role.start_s is not None and role.end_s is not None]
    if not timed:
        return ()
    spent: dict[str, float] = dict.fromkeys((*BUDGET_S, "other"), 0.0)
    end = setup_end_s(turn)
    for index, role in enumerate(timed):
        until = timed[index + 1].start_s if index + 1 < len(timed) else role.end_s
        spent[_part(role, end)] += max(0.0, (until or 0.0) - (role.start_s or 0.0))
    parts = [_compared(part, round(spent[part], 1)) for part in BUDGET_S]
    if spent["other"] >= 0.05:
        parts.append(RoleTime(part="other", spent_s=round(spent["other"], 1), verdict="no_budget"))
    return tuple(parts)


def _part(role: RoleSpan, setup_end: float | None) -> str:
    """Everything before the first action is set-up; later context still is, as the listener waits for the story."""
    if role.role in {"situation", "task"} or (setup_end is not None and (role.start_s or 0.0) < setup_end - 0.01):
        return "setup"
    return role.role


def _compared(part: Part, spent_s: float) -> RoleTime:
    least, most = BUDGET_S[part]
    verdict: Literal["within", "under", "over", "absent"] = "within"
    if spent_s == 0:
        verdict = "absent"
    elif spent_s < least:
        verdict = "under"
    elif spent_s > most:
        verdict = "over"
    return RoleTime(
        part=part,
        spent_s=spent_s,
        least_s=least,
        most_s=most,
        verdict=verdict,
        source="guides" if part == "setup" else "our assumption",
    )
