"""Fitting finds what made the data, and finds the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from rubrics.structure import ROLES
from rubrics.training.answers import BehavioralAnswer
from rubrics.training.behavioral import lines_of, role_shares
from rubrics.training.lbfgs_engine import fit_multinomial, fit_pooled
from rubrics.training.logistic import fit_logistic
from rubrics.windows import sentences
from tests.rubrics.answers import timed

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:torch.*")
EXAMPLES = 6000
TINY = 1e-7


def same(one, other):
    return one.weights.tobytes() == other.weights.tobytes() and one.bias.tobytes() == other.bias.tobytes()


def chance(log_odds):
    return 1 / (1 + np.exp(-log_odds))


@pytest.fixture(scope="module")
def drawn():
    """Inputs of unlike scale and place, and outcomes drawn with known weights."""
    rng = np.random.default_rng(3)
    features = rng.normal(size=(EXAMPLES, 3)) * [1.0, 10.0, 0.1] + [0.0, 5.0, -1.0]
    weights = np.array([1.5, -0.2, 8.0])
    outcomes = (rng.random(EXAMPLES) < chance(features @ weights + 8.5)).astype(float)
    return features, outcomes, weights


def test_newton_recovers_known_weights(drawn):
    features, outcomes, weights = drawn
    found = fit_logistic(features, outcomes, TINY, names=("a", "b", "c"))
    assert found.weights[:, 0] == pytest.approx(weights, rel=0.15)
    assert found.bias[0] == pytest.approx(8.5, rel=0.15)
    assert found.names == ("a", "b", "c")


def test_newton_stands_where_the_slope_is_nought(drawn):
    features, outcomes, _ = drawn
    found = fit_logistic(features, outcomes, TINY)
    left = found.probabilities(features)[:, 0] - outcomes
    slope = np.append(features.T @ left, left.sum()) / EXAMPLES
    assert np.abs(slope).max() < 1e-4


def test_newton_gives_the_same_to_the_last_bit(drawn):
    features, outcomes, _ = drawn
    assert same(fit_logistic(features, outcomes, 1e-3), fit_logistic(features.copy(), outcomes.copy(), 1e-3))


def test_a_weight_of_two_is_an_example_twice(drawn):
    features, outcomes, _ = drawn
    weights = np.where(np.arange(EXAMPLES) % 3 == 0, 2.0, 1.0)
    twice = np.repeat(np.arange(EXAMPLES), weights.astype(int))
    weighted = fit_logistic(features, outcomes, 1e-3, weights)
    repeated = fit_logistic(features[twice], outcomes[twice], 1e-3)
    assert weighted.weights == pytest.approx(repeated.weights, rel=1e-6)


def test_a_ridge_shrinks_and_a_constant_does_no_harm(drawn):
    features, outcomes, _ = drawn
    loose, strict = (fit_logistic(features, outcomes, ridge) for ridge in (TINY, 0.3))
    assert (np.abs(strict.weights) < np.abs(loose.weights)).all()
    wide = fit_logistic(np.column_stack([features, np.ones(EXAMPLES)]), outcomes, 1e-3)
    assert np.isfinite(wide.weights).all()
    narrow = fit_logistic(features, outcomes, 1e-3)
    inputs = np.column_stack([features, np.ones(EXAMPLES)])
    assert wide.probabilities(inputs) == pytest.approx(narrow.probabilities(features), abs=1e-6)


def test_outcomes_that_can_be_told_apart_stay_finite():
    found = fit_logistic(np.array([[-1.0], [1.0]] * 20), np.array([0.0, 1.0] * 20), 1e-3)
    assert np.isfinite(found.weights).all()
    assert found.probabilities(np.array([1.0]))[0] > 0.95


def test_several_outcomes_recover_known_weights():
    rng = np.random.default_rng(4)
    features = rng.normal(size=(EXAMPLES, 2))
    weights, bias = np.array([[1.0, -1.0, 0.0], [0.5, 0.5, -1.0]]), np.array([0.5, 0.0, -0.5])
    log_odds = features @ weights + bias
    outcomes = np.eye(3)[(log_odds + rng.gumbel(size=log_odds.shape)).argmax(1)]
    found = [fit_multinomial(features, outcomes, TINY, np.ones(EXAMPLES)) for _ in range(2)]
    # only differences between the outcomes are determined
    assert found[0].weights - found[0].weights.mean(1, keepdims=True) == pytest.approx(
        weights - weights.mean(1, keepdims=True), abs=0.12
    )
    assert found[0].bias - found[0].bias.mean() == pytest.approx(bias - bias.mean(), abs=0.12)
    assert same(*found)


def test_an_example_of_two_outcomes_counts_as_one_of_each():
    features = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    mixed = fit_multinomial(features, np.array([[0.7, 0.3, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), 0.01, np.ones(3))
    apart = fit_multinomial(features[[0, 0, 1, 2]], np.eye(3)[[0, 1, 1, 2]], 0.01, np.array([0.7, 0.3, 1.0, 1.0]))
    assert mixed.weights == pytest.approx(apart.weights, abs=1e-4)


def test_a_sentence_plays_the_roles_of_its_words_by_both_readers():
    answer = BehavioralAnswer(
        id="1-b-001", author="hand-1", question="q", score=3, verdicts={}, text="It broke, I fixed it. It held.",
        sentences=("It broke,", "I fixed it.", "It held."),
        roles=("situation", "action", "result"), other_roles=("task", "action", "result"),
    )  # fmt: skip
    lines, found = lines_of(answer), sentences(timed(answer.text))
    assert [s.text for s in found] == ["It broke, I fixed it.", "It held."]
    first, second = role_shares(found, lines, answer)
    shares = dict(zip(ROLES, first, strict=True))
    # two of five words are situation for the author (weight 0.7) and task for the second reader (0.3)
    assert (shares["situation"], shares["task"], shares["action"]) == pytest.approx((0.28, 0.12, 0.6))
    assert second.tolist() == [float(role == "result") for role in ROLES]


def pooled(groups, weights, bias, sharpness=3.0):
    each = [sharpness * (g @ weights + bias) for g in groups]
    return np.array([(e.max() + np.log(np.exp(e - e.max()).sum())) / sharpness for e in each])


def test_pooling_recovers_known_weights_from_whole_answers():
    rng = np.random.default_rng(5)
    groups = [rng.normal(size=(int(rng.integers(1, 6)), 2)) for _ in range(3000)]
    weights, bias = np.array([2.0, -1.0]), -1.5
    wanted = (rng.random(len(groups)) < chance(pooled(groups, weights, bias))).astype(float)
    found = [fit_pooled(groups, wanted, TINY, np.ones(len(groups))) for _ in range(2)]
    assert found[0].weights[:, 0] == pytest.approx(weights, abs=0.25)
    assert found[0].bias[0] == pytest.approx(bias, abs=0.25)
    assert same(*found)


def test_pooling_finds_the_sentence_that_spoke_for_the_answer():
    rng = np.random.default_rng(6)
    groups, at = [], []
    for i in range(400):
        sentences = rng.normal(scale=0.5, size=(6, 3))
        where = int(rng.integers(6))
        sentences[where, 0] += 3.0 * (i % 2)
        groups.append(sentences)
        at.append(where)
    found = fit_pooled(groups, np.array([float(i % 2) for i in range(400)]), 1e-3, np.ones(400))
    right = [int(found.log_odds(groups[i])[:, 0].argmax()) == at[i] for i in range(1, 400, 2)]
    assert np.mean(right) > 0.95
