"""Whether words stand in an order in which people say them, or have been shuffled. Pure but for `load_followers`.

Articles, prepositions, auxiliaries … make 24 classes of words. `word_order.txt` holds, for each two of them, how much oftener the second
follows the first in written answers than it would in shuffled ones; `rubrics/training/word_order.py` counts that.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

WORD_ORDER_FILE = Path(__file__).with_name("word_order.txt")
SHUFFLED_BELOW = -1.0
"""`order` below which words are shuffled. By tables of two hands, the other two hands' 1,943 answers: as written none, with 10% word errors
0.2%, with 20% 0.3%; shuffled 94%, shuffled references of the bank all of 222."""
MIN_ORDER_WORDS = 12
"""Shorter answers are not doubted: no pair of words is impossible."""

_CLASSES = {
    "article": "the a an every each",
    "possessive": "my our your his their its",
    "preposition": "of in on at by for with from about into over as between through during",
    "to": "to",
    "be": "be been being",
    "is": "is are was were am it's that's there's",
    "have": "has had have",
    "do": "do does did",
    "modal": "can could will would should may might must",
    "i": "i we he she they",
    "it": "it you",
    "me": "me us him her them",
    "and": "and or but",
    "because": "so because if then than while when where before after",
    "this": "that this those these",
    "which": "which who what how why",
    "not": "not no",
    "some": "all some any more most",
    "there": "there here very just also only up out down",
    "number": "zero one two three four five six seven eight nine ten hundred thousand million half point",
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}
_FILLERS = frozenset({"um", "uh", "er", "erm", "hm"})
_ENDINGS = (("ing", 5), ("ly", 5), ("ed", 5), ("s", 4))
"""(ending, letters that a word has at least to be of its class)."""
OTHER = "other"
CLASSES = (*_CLASSES, *(ending for ending, _ in _ENDINGS), OTHER)
"""Names of the classes of words, in the order of the table's rows and columns."""
_WORD_OR_BREAK = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d[\d.,]*|[^\w\s'\"“”-]+")

Followers = Mapping[tuple[str, str], float]
"""(class, class of the next word) → log of how much oftener it follows than by chance."""


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The classes of each two words that stand side by side with no punctuation mark between them."""
    for one, other in pairwise(word_classes(text)):
        if one is not None and other is not None:
            yield one, other


def word_classes(text: str) -> list[str | None]:
    """The class of each word in turn, without "um" and words said twice; None for a punctuation mark."""
    tokens = [token for token in _WORD_OR_BREAK.findall(text.lower().replace("’", "'")) if token not in _FILLERS]
    return [_class(token) for before, token in pairwise(["", *tokens]) if token != before]


def _class(token: str) -> str | None:
    if token[0].isdigit():
        return "number"
    if not token[0].isalpha():
        return None
    known = _CLASS_OF.get(token) or _CLASS_OF.get(token.split("'", maxsplit=1)[0])
    return known or next((e for e, least in _ENDINGS if token.endswith(e) and len(token) >= least), OTHER)


def order(text: str) -> float:
    """How well the words follow each other: the sum over their pairs, divided by the root of how many there are; 0 by chance.

    The sum of n pairs that say nothing varies by about the root of n, so that long and short texts can be compared.
    """
    table = load_followers()
    found = [table[pair] for pair in pairs(text)]
    return sum(found) / math.sqrt(len(found)) if found else 0.0


def is_shuffled(text: str) -> bool:
    """Whether the words of a text must have been shuffled."""
    return len(text.split()) >= MIN_ORDER_WORDS and order(text) < SHUFFLED_BELOW


@functools.cache
def load_followers() -> Followers:
    """The table: a row for each class with hundredths of a natural logarithm for each class of the next word.

    Raises:
        OSError: the file is missing: the installation is broken.
        ValueError: it is damaged.
    """
    rows = [
        line.split() for line in WORD_ORDER_FILE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}
    ]
    if [row[0] for row in rows] != list(CLASSES):
        raise ValueError(f"{WORD_ORDER_FILE} does not have a row for each class of words: install again.")
    return {(row[0], name): int(value) / 100 for row in rows for name, value in zip(CLASSES, row[1:], strict=True)}
