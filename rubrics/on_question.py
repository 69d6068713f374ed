"""Whether a story answers the question that was asked: how near it comes to that question, compared with the bank's others. Pure.

A story is near a question in two ways: to its words, and to what people say who answer it (`fitting.yaml`). Nearness means little by
itself, since some stories are near everything; what counts is how far it stands out from the nearness of the same story
to other questions. A trained layer turns that into a chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rubrics.assessment import Criterion
from rubrics.heads import Floats, Heads
from rubrics.reading import Reading, Vectors, unit
from rubrics.story import criterion
from rubrics.windows import Sentence

NAME = "on_question"
"""The criterion, and the layer that judges it; `on_question:text` judges a question of which only the words are known."""
LEAST_WORDS = 60
"""Shorter answers are not doubted: a reply to a probe need not answer the question all over again."""
PRIOR = 0.1
"""Share of stories that answer another question than was asked, as assumed where chances are given; nobody has counted it."""
UNSURE_BELOW, DOUBTED_BELOW = 0.5, 0.2
"""Chances below which it is not clear whether the story answers the question, and below which it is doubted."""


@dataclass(frozen=True)
class Questions:
    """Some questions as vectors; one that was asked, or those of the bank with which it is compared."""

    text: Vectors
    """Of their words, shape (n, 384)."""
    fitting: Vectors | None = None
    """Of sentences that stories have which answer them, shape (n, n_sentences, 384); None where there are none."""


def story_vectors(sentences: Sequence[Sentence], usable: Sequence[bool], reading: Reading) -> Vectors:
    """The whole answer and its usable sentences as vectors, shape (1 + n_usable, 384).

    Args:
        sentences: of the answer.
        usable: whether each may serve as evidence.
        reading: of the answer's text.
    """
    kept = [reading.vector(s.start_char, s.end_char) for s, ok in zip(sentences, usable, strict=True) if ok]
    return np.stack([reading.whole, *kept])


def nearness(story: Vectors, centre: Floats, questions: Questions, others: Questions) -> Floats:
    """How far a story stands out as near a question, in standard deviations over other questions.

    Args:
        story: see `story_vectors`, at least one sentence.
        centre: the mean vector of all stories: what is common to stories says nothing.
        questions: that may have been asked.
        others: of the bank, with fitting sentences.

    Returns:
        Shape (n_questions, 2): to the words and to the fitting sentences; (n_questions, 1) where there are none. Each is the mean
        for the whole answer and for its best sentence.
    """
    assert others.fitting is not None
    said = unit((story - centre).astype(np.float32))
    kinds = [(questions.text[:, None], others.text[:, None])]
    if questions.fitting is not None:
        kinds.append((questions.fitting, others.fitting))
    found = []
    for own, rest in kinds:
        middle = rest.reshape(-1, rest.shape[-1]).mean(0)
        mine, theirs = _alike(said, unit(own - middle)), _alike(said, unit(rest - middle))
        found.append(((mine - theirs.mean(0)) / theirs.std(0)).mean(1))
    return np.stack(found, axis=1)


def _alike(said: Vectors, statements: Vectors) -> Floats:
    """For each question, cosine of its statements with the whole answer and with its best sentence; shape (n, 2)."""
    cosines = (said @ statements.reshape(-1, statements.shape[-1]).T).reshape(len(said), *statements.shape[:2])
    return np.stack([cosines[0].mean(1), cosines[1:].max(0).mean(1)], axis=1).astype(np.float64)


def chance(story: Vectors, question: Questions, others: Questions, heads: Heads) -> float:
    """How likely a story answers the question, 0 to 1; it never falls as the story comes nearer.

    Args:
        story: see `story_vectors`.
        question: that was asked.
        others: of the bank.
        heads: with the layers `on_question` and `on_question:text` and the array `story_centre`.
    """
    near = nearness(story, heads.arrays["story_centre"], question, others)[0]
    layer = heads.linear[NAME if len(near) > 1 else f"{NAME}:text"]
    return float(layer.probabilities(near)[0])


def on_question(
    sentences: Sequence[Sentence], usable: Sequence[bool], story: Vectors, question: Questions, sure: float
) -> Criterion:
    """The criterion `on_question`, worth its chance, with the sentence that comes closest to the question.

    Args:
        sentences: of the answer.
        usable: whether each may serve as evidence.
        story: see `story_vectors`.
        question: that was asked.
        sure: see `chance`.
    """
    statements = question.text if question.fitting is None else question.fitting[0]
    kept = [s for s, ok in zip(sentences, usable, strict=True) if ok]
    closest = kept[int((story[1:] @ statements.T).mean(1).argmax())]
    worth = round(sure, 3)
    if sure < DOUBTED_BELOW:
        return criterion(NAME, "missing", 1 - sure, ()).model_copy(update={"credit": worth})
    verdict = criterion(NAME, "partial" if sure < UNSURE_BELOW else "met", sure, [closest])
    return verdict.model_copy(update={"credit": worth})


def bounded(shown: Criterion, sure: float) -> Criterion:
    """A principle's verdict, worth no more than the chance that the story answers the question that asks for it.

    Args:
        shown: the verdict on the story by itself.
        sure: see `chance`. Below UNSURE_BELOW the principle is touched at most, below DOUBTED_BELOW it is not shown.
    """
    if shown.credit is None or shown.credit <= sure:
        return shown
    worth = round(sure, 3)
    if sure < DOUBTED_BELOW:
        return criterion(shown.id, "missing", 1 - sure, ()).model_copy(update={"credit": worth})
    touched = shown.verdict == "met" and sure < UNSURE_BELOW
    return shown.model_copy(update={"credit": worth, **({"verdict": "partial"} if touched else {})})
