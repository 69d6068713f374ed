"""Verdicts on all key points and misconceptions of a question, each with its quoted evidence."""

from __future__ import annotations

import numpy as np

from rubrics.assessment import KeyPointVerdict, MisconceptionVerdict, PointVerdict
from rubrics.company import alone, mistake_inputs, point_inputs
from rubrics.heads import Floats, Heads
from rubrics.key_points import FEATURES, Spoken, Statement, find
from rubrics.negation import denials
from rubrics.quotes import evidence
from rubrics.statements import Prepared
from rubrics.windows import Window
from rubrics.words import content_stems

LIKELY = 0.5
"""Probability from which a verdict is given; the heads' probabilities are calibrated, so this errs least."""
STATED_FROM = 0.6
"""Probability from which a misconception counts as stated: a false charge costs a level, so doubt acquits."""
SILENT = 0.02
"""Probability given to what an answer without usable words says."""
AWAY, AT_HOME = -0.10, 0.0
"""Mean lead of the answer's sentences, in cosine, over what other questions are about. Of 1,278 written answers 98 in 100
lie above 0.0 and none below -0.1; of model answers to other questions three in four lie below -0.07."""
TURNED = 0.2
"""What is left of a point's probability where the very words of a right sentence are said with one negation more or less."""

DENIED_CLOSE = 0.7
"""Cosine from which a sentence that calls something untrue is taken to call the point untrue, not its opposite."""


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
    prepared: Prepared, spoken: Spoken, heads: Heads
) -> tuple[tuple[KeyPointVerdict, ...], tuple[MisconceptionVerdict, ...]]:
    """The verdicts on an answer.

    Args:
        prepared: the question.
        spoken: the answer, the windows that may be evidence.
        heads: with the layers `alone:point`, `alone:mistake`, `point` and `mistake`.
    """
    found = [
        find(statement, prepared.rivals(statement), spoken, prepared.background)
        for statement in (*prepared.points, *prepared.misconceptions)
    ]
    count = len(prepared.points)
    rows = np.array([one.features for one in found]).reshape(len(found), len(FEATURES))
    here, there = alone(rows[:count], heads, "point"), alone(rows[count:], heads, "mistake")
    points = heads.linear["point"].probabilities(point_inputs(rows[:count], here, there))
    wrong = heads.linear["mistake"].probabilities(mistake_inputs(rows[count:], there, here))
    windows = [spoken.windows[one.window] for one in found]
    points[:, :2] *= relevance(prepared, spoken)
    turned = turned_sentences(prepared, spoken)
    for i, (statement, window) in enumerate(zip(prepared.points, windows, strict=False)):
        if _against(statement, window, spoken, turned):
            points[i] = (TURNED * points[i, 0], TURNED * points[i, 1], max(points[i, 2], 1 - TURNED))
    return (
        tuple(_point(i, chances, windows[i]) for i, chances in enumerate(points)),
        tuple(_mistake(i, float(chance[0]), windows[count + i]) for i, chance in enumerate(wrong)),
    )


def _point(index: int, chances: Floats, window: Window) -> KeyPointVerdict:
    covered, begun, opposed = (float(chance) for chance in chances)
    verdict: PointVerdict = "covered" if covered >= LIKELY else "partial" if begun >= LIKELY else "missing"
    if opposed >= LIKELY and opposed > covered:
        verdict, covered = "contradicted", min(covered, 1 - opposed)
    return KeyPointVerdict(
        index=index,
        covered=verdict == "covered",
        verdict=verdict,
        probability=round(covered, 4),
        evidence=() if verdict == "missing" else (evidence(window),),
    )


def _mistake(index: int, probability: float, window: Window) -> MisconceptionVerdict:
    stated = probability >= STATED_FROM
    return MisconceptionVerdict(
        index=index, stated=stated, probability=round(probability, 4), evidence=(evidence(window),) if stated else ()
    )


def relevance(prepared: Prepared, spoken: Spoken) -> float:
    """Whether an answer as a whole is about this question rather than another one of the bank: 0 no, 1 yes."""
    lead = prepared.background.topic_lead(spoken)
    return min(1.0, max(0.0, (lead - AWAY) / (AT_HOME - AWAY)))


def turned_sentences(prepared: Prepared, spoken: Spoken) -> frozenset[int]:
    """Indices of the sentences that turn something right round, word for word."""
    return frozenset(
        first
        for first, claim in spoken.claims.items()
        if prepared.turned(content_stems(claim.core), denials(claim.core) + claim.denied)
    )


def _against(statement: Statement, window: Window, spoken: Spoken, turned: frozenset[int]) -> bool:
    """Whether the sentence of a window that comes closest to a point says the opposite of something right.

    Its neighbours do not count: one wrong sentence says nothing about the points that are made beside it.
    """
    rows = [row for row, w in enumerate(spoken.windows) if w.first == w.last and window.first <= w.first <= window.last]
    similar = spoken.vectors[rows] @ statement.vectors.T
    best, phrasing = np.unravel_index(int(similar.argmax()), similar.shape)
    nearest = spoken.windows[rows[int(best)]].first
    if nearest in turned:
        return True
    claim = spoken.claims[nearest]
    odd = (denials(claim.core) + claim.denied - denials(statement.phrasings[int(phrasing)].text)) % 2 == 1
    return claim.denied and odd and float(similar.max()) >= DENIED_CLOSE
