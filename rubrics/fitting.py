"""Reads `fitting.yaml`, what people say who answer a question of the bank, and turns questions into vectors."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, model_validator

from prompts.load import load_bank
from prompts.problems import read_model
from prompts.schema import BehavioralQuestion, Identifier, Text
from rubrics.on_question import Questions
from rubrics.vector_cache import Encoder, kept_vectors

FITTING_FILE = Path(__file__).with_name("fitting.yaml")
FITTING = 5
"""Sentences for each question."""
COMPARED = 2
"""Every second story question of the bank is compared with: with all of them the area under the curve is the same, with every fourth
0.004 less."""


class Fitting(RootModel[dict[Identifier, Annotated[tuple[Text, ...], Field(max_length=FITTING)]]]):
    """The sentences by the id of their question: all of them, or none where nearly any story fits."""

    @model_validator(mode="after")
    def _all_or_none(self) -> Fitting:
        short = [name for name, sentences in self.root.items() if len(sentences) not in {0, FITTING}]
        if short:
            raise ValueError(f"{short[0]} needs {FITTING} sentences, or none")
        return self


@functools.cache
def load_fitting() -> dict[str, tuple[str, ...]]:
    """The sentences by the text of their question: a question of a pack with the same id is another question.

    Raises:
        SourceError: the file breaks the schema; it names file, line and place.
    """
    bank = load_bank().questions
    return {bank[name].text: found for name, found in read_model(FITTING_FILE, Fitting).root.items() if name in bank}


def is_open(question: BehavioralQuestion) -> bool:
    """Whether nearly any good story answers a question of the bank, so that none can be doubted."""
    return load_fitting().get(question.text) == ()


def asked(questions: Sequence[BehavioralQuestion], encoder: Encoder) -> Questions:
    """Questions as vectors; by their words alone where one of them is not in the bank.

    Args:
        questions: at least one.
        encoder: turns their texts into vectors.
    """
    sentences = [load_fitting().get(question.text, ()) for question in questions]
    text = encoder.encode([question.text for question in questions])
    if not all(sentences):
        return Questions(text)
    fitting = encoder.encode([said for some in sentences for said in some])
    return Questions(text, fitting.reshape(len(questions), FITTING, -1))


def load_company(encoder: Encoder, cache_dir: Path | None = None) -> Questions:
    """The questions of the bank with which others are compared.

    Args:
        encoder: makes what the cache does not hold.
        cache_dir: see `kept_vectors`.
    """
    known = sorted((question, sentences) for question, sentences in load_fitting().items() if sentences)[::COMPARED]
    texts = [text for question, sentences in known for text in (question, *sentences)]
    vectors = kept_vectors(encoder, texts, "fitting", cache_dir).reshape(len(known), 1 + FITTING, -1)
    return Questions(vectors[:, 0], vectors[:, 1:])
