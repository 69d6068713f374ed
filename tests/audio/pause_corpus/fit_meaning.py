"""Makes the weights of `audio.meaning_engine` from the examples of `fit_words`, without their punctuation and fillers.

One logistic layer over the mean states of the last words. `python -m tests.audio.pause_corpus.fit` writes it with the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from audio.last_words import features
from audio.meaning_engine import FILE, WIDTH, Meaning, States, pooled, tail
from audio.word_model import LastWords, Weights, judged
from tests.audio.pause_corpus.fit_words import Example, models
from tests.audio.pause_corpus.ridge_logistic import fit_dense

RIDGE = 200.0


class Vectors:
    """The states of tails, each worked out once."""

    def __init__(self) -> None:
        self._model = Meaning()
        self._known: dict[str, States] = {}

    def of(self, texts: Sequence[str]) -> States:
        """The states of the tails of `texts`, none of which is empty; shape (n, WIDTH)."""
        tails = [tail(text) for text in texts]
        new = sorted({t for t in tails if t not in self._known}, key=lambda t: (len(t), t))
        self._known |= zip(new, self._model.states(new), strict=True)
        return np.stack([self._known[t] for t in tails]) if tails else np.zeros((0, WIDTH), np.float32)


@cache
def vectors() -> Vectors:
    """Those of this run."""
    return Vectors()


@dataclass(frozen=True)
class Made:
    """What says what last words are."""

    words: dict[str, Weights]
    meaning: States

    def last_words(self, text: str) -> LastWords:
        """What the end of `text` is."""
        return self.read([text])[0]

    def read(self, texts: Sequence[str]) -> list[LastWords]:
        """What the ends of `texts` are."""
        said = [text for text in texts if tail(text)]
        states = dict(zip(said, vectors().of(said), strict=True))
        found = []
        for text in texts:
            words = judged(features(text), self.words)
            found.append(pooled(words, states[text], self.meaning) if text in states else words)
        return found


def made(found: Sequence[Example], without: Sequence[str] = ()) -> Made:
    """Both kinds of weights, rounded as they are written.

    Args:
        found: the examples.
        without: parts that are left out.
    """
    rows = [e for e in found if e.part not in without and e.asks is not None and tail(e.text)]
    outcomes, weights = np.array([float(e.asks or 0) for e in rows]), np.array([e.weight for e in rows])
    slopes = fit_dense(vectors().of([e.text for e in rows]).astype(np.float64), outcomes, weights, RIDGE)
    return Made(models(found, without), np.array([float(f"{slope:.4g}") for slope in slopes], np.float32))


def write_meaning(weights: States, folder: Path) -> None:
    """Write the file of weights: what is always added, then what each number of the state adds, one a line."""
    (folder / FILE).write_text("".join(f"{weight:.4g}\n" for weight in weights), encoding="utf-8")
