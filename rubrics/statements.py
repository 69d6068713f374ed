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

from audio.transcript import Transcript, Word
from prompts.load import load_bank
from prompts.schema import Question
from prompts.yaml_source import SourceError
from rubrics.key_points import Background, Statement
from rubrics.minilm_engine import WIDTH, Vectors
from rubrics.negation import denied, negated, with_opposites
from rubrics.vector_cache import Encoder, kept_vectors
from rubrics.windows import sentences
from rubrics.words import content_stems, rarity

MAX_DISTRACTORS = 150
"""Statements of other questions that a window is compared with."""
TOO_CLOSE = 0.6
"""A distractor as similar as this to one of the question's own points is left out: it may say the same."""
REFERENCE_PHRASING = 0.6
"""A sentence of the reference as similar as this to a point is one more way to say the point."""


@dataclass(frozen=True)
class Prepared:
    """A question ready for judging."""

    points: tuple[Statement, ...]
    misconceptions: tuple[Statement, ...]
    right: Vectors
    """What is right instead of the misconceptions: their corrections and the reference's sentences."""
    background: Background


def prepare(question: Question, encoder: Encoder, cache_dir: Path | None = None) -> Prepared:
    """The question's points, misconceptions and background.

    Args:
        question: of any kind; without key points, the sentences of its reference stand in for them.
        encoder: makes the vectors.
        cache_dir: where the vectors of the distractors are kept between runs; None keeps them in memory.
    """
    points = [(p.text, *p.paraphrases) for p in question.key_points]
    said = reference_sentences(question)
    statements = tuple(statement(texts, encoder, said) for texts in points or [(sentence,) for sentence in said])
    wrong = tuple(statement((m.text,), encoder) for m in question.misconceptions)
    own = np.concatenate([s.vectors for s in (*statements, *wrong)]) if statements or wrong else empty()
    pool = _distractors(encoder, cache_dir)
    if len(pool) and len(own):
        pool = pool[(pool @ own.T).max(1) < TOO_CLOSE]
    background = Background(
        question=encoder.encode([question.text]),
        distractors=pool,
        rare=bank_rarity(),
        asked=content_stems(question.text),
    )
    right = encoder.encode([*(m.correction for m in question.misconceptions), *said])
    return Prepared(statements, wrong, right, background)


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


def statement(texts: Sequence[str], encoder: Encoder, reference: Sequence[str] = ()) -> Statement:
    """A statement in all its phrasings: its own, then the sentence of the reference that says it best, if one does."""
    phrasings = list(dict.fromkeys(texts))
    own = len(phrasings)
    if reference:
        similarity = (encoder.encode(reference) @ encoder.encode(phrasings).T).max(1)
        best = int(similarity.argmax())
        if similarity[best] >= REFERENCE_PHRASING and reference[best] not in phrasings:
            phrasings.append(reference[best])
    twins = [twin for text in phrasings for twin in (negated(text), denied(text), with_opposites(text)) if twin]
    return Statement(tuple(phrasings), encoder.encode(phrasings), encoder.encode(twins), own)


@functools.cache
def _pool_texts() -> tuple[str, ...]:
    """One point of each question with a right answer, in an order that depends on the content alone."""
    texts = {q.key_points[0].text for q in _bank_questions() if q.key_points and q.kind != "behavioral"}
    return tuple(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MAX_DISTRACTORS])


def _distractors(encoder: Encoder, cache_dir: Path | None) -> Vectors:
    return kept_vectors(encoder, _pool_texts(), "distractors", cache_dir)
