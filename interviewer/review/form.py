"""The form that an interviewer files after an interview, filled from the verdicts alone. Pure.

The preparation guides describe it: notes; technical competencies and Leadership Principles, each raising the bar or
not; an overall recommendation. "Raising the bar" means there: better than the average of those who have the job. On the
scale of the scores 3 meets the bar and 4 is above it, so from RAISES_FROM on something raises the bar here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interviewer.review.feedback import flag_name, length_sentence, principle_name, setup_sentence
from interviewer.review.parts import Competency, Form, Judged, Moment, Note, Standing, TurnDetails
from interviewer.review.review import Review, TurnReview
from interviewer.review.show import score_text
from interviewer.text import shorten
from prompts.phrasebook import Named, phrase
from prompts.schema import BehavioralQuestion, Question

RAISES_FROM = 4.0
_QUOTE = 140
COMPETENCIES = ("coding", "sql", "statistics")
"""The guides' competencies, by their topics; every other topic of the bank is machine learning."""
MACHINE_LEARNING = "machine-learning"
_NAMES = Named("form.competency")
_ROLES = Named("role")


def competency_of(topic: str) -> str:
    """The competency that a question on a topic belongs to."""
    return topic if topic in COMPETENCIES else MACHINE_LEARNING


def competency_name(key: str) -> str:
    """The name of a competency, as the form says it."""
    return _NAMES[key]


def never_judged() -> tuple[str, ...]:
    """What no session is judged for."""
    return phrase("form.never_truth"), phrase("form.never_tone")


def fill_form(
    review: Review, questions: Mapping[str, Question], details: Sequence[TurnDetails], *, planned: int = 0
) -> Form:
    """The form of one session.

    Args:
        review: the session.
        questions: as they stood when they were asked, by id.
        details: of each turn.
        planned: how many questions there were to be.
    """
    by_turn = {one.turn: one for one in details}
    scorers = tuple(dict.fromkeys(turn.assessment.scorer for turn in review.turns if turn.assessment))
    return Form(
        notes=tuple(_note(turn, by_turn[turn.turn]) for turn in review.turns if turn.kind == "question"),
        technical=_technical(review, questions, by_turn),
        principles=_principles(review, questions, by_turn),
        score=review.score,
        recommendation=review.recommendation,
        scorers=scorers,
        not_judged=(*_not_judged(review, planned), *never_judged()),
    )


def _note(turn: TurnReview, details: TurnDetails) -> Note:
    structure = turn.assessment.structure if turn.assessment else None
    said: list[str] = []
    if structure is not None and structure.roles:
        for role in ("situation", "task", "action", "result", "lesson"):
            first = next((one.text for one in structure.roles if one.role == role), "")
            text = shorten(first, _QUOTE)
            said += [phrase("form.said_role", role=_ROLES[role].capitalize(), text=text)] if first else []
    else:
        said = [phrase("form.said", name=one.name) for one in details.judged if one.verdict == "met"]
    impressions = []
    if turn.timing is not None:
        impressions = [line for line in (setup_sentence(turn.timing), length_sentence(turn.timing)) if line]
    impressions += [phrase("form.missing", gap=gap.rstrip(".")) for gap in turn.missing[:3]]
    impressions += [
        phrase("form.stated", name=one.name, correction=one.correction) for one in details.judged if one.correction
    ]
    if turn.assessment is not None and turn.assessment.flags:
        impressions.append(phrase("form.noticed", flags=", ".join(map(flag_name, turn.assessment.flags))))
    return Note(
        question_id=turn.question_id, turn=turn.turn, asked=turn.asked, said=tuple(said), impressions=tuple(impressions)
    )


def _principles(
    review: Review, questions: Mapping[str, Question], by_turn: Mapping[int, TurnDetails]
) -> tuple[Competency, ...]:
    """Each principle that a question was asked about, at its best place in the session."""
    asked: dict[str, list[str]] = {}
    for one in review.questions:
        question = questions.get(one.question_id)
        for principle in question.principles if isinstance(question, BehavioralQuestion) else ():
            asked.setdefault(principle, []).append(one.question_id)
    return tuple(_principle(review, name, ids, by_turn) for name, ids in asked.items())


def _principle(
    review: Review, principle: str, question_ids: Sequence[str], by_turn: Mapping[int, TurnDetails]
) -> Competency:
    scores = {one.question_id: one.score for one in review.questions}
    seen: list[tuple[TurnReview, Judged]] = [
        (turn, one)
        for turn in review.turns
        if turn.question_id in question_ids and scores[turn.question_id] is not None
        for one in by_turn[turn.turn].judged
        if one.id == f"principle:{principle}"
    ]
    name = principle_name(principle)
    if not seen:
        return Competency(id=principle, name=name, standing="not_judged", because=phrase("form.no_answer"))
    rank = {"met": 2, "partial": 1}
    turn, best = max(
        seen, key=lambda item: (rank.get(item[1].verdict, 0), scores[item[0].question_id] or 0.0, item[1].confidence)
    )
    moment = Moment(turn=turn.turn, name=name, evidence=best.evidence[0]) if best.evidence else None
    score = scores[turn.question_id] or 0.0
    standing: Standing = "not_shown"
    because = phrase("form.nothing_shows")
    if best.verdict == "met":
        standing = "raising" if score >= RAISES_FROM else "shown"
        because = phrase("form.shown_in", score=score_text(score, None))
    elif best.verdict == "partial":
        standing, because = "shown", phrase("form.touched")
    return Competency(id=principle, name=name, standing=standing, because=because, moment=moment)


def _technical(
    review: Review, questions: Mapping[str, Question], by_turn: Mapping[int, TurnDetails]
) -> tuple[Competency, ...]:
    groups: dict[str, list[str]] = {}
    for one in review.questions:
        topic = getattr(questions.get(one.question_id), "topic", None)
        if topic is not None:
            groups.setdefault(competency_of(topic), []).append(one.question_id)
    return tuple(_competency(review, key, ids, by_turn) for key, ids in groups.items())


def _competency(
    review: Review, key: str, question_ids: Sequence[str], by_turn: Mapping[int, TurnDetails]
) -> Competency:
    name = competency_name(key)
    own = [one for one in review.questions if one.question_id in question_ids]
    scores = [one.score for one in own if one.score is not None]
    if not scores:
        reason = next((one.unscored_reason for one in own if one.unscored_reason), "") or ""
        because = phrase("form.not_judged", reason=reason or phrase("form.nothing_scored"))
        return Competency(id=key, name=name, standing="not_judged", because=because)
    mean = sum(scores) / len(scores)
    turns = [turn.turn for turn in review.turns if turn.question_id in question_ids]
    moment = next((m for turn in turns for m in by_turn[turn].moments), None)
    standing: Standing = "raising" if mean >= RAISES_FROM else "shown" if mean > 1 else "not_shown"
    because = phrase("form.over_questions", score=score_text(mean, None), count=len(scores))
    return Competency(id=key, name=name, standing=standing, because=because, moment=moment)


def _not_judged(review: Review, planned: int) -> list[str]:
    found = [
        phrase("form.unscored", question=shorten(one.text, 80), reason=str(one.unscored_reason))
        for one in review.questions
        if one.score is None
    ]
    unasked = planned - len(review.questions)
    if unasked > 0:
        found.append(phrase("form.not_asked", count=unasked))
    return found
