"""Whether an answer makes a key point: similarity finds the place, words and numbers confirm it, polarity checks it.

Two small logistic models share the work. `mentioned` says whether the answer speaks of the point at all, `turned`
whether it says the opposite; their weights and how they were set stand in `key_point_weights.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from rubrics.assessment import PointVerdict
from rubrics.minilm_engine import Vectors
from rubrics.negation import negations, opposite_words
from rubrics.numbers import quantities
from rubrics.score import PARTIAL_FROM, PARTIAL_TO
from rubrics.words import content_stems, recall

WEIGHTS_FILE = Path(__file__).with_name("key_point_weights.json")
MENTIONED_FEATURES = ("similarity", "single", "over_distractors", "over_question", "recall", "numbers")
TURNED_FEATURES = ("over_twin", "parity", "opposites")
CLOSE_WORDING = 0.7
"""Only a sentence this similar is compared with the opposite: in a free paraphrase a "not" proves nothing."""
NEARLY = 0.1
"""Phrasings this close to the most similar one have a say as well."""
TURNED_FROM = 0.55
"""Above this probability a mentioned point counts as contradicted."""


@dataclass(frozen=True)
class Statement:
    """A key point or misconception with the ways to say it and their opposites."""

    texts: tuple[str, ...]
    vectors: Vectors
    """One row for each text."""
    twins: Vectors
    """One row for each negated twin of a text."""
    own: int
    """How many of the texts belong to the statement itself; the rest are sentences of the reference."""

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """Content stems of each text."""
        return tuple(content_stems(text) for text in self.texts)

    @cached_property
    def negative(self) -> tuple[bool, ...]:
        """Whether each text holds a negation."""
        return tuple(negations(text) > 0 for text in self.texts)


@dataclass(frozen=True)
class Spoken:
    """The windows of an answer and their vectors; single sentences come first."""

    texts: tuple[str, ...]
    vectors: Vectors
    singles: int
    """How many of the windows are single sentences."""
    sizes: tuple[int, ...]
    """Sentences in each window."""


@dataclass(frozen=True)
class Background:
    """What a point has to stand out from."""

    question: Vectors
    """The question, shape (1, 384)."""
    distractors: Vectors
    """Statements that belong to other questions."""
    rare: Mapping[str, float]
    asked: frozenset[str]
    """Stems of the question."""


@dataclass(frozen=True)
class Finding:
    """What was found of one statement in an answer."""

    window: int
    """Index of the best window."""
    features: Mapping[str, float]
    mentioned: float
    """Probability that the answer speaks of it."""
    turned: float
    """Probability that it then says the opposite."""

    @property
    def probability(self) -> float:
        """Probability that the statement is made; up to even odds a suspicion of the opposite costs nothing."""
        return self.mentioned * min(1.0, 2.0 * (1.0 - self.turned))

    def damped(self, relevance: float) -> Finding:
        """The finding in an answer that is on topic only to this degree, 0 to 1."""
        return replace(self, mentioned=self.mentioned * relevance)

    @property
    def verdict(self) -> PointVerdict:
        """The verdict that the probabilities amount to."""
        if self.mentioned >= PARTIAL_TO and self.turned >= TURNED_FROM:
            return "contradicted"
        if self.probability >= PARTIAL_TO:
            return "covered"
        return "partial" if self.probability >= PARTIAL_FROM else "missing"


def find(statement: Statement, spoken: Spoken, background: Background) -> Finding:
    """Where and how surely an answer makes a statement.

    Args:
        statement: the point.
        spoken: the answer; at least one window.
        background: what the point has to stand out from.
    """
    similarity = spoken.vectors @ statement.vectors.T
    # Of windows about equally similar the shorter one is the better evidence.
    best = int(np.argmax(similarity.max(1) - 0.01 * np.asarray(spoken.sizes)))
    features = _features(statement, spoken, background, similarity, best)
    turned = _logistic("turned", features) if features["single"] >= CLOSE_WORDING else 0.0
    return Finding(best, features, _logistic("mentioned", features), turned)


def _features(
    statement: Statement, spoken: Spoken, background: Background, similarity: Vectors, best: int
) -> dict[str, float]:
    at_best = spoken.vectors[best]
    top = float(similarity[best].max())
    single = int(np.argmax(similarity[: spoken.singles].max(1)))
    variant = int(np.argmax(similarity[single]))
    to_twins = statement.twins @ spoken.vectors[single]
    said = content_stems(spoken.texts[best])
    text, sentence = statement.texts[variant], spoken.texts[single]
    return {
        "similarity": top,
        "single": float(similarity[single].max()),
        "over_distractors": top - _highest(background.distractors, at_best, 0.3),
        "over_question": top - _highest(background.question, at_best, 0.3),
        "recall": max(recall(stems, said, background.rare, background.asked) for stems in statement.stems),
        "numbers": _number_match(statement.texts[0], spoken.texts[best]),
        "over_twin": 10.0 * float(similarity[single].max() - to_twins.max()),
        "parity": _parity(statement, similarity[single], negations(sentence) > 0),
        "opposites": float(min(2, opposite_words(sentence, text))),
    }


def _parity(statement: Statement, similarity: Vectors, negative: bool) -> float:
    """Share of the nearly most similar phrasings that hold a negation where the sentence has none, or the reverse."""
    near = [i for i, value in enumerate(similarity) if value >= similarity.max() - NEARLY]
    return sum(statement.negative[i] != negative for i in near) / len(near)


def _highest(rows: Vectors, vector: Vectors, otherwise: float) -> float:
    return float((rows @ vector).max()) if len(rows) else otherwise


def _number_match(point: str, said: str) -> float:
    """1 where all numbers of the point were said, -1 where others were said instead, 0 where the point has none."""
    wanted = {q.value for q in quantities(point) if q.value is not None}
    if not wanted:
        return 0.0
    there = {q.value for q in quantities(said)}
    return 1.0 if wanted <= there else -1.0 if there and not wanted & there else 0.0


@cache
def _weights() -> dict[str, dict[str, float]]:
    loaded = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return {model: loaded[model] for model in ("mentioned", "turned")}


def _logistic(model: str, features: Mapping[str, float]) -> float:
    weights = _weights()[model]
    z = weights["bias"] + sum(weights[name] * features[name] for name in _names(model))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _names(model: str) -> Sequence[str]:
    return MENTIONED_FEATURES if model == "mentioned" else TURNED_FEATURES
