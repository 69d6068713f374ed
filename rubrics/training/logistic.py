"""Fits linear heads: logistic regression with a ridge, by Newton's method or L-BFGS, the same result every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rubrics.heads import Floats, Linear, sigmoid

NEWTON_STEPS = 30
CLOSE_ENOUGH = 1e-8
MULTINOMIAL_STEPS = 200
POOL_SHARPNESS = 3.0


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


def fit_multinomial(features: Floats, outcomes: np.ndarray, classes: int, ridge: float, weights: Floats) -> Linear:
    """Several exclusive outcomes (softmax) by L-BFGS in double precision, full batch, from zero.

    Args:
        features: shape (n, n_features).
        outcomes: class of each example.
        classes: how many there are.
        ridge: penalty on the weights, per example.
        weights: of the examples.
    """
    import torch  # noqa: PLC0415 - only for training

    inputs, wanted = torch.from_numpy(features), torch.from_numpy(np.asarray(outcomes, np.int64))
    share = torch.from_numpy(weights / weights.sum())
    slope = torch.zeros((features.shape[1], classes), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(classes, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=MULTINOMIAL_STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        losses = torch.nn.functional.cross_entropy(inputs @ slope + bias, wanted, reduction="none")
        loss = (share * losses).sum() + ridge * slope.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return Linear((), slope.detach().numpy(), bias.detach().numpy())


def fit_pooled(groups: Sequence[Floats], wanted: Floats, ridge: float, weights: Floats) -> Linear:
    """A linear layer for single sentences, learned from whole answers: the best sentence speaks for the answer.

    The answer's log-odds is the smooth maximum (log-mean-exp at POOL_SHARPNESS) of its sentences' (multiple-instance
    learning), so that the layer finds out by itself which sentence it was.

    Args:
        groups: for each answer its sentences, shape (n_sentences, n_features).
        wanted: 0 to 1 for each answer.
        ridge: penalty on the weights, per answer.
        weights: of the answers.
    """
    import torch  # noqa: PLC0415

    inputs = torch.from_numpy(np.concatenate(groups))
    at = torch.from_numpy(np.repeat(np.arange(len(groups)), [len(g) for g in groups]))
    targets, share = torch.from_numpy(wanted), torch.from_numpy(weights / weights.sum())
    slope = torch.zeros(inputs.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=MULTINOMIAL_STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        each = POOL_SHARPNESS * (inputs @ slope + bias)
        highest = torch.full((len(groups),), -1e9, dtype=torch.float64).scatter_reduce(0, at, each.detach(), "amax")
        summed = torch.zeros(len(groups), dtype=torch.float64).index_add(0, at, torch.exp(each - highest[at]))
        pooled = (highest + torch.log(summed)) / POOL_SHARPNESS
        losses = torch.nn.functional.binary_cross_entropy_with_logits(pooled, targets, reduction="none")
        loss = (share * losses).sum() + ridge * slope.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return Linear((), slope.detach().numpy()[:, None], bias.detach().numpy())
