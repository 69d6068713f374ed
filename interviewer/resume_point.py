"""Where a session stands that was cut off, and its interview, from its own file alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from interviewer.errors import SessionError
from interviewer.events import Line, LineKind, Outcome, Resumed, ResumeStage
from interviewer.interview import Interview
from interviewer.own_questions import answer_to
from interviewer.review.review import question_of
from interviewer.script import WORDS_PER_MINUTE, Patience, PlannedQuestion
from interviewer.sessions import records as rec
from interviewer.sessions.counting import REOPENED
from interviewer.sessions.session_file import Session
from interviewer.turn_so_far import TurnSoFar, turn_so_far
from prompts.rounds import Interviewer
from prompts.vocabulary import Level, Principle

_KNOWN: TypeAdapter[tuple[Principle, ...]] = TypeAdapter(tuple[Principle, ...])
_KINDS: dict[str, LineKind] = {"question": "question", "follow_up": "follow_up", "invitation": "invitation"}
"""Kinds of lines that open a turn."""
_OUTCOMES: dict[str, Outcome] = {
    "no_answer": "silent",
    "skipped": "skipped",
    "not_transcribed": "not_transcribed",
    "not_judged": "not_judged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePoint:
    """An interview as it stands on the disk."""

    left: bool = False
    """Whether the candidate has left it; else it was cut off."""
    used_s: float = 0.0
    """Seconds of the round that are used: on the clock, or estimated from the words where the session's times are."""
    utterance: int = 0
    """The last line's number."""
    last_turn: int = 0
    """The highest number of a turn, be it one that was taken back."""
    planned: bool = False
    """Whether the file holds the plan."""
    opened: bool = False
    """Whether the opening has been said to its end."""
    closing: bool = False
    """Whether the closing words have been begun: then no question is left."""
    closed: bool = False
    """Whether they have been said to their end."""
    turns: tuple[TurnSoFar, ...] = ()
    left_out: frozenset[str] = frozenset()
    """Questions that the time budget has left out."""
    shortened: frozenset[tuple[str, float]] = frozenset()
    """Questions that were asked with so many seconds for the answer."""
    before: ResumePoint | None = None
    """Where it would stand if the last answer went on: None where none has ended, or the reply to it is being answered."""

    @property
    def last(self) -> TurnSoFar | None:
        """The turn in which the interview was cut off."""
        return self.turns[-1] if self.turns else None

    @property
    def goes_on(self) -> TurnSoFar | None:
        """That turn, where something is still to come of it."""
        return None if self.closing or self.last is None or self.last.over else self.last

    @property
    def unjudged(self) -> tuple[TurnSoFar, ...]:
        """Answers that the interview has gone past before their assessment was on the disk."""
        past = self.turns if self.closing else self.turns[:-1]
        return tuple(turn for turn in past if turn.unjudged)

    def resumed(self, questions: Sequence[PlannedQuestion]) -> Resumed:
        """The event with which the machine goes on.

        Args:
            questions: of the script.
        """
        ids = [question.question_id for question in questions]
        last = self.last
        asked = frozenset(ids.index(t.line.question_id) for t in self.turns if t.line.kind == "question")
        left_out = {ids.index(one) for one in self.left_out if one in ids}
        gone_on = bool(left_out) and max(left_out) > max(asked, default=-1)
        question = max(asked | left_out, default=-1)
        if last is None:
            return Resumed(
                stage="over" if self.closed else "closing" if self.closing else "begin",
                left=self.left,
                utterance=self.utterance,
                opened=self.opened,
                question=question,
            )
        own = [turn for turn in self.turns if turn.line.question_id == last.line.question_id and not turn.own]
        planned = questions[question]
        hints = {text for turn in own for text in turn.hints}
        again = last.again
        if last.own and last.outcome == "candidate_asked" and not again and last.transcript is not None:
            again = tuple(filter(None, [answer_to(last.transcript.text).reply]))
        return Resumed(
            stage=self._stage(last, gone_on=gone_on and not last.own),
            left=self.left,
            utterance=self.utterance,
            opened=self.opened,
            line=Line(
                kind=_KINDS[last.line.kind],
                text=last.line.text,
                utterance=last.line.utterance,
                turn=last.number,
                question_id=last.line.question_id,
                target=last.line.target,
            ),
            last_turn=self.last_turn,
            before=None if self.before is None else self.before.resumed(questions),
            again=again,
            asked=asked,
            question=question,
            limit_s=next((s for name, s in self.shortened if name == planned.question_id), None),
            probes_asked=sum(turn.line.kind == "follow_up" for turn in own),
            hints=tuple(index for index, hint in enumerate(planned.hints) if hint.text in hints),
            given=frozenset(target for turn in own for target in _given(turn)),
            own_questions=sum(turn.outcome == "candidate_asked" for turn in self.turns),
            revision=last.revision,
            requests=last.requests,
            ended=last.ended,
            interrupted=last.spoken_over,
            stopping=last.stopping,
            stopped=last.stopped,
            hinted=bool(last.hints),
            outcomes={turn.number: _OUTCOMES.get(turn.outcome, "answered") for turn in self.turns if turn.over},
        )

    def _stage(self, last: TurnSoFar, *, gone_on: bool) -> ResumeStage:
        if self.closing:
            return "over" if self.closed else "closing"
        if last.own and last.outcome == "candidate_asked":
            return "own_answered"
        return "closed" if gone_on else last.stage


def resume_point(session: Session, *, left: bool = False) -> ResumePoint:
    """Where a session stands that is to go on.

    A session that a fault has broken off (`failed`) goes on like one that was cut off.

    Args:
        session: as it was read.
        left: whether one that the candidate has left with `/quit` is opened again too.

    Raises:
        SessionError: the interview has come to its end, or the file is damaged where it matters.
    """
    end = session.end
    if end is not None and end.reason == "completed":
        raise SessionError(f"The session {session.id} is finished; `interviewer review {session.id}` shows it.")
    if end is not None and end.reason == "quit" and not left:
        raise SessionError(
            f"The session {session.id} was ended by you and is kept as it is; `interviewer practice` begins a new one."
        )
    point = _point(session)
    return replace(point, left=end is not None and end.reason == "quit", before=_before(session, point))


def _before(session: Session, point: ResumePoint) -> ResumePoint | None:
    """Where the session would stand if the answer before a reply that nobody has answered were taken up."""
    replied = point.turns if point.closing else point.turns[:-1]
    if not replied or point.closed or not (point.closing or point.turns[-1].stage == "asked"):
        return None
    ended = replied[-1]
    note = rec.Noted(at_s=0.0, turn=ended.number, note=REOPENED, revision=ended.revision + 1)
    before = _point(replace(session, records=(*session.records, note)))
    return before if before.last is not None and before.last.stage == "answering" else None


def _point(session: Session) -> ResumePoint:
    records, counting = session.records, session.counting
    said = [r for r in records if isinstance(r, rec.Spoken)]
    lines = [r for r in counting if isinstance(r, rec.Spoken)]
    heard = {r.utterance for r in counting if isinstance(r, rec.Heard)}
    opening: dict[int, rec.Spoken] = {}
    for line in lines:
        if line.kind in _KINDS:
            opening.setdefault(line.turn, line)
    turns = (
        turn_so_far(line, [r for r in counting if getattr(r, "turn", None) == number])
        for number, line in sorted(opening.items())
    )
    notes = [r for r in counting if isinstance(r, rec.Noted)]
    planned = {one.question_id for r in records if isinstance(r, rec.Plan) for one in r.questions}
    if any(line.question_id not in planned for line in opening.values() if line.kind != "invitation"):
        raise SessionError(f"The session {session.id} holds questions that its plan does not, so it cannot go on.")
    return ResumePoint(
        used_s=_used_s(session),
        utterance=max((line.utterance for line in said), default=0),
        last_turn=max((line.turn for line in said), default=0),
        planned=any(isinstance(r, rec.Plan) for r in records),
        opened=any(line.kind == "opening" and line.utterance in heard for line in lines),
        closing=any(line.kind == "closing" for line in lines),
        closed=any(line.kind == "closing" and line.utterance in heard for line in lines),
        turns=tuple(turns),
        left_out=frozenset(note.reason for note in notes if note.note == "dropped"),
        shortened=frozenset(_shortened(note.reason) for note in notes if note.note == "shortened"),
    )


def interview_of(session: Session, patience: Patience) -> Interview:
    """The interview of a session, as it was planned on its day; the bank is not needed.

    Args:
        session: as it was read.
        patience: how long the interviewer waits; that is a matter of the mode and not kept.

    Raises:
        SessionError: the file does not hold what was planned.
    """
    plan = next((r for r in session.records if isinstance(r, rec.Plan)), None)
    if plan is None:
        raise SessionError(
            f"The session {session.id} was cut off before anything was planned; `interviewer practice` begins a new one."
        )
    questions = [question_of(session, one.question_id) for one in plan.questions]
    if not questions or None in questions:
        raise SessionError(f"The session {session.id} does not hold its questions whole, so it cannot go on.")
    opening, closing = (plan.opening, plan.closing) if plan.closing else _frame(session)
    try:
        who = None if plan.interviewer is None else Interviewer.model_validate(plan.interviewer)
    except ValidationError:
        who = None  # of a later version: the round goes on without a manner of its own
    return Interview(
        questions=tuple(question for question in questions if question is not None),
        opening=opening,
        closing=closing,
        follow_ups=max(one.follow_ups for one in plan.questions) if plan.follow_ups is None else plan.follow_ups,
        patience=patience,
        level=next((one for one in (plan.level, session.header.level) if one in get_args(Level)), "L5"),
        minutes=plan.minutes,
        principles=_KNOWN.validate_python([name for name in plan.principles if name in get_args(Principle)]),
        interviewer=who,
        strict_timing=plan.strict_timing,
        interrupts=plan.interrupts,
        candidate_questions=plan.candidate_questions,
        round_id=plan.round_id,
        loop_id=plan.loop_id,
    )


def _frame(session: Session) -> tuple[str, str]:
    """The opening and the closing words of a session from before they were kept."""
    from prompts.rounds import load_rounds  # noqa: PLC0415 - read only for an older session

    rounds = load_rounds()
    one = rounds.get(session.header.round) or next(iter(rounds.values()))
    return one.opening, one.closing


def _used_s(session: Session) -> float:
    if session.header.times_are == "measured":
        return max((r.at_s for r in session.records), default=0.0)
    said = (r.text for r in session.records if isinstance(r, rec.Spoken | rec.Typed))
    return sum(len(text.split()) for text in said) * 60.0 / WORDS_PER_MINUTE


def _given(turn: TurnSoFar) -> list[str]:
    points = turn.assessment.key_points if turn.assessment is not None else ()
    return [f"key_point:{one.index}" for one in points if one.verdict == "covered"]


def _shortened(reason: str) -> tuple[str, float]:
    """What a note of a shortened question says: "tq-bias, 120 s"."""
    name, _, seconds = reason.rpartition(", ")
    number = seconds.removesuffix(" s")
    return name, float(number) if number.isdecimal() else 0.0
