"""Whether an answer shows a Leadership Principle: what was said against the indicators of all sixteen rubrics.

Naming a principle shows nothing: a window must be closer to what people say who *did* it than to the platitudes, and
close to this principle's indicators compared with those of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from rubrics.assessment import CriterionVerdict
from rubrics.load import load_principles
from rubrics.minilm_engine import Vectors
from rubrics.vector_cache import Encoder, kept_vectors

NEAREST = 2
"""Indicators averaged: one chance likeness is not enough."""
MET_FROM, PARTIAL_FROM = 0.44, 0.34
"""Strength of a window, in cosine after corrections; set on the author's labelled answers (see the tests)."""
MARGIN_WEIGHT = 0.35
"""How much a lead over the best other principle counts; they overlap, so a small minus is no refutation."""
NEGATIVE_LEAD = 0.05
"""A window this much closer to a negative indicator than to any positive one speaks against the principle."""
QUOTES = 2
"""Pieces of evidence given for a principle."""


@dataclass(frozen=True)
class Indicators:
    """The encoded rubric of one principle."""

    positive: Vectors
    negative: Vectors
    platitudes: Vectors


@dataclass(frozen=True)
class PrincipleFinding:
    """What an answer shows of one principle."""

    verdict: CriterionVerdict
    confidence: float
    """0 to 1, from the distance to the nearest threshold."""
    windows: tuple[int, ...]
    """Indices of the best windows, the best first."""
    strength: float
    """Of the best window; a cosine after corrections."""


def load_indicators(encoder: Encoder, cache_dir: Path | None = None) -> dict[str, Indicators]:
    """The encoded rubrics by principle id."""
    rubrics = load_principles()
    texts = [text for r in rubrics.values() for text in (*r.positive, *r.negative, *r.platitudes)]
    vectors = kept_vectors(encoder, texts, "principles", cache_dir)
    loaded, at = {}, 0
    for name, rubric in rubrics.items():
        cuts = np.cumsum([at, len(rubric.positive), len(rubric.negative), len(rubric.platitudes)])
        loaded[name] = Indicators(*(vectors[a:b] for a, b in pairwise(cuts)))
        at = int(cuts[-1])
    return loaded


def strengths(principle: str, windows: Vectors, indicators: Mapping[str, Indicators]) -> Vectors:
    """How strongly each window shows the principle: float32, one for each row of `windows`."""
    own = indicators[principle]
    positive = _near(windows, own.positive)
    best = (windows @ own.positive.T).max(1)
    elsewhere = np.max([_near(windows, i.positive) for name, i in indicators.items() if name != principle], axis=0)
    platitude = (windows @ own.platitudes.T).max(1)
    negative = (windows @ own.negative.T).max(1)
    strength = positive + MARGIN_WEIGHT * np.minimum(0.1, positive - elsewhere)
    strength = strength - np.maximum(0.0, platitude - best) - 2.0 * np.maximum(0.0, negative - best - NEGATIVE_LEAD)
    return np.asarray(strength, np.float32)


def find_principle(
    principle: str, windows: Vectors, usable: Sequence[bool], indicators: Mapping[str, Indicators]
) -> PrincipleFinding:
    """What an answer shows of one principle.

    Args:
        principle: its id.
        windows: vectors of the answer's windows.
        usable: whether each window is part of the story; talk in general is no evidence.
        indicators: of all principles.
    """
    mask = np.asarray(usable, dtype=bool)
    if principle not in indicators or not mask.any():
        return PrincipleFinding("missing", 0.9, (), 0.0)
    strength = np.where(mask, strengths(principle, windows, indicators), -1.0)
    order = np.argsort(-strength, kind="stable")
    top = float(strength[order[0]])
    verdict: CriterionVerdict = "met" if top >= MET_FROM else "partial" if top >= PARTIAL_FROM else "missing"
    distance = min(abs(top - MET_FROM), abs(top - PARTIAL_FROM))
    quoted = () if verdict == "missing" else tuple(int(i) for i in order[:QUOTES] if strength[i] >= PARTIAL_FROM)
    return PrincipleFinding(verdict, round(min(0.95, 0.5 + 4.0 * distance), 3), quoted, top)


def _near(windows: Vectors, to: Vectors) -> Vectors:
    near: Vectors = np.sort(windows @ to.T, axis=1)[:, -NEAREST:].mean(axis=1)
    return near
