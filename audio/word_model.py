"""Small logistic models over the last words: is time asked for, the sentence left open, the end announced? Pure Python.

Their weights are data, the files of FILES beside this one: a feature of `audio.last_words` and what it adds to the
logarithm of the odds, one a line. `tests/audio/pause_corpus/fit_words.py` makes them and says from what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from audio.last_words import features

FILES = {"asks": "asks_for_time.tsv", "left_open": "left_open.tsv", "closes": "announced_ends.tsv"}
ALWAYS = "(always)"
"""The feature that every text has."""
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LastWords:
    """Logarithms of the odds of what the last words are; 0 where there are no words."""

    asks: float = 0.0
    """They ask for time, or take it: "let me think"."""
    left_open: float = 0.0
    """They leave their sentence unfinished: "because the"."""
    closes: float = 0.0
    """They announce the end of the answer: "that's it"."""


def log_odds(found: Sequence[str], weights: Weights) -> float:
    """The sum of the weights of the features found, and of what is always added."""
    return weights.get(ALWAYS, 0.0) + sum(weights.get(name, 0.0) for name in found)


@lru_cache(maxsize=16)
def last_words(text: str) -> LastWords:
    """What the end of `text` is, by the shipped weights; any case, with or without punctuation."""
    return judged(features(text), shipped())


def judged(found: Sequence[str], models: Mapping[str, Weights]) -> LastWords:
    """What words with these features are, by these models."""
    return LastWords(**{name: log_odds(found, weights) for name, weights in models.items()}) if found else LastWords()


@cache
def shipped() -> dict[str, Weights]:
    """The weights of all models."""
    return {name: read(Path(__file__).with_name(file)) for name, file in FILES.items()}


def read(path: Path) -> Weights:
    """The weights of one file: lines of a feature, a tab and a number."""
    rows = (line.rsplit("\t", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {name: float(weight) for name, weight in rows}
