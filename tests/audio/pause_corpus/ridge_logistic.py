"""Logistic regression with a ridge, by torch's L-BFGS, on many features of which each example has few, or on vectors.

One thread and double precision: two runs give the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from rubrics.heads import Floats, sigmoid

STEPS = 150
MEMORY = 8
CLOSE_ENOUGH = 1e-7
"""Change of the loss per example at which the search is over."""


@dataclass(frozen=True)
class Sparse:
    """Which features each example has."""

    names: tuple[str, ...]
    columns: np.ndarray
    """Indices into `names`, the examples one after the other, shape (n_found,)."""
    starts: np.ndarray
    """Where each example begins in `columns`, shape (n,)."""

    @classmethod
    def of(cls, found: Sequence[Sequence[str]], least: int) -> Sparse:
        """The features that at least `least` examples have; the first name stands in each example."""
        counts = Counter(name for row in found for name in row)
        names = sorted(name for name, count in counts.items() if count >= least)
        index = {name: i for i, name in enumerate(names, 1)}
        rows = [[0, *(index[name] for name in row if name in index)] for row in found]
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        return cls(("", *names), np.array([i for row in rows for i in row]), starts)


def fit_sparse(of: Sparse, outcomes: Floats, weights: Floats, ridge: float) -> Floats:
    """Weights of the features, the first of which is what is always added and bears no penalty; shape (n_names,).

    Args:
        of: the examples.
        outcomes: 0 or 1, shape (n,).
        weights: of the examples, shape (n,).
        ridge: penalty on the squared weights against the summed, weighted loss.
    """
    lengths = np.diff(np.append(of.starts, len(of.columns)))

    def odds(beta: Floats) -> Floats:
        return np.add.reduceat(beta[of.columns], of.starts)

    def slope(missed: Floats) -> Floats:
        return np.bincount(of.columns, np.repeat(missed, lengths), len(of.names))

    return _least(odds, slope, len(of.names), outcomes, weights, ridge)


def fit_dense(features: Floats, outcomes: Floats, weights: Floats, ridge: float) -> Floats:
    """What is always added, and the weights of standardised features as they apply to the plain ones; shape (1 + n_features,).

    Args:
        features: shape (n, n_features).
        outcomes: 0 or 1, shape (n,).
        weights: of the examples, shape (n,).
        ridge: penalty on the squared weights of the standardised features against the summed, weighted loss.
    """
    centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    inputs = (features - centre) / spread

    def odds(beta: Floats) -> Floats:
        return inputs @ beta[1:] + beta[0]

    def slope(missed: Floats) -> Floats:
        return np.concatenate([[missed.sum()], missed @ inputs])

    beta = _least(odds, slope, 1 + features.shape[1], outcomes, weights, ridge)
    slopes = beta[1:] / spread
    return np.concatenate([[beta[0] - centre @ slopes], slopes])


def _least(
    odds: Callable[[Floats], Floats],
    slope: Callable[[Floats], Floats],
    size: int,
    outcomes: Floats,
    weights: Floats,
    ridge: float,
) -> Floats:
    """The weights with the least loss, the first of which bears no penalty.

    Args:
        odds: their logarithms for the examples, from the weights.
        slope: the slope of the loss in the weights, from that in these logarithms.
        size: number of weights.
        outcomes, weights, ridge: as in `fit_sparse`.
    """
    beta = torch.zeros(size, dtype=torch.float64)
    search = torch.optim.LBFGS(
        [beta], max_iter=STEPS, history_size=MEMORY, tolerance_change=CLOSE_ENOUGH, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        at, total = beta.numpy(), weights.sum()
        found, held = odds(at), np.concatenate([[0.0], at[1:]])
        value = weights @ (np.logaddexp(0.0, found) - outcomes * found) + 0.5 * ridge * held @ held
        beta.grad = torch.from_numpy((slope(weights * (sigmoid(found) - outcomes)) + ridge * held) / total)
        return torch.tensor(value / total)

    search.step(loss)
    return beta.numpy().copy()
