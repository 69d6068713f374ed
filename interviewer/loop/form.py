"""The form that an interviewer files after a round, as the guides describe it (2.2): from one session alone. Pure.

A: notes with quotes and times. B: technical competencies against the bar of the level. C: the Leadership Principles that
this interviewer owns. D: a recommendation, each step of it with its reason. No other round is looked at.
"""

from __future__ import annotations

from interviewer.loop.form_observations import observations
from interviewer.loop.form_parts import BarStanding, FiledForm, FormNote, Observation, Quote, Seat
from interviewer.loop.form_quotes import figures, first_words, quote_of, whole_words, words_about
from interviewer.loop.form_recommendation import Findings, recommend
from interviewer.loop.form_standings import principles, technical
from interviewer.review.full import FullReview, full_review
from interviewer.review.parts import Note
from interviewer.review.review import TurnReview, question_of
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import Session
from prompts.schema import Question

MOST_QUOTES = 3
"""Strong moments quoted in one note."""


def file_form(session: Session, seat: Seat, filed_at: str = "") -> FiledForm:
    """The form of one round.

    Args:
        session: the round's own session, whole or cut off.
        seat: who interviewed, at which level, listening for what.
        filed_at: ISO 8601.
    """
    review = full_review(session)
    questions = _questions(session)
    dropped = frozenset(
        record.reason.split()[0].rstrip(",:;")
        for record in session.counting
        if isinstance(record, rec.Noted) and record.note == "dropped" and record.reason.strip()
    )
    graded = technical(review, questions)
    owned = principles(review, questions, seat.principles, dropped)
    seen = observations(review.turns, session.counting)
    found = recommend(_findings(review, graded, owned, seen, len(questions) - len(dropped & questions.keys())))
    return FiledForm(
        loop_id=seat.loop_id,
        round_id=seat.round_id,
        round_title=seat.round_title,
        session_id=review.session_id,
        interviewer=seat.interviewer,
        is_bar_raiser=seat.is_bar_raiser,
        level=seat.level or review.level,
        filed_at=filed_at,
        notes=tuple(_note(review, note) for note in review.form.notes),
        technical=graded,
        principles=owned,
        observations=seen,
        score=review.score,
        recommendation=found.recommendation,
        reasons=found.reasons,
        unscored_reason=found.unscored_reason,
        next_step=review.next_step,
    )


def _questions(session: Session) -> dict[str, Question]:
    """The questions of the plan as they stood on that day, by id."""
    plan = next((record for record in session.records if isinstance(record, rec.Plan)), None)
    found = {one.question_id: question_of(session, one.question_id) for one in plan.questions} if plan else {}
    return {name: question for name, question in found.items() if question is not None}


def _findings(
    review: FullReview,
    graded: tuple[BarStanding, ...],
    owned: tuple[BarStanding, ...],
    seen: tuple[Observation, ...],
    planned: int,
) -> Findings:
    ranked = sorted(review.questions, key=lambda one: one.score or 0.0)
    return Findings(
        score=review.score,
        scored=sum(one.score is not None for one in review.questions),
        asked=len(review.questions) if review.ended == "completed" else max(planned, len(review.questions)),
        best=words_about(review, [one.question_id for one in reversed(ranked)], against=False),
        weakest=words_about(review, [one.question_id for one in ranked], against=True),
        wrong=_wrong(review),
        principles=owned,
        observations=seen,
        technical=graded,
        unscored_reason=review.unscored_reason or "",
    )


def _wrong(review: FullReview) -> tuple[Quote, ...]:
    """One quote for each misconception that was stated and that a follow-up about it did not bring the candidate off."""
    question = {turn.turn: turn.question_id for turn in review.turns}
    taken_back = {
        (turn.question_id, turn.target)
        for turn, details in zip(review.turns, review.details, strict=True)
        if turn.target.startswith("misconception:")
        and turn.transcript is not None
        and turn.transcript.words
        and turn.target not in {one.id for one in details.judged}
    }
    found: dict[tuple[str, str], Quote] = {}
    for details in review.details:
        for one in details.judged:
            key = (question[details.turn], one.id)
            if one.group == "misconception" and one.evidence and key not in taken_back:
                found.setdefault(key, quote_of(details.turn, one.evidence[0]))
    return tuple(found.values())


def _note(review: FullReview, note: Note) -> FormNote:
    turns = [turn for turn in review.turns if turn.question_id == note.question_id]
    own = {turn.turn for turn in turns}
    moments = [
        quote_of(moment.turn, moment.evidence)
        for details in review.details
        if details.turn in own
        for moment in details.moments
    ]
    quotes = moments[:MOST_QUOTES] or [quote for turn in turns for quote in first_words(turn)][:1]
    scored = next(one for one in review.questions if one.question_id == note.question_id)
    return FormNote(
        question_id=note.question_id,
        turn=note.turn,
        asked=note.asked,
        said=note.said,
        quotes=tuple(quotes),
        impressions=note.impressions,
        missing=_missing(review, turns),
        figures=tuple(quote for turn in turns for quote in figures(turn)),
        answers=tuple(quote for turn in turns for quote in whole_words(turn)),
        unscored_reason=scored.unscored_reason or "" if scored.score is None else "",
    )


def _missing(review: FullReview, turns: list[TurnReview]) -> tuple[str, ...]:
    """What the answer lacked and no follow-up brought."""
    later = {turn.turn for turn in turns[1:]}
    brought = {
        one.name
        for details in review.details
        if details.turn in later
        for one in details.judged
        if one.verdict == "met"
    }
    return tuple(gap for gap in (turns[0].missing if turns else ()) if gap not in brought)
