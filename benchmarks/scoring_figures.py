"""From judged answers to figures: correlation, errors, areas under curves, agreement. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from rubrics.on_question import DOUBTED_BELOW, UNSURE_BELOW
from rubrics.reply import REPLIED
from rubrics.training.evaluate import Judged
from rubrics.training.on_question import Pairs, unseen_chances
from rubrics.training.replies import JudgedReply
from rubrics.training.technical import rank_share

WORTH_OF = {"missing": 0.0, "partial": 0.5, "met": 1.0}
STEPS = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Where the classes of a calibration curve begin."""


def pearson(a: Sequence[float], b: Sequence[float]) -> float:
    """Correlation of two series; NaN where one does not vary."""
    return round(float(np.corrcoef(a, b)[0, 1]), 3) if len(a) > 2 and np.std(a) > 0 and np.std(b) > 0 else float("nan")


def partial(a: Sequence[float], b: Sequence[float], given: Sequence[float]) -> float:
    """Correlation of two series once what a third explains linearly is taken out of both."""
    ab, ac, bc = (np.corrcoef(x, y)[0, 1] for x, y in ((a, b), (a, given), (b, given)))
    return round(float((ab - ac * bc) / np.sqrt((1 - ac**2) * (1 - bc**2))), 3)


def score_figures(judged: Sequence[Judged], rivals: dict[str, Callable[[Judged], float]]) -> dict[str, object]:
    """How scores agree with labels, beside simpler rivals; unscored answers counted apart.

    Args:
        judged: of one kind.
        rivals: name → what it would give.
    """
    scored = [j for j in judged if j.found.score is not None]
    labels = [j.answer.score for j in scored]
    given = [j.found.score or 0.0 for j in scored]
    lengths = [float(len(j.answer.text.split())) for j in scored]
    questions: dict[str, list[float]] = {}
    for j, label, score in zip(scored, labels, given, strict=True):
        questions.setdefault(j.answer.question, []).append(abs(score - label))
    errors = sorted(float(np.mean(values)) for values in questions.values())
    inside = np.mean(
        [j.found.interval is not None and j.found.interval[0] <= j.answer.score <= j.found.interval[1] for j in scored]
    )
    noisy = [abs((j.noisy.score or 1.0) - (j.found.score or 1.0)) for j in scored]
    return {
        "answers": len(judged),
        "unscored": len(judged) - len(scored),
        "pearson": pearson(given, labels),
        "mean absolute error": round(float(np.mean(np.abs(np.subtract(given, labels)))), 3),
        "partial correlation given length": partial(given, labels, lengths),
        "by hand": {h: pearson(*_pairs(scored, h)) for h in sorted({j.answer.author for j in scored})},
        "error by level": {
            level: round(
                float(np.mean([abs(s - x) for s, x in zip(given, labels, strict=True) if round(x) == level])), 2
            )
            for level in range(1, 6)
        },
        "error by question, median / worst tenth": [
            round(float(np.median(errors)), 2),
            round(float(np.quantile(errors, 0.9)), 2),
        ],
        "label inside the interval (wanted 0.8)": round(float(inside), 3),
        "change by 10 % word errors, mean": round(float(np.mean(noisy)), 3),
        **_rewording(scored),
        "rivals, pearson": {name: pearson([rival(j) for j in scored], labels) for name, rival in rivals.items()},
    }


def _rewording(judged: Sequence[Judged]) -> dict[str, object]:
    """How much scores change when the same is said in other words; nothing where nobody has reworded an answer."""
    both = [(j.found.score or 1.0, j.reworded.score or 1.0) for j in judged if j.reworded is not None]
    changes = [abs(a - b) for a, b in both]
    if not changes:
        return {}
    return {
        "change by other words, mean": round(float(np.mean(changes)), 3),
        "change by other words, mean with its sign": round(float(np.mean([b - a for a, b in both])), 3),
        "change by other words, nine in ten below": round(float(np.quantile(changes, 0.9)), 2),
        "answers in other words": len(changes),
    }


def calibration(chances: np.ndarray, true: np.ndarray) -> dict[str, list[float]]:
    """Class of probabilities → mean probability, share that was true, how many."""
    found = {}
    for low in STEPS:
        here = (chances >= low) & (chances < low + 0.2 + (low == STEPS[-1]))
        if here.any():
            found[f"{low:.1f}-{low + 0.2:.1f}"] = [
                round(float(chances[here].mean()), 2),
                round(float(true[here].mean()), 2),
                int(here.sum()),
            ]
    return found


def _pairs(judged: Sequence[Judged], hand: str) -> tuple[list[float], list[float]]:
    own = [j for j in judged if j.answer.author == hand]
    return [j.found.score or 0.0 for j in own], [j.answer.score for j in own]


def point_figures(judged: Sequence[Judged]) -> dict[str, object]:
    """Key points and misconceptions: areas under the curves, accuracy, calibration."""
    points: list[tuple[float, str]] = []
    wrong: list[tuple[float, bool]] = []
    for j in judged:
        points += [(point.probability, _label(j, point.index)) for point in j.found.key_points]
        wrong += [(m.probability, m.index in j.answer.misconceptions) for m in j.found.misconceptions]
    chances = np.array([p for p, _ in points])
    labels = np.array([label for _, label in points])
    sure = labels != "partial"
    stated = np.array([s for _, s in wrong])
    return {
        "key points": len(points),
        "covered, area under the curve (partial ones left out)": round(
            rank_share(chances[sure], labels[sure] == "covered"), 3
        ),
        "covered, all": round(rank_share(chances, labels == "covered"), 3),
        "covered, accuracy": round(float(np.mean((chances >= 0.5) == (labels == "covered"))), 3),
        "misconceptions": len(wrong),
        "stated, area under the curve": round(rank_share(np.array([p for p, _ in wrong]), stated), 3),
        "calibration of covered: said, true, how many": calibration(chances, labels == "covered"),
        "calibration of stated: said, true, how many": calibration(np.array([p for p, _ in wrong]), stated),
    }


def single_wordings(judged: Sequence[Judged]) -> dict[str, object]:
    """Scores and points where each statement has one wording, as in a question that somebody else brings along."""
    plain = [replace(j, found=j.plainly) for j in judged if j.plainly is not None and j.plainly.score is not None]
    given, labels = [j.found.score or 0.0 for j in plain], [j.answer.score for j in plain]
    return {
        "pearson": pearson(given, labels),
        "mean absolute error": round(float(np.mean(np.abs(np.subtract(given, labels)))), 3),
        **point_figures(plain),
    }


def _label(judged: Judged, index: int) -> str:
    answer = judged.answer
    for name in ("covered", "partial", "contradicted"):
        if index in getattr(answer, name):
            return name
    return "missing"


def story_figures(judged: Sequence[Judged]) -> dict[str, object]:
    """Roles word by word, the end of the set-up, verdicts."""
    right = total = 0
    errors: list[float] = []
    verdicts: dict[str, list[bool]] = {}
    worth: list[tuple[float, float]] = []
    lost = 0
    for j in judged:
        structure = j.found.structure
        if structure is None:
            continue
        truth = [role for text, role in zip(j.answer.sentences, j.answer.roles, strict=True) for _ in text.split()]
        found = [span.role for span in structure.roles for _ in span.text.split()]
        right += sum(a == b for a, b in zip(truth, found, strict=False))
        total += len(truth)
        if "action" in truth:
            if structure.setup_s is None:
                lost += 1
            else:
                errors.append(abs(structure.setup_s - 0.4 * truth.index("action")))
        for name, verdict in j.answer.verdicts.items():
            seen = j.criterion(name)
            verdicts.setdefault(name, []).append(seen is not None and seen.verdict == verdict)
            if seen is not None and seen.credit is not None:
                worth.append((seen.credit, WORTH_OF[verdict]))
    return {
        "roles, accuracy by word": round(right / total, 3),
        "set-up end, median / 90th percentile error in s": [
            round(float(np.median(errors)), 1),
            round(float(np.quantile(errors, 0.9)), 1),
        ],
        "set-up end not found where there is an action": f"{lost} of {lost + len(errors)}",
        "verdicts, accuracy (three ways)": {name: round(float(np.mean(hits)), 3) for name, hits in verdicts.items()},
        "calibration of a criterion's worth: said, true, how many": calibration(*np.array(worth).T) if worth else {},
    }


def on_question_figures(told: Pairs) -> dict[str, object]:
    """How well stories are told from those for another question, by layers that had seen neither author nor questions."""
    return {
        name: _told_apart(told, words_alone=alone)
        for name, alone in (
            ("words and fitting sentences", False),
            ("words alone, as of a question of one's own", True),
        )
    }


def _told_apart(told: Pairs, *, words_alone: bool) -> dict[str, object]:
    found = unseen_chances(told, words_alone=words_alone)

    def area(others: np.ndarray) -> float:
        fits = np.repeat([True, False], [len(found.fitting), len(others)])
        return round(rank_share(np.concatenate([found.fitting, others]), fits), 3)

    def share(chances: np.ndarray, below: float) -> float:
        return round(float((chances < below).mean()), 3)

    return {
        "stories, other questions": (len(found.fitting), len(found.foreign)),
        "area under the curve": area(found.foreign),
        "... beside questions for the same first principle": area(found.akin),
        "others found where 2%, 5% of fitting stories are doubted": tuple(
            share(found.foreign, float(np.quantile(found.fitting, doubted))) for doubted in (0.02, 0.05)
        ),
        "unclear or doubted: fitting, other": (share(found.fitting, UNSURE_BELOW), share(found.foreign, UNSURE_BELOW)),
        "doubted: fitting, other": (share(found.fitting, DOUBTED_BELOW), share(found.foreign, DOUBTED_BELOW)),
    }


def reply_figures(judged: Sequence[JudgedReply]) -> dict[str, object]:
    """How verdicts on replies to follow-ups agree with their labels, beside the reading of their cue words."""

    def right(chosen: Sequence[JudgedReply], of: str = "found") -> float:
        return round(float(np.mean([j.verdict(getattr(j, of)) == j.reply.gives for j in chosen])), 3)

    def called(label: str, of: str = "found") -> list[float]:
        given = [j.verdict(getattr(j, of)) for j in judged if j.reply.gives == label]
        return [round(given.count(verdict) / len(given), 3) for verdict in ("met", "missing")]

    def besides(there: bool) -> float:
        others = ((j, part) for j in judged for part in REPLIED if part != j.reply.target)
        met = [j.found.verdict(part) == "met" for j, part in others if (part in j.reply.also) is there]
        return round(float(np.mean(met)), 3)

    worth = [{c.id: c.credit or 0.0 for c in j.found.criteria}.get(j.reply.target, 0.0) for j in judged]
    errors = [abs(one - WORTH_OF[j.reply.gives]) for one, j in zip(worth, judged, strict=True)]
    return {
        "replies": len(judged),
        "verdict right, of three": right(judged),
        "by part": {part: right([j for j in judged if j.reply.target == part]) for part in REPLIED},
        "with 10 % word errors": right(judged, "noisy"),
        "error of what it is worth, mean": round(float(np.mean(errors)), 3),
        "given: called met, missing": called("met"),
        "not given: called met, missing": called("missing"),
        "given besides: called met; not given besides: called met": [besides(there=True), besides(there=False)],
        "cue words alone": {
            "verdict right, of three": right(judged, "plain"),
            "given: called met, missing": called("met", "plain"),
        },
    }
