"""Verdicts on all key points and misconceptions of a question, each with its quoted evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rubrics import cues
from rubrics.assessment import KeyPointVerdict, MisconceptionVerdict
from rubrics.key_points import Finding, Spoken, find
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
AWAY, AT_HOME = -0.15, -0.05
"""Mean lead of the sentences in cosine over other questions: below the first an answer is about something else. In the
bank, answers to other topics lie at -0.31 to -0.11 (5th to 95th percentile), paraphrased right answers at 0.07 to 0.30."""
WORDS_A_POINT = 7
"""A sentence of this many words makes one point, one of twice as many two; the bank's points have 10 to 25 words."""
CROWDED = 0.65
"""What is left of a point's probability where the sentence is taken by points that fit it better."""
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
    relevance = on_topic(prepared, vectors[: spoken.singles])
    findings = [find(statement, spoken, prepared.background).damped(relevance) for statement in prepared.points]
    points = []
    for i, found in enumerate(_uncrowded(findings, spoken)):
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


def _uncrowded(findings: Sequence[Finding], spoken: Spoken) -> list[Finding]:
    """The findings, less sure where more points rest on one window than it has words for; the surest stay."""
    room = [max(1, len(text.split()) // WORDS_A_POINT) for text in spoken.texts]
    kept = list(findings)
    for i in sorted(range(len(findings)), key=lambda i: -findings[i].mentioned):
        window = findings[i].window
        room[window] -= 1
        if room[window] < 0:
            kept[i] = findings[i].damped(CROWDED ** -room[window])
    return kept


def on_topic(prepared: Prepared, sentences: Vectors) -> float:
    """Whether an answer as a whole is about this question rather than another one of the bank: 0 no, 1 yes.

    Args:
        prepared: the question.
        sentences: vectors of the answer's sentences.
    """
    statements = (*prepared.points, *prepared.misconceptions)
    own = np.concatenate([prepared.background.question, *(statement.vectors for statement in statements)])
    if not len(prepared.background.distractors) or not len(sentences):
        return 1.0
    lead = float(((sentences @ own.T).max(1) - (sentences @ prepared.background.distractors.T).max(1)).mean())
    return min(1.0, max(0.0, (lead - AWAY) / (AT_HOME - AWAY)))


def _misconception(prepared: Prepared, index: int, spoken: Spoken, windows: Sequence[Window]) -> MisconceptionVerdict:
    statement = prepared.misconceptions[index]
    right = np.concatenate([prepared.right, *(point.vectors for point in prepared.points)])
    found = find(statement, spoken, prepared.background)
    single = int((spoken.vectors[: spoken.singles] @ statement.vectors.T).max(1).argmax())
    lead = float((statement.vectors @ spoken.vectors[single]).max() - (right @ spoken.vectors[single]).max())
    leading = 1.0 / (1.0 + math.exp(-LEAD_SHARPNESS * (lead - LEAD_WANTED)))
    rejected = bool(cues.REJECTION.search(cues.plain(spoken.texts[single])))
    probability = 0.0 if rejected else round(found.mentioned * (1.0 - found.turned) * leading, 4)
    stated = probability >= STATED_FROM
    quotes = (evidence(windows[single]),) if stated else ()
    return MisconceptionVerdict(index=index, stated=stated, probability=probability, evidence=quotes)
