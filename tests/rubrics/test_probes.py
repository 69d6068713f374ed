"""What an interviewer would ask for next: a layer over the verdicts, and the probe that follows from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.answers.followup import GENERAL_FROM, GIVEN_FROM, choose_follow_up
from rubrics.assessment import Assessment, Criterion, ScorerInfo
from rubrics.heads import Heads, Linear, load_heads
from rubrics.probes import NO_CREDIT, PROBE_INPUTS, PROBED, own_inputs, probe_inputs, with_probes
from rubrics.training.logistic import fit_falling
from tests.rubrics.judging import STORY

SEEN = st.lists(st.floats(0, 1), min_size=len(PROBE_INPUTS), max_size=len(PROBE_INPUTS))


def criteria(**worth):
    """Each half begun, half met: with a credit of 0.5 begun at 0.75 and met at 0.25."""
    return tuple(Criterion(id=n, verdict="partial", confidence=0.5, credit=c) for n, c in worth.items())


def assessed(*found):
    return Assessment(kind="behavioral", score=3.0, criteria=found, scorer=ScorerInfo(name="t", version="1"))


def one(name, missed, verdict="missing", confidence=0.8):
    return Criterion(id=name, verdict=verdict, confidence=confidence, missed=missed)


STORY_MET = Criterion(id="story", verdict="met", confidence=0.9)


def test_inputs_are_chances_from_minus_one_to_one():
    seen = dict(zip(PROBE_INPUTS, probe_inputs(criteria(story=1.0, metric=0.5, lesson=0.0, task=0.25)), strict=True))
    assert (seen["story:begun"], seen["story:met"]) == (1.0, 0.5)
    assert (seen["metric:begun"], seen["metric:met"]) == (0.5, -0.5)
    assert (seen["lesson:begun"], seen["lesson:met"], seen["task"]) == (-1.0, -1.0, -0.5)
    assert seen["result:begun"] == seen["situation"] == 2 * NO_CREDIT - 1


def test_what_is_seen_of_one_criterion():
    assert [PROBE_INPUTS[i] for i in own_inputs("metric")] == ["metric:begun", "metric:met"]
    assert [PROBE_INPUTS[i] for i in own_inputs("action")] == ["action"]


def test_of_the_principles_the_first_counts():
    first = Criterion(id="principle:dive-deep", verdict="met", confidence=0.5, credit=0.625)
    second = Criterion(id="principle:ownership", verdict="missing", confidence=1, credit=0.0)
    # met at 0.5, so begun at 2 * 0.625 - 0.5 = 0.75
    assert probe_inputs((first, second))[own_inputs("principle")].tolist() == [0.5, 0.0]


def test_a_layer_worked_by_hand():
    weights = np.zeros((len(PROBE_INPUTS), len(PROBED)))
    weights[PROBE_INPUTS.index("metric:begun"), PROBED.index("metric")] = -2.0
    heads = Heads("t", {"probe": Linear(PROBE_INPUTS, weights, np.zeros(len(PROBED)))}, {})
    found = {c.id: c.missed for c in with_probes(criteria(story=1.0, metric=0.0, result=0.9), heads)}
    # begun at 0: log-odds of the metric are -2 * (2 * 0 - 1) = 2, and 1 / (1 + e^-2) = 0.8808
    assert found == {"story": None, "metric": 0.8808, "result": 0.5}


@given(SEEN, st.sampled_from(PROBED), st.floats(0, 1))
def test_more_of_a_part_never_makes_it_more_missed(seen, name, more):
    layer = load_heads().linear["probe"]
    low = np.array(seen)
    high = low.copy()
    high[own_inputs(name)] = np.maximum(more, low[own_inputs(name)])
    before, after = (layer.probabilities(2 * x - 1)[PROBED.index(name)] for x in (low, high))
    assert after <= before


def test_a_feature_that_would_rise_is_left_out():
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(400, 2))
    outcomes = (inputs[:, 0] + inputs[:, 1] > 0).astype(float)
    layer = fit_falling(inputs, outcomes, [0], 1e-3, np.ones(400))
    assert layer.weights[0, 0] == 0
    assert layer.weights[1, 0] > 0
    assert (fit_falling(inputs, outcomes, [0, 1], 1e-3, np.ones(400)).weights == 0).all()
    assert (fit_falling(-inputs, outcomes, [0, 1], 1e-3, np.ones(400)).weights < 0).all()


def test_a_feature_that_rises_only_without_another_is_left_out_as_well():
    rng = np.random.default_rng(2)
    inputs = rng.normal(size=(600, 2))
    inputs[:, 1] += 2 * inputs[:, 0]  # alone it rises with the outcome; beside the first it falls
    outcomes = (3 * inputs[:, 0] - inputs[:, 1] > 0).astype(float)
    assert (fit_falling(inputs, outcomes, [0, 1], 1e-3, np.ones(600)).weights == 0).all()


def test_the_most_missed_part_is_asked_for():
    found = assessed(STORY_MET, one("result", 0.4, "partial"), one("lesson", 0.7), one("metric", 0.6))
    assert choose_follow_up(STORY, found, said="It was so.", asked=frozenset()).target == "lesson"
    assert choose_follow_up(STORY, found, said="It was so.", asked=frozenset({"lesson"})).target == "metric"


@pytest.mark.parametrize(("confidence", "target"), [(GIVEN_FROM, "result"), (GIVEN_FROM - 0.01, "lesson")])
def test_what_was_surely_given_is_never_asked_for(confidence, target):
    found = assessed(STORY_MET, one("result", 0.2), one("lesson", 0.9, "met", confidence))
    assert choose_follow_up(STORY, found, said="It was so.", asked=frozenset()).target == target


@pytest.mark.parametrize(("confidence", "target"), [(GENERAL_FROM, "situation"), (GENERAL_FROM - 0.01, "action")])
def test_a_particular_time_is_asked_for_only_where_there_is_surely_no_story(confidence, target):
    story = Criterion(id="story", verdict="missing", confidence=confidence)
    found = assessed(story, one("situation", 0.2), one("action", 0.7))
    assert choose_follow_up(STORY, found, said="One would do it so.", asked=frozenset()).target == target


def test_nothing_is_asked_where_everything_was_surely_given():
    found = assessed(STORY_MET, *(one(name, 0.5, "met", 0.95) for name in PROBED))
    assert choose_follow_up(STORY, found, said="It was so.", asked=frozenset()) is None
