"""Technical training examples: the hands' answers with their labels, one for each statement of the question."""

from __future__ import annotations

from dataclasses import dataclass

from prompts.schema import TechnicalQuestion
from rubrics.training.answers import TechnicalAnswer

COVERED, PARTIAL, MISSING, CONTRADICTED = "covered", "partial", "missing", "contradicted"
STATED, REJECTED, UNSAID = "stated", "rejected", "unsaid"


@dataclass(frozen=True)
class Example:
    """One answer and what it says."""

    id: str
    author: str
    text: str
    question: str
    score: float
    points: tuple[str, ...]
    """For each key point: COVERED, PARTIAL, MISSING or CONTRADICTED."""
    wrong: tuple[str, ...]
    """For each misconception: STATED, REJECTED or UNSAID."""


def example(answer: TechnicalAnswer, question: TechnicalQuestion) -> Example:
    """A written answer with its labels, spelled out for each statement of its question."""
    points = [MISSING] * len(question.key_points)
    for name, indices in ((COVERED, answer.covered), (PARTIAL, answer.partial), (CONTRADICTED, answer.contradicted)):
        for index in indices:
            points[index] = name
    wrong = [UNSAID] * len(question.misconceptions)
    for name, indices in ((STATED, answer.misconceptions), (REJECTED, answer.rejected)):
        for index in indices:
            wrong[index] = name
    return Example(answer.id, answer.author, answer.text, question.id, answer.score, tuple(points), tuple(wrong))
