"""What an answer was judged by, in plain words, and its strongest moments. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.review.feedback import criterion_name
from interviewer.review.parts import Judged, Moment
from interviewer.review.review import TurnReview
from prompts.phrasebook import phrase
from prompts.schema import Question
from rubrics.assessment import Assessment
from rubrics.score import FIRST_PRINCIPLE_WEIGHT, WEIGHTS

POINT_WEIGHT = 2.0
"""A key point beside the parts of a story: more than context, less than the action itself."""

NO_STRENGTH = frozenset({"story", "situation", "task"})
"""That a story was told, and what it was about, is where an answer begins; nobody is hired for it."""

_VERDICTS = {"covered": "met"}


def judged(question: Question | None, assessment: Assessment, target: str = "") -> tuple[Judged, ...]:
    """Every verdict of an answer, in the order of the assessment.

    Args:
        question: for the words of its key points and corrections; None where the session does not hold it.
        assessment: of this answer.
        target: for the answer to a follow-up, what was asked about: what else is missing there was not asked for.
    """
    found = [*_criteria(assessment), *_points(question, assessment), *_wrong(question, assessment)]
    return tuple(one for one in found if not target or one.verdict != "missing" or one.id == target)


def _criteria(assessment: Assessment) -> Iterator[Judged]:
    for one in assessment.criteria:
        if one.is_bonus:
            continue  # said by the key point that it belongs to
        yield Judged(
            id=one.id,
            group="principle" if one.id.startswith("principle:") else "story",
            name=criterion_name(one.id),
            verdict=one.verdict,
            confidence=one.confidence,
            evidence=one.evidence,
        )


def _points(question: Question | None, assessment: Assessment) -> Iterator[Judged]:
    points = question.key_points if question is not None else ()
    for one in assessment.key_points:
        yield Judged(
            id=f"key_point:{one.index}",
            group="key_point",
            name=points[one.index].text
            if one.index < len(points)
            else phrase("criterion.key_point_number", number=one.index + 1),
            verdict=_VERDICTS.get(one.verdict, one.verdict),
            confidence=one.probability,
            evidence=one.evidence,
        )


def _wrong(question: Question | None, assessment: Assessment) -> Iterator[Judged]:
    known = question.misconceptions if question is not None else ()
    for one in assessment.misconceptions:
        if not one.stated:
            continue
        held = known[one.index] if one.index < len(known) else None
        yield Judged(
            id=f"misconception:{one.index}",
            group="misconception",
            name=held.text if held else phrase("criterion.misconception_number", number=one.index + 1),
            verdict="stated",
            confidence=one.probability,
            evidence=one.evidence,
            correction=held.correction if held else "",
        )


def moments(turn: TurnReview, verdicts: tuple[Judged, ...], most: int = 3) -> tuple[Moment, ...]:
    """The strongest moments of one answer, strongest first, each quote once.

    A moment is as strong as its verdict is sure and as what it shows weighs in the score.
    """
    ranked = sorted(
        (one for one in verdicts if one.verdict == "met" and one.evidence and one.id not in NO_STRENGTH),
        key=lambda one: -one.confidence * _weight(one),
    )
    kept: list[Moment] = []
    for one in ranked:
        # The first quote of this verdict that no stronger one has shown yet.
        fresh = next((e for e in one.evidence if e.quote not in {m.evidence.quote for m in kept}), None)
        if fresh is not None:
            kept.append(Moment(turn=turn.turn, name=one.name, evidence=fresh))
    return tuple(kept[:most])


def _weight(one: Judged) -> float:
    if one.group == "key_point":
        return POINT_WEIGHT
    return FIRST_PRINCIPLE_WEIGHT if one.group == "principle" else WEIGHTS.get(one.id, 0.5)
