"""Makes the weights of `audio.finality`, for `train`.

From every pause of 0.45 s and more, and every end, of answers that the corpus's generator speaks: the stories of
`fit_words.PARTS`, the labelled answers the judge is trained on (rubrics/training/answers), and, where it is named, a
file of real people's typed answers (JSON lines with `person` and `answer`; the shipped weights were made with the 328
of the SIOP machine learning competition of 2024, MIT licence). The three sources weigh 0.4, 0.35 and 0.25. What the models
of the last words say of a moment is said by models that were made without its fold; else they would be trusted more
than on new words. Seeds are fixed: two runs give the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from audio import finality
from audio.completeness import completeness
from audio.protocols import SAMPLE_RATE
from audio.word_model import LastWords
from rubrics.heads import Floats
from rubrics.training.answers import BehavioralAnswer, read_answers
from rubrics.training.logistic import fit_logistic
from rubrics.training.train import ANSWERS_FOLDER
from tests.audio.pause_corpus.fit_meaning import Made
from tests.audio.pause_corpus.fit_words import PARTS, fold, sentences_of
from tests.audio.pause_corpus.plan import SPEAKERS, Deck, Part, SpokenAnswer, answer_parts, speaker_answers
from tests.audio.pause_corpus.recognise import FaultyRecogniser
from tests.audio.pause_corpus.texts import Texts, texts

DRAWS = 3
"""Times that each answer is spoken, each time with other pauses and faults."""
LEAST_PAUSE_S = 0.45
SEARCH_S = 1.5
"""Seconds from which a pause within a sentence is a search for words."""
SHARES = {"corpus": 0.4, "hands": 0.35, "people": 0.25}
"""What each source weighs: the parts that teach (`later` among them), the judge's labelled answers, real people's."""
RIDGE = 1e-5
LETTERS_PER_S = 16
"""Only the order of words and pauses counts here, not their times."""
ENDINGS = ("statement", "announced", "trailing")
ENDING_SHARES = (80, 16, 4)


@dataclass(frozen=True)
class Moment:
    """A pause or an end, as the policy sees it."""

    source: str
    part: str
    """Corpus part, writer, or half of the people: what is left out together."""
    text: str
    story: bool
    outcome: str
    """`search`, `pause` or `end`."""


def moments(people: Path | None) -> list[Moment]:
    """All moments, in an order that is always the same."""
    words = texts()
    found = [m for part in PARTS for m in _corpus(part, words[part])]
    for path in sorted(ANSWERS_FOLDER.glob("hand-*.txt")):
        writer = path.stem[:6]
        for answer in read_answers(path):
            lines = answer.sentences if isinstance(answer, BehavioralAnswer) else None
            said = sentences_of(answer.text, lines)
            if said:
                found += _drawn("hands", writer, answer.id, said, words[PARTS[int(writer[-1])]])
    if people is not None:
        for number, row in enumerate(people.read_text(encoding="utf-8").splitlines()):
            fields = json.loads(row)
            half = int(fields["person"][1:]) % 2
            said = sentences_of(fields["answer"], None)
            if said:
                found += _drawn("people", f"people {half}", f"{number}", said, words[PARTS[half]])
    return found


def _corpus(part: str, words: Texts) -> Iterator[Moment]:
    for draw in range(DRAWS):
        tellers = {kind: Deck(getattr(words, kind), f"{part}/{draw}") for kind in ("long", "follow_ups")}
        for number in range(SPEAKERS[part]):
            for answer in speaker_answers(part, number, "", words, tellers, seed=f"fit/{draw}"):
                yield from _heard("corpus", part, answer)


def _drawn(source: str, part: str, name: str, said: Sequence[str], words: Texts) -> Iterator[Moment]:
    for draw in range(DRAWS):
        rng = Random(f"fit/{source}/{part}/{name}/{draw}")
        ending = rng.choices(ENDINGS, ENDING_SHARES)[0]
        parts = answer_parts(rng, words, ending, rng.uniform(0.7, 1.5), tuple(said))
        yield from _heard(source, part, _answer(f"{part}/{name}/{draw}", rng, ending, parts))


def _answer(name: str, rng: Random, ending: str, parts: Sequence[Part]) -> SpokenAnswer:
    return SpokenAnswer(
        id=name,
        stratum="fit",
        speaker=name,
        voice="",
        rate_wpm=160,
        snr_db=None,
        punctuates=rng.random() < 0.8,
        ending=ending,
        seed=rng.randrange(2**31),
        lead_s=0.0,
        parts=tuple(parts),
    )


def _heard(source: str, part: str, answer: SpokenAnswer) -> Iterator[Moment]:
    spans, position = list[tuple[int, int]](), 0
    for piece in answer.parts:
        end = position + len(piece.text) * SAMPLE_RATE // LETTERS_PER_S
        spans.append((position, end))
        position = end + round(piece.pause_s * SAMPLE_RATE)
    recogniser = FaultyRecogniser(answer, tuple(spans))
    for piece, (_, end) in zip(answer.parts, spans, strict=True):
        text, over = recogniser.text(end), piece is answer.parts[-1]
        if text and (over or piece.pause_s >= LEAST_PAUSE_S):
            search = piece.why != "sentence" and piece.pause_s >= SEARCH_S
            yield Moment(source, part, text, answer.story, "end" if over else "search" if search else "pause")


def heard(found: Sequence[Moment], models: Sequence[Made]) -> list[LastWords]:
    """What models of the last words say of each moment that were made without its fold.

    Args:
        found: the moments; those of people belong to the first two folds.
        models: as `fit_meaning.made_in_turn` gives them.
    """
    said: dict[Moment, LastWords] = {}
    for number, model in enumerate(models):
        parts = of_fold(number)
        mine = [m for m in found if m.part in parts]
        said |= zip(mine, model.read([m.text for m in mine]), strict=True)
    return [said[m] for m in found]


def of_fold(number: int) -> tuple[str, ...]:
    """What is left out together: as in `fit_words`, and some of the people."""
    return (*fold(number), f"people {number}")


@dataclass(frozen=True)
class Table:
    """Moments as numbers."""

    names: tuple[str, ...]
    features: Floats
    """Shape (n, n_cues)."""
    outcome: np.ndarray
    weight: Floats


def table(found: Sequence[Moment], heard: Sequence[LastWords]) -> Table:
    """The cues of each moment, and how much it weighs; `heard` is what models that do not know it say of its words."""
    rows = [
        finality.cues(m.text, completeness(m.text, words), words, m.story)
        for m, words in zip(found, heard, strict=True)
    ]
    names = tuple(sorted({name for row in rows for name in row}))
    features = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    source = np.array([m.source for m in found])
    weight = np.array([SHARES[s] for s in source]) / np.array([np.count_nonzero(source == s) for s in source])
    return Table(names, features, np.array([m.outcome for m in found]), weight * len(found))


def weights(of: Table) -> tuple[Floats, Floats]:
    """Weights, shape (n_cues, 2), and what is always added, shape (2,): of a search and of a pause against the end."""
    slopes, always = [], []
    for outcome in ("search", "pause"):
        rows = np.isin(of.outcome, (outcome, "end"))
        layer = fit_logistic(of.features[rows], of.outcome[rows] == outcome, RIDGE, of.weight[rows])
        slopes.append(layer.weights[:, 0])
        always.append(layer.bias[0])
    return np.stack(slopes, axis=1), np.array(always)


def source_text(names: Sequence[str], slopes: Floats, always: Floats) -> str:
    """The module with the weights, as `finality_weights` gives them."""
    rows = "".join(f'    "{name}": ({a:.2f}, {b:.2f}),\n' for name, (a, b) in zip(names, slopes, strict=True))
    return (
        '"""The weights of `audio.finality`, made by `tests/audio/pause_corpus/fit_finality.py`; not to be edited."""\n\n'
        "from __future__ import annotations\n\n"
        f"ALWAYS = ({always[0]:.2f}, {always[1]:.2f})\n"
        '"""What is added to the odds of a search, and of an ordinary pause, whatever was said."""\n'
        "WEIGHTS: dict[str, tuple[float, float]] = {\n"
        f"{rows}}}\n"
        '"""What each cue adds to them, for each unit of its value."""\n'
    )


def finality_weights(found: Sequence[Moment], said: Sequence[LastWords]) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names of the cues, and their weights, rounded as they are written."""
    of = table(found, said)
    slopes, always = weights(of)
    return of.names, np.round(slopes, 2), np.round(always, 2)
