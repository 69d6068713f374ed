"""A better verdict, a larger credit and a larger probability never lower a score."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rubrics.assessment import Criterion, MisconceptionVerdict
from rubrics.score import behavioral_score, interval, structure_score, technical_score
from tests.rubrics.test_score import IDS, point, wrong

ORDER = ("missing", "partial", "met")
POINT_ORDER = ("contradicted", "missing", "partial", "covered")


@given(st.lists(st.sampled_from(ORDER), min_size=len(IDS), max_size=len(IDS)), st.integers(0, len(IDS) - 1))
def test_a_better_criterion_never_lowers_a_score(verdicts, index):
    made = [Criterion(id=n, verdict=v, confidence=0.5) for n, v in zip(IDS, verdicts, strict=True)]
    better = ORDER[min(2, ORDER.index(verdicts[index]) + 1)]
    raised = [c.model_copy(update={"verdict": better}) if i == index else c for i, c in enumerate(made)]
    assert behavioral_score(raised) >= behavioral_score(made)
    assert structure_score(raised) >= structure_score(made)


@given(
    st.lists(st.tuples(st.sampled_from(POINT_ORDER), st.floats(0, 1)), min_size=1, max_size=8),
    st.lists(st.booleans(), max_size=3),
    st.integers(0, 7),
    st.sets(st.integers(0, 7)),
)
def test_a_better_point_never_lowers_a_score(verdicts, stated, index, bonus):
    index %= len(verdicts)
    made = [point(i, v, p) for i, (v, p) in enumerate(verdicts)]
    better = POINT_ORDER[min(3, POINT_ORDER.index(verdicts[index][0]) + 1)]
    raised = [point(i, better, p.probability) if i == index else p for i, p in enumerate(made)]
    misconceptions = [wrong(i, s) for i, s in enumerate(stated)]
    score = technical_score(made, misconceptions, bonus)
    assert 1.0 <= score <= 5.0
    assert technical_score(raised, misconceptions, bonus) >= score
    assert technical_score(made, [wrong(i, stated=False) for i in range(len(stated))], bonus) >= score


CREDIT = st.floats(0, 1)


@given(
    st.lists(st.tuples(st.sampled_from(ORDER), st.none() | CREDIT), min_size=len(IDS), max_size=len(IDS)),
    st.integers(0, len(IDS) - 1),
    CREDIT,
    CREDIT,
)
def test_a_larger_credit_never_lowers_a_score(verdicts, index, one, other):
    made = [Criterion(id=n, verdict=v, confidence=0.5, credit=c) for n, (v, c) in zip(IDS, verdicts, strict=True)]
    scores = []
    for worth in sorted((one, other)):
        made[index] = made[index].model_copy(update={"credit": worth})
        scores.append(behavioral_score(made))
    assert 1.0 <= scores[0] <= scores[1] <= 5.0


@given(
    st.lists(st.tuples(st.sampled_from(POINT_ORDER), CREDIT), min_size=1, max_size=8),
    st.lists(CREDIT, max_size=3),
    st.integers(0, 7),
    st.sets(st.integers(0, 7)),
    CREDIT,
)
def test_a_larger_probability_never_lowers_a_score(verdicts, charges, index, bonus, other):
    index %= len(verdicts)
    made = [point(i, v, p) for i, (v, p) in enumerate(verdicts)]
    misconceptions = [MisconceptionVerdict(index=i, stated=p >= 0.6, probability=p) for i, p in enumerate(charges)]
    scores = []
    for probability in sorted((made[index].probability, other)):
        made[index] = made[index].model_copy(update={"probability": probability})
        scores.append(technical_score(made, misconceptions, bonus))
    assert 1.0 <= scores[0] <= scores[1] <= 5.0


@given(st.floats(1, 5), st.sampled_from(("behavioral", "technical")))
def test_the_interval_lies_on_the_scale_and_around_the_score(value, kind):
    score = round(value, 2)
    low, high = interval(score, kind)
    assert 1.0 <= low <= score <= high <= 5.0
    assert low < high
