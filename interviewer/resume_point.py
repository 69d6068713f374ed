"""Where an interview stands that was cut off, and the interview itself, from its own file alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.transcript import Transcript
from interviewer import records as rec
from interviewer.assessing import Turn
from interviewer.errors import SessionError
from interviewer.events import Judged, Line, Outcome, Probe, Resumed
from interviewer.review import question_of
from interviewer.script import Patience
from interviewer.session_file import Session
from interviewer.turn_so_far import TurnSoFar, turn_so_far
from prompts.schema import Question

if TYPE_CHECKING:
    from interviewer.runner import Interview


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePoint:
    """An interview as it stands on the disk."""

    used_s: float = 0.0
    """Seconds of the session that are over."""
    utterance: int = 0
    """The last line's number."""
    planned: bool = False
    """Whether the file holds the plan."""
    opened: bool = False
    """Whether the opening has been said to its end."""
    closing: bool = False
    """Whether the closing words have been begun: then no question is left."""
    closed: bool = False
    """Whether they have been said to their end."""
    turns: tuple[TurnSoFar, ...] = ()

    @property
    def last(self) -> TurnSoFar | None:
        """The turn in which the interview was cut off."""
        return self.turns[-1] if self.turns else None

    @property
    def unjudged(self) -> tuple[TurnSoFar, ...]:
        """Answers that the interview has gone past before their assessment was on the disk."""
        past = self.turns if self.closing else self.turns[:-1]
        return tuple(turn for turn in past if turn.unjudged)

    @property
    def judged(self) -> Judged | None:
        """What was to be said of the last answer, where it has been judged and nothing has been said since."""
        last = self.last
        if last is None or last.assessment is None or last.stage != "judged" or self.closing:
            return None
        follow_up = last.assessment.follow_up
        probe = None if follow_up is None else Probe(**follow_up.model_dump(include={"target", "line", "why"}))
        return Judged(turn=last.number, revision=last.revision, probe=probe)

    def resumed(self, question_ids: Sequence[str]) -> Resumed:
        """The event with which the machine goes on.

        Args:
            question_ids: of the plan, in order.
        """
        last = self.last
        if last is None:
            return Resumed(stage="begin", utterance=self.utterance, opened=self.opened)
        own = [turn for turn in self.turns if turn.line.question_id == last.line.question_id]
        line = Line(
            kind="question" if last.line.kind == "question" else "follow_up",
            text=last.line.text,
            utterance=last.line.utterance,
            turn=last.number,
            question_id=last.line.question_id,
            target=last.line.target,
        )
        place = question_ids.index(last.line.question_id)
        return Resumed(
            stage="over" if self.closed else "closed" if self.closing else last.stage,
            utterance=self.utterance,
            opened=self.opened,
            line=line,
            question=len(question_ids) - 1 if self.closing else place,
            probes_asked=sum(turn.line.kind == "follow_up" for turn in own),
            revision=last.revision,
            requests=last.requests,
            ended=last.ended,
            interrupted=last.spoken_over,
            outcomes={turn.number: _OUTCOMES.get(turn.outcome, "answered") for turn in self.turns if turn.over},
        )


_OUTCOMES: dict[str, Outcome] = {
    "no_answer": "silent",
    "skipped": "skipped",
    "not_transcribed": "not_transcribed",
    "not_judged": "not_judged",
}


def resume_point(session: Session, *, left: bool = False) -> ResumePoint:
    """Where a session stands that is to go on.

    A session that a fault has broken off (`failed`) goes on like one that was cut off.

    Args:
        session: as it was read.
        left: whether one that the candidate has left with `/quit` is opened again too.

    Raises:
        SessionError: the interview has come to its end.
    """
    records = session.records
    end = session.end
    if end is not None and end.reason == "completed":
        raise SessionError(f"The session {session.id} is finished; `interviewer review {session.id}` shows it.")
    if end is not None and end.reason == "quit" and not left:
        raise SessionError(
            f"The session {session.id} was ended by you and is kept as it is; `interviewer practice` begins a new one."
        )
    lines = [r for r in records if isinstance(r, rec.Spoken)]
    heard = {r.utterance for r in records if isinstance(r, rec.Heard)}
    opening: dict[int, rec.Spoken] = {}
    for line in lines:
        if line.kind in {"question", "follow_up"}:
            opening.setdefault(line.turn, line)
    turns = (
        turn_so_far(line, [r for r in records if getattr(r, "turn", None) == number])
        for number, line in sorted(opening.items())
    )
    return ResumePoint(
        used_s=max((r.at_s for r in records), default=0.0),
        utterance=max((line.utterance for line in lines), default=0),
        planned=any(isinstance(r, rec.Plan) for r in records),
        opened=any(line.kind == "opening" and line.utterance in heard for line in lines),
        closing=any(line.kind == "closing" for line in lines),
        closed=any(line.kind == "closing" and line.utterance in heard for line in lines),
        turns=tuple(turns),
    )


def turns_of(point: ResumePoint, questions: Mapping[str, Question]) -> dict[int, Turn]:
    """What the runner knows of each turn."""
    return {
        turn.number: Turn(
            question=questions[turn.line.question_id],
            target=turn.line.target,
            first_word_s=turn.first_word_s,
            transcript=turn.transcript or Transcript(),
            requests_until_s=turn.requests_until_s,
            assessment=turn.assessment,
        )
        for turn in point.turns
    }


def interview_of(session: Session, patience: Patience) -> Interview:
    """The interview of a session, as it was planned on its day; the bank is not needed.

    Args:
        session: as it was read.
        patience: how long the interviewer waits; that is a matter of the mode and not kept.

    Raises:
        SessionError: the file does not hold what was planned.
    """
    from interviewer.runner import Interview  # noqa: PLC0415 - the runner knows resume points

    plan = next((r for r in session.records if isinstance(r, rec.Plan)), None)
    if plan is None:
        raise SessionError(
            f"The session {session.id} was cut off before anything was planned; begin a new one with `interviewer practice`."
        )
    questions = [question_of(session, one.question_id) for one in plan.questions]
    if not all(questions):
        raise SessionError(f"The session {session.id} does not hold its questions whole, so it cannot go on.")
    opening, closing = _frame(session)
    return Interview(
        questions=tuple(q for q in questions if q is not None),
        opening=opening,
        closing=closing,
        follow_ups=max((one.follow_ups for one in plan.questions), default=0),
        patience=patience,
        level=session.header.level or "L5",
    )


def _frame(session: Session) -> tuple[str, str]:
    """The opening and the closing words; an older file does not hold them before they are said."""
    from prompts.rounds import load_rounds  # noqa: PLC0415 - read only when an interview goes on

    rounds = load_rounds()
    one = rounds.get(session.header.round) or next(iter(rounds.values()))
    return one.opening, one.closing
