"""The trained heads: small models on top of the transformer, nearly all linear, and how their weights lie on disk. Pure but for `load_heads`.

`rubrics/training` makes them; `heads/CARD.md` says from what, how well they do and where they fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rubrics.assessment import JudgeError

HEADS_FILE = Path(__file__).with_name("heads") / "heads.safetensors"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """One linear layer: `features @ weights + bias`, log-odds of each of its outcomes."""

    names: tuple[str, ...]
    """What each feature is; empty where they are coordinates of a vector."""
    weights: Floats
    """Shape (n_features, n_outcomes)."""
    bias: Floats
    """Shape (n_outcomes,)."""

    def log_odds(self, features: Floats) -> Floats:
        """Shape (..., n_outcomes).

        Args:
            features: shape (..., n_features).
        """
        made: Floats = features @ self.weights + self.bias
        return made

    def probabilities(self, features: Floats) -> Floats:
        """Of each outcome on its own (logistic), shape (..., n_outcomes)."""
        return sigmoid(self.log_odds(features))


@dataclass(frozen=True)
class Heads:
    """All heads of one training."""

    version: str
    linear: Mapping[str, Linear]
    arrays: Mapping[str, Floats]
    """What is no linear layer: transitions between roles, rarity of tokens, the weights of `role_network`."""


def sigmoid(log_odds: Floats) -> Floats:
    """Log-odds as probabilities; large values do not overflow."""
    made: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
    return made


def save_heads(heads: Heads, path: Path) -> None:
    """Write heads; the same heads give the same bytes."""
    from safetensors.numpy import save  # noqa: PLC0415 - only training writes

    tensors = {f"array.{name}": np.ascontiguousarray(value, np.float32) for name, value in heads.arrays.items()}
    for name, layer in heads.linear.items():
        tensors[f"weights.{name}"] = np.ascontiguousarray(layer.weights, np.float32)
        tensors[f"bias.{name}"] = np.ascontiguousarray(layer.bias, np.float32)
    names = {name: list(layer.names) for name, layer in heads.linear.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = {"version": heads.version, "names": json.dumps(names, sort_keys=True)}
    path.write_bytes(_ordered(save(dict(sorted(tensors.items())), meta)))


def _ordered(made: bytes) -> bytes:
    """A safetensors file with the keys of its header in order: the library writes the metadata in a random one."""
    size = int.from_bytes(made[:8], "little")
    header = json.dumps(json.loads(made[8 : 8 + size]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + made[8 + size :]


@cache
def load_heads(path: Path = HEADS_FILE) -> Heads:
    """The heads in a file.

    Raises:
        JudgeError: the file is missing or broken.
    """
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - not for `--help`

    try:
        with safe_open(path, framework="numpy") as file:
            meta = file.metadata()
            tensors = {key: file.get_tensor(key).astype(np.float64) for key in file.keys()}  # noqa: SIM118
        names = json.loads(meta["names"])
        linear = {n: Linear(tuple(names[n]), tensors[f"weights.{n}"], tensors[f"bias.{n}"]) for n in names}
        arrays = {k.removeprefix("array."): value for k, value in tensors.items() if k.startswith("array.")}
        return Heads(meta["version"], linear, arrays)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise JudgeError(
            f"The judge's heads in {path} cannot be read ({type(error).__name__}): install again."
        ) from error
