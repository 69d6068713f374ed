"""Begins a loop, and turns its rounds from plan to record and from record to interview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from interviewer.interview import Interview
from interviewer.loop.loop_file import Loop, LoopError, create_loop
from interviewer.loop.loop_records import LoopHeader, LoopPlan, PlannedRound
from interviewer.loop.plan import RoundPlan
from interviewer.script import Patience
from prompts.rounds import Interviewer
from prompts.schema import Question
from prompts.vocabulary import Principle

_QUESTIONS: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])
_PRINCIPLES: TypeAdapter[tuple[Principle, ...]] = TypeAdapter(tuple[Principle, ...])


def begin_loop(loops: Path, header: LoopHeader, rounds: Iterable[RoundPlan], now: datetime) -> Path:
    """Write a planned loop to a new folder in `loops`.

    Raises:
        LoopError: it cannot be written.
    """
    return create_loop(loops, header, LoopPlan(at=stamp(now), rounds=tuple(map(recorded, rounds))))


def stamp(now: datetime) -> str:
    """A moment as the loop file keeps it."""
    return now.isoformat(timespec="seconds")


def recorded(plan: RoundPlan) -> PlannedRound:
    """A round as the loop file keeps it: enough to hold it without the bank."""
    return PlannedRound(
        index=plan.index,
        round_id=plan.round_id,
        title=plan.title,
        minutes=plan.minutes,
        interviewer=plan.interviewer.model_dump(mode="json"),
        opening=plan.opening,
        closing=plan.closing,
        principles=plan.principles,
        question_ids=tuple(question.id for question in plan.questions),
        questions=tuple(
            question.model_dump(mode="json", exclude_defaults=True) | {"kind": question.kind}
            for question in plan.questions
        ),
    )


def interview_of_round(loop: Loop, index: int, patience: Patience) -> Interview:
    """The interview of a round, from the loop's own file.

    Args:
        loop: as it was read.
        index: of the round, from 0.
        patience: how long the interviewer waits; that is a matter of the mode.

    Raises:
        LoopError: the questions are not whole, or of a later version.
    """
    one = loop.rounds[index]
    try:
        questions = _QUESTIONS.validate_python(one.questions)
        interviewer = Interviewer.model_validate(one.interviewer)
        principles = _PRINCIPLES.validate_python(one.principles)
    except ValidationError as error:
        raise LoopError(
            f"The round {one.title!r} in {loop.folder} is damaged or of a later version; update the program, "
            "or begin another loop."
        ) from error
    if not questions:
        raise LoopError(f"The round {one.title!r} in {loop.folder} holds no questions; begin another loop.")
    return Interview(
        questions=questions,
        opening=one.opening,
        closing=one.closing,
        follow_ups=interviewer.probing,
        patience=patience,
        level=loop.header.level,
        minutes=one.minutes,
        principles=principles,
        interviewer=interviewer,
        strict_timing=loop.header.strict_timing,
        interrupts=True,
        candidate_questions=True,
        round_id=one.round_id,
        loop_id=loop.id,
    )
