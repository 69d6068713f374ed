"""Fits the linear heads that have no closed step: softmax and pooled sentences, by torch's L-BFGS, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from rubrics.heads import Floats, Linear

STEPS = 200
POOL_SHARPNESS = 3.0


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
    inputs = torch.from_numpy(np.concatenate(groups))
    at = torch.from_numpy(np.repeat(np.arange(len(groups)), [len(g) for g in groups]))
    targets, share = torch.from_numpy(wanted), torch.from_numpy(weights / weights.sum())
    slope = torch.zeros(inputs.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

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
