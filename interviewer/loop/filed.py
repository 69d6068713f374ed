"""What the forms and the debrief need to know of a loop: seats, planned rounds, the forms that are filed."""

from __future__ import annotations

from pydantic import ValidationError

from interviewer.loop.debrief import hold_debrief
from interviewer.loop.debrief_parts import Debrief, PlannedRound
from interviewer.loop.debrief_rules import DebriefRules
from interviewer.loop.form_parts import FiledForm, Seat, Signature
from interviewer.loop.loop_file import Loop


def seat_of(loop: Loop, index: int) -> Seat:
    """Who sits in a round, as the form names them."""
    one = loop.rounds[index]
    return Seat(
        loop_id=loop.id,
        round_id=one.round_id,
        round_title=one.title,
        interviewer=_signature(one.interviewer),
        level=loop.header.level,
        principles=one.principles,
    )


def planned_rounds(loop: Loop) -> tuple[PlannedRound, ...]:
    """Every round of the loop, whether or not it took place."""
    return tuple(
        PlannedRound(
            round_id=one.round_id,
            title=one.title,
            interviewer=_signature(one.interviewer),
            principles=one.principles,
        )
        for one in loop.rounds
    )


def forms_of(loop: Loop) -> tuple[FiledForm, ...]:
    """The forms that are filed, in the order of the rounds; one that cannot be read is left out."""
    found = []
    for one in loop.rounds:
        filed = loop.form(one.index)
        if filed is None:
            continue
        try:
            found.append(FiledForm.model_validate(filed.form))
        except ValidationError:
            continue
    return tuple(found)


def debrief_of(loop: Loop) -> Debrief | None:
    """The debrief as it was held last; None where there was none, or it cannot be read."""
    if loop.debrief is None:
        return None
    try:
        return Debrief.model_validate(loop.debrief.debrief)
    except ValidationError:
        return None


def hold_debrief_on(loop: Loop, rules: DebriefRules) -> Debrief:
    """What the forms that are filed come to by these rules."""
    header = loop.header
    return hold_debrief(forms_of(loop), rules, header.level, planned_rounds(loop), header.kind)


def _signature(interviewer: dict[str, object]) -> Signature:
    return Signature(name=str(interviewer.get("name", "")), role=str(interviewer.get("role", "")))
