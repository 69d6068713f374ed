"""Fits the networks of `rubrics/role_network.py` by torch: from fixed beginnings, for a fixed number of rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from rubrics.heads import Floats
from rubrics.reading import Vectors
from rubrics.role_network import NORM_FLOOR, PREFIX

SEEDS = (0, 1)
"""Of the networks whose log-odds are averaged with those of the linear head."""
COMPONENTS = 256
"""Principal components of the token states that a network is fitted on: 94% of the variance, a third of the work."""
SAMPLED = 7
"""The components are those of every so manyth token."""
MEANS = 4
WIDTH, HIDDEN = 96, 64
ROUNDS = 12
STORIES_AT_ONCE = 32
RATE, DECAY = 3e-3, 0.02
WARM_UP = 30
"""Steps in which the learning rate climbs."""
DROPPED, DROPPED_INPUTS = 0.4, 0.2
"""Shares of hidden values and of inputs that are left out at each step (dropout)."""
USUAL_WORDS = 15.0
STEEPEST = 1.0
"""Longest gradient."""
LEAST_SPREAD = 0.2
"""Inputs that hardly ever differ are not blown up."""


@dataclass(frozen=True)
class RoleExample:
    """One story as a network sees it."""

    states: Vectors
    """Of all its tokens, shape (n_tokens, width)."""
    bounds: tuple[slice, ...]
    """Which tokens each sentence has."""
    inputs: Floats
    """`structure.role_features`."""
    roles: Floats
    """Shape (n_sentences, n_roles), rows that add up to 1."""
    words: Floats
    """In each sentence, shape (n_sentences,)."""
    weight: float


def fit_role_networks(examples: Sequence[RoleExample], seeds: Sequence[int] = SEEDS) -> dict[str, Floats]:
    """The arrays of the networks, one network for each seed.

    Args:
        examples: stories; those that share their states (the same object) are projected once.
        seeds: of the first weights, of the order of the stories and of what is dropped.
    """
    frame = _frame(examples)
    batchable = [_prepared(one, frame, made) for made in [dict[int, torch.Tensor]()] for one in examples]
    arrays: dict[str, Floats] = {}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in one order, and these steps are too small to be shared out
    try:
        for number, seed in enumerate(seeds):
            with torch.random.fork_rng(devices=()):
                torch.manual_seed(seed)
                network = _fitted(batchable, seed)
            arrays |= {f"{PREFIX}{number}:{name}": value for name, value in network.arrays(frame).items()}
    finally:
        torch.set_num_threads(threads)
    return arrays


@dataclass(frozen=True)
class _Frame:
    """How states and inputs are centred and scaled before a network sees them."""

    centre: Floats
    basis: Floats
    """Shape (width, COMPONENTS)."""
    middle: Floats
    spread: Floats
    """Of each input."""


def _frame(examples: Sequence[RoleExample]) -> _Frame:
    """The principal components of the token states, and the spread of the inputs."""
    different = {id(one.states): one.states for one in examples}
    sample = np.concatenate(list(different.values()))[::SAMPLED].astype(np.float64)
    centre = sample.mean(0)
    sample -= centre
    variance, directions = np.linalg.eigh(sample.T @ sample / len(sample))
    kept = min(COMPONENTS, sample.shape[1])
    basis = directions[:, ::-1][:, :kept] / np.sqrt(variance[::-1][:kept].mean())
    inputs = np.concatenate([one.inputs for one in examples])
    return _Frame(centre, basis, inputs.mean(0), np.maximum(inputs.std(0), LEAST_SPREAD))


@dataclass(frozen=True)
class _Prepared:
    tokens: torch.Tensor
    bounds: torch.Tensor
    """First token and the one after the last of each sentence."""
    inputs: torch.Tensor
    roles: torch.Tensor
    weights: torch.Tensor


def _prepared(example: RoleExample, frame: _Frame, known: dict[int, torch.Tensor]) -> _Prepared:
    key = id(example.states)
    if key not in known:
        basis = frame.basis.astype(np.float32)
        known[key] = torch.from_numpy((example.states - frame.centre.astype(np.float32)) @ basis)
    return _Prepared(
        known[key],
        torch.tensor([[one.start, one.stop] for one in example.bounds]),
        torch.from_numpy(((example.inputs - frame.middle) / frame.spread).astype(np.float32)),
        torch.from_numpy(example.roles.astype(np.float32)),
        # between each sentence alike and each word alike
        torch.from_numpy((example.weight * np.sqrt(example.words / USUAL_WORDS)).astype(np.float32)),
    )


class _Network(nn.Module):
    """`role_network.network_log_odds` for a batch of stories."""

    def __init__(self, components: int, features: int, roles: int) -> None:
        super().__init__()
        self.score = nn.Linear(components, MEANS, bias=False)
        nn.init.zeros_(self.score.weight)
        self.pool = nn.Linear(MEANS * components, WIDTH)
        self.features = nn.Linear(features, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=NORM_FLOOR)
        self.recurrent = nn.GRU(WIDTH, HIDDEN, batch_first=True, bidirectional=True)
        self.out = nn.Linear(WIDTH + 2 * HIDDEN, roles)
        self.drop, self.drop_inputs = nn.Dropout(DROPPED), nn.Dropout(DROPPED_INPUTS)

    def forward(
        self, tokens: torch.Tensor, bounds: torch.Tensor, inputs: torch.Tensor, lengths: torch.Tensor
    ) -> torch.Tensor:
        """Log-odds, shape (n_stories, n_sentences, n_roles); of the sentences beyond a story's length, anything.

        Args:
            tokens: shape (n_stories, n_tokens, COMPONENTS).
            bounds: shape (n_stories, n_sentences, 2).
            inputs: shape (n_stories, n_sentences, n_features).
            lengths: sentences of each story.
        """
        at = torch.arange(tokens.shape[1])
        inside = ((at >= bounds[..., :1]) & (at < bounds[..., 1:]))[:, None]
        heights = self.score(tokens).transpose(1, 2)[:, :, None].masked_fill(~inside, -1e4)
        weights = heights.softmax(-1) * inside
        stories, means, sentences, _ = weights.shape
        pooled = (weights.flatten(1, 2) @ tokens).view(stories, means, sentences, -1).transpose(1, 2).flatten(2)
        seen = self.pool(self.drop_inputs(pooled)) + self.features(self.drop_inputs(inputs))
        seen = self.drop(nn.functional.silu(self.norm(seen)))
        packed = nn.utils.rnn.pack_padded_sequence(seen, lengths, batch_first=True, enforce_sorted=False)
        around, _ = nn.utils.rnn.pad_packed_sequence(self.recurrent(packed)[0], batch_first=True)
        found: torch.Tensor = self.out(torch.cat([seen, self.drop(around)], -1))
        return found

    def arrays(self, frame: _Frame) -> dict[str, Floats]:
        """The weights as `role_network` wants them, for states and inputs that are neither centred nor scaled."""
        given = {name: value.detach().numpy().astype(np.float64) for name, value in self.named_parameters()}
        pool = np.concatenate([frame.basis @ part for part in np.split(given["pool.weight"].T, MEANS)])
        features = given["features.weight"].T / frame.spread[:, None]
        bias = given["pool.bias"] + given["features.bias"] - frame.middle @ features
        made = {
            "score": frame.basis @ given["score.weight"].T,
            "pool": pool,
            "features": features,
            "bias": bias - np.tile(frame.centre, MEANS) @ pool,
            "scale": given["norm.weight"],
            "shift": given["norm.bias"],
            "out": given["out.weight"].T,
            "out_bias": given["out.bias"],
        }
        for way, suffix in (("forward", ""), ("back", "_reverse")):
            made[f"{way}:inputs"] = given[f"recurrent.weight_ih_l0{suffix}"].T
            made[f"{way}:state"] = given[f"recurrent.weight_hh_l0{suffix}"].T
            made[f"{way}:bias"] = given[f"recurrent.bias_ih_l0{suffix}"]
            made[f"{way}:state_bias"] = given[f"recurrent.bias_hh_l0{suffix}"]
        return made


def _fitted(examples: Sequence[_Prepared], seed: int) -> _Network:
    """A network after ROUNDS rounds of AdamW, its rate falling like a cosine."""
    order = np.random.default_rng(seed)
    first = examples[0]
    network = _Network(first.tokens.shape[1], first.inputs.shape[1], first.roles.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps, step = ROUNDS * -(-len(examples) // STORIES_AT_ONCE), 0
    for _ in range(ROUNDS):
        turn = order.permutation(len(examples))
        for start in range(0, len(turn), STORIES_AT_ONCE):
            some = [examples[i] for i in turn[start : start + STORIES_AT_ONCE]]
            rate = RATE * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.zero_grad()
            _loss(network, some).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), STEEPEST)
            optimiser.step()
            step += 1
    return network


def _loss(network: _Network, some: Sequence[_Prepared]) -> torch.Tensor:
    """Weighted mean cross-entropy of the sentences of some stories."""
    padded: Mapping[str, torch.Tensor] = {
        name: nn.utils.rnn.pad_sequence([getattr(one, name) for one in some], batch_first=True)
        for name in ("tokens", "bounds", "inputs", "roles", "weights")
    }
    lengths = torch.tensor([len(one.roles) for one in some])
    found = network(padded["tokens"], padded["bounds"], padded["inputs"], lengths)
    losses = nn.functional.cross_entropy(found.flatten(0, 1), padded["roles"].flatten(0, 1), reduction="none")
    weights = padded["weights"].flatten()
    return (weights * losses).sum() / weights.sum()
