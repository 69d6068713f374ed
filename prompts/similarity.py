"""How near two questions are to each other: by the words that carry their meaning, and by a list of known pairs."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from prompts.yaml_source import parse, read_text

MAX_SIMILARITY = 0.35
"""Share of content words that two questions of one plan may have in common; above it they sound alike."""

_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    _WORD.findall(
        "the and you your that what how did was were with for about when have tell time would can are from this not had"
        " who does why which them they has will one into than then there give example describe walk through explain"
    )
)


@functools.lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words of a question that carry its meaning."""
    return frozenset(_WORD.findall(text.lower())) - _COMMON


def similarity(one: str, other: str) -> float:
    """Share of content words that two texts have in common, from 0 to 1, measured on the shorter of the two."""
    mine, theirs = content_words(one), content_words(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


@functools.cache
def near_duplicates() -> frozenset[frozenset[str]]:
    """Pairs of question ids (near_duplicates.yaml) that belong into different interviews though their words differ.

    Raises:
        SourceError: the file cannot be read.
    """
    path = Path(__file__).with_name("near_duplicates.yaml")
    return frozenset(frozenset(map(str, pair)) for pair in parse(read_text(path), path)["pairs"])
