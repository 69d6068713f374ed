"""What one interview is: the questions and the rules; and its forms for the machine and for the session file."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.budget import MOST_FOLLOW_UPS
from interviewer.hints import hints_of
from interviewer.script import FIXED_LINES, Patience, PlannedQuestion, Script
from interviewer.sessions import records as rec
from prompts.rounds import Interviewer, is_story
from prompts.schema import Question
from prompts.vocabulary import Principle


@dataclass(frozen=True, slots=True)
class Interview:
    """What is to be asked, and how."""

    questions: tuple[Question, ...]
    opening: str
    closing: str
    follow_ups: int
    patience: Patience
    level: str = "L5"
    minutes: float | None = None
    """The whole round; None: no budget, every question is asked as planned."""
    principles: tuple[Principle, ...] = ()
    """Those that this interviewer owns; the time budget keeps a question for each."""
    interviewer: Interviewer | None = None
    strict_timing: bool = False
    """Whether a set-up of 45 s without an action is interrupted."""
    interrupts: bool = False
    """Whether an answer past its limit is interrupted, once."""
    candidate_questions: bool = False
    """Whether the last minutes belong to the candidate."""
    round_id: str = ""
    loop_id: str = ""


def script_of(interview: Interview) -> Script:
    """The interview as the machine needs it."""
    from prompts.load import lines  # noqa: PLC0415 - read once, when an interview begins

    fixed = lines()
    return Script(
        questions=tuple(_planned(question, _follow_ups(interview)) for question in interview.questions),
        opening=interview.opening,
        closing=interview.closing,
        minutes=interview.minutes,
        principles=interview.principles,
        interrupts=interview.interrupts,
        strict_timing=interview.strict_timing,
        candidate_questions=interview.candidate_questions,
        **{name: fixed[name] for name in FIXED_LINES},
    )


def _planned(question: Question, follow_ups: int) -> PlannedQuestion:
    return PlannedQuestion(
        question_id=question.id,
        text=question.wording,
        limit_s=question.minutes * 60,
        follow_ups=follow_ups,
        principles=tuple(getattr(question, "principles", ())),
        story=is_story(question),
        hints=hints_of(question),
    )


def _follow_ups(interview: Interview) -> int:
    """Most follow-ups to one question: what is asked for, the interviewer's manner and the rule of a round, the least of it."""
    most = [interview.follow_ups]
    if interview.minutes is not None:
        most.append(MOST_FOLLOW_UPS)
    if interview.interviewer is not None:
        most.append(interview.interviewer.probing)
    return min(most)


def plan_record(interview: Interview, at_s: float) -> rec.Plan:
    """The interview as the session file keeps it: enough to hold it again without the bank.

    Args:
        interview: the plan.
        at_s: seconds since the session was begun.
    """
    who = interview.interviewer
    return rec.Plan(
        at_s=at_s,
        questions=tuple(
            rec.PlannedRecord(
                question_id=question.id,
                kind=question.kind,
                text=question.wording,
                limit_s=question.minutes * 60,
                follow_ups=interview.follow_ups,
                question=question.model_dump(mode="json", exclude_defaults=True) | {"kind": question.kind},
            )
            for question in interview.questions
        ),
        opening=interview.opening,
        closing=interview.closing,
        follow_ups=interview.follow_ups,
        level=interview.level,
        minutes=interview.minutes,
        principles=interview.principles,
        interviewer=who.model_dump(mode="json") if who is not None else None,
        strict_timing=interview.strict_timing,
        interrupts=interview.interrupts,
        candidate_questions=interview.candidate_questions,
        round_id=interview.round_id,
        loop_id=interview.loop_id,
    )
