"""Fixed clips with known words and times, and how far a recogniser is from them; used by tests and by evaluate.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples
from tests.audio.miniature_whisper import text
from tests.audio.miniature_whisper.speech import speak

CLOSE_S = 0.1


@dataclass(frozen=True)
class SpokenWord:
    """A word in lower case and when it is said."""

    text: str
    start_s: float
    end_s: float
    first: bool
    """Whether it is the first of its clip; Whisper's alignment begins there at 0 always."""


@dataclass(frozen=True)
class Clip:
    """What is heard, and what is said in it."""

    name: str
    samples: Samples
    text: str
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True)
class Difference:
    """Wrong words (inserted, lost or changed) of `words`, and the errors of the starts of those that are right."""

    wrong: int
    words: int
    start_errors_s: tuple[float, ...]

    @property
    def error_rate(self) -> float:
        """Wrong words for each word that was said."""
        return self.wrong / max(1, self.words)


def words_of(written: str) -> list[str]:
    """The words in lower case without marks."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", written.lower())


@cache
def held_out(seconds: float, count: int, *, paragraph: bool = False, seed: int = 5) -> tuple[Clip, ...]:
    """`count` clips of at most `seconds` of sentences that were never trained on, with pauses or as one paragraph."""
    random, clips = Random(seed), []
    kind = "paragraph" if paragraph else "with pauses"
    for number in range(count):
        pool = list(text.corpus().held_out)
        random.shuffle(pool)
        make = _paragraph if paragraph else _with_pauses
        clips.append(make(f"{seconds:g} s, {kind}, {number + 1}", pool, seconds, random))
    return tuple(clips)


@cache
def answer(name: str) -> Clip:
    """A scripted answer in one go, at its own pace."""
    found = next(item for item in text.answers()["answers"] if item["id"] == name)
    line = " ".join(sentence["text"] for sentence in found["sentences"])
    return _paragraph(name, [line], 120, Random(0), text.answers()["words_per_minute"])


def difference(said: tuple[SpokenWord, ...], heard: list[tuple[str, float]]) -> Difference:
    """Compare by the cheapest alignment of the words; `heard` is (word, start in seconds)."""
    right = _matches([word.text for word in said], [word for word, _ in heard])
    errors = tuple(abs(said[i].start_s - heard[j][1]) for i, j in right[1] if not said[i].first)
    return Difference(right[0], len(said), errors)


def _with_pauses(name: str, pool: list[str], seconds: float, random: Random) -> Clip:
    pieces, words, lines, at = [_quiet(0.3)], list[SpokenWord](), list[str](), 0.3
    for line in pool:
        spoken = speak(line, random.choice((160, 175, 190)))
        if spoken is None or (lines and at + len(spoken.samples) / SAMPLE_RATE > seconds):
            break
        words += _words(line, spoken, at, first=not words)
        pieces += [spoken.samples, _quiet(random.choice((0.3, 0.6, 1.0, 2.0)))]
        lines.append(line)
        at = sum(map(len, pieces)) / SAMPLE_RATE
    return Clip(name, np.concatenate(pieces), " ".join(lines), tuple(words))


def _paragraph(name: str, pool: list[str], seconds: float, random: Random, rate: int = 175) -> Clip:
    chosen, spoken = pool[0], speak(pool[0], rate)
    for count in range(2, len(pool) + 1):
        longer = speak(" ".join(pool[:count]), rate)
        if longer is None or 0.3 + len(longer.samples) / SAMPLE_RATE > seconds:
            break
        chosen, spoken = " ".join(pool[:count]), longer
    if spoken is None:
        raise ValueError(f"espeak-ng gave no words for {chosen!r}")
    return Clip(
        name, np.concatenate([_quiet(0.3), spoken.samples]), chosen, tuple(_words(chosen, spoken, 0.3, first=True))
    )


def _words(line: str, spoken, at_s: float, *, first: bool) -> list[SpokenWord]:
    return [
        SpokenWord(line[w.start_char : w.end_char].lower(), w.start_s + at_s, w.end_s + at_s, first and not i)
        for i, w in enumerate(spoken.words)
    ]


def _quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _matches(said: list[str], heard: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """The edit distance, and the pairs of places whose words are the same in one cheapest alignment."""
    cost = np.zeros((len(said) + 1, len(heard) + 1), int)
    cost[:, 0], cost[0] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, word in enumerate(said, 1):
        for j, other in enumerate(heard, 1):
            cost[i, j] = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + (word != other))
    i, j, pairs = len(said), len(heard), []
    while i and j:
        same = said[i - 1] == heard[j - 1]
        if cost[i, j] == cost[i - 1, j - 1] + (not same):
            i, j = i - 1, j - 1
            pairs += [(i, j)] if same else []
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return int(cost[-1, -1]), pairs[::-1]
