"""Logistic regression on many features of which each example has few: a ridge, L-BFGS, the same result every time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rubrics.heads import Floats

STEPS = 150
MEMORY = 8
CLOSE_ENOUGH = 1e-5


@dataclass(frozen=True)
class Sparse:
    """Which features each example has."""

    names: tuple[str, ...]
    columns: np.ndarray
    """Indices into `names`, the examples one after the other, shape (n_found,)."""
    starts: np.ndarray
    """Where each example begins in `columns`, shape (n,)."""

    @classmethod
    def of(cls, found: Sequence[Sequence[str]], least: int, names: Sequence[str] | None = None) -> Sparse:
        """The features that at least `least` examples have, or those named; the first name stands in each example."""
        if names is None:
            counts: dict[str, int] = {}
            for row in found:
                for name in row:
                    counts[name] = counts.get(name, 0) + 1
            names = sorted(name for name, count in counts.items() if count >= least)
        index = {name: i for i, name in enumerate(names, 1)}
        rows = [[0, *(index[name] for name in row if name in index)] for row in found]
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        return cls(("", *names), np.array([i for row in rows for i in row]), starts)


def fit(of: Sparse, outcomes: Floats, weights: Floats, ridge: float) -> Floats:
    """Weights of the features, the first of which is what is always added and bears no penalty; shape (n_names,).

    Args:
        of: the examples.
        outcomes: 0 or 1, shape (n,).
        weights: of the examples, shape (n,).
        ridge: penalty on the squared weights against the summed, weighted loss.
    """
    lengths = np.diff(np.append(of.starts, len(of.columns)))
    penalty = np.full(len(of.names), ridge)
    penalty[0] = 0.0

    def loss(beta: Floats) -> tuple[float, Floats]:
        odds = np.add.reduceat(beta[of.columns], of.starts)
        chance = 1.0 / (1.0 + np.exp(-odds))
        value = float(weights @ (np.logaddexp(0.0, odds) - outcomes * odds) + 0.5 * penalty @ beta**2)
        slope = np.repeat(weights * (chance - outcomes), lengths)
        return value, np.bincount(of.columns, slope, len(of.names)) + penalty * beta

    return _minimum(loss, np.zeros(len(of.names)))


def _minimum(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """L-BFGS with halved steps until the loss falls (Nocedal & Wright 2006, algorithm 7.5)."""
    at, (value, slope) = start, loss(start)
    moves: deque[tuple[Floats, Floats]] = deque(maxlen=MEMORY)
    for _ in range(STEPS):
        direction = -_curved(slope, moves)
        size = 1.0 if moves else 1.0 / max(1.0, float(np.abs(slope).sum()))
        while True:
            there = at + size * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * size * float(slope @ direction) or size < 1e-10:
                break
            size /= 2
        if float((there - at) @ (new_slope - slope)) > 1e-12:
            moves.append((there - at, new_slope - slope))
        done = abs(value - new_value) <= CLOSE_ENOUGH * abs(value)
        at, value, slope = there, new_value, new_slope
        if done:
            break
    return at


def _curved(slope: Floats, moves: deque[tuple[Floats, Floats]]) -> Floats:
    """The slope times the inverse of the curvature that the last moves have shown."""
    found, steps = slope.copy(), list[tuple[float, float]]()
    for move, change in reversed(moves):
        scale = 1.0 / float(move @ change)
        share = scale * float(move @ found)
        found -= share * change
        steps.append((scale, share))
    if moves:
        move, change = moves[-1]
        found *= float(move @ change) / float(change @ change)
    for (move, change), (scale, share) in zip(moves, reversed(steps), strict=True):
        found += move * (share - scale * float(change @ found))
    return found
