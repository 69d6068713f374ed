"""The network that hears sentences in their order: by hand, against torch, and on a task that needs what it has."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rubrics.role_network import PREFIX, network_log_odds, recurrent, role_networks, weighted_means
from rubrics.training import role_network_engine
from rubrics.training.role_network_engine import RoleExample, fit_role_networks

STATES = np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 4.0]])
WIDTH, FEATURES = 6, 3
NONE, MARKED, AFTER = range(3)
"""Roles of the toy stories: a sentence with a marked token, the one after it, any other."""


def test_without_preference_tokens_weigh_the_same():
    assert weighted_means(STATES, np.zeros((2, 1))) == pytest.approx(STATES.mean(0))


def test_each_mean_has_its_own_preference():
    score = np.array([[50.0, 0.0], [-50.0, 50.0]])
    first, second = weighted_means(STATES, score).reshape(2, 2)
    assert first == pytest.approx([1.0, 0.0])
    assert second == pytest.approx([4.0, 4.0])


def test_heights_do_not_overflow_and_no_token_means_nothing():
    assert np.isfinite(weighted_means(STATES, np.full((2, 3), 1e6))).all()
    assert weighted_means(STATES[:0], np.ones((2, 3))).tolist() == [0.0] * 6


@pytest.mark.parametrize(("update", "states"), [(60.0, [0.0, 0.0, 0.0]), (-60.0, np.tanh([0.5, -0.25, 1.0]))])
def test_an_update_gate_keeps_the_state_or_replaces_it(update, states):
    layer = {
        "way:inputs": np.array([[0.0, 0.0, 1.0]]),
        "way:state": np.zeros((1, 3)),
        "way:bias": np.array([0.0, update, 0.0]),
        "way:state_bias": np.zeros(3),
    }
    assert recurrent(np.array([[0.5], [-0.25], [1.0]]), layer, "way")[:, 0] == pytest.approx(states, abs=1e-9)


def test_networks_are_found_by_their_numbers():
    arrays = {f"{PREFIX}0:out": np.zeros(1), f"{PREFIX}10:out": np.ones(1), "start": np.zeros(6)}
    assert [net["out"].tolist() for net in role_networks(arrays)] == [[0.0], [1.0]]
    assert role_networks({"start": np.zeros(6)}) == []


def stories(count, seed):
    """Stories of sentences of one to six tokens, of which one in four has a marked token."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        sizes = rng.integers(1, 7, size=rng.integers(3, 9))
        ends = np.cumsum(sizes)
        states = rng.normal(size=(ends[-1], WIDTH)).astype(np.float32) + 3.0
        roles = np.full(len(sizes), NONE)
        for i in np.flatnonzero(rng.random(len(sizes)) < 0.25):
            states[ends[i] - 1, 0] += 9.0
            roles[i] = MARKED
        roles[1:][(roles[:-1] == MARKED) & (roles[1:] == NONE)] = AFTER
        bounds = tuple(slice(int(end - size), int(end)) for end, size in zip(ends, sizes, strict=True))
        inputs = rng.normal(size=(len(sizes), FEATURES)) + 2.0
        made.append(RoleExample(states, bounds, inputs, np.eye(3)[roles], sizes.astype(float), 1.0))
    return made


def tokens(story):
    return [story.states[part] for part in story.bounds]


@pytest.fixture(scope="module")
def fitted():
    return fit_role_networks(stories(300, 1), seeds=(4,))


def test_it_learns_which_token_tells_and_what_came_before(fitted):
    (net,) = role_networks(fitted)
    unseen = stories(60, 2)
    found = [network_log_odds(tokens(one), one.inputs, net).argmax(1) == one.roles.argmax(1) for one in unseen]
    assert np.concatenate(found).mean() > 0.95


def test_the_same_stories_give_the_same_bytes_and_another_seed_others(monkeypatch):
    monkeypatch.setattr(role_network_engine, "ROUNDS", 1)
    torch.manual_seed(1)
    first = fit_role_networks(stories(40, 3), seeds=(0, 1))
    torch.manual_seed(2)
    again = fit_role_networks(stories(40, 3), seeds=(0, 1))
    assert {name: value.tobytes() for name, value in first.items()} == {n: v.tobytes() for n, v in again.items()}
    assert not np.allclose(first[f"{PREFIX}0:out"], first[f"{PREFIX}1:out"])


def test_it_leaves_the_global_random_numbers_alone(monkeypatch):
    monkeypatch.setattr(role_network_engine, "ROUNDS", 1)
    before = torch.random.get_rng_state()
    fit_role_networks(stories(10, 3), seeds=(0,))
    assert torch.equal(before, torch.random.get_rng_state())


def test_numpy_and_torch_agree(monkeypatch):
    networks = []
    fit = role_network_engine._fitted

    def keeping(*given):
        networks.append(fit(*given).eval())
        return networks[-1]

    monkeypatch.setattr(role_network_engine, "ROUNDS", 2)
    monkeypatch.setattr(role_network_engine, "_fitted", keeping)
    some = stories(40, 5)
    (net,) = role_networks(fit_role_networks(some, seeds=(0,)))
    frame = role_network_engine._frame(some)
    for one in some[:5]:
        ready = role_network_engine._prepared(one, frame, {})
        with torch.inference_mode():
            given = ready.tokens[None], ready.bounds[None], ready.inputs[None], torch.tensor([len(one.roles)])
            theirs = networks[0](*given)[0].numpy()
        assert network_log_odds(tokens(one), one.inputs, net) == pytest.approx(theirs, abs=1e-4)
