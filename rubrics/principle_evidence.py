"""Whether an answer shows a Leadership Principle: what was said against the indicators of all sixteen rubrics.

Naming a principle shows nothing: what counts is how close a window is to what people say who *did* it, compared with the
other principles' indicators, with platitudes, and with what speaks against it. A trained head weighs these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from rubrics.heads import Floats
from rubrics.load import load_principles
from rubrics.reading import Vectors
from rubrics.vector_cache import Encoder, kept_vectors

NEAREST = 2
"""Indicators averaged: one chance likeness is not enough."""
QUOTES = 2
"""Pieces of evidence given for a principle."""
QUOTED_WITHIN = 0.06
"""How far below the best window, in cosine, a second one is still quoted."""
PRINCIPLE_FEATURES = (
    *("strength", "second_strength", "mean_strength", "over_others", "platitude_lead", "negative_lead", "answer"),
    *("rank", "main", "story", "own_actions", "result"),
)


@dataclass(frozen=True)
class Indicators:
    """The encoded rubric of one principle."""

    positive: Vectors
    negative: Vectors
    platitudes: Vectors


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


def principle_features(
    principle: str, windows: Vectors, whole: Vectors, indicators: Mapping[str, Indicators], around: Sequence[float]
) -> tuple[Floats, tuple[int, ...]]:
    """What the head looks at (in the order of PRINCIPLE_FEATURES), and the best windows, the best first.

    Args:
        principle: its id.
        windows: vectors of the windows that belong to the story, at least one.
        whole: vector of the answer.
        indicators: of all principles.
        around: whether the question asks for this principle first (1 or 0), the probability of a story, the share of
            own actions, and the probability of a result.
    """
    own = indicators[principle]
    near = {name: _near(windows, one.positive) for name, one in indicators.items()}
    strength = near[principle]
    others = np.max([value for name, value in near.items() if name != principle], axis=0)
    order = np.argsort(-strength, kind="stable")
    best = int(order[0])
    closest = float((windows[best] @ own.positive.T).max())
    tops = sorted((float(value.max()) for value in near.values()), reverse=True)
    values = (
        float(strength[best]),
        float(strength[order[min(1, len(order) - 1)]]),
        float(strength.mean()),
        float((strength - others).max()),
        max(0.0, float((windows @ own.platitudes.T).max()) - closest),
        max(0.0, float((windows @ own.negative.T).max()) - closest),
        float((own.positive @ whole).max()),
        tops.index(float(strength.max())) / len(tops),
        *around,
    )
    quoted = tuple(int(i) for i in order[:QUOTES] if strength[i] >= strength[best] - QUOTED_WITHIN)
    return np.array(values, np.float64), quoted


def _near(windows: Vectors, to: Vectors) -> Vectors:
    near: Vectors = np.sort(windows @ to.T, axis=1)[:, -NEAREST:].mean(axis=1)
    return near
