"""A small network that hears the sentences of a story in their order and says what part each plays. Pure, in plain numpy.

Of a sentence's tokens it takes several weighted means; which tokens weigh much is learned (attention pooling), so that a
verb can count for more than an article. Together with `structure.role_features` these pass two gated recurrent layers, one
from the first sentence to the last and one back (Cho et al., 2014: "Learning Phrase Representations using RNN
Encoder-Decoder", arXiv:1406.1078). `training/role_network_engine.py` fits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rubrics.heads import Floats, sigmoid
from rubrics.reading import Vectors

PREFIX = "network:"
"""The arrays of network 2 are called `network:2:score`, `network:2:pool` and so on."""
NORM_FLOOR = 1e-5
"""Added to a variance before it divides."""

Network = Mapping[str, Floats]
"""Weights by name; the shapes stand at `network_log_odds`."""


def role_networks(arrays: Mapping[str, Floats]) -> list[Network]:
    """The networks among the arrays of some heads; several were fitted from different beginnings."""
    numbers = sorted({int(name.split(":")[1]) for name in arrays if name.startswith(PREFIX)})
    starts = [f"{PREFIX}{number}:" for number in numbers]
    return [{n.removeprefix(s): a for n, a in arrays.items() if n.startswith(s)} for s in starts]


def network_log_odds(tokens: Sequence[Vectors], inputs: Floats, net: Network) -> Floats:
    """Log-odds of the roles of each sentence, shape (n_sentences, n_roles).

    Args:
        tokens: of each sentence the states of its tokens, shape (n_tokens, width).
        inputs: `structure.role_features`, shape (n_sentences, n_features).
        net: `score` (width, n_means), `pool` (n_means * width, d), `features` (n_features, d), `bias`, `scale` and `shift`
            (d,); for each direction `forward` and `back`: `:inputs` (d, 3h), `:state` (h, 3h), `:bias` and `:state_bias`
            (3h,), each for the reset gate, the update gate and the candidate; `out` (d + 2h, n_roles), `out_bias` (n_roles,).
    """
    means = np.stack([weighted_means(one.astype(np.float64), net["score"]) for one in tokens])
    seen = _normal(means @ net["pool"] + inputs @ net["features"] + net["bias"]) * net["scale"] + net["shift"]
    seen = seen * sigmoid(seen)
    before, after = recurrent(seen, net, "forward"), recurrent(seen[::-1], net, "back")[::-1]
    made: Floats = np.concatenate([seen, before, after], axis=1) @ net["out"] + net["out_bias"]
    return made


def weighted_means(states: Floats, score: Floats) -> Floats:
    """The means of some states, shape (n_means * width,); zeros where there is no token.

    Args:
        states: shape (n_tokens, width).
        score: shape (width, n_means); a token weighs exp(states @ score).
    """
    if not len(states):
        return np.zeros(score.size)
    heights = states @ score
    weights = np.exp(heights - heights.max(0))
    made: Floats = ((weights / weights.sum(0)).T @ states).ravel()
    return made


def recurrent(steps: Floats, net: Network, way: str) -> Floats:
    """The state of a gated recurrent layer after each step, shape (n_steps, h)."""
    given = steps @ net[f"{way}:inputs"] + net[f"{way}:bias"]
    width = given.shape[1] // 3
    state, made = np.zeros(width), np.zeros((len(steps), width))
    for i, one in enumerate(given):
        kept = state @ net[f"{way}:state"] + net[f"{way}:state_bias"]
        reset, update = np.split(sigmoid(one[: 2 * width] + kept[: 2 * width]), 2)
        fresh = np.tanh(one[2 * width :] + reset * kept[2 * width :])
        made[i] = state = (1 - update) * fresh + update * state
    return made


def _normal(rows: Floats) -> Floats:
    """Each row with mean 0 and variance 1."""
    centred = rows - rows.mean(1, keepdims=True)
    made: Floats = centred / np.sqrt((centred**2).mean(1, keepdims=True) + NORM_FLOOR)
    return made
