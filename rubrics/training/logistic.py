"""Fits linear heads: logistic regression with a ridge, by Newton's method, the same result every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rubrics.heads import Floats, Linear, sigmoid

NEWTON_STEPS = 30
CLOSE_ENOUGH = 1e-8


def fit_logistic(
    features: Floats, outcomes: Floats, ridge: float, weights: Floats | None = None, names: tuple[str, ...] = ()
) -> Linear:
    """One outcome by Newton's method (iteratively reweighted least squares), on standardised features.

    Args:
        features: shape (n, n_features).
        outcomes: 0 or 1, shape (n,).
        ridge: penalty on the standardised weights, not on the bias; per example.
        weights: of the examples; None for 1 each.
        names: of the features, kept with the layer.
    """
    share = np.ones(len(outcomes)) if weights is None else weights
    centre = np.average(features, axis=0, weights=share)
    spread = np.sqrt(np.average((features - centre) ** 2, axis=0, weights=share)) + 1e-6
    inputs = np.hstack([(features - centre) / spread, np.ones((len(features), 1))])
    penalty = np.full(inputs.shape[1], ridge * share.sum())
    penalty[-1] = 1e-9
    beta = np.zeros(inputs.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = sigmoid(inputs @ beta)
        gradient = inputs.T @ (share * (chance - outcomes)) + penalty * beta
        curve = inputs.T @ (inputs * (share * chance * (1 - chance))[:, None]) + np.diag(penalty)
        step = np.linalg.solve(curve, gradient)
        beta -= step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    slopes = beta[:-1] / spread
    return Linear(names, slopes[:, None], np.array([beta[-1] - float(centre @ slopes)]))


def fit_falling(features: Floats, outcomes: Floats, falling: Sequence[int], ridge: float, weights: Floats) -> Linear:
    """One outcome that must not become likelier as some features rise: those with which it would are left out.

    Args:
        features: shape (n, n_features).
        outcomes: 0 to 1, shape (n,).
        falling: indices of these features.
        ridge: penalty per example.
        weights: of the examples.
    """
    kept = list(range(features.shape[1]))
    while True:
        fit = fit_logistic(features[:, kept], outcomes, ridge, weights)
        rising = {index for index, weight in zip(kept, fit.weights[:, 0], strict=True) if weight > 0} & set(falling)
        if not rising:
            slopes = np.zeros((features.shape[1], 1))
            slopes[kept] = fit.weights
            return Linear((), slopes, fit.bias)
        kept = [index for index in kept if index not in rising]
