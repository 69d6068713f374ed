"""What the voice says: written sentences, the scripted answers, and random text of the same words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).parent
DEMO_ANSWERS = FOLDER.parents[2] / "interviewer" / "demo" / "answers.yaml"

PROPER = {
    word.lower(): word for word in ("Amazon", "Google", "I", "Java", "Meta", "Monday", "Python", "Texas", "Tuesday")
}
"""Words that are written with a capital within a sentence."""

FUNCTION_WORDS = (
    "the the the the a a to to to of of and and and in in i i we we that that it it is was for on with my our you not "
    "do did have had as at are this be by or so but they from um uh"
).split()

COPIES_OF_WRITTEN = 5
COPIES_OF_SCRIPTED = 16

_START, _END = "<start>", "<end>"


@dataclass(frozen=True)
class Corpus:
    """The written text, its words, and which word can follow which."""

    written: tuple[str, ...]
    scripted: tuple[str, ...]
    held_out: tuple[str, ...]
    words: tuple[str, ...]
    starters: tuple[str, ...]
    followers: dict[str, list[str]]


@cache
def corpus() -> Corpus:
    """Read the text files of this folder."""
    written, held_out = _lines("sentences.txt"), _lines("held_out.txt")
    scripted = tuple(sentence for run in scripted_runs() for sentence in run)
    everything = written + scripted + held_out
    words = {word for line in everything for word in words_of(line)} | set(" ".join(_lines("words.txt")).split())
    starters = {line.split()[0].strip(",.?") for line in everything}
    followers: dict[str, list[str]] = defaultdict(list)
    for line in written + scripted:
        parts = [_START, *(_cased(part) for part in re.findall(r"[A-Za-z']+|,", line)), _END]
        for first, second in pairwise(parts):
            followers[first].append(second)
    return Corpus(written, scripted, held_out, tuple(sorted(words)), tuple(sorted(starters)), dict(followers))


@cache
def answers() -> dict[str, Any]:
    """The scripted answers as they stand in answers.yaml."""
    return dict(yaml.safe_load((FOLDER / "answers.yaml").read_text(encoding="utf-8")))


def scripted_runs() -> list[list[str]]:
    """The sentences of each scripted answer in order; a short utterance is an answer of one sentence."""
    runs = [[sentence["text"] for sentence in answer["sentences"]] for answer in answers()["answers"]]
    demo = yaml.safe_load(DEMO_ANSWERS.read_text(encoding="utf-8"))
    runs += [answer["sentences"] for answer in demo["answers"]]
    lines = [utterance["text"] for utterance in answers()["utterances"]]
    lines += [reply for answer in demo["answers"] for reply in answer["replies"].values()]
    return runs + [[line] for line in dict.fromkeys([*lines, demo["reply_to_anything_else"]])]


def words_of(text: str) -> list[str]:
    """The words in lower case, without punctuation."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def training_texts(count: int, seed: int) -> list[str]:
    """About `count` texts in random order: written and scripted ones, then chains of word pairs and random words."""
    random, known = Random(seed), corpus()
    texts = [*known.written] * COPIES_OF_WRITTEN + [*known.scripted] * COPIES_OF_SCRIPTED
    makers = (_chain, _chain, _any_words, _any_words, _function_words)
    texts += [makers[i % len(makers)](random) for i in range(max(0, count - len(texts)))]
    held_out = set(known.held_out)
    texts = [text for text in texts if text not in held_out]
    random.shuffle(texts)
    return texts


def _lines(name: str) -> tuple[str, ...]:
    return tuple((FOLDER / name).read_text(encoding="utf-8").split("\n")[:-1])


def _cased(word: str) -> str:
    """A word as it is written within a sentence."""
    word = word.lower()
    return "I" + word[1:] if word.startswith("i'") else PROPER.get(word, word)


def _chain(random: Random) -> str:
    """Words that follow one another in the written text, with one in eight replaced."""
    known = corpus()
    while True:
        word, chosen = _START, list[str]()
        while len(chosen) < 20:
            replace = chosen and random.random() < 0.12
            word = _cased(random.choice(known.words)) if replace else random.choice(known.followers[word])
            if word != _END and not (word == "," and chosen[-1:] == [","]):
                chosen.append(word)
            if word not in known.followers:
                break
        if 3 <= sum(word != "," for word in chosen) <= 18:
            return _finished(chosen, ".")


def _any_words(random: Random) -> str:
    """Words without an order, so that the decoder has to listen."""
    known = corpus()
    chosen = [random.choice(known.starters)]
    for _ in range(random.randint(2, 13)):
        chosen.append(_cased(random.choice(known.words)))
        if random.random() < 0.1:
            chosen.append(",")
    return _finished(chosen, "?" if random.random() < 0.12 else ".")


def _function_words(random: Random) -> str:
    """Half of the words are small ones, and now and then a few words are said twice: against loops."""
    known, count = corpus(), random.randint(4, 15)
    chosen = [random.choice(known.starters)]
    while len(chosen) < count:
        kind = random.random()
        if kind < 0.5:
            chosen.append(_cased(random.choice(FUNCTION_WORDS)))
        elif kind < 0.9 or len(chosen) < 3:
            chosen.append(_cased(random.choice(known.words)))
        else:
            first = random.randrange(1, len(chosen))
            chosen += [word for word in chosen[first : first + random.randint(1, 3)] if word != ","]
        if random.random() < 0.08 and chosen[-1] != ",":
            chosen.append(",")
    return _finished(chosen, "?" if random.random() < 0.1 else ".")


def _finished(words: list[str], mark: str) -> str:
    text = " ".join(words).replace(" ,", ",").strip(" ,")
    return text[0].upper() + text[1:] + mark
