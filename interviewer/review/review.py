"""The review of a session as data: built from its records alone, shown by the terminal, as JSON, and by replay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from audio.transcript import Transcript
from interviewer.answers.timing import AnswerTiming
from interviewer.review.feedback import missing, next_time
from interviewer.review.note_words import why_no_verdict
from interviewer.sessions import records as rec
from interviewer.sessions.counting import REOPENED
from interviewer.sessions.session_file import Session
from prompts.phrasebook import phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, Recommendation
from rubrics.score import recommendation

_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnReview(Strict):
    """One line that wanted an answer, and the answer."""

    turn: int
    question_id: str
    kind: str
    """`question` or `follow_up`."""
    asked: str
    target: str = ""
    asked_at_s: float
    line_audio: str | None = None
    answer_audio: str | None = None
    transcript: Transcript | None = None
    requests: tuple[str, ...] = ()
    """What the candidate asked of the interviewer in this turn."""
    voiced: tuple[tuple[float, float], ...] = ()
    ended: str = ""
    assessment: Assessment | None = None
    previous: tuple[Assessment, ...] = ()
    """Earlier assessments of the same answer, oldest first, where it has been rescored."""
    question_score: float | None = None
    timing: AnswerTiming | None = None
    missing: tuple[str, ...] = ()
    next_time: str = ""
    notes: tuple[str, ...] = ()
    stopped_at_s: float | None = None
    """Seconds of the answer at which the interviewer interrupted it for time."""


class QuestionReview(Strict):
    """A question with its last score, all follow-ups included."""

    question_id: str
    kind: str
    text: str
    score: float | None
    unscored_reason: str | None


class Review(Strict):
    """The whole session."""

    session_id: str
    created_at: str
    mode: str
    round: str
    role: str
    level: str
    times_are: str
    transcriber: str
    ended: str
    """`completed`, `quit`, `failed`, or `cut off` where the file does not say."""
    duration_s: float
    questions: tuple[QuestionReview, ...]
    turns: tuple[TurnReview, ...]
    score: float | None
    recommendation: Recommendation | None
    unscored_reason: str | None
    lines: tuple[dict[str, Any], ...]
    """Every line of the interviewer: at_s, kind, text, turn, audio."""
    damaged: int = 0
    """Lines of the file that could not be read."""


def question_of(session: Session, question_id: str) -> Question | None:
    """The question as it stood when it was asked, or None where the file does not hold it."""
    for record in session.records:
        if isinstance(record, rec.Plan):
            for planned in record.questions:
                if planned.question_id == question_id:
                    try:
                        return _QUESTION.validate_python(planned.question)
                    except ValidationError:
                        return None
    return None


def build_review(session: Session) -> Review:
    """Everything a review shows, from the records of the session."""
    records = session.counting
    # A line that a lost device has cut short is said again: it still opens one turn.
    asked: dict[int, rec.Spoken] = {}
    for record in records:
        if isinstance(record, rec.Spoken) and record.kind in {"question", "follow_up"}:
            asked.setdefault(record.turn, record)
    turns = tuple(_turn_review(session, spoken, _of_turn(records, spoken.turn)) for spoken in asked.values())
    plan = next((r.questions for r in records if isinstance(r, rec.Plan)), ())
    questions = tuple(_question_review(p, turns) for p in plan if any(t.question_id == p.question_id for t in turns))
    scores = [q.score for q in questions if q.score is not None]
    mean = round(sum(scores) / len(scores), 2) if scores else None
    header = session.header
    return Review(
        session_id=session.id,
        created_at=header.created_at,
        mode=header.mode,
        round=header.round,
        role=header.role,
        level=header.level,
        times_are=header.times_are,
        transcriber=header.transcriber,
        ended=session.end.reason if session.end else "cut off",
        duration_s=max((r.at_s for r in session.records), default=0.0),
        questions=questions,
        turns=turns,
        score=mean,
        recommendation=recommendation(mean) if mean is not None else None,
        unscored_reason=None if scores else _why_unscored(questions),
        lines=tuple(
            {"at_s": r.at_s, "kind": r.kind, "text": r.text, "turn": r.turn, "audio": _there(session, r.audio)}
            for r in records
            if isinstance(r, rec.Spoken)
        ),
        damaged=session.damaged,
    )


def _of_turn(records: Sequence[rec.Record], turn: int) -> list[rec.Record]:
    return [r for r in records if getattr(r, "turn", None) == turn]


def _turn_review(session: Session, spoken: rec.Spoken, own: list[rec.Record]) -> TurnReview:
    turn = spoken.turn
    transcripts = [r for r in own if isinstance(r, rec.Transcribed)]
    answers = [r for r in transcripts if r.request is None]
    assessed = [r for r in own if isinstance(r, rec.Assessed)]
    ended = next((r.reason for r in reversed(own) if isinstance(r, rec.Ended)), "")
    voiced = next((r.segments for r in reversed(own) if isinstance(r, rec.Voiced)), ())
    audio = next((r.audio for r in own if isinstance(r, rec.Listening) and r.audio), None)
    last = assessed[-1] if assessed else None
    question = question_of(session, spoken.question_id)
    goes_on = bool(answers) and any(_reopens(r, answers[-1]) for r in own)
    transcript = answers[-1].transcript if answers and not goes_on else _words_so_far(own)
    return TurnReview(
        turn=turn,
        question_id=spoken.question_id,
        kind=spoken.kind,
        asked=spoken.text,
        target=spoken.target,
        asked_at_s=spoken.at_s,
        line_audio=_there(session, spoken.audio),
        answer_audio=_there(session, audio),
        transcript=transcript,
        requests=tuple(r.transcript.text for r in transcripts if r.request is not None),
        voiced=voiced,
        ended=ended,
        assessment=last.assessment if last else None,
        previous=tuple(r.assessment for r in assessed[:-1]),
        question_score=last.question_score if last else None,
        timing=next((r.timing for r in reversed(assessed) if r.timing), None),
        missing=tuple(missing(question, last.assessment, spoken.target)) if last else (),
        next_time=next_time(question, last.assessment, last.timing) if last and not spoken.target else "",
        notes=tuple(f"{r.note}: {r.reason}" if r.reason else r.note for r in own if isinstance(r, rec.Noted)),
        stopped_at_s=next((r.answer_s for r in own if isinstance(r, rec.Noted) and r.answer_s is not None), None),
    )


def _reopens(record: rec.Record, heard: rec.Transcribed) -> bool:
    """Whether a record says that the answer went on after its words had been written down."""
    return isinstance(record, rec.Noted) and record.note == REOPENED and record.revision > heard.revision > 0


def _words_so_far(own: list[rec.Record]) -> Transcript | None:
    """What is there of an answer that was cut off: the words before it went on, the chunks recognised, or the lines typed."""
    from audio.transcript import joined  # noqa: PLC0415 - only for a session that was cut off
    from interviewer.answers.typed import typed_transcript  # noqa: PLC0415

    typed = [r.text for r in own if isinstance(r, rec.Typed)]
    if typed:
        return typed_transcript(typed)
    before = [r.transcript for r in own if isinstance(r, rec.Transcribed) and r.request is None][-1:]
    known_s = before[0].duration_s if before else 0.0
    pieces = _newest_pieces([r for r in own if isinstance(r, rec.Chunk)])
    parts = [*before, *(piece.transcript.after(known_s) for piece in pieces)]
    return joined(parts, max(part.duration_s for part in parts)) if parts else None


def _newest_pieces(chunks: list[rec.Chunk]) -> list[rec.Chunk]:
    """The pieces of a recording in order, without those that newer ones cover: after a cut it may be divided otherwise."""
    kept: list[rec.Chunk] = []
    for chunk in chunks:
        start = chunk.start_sample
        if start is not None:
            kept = [one for one in kept if one.end_sample is None or one.end_sample <= start]
        kept.append(chunk)
    return kept


def _question_review(planned: rec.PlannedRecord, turns: tuple[TurnReview, ...]) -> QuestionReview:
    own = [turn for turn in turns if turn.question_id == planned.question_id]
    scores = [turn.question_score for turn in own if turn.question_score is not None]
    reasons = [t.assessment.unscored_reason for t in own if t.assessment and t.assessment.unscored_reason]
    noted = why_no_verdict(note for turn in own for note in turn.notes)
    reason = None
    if not scores:
        begun = any(turn.transcript and turn.transcript.words for turn in own)
        left = phrase("why_unscored.not_judged") if begun else phrase("why_unscored.not_answered")
        reason = reasons[0] if reasons else noted or left
    return QuestionReview(
        question_id=planned.question_id,
        kind=planned.kind,
        text=planned.text,
        score=scores[-1] if scores else None,
        unscored_reason=reason,
    )


def _why_unscored(questions: tuple[QuestionReview, ...]) -> str:
    if not questions:
        return phrase("why_unscored.no_question")
    return questions[0].unscored_reason or phrase("why_unscored.nothing_answered")


def _there(session: Session, name: str | None) -> str | None:
    return name if session.audio(name) else None
