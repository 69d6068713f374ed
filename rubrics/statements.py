"""Gets a question ready for judging: its points with their phrasings, opposites and vectors, and the background.

Everything is computed when a question is first asked for, and kept.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.transcript import Transcript, Word
from prompts.load import load_bank
from prompts.schema import Question
from prompts.yaml_source import SourceError
from rubrics.heads import Floats
from rubrics.key_points import Background, Phrasing, Statement, asked_weights
from rubrics.minilm_engine import WIDTH, MiniLMEncoder
from rubrics.negation import denials, denied, negated, with_opposites
from rubrics.reading import Vectors
from rubrics.vector_cache import Encoder, kept_vectors
from rubrics.windows import sentences
from rubrics.words import content_stems, rarity, stem_weights

MAX_DISTRACTORS = 150
"""Statements of other questions that a window is compared with."""
SAME_WORDS = 0.75
"""Share of content words that two sentences must have in common to be the same but for a negation."""
MIN_SHARED = 3
"""Content words that they must have in common at least."""
TOO_CLOSE = 0.6
"""A distractor as similar as this to one of the question's own points is left out: it may say the same."""


@dataclass(frozen=True)
class RightText:
    """A right sentence, as far as is needed to notice its opposite."""

    stems: frozenset[str]
    denials: int

    def turned_in(self, said: frozenset[str], denied: int) -> bool:
        """Whether a sentence says the same words with its truth turned round.

        Args:
            said: the sentence's stems.
            denied: how often it turns its meaning round.
        """
        return self.likeness(said) >= SAME_WORDS and (denied - self.denials) % 2 == 1

    def likeness(self, said: frozenset[str]) -> float:
        """Share of content words in common, 0 to 1; 0 where they are too few to prove anything.

        Args:
            said: a sentence's stems.
        """
        shared = len(self.stems & said)
        return shared / max(len(self.stems), len(said)) if shared >= MIN_SHARED else 0.0


@dataclass(frozen=True)
class Prepared:
    """A question ready for judging."""

    points: tuple[Statement, ...]
    misconceptions: tuple[Statement, ...]
    background: Background
    right: tuple[RightText, ...]
    """Everything right that the bank says about this question: to notice it being turned round."""

    @property
    def nbytes(self) -> int:
        """Memory that its vectors take, without what it shares with other questions."""
        statements = (*self.points, *self.misconceptions)
        return sum(s.tokens.nbytes + 2 * s.vectors.nbytes + s.twins.nbytes + s.correction.nbytes for s in statements)

    def turned(self, said: frozenset[str], denied: int) -> bool:
        """Whether a sentence turns something right round, and is not as like to something right that it leaves alone.

        Args:
            said: the sentence's stems.
            denied: how often it turns its meaning round.
        """
        against = max((t.likeness(said) for t in self.right if t.turned_in(said, denied)), default=0.0)
        return against > max((t.likeness(said) for t in self.right if (denied - t.denials) % 2 == 0), default=0.0)

    def rivals(self, statement: Statement) -> Vectors:
        """Vectors of the question's other statements."""
        others = [s.vectors[0] for s in (*self.points, *self.misconceptions) if s is not statement]
        return np.stack(others) if others else empty()


def prepare(question: Question, encoder: MiniLMEncoder, token_rarity: Floats, pool: Vectors) -> Prepared:
    """The question's points, misconceptions and background.

    Args:
        question: of any kind; without key points, the sentences of its reference stand in for them.
        encoder: makes the vectors.
        token_rarity: weight of each vocabulary id.
        pool: from `load_distractors`; shared by all questions.
    """
    points = [(p.text, *p.paraphrases) for p in question.key_points]
    said = points or [(sentence,) for sentence in reference_sentences(question)]
    wrong = [(m.text, *m.paraphrases) for m in question.misconceptions]
    corrections = [m.correction for m in question.misconceptions]
    twins = [_opposites(texts[0]) for texts in (*said, *wrong)]
    everything = [question.text, *corrections, *(t for texts in (*said, *wrong, *twins) for t in texts)]
    read = dict(zip(everything, encoder.read(everything), strict=True))
    asked = frozenset(read[question.text].ids.tolist())
    tokens = _side_by_side([np.concatenate([read[t].directions for t in dict.fromkeys(x)]) for x in (*said, *wrong)])
    asked_stems, rare = content_stems(question.text), bank_rarity()

    def phrasing(text: str) -> Phrasing:
        weights = asked_weights(read[text].ids.tolist(), token_rarity, asked)
        return Phrasing(text, read[text].whole, weights, stem_weights(content_stems(text), rare, asked_stems))

    statements = tuple(
        Statement(
            tuple(phrasing(t) for t in dict.fromkeys(texts)),
            directions,
            np.stack([read[t].whole for t in opposite]),
            np.stack([read[t].whole for t in correction]) if correction else empty(),
        )
        for texts, directions, opposite, correction in zip(
            (*said, *wrong), tokens, twins, [*([()] * len(said)), *((t,) for t in corrections)], strict=True
        )
    )
    own = np.concatenate([read[question.text].whole[None], *(s.vectors for s in statements)])
    near = (pool @ own[1:].T).max(1) if len(pool) and statements else np.zeros(len(pool))
    background = Background(
        question=read[question.text].whole,
        pool=pool,
        apart=near < TOO_CLOSE,
        own=own,
    )
    known = [*reference_sentences(question), *(t for texts in said for t in texts)]
    right = tuple(RightText(content_stems(t), denials(t)) for t in dict.fromkeys(known))
    return Prepared(statements[: len(said)], statements[len(said) :], background, right)


def _opposites(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(twin for twin in (negated(text), denied(text), with_opposites(text)) if twin))


def _side_by_side(parts: Sequence[Vectors]) -> list[NDArray[np.float16]]:
    """The same in halves, as views of one array: many small ones that outlive their neighbours leave the memory in pieces."""
    return (
        np.split(np.concatenate(parts).astype(np.float16), np.cumsum([len(part) for part in parts])[:-1])
        if parts
        else []
    )


def reference_sentences(question: Question) -> tuple[str, ...]:
    """The sentences of the model answer; none where there is no model answer."""
    reference = getattr(question, "reference", "")
    words = tuple(Word(text=t, start_s=0.4 * i, end_s=0.4 * (i + 1)) for i, t in enumerate(reference.split()))
    return tuple(s.text for s in sentences(Transcript(words=words)))


def empty() -> Vectors:
    """No vectors."""
    return np.zeros((0, WIDTH), np.float32)


@functools.cache
def bank_rarity() -> dict[str, float]:
    """How rare each content word is among the bank's questions; empty (all equally rare) where the bank is broken."""
    return rarity(
        " ".join([q.text, getattr(q, "reference", ""), *(p.text for p in q.key_points)]) for q in _bank_questions()
    )


def _bank_questions() -> list[Question]:
    try:
        return list(load_bank().questions.values())
    except SourceError:
        return []  # the bank's own commands report it; a question at hand can be judged without the others


@functools.cache
def _pool_texts() -> tuple[str, ...]:
    """One point of each question with a right answer, in an order that depends on the content alone."""
    texts = {q.key_points[0].text for q in _bank_questions() if q.key_points and q.kind != "behavioral"}
    return tuple(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MAX_DISTRACTORS])


def load_distractors(encoder: Encoder, cache_dir: Path | None = None) -> Vectors:
    """Vectors of statements of many questions, that an answer to one of them is compared with.

    Args:
        encoder: makes what is not kept.
        cache_dir: where they are kept between runs; None keeps nothing.
    """
    return kept_vectors(encoder, _pool_texts(), "distractors", cache_dir)
