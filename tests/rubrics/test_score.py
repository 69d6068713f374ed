"""The arithmetic of scores: worked by hand, and monotone in every verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics.assessment import (
    Assessment,
    Criterion,
    KeyPointVerdict,
    MisconceptionVerdict,
    ScorerInfo,
    Structure,
)
from rubrics.score import (
    behavioral_score,
    recommendation,
    rescored,
    structure_score,
    technical_score,
)

PARTS = ["story", "situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson"]
IDS = [*PARTS, "principle:dive-deep", "principle:ownership"]
INFO = ScorerInfo(name="test", version="1")
PROBABILITY = {"covered": 0.9, "partial": 0.6, "missing": 0.1, "contradicted": 0.1}


def criteria(**verdicts):
    names = {name.replace("principle:", "").replace("-", "_"): name for name in IDS}
    return [
        Criterion(id=name, verdict=verdicts.get(short, verdicts.get("rest", "met")), confidence=0.8)
        for short, name in names.items()
    ]


def point(index, verdict, probability=None):
    probability = PROBABILITY[verdict] if probability is None else probability
    return KeyPointVerdict(index=index, covered=verdict == "covered", verdict=verdict, probability=probability)


def wrong(index, stated):
    return MisconceptionVerdict(index=index, stated=stated, probability=0.9 if stated else 0.1)


def test_everything_met_raises_the_bar():
    assert behavioral_score(criteria()) == 5.0


def test_nothing_met_is_the_bottom():
    assert behavioral_score(criteria(rest="missing")) == 1.0
    assert behavioral_score([]) == 1.0


def test_a_story_without_lesson_and_tradeoff_by_hand():
    # weights 13 + 2.5 + 0.5 = 16; without lesson and trade-off 14; 14 / 16 / 0.9 = 0.972
    assert behavioral_score(criteria(lesson="missing", tradeoff="missing")) == pytest.approx(1 + 4 * 0.9722, abs=0.006)


def test_talk_in_general_stays_below_the_bar_however_good_the_rest_looks():
    assert behavioral_score(criteria(story="missing")) == 1.8


def test_only_we_stays_below_the_bar():
    assert behavioral_score(criteria(own_role="missing")) == 2.6


def test_a_story_without_a_result_only_just_meets_the_bar():
    assert behavioral_score(criteria(result="missing", metric="missing")) <= 3.4


def test_four_of_six_one_contradicted_by_hand():
    points = [*(point(i, "covered") for i in range(4)), point(4, "missing"), point(5, "contradicted")]
    # (4 - 0.35) / 6 / 0.85 = 0.7157
    assert technical_score(points) == pytest.approx(3.86, abs=0.005)
    assert technical_score(points, [wrong(0, stated=True)]) == pytest.approx(2.86, abs=0.005)


def test_a_partial_point_counts_by_its_probability():
    assert technical_score([point(0, "partial", 0.51)]) < technical_score([point(0, "partial", 0.69)])


def test_a_point_above_the_level_can_only_help():
    expected = [point(0, "covered"), point(1, "missing")]
    without = technical_score(expected)
    assert technical_score([*expected, point(2, "missing")], bonus={2}) == without
    assert technical_score([*expected, point(2, "contradicted")], bonus={2}) == without
    assert technical_score([*expected, point(2, "covered")], bonus={2}) > without


def test_only_bonus_points_are_all_expected():
    assert technical_score([point(0, "covered")], bonus={0}) == 5.0


def test_no_points_is_the_bottom():
    assert technical_score([]) == 1.0


def test_structure_needs_no_lesson():
    assert structure_score(criteria(lesson="missing")) == 5.0
    assert structure_score(criteria(rest="missing")) == 1.0


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (1.0, "strong_no_hire"),
        (1.99, "strong_no_hire"),
        (2.0, "no_hire"),
        (2.99, "no_hire"),
        (3.0, "hire"),
        (4.49, "hire"),
        (4.5, "strong_hire"),
    ],
)
def test_recommendations(score, word):
    assert recommendation(score) == word


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


def test_rescoring_is_stable_and_fills_everything():
    story = Assessment(
        kind="behavioral",
        criteria=tuple(criteria()),
        structure=Structure(score=None, roles=(), setup_s=None, setup_verdict="not_found", missing=()),
        score=1.0,
        scorer=INFO,
    )
    once = rescored(story)
    assert (once.score, once.recommendation, once.structure.score) == (5.0, "strong_hire", 5.0)
    assert rescored(once) == once


def test_rescoring_remembers_which_points_are_a_bonus():
    marks = (Criterion(id="bonus:1", verdict="missing", confidence=0.5),)
    answer = Assessment(
        kind="technical", key_points=(point(0, "covered"), point(1, "missing")), criteria=marks, score=1, scorer=INFO
    )
    assert rescored(answer).score == 5.0


def test_what_is_unscored_stays_so():
    silent = Assessment(kind="technical", unscored_reason="Nothing was said.", scorer=INFO)
    assert rescored(silent) == silent
