"""Verdicts on all key points and misconceptions of a question, each with its quoted evidence."""

from __future__ import annotations

import numpy as np

from rubrics.assessment import KeyPointVerdict, MisconceptionVerdict, PointVerdict
from rubrics.company import alone, mistake_inputs, point_inputs
from rubrics.heads import Floats, Heads
from rubrics.key_points import FEATURES, Spoken, find
from rubrics.quotes import evidence
from rubrics.statements import Prepared
from rubrics.windows import Window

LIKELY = 0.5
"""Probability from which a verdict is given; the heads' probabilities are calibrated, so this errs least."""
STATED_FROM = 0.6
"""Probability from which a misconception counts as stated: a false charge costs a level, so doubt acquits."""
SILENT = 0.02
"""Probability given to what an answer without usable words says."""
AWAY = 0.05
"""Mean cosine lead of an answer's sentences over other questions' points, below which it is about something else."""


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


def is_away(prepared: Prepared, spoken: Spoken) -> bool:
    """Whether an answer as a whole is about another question of the bank rather than this one."""
    return prepared.background.topic_lead(spoken) < -AWAY
