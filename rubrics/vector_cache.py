"""Keeps the vectors of fixed texts on disk, under a key made from the texts themselves."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from rubrics.minilm_engine import WIDTH
from rubrics.reading import Vectors


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32, shape (n, 384)."""


def kept_vectors(encoder: Encoder, texts: Sequence[str], name: str, cache_dir: Path | None) -> Vectors:
    """The vectors of `texts`, from the cache where it holds them.

    Args:
        encoder: makes what is not there.
        texts: fixed texts; another wording is another key, so nothing stale is ever read.
        name: begins the file's name.
        cache_dir: None keeps nothing. A cache that cannot be read or written costs time, nothing else.
    """
    if cache_dir is None or not texts:
        return encoder.encode(texts)
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    path = cache_dir / f"{name}-{key}.npy"
    try:
        loaded: Vectors = np.load(path, allow_pickle=False)
        if loaded.shape == (len(texts), WIDTH) and loaded.dtype == np.float32:
            return loaded
    except (OSError, ValueError, EOFError):
        pass
    made = encoder.encode(texts)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npy")
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        np.save(part, made)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
    return made
