"""The form that an interviewer files after an interview, filled from the verdicts alone. Pure.

The preparation guides describe it: notes; technical competencies and Leadership Principles, each raising the bar or
not; an overall recommendation. "Raising the bar" means there: better than the average of those who have the job. On the
scale of the scores 3 meets the bar and 4 is above it, so from RAISES_FROM on something raises the bar here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interviewer.feedback import length_sentence, principle_name, setup_sentence
from interviewer.review import Review, TurnReview
from interviewer.review_parts import Competency, Form, Judged, Moment, Note, Standing, TurnDetails
from interviewer.text import shorten
from prompts.schema import BehavioralQuestion, Question

RAISES_FROM = 4.0
_QUOTE = 140
COMPETENCIES = {"coding": "Coding", "sql": "SQL", "statistics": "Statistics"}
"""The guides' competencies; every other topic of the bank is machine learning."""
NEVER_JUDGED = (
    "Whether a story is true: only what was said can be heard.",
    "Tone of voice, accent and appearance: they are no criteria here.",
)


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
        not_judged=(*_not_judged(review, planned), *NEVER_JUDGED),
    )


def _note(turn: TurnReview, details: TurnDetails) -> Note:
    structure = turn.assessment.structure if turn.assessment else None
    said: list[str] = []
    if structure is not None and structure.roles:
        for role in ("situation", "task", "action", "result", "lesson"):
            first = next((one.text for one in structure.roles if one.role == role), "")
            said += [f"{role.capitalize()}: {shorten(first, _QUOTE)}"] if first else []
    else:
        said = [f"Said: {one.name}" for one in details.judged if one.verdict == "met"]
    impressions = []
    if turn.timing is not None:
        impressions = [line for line in (setup_sentence(turn.timing), length_sentence(turn.timing)) if line]
    impressions += [f"Missing: {gap.rstrip('.')}." for gap in turn.missing[:3]]
    impressions += [f'Stated as a fact: "{one.name}" {one.correction}' for one in details.judged if one.correction]
    if turn.assessment is not None and turn.assessment.flags:
        impressions.append("Noticed: " + ", ".join(flag.replace("_", " ") for flag in turn.assessment.flags) + ".")
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
        return Competency(
            id=principle, name=name, standing="not_judged", because="No answer to its question was scored."
        )
    rank = {"met": 2, "partial": 1}
    turn, best = max(
        seen, key=lambda item: (rank.get(item[1].verdict, 0), scores[item[0].question_id] or 0.0, item[1].confidence)
    )
    moment = Moment(turn=turn.turn, name=name, evidence=best.evidence[0]) if best.evidence else None
    score = scores[turn.question_id] or 0.0
    standing: Standing = "not_shown"
    because = "Nothing that was said shows it."
    if best.verdict == "met":
        standing = "raising" if score >= RAISES_FROM else "shown"
        because = f"Shown in an answer worth {score:.1f} of 5."
    elif best.verdict == "partial":
        standing, because = "shown", "Touched, not shown clearly."
    return Competency(id=principle, name=name, standing=standing, because=because, moment=moment)


def _technical(
    review: Review, questions: Mapping[str, Question], by_turn: Mapping[int, TurnDetails]
) -> tuple[Competency, ...]:
    groups: dict[str, list[str]] = {}
    for one in review.questions:
        topic = getattr(questions.get(one.question_id), "topic", None)
        if topic is not None:
            groups.setdefault(COMPETENCIES.get(topic, "Machine learning"), []).append(one.question_id)
    return tuple(_competency(review, name, ids, by_turn) for name, ids in groups.items())


def _competency(
    review: Review, name: str, question_ids: Sequence[str], by_turn: Mapping[int, TurnDetails]
) -> Competency:
    key = name.lower().replace(" ", "-")
    own = [one for one in review.questions if one.question_id in question_ids]
    scores = [one.score for one in own if one.score is not None]
    if not scores:
        reason = next((one.unscored_reason for one in own if one.unscored_reason), "") or "nothing was scored"
        return Competency(id=key, name=name, standing="not_judged", because=f"Not judged: {reason}.")
    mean = sum(scores) / len(scores)
    turns = [turn.turn for turn in review.turns if turn.question_id in question_ids]
    moment = next((m for turn in turns for m in by_turn[turn].moments), None)
    standing: Standing = "raising" if mean >= RAISES_FROM else "shown" if mean > 1 else "not_shown"
    asked = f"{len(scores)} question{'s' if len(scores) > 1 else ''}"
    return Competency(id=key, name=name, standing=standing, because=f"{mean:.1f} of 5 over {asked}.", moment=moment)


def _not_judged(review: Review, planned: int) -> list[str]:
    found = [
        f"{shorten(one.text, 80)} Unscored: {one.unscored_reason}." for one in review.questions if one.score is None
    ]
    unasked = planned - len(review.questions)
    if unasked > 0:
        found.append(f"{unasked} more question{'s were' if unasked > 1 else ' was'} planned and not asked.")
    return found
