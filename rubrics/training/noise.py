"""Makes a text look as a recogniser might give it: slips, lost words, fillers, no punctuation. Deterministic by seed."""

from __future__ import annotations

import random

WORD_ERRORS = 0.1
"""Share of words that are hit: dropped, doubled or mistaken, in equal parts; base.en on clear speech has 0.04 to 0.12."""
FILLERS = ("um", "uh", "you know", "like", "so")
FILLER_SHARE = 0.03
_MISTAKEN = {
    "their": "there", "than": "then", "for": "four", "to": "two", "its": "it's", "our": "are", "by": "buy", "we": "he",
    "in": "and", "the": "a", "a": "the", "data": "date", "was": "is", "of": "off", "right": "write", "weight": "wait",
}  # fmt: skip


def as_recognised(text: str, seed: int, errors: float = WORD_ERRORS, *, bare: bool = True) -> str:
    """`text` with recognition errors.

    Args:
        text: any.
        seed: the same seed gives the same noise.
        errors: share of the words that are dropped, doubled or mistaken.
        bare: without punctuation and capitals, as poor recognition is.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    words = []
    for word in text.split():
        plain = word.strip(".,;:!?\"'()").lower()
        shown = (plain or word) if bare else word
        if rng.random() < FILLER_SHARE:
            words.append(rng.choice(FILLERS))
        if rng.random() >= errors:
            words.append(shown)
            continue
        match rng.randrange(3):
            case 0:
                continue
            case 1:
                words += [shown, shown]
            case _:
                words.append(_MISTAKEN.get(plain, shown[:-1] if len(shown) > 3 else shown))
    return " ".join(words) or text
