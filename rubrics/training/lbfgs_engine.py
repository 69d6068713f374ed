"""Fits the linear heads that have no closed step: softmax, and outcomes of many features, by torch's L-BFGS, the same every time."""

from __future__ import annotations

import torch

from rubrics.heads import Floats, Linear

STEPS = 200


def fit_multinomial(features: Floats, outcomes: Floats, ridge: float, weights: Floats) -> Linear:
    """Several exclusive outcomes (softmax) by L-BFGS in double precision, full batch, from zero.

    Args:
        features: shape (n, n_features).
        outcomes: how much of each example is of each class, shape (n, n_classes), rows that add up to 1.
        ridge: penalty on the weights, per example.
        weights: of the examples.
    """
    inputs, wanted = torch.from_numpy(features), torch.from_numpy(outcomes)
    share = torch.from_numpy(weights / weights.sum())
    slope = torch.zeros((features.shape[1], outcomes.shape[1]), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(outcomes.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        losses = torch.nn.functional.cross_entropy(inputs @ slope + bias, wanted, reduction="none")
        loss = (share * losses).sum() + ridge * slope.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return Linear((), slope.detach().numpy(), bias.detach().numpy())


def fit_outcomes(features: Floats, outcomes: Floats, ridge: float, weights: Floats) -> Linear:
    """Several outcomes, each on its own (logistic), by L-BFGS in double precision, full batch, from zero.

    For many features at once; `logistic.fit_logistic` is more exact, and slow with more than some hundred.

    Args:
        features: shape (n, n_features).
        outcomes: 0 to 1, shape (n, n_outcomes).
        ridge: penalty on the weights, per example.
        weights: of the examples for each outcome, shape (n, n_outcomes).
    """
    inputs, wanted = torch.from_numpy(features), torch.from_numpy(outcomes)
    share = torch.from_numpy(weights / weights.sum(0))
    slope = torch.zeros((features.shape[1], outcomes.shape[1]), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(outcomes.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        losses = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ slope + bias, wanted, reduction="none")
        loss = (share * losses).sum() + ridge * slope.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return Linear((), slope.detach().numpy(), bias.detach().numpy())
