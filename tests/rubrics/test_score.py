"""The arithmetic of scores, worked by hand."""

from __future__ import annotations

import pytest

from rubrics.assessment import (
    Assessment,
    Criterion,
    KeyPointVerdict,
    MisconceptionVerdict,
    ScorerInfo,
    Structure,
)
from rubrics.score import (
    INTERVAL,
    TECHNICAL_SCALE,
    behavioral_score,
    criterion_credit,
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
    # six criteria and the first principle at 1, another principle at 0.2; 5.2 of 7.2 are met
    assert behavioral_score(criteria(lesson="missing", tradeoff="missing")) == round(1 + 4 * 5.2 / 7.2, 2) == 3.89


def test_a_story_with_credits_by_hand():
    worth = {"story": 1.0, "own_role": 1.0, "result": 1.0, "metric": 0.5, "tradeoff": 0.0, "lesson": 0.0}
    made = [Criterion(id=name, verdict="partial", confidence=0.5, credit=value) for name, value in worth.items()]
    made.append(Criterion(id="principle:dive-deep", verdict="met", confidence=0.9, credit=1.0))
    assert behavioral_score(made) == 3.57  # 1 + 4 * 4.5 / 7


def test_a_verdict_without_credit_is_worth_its_own():
    steps = {"met": 1.0, "partial": 0.5, "missing": 0.0}
    for verdict, worth in steps.items():
        assert criterion_credit(Criterion(id="story", verdict=verdict, confidence=0.7)) == worth
    assert criterion_credit(Criterion(id="story", verdict="met", confidence=0.7, credit=0.55)) == 0.55


def test_the_principle_asked_for_first_weighs_most():
    first = [c for c in criteria() if c.id != "principle:dive-deep"]
    without = [c.model_copy(update={"verdict": "missing"}) if c.id == "principle:ownership" else c for c in criteria()]
    assert behavioral_score(without) == round(1 + 4 * 7 / 7.2, 2)
    assert behavioral_score(first) == 5.0


def test_talk_in_general_stays_below_the_bar_however_good_the_rest_looks():
    assert behavioral_score(criteria(story="missing")) == 2.0


def test_only_we_stays_below_the_bar():
    assert behavioral_score(criteria(own_role="missing")) == 2.6


def test_a_story_without_a_result_only_just_meets_the_bar():
    assert behavioral_score(criteria(result="missing")) == 3.4
    assert behavioral_score(criteria(result="missing", metric="missing")) == 3.4


def test_four_of_six_one_contradicted_by_hand():
    points = [*(point(i, "covered") for i in range(4)), point(4, "missing"), point(5, "contradicted")]
    # (4 * 0.9 + 0.1 + 0) / 6 = 0.6167; 3.3 + 0.9 * (0.6167 - 0.5) / 0.25 = 3.72; less 0.2 * 0.9
    assert technical_score(points) == 3.72
    assert technical_score(points, [wrong(0, stated=True)]) == 3.54


def test_six_points_by_hand():
    points = [point(i, "partial", p) for i, p in enumerate((0.9, 0.9, 0.8, 0.6, 0.1, 0.0))]
    assert technical_score(points) == 3.48
    assert technical_score(points, [wrong(0, stated=True)]) == 3.3


@pytest.mark.parametrize(("share", "score"), TECHNICAL_SCALE)
def test_the_corners_of_the_scale(share, score):
    assert technical_score([point(0, "partial", share)]) == score


def test_nothing_right_is_the_bottom_whatever_else_is_wrong():
    assert technical_score([point(0, "missing", 0.0)], [wrong(i, stated=True) for i in range(9)]) == 1.0


def test_a_partial_point_counts_by_its_probability():
    assert technical_score([point(0, "partial", 0.51)]) < technical_score([point(0, "partial", 0.69)])


def test_a_point_above_the_level_can_only_help():
    expected = [point(0, "covered"), point(1, "missing")]
    without = technical_score(expected)
    assert technical_score([*expected, point(2, "missing", 0.0)], bonus={2}) == without
    assert technical_score([*expected, point(2, "contradicted")], bonus={2}) == without
    # (0.9 + 0.1 + 0.5 * 0.9) / 2 = 0.725
    assert technical_score([*expected, point(2, "covered")], bonus={2}) == 4.11 > without


def test_only_bonus_points_are_all_expected():
    assert technical_score([point(0, "covered", 1.0)], bonus={0}) == 5.0
    assert technical_score([point(0, "covered")], bonus={0}) == technical_score([point(0, "covered")])


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
    assert once.interval == (5.0 - INTERVAL["behavioral"], 5.0)
    assert rescored(once) == once


def test_rescoring_remembers_which_points_are_a_bonus():
    marks = (Criterion(id="bonus:1", verdict="missing", confidence=0.5),)
    answer = Assessment(
        kind="technical", key_points=(point(0, "covered"), point(1, "missing")), criteria=marks, score=1, scorer=INFO
    )
    assert rescored(answer).score == 4.75


def test_what_is_unscored_stays_so():
    silent = Assessment(kind="technical", unscored_reason="Nothing was said.", scorer=INFO)
    assert rescored(silent) == silent
    assert (silent.score, silent.interval, silent.recommendation) == (None, None, None)
