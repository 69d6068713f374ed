"""A text as the model reads it: one vector for each token, in its context, and vectors for any stretch of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""float32, shape (n, 384)."""


@dataclass(frozen=True)
class Reading:
    """One text read once; sentences and windows are stretches of it, so that no text is encoded twice."""

    ids: NDArray[np.int32]
    """The model's vocabulary ids, shape (n_tokens,)."""
    spans: NDArray[np.int32]
    """(start_char, end_char) of each token, shape (n_tokens, 2)."""
    states: Vectors
    """The last hidden state of each token, shape (n_tokens, 384): what is said."""
    middle: Vectors | None = None
    """States of each token from the middle of the model, shape (n_tokens, 384 * layers): how it is said."""

    @cached_property
    def directions(self) -> Vectors:
        """The states at length 1, so that dot products are cosines."""
        return unit(self.states)

    @cached_property
    def whole(self) -> Vectors:
        """The direction of the mean state, shape (384,)."""
        return self.vector(0, int(self.spans[-1, 1]) if len(self.spans) else 0)

    def inside(self, start_char: int, end_char: int) -> slice:
        """Which tokens lie in `text[start_char:end_char]`, wholly or in part."""
        first = int(np.searchsorted(self.spans[:, 1], start_char, side="right"))
        return slice(first, max(first, int(np.searchsorted(self.spans[:, 0], end_char, side="left"))))

    def vector(self, start_char: int, end_char: int) -> Vectors:
        """The direction of the mean state of a stretch, shape (384,); zeros where it holds no token."""
        return self._direction(self.states, start_char, end_char)

    def manner(self, start_char: int, end_char: int) -> Vectors:
        """How a stretch is said: the direction of its mean middle state; of the last states where the middle is not kept."""
        return self._direction(self.manners, start_char, end_char)

    def tokens(self, start_char: int, end_char: int) -> Vectors:
        """How each token of a stretch is said: its middle state, shape (n_tokens, 384 * layers)."""
        return self.manners[self.inside(start_char, end_char)]

    @property
    def manners(self) -> Vectors:
        """The middle states; the last ones where the middle is not kept."""
        return self.states if self.middle is None else self.middle

    def _direction(self, states: Vectors, start_char: int, end_char: int) -> Vectors:
        here = states[self.inside(start_char, end_char)]
        return unit(here.mean(0)) if len(here) else np.zeros(states.shape[1], np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Each row at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    made: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made
