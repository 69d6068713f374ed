"""Technical training examples: the hands' answers, noisy copies of them, and texts made from the bank whose labels are known.

The made ones teach what people seldom write down: the same words turned into their opposite, a good answer to another
question, the question echoed, a misconception quoted in order to reject it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prompts.schema import TechnicalQuestion
from rubrics.negation import negated
from rubrics.statements import reference_sentences
from rubrics.training.answers import TechnicalAnswer
from rubrics.training.noise import as_recognised

COVERED, PARTIAL, MISSING, CONTRADICTED = "covered", "partial", "missing", "contradicted"
STATED, REJECTED, UNSAID = "stated", "rejected", "unsaid"
MADE_WEIGHT = 0.3
"""What a made example counts against a written one: it repeats the bank's own words, which candidates do not."""
NOISY_WEIGHT = 0.5
"""A noisy copy is no new answer."""


@dataclass(frozen=True)
class Example:
    """One text and what it says."""

    text: str
    question: str
    points: tuple[str, ...]
    """For each key point: COVERED, PARTIAL, MISSING or CONTRADICTED."""
    wrong: tuple[str, ...]
    """For each misconception: STATED, REJECTED or UNSAID."""
    source: str
    """`hand-N`, or how it was made."""
    weight: float = 1.0
    score: float | None = None
    id: str = ""
    used: Mapping[int, int] = field(default_factory=dict)
    """Key point → the phrasing that the text was made from, which must not be looked for in it."""


def from_hand(answer: TechnicalAnswer, question: TechnicalQuestion, *, noisy: bool = False) -> Example:
    """A written answer with its labels, or a copy of it as recognised."""
    points = [MISSING] * len(question.key_points)
    for name, indices in ((COVERED, answer.covered), (PARTIAL, answer.partial), (CONTRADICTED, answer.contradicted)):
        for index in indices:
            points[index] = name
    wrong = [UNSAID] * len(question.misconceptions)
    for name, indices in ((STATED, answer.misconceptions), (REJECTED, answer.rejected)):
        for index in indices:
            wrong[index] = name
    text = as_recognised(answer.text, len(answer.text)) if noisy else answer.text
    weight = NOISY_WEIGHT if noisy else 1.0
    source = f"{answer.author} noisy" if noisy else answer.author
    return Example(text, question.id, tuple(points), tuple(wrong), source, weight, answer.score, answer.id)


def from_bank(question: TechnicalQuestion, others: Sequence[TechnicalQuestion], seed: int) -> Iterator[Example]:
    """Texts made from a question and from others, with labels that are known.

    Args:
        question: with key points and a reference.
        others: questions of other topics and of the same one.
        seed: of the choices.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    points, wrong = len(question.key_points), len(question.misconceptions)
    said = reference_sentences(question)
    none, unsaid = (MISSING,) * points, (UNSAID,) * wrong

    def made(text: str, of: Sequence[str], held: Sequence[str], how: str, used: Mapping[int, int] = {}) -> Example:  # noqa: B006
        return Example(text, question.id, tuple(of), tuple(held), how, MADE_WEIGHT, used=used)

    if said:
        yield made(" ".join(said), [COVERED] * points, unsaid, "reference")
        yield made(" ".join(negated(s) for s in said), [CONTRADICTED] * points, unsaid, "negated reference")
    for other in others:
        yield made(getattr(other, "reference", "") or other.text, none, unsaid, "another question's reference")
    yield made(question.text, none, unsaid, "the question itself")
    chosen = sorted(rng.sample(range(points), max(1, points // 2)))
    used = {
        i: rng.randrange(len(question.key_points[i].paraphrases)) for i in chosen if question.key_points[i].paraphrases
    }
    if used:
        texts = [question.key_points[i].paraphrases[n] for i, n in used.items()]
        yield made(
            " ".join(texts), [COVERED if i in used else MISSING for i in range(points)], unsaid, "paraphrases", used
        )
        yield made(
            " ".join(negated(t) for t in texts),
            [CONTRADICTED if i in used else MISSING for i in range(points)],
            unsaid,
            "negated paraphrases",
            used,
        )
    for index, mistake in enumerate(question.misconceptions[:1]):
        held = [UNSAID] * wrong
        held[index] = REJECTED
        yield made(
            f"Many people think that {_lowered(mistake.text)} But {_lowered(mistake.correction)}",
            none,
            held,
            "rejected",
        )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
