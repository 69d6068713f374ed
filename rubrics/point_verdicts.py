"""Verdicts on all key points and misconceptions of a question, each with its quoted evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rubrics import cues
from rubrics.assessment import KeyPointVerdict, MisconceptionVerdict
from rubrics.key_points import Spoken, find
from rubrics.minilm_engine import Vectors
from rubrics.quotes import evidence
from rubrics.statements import Prepared
from rubrics.windows import Window

STATED_FROM = 0.65
"""Probability from which a misconception counts as stated: a false charge costs a level, so doubt acquits."""
LEAD_SHARPNESS = 25.0
"""Log-odds for a lead of 1.0 in cosine over what is right; 0.04 is worth one unit."""
LEAD_WANTED = 0.03
"""How much closer to the misconception than to any right statement a sentence must be."""
SILENT = 0.02
"""Probability given to what an answer without usable words says."""


def no_points(prepared: Prepared) -> tuple[tuple[KeyPointVerdict, ...], tuple[MisconceptionVerdict, ...]]:
    """The verdicts on an answer that holds nothing to judge."""
    points = (
        KeyPointVerdict(index=i, covered=False, verdict="missing", probability=SILENT)
        for i in range(len(prepared.points))
    )
    wrong = (
        MisconceptionVerdict(index=i, stated=False, probability=SILENT) for i in range(len(prepared.misconceptions))
    )
    return tuple(points), tuple(wrong)


def judge_points(
    prepared: Prepared, windows: Sequence[Window], vectors: Vectors
) -> tuple[tuple[KeyPointVerdict, ...], tuple[MisconceptionVerdict, ...]]:
    """The verdicts on an answer.

    Args:
        prepared: the question.
        windows: of the answer, single sentences first; at least one.
        vectors: one row for each window.
    """
    sizes = tuple(window.last - window.first + 1 for window in windows)
    spoken = Spoken(tuple(window.text for window in windows), vectors, sizes.count(1), sizes)
    points = []
    for i, statement in enumerate(prepared.points):
        found = find(statement, spoken, prepared.background)
        verdict = found.verdict
        quotes = () if verdict == "missing" else (evidence(windows[found.window]),)
        probability = round(found.probability, 4)
        points.append(
            KeyPointVerdict(
                index=i, covered=verdict == "covered", verdict=verdict, probability=probability, evidence=quotes
            )
        )
    wrong = tuple(_misconception(prepared, i, spoken, windows) for i in range(len(prepared.misconceptions)))
    return tuple(points), wrong


def _misconception(prepared: Prepared, index: int, spoken: Spoken, windows: Sequence[Window]) -> MisconceptionVerdict:
    statement = prepared.misconceptions[index]
    right = np.concatenate([prepared.corrections[index : index + 1], *(point.vectors for point in prepared.points)])
    found = find(statement, spoken, prepared.background)
    single = int((spoken.vectors[: spoken.singles] @ statement.vectors.T).max(1).argmax())
    lead = float((statement.vectors @ spoken.vectors[single]).max() - (right @ spoken.vectors[single]).max())
    leading = 1.0 / (1.0 + math.exp(-LEAD_SHARPNESS * (lead - LEAD_WANTED)))
    rejected = bool(cues.REJECTION.search(cues.plain(spoken.texts[single])))
    probability = 0.0 if rejected else round(found.mentioned * (1.0 - found.turned) * leading, 4)
    stated = probability >= STATED_FROM
    quotes = (evidence(windows[single]),) if stated else ()
    return MisconceptionVerdict(index=index, stated=stated, probability=probability, evidence=quotes)
