"""From verdicts to scores, 1.0 to 5.0: small pure sums, so that every score can be checked by hand.

The anchors are the contract's. Behavioral: 1 no usable evidence, 2 below the bar, 3 meets it, 4 above it, 5 raises it.
Technical: 1 wrong or empty, 2 fragments or a serious misconception, 3 key idea right but shallow, 4 fairly complete,
5 complete. Length never counts. A better verdict never lowers a score.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from rubrics.assessment import Assessment, Criterion, KeyPointVerdict, Kind, MisconceptionVerdict, Recommendation

LOWEST, HIGHEST = 1.0, 5.0

RECOMMENDATIONS: tuple[tuple[float, Recommendation], ...] = (
    (4.5, "strong_hire"),
    (3.0, "hire"),
    (2.0, "no_hire"),
    (LOWEST, "strong_no_hire"),
)
"""(score, recommendation from there on): 3 meets the bar, near 5 raises it, below 2 there is no evidence."""

WEIGHTS = {"story": 1.0, "own_role": 1.0, "result": 1.0, "metric": 1.0, "tradeoff": 1.0, "lesson": 1.0}
"""Equal parts: on 677 labelled answers, weights fitted freely did no better than equal ones (r 0.90 either way)."""
FIRST_PRINCIPLE_WEIGHT = 1.0
"""The principle that the question asks for first counts like one of them."""
OTHER_PRINCIPLE_WEIGHT = 0.2
"""Each further principle."""
ANOTHER_STORY = 2.0
"""What a good story is worth that answers another question; readers gave 2.0 to the two best such answers."""
DOUBT_COUNTS_BELOW = 0.2
"""Chance that a story answers the question from which nothing is taken away: a doubt that may well be wrong costs the principle, not
the score. (From 0.5 on, fitting answers lost 0.007 in the mean error, so 0.001.)"""
STRUCTURE_WEIGHTS = {"situation": 1.0, "task": 1.0, "action": 2.0, "result": 2.0, "lesson": 0.5}
STRUCTURE_COMPLETE = 6.0
"""Sum at which a structure is complete: a lesson makes up for half a part, and is no duty."""
CEILINGS: dict[tuple[str, str], float] = {
    ("story", "missing"): 2.0,
    ("own_role", "missing"): 2.6,
    ("result", "missing"): 3.4,
}
"""(criterion, verdict) → the most a story can be worth: talk in general, or no own part, is below the bar."""

TECHNICAL_SCALE = ((0.0, 1.0), (0.1, 1.7), (0.25, 2.6), (0.5, 3.3), (0.75, 4.2), (0.95, 4.75), (1.0, 5.0))
"""(share of the expected key points, score), straight in between: the mean labels of 1,278 answers at these shares. Steep at
the bottom, since a first right point is what tells fragments from nothing; at the top readers tell a complete answer from a nearly
complete one."""
BONUS_SHARE = 0.5
"""A point above the candidate's level counts half a point, and only when it is made."""
MISCONCEPTION_COST = 0.2
"""Levels that a misconception takes away besides the points that are not made for its sake; fitted: 0.17."""
INTERVAL = {"behavioral": 0.5, "technical": 0.8}
"""Half the width of the interval that held the label of 80 in 100 answers to unseen questions (see the heads' card)."""

_STEPS = {"met": 1.0, "partial": 0.5, "missing": 0.0}


def recommendation(score: float) -> Recommendation:
    """The recommendation that goes with a score."""
    return next(word for above, word in RECOMMENDATIONS if score >= above)


def behavioral_score(criteria: Sequence[Criterion]) -> float:
    """The score of a story: 1 plus four times the weighted mean of what its criteria are worth, under the ceilings.

    Example: story, own role, result and principle met for sure, the metric half, no trade-off and no lesson: 4.5 of 7
    weights, 1 + 4 * 0.643 = 3.57.
    """
    weights = _behavioral_weights(criteria)
    total = sum(weights.values())
    if not total:
        return LOWEST
    worth = {criterion.id: criterion_credit(criterion) for criterion in criteria}
    share = sum(weight * worth[name] for name, weight in weights.items()) / total
    verdicts = {criterion.id: criterion.verdict for criterion in criteria}
    whole = min([_on_scale(share), *(CEILINGS.get(item, HIGHEST) for item in verdicts.items())])
    return round(_doubted(whole, worth.get("on_question", 1.0)), 2)


def _doubted(score: float, chance: float) -> float:
    """What is left of a score above ANOTHER_STORY where the story may answer another question than was asked.

    Example: 4.0 at a chance of 0.1: 2 + 2 * 0.1 / 0.2 = 3.0; from 0.2 on it stays 4.0.
    """
    left = min(1.0, chance / DOUBT_COUNTS_BELOW)
    return min(score, ANOTHER_STORY + max(0.0, score - ANOTHER_STORY) * left)


def criterion_credit(criterion: Criterion) -> float:
    """What a criterion is worth, 0 to 1: the judge's expectation, or the verdict itself where it gives none."""
    return _STEPS[criterion.verdict] if criterion.credit is None else criterion.credit


def structure_score(criteria: Sequence[Criterion]) -> float:
    """How complete the parts of a story are, apart from what they say."""
    verdicts = {criterion.id: criterion.verdict for criterion in criteria}
    got = sum(weight * _STEPS[verdicts.get(name, "missing")] for name, weight in STRUCTURE_WEIGHTS.items())
    return round(_on_scale(got / STRUCTURE_COMPLETE), 2)


def technical_score(
    key_points: Sequence[KeyPointVerdict],
    misconceptions: Sequence[MisconceptionVerdict] = (),
    bonus: Collection[int] = (),
) -> float:
    """The score of an answer with right and wrong in it: the share of the points made, on a scale, less what is wrong.

    Example: six points with probabilities 0.9, 0.9, 0.8, 0.6, 0.1, 0.0: 3.3 of 6 is a share of 0.55, a score of
    3.3 + 0.2 * 0.9 = 3.48; with a misconception stated at 0.9: 3.3.

    Args:
        key_points: a verdict for each point; those not in `bonus` are expected.
        misconceptions: a verdict for each wrong statement.
        bonus: indices of the points above the candidate's level.
    """
    expected = [point for point in key_points if point.index not in bonus] or list(key_points)
    if not expected:
        return LOWEST
    extra = [point for point in key_points if point.index in bonus and point not in expected]
    got = sum(credit(point) for point in expected) + BONUS_SHARE * sum(credit(point) for point in extra)
    cost = MISCONCEPTION_COST * sum(wrong.probability for wrong in misconceptions)
    return round(max(LOWEST, _between(got / len(expected), TECHNICAL_SCALE) - cost), 2)


def credit(point: KeyPointVerdict) -> float:
    """What one key point counts: the probability that it is made; nothing where the opposite is said."""
    return 0.0 if point.verdict == "contradicted" else point.probability


def _between(value: float, scale: Sequence[tuple[float, float]]) -> float:
    """Linear interpolation; flat beyond the ends."""
    for (low, below), (high, above) in pairwise(scale):
        if value <= high:
            return below + (above - below) * max(0.0, value - low) / (high - low)
    return scale[-1][1]


def interval(score: float, kind: Kind) -> tuple[float, float]:
    """Where the label of four in five such answers lies."""
    half = INTERVAL[kind]
    return (round(max(LOWEST, score - half), 2), round(min(HIGHEST, score + half), 2))


def bonus_points(criteria: Sequence[Criterion]) -> frozenset[int]:
    """The key points above the candidate's level: the judge marks each by a criterion `bonus:INDEX`."""
    return frozenset(int(c.id.removeprefix("bonus:")) for c in criteria if c.is_bonus)


def rescored(assessment: Assessment) -> Assessment:
    """The same verdicts with scores and recommendation worked out anew; what was unscored stays unscored."""
    if assessment.score is None and assessment.unscored_reason is not None:
        return assessment
    if assessment.key_points or assessment.kind == "technical":
        score = technical_score(assessment.key_points, assessment.misconceptions, bonus_points(assessment.criteria))
    else:
        score = behavioral_score(assessment.criteria)
    structure = assessment.structure
    if structure is not None:
        structure = structure.model_copy(update={"score": structure_score(assessment.criteria)})
    return assessment.model_copy(
        update={
            "score": score,
            "structure": structure,
            "recommendation": recommendation(score),
            "interval": interval(score, assessment.kind),
        }
    )


def _behavioral_weights(criteria: Sequence[Criterion]) -> dict[str, float]:
    weights: dict[str, float] = {}
    principles = 0
    for criterion in criteria:
        if criterion.id.startswith("principle:"):
            weights[criterion.id] = OTHER_PRINCIPLE_WEIGHT if principles else FIRST_PRINCIPLE_WEIGHT
            principles += 1
        elif criterion.id in WEIGHTS:
            weights[criterion.id] = WEIGHTS[criterion.id]
    return weights


def _on_scale(share: float) -> float:
    return LOWEST + (HIGHEST - LOWEST) * min(1.0, max(0.0, share))
