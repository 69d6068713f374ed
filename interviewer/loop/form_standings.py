"""Parts B and C of the form: each competency and each owned principle against the bar of the level. Pure.

The bar is that of the guides (2.2 B): at least as good as the average of those who have the job at that level. A principle
that was not asked about, or whose answers could not be scored, is "not assessed", and never a mark against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interviewer.loop.debrief_words import counted
from interviewer.loop.form_parts import BarStanding, Quote, Standing
from interviewer.loop.form_quotes import evidence_of, first_words, words_about
from interviewer.review.feedback import principle_name
from interviewer.review.form import RAISES_FROM, competency_name, competency_of
from interviewer.review.full import FullReview
from interviewer.review.parts import Judged
from interviewer.review.review import QuestionReview
from prompts.schema import BehavioralQuestion, Question

MEETS_FROM = 3.0
"""The scale's anchor "meets the bar" (rubrics/score.py)."""
RANK: dict[Standing, int] = {"not_assessed": -1, "below": 0, "meeting": 1, "raising": 2}


def against_bar(score: float) -> Standing:
    """Where a score of 1 to 5 stands to the bar."""
    return "raising" if score >= RAISES_FROM else "meeting" if score >= MEETS_FROM else "below"


def technical(review: FullReview, questions: Mapping[str, Question]) -> tuple[BarStanding, ...]:
    """Each competency that a question was asked about, in the order of the questions."""
    groups: dict[str, list[QuestionReview]] = {}
    for one in review.questions:
        topic = getattr(questions.get(one.question_id), "topic", None)
        if topic is not None:
            groups.setdefault(competency_of(topic), []).append(one)
    return tuple(_competency(review, key, asked) for key, asked in groups.items())


def _competency(review: FullReview, key: str, asked: Sequence[QuestionReview]) -> BarStanding:
    name = competency_name(key)
    scores = {one.question_id: one.score for one in asked if one.score is not None}
    if not scores:
        reason = next((one.unscored_reason for one in asked if one.unscored_reason), "") or "nothing was scored"
        return BarStanding(
            id=key, name=name, standing="not_assessed", because=f"No answer was scored: {reason.rstrip('.')}."
        )
    standing = against_bar(sum(scores.values()) / len(scores))
    # What is quoted comes from the answer that speaks loudest for the verdict.
    order = sorted(scores, key=lambda one: scores[one], reverse=standing != "below")
    quotes = words_about(review, order, against=standing == "below")
    return BarStanding(
        id=key, name=name, standing=standing, because=_counted(list(scores.values()), len(asked)), quotes=quotes
    )


def _counted(scores: Sequence[float], asked: int) -> str:
    """How many answers stood where, in words: a mean to two places would claim more than is known."""
    parts = []
    for standing, words in (("raising", "above the bar"), ("meeting", "at the bar"), ("below", "below the bar")):
        count = sum(against_bar(score) == standing for score in scores)
        if count:
            parts.append(f"{counted(count)} {words}")
    told = f"Of {counted(len(scores))} answers, {' and '.join(parts)}."
    if len(parts) == 1:
        all_ = {1: "The one answer was", 2: "Both answers were"}.get(
            len(scores), f"All {counted(len(scores))} answers were"
        )
        told = f"{all_} {parts[0].split(' ', 1)[1]}."
    left = asked - len(scores)
    return told + (f" {left} more could not be scored." if left else "")


def principles(
    review: FullReview, questions: Mapping[str, Question], owned: Sequence[str], dropped: frozenset[str]
) -> tuple[BarStanding, ...]:
    """Each owned principle, at its best place in the round.

    Args:
        review: the round.
        questions: as they stood when they were asked, by id.
        owned: the principles of this interviewer.
        dropped: ids of questions that were left out for lack of time.
    """
    return tuple(_principle(review, questions, name, dropped) for name in dict.fromkeys(owned))


def _principle(
    review: FullReview, questions: Mapping[str, Question], principle: str, dropped: frozenset[str]
) -> BarStanding:
    name = principle_name(principle)
    about = {
        key for key, one in questions.items() if isinstance(one, BehavioralQuestion) and principle in one.principles
    }
    asked = [one for one in review.questions if one.question_id in about]
    scores = {one.question_id: one.score for one in asked if one.score is not None}
    if not scores:
        return BarStanding(
            id=principle, name=name, standing="not_assessed", because=_why_not(asked, dropped=bool(about & dropped))
        )
    turns = {turn.turn: turn for turn in review.turns if turn.question_id in scores}
    found: list[tuple[Standing, float, str, tuple[Quote, ...]]] = []
    for details in review.details:
        if details.turn not in turns:
            continue
        score = scores[turns[details.turn].question_id] or 0.0
        for one in details.judged:
            if one.id == f"principle:{principle}":
                standing, because = _shown(one, score)
                quotes = evidence_of(details.turn, one) or first_words(turns[details.turn])
                found.append((standing, score, because, quotes))
    if not found:
        because = "The answer was scored, and nobody looked for this principle in it."
        return BarStanding(id=principle, name=name, standing="not_assessed", because=because)
    standing, _, because, quotes = max(found, key=lambda item: (RANK[item[0]], item[1]))
    return BarStanding(id=principle, name=name, standing=standing, because=because, quotes=quotes)


def _shown(one: Judged, score: float) -> tuple[Standing, str]:
    """A principle is worth the answer that shows it; half shown, it never raises the bar (our assumption)."""
    answer = against_bar(score)
    if one.verdict == "met":
        words = {"raising": "above the bar", "meeting": "at the bar", "below": "below the bar"}[answer]
        return answer, f"Shown, in an answer {words}."
    if one.verdict == "partial":
        if answer == "below":
            return "below", "Touched in an answer below the bar."
        return "meeting", "Touched in a sound answer; a clearer moment would show it."
    return "below", "Asked for, and nothing in the answer shows it."


def _why_not(asked: Sequence[QuestionReview], *, dropped: bool) -> str:
    if asked:
        reason = next((one.unscored_reason for one in asked if one.unscored_reason), "") or "no reason was kept"
        return f"Asked about, and no answer could be scored: {reason.rstrip('.')}."
    return "Its question was left out for lack of time." if dropped else "No question about it was asked."
