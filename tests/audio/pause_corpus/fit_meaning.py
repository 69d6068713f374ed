"""Makes the weights of `audio.meaning_engine` from the examples of `fit_words`, without their punctuation and fillers, for `train`.

One logistic layer for each of TOLD over the mean states of the last words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from audio.completeness import Completeness, completeness
from audio.last_words import features
from audio.meaning_engine import FILE, TOLD, WIDTH, Meaning, States, pooled, tail
from audio.word_model import LastWords, Weights, judged
from tests.audio.pause_corpus.fit_words import (
    FOLDS,
    Example,
    families,
    fold,
    models,
    sentences,
    sentences_of,
    targets,
)
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
    rows = [e for e in found if e.part not in without and tail(e.text)]
    states = vectors().of([e.text for e in rows]).astype(np.float64)
    columns = []
    for name in TOLD:
        known, outcomes, weights = targets(rows, name)
        columns.append(fit_dense(states[known], outcomes, weights, RIDGE))
    rounded = [[float(f"{slope:.4g}") for slope in slopes] for slopes in columns]
    return Made(models(found, without), np.array(rounded, np.float32).T)


def made_in_turn(known: Sequence[Example], jobs: int = 1) -> list[Made]:
    """Both kinds of weights, made without each fold in turn.

    Args:
        known: the examples; where weights were made from all of them before, each text has been read once for all processes.
        jobs: processes to make them in, of some 4 GB each.
    """
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(partial(_without_fold, known), range(FOLDS)))


def _without_fold(known: Sequence[Example], number: int) -> Made:
    return made(known, fold(number))


def write_meaning(weights: States, folder: Path) -> None:
    """Write the file of weights: what is always added, then what each number of the state adds, to each of TOLD."""
    lines = ("\t".join(f"{weight:.4g}" for weight in row) for row in weights)
    (folder / FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def check(models: Sequence[Made], people: Path | None) -> dict[str, dict[str, float]]:
    """What is taken for an ask for time and for an announced end by weights made without its fold, as shares.

    Args:
        models: as `made_in_turn` gives them.
        people: real people's typed answers, JSON lines with `answer`; none of them teaches last words.
    """
    typed, written = [] if people is None else _typed_ends(people), sentences()
    found: dict[str, list[tuple[Completeness, Completeness]]] = {}
    for number, by in enumerate(models):
        out, answers = fold(number), written.get(f"hand-{number}", [])
        said = _worded("asks_for_time.txt", out) | _worded("announced_ends.txt", out)
        said["another writer's sentences"] = [sentence for sentence, last in answers if not last]
        said["another writer's ends"] = [sentence for sentence, last in answers if last]
        said["real people's ends, typed"] = typed[number::FOLDS]
        for name, texts in said.items():
            alone = (completeness(text, judged(features(text), by.words)) for text in texts)
            both = (completeness(text, words) for text, words in zip(texts, by.read(texts), strict=True))
            found.setdefault(name, []).extend(zip(alone, both, strict=True))
    return {
        name: {
            "n": float(len(kinds)),
            "asks": float(np.mean([both is Completeness.THINKING for _, both in kinds])),
            "asks by words alone": float(np.mean([alone is Completeness.THINKING for alone, _ in kinds])),
            "closes": float(np.mean([both is Completeness.CLOSING for _, both in kinds])),
            "closes by words alone": float(np.mean([alone is Completeness.CLOSING for alone, _ in kinds])),
        }
        for name, kinds in found.items()
        if kinds
    }


def _worded(file: str, chosen: Sequence[str]) -> dict[str, list[str]]:
    """The lines of some families of a file of wordings, those that are so and those that only look so."""
    lines = [line for name, lines in families(file).items() if name in chosen for line in lines]
    return {
        f"{file}, other families": [line for line, is_so in lines if is_so],
        f"{file}, near misses": [line for line, is_so in lines if not is_so],
    }


def _typed_ends(people: Path) -> list[str]:
    answers = (json.loads(row)["answer"] for row in people.read_text(encoding="utf-8").splitlines())
    return [said[-1] for answer in answers if (said := sentences_of(answer, None))]
