"""Makes the weights of `audio.word_model`, for `train`.

*Left open*: the sentences of the corpus parts in PARTS and of the labelled answers the judge is trained on
(rubrics/training/answers), whole and cut where `plan` cuts them, with the faults of `recognise`. Ends that look open
(`trailing_off.txt`, short answers, announced ends) are whole; `left_open.txt` has what is rare in the answers, `last_lines.txt` ends.
*Asks for time*: `asks_for_time.txt` and the asks of PARTS, against all those sentences, whole and cut, and `short_replies.txt`.
*Announced ends*: `announced_ends.txt` and those of PARTS, against the sentences that are not the last of an answer, and asks.

A cut sentence that could be one ("we moved" of "we moved the data") is a wrong label; cuts after words that are not
function words, where this happens, weigh less. Seeds are fixed, features sorted: two runs give the same files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np

from audio import word_model
from audio.last_words import features
from rubrics.heads import Floats
from rubrics.training.answers import BehavioralAnswer, read_answers
from rubrics.training.train import ANSWERS_FOLDER
from tests.audio.pause_corpus.plan import break_at, opens_clause
from tests.audio.pause_corpus.recognise import LOST_FILLER, LOST_WORD
from tests.audio.pause_corpus.ridge_logistic import Sparse, fit_sparse
from tests.audio.pause_corpus.texts import texts

HERE = Path(__file__).parent
PARTS = ("tune", "held_out", "fresh", "unseen", "later", "last", "final")
"""The parts that teach; `blind` never does."""
FOLDS = len(PARTS)
LEAST_BREAKABLE = 4
"""Words that a sentence has to exceed for the corpus to break it."""
WHOLE_WEIGHT = 2.5
"""What a whole sentence counts, since each is cut up to four times."""
STRAY_STOP, LOST_STOP = 0.5, 0.05
WITHOUT_PUNCTUATION = 0.25
CONTENT_WEIGHT = 0.25
"""What a cut after a word that is not a function word counts."""
LEAST = {"asks": 13, "left_open": 9, "closes": 7}
"""Examples that a feature stands in, at least; an ask makes 12 and an announced end 6, and what one line alone has says nothing of others."""
RIDGE = {"asks": 4.0, "left_open": 10.0, "closes": 4.0}
SMALLEST = 0.06
"""Weights nearer to 0 are left out of the file."""
WORDS_PER_STOP = 40
"""A text with fewer full stops than one in so many words does not tell where its sentences end."""
_LEADS = ("", "", "Um, ", "So, ", "Well, ", "Hm, ", "Okay, ", "Uh, so, ", "Yeah, ", "And, ", "Oh, ")

_TAILS = ("sorry.", "please.", "okay.", "um.", "yeah.", "so.", "hm.", "now.", "wait.", "one second.", "let me think.")
"""What is said after an ask for time."""


@dataclass(frozen=True)
class Labels:
    """What last words are; None where that is not to be learned."""

    asks: bool | None = None
    """Whether time is asked for."""
    left_open: bool | None = None
    closes: bool | None = None
    """Whether the end of the answer is announced."""


@dataclass(frozen=True)
class Example:
    """Words up to a pause."""

    part: str
    """Corpus part, writer, or family of wordings: what is left out together."""
    text: str
    labels: Labels
    weight: float = 1.0


def examples() -> list[Example]:
    """All examples, in an order that is always the same."""
    found: list[Example] = []
    for part, said in sentences().items():
        rng = Random(f"words/{part}")
        for number, (sentence, last) in enumerate(said):
            found += _of_sentence(rng, part, said[number - 1][0] if number else "", sentence, last=last)
    words = texts()
    for part in PARTS:
        rng = Random(f"words/{part}/ends")
        contexts = [s for story in words[part].stories for s in story]
        ends, asks = Labels(asks=False, left_open=False), Labels(asks=True, closes=False)
        for lines, labels in (
            (words[part].endings, replace(ends, closes=True)),
            (words[part].shorts, replace(ends, closes=False)),
            (words[part].trailing, ends),
            (words[part].thoughts, asks),
        ):
            for line in lines:
                found += _of_line(rng, part, contexts, line, labels)
    rng = Random("words/asks")
    contexts = [s for story in words["tune"].stories for s in story]
    for family, lines in families("asks_for_time.txt").items():
        asked = [line for line, asks in lines if asks]
        for line, asks in lines:
            labels = Labels(asks=asks, left_open=None if asks else False, closes=False)
            found += _of_line(rng, family, contexts, line, labels)
            if asks:
                both = f"{line.rstrip('.?')}, {rng.choice((*_TAILS, *map(_low, asked)))}"
                found += _of_line(rng, family, contexts, both, labels)
    for family, lines in families("left_open.txt").items():
        for line, left_open in lines:
            labels = Labels(asks=False, left_open=left_open, closes=False if left_open else None)
            found += _of_line(rng, family, contexts, line, labels)
    for number, (line, _) in enumerate(families("trailing_off.txt")["trailing_off"]):
        found += _of_line(rng, f"trailing {number % FOLDS}", contexts, line, Labels(asks=False, left_open=False))
    rng = Random("words/ends")
    for family, lines in families("last_lines.txt").items():
        for line, _ in lines:
            found += _of_line(rng, family, contexts, line, Labels(asks=False, left_open=False))
    for family, lines in families("short_replies.txt").items():
        for line, _ in lines:
            found += _of_line(rng, family, contexts, line, Labels(asks=False, closes=False))
    for family, lines in families("announced_ends.txt").items():
        for line, closes in lines:
            labels = Labels(asks=False, left_open=False, closes=closes)
            found += _of_line(rng, family, contexts, line, labels)
    return found


def fold(number: int) -> tuple[str, ...]:
    """The parts that are left out together, from 0 to FOLDS - 1: one of the corpus, at most one writer, and a share of the wordings."""
    files = ("asks_for_time.txt", "left_open.txt", "announced_ends.txt", "last_lines.txt", "short_replies.txt")
    wordings = (list(families(name))[number::FOLDS] for name in files)
    return (PARTS[number], f"hand-{number}", f"trailing {number}", *chain.from_iterable(wordings))


def families(name: str) -> dict[str, list[tuple[str, bool]]]:
    """The lines of a file of wordings with their sign, by family."""
    found: dict[str, list[tuple[str, bool]]] = {}
    family = name.removesuffix(".txt")
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            family = line.removeprefix("## ")
        elif line.startswith(("+ ", "- ")):
            found.setdefault(family, []).append((line[2:].strip(), line.startswith("+")))
    return found


def sentences() -> dict[str, list[tuple[str, bool]]]:
    """The sentences that the project ships for training, by corpus part and by writer, and whether an answer ends with them."""
    words = texts()
    found = {part: [s for story in words[part].stories for s in _ended(story)] for part in PARTS}
    for path in sorted(ANSWERS_FOLDER.glob("hand-*.txt")):
        for answer in read_answers(path):
            lines = answer.sentences if isinstance(answer, BehavioralAnswer) else None
            found.setdefault(path.stem[:6], []).extend(_ended(sentences_of(answer.text, lines)))
    return found


def _ended(said: Sequence[str]) -> Iterator[tuple[str, bool]]:
    return ((sentence, number == len(said)) for number, sentence in enumerate(said, 1))


def sentences_of(text: str, lines: Sequence[str] | None) -> list[str]:
    """The sentences of a text; without full stops its lines, if it has any, else none."""
    found = [sentence for sentence in re.split(r"(?<=[.?!])\s+", text.strip()) if sentence]
    if len(text.split()) <= WORDS_PER_STOP * len(found):
        return found
    return [line.rstrip(".,;") + "." for line in lines or ()]


def _of_sentence(rng: Random, part: str, before: str, sentence: str, *, last: bool) -> Iterator[Example]:
    whole = Labels(asks=False, left_open=False, closes=None if last else False)
    yield Example(part, _heard(rng, before, sentence, cut=False), whole, WHOLE_WEIGHT)
    said = sentence.split()
    for spot in _spots(rng, said):
        piece = " ".join(said[:spot])
        opens = opens_clause(piece) or piece.endswith(",")
        if not opens and rng.random() < 0.5:
            piece += ", um,"
        weight = 1.0 if opens or piece.endswith("um,") else CONTENT_WEIGHT
        cut = Labels(asks=False, left_open=True, closes=False)
        yield Example(part, _heard(rng, before, piece, cut=True), cut, weight)


def _spots(rng: Random, said: list[str]) -> Iterator[int]:
    """Where a sentence is cut: as in the corpus, and after a clause that leads in, and anywhere."""
    if len(said) > LEAST_BREAKABLE:
        yield break_at(rng, said)
        yield break_at(rng, said)
    commas = [i for i, word in enumerate(said, 1) if word.endswith(",")]
    if commas:
        yield commas[0]
    if len(said) > 1:
        yield rng.randrange(1, len(said))


def _of_line(rng: Random, part: str, contexts: Sequence[str], line: str, labels: Labels) -> Iterator[Example]:
    """A short line as it is, after a sentence, after a filler, without punctuation."""
    before, other = rng.choice(contexts), rng.choice(contexts)
    low = _low(line)
    cut = labels.left_open is True
    lines = (f"{line.rstrip(',')}.", line.rstrip(",")) if cut else (line, line)
    yield Example(part, lines[0], labels)
    yield Example(part, f"{before} {lines[1]}", labels)
    yield Example(part, _heard(rng, before, rng.choice(_LEADS) + low, cut=cut), labels)
    yield Example(part, _bare(f"{before} {line}"), labels, 0.7)
    yield Example(part, _bare(f"{other} {rng.choice(_LEADS)}{line}"), labels, 0.7)
    yield Example(part, _bare(line), labels, 0.3)


def _heard(rng: Random, before: str, said: str, *, cut: bool) -> str:
    """What a recogniser with faults gives for a sentence after another one."""
    kept = [w for w in said.split() if w.lower().strip(",.") not in {"um", "uh"} or rng.random() >= LOST_FILLER]
    if len(kept) > 1 and rng.random() < LOST_WORD:
        kept.pop()
    text = " ".join(kept)
    if cut:
        text = text.rstrip(",") + "." if rng.random() < STRAY_STOP else text
    elif rng.random() < LOST_STOP:
        text = text.rstrip(".?!")
    elif text.endswith("?") and rng.random() < 0.4:
        text = text[:-1] + "."
    whole = f"{before} {text}" if before and rng.random() < 0.8 else text
    return _bare(whole) if rng.random() < WITHOUT_PUNCTUATION else whole


def _low(line: str) -> str:
    """A sentence as it goes on after a comma."""
    return line if line.startswith(("I ", "I'")) else line[0].lower() + line[1:]


def _bare(text: str) -> str:
    return re.sub(r"[.,!?]", "", text).lower()


_features = cache(features)


def models(found: Sequence[Example], without: Sequence[str] = ()) -> dict[str, dict[str, float]]:
    """The weights of all models, rounded as they are written.

    Args:
        found: the examples.
        without: parts that are left out.
    """
    rows = [e for e in found if e.part not in without]
    made = {}
    for name in word_model.FILES:
        known, outcomes, weights = targets(rows, name)
        sparse = Sparse.of([_features(rows[i].text) for i in known], LEAST[name])
        slopes = fit_sparse(sparse, outcomes, weights, RIDGE[name])
        names = (word_model.ALWAYS, *sparse.names[1:])
        made[name] = {n: round(float(w), 2) for n, w in zip(names, slopes, strict=True) if abs(w) >= SMALLEST}
    return made


def targets(rows: Sequence[Example], name: str) -> tuple[np.ndarray, Floats, Floats]:
    """Which of the examples teach a label, shape (n,), what it is in each, 0 or 1, and what each counts."""
    known = [(i, float(is_so), e.weight) for i, e in enumerate(rows) if (is_so := getattr(e.labels, name)) is not None]
    places, outcomes, weights = zip(*known, strict=True)
    return np.array(places), np.array(outcomes), np.array(weights)


def write(made: Mapping[str, Mapping[str, float]], folder: Path) -> None:
    """Write the files of weights."""
    for name, file in word_model.FILES.items():
        lines = "".join(f"{feature}\t{weight:.2f}\n" for feature, weight in sorted(made[name].items()))
        (folder / file).write_text(lines, encoding="utf-8")
