"""Fitting finds what made the data, and finds the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from rubrics.story import CRITERIA
from rubrics.structure import ROLES
from rubrics.training.answers import BehavioralAnswer
from rubrics.training.behavioral import Story, lines_of, role_shares, speaking
from rubrics.training.lbfgs_engine import fit_multinomial, fit_outcomes
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


def story(credit, weighs):
    """Two sentences, an own action and a result with a number, as labelled for training."""
    text = "I fixed the loader. Errors fell by four percent."
    answer = BehavioralAnswer(
        id="1-b-001", author="hand-1", question="q", score=3, verdicts=dict.fromkeys(CRITERIA, credit), text=text,
        sentences=("I fixed the loader.", "Errors fell by four percent."), roles=("action", "result"),
    )  # fmt: skip
    found = sentences(timed(text))
    roles = role_shares(found, lines_of(answer), answer)
    return Story(answer, found, roles, weighs, np.zeros((2, 1)), None, None, None)


def outcomes(credit, weighs=None):
    """(begun, met) of each sentence by criterion, and whether each is known."""
    found, weights = speaking(story(credit, weighs))
    at = {name: slice(2 * i, 2 * i + 2) for i, name in enumerate(CRITERIA)}
    return {name: found[:, s].tolist() for name, s in at.items()}, {name: weights[:, s].all() for name, s in at.items()}


def test_sentences_speak_for_what_their_part_can_show():
    found, known = outcomes("met", np.array([1.0, 0.0]))
    assert found == {
        "story": [[1, 1], [1, 1]],
        "own_role": [[1, 1], [0, 0]],
        "result": [[0, 0], [1, 1]],
        "metric": [[0, 0], [1, 1]],
        "tradeoff": [[1, 1], [0, 0]],
        "lesson": [[0, 0], [0, 0]],
    }
    assert all(known.values())


def test_sentences_of_a_story_that_only_begins_something_meet_nothing():
    found, _ = outcomes("partial", np.array([1.0, 0.0]))
    assert found["result"] == [[0, 0], [1, 0]]
    assert found["tradeoff"] == [[1, 0], [0, 0]]


@pytest.mark.parametrize(("credit", "learned"), [("met", False), ("partial", False), ("missing", True)])
def test_a_story_that_weighs_something_nobody_knows_where_teaches_nothing_about_it(credit, learned):
    found, known = outcomes(credit)
    assert known["tradeoff"] == learned
    assert found["tradeoff"] == [[0, 0], [0, 0]]


def test_outcomes_are_fitted_each_on_its_own():
    rng = np.random.default_rng(5)
    features = rng.normal(size=(3000, 2))
    weights, bias = np.array([[2.0, 0.0], [-1.0, 1.5]]), np.array([-0.5, 0.3])
    wanted = (rng.random((3000, 2)) < chance(features @ weights + bias)).astype(float)
    shares = np.ones((3000, 2))
    shares[:1000, 1] = 0.0
    wanted[:1000, 1] = 1.0  # not heard
    found = [fit_outcomes(features, wanted, TINY, shares) for _ in range(2)]
    assert found[0].weights == pytest.approx(weights, abs=0.2)
    assert found[0].bias == pytest.approx(bias, abs=0.15)
    assert same(*found)
