"""Words without their endings, so that "sizes" and "size", "deployed" and "deploy" are the same word. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z]+)*")
_ENDINGS = tuple("ications ication ements ement ations ation ingly ings ing ies ied ed es ly s e y".split())
LEAST_STEM = 3
"""Letters that a word keeps at least."""


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, in order; what follows an apostrophe is left out."""
    return _WORD.findall(re.sub(r"['’]\w*", "", text.lower()))


def stem(word: str) -> str:
    """A word without its ending. Not linguistics: only equal for forms of one word, and hardly ever for two words."""
    for ending in _ENDINGS:
        if ending == "y" and word[-2:-1] in {"a", "e", "o"}:
            continue  # "deploy"; but "latency", as in "latencies"
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM and not word.endswith("ss"):
            root = word[: -len(ending)]
            return root[:-1] if len(root) > LEAST_STEM and root[-1] == root[-2] and root[-1] not in "sl" else root
    return word


def stems_of(text: str) -> frozenset[str]:
    """The words of a text without their endings."""
    return frozenset(map(stem, words_of(text)))
