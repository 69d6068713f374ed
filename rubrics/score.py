"""From verdicts to scores, 1.0 to 5.0: small pure sums, so that every score can be checked by hand.

The anchors are the contract's. Behavioral: 1 no usable evidence, 2 below the bar, 3 meets it, 4 above it, 5 raises it.
Technical: 1 wrong or empty, 2 fragments or a serious misconception, 3 key idea right but shallow, 4 fairly complete,
5 complete. Length never counts. A better verdict never lowers a score.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rubrics.assessment import Assessment, Criterion, KeyPointVerdict, MisconceptionVerdict, Recommendation

LOWEST, HIGHEST = 1.0, 5.0

RECOMMENDATIONS: tuple[tuple[float, Recommendation], ...] = (
    (4.5, "strong_hire"),
    (3.0, "hire"),
    (2.0, "no_hire"),
    (LOWEST, "strong_no_hire"),
)
"""(score, recommendation from there on): 3 meets the bar, near 5 raises it, below 2 there is no evidence."""

WEIGHTS = {
    "action": 3.0,
    "own_role": 2.0,
    "result": 2.5,
    "metric": 1.5,
    "situation": 1.0,
    "task": 1.0,
    "tradeoff": 1.0,
    "lesson": 1.0,
}
"""Shares of a story: half is what was done and by whom, the rest what came of it and how it was thought through."""
FIRST_PRINCIPLE_WEIGHT = 2.5
"""The principle that the question asks for first."""
OTHER_PRINCIPLE_WEIGHT = 0.5
"""Each further principle."""
STORY_COMPLETE = 0.9
"""Share of the weights at which a story is worth 5.0: nobody weighs an alternative *and* draws a lesson every time."""
STRUCTURE_WEIGHTS = {"situation": 1.0, "task": 1.0, "action": 2.0, "result": 2.0, "lesson": 0.5}
STRUCTURE_COMPLETE = 6.0
"""Sum at which a structure is complete: a lesson makes up for half a part, and is no duty."""
CEILINGS: dict[tuple[str, str], float] = {
    ("story", "missing"): 1.8,
    ("story", "partial"): 3.0,
    ("action", "missing"): 2.0,
    ("own_role", "missing"): 2.6,
    ("result", "missing"): 3.4,
}
"""(criterion, verdict) → the most a story can be worth: talk in general, or no own action, is below the bar."""

POINTS_COMPLETE = 0.85
"""Share of the expected key points at which a technical answer is worth 5.0; nobody says every last one aloud."""
PARTIAL_FROM, PARTIAL_TO = 0.5, 0.7
"""The probabilities between which a point counts as partly made."""
BONUS_SHARE = 0.5
"""A point above the candidate's level counts half a point, and only when it is made."""
CONTRADICTED_COST = 0.35
"""Key points that a contradicted key point takes away."""
MISCONCEPTION_COST = 1.0
"""Levels that each stated misconception takes away."""

_STEPS = {"met": 2, "partial": 1, "missing": 0}


def recommendation(score: float) -> Recommendation:
    """The recommendation that goes with a score."""
    return next(word for above, word in RECOMMENDATIONS if score >= above)


def behavioral_score(criteria: Sequence[Criterion]) -> float:
    """The score of a story from its verdicts: a weighted share, under the ceilings that missing essentials set.

    Example: everything met but lesson and trade-off, one principle: 13.5 of 15.5 is 0.87 of the weights, 0.97 of what
    makes a story complete, and 1 + 4 * 0.97 = 4.9.
    """
    weights = _behavioral_weights(criteria)
    total = sum(weights.values())
    if not total:
        return LOWEST
    verdicts = {criterion.id: criterion.verdict for criterion in criteria}
    share = sum(weight * _CREDIT[verdicts[name]] for name, weight in weights.items()) / total
    score = _on_scale(share / STORY_COMPLETE)
    return round(min([score, *(CEILINGS.get(item, HIGHEST) for item in verdicts.items())]), 2)


def structure_score(criteria: Sequence[Criterion]) -> float:
    """How complete the parts of a story are, apart from what they say."""
    verdicts = {criterion.id: criterion.verdict for criterion in criteria}
    got = sum(weight * _CREDIT[verdicts.get(name, "missing")] for name, weight in STRUCTURE_WEIGHTS.items())
    return round(_on_scale(got / STRUCTURE_COMPLETE), 2)


def technical_score(
    key_points: Sequence[KeyPointVerdict],
    misconceptions: Sequence[MisconceptionVerdict] = (),
    bonus: Collection[int] = (),
) -> float:
    """The score of an answer with right and wrong in it: the share of the points made, less what is wrong.

    Example: six points, four covered, one missing, one contradicted: (4 - 0.35) / 6 = 0.61 of the points, 0.72 of what
    makes an answer complete, 1 + 4 * 0.72 = 3.9; one misconception stated: 2.9.

    Args:
        key_points: a verdict for each point; those not in `bonus` are expected.
        misconceptions: a verdict for each wrong statement.
        bonus: indices of the points above the candidate's level.
    """
    expected = [point for point in key_points if point.index not in bonus] or list(key_points)
    if not expected:
        return LOWEST
    extra = [point for point in key_points if point.index in bonus and point not in expected]
    got = sum(credit(point) for point in expected) + BONUS_SHARE * sum(max(0.0, credit(point)) for point in extra)
    score = _on_scale(got / len(expected) / POINTS_COMPLETE)
    return round(max(LOWEST, score - MISCONCEPTION_COST * sum(wrong.stated for wrong in misconceptions)), 2)


def credit(point: KeyPointVerdict) -> float:
    """What one key point counts: 1 covered, 0.25 to 0.75 partly, 0 missing, less than 0 contradicted."""
    match point.verdict:
        case "covered":
            return 1.0
        case "partial":
            within = (point.probability - PARTIAL_FROM) / (PARTIAL_TO - PARTIAL_FROM)
            return 0.25 + 0.5 * min(1.0, max(0.0, within))
        case "missing":
            return 0.0
        case "contradicted":
            return -CONTRADICTED_COST


def bonus_points(criteria: Sequence[Criterion]) -> frozenset[int]:
    """The key points above the candidate's level: the judge marks each by a criterion `bonus:INDEX`."""
    return frozenset(int(c.id.removeprefix("bonus:")) for c in criteria if c.id.startswith("bonus:"))


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
        update={"score": score, "structure": structure, "recommendation": recommendation(score)}
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
