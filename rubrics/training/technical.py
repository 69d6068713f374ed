"""From technical examples to the two layers of heads that say what is covered, begun, contradicted and wrongly stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audio.transcript import Transcript, Word
from rubrics.company import MISTAKE_COMPANY, POINT_COMPANY, alone, mistake_inputs, point_inputs
from rubrics.heads import Floats, Heads, Linear
from rubrics.key_points import FEATURES, Spoken, find
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.statements import Prepared
from rubrics.training.examples import COVERED, PARTIAL, Example
from rubrics.training.logistic import fit_logistic
from rubrics.windows import sentences, windows

RIDGE = 2e-3
"""Penalty per example on standardised weights; 3e-4 to 1e-2 changed the area under the curve by less than 0.002."""
READ_AT_ONCE = 64
FOLDS = 5


@dataclass(frozen=True)
class PointRows:
    """All statements of all examples as numbers: one row for each."""

    features: Floats
    labels: tuple[str, ...]
    example: np.ndarray
    """Index of the example of each row."""
    index: np.ndarray
    """Index of the point or misconception within its question."""
    misconception: np.ndarray
    """Whether the row is a misconception."""


def spoken_words(text: str) -> Transcript:
    """A transcript of typed text, 150 words a minute."""
    tokens = text.split()
    return Transcript(words=tuple(Word(text=t, start_s=0.4 * i, end_s=0.4 * (i + 1)) for i, t in enumerate(tokens)))


def point_rows(examples: Sequence[Example], prepared: Mapping[str, Prepared], encoder: MiniLMEncoder) -> PointRows:
    """The features of every key point and misconception in every example."""
    rows: list[Floats] = []
    labels: list[str] = []
    where: list[tuple[int, int, bool]] = []
    for start in range(0, len(examples), READ_AT_ONCE):
        batch = examples[start : start + READ_AT_ONCE]
        transcripts = [spoken_words(example.text) for example in batch]
        readings = encoder.read([t.text for t in transcripts])
        for number, (example, transcript, reading) in enumerate(zip(batch, transcripts, readings, strict=True), start):
            spoken = Spoken(reading, windows(sentences(transcript), transcript.text))
            question = prepared[example.question]
            for i, (statement, label) in enumerate(zip(question.points, example.points, strict=True)):
                rows.append(find(statement, question.rivals(statement), spoken, question.background).features)
                labels.append(label)
                where.append((number, i, False))
            for i, (statement, label) in enumerate(zip(question.misconceptions, example.wrong, strict=True)):
                rows.append(find(statement, question.rivals(statement), spoken, question.background).features)
                labels.append(label)
                where.append((number, i, True))
    at = np.array(where)
    return PointRows(np.array(rows), tuple(labels), at[:, 0], at[:, 1], at[:, 2].astype(bool))


def joined(one: PointRows, other: PointRows, count: int) -> PointRows:
    """Two sets of rows as one.

    Args:
        one: the rows of the first examples.
        other: those of the examples that come after them.
        count: how many examples `one` is of.
    """
    return PointRows(
        np.concatenate([one.features, other.features]),
        one.labels + other.labels,
        np.concatenate([one.example, other.example + count]),
        np.concatenate([one.index, other.index]),
        np.concatenate([one.misconception, other.misconception]),
    )


def fit_points(rows: PointRows, examples: Sequence[Example], chosen: np.ndarray) -> dict[str, Linear]:
    """Both layers of heads, from the rows whose example is chosen.

    The second layer learns from what first layers said of questions that they had not seen.

    Args:
        rows: of all examples.
        examples: that the rows are of.
        chosen: by example, whether it may be learned from.
    """
    questions = sorted({e.question for e, use in zip(examples, chosen, strict=True) if use})
    fold = {question: i % FOLDS for i, question in enumerate(questions)}
    of = np.array([fold.get(example.question, -1) for example in examples])
    first = [Heads("", _first_layer(rows, chosen & (of != f)), {}) for f in range(FOLDS)]
    points, mistakes = [], []
    for number in np.flatnonzero(chosen):
        mine = np.flatnonzero(rows.example == number)
        heads = first[of[number]]
        point, wrong = mine[~rows.misconception[mine]], mine[rows.misconception[mine]]
        here, there = (alone(rows.features[i], heads, k) for i, k in ((point, "point"), (wrong, "mistake")))
        points.append((point, point_inputs(rows.features[point], here, there)))
        if len(wrong):
            mistakes.append((wrong, mistake_inputs(rows.features[wrong], there, here)))
    layers = _first_layer(rows, chosen)
    layers["point"] = _layer(points, rows, ("covered", "begun", "contradicted"), POINT_COMPANY)
    layers["mistake"] = _layer(mistakes, rows, ("stated",), MISTAKE_COMPANY)
    return layers


def _first_layer(rows: PointRows, chosen: np.ndarray) -> dict[str, Linear]:
    use = chosen[rows.example]
    point, wrong = np.flatnonzero(use & ~rows.misconception), np.flatnonzero(use & rows.misconception)
    return {
        "alone:point": _layer([(point, rows.features[point])], rows, ("covered", "begun", "contradicted"), ()),
        "alone:mistake": _layer([(wrong, rows.features[wrong])], rows, ("stated",), ()),
    }


def _layer(
    parts: Sequence[tuple[np.ndarray, Floats]],
    rows: PointRows,
    outcomes: tuple[str, ...],
    company: tuple[str, ...],
) -> Linear:
    """One layer with an outcome for each of `outcomes`; what is partial says nothing about `covered`."""
    where = np.concatenate([part[0] for part in parts])
    inputs = np.concatenate([part[1] for part in parts])
    labels = np.array(rows.labels)[where]
    names = (*company, *FEATURES)
    fits = []
    for outcome in outcomes:
        true = np.isin(labels, [COVERED, PARTIAL]) if outcome == "begun" else labels == outcome
        sure = labels != PARTIAL if outcome == "covered" else np.ones(len(labels), bool)
        fits.append(fit_logistic(inputs[sure], true[sure].astype(float), RIDGE, names=names))
    return Linear(names, np.hstack([f.weights for f in fits]), np.concatenate([f.bias for f in fits]))


def rank_share(chances: Floats, outcomes: np.ndarray) -> float:
    """Area under the ROC curve: how often a true case is given the greater chance, ties counting half."""
    order = np.argsort(chances, kind="stable")
    ranks = np.empty(len(chances))
    ranks[order] = np.arange(1, len(chances) + 1)
    for value in np.unique(chances):
        same = chances == value
        ranks[same] = ranks[same].mean()
    true = int(outcomes.sum())
    false = len(outcomes) - true
    return float((ranks[outcomes].sum() - true * (true + 1) / 2) / (true * false)) if true and false else float("nan")
