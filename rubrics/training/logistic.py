"""Fits linear heads: logistic regression with a ridge, by Newton's method, the same result every time."""

from __future__ import annotations

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


def fit_falling(features: Floats, outcomes: Floats, falling: int, ridge: float, weights: Floats) -> Linear:
    """One outcome that must not become likelier as one of the features rises: where it would, the feature is left out.

    Args:
        features: shape (n, n_features).
        outcomes: 0 to 1, shape (n,).
        falling: index of that feature.
        ridge: penalty per example.
        weights: of the examples.
    """
    free = fit_logistic(features, outcomes, ridge, weights)
    if free.weights[falling, 0] <= 0:
        return free
    rest = fit_logistic(np.delete(features, falling, axis=1), outcomes, ridge, weights)
    return Linear((), np.insert(rest.weights, falling, 0.0, axis=0), rest.bias)
