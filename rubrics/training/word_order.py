"""Counts which class of words follows which in the written answers: `python -m rubrics.training.word_order` writes `word_order.txt`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rubrics.training.answers import read_answers
from rubrics.training.train import ANSWERS_FOLDER
from rubrics.word_order import CLASSES, WORD_ORDER_FILE, pairs, word_classes

PRIOR = 30.0
"""Pairs that each class is thought to have been seen in, its followers drawn by chance: so that rare classes prove little."""
HEADER = """\
# How much oftener the class of words of a column follows that of a row than by chance: hundredths of a natural logarithm.
# Made from the written answers by `python -m rubrics.training.word_order`; the columns are in the order of the rows.
"""


def training_texts(folder: Path = ANSWERS_FOLDER) -> list[str]:
    """Answers as they are written, and without punctuation and capitals; those that are lists of keywords left out."""
    answers = [a for path in sorted(folder.glob("hand-*.txt")) for a in read_answers(path)]
    texts = [a.text for a in answers if "keyword_stuffing" not in a.flags]
    return [*texts, *(without_marks(text) for text in texts)]


def without_marks(text: str) -> str:
    """A text as poor recognition gives it: lower case, no punctuation."""
    return " ".join(re.sub(r"[^\w' ]", " ", text.lower()).split())


def table(texts: Iterable[str]) -> str:
    """The content of `word_order.txt`.

    Args:
        texts: written answers.
    """
    seen, follows = Counter[str](), Counter[tuple[str, str]]()
    for text in texts:
        seen.update(name for name in word_classes(text) if name is not None)
        follows.update(pairs(text))
    before = Counter[str]()
    for (one, _), count in follows.items():
        before[one] += count
    total = seen.total()
    lines = []
    for one in CLASSES:
        ratios = []
        for other in CLASSES:
            chance = (seen[other] + 1) / (total + len(CLASSES))
            ratios.append(math.log((follows[one, other] + PRIOR * chance) / (before[one] + PRIOR) / chance))
        lines.append(f"{one:<12}" + "".join(f"{round(100 * ratio):6d}" for ratio in ratios))
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    WORD_ORDER_FILE.write_text(table(training_texts()), encoding="utf-8")
