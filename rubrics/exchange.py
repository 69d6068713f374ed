"""An answer and the answers to its follow-ups as one: the best verdict on each point counts."""

from __future__ import annotations

from collections.abc import Sequence

from rubrics.assessment import Assessment, Criterion, Flag, KeyPointVerdict, MisconceptionVerdict
from rubrics.score import credit, criterion_credit, rescored

_RANK = {"missing": 0, "partial": 1, "met": 2}


def merged(assessments: Sequence[Assessment]) -> Assessment:
    """The assessment of everything said to one question.

    A criterion or key point counts as the best of what was shown, a misconception as stated when it was stated and
    not taken back; the structure is that of the first answer, since a follow-up needs no set-up. Unscored parts are
    left out; when all are unscored, so is the whole.

    Args:
        assessments: in the order of the turns; at least one.
    """
    scored = [one for one in assessments if one.score is not None]
    if not scored:
        return assessments[-1]
    if len(scored) == 1:
        return scored[0]
    first = scored[0]
    criteria: dict[str, Criterion] = {}
    points: dict[int, KeyPointVerdict] = {}
    misconceptions: dict[int, MisconceptionVerdict] = {}
    for one in scored:
        for criterion in one.criteria:
            old = criteria.get(criterion.id)
            criteria[criterion.id] = criterion if old is None else _better(old, criterion)
        for point in one.key_points:
            before = points.get(point.index)
            if before is None or credit(point) > credit(before):
                points[point.index] = point
        for wrong in one.misconceptions:
            earlier = misconceptions.get(wrong.index)
            if earlier is None or wrong.probability > earlier.probability:
                misconceptions[wrong.index] = wrong
    return rescored(
        first.model_copy(
            update={
                "criteria": tuple(criteria.values()),
                "key_points": tuple(points[index] for index in sorted(points)),
                "misconceptions": tuple(misconceptions[index] for index in sorted(misconceptions)),
                "flags": _flags(first, criteria),
            }
        )
    )


def _flags(first: Assessment, criteria: dict[str, Criterion]) -> tuple[Flag, ...]:
    """Those of the first answer; a doubt that a reply has cleared up is none any more."""
    doubted, now = first.verdict("on_question"), criteria.get("on_question")
    cleared = doubted == "missing" and now is not None and now.verdict != "missing"
    return tuple(flag for flag in first.flags if not (cleared and flag == "off_topic"))


def as_reply(assessment: Assessment) -> Assessment:
    """The assessment of a reply to a follow-up: it need not answer the question over again, and is not doubted for that.

    Where it does answer the question, that stays, and clears up a doubt about the answer before it.
    """
    if assessment.score is None or assessment.verdict("on_question") in {None, "met"}:
        return assessment
    kept = tuple(c for c in assessment.criteria if c.id != "on_question")
    flags = tuple(flag for flag in assessment.flags if flag != "off_topic")
    return rescored(assessment.model_copy(update={"criteria": kept, "flags": flags}))


def _better(one: Criterion, other: Criterion) -> Criterion:
    """The better verdict of two, worth what the worthier of them is: neither alone may cost the other's credit."""
    best = max(one, other, key=lambda c: (_RANK[c.verdict], criterion_credit(c)))
    worth = max(criterion_credit(one), criterion_credit(other))
    return best if worth == criterion_credit(best) else best.model_copy(update={"credit": worth})
