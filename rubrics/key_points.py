"""What speaks for a statement being made in an answer: similarity finds the place, words confirm it, polarity checks it.

The answer is read once, token by token; sentences and windows are stretches of that reading. For each statement the best
window is found and described by the numbers in FEATURES; the trained heads turn them into probabilities.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rubrics import cues
from rubrics.asserted import Claim, claims
from rubrics.heads import Floats
from rubrics.negation import negations, opposite_words
from rubrics.numbers import quantities
from rubrics.reading import Reading, Vectors
from rubrics.windows import Window
from rubrics.words import content_stems, recall

MEASURES = (
    *("similarity", "single_similarity", "mean_similarity"),
    *("token_recall", "token_recall_window", "token_recall_mean"),
    *("word_recall", "word_recall_window", "word_recall_mean"),
    *("over_other_questions", "over_question", "over_own_points"),
    *("answer_similarity", "answer_to_question"),
    *("negations", "parity", "opposites", "rejection", "correction_lead", "numbers", "twin_lead"),
    *("close_parity", "close_opposites", "close_twin_lead", "topic_lead"),
)
"""What is measured of one statement in one answer, in order."""
FEATURES = (*MEASURES, "few_wordings", *(f"few_wordings:{name}" for name in MEASURES))
"""Names of the features of one statement in one answer, in their order: the nearest of five wordings is nearer than the
only one, so that what each measure says depends on how many there are."""
MANY_WORDINGS = 5
"""Wordings of a key point in the bank: its text and four paraphrases."""
SHORTER_IS_BETTER = 0.01
"""Cosine by which each further sentence must better a window: of equals the shorter is the better evidence."""
ASKED_WEIGHT = 0.3
"""What a token counts in recall when the question said it first."""
TOPIC_LEAD = 0.3
"""Cosine beyond which a lead over other questions says nothing more."""
CLOSE = 0.6
"""Only wording this similar is compared with its opposite: in a free paraphrase a "not" proves nothing."""
NO_RIVAL = 0.3
"""Similarity assumed to what is not there: about that of unrelated sentences of one field."""


@dataclass(frozen=True)
class Phrasing:
    """One way to say a statement."""

    text: str
    vector: Vectors
    """Shape (384,), length 1."""
    weights: Floats
    """Rarity of each of its tokens, less where the question said it first."""
    words: Mapping[str, float]
    """Weight of each of its stems, from `words.stem_weights`."""


@dataclass(frozen=True)
class Statement:
    """A key point or misconception."""

    phrasings: tuple[Phrasing, ...]
    """Its own text first, then paraphrases."""
    tokens: NDArray[np.float16]
    """Directions of the phrasings' tokens, one phrasing after the other, shape (n, 384); halves, for they fill the memory."""
    twins: Vectors
    """Vectors of its opposites, made by rule."""
    correction: Vectors
    """Vectors of what is right instead; none for a key point."""

    @property
    def text(self) -> str:
        """Its own wording."""
        return self.phrasings[0].text

    @cached_property
    def vectors(self) -> Vectors:
        """One row for each phrasing."""
        return np.stack([phrasing.vector for phrasing in self.phrasings])


@dataclass(frozen=True, eq=False)
class Background:
    """What a statement has to stand out from."""

    question: Vectors
    """Vector of the question, shape (384,)."""
    pool: Vectors
    """Statements of all questions, kept once for all of them."""
    apart: NDArray[np.bool_]
    """Which of the pool say something else than this question's own statements."""
    own: Vectors
    """The question and its statements."""

    @property
    def distractors(self) -> Vectors:
        """Statements of other questions."""
        return self.pool[self.apart]

    def topic_lead(self, spoken: Spoken) -> float:
        """How much closer an answer is to this question's statements than to other questions', clipped to 0.3."""
        if self not in spoken.leads:
            spoken.leads[self] = max(-TOPIC_LEAD, min(TOPIC_LEAD, spoken.lead(self.own, self.distractors)))
        return spoken.leads[self]


@dataclass(frozen=True)
class Spoken:
    """An answer, read and cut into windows."""

    reading: Reading
    windows: tuple[Window, ...]
    """Single sentences first; at least one."""
    leads: dict[Background, float] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Its leads over other questions, as far as they have been asked for: every statement asks for the same one."""

    @cached_property
    def vectors(self) -> Vectors:
        """One row for each window."""
        return np.stack([self.reading.vector(w.start_char, w.end_char) for w in self.windows])

    @cached_property
    def sizes(self) -> Floats:
        """Sentences of each window."""
        return np.array([w.last - w.first + 1 for w in self.windows], np.float64)

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """Content words of each window."""
        return tuple(content_stems(w.text) for w in self.windows)

    @cached_property
    def all_stems(self) -> frozenset[str]:
        """Content words of all windows."""
        return frozenset().union(*self.stems)

    @cached_property
    def claims(self) -> dict[int, Claim]:
        """What each single sentence does, by its index."""
        singles = [w for w in self.windows if w.first == w.last]
        return {w.first: claim for w, claim in zip(singles, claims([w.text for w in singles]), strict=True)}

    def lead(self, own: Vectors, others: Vectors) -> float:
        """How much closer its sentences are, on average, to one set of statements than to another: a cosine.

        Args:
            own: vectors of what the question is about.
            others: vectors of what other questions are about.
        """
        single = self.vectors[self.sizes == 1]
        if not len(others) or not len(single):
            return 0.0
        return float(((single @ own.T).max(1) - (single @ others.T).max(1)).mean())


@dataclass(frozen=True)
class Finding:
    """The best place of a statement in an answer."""

    window: int
    """Index of the best window."""
    features: Floats
    """In the order of FEATURES."""


def find(statement: Statement, rivals: Vectors, spoken: Spoken, background: Background) -> Finding:
    """Where an answer comes closest to a statement, and what speaks for its being made.

    Args:
        statement: the point.
        rivals: vectors of the question's other statements.
        spoken: the answer.
        background: what the point has to stand out from.
    """
    similarity = spoken.vectors @ statement.vectors.T
    best = int((similarity.max(1) - SHORTER_IS_BETTER * spoken.sizes).argmax())
    at_best = spoken.vectors[best]
    top = float(similarity[best].max())
    window = spoken.windows[best]
    inside = spoken.reading.inside(window.start_char, window.end_char)
    tokens = _token_recall(statement, spoken.reading.directions, inside)
    words = np.array([_word_recall(p, spoken) for p in statement.phrasings])
    said = cues.plain(window.text)
    denials = negations(window.text)
    single = int((np.where(spoken.sizes == 1, similarity.max(1), -1.0)).argmax())
    phrasing = statement.phrasings[int(similarity[single].argmax())]
    sentence = spoken.windows[single].text
    closeness = max(0.0, float(similarity[single].max()) - CLOSE) / (1.0 - CLOSE)
    turned = float((negations(sentence) > 0) != (negations(phrasing.text) > 0))
    twins = float(similarity[single].max()) - _highest(statement.twins, spoken.vectors[single])
    lead = float((statement.correction @ at_best).max()) - top if len(statement.correction) else 0.0
    near = _two_highest(similarity.T)
    values = (
        *(float(_two_highest(near)), float(_two_highest(near[spoken.sizes == 1])), float(similarity.mean(1).max())),
        *(*_two_highest(tokens).tolist(), float(tokens.mean())),
        *(*_two_highest(words).tolist(), float(words.mean())),
        top - _highest(background.distractors, at_best),
        top - float(background.question @ at_best),
        float(statement.vectors[0] @ at_best) - _highest(rivals, at_best),
        float(spoken.reading.whole @ statement.vectors[0]),
        float(spoken.reading.whole @ background.question),
        float(min(2, denials)),
        float((denials > 0) != (negations(statement.text) > 0)),
        float(min(2, opposite_words(window.text, statement.text))),
        float(bool(cues.REJECTION.search(said))),
        lead,
        _number_match(statement.text, window.text),
        top - _highest(statement.twins, at_best),
        *(closeness * turned, closeness * min(2, opposite_words(sentence, phrasing.text)), closeness * 10.0 * twins),
        background.topic_lead(spoken),
    )
    measured, few = np.array(values, np.float64), few_wordings(len(statement.phrasings))
    return Finding(best, np.concatenate([measured, [few], few * measured]))


def _two_highest(values: Floats | Vectors) -> Floats | Vectors:
    """The mean of the two highest along the first axis, or the only one.

    The highest alone hangs on how things happen to be worded: two wordings that agree, or two windows, say more. Of the same answer in other
    words the scores differ by a tenth less.
    """
    made: Floats = np.sort(values, axis=0)[-2:].mean(0)
    return made


def few_wordings(count: int) -> float:
    """1 where a statement is worded in a single way, falling to 0 where it is worded in as many as the bank's are."""
    return max(0.0, (1 / count - 1 / MANY_WORDINGS) / (1 - 1 / MANY_WORDINGS))


def _token_recall(statement: Statement, directions: Vectors, inside: slice) -> Floats:
    """How much of each phrasing is said, token by token: in the whole answer, and in the window; shape (n_phrasings, 2).

    Each token counts with its greatest cosine to a token of the answer, weighted by rarity (the recall of BERTScore,
    Zhang et al. 2020).
    """
    similar = directions @ statement.tokens.T.astype(np.float32)
    nearest = np.zeros((len(similar.T), 2))
    nearest[:, 0] = similar.max(0)
    if len(similar[inside]):
        nearest[:, 1] = similar[inside].max(0)
    made, start = np.zeros((len(statement.phrasings), 2)), 0
    for row, phrasing in enumerate(statement.phrasings):
        end = start + len(phrasing.weights)
        made[row] = phrasing.weights @ nearest[start:end] / (phrasing.weights.sum() or 1.0)
        start = end
    return made


def _word_recall(phrasing: Phrasing, spoken: Spoken) -> tuple[float, float]:
    return recall(phrasing.words, spoken.all_stems), max(recall(phrasing.words, stems) for stems in spoken.stems)


def _highest(rows: Vectors, vector: Vectors) -> float:
    return float((rows @ vector).max()) if len(rows) else NO_RIVAL


def _number_match(point: str, said: str) -> float:
    """1 where all numbers of the point were said, -1 where others were said instead, 0 where the point has none."""
    wanted = {q.value for q in quantities(point) if q.value is not None}
    if not wanted:
        return 0.0
    there = {q.value for q in quantities(said)}
    return 1.0 if wanted <= there else -1.0 if there and not wanted & there else 0.0


def asked_weights(ids: Sequence[int], rarity: Floats, question_ids: Collection[int]) -> Floats:
    """The weight of each token of a phrasing.

    Args:
        ids: its vocabulary ids.
        rarity: by vocabulary id.
        question_ids: those of the question.
    """
    return np.array([rarity[i] * (ASKED_WEIGHT if i in question_ids else 1.0) for i in ids], np.float64)
