"""Content words and their rarity: what a statement says beyond grammar and beyond the question's own words. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from rubrics.text_quality import FUNCTION_WORDS


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[a-z][a-z'-]+|\d+(?:\.\d+)?")
_COMMON = _table(
    """
    use used using make makes get gets thing things way really one two say need want know like well even still
    many much example
    """
)
_ENDINGS = (
    "ization",
    "isation",
    "ations",
    "ation",
    "ities",
    "ness",
    "ments",
    "ment",
    "ings",
    "ing",
    "edly",
    "ies",
    "ied",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
)

MIN_STEM = 3
"""Letters that an ending leaves at least."""
QUESTION_WORD_WEIGHT = 0.2
"""What a word counts when the question said it first: repeating it shows nothing."""


def stem(word: str) -> str:
    """The word without its ending, cut by rule; good enough to match "regularize" with "regularization"."""
    if word.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
                return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > MIN_STEM else word


def content_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return frozenset(
        stem(w.replace("'s", "")) for w in found if w not in FUNCTION_WORDS and w not in _COMMON and len(w) > 1
    )


def rarity(documents: Iterable[str]) -> dict[str, float]:
    """Inverse document frequency of each stem, scaled to 0..1; a stem that is not in it counts 1."""
    counts: Counter[str] = Counter()
    total = 0
    for document in documents:
        total += 1
        counts.update(content_stems(document))
    scale = math.log(total + 1) or 1.0
    return {word: math.log((total + 1) / (count + 0.5)) / scale for word, count in counts.items()}


def stem_weights(point: Collection[str], rare: Mapping[str, float], asked: Collection[str]) -> dict[str, float]:
    """What each stem of a statement counts in `recall`.

    Args:
        point: stems of the statement.
        rare: weight of each stem, from `rarity`.
        asked: stems of the question, that count QUESTION_WORD_WEIGHT.
    """
    return {w: rare.get(w, 1.0) * (QUESTION_WORD_WEIGHT if w in asked else 1.0) for w in point}


def recall(weights: Mapping[str, float], said: Collection[str]) -> float:
    """Weighted share of a statement's stems that were said.

    Args:
        weights: of the statement, from `stem_weights`.
        said: stems of the answer, or of a part of it.
    """
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in said) / total if total else 0.0
