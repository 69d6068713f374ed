"""Recognises that two answers tell the same story, by the rare words that they share. Pure.

The measure: content words are cut to their stems (rubrics/words.py) and weighted by how rare they are in sentences that
scientists say about their work at large (the rubrics' example sentences), so that "barcode" and "chocolate" count and
"model" hardly does; words of the question do not count at all. The similarity is the cosine of the two weighted sets,
which does not depend on how long either telling is.

Measured on eight authored stories told three times each (tests/interviewer/told_stories.py; three pairs of them share a
trade): at 0.22, 22 of 24 pairs of retellings are recognised and none of 252 pairs of different stories; the nearest
different pair has 0.17, the farthest retelling 0.18.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from interviewer.history.history import Take
from rubrics.load import load_principles
from rubrics.words import content_stems, rarity

SAME_STORY = 0.22
"""Similarity from which on two answers count as one story; above every pair of different stories, see above."""
MIN_STEMS = 12
"""An answer with fewer content words is too short to be recognised by its words (a sentence or two)."""


@functools.cache
def background() -> Mapping[str, float]:
    """How rare each stem is in talk about work, 0 to 1; a stem that is not in it counts 1."""
    rubrics = load_principles().values()
    return rarity(s for rubric in rubrics for s in (*rubric.positive, *rubric.negative, *rubric.platitudes))


def fingerprint(answer: str, question: str = "") -> frozenset[str]:
    """The stems by which an answer is recognised: its content words without those of its question."""
    return content_stems(answer) - content_stems(question)


def likeness(one: frozenset[str], other: frozenset[str], rare: Mapping[str, float] | None = None) -> float:
    """Cosine similarity of two sets of stems, 0 to 1, each stem weighted by its rarity.

    Args:
        one: stems of an answer.
        other: stems of another.
        rare: weights; by default those of `background`.
    """
    weights = background() if rare is None else rare
    size = known_size if rare is None else functools.partial(_squared, weights=weights)
    sizes = size(one) * size(other)
    return _squared(one & other, weights) / sizes**0.5 if sizes else 0.0


def _squared(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(stem, 1.0) ** 2 for stem in stems)


@functools.lru_cache(maxsize=8192)
def known_size(stems: frozenset[str]) -> float:
    """Remembered: among hundreds of answers each is compared with many others."""
    return _squared(stems, background())


def is_told(take: Take) -> bool:
    """Whether a take tells a story that is long enough to be recognised."""
    return take.story and len(fingerprint(take.answer, take.question)) >= MIN_STEMS


def groups(takes: Sequence[Take], known: Sequence[Sequence[Take]] = ()) -> list[list[Take]]:
    """Takes that tell the same story, together; each take goes to the group that holds the most similar one.

    Args:
        takes: oldest first; those that are in `known` already, or too short, are passed over.
        known: groups to begin with, in order; they come first in the result, even when nothing joins them.
    """
    found = [list(group) for group in known]
    prints = [[fingerprint(take.answer, take.question) for take in group] for group in found]
    taken = {take.name for group in found for take in group}
    for take in takes:
        if take.name in taken or not is_told(take):
            continue
        stems = fingerprint(take.answer, take.question)
        scores = [max((likeness(stems, other) for other in group), default=0.0) for group in prints]
        best = max(range(len(scores)), key=lambda index: scores[index], default=None)
        if best is None or scores[best] < SAME_STORY:
            found.append([take])
            prints.append([stems])
        else:
            found[best].append(take)
            prints[best].append(stems)
    return found
