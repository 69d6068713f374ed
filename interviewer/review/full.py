"""The full review of a session: `Review` with everything that the page and the exports show. Pure but for `load`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.review.delivery import History, delivery_of, history, measures
from interviewer.review.form import fill_form
from interviewer.review.judged import judged, moments
from interviewer.review.parts import Form, Moment, TurnDetails
from interviewer.review.review import Review, TurnReview, build_review, question_of
from interviewer.review.shape import first_word_s, setup_end_s, shape
from interviewer.sessions.records import Plan, is_history
from interviewer.sessions.session_file import Session, read_session, session_folders
from prompts.schema import Question

MOST_EARLIER = 30
"""Sessions, the latest before this one, that a person's usual delivery is taken from: habits change."""
STRONGEST = 3


class FullReview(Review):
    """A review with details of each turn, the strongest moments, the next step and the interviewer's form."""

    details: tuple[TurnDetails, ...]
    """One for each of `turns`, in the same order."""
    moments: tuple[Moment, ...]
    """The two or three strongest of the session."""
    next_step: str
    """The one thing to do better next time; "" where nothing is known to be wrong."""
    next_step_turn: int | None
    form: Form
    earlier_sessions: int
    """How many earlier sessions the usual delivery is taken from."""


def full_review(session: Session, earlier: Iterable[Review] = ()) -> FullReview:
    """Everything there is to show of a session.

    Args:
        session: as it stands on the disk.
        earlier: reviews of the same person's sessions before this one.
    """
    review = build_review(session)
    before = tuple(earlier)
    past = history(before)
    found = {one.question_id: question_of(session, one.question_id) for one in review.questions}
    questions = {name: question for name, question in found.items() if question is not None}
    details = tuple(_details(review, turn, questions.get(turn.question_id), past) for turn in review.turns)
    planned = next((len(r.questions) for r in session.records if isinstance(r, Plan)), 0)
    step = _next_step(review)
    return FullReview(
        **dict(review),
        details=details,
        moments=_strongest(details),
        next_step=step.next_time if step else "",
        next_step_turn=step.turn if step else None,
        form=fill_form(review, questions, details, planned=planned),
        earlier_sessions=len(before),
    )


def load_full(folder: Path, sessions: Path) -> tuple[Session, FullReview]:
    """Read a session and, for its history, those before it in the folder `sessions`.

    Raises:
        SessionError: the session cannot be read. An earlier one that cannot is left out.
    """
    session = read_session(folder)
    begun = _time(session.header.created_at)
    earlier: list[tuple[datetime, Review]] = []
    for other in session_folders(sessions):
        if other.resolve() == folder.resolve():
            continue
        try:
            read = read_session(other)
        except SessionError:
            continue
        at = _time(read.header.created_at)
        if is_history(read.header.round) and begun is not None and at is not None and at < begun:
            earlier.append((at, build_review(read)))
    earlier.sort(key=lambda item: item[0])
    return session, full_review(session, [review for _, review in earlier[-MOST_EARLIER:]])


def _details(review: Review, turn: TurnReview, question: Question | None, past: History) -> TurnDetails:
    verdicts = judged(question, turn.assessment, turn.target) if turn.assessment else ()
    delivery = delivery_of(turn)
    return TurnDetails(
        turn=turn.turn,
        why=_why(review, turn),
        judged=verdicts,
        moments=moments(turn, verdicts),
        shape=shape(turn),
        delivery=measures(turn, past),
        pauses=delivery.pauses if delivery else (),
        fillers=delivery.fillers if delivery else (),
        first_word_s=first_word_s(turn),
        setup_end_s=setup_end_s(turn) if turn.kind == "question" else None,
    )


def _why(review: Review, turn: TurnReview) -> str:
    """The reason that the interviewer gave for a follow-up: it stands in the assessment of the answer before."""
    if not turn.target:
        return ""
    before = [one for one in review.turns if one.turn < turn.turn and one.question_id == turn.question_id]
    for one in reversed(before):
        # A rescore may have chosen another probe; the one that was asked comes from the oldest assessment.
        for assessment in (*one.previous, one.assessment):
            if assessment and assessment.follow_up and assessment.follow_up.target == turn.target:
                return assessment.follow_up.why
    return ""


def _next_step(review: Review) -> TurnReview | None:
    """The turn whose advice is worth most: that of the weakest question."""
    scores = {one.question_id: one.score for one in review.questions}
    advised = [turn for turn in review.turns if turn.next_time]
    return min(advised, key=lambda turn: scores.get(turn.question_id) or 0.0, default=None)


def _strongest(details: Iterable[TurnDetails]) -> tuple[Moment, ...]:
    """The best moment of each answer in turn, then the second best of each, up to STRONGEST."""
    ranked = [one.moments for one in details if one.moments]
    found: list[Moment] = []
    for place in range(STRONGEST):
        found += [moments_[place] for moments_ in ranked if len(moments_) > place]
    return tuple(found[:STRONGEST])


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.astimezone()
