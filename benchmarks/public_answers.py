"""Public sets of short answers that people marked: what the judge's numbers are worth outside its own bank.

The data are not part of this project: `--public FOLDER` names where `student-response-analysis.csv.gz` (SemEval-2013 task 7,
Dzikovska et al. 2013) and `short-answer-feedback.csv.gz` (Filighera et al. 2022) lie. A reference answer stands in for the
key points. Two readings of each set: the shipped heads as they are, and a logistic layer on the judge's own features fitted
on the set's training part, since what counts as a correct answer there is another question than whether a point is covered.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.scoring_figures import partial, pearson
from prompts.schema import KeyPoint, TechnicalQuestion
from rubrics.company import alone
from rubrics.heads import Floats, Heads, load_heads
from rubrics.key_points import Spoken, find
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.point_verdicts import judge_points
from rubrics.score import technical_score
from rubrics.statements import Prepared, load_distractors, prepare
from rubrics.training.logistic import fit_logistic
from rubrics.training.technical import spoken_words
from rubrics.windows import sentences, windows

STUDENTS, FEEDBACK = "student-response-analysis.csv.gz", "short-answer-feedback.csv.gz"
TASKS = {"Beetle": ("beetle", "unseen-questions"), "SciEntsBank": ("sciEntsBank", "unseen-domains")}
"""Name → corpus and the part that is measured on."""
RIDGE = 2e-3
MARKS_RIDGE = 0.1
"""Penalties per example: the judge's own, and one for marks; neither was chosen on these sets."""
READ_AT_ONCE = 64
LONG_WORDS = 100
"""Answers of more words than this gain nothing further from length, as a feature of the baseline."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Described:
    """Answers as numbers."""

    features: Floats
    """One row for each answer: the mean and the least of what describes each point of the reference."""
    shipped: Floats
    """What the shipped heads make of it: the score, or for a single point its probability."""
    words: Floats
    cosine: Floats
    """Of answer and reference."""


def measure_public(folder: Path, encoder: MiniLMEncoder) -> dict[str, object]:
    """Figures for the sets that lie in a folder; a set that is not there is said to be missing."""
    heads = load_heads()
    figures: dict[str, object] = {}
    for name, file, work in (
        ("student response analysis", STUDENTS, student_figures),
        ("short answer feedback", FEEDBACK, feedback_figures),
    ):
        path = folder / file
        figures[name] = work(read_rows(path), encoder, heads) if path.exists() else f"not measured: no {file} there"
    return figures


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped table with a header.

    Raises:
        OSError: the file cannot be read.
    """
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def student_figures(rows: Sequence[Row], encoder: MiniLMEncoder, heads: Heads) -> dict[str, object]:
    """Macro-averaged F1 of right and wrong, on questions (Beetle) and fields (SciEntsBank) that nothing was fitted on."""
    figures: dict[str, object] = {}
    for name, (corpus, part) in TASKS.items():
        train = [r for r in rows if r["corpus"] == corpus and r["split"] == "train"]
        test = [r for r in rows if r["corpus"] == corpus and r["split"] == part]
        known, new = (described(some, encoder, heads, _students_question) for some in (train, test))
        right, wanted = (np.array([r["label2"] == "correct" for r in some]) for some in (train, test))
        layer = fit_logistic(known.features, right.astype(float), RIDGE)
        figures[f"{name}, {part.replace('-', ' ')}, macro-F1"] = {
            "answers": len(test),
            "the judge's features, fitted on the training part": macro_f1(
                layer.probabilities(new.features)[:, 0] >= 0.5, wanted
            ),
            "the shipped heads at one half": macro_f1(new.shipped >= 0.5, wanted),
            "the shipped heads, threshold from the training part": _by_threshold(
                known.shipped, right, new.shipped, wanted
            ),
            "cosine with the reference": _by_threshold(known.cosine, right, new.cosine, wanted),
            "length": _by_threshold(known.words, right, new.words, wanted),
            "always the commoner verdict": macro_f1(np.full(len(wanted), right.mean() >= 0.5), wanted),
        }
    return figures


def feedback_figures(rows: Sequence[Row], encoder: MiniLMEncoder, heads: Heads) -> dict[str, object]:
    """Correlation with the marks of long answers, blank ones left out: questions that nothing was fitted on."""
    said = [r for r in rows if r["is_blank"] != "True"]
    train = [r for r in said if r["split"] == "training"]
    test = [r for r in said if r["split"] == "unseen_questions"]
    known, new = (described(some, encoder, heads, _feedback_question) for some in (train, test))
    marks, wanted = (np.array([float(r["score"]) for r in some]) for some in (train, test))
    fitted = _fit_marks(known.features, marks)
    given = {
        "the judge, never having seen the set": new.shipped,
        "the judge's features, fitted on the training part": fitted(new.features),
        "cosine with the reference": new.cosine,
        "length": new.words,
    }
    figures: dict[str, object] = {"answers": len(test), "questions": len({r["qid"] for r in test})}
    for name, values in given.items():
        figures[name] = {
            "pearson": pearson(list(values), list(wanted)),
            **({} if name == "length" else {"given length": partial(list(values), list(wanted), list(new.words))}),
            "mean of single questions": _within(values, wanted, [r["qid"] for r in test]),
        }
    return figures


def described(
    rows: Sequence[Row], encoder: MiniLMEncoder, heads: Heads, question: Callable[[Row], TechnicalQuestion]
) -> Described:
    """The answers of some rows as numbers; each question is made ready once."""
    pool = load_distractors(encoder)
    ready: dict[str, Prepared] = {}
    for row in rows:
        if row["qid"] not in ready:
            ready[row["qid"]] = prepare(question(row), encoder, heads.arrays["token_rarity"], pool)
    features, shipped, words, cosine = [], [], [], []
    for start in range(0, len(rows), READ_AT_ONCE):
        batch = rows[start : start + READ_AT_ONCE]
        transcripts = [spoken_words(row["answer"]) for row in batch]
        for row, transcript, reading in zip(
            batch, transcripts, encoder.read([t.text for t in transcripts]), strict=True
        ):
            spoken = Spoken(reading, windows(sentences(transcript), transcript.text))
            prepared = ready[row["qid"]]
            features.append(_features(prepared, spoken, heads))
            verdicts, _ = judge_points(prepared, spoken, heads)
            shipped.append(verdicts[0].probability if len(verdicts) == 1 else technical_score(verdicts))
            words.append(min(LONG_WORDS, len(transcript.words)))
            cosine.append(float(np.mean([reading.whole @ s.vectors[0] for s in prepared.points])))
    return Described(np.array(features), np.array(shipped), np.array(words, np.float64), np.array(cosine))


def _features(prepared: Prepared, spoken: Spoken, heads: Heads) -> Floats:
    """What describes an answer: of its points' features and log-odds the mean and the least."""
    rows = np.array([find(s, prepared.rivals(s), spoken, prepared.background).features for s in prepared.points])
    here = alone(rows, heads, "point")
    wide = np.hstack([here, rows])
    made: Floats = np.concatenate([wide.mean(0), wide.min(0)])
    return made


def _students_question(row: Row) -> TechnicalQuestion:
    """One key point, in all the wordings that the set calls good; those that it calls minimal say less."""
    others = [text for grade, text in json.loads(row["all_references"]) if grade != "MINIMAL"]
    texts = list(dict.fromkeys([row["reference"], *others]))
    return _question(row, (KeyPoint(text=texts[0], paraphrases=tuple(texts[1:])),))


def _feedback_question(row: Row) -> TechnicalQuestion:
    return _question(row, ())


def _question(row: Row, points: tuple[KeyPoint, ...]) -> TechnicalQuestion:
    return TechnicalQuestion(
        id="public",
        kind="technical",
        text=row["question"],
        topic="ml-application",
        reference=row["reference"],
        key_points=points,
    )


def macro_f1(given: np.ndarray, wanted: np.ndarray) -> float:
    """Mean of the F1 of both verdicts, as the task of 2013 was scored."""
    parts = []
    for verdict in (True, False):
        both = float(((given == verdict) & (wanted == verdict)).sum())
        said, true = float((given == verdict).sum()), float((wanted == verdict).sum())
        parts.append(2 * both / (said + true) if said + true else 0.0)
    return round(float(np.mean(parts)), 3)


def _by_threshold(known: Floats, right: np.ndarray, new: Floats, wanted: np.ndarray) -> float:
    """Macro-F1 of a single number, cut where it is best on the training part."""
    cuts = np.quantile(known, np.linspace(0.02, 0.98, 49))
    best = max(cuts, key=lambda cut: macro_f1(known >= cut, right))
    return macro_f1(new >= best, wanted)


def _fit_marks(features: Floats, marks: Floats) -> Callable[[Floats], Floats]:
    """Marks from features by ridge regression on standardised features."""
    centre, spread = features.mean(0), features.std(0) + 1e-6
    inputs = (features - centre) / spread
    penalty = MARKS_RIDGE * len(inputs) * np.eye(inputs.shape[1])
    slope = np.linalg.solve(inputs.T @ inputs + penalty, inputs.T @ (marks - marks.mean()))
    mean = float(marks.mean())

    def predict(new: Floats) -> Floats:
        made: Floats = (new - centre) / spread @ slope + mean
        return made

    return predict


def _within(values: Floats, wanted: Floats, questions: Sequence[str]) -> float:
    """Mean over questions of the correlation within each."""
    names = np.array(questions)
    found = [pearson(list(values[names == q]), list(wanted[names == q])) for q in sorted(set(questions))]
    return round(float(np.nanmean(found)), 3)
