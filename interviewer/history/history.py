"""Every answer that the person has given so far, read from the session folders: what takes, stories and progress share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from interviewer.errors import SessionError, UsageError
from interviewer.review.note_words import why_no_verdict
from interviewer.review.review import Review, TurnReview, build_review, question_of
from interviewer.sessions.records import is_history
from interviewer.sessions.session_file import Session, find_session, read_session, session_folders
from prompts.phrasebook import phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, SetupVerdict

ROLE_ORDER = ("situation", "task", "action", "result", "lesson", "other")


class Take(BaseModel):
    """One answer to one question, with what was found in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: str
    turn: int
    told_at: datetime
    """When the session was begun, with its offset from UTC."""
    question_id: str
    question: str
    """As it was asked that day."""
    kind: str
    """`behavioral`, `technical`, `coding` or `sql`; "" where the session does not hold its question."""
    story: bool
    """Whether a past event was asked for."""
    principles: tuple[str, ...] = ()
    topic: str = ""
    answer: str
    score: float | None
    """Of the answer alone."""
    question_score: float | None
    """With the answers to its follow-ups, where there were any."""
    unscored_reason: str | None = None
    setup_s: float | None = None
    setup_verdict: SetupVerdict | None = None
    total_s: float | None = None
    estimated: bool = False
    """Whether the times come from the number of words."""
    words_per_minute: float | None = None
    """Of spoken answers."""
    role_s: dict[str, float] = {}
    """Seconds in each role, in the order of a story; empty where the sentences have no times."""
    audio: str | None = None
    """The recording's name in the session's folder."""
    assessment: Assessment | None = None

    @property
    def name(self) -> str:
        """`SESSION:TURN`, as the commands take it."""
        return f"{self.session}:{self.turn}"


@dataclass(frozen=True, slots=True)
class History:
    """All takes, oldest first, and the sessions that could not be read."""

    takes: tuple[Take, ...] = ()
    skipped: tuple[str, ...] = ()
    """One sentence for each session that is damaged."""
    sessions: int = 0


def load_history(sessions: Path) -> History:
    """Read all sessions of a folder; a damaged one is named and left out.

    Raises:
        SessionError: the folder itself cannot be read.
    """
    takes: list[Take] = []
    skipped = []
    folders = session_folders(sessions)
    for folder in folders:
        try:
            session = read_session(folder)
            takes += takes_of(session) if is_history(session.header.round) else ()
        except SessionError as error:
            skipped.append(phrase("progress.left_out", name=folder.name, error=str(error)))
    takes.sort(key=lambda take: (take.told_at, take.session, take.turn))
    return History(tuple(takes), tuple(skipped), len(folders))


def takes_of(session: Session, review: Review | None = None) -> tuple[Take, ...]:
    """The answers of one session, one for each question that was answered with words.

    Args:
        session: as it was read.
        review: of the same session, where it is there already.
    """
    review = review or build_review(session)
    told_at = moment(review.created_at)
    return tuple(
        _take(session, turn, review.turns, told_at)
        for turn in review.turns
        if turn.kind == "question" and turn.transcript is not None and turn.transcript.words
    )


def moment(created_at: str) -> datetime:
    """A session's time; one that cannot be read counts as the beginning of time, one without an offset as UTC."""
    try:
        found = datetime.fromisoformat(created_at)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def find_take(sessions: Path, name: str) -> tuple[Session, TurnReview]:
    """The question turn that `SESSION` or `SESSION:TURN` means; without a turn, the session's first question.

    A follow-up's turn stands for the question that it belongs to.

    Raises:
        SessionError: there is no such session or nothing was asked in it.
        UsageError: it has no such turn.
    """
    wanted, _, number = name.rpartition(":") if name.rpartition(":")[2].isdecimal() else (name, "", "")
    session = read_session(find_session(sessions, wanted))
    turns = build_review(session).turns
    if not turns:
        raise SessionError(f"Nothing was asked in the session {session.folder.name}.")
    turn = next((t for t in turns if not number or t.turn == int(number)), None)
    if turn is None:
        raise UsageError(f"There is no turn {number}; the session has {', '.join(str(t.turn) for t in turns)}.")
    if turn.kind != "question":
        turn = next((t for t in turns if t.kind == "question" and t.question_id == turn.question_id), turn)
    return session, turn


def _take(session: Session, turn: TurnReview, turns: Iterable[TurnReview], told_at: datetime) -> Take:
    question = question_of(session, turn.question_id)
    scores = [t.question_score for t in turns if t.question_id == turn.question_id and t.question_score is not None]
    assessment, timing = turn.assessment, turn.timing
    delivery = (assessment.delivery if assessment else None) or {}
    return Take(
        session=session.folder.name,
        turn=turn.turn,
        told_at=told_at,
        question_id=turn.question_id,
        question=turn.asked,
        **_about(question),
        answer=turn.transcript.text if turn.transcript else "",
        score=assessment.score if assessment else None,
        question_score=scores[-1] if scores else None,
        unscored_reason=(assessment.unscored_reason if assessment else None) or why_no_verdict(turn.notes),
        setup_s=timing.setup_s if timing else None,
        setup_verdict=timing.setup_verdict if timing else None,
        total_s=timing.total_s if timing else None,
        estimated=timing.estimated if timing else False,
        words_per_minute=delivery.get("words_per_minute"),
        role_s=_role_seconds(assessment),
        audio=turn.answer_audio,
        assessment=assessment,
    )


def _about(question: Question | None) -> dict[str, object]:
    if question is None:
        return {"kind": "", "story": False}
    story = question.kind == "behavioral" and question.form == "story"
    principles = getattr(question, "principles", ())
    return {"kind": question.kind, "story": story, "principles": principles, "topic": getattr(question, "topic", "")}


def _role_seconds(assessment: Assessment | None) -> dict[str, float]:
    spans = assessment.structure.roles if assessment and assessment.structure else ()
    found = dict.fromkeys(ROLE_ORDER, 0.0)
    for span in spans:
        if span.start_s is not None and span.end_s is not None:
            found[span.role] += max(0.0, span.end_s - span.start_s)
    return {role: round(value, 1) for role, value in found.items() if value > 0}
