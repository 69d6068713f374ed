"""Makes the heads: `python -m rubrics.training.train [--out FILE] [--figures FILE]`.

Everything is deterministic: Newton's method and L-BFGS from zero, and for the roles two networks from fixed seeds. On
one machine two runs give the same bytes; between machines the last digits of the transformer's sums may differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from prompts.load import load_bank
from prompts.schema import BehavioralQuestion, Question, TechnicalQuestion
from rubrics.fitting import asked, load_company, load_fitting
from rubrics.heads import HEADS_FILE, Floats, Heads, load_heads, save_heads
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.principle_evidence import Indicators, load_indicators
from rubrics.statements import Prepared, load_distractors, prepare
from rubrics.training.answers import BehavioralAnswer, TechnicalAnswer, read_answers, read_marks
from rubrics.training.behavioral import NOISY_WEIGHT, Story, fit_stories, noisy, read_texts, stories
from rubrics.training.examples import Example, example
from rubrics.training.on_question import Pairs, fit_on_question, pairs
from rubrics.training.second_reading import read_second, settled
from rubrics.training.technical import PointRows, fit_points, joined, point_rows

log = logging.getLogger(__name__)

ANSWERS_FOLDER = Path(__file__).with_name("answers")
MARKS_FILE = "marks-tradeoff.txt"
"""Beside the answers: which sentences weigh something."""
VERSION = "6"
VOCABULARY = 30522
"""Of the transformer's tokenizer."""
THREADS = 1
"""More would be faster, but the order of their sums is not the same on every machine."""


@dataclass(frozen=True)
class Material:
    """All labelled answers, read by the transformer."""

    examples: tuple[Example, ...]
    """Each twice: beside the bank's statements in all their wordings, and in one each, as people's own questions have them."""
    rows: PointRows
    prepared: dict[str, Prepared]
    stories: tuple[Story, ...]
    extra: tuple[Story, ...]
    """The same stories cut by hand, and noisy copies; for the roles alone."""
    pairs: Pairs
    """Stories beside the questions that they answer, and that they do not."""
    indicators: dict[str, Indicators]
    token_rarity: Floats


def gather(encoder: MiniLMEncoder, folder: Path = ANSWERS_FOLDER) -> Material:
    """Read all labelled answers and the bank.

    Raises:
        AnswerFileError: a file of answers is broken.
        JudgeError: the transformer cannot be loaded.
    """
    questions = load_bank().questions
    technical = {q.id: q for q in questions.values() if isinstance(q, TechnicalQuestion)}
    behavioral = {q.id: q for q in questions.values() if isinstance(q, BehavioralQuestion)}
    second = read_second(sorted(folder.glob("second-*.txt")))
    answers = [settled(a, second.get(a.id)) for path in sorted(folder.glob("hand-*.txt")) for a in read_answers(path)]
    marks = read_marks(folder / MARKS_FILE)
    rarity = token_rarity(list(technical.values()), encoder)
    pool = load_distractors(encoder)
    prepared = {name: prepare(question, encoder, rarity, pool) for name, question in technical.items()}
    log.info("%d questions read", len(prepared))
    examples = tuple(example(a, technical[a.question]) for a in answers if isinstance(a, TechnicalAnswer))
    rows = point_rows(examples, prepared, encoder)
    bare = {name: prepare(in_single_wordings(q), encoder, rarity, pool) for name, q in technical.items()}
    rows = joined(rows, point_rows(examples, bare, encoder), len(examples))
    log.info("%d technical examples read", len(examples))
    told = [a.model_copy(update={"weighs": marks.get(a.id)}) for a in answers if isinstance(a, BehavioralAnswer)]
    readings = read_texts(told, encoder)
    own = stories(told, behavioral, readings)
    by_hand = stories(told, behavioral, readings, by_hand=True)
    copies = [noisy(a) for a in told]
    heard = [replace(s, weight=NOISY_WEIGHT) for s in stories(copies, behavioral, read_texts(copies, encoder))]
    log.info("%d stories read", len(own))
    indicators = load_indicators(encoder)
    beside = [q for q in behavioral.values() if load_fitting().get(q.text)]
    told_pairs = pairs(own, [q.id for q in beside], asked(beside, encoder), load_company(encoder))
    return Material(examples * 2, rows, prepared, tuple(own), (*by_hand, *heard), told_pairs, indicators, rarity)


def in_single_wordings(question: TechnicalQuestion) -> TechnicalQuestion:
    """The same question without its paraphrases."""
    points = tuple(p.model_copy(update={"paraphrases": ()}) for p in question.key_points)
    wrong = tuple(m.model_copy(update={"paraphrases": ()}) for m in question.misconceptions)
    return question.model_copy(update={"key_points": points, "misconceptions": wrong})


def token_rarity(questions: Sequence[Question], encoder: MiniLMEncoder) -> Floats:
    """Inverse document frequency of each vocabulary id over the bank's statements."""
    texts = [
        text
        for q in questions
        for text in (
            q.text,
            *(t for p in q.key_points for t in (p.text, *p.paraphrases)),
            *(t for m in q.misconceptions for t in (m.text, m.correction)),
        )
    ]
    counts = np.zeros(VOCABULARY)
    for ids in encoder.token_ids(texts):
        counts[sorted(set(ids))] += 1
    made: Floats = np.log((len(texts) + 1) / (counts + 0.5))
    return made


def fit(material: Material, left_out: frozenset[str] = frozenset(), hands: frozenset[str] | None = None) -> Heads:
    """All heads, from everything but some questions, and from some hands only.

    Args:
        material: what there is.
        left_out: ids of questions that nothing may be learned from.
        hands: who may be learned from; None for all.
    """

    def known(author: str) -> bool:
        return hands is None or author.split(maxsplit=1)[0] in hands

    chosen = np.array([e.question not in left_out and known(e.author) for e in material.examples])
    points = fit_points(material.rows, material.examples, chosen)
    train, extra = (
        [s for s in some if s.question.id not in left_out and known(s.answer.author)]
        for some in (material.stories, material.extra)
    )
    story = fit_stories(train, material.indicators, extra)
    authors = np.array([known(s.answer.author) for s in material.pairs.stories])
    questions = np.array([name not in left_out for name in material.pairs.questions])
    layers, centre = fit_on_question(material.pairs, authors, questions)
    arrays = {**story.arrays, "token_rarity": material.token_rarity, "story_centre": centre}
    return Heads(VERSION, {**points, **story.linear, **layers}, arrays)


def main() -> None:
    """Make the heads and say how long it took."""
    parser = argparse.ArgumentParser(description="Makes the judge's heads from the labelled answers.")
    parser.add_argument("--out", type=Path, default=HEADS_FILE)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    begun = time.monotonic()
    save_heads(fit(gather(MiniLMEncoder(threads=THREADS))), arguments.out)
    load_heads.cache_clear()
    log.info("%s, sha256 %s", arguments.out, hashlib.sha256(arguments.out.read_bytes()).hexdigest())
    log.info("%s", json.dumps({"seconds": round(time.monotonic() - begun)}))


if __name__ == "__main__":
    main()
