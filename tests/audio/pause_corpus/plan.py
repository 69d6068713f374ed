"""Draws the answers of the corpus from a seed: who speaks, what, with which pauses, in how much noise.

Pauses. After a finished sentence they are log-normal (the shape found for silent pauses by Campione & Véronis 2002)
around 0.65 s times the speaker's own slowness, from 0.2 s on, without a bound but that of the corpus, 8 s: 3% last
longer than 2 s, for the slowest speakers 10%. Inside sentences most are of 0.2 to 1.5 s, and a tail reaches 8 s after
an unfinished clause, a hesitation or "let me think": people stop before the word they look for (Maclay & Osgood 1959),
so three of four stand after a function word; of the long ones after another word half follow a filler, since a silence
alone seldom marks a search for words (Campione & Véronis 2005).
In the stratum `hard` every answer has 2 to 4 s of silence after one of its finished sentences.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from tests.audio.pause_corpus.texts import Story, Texts, texts

MANIFEST = Path(__file__).parent / "manifest.json"
SEED = 20_250
SPEAKERS = {
    "tune": 26,
    "held_out": 34,
    "hard": 8,
    "fresh": 30,
    "unseen": 34,
    "later": 36,
    "last": 36,
    "final": 36,
    "blind": 36,
}
"""Speakers of each stratum; each gives ANSWERS answers.

`tune`: rules and settings were made on it. `held_out` and `fresh`: other texts and other voices, each written before
it was measured; their errors were then looked at. `unseen`: the same, written last; its errors were looked at once,
after the figures in docs/speech.md were taken, so a rule made from then on needed new answers to be measured on:
`later`, written before any rule was changed; its errors too were looked at once, after its figures were taken, and a
rule was mended: `last`, written without a look at the rules as they were then; its errors were looked at after its figures were taken.
`final`: written without a look at rules or weights, by a writer of its own, and played ten times while models and what teaches
them changed; nobody has read its words since the second time. `blind`: by another writer, who had seen nothing either; nobody
who makes the models has read its words (docs/speech.md says how often it was played). All weights are made from the other parts.
`hard`: see above; texts and voices of `held_out`.
"""
ANSWERS = 6
VOICES = {
    "tune": ("en-us", "en-gb", "en-029", "en-gb-x-rp", "en-us+f3", "en-gb+f4", "en-us+m3", "en-gb+m7"),
    "held_out": (
        "en-gb-scotland",
        "en-us-nyc",
        "en-gb-x-gbclan",
        "en-gb-x-gbcwmd",
        "en-us+f1",
        "en-gb+f2",
        "en-us+m1",
        "en-gb+m5",
        "en-us+Annie",
        "en-gb+steph",
    ),
    "fresh": (
        "en-us+m2",
        "en-gb+m4",
        "en-us+f2",
        "en-gb+f5",
        "en-gb-scotland+f3",
        "en-us+Andy",
        "en-gb-x-rp+m6",
        "en-us-nyc+f4",
        "en-029+m8",
        "en-gb-x-gbclan+f1",
    ),
    "unseen": (
        "en-us+m4",
        "en-gb+m6",
        "en-us+f4",
        "en-gb+f3",
        "en-gb-scotland+m3",
        "en-us+linda",
        "en-gb-x-rp+f5",
        "en-us-nyc+m7",
        "en-029+f2",
        "en-gb-x-gbcwmd+m2",
    ),
    "later": (
        "en-us+m5",
        "en-gb+m1",
        "en-us+f5",
        "en-gb+f1",
        "en-gb-scotland+f2",
        "en-us+Michael",
        "en-gb-x-rp+f3",
        "en-us-nyc+m6",
        "en-029+f4",
        "en-gb-x-gbclan+m3",
        "en-gb-x-gbcwmd+f5",
        "en-us+Alicia",
    ),
    "last": (
        "en-us+m6",
        "en-gb+m3",
        "en-us+steph2",
        "en-gb+belinda",
        "en-gb-scotland+m1",
        "en-us+paul",
        "en-gb-x-rp+m4",
        "en-us-nyc+f1",
        "en-029+m5",
        "en-gb-x-gbclan+f4",
        "en-gb-x-gbcwmd+m7",
        "en-us+Andrea",
    ),
    # espeak-ng 1.51 ignores the variant behind "en-gb" and heeds it behind "en", the same English
    "final": (
        "en-us+m7",
        "en+m2",
        "en-us+anika",
        "en+shelby",
        "en-gb-scotland+f5",
        "en-us+travis",
        "en-gb-x-rp+f1",
        "en-us-nyc+m2",
        "en-029+f5",
        "en-gb-x-gbclan+m6",
        "en-gb-x-gbcwmd+f2",
        "en-us+david",
    ),
    "blind": (
        "en-us+adam",
        "en+f3",
        "en-us+robert",
        "en+Denis",
        "en-gb-scotland+m5",
        "en-us+victor",
        "en-gb-x-rp+f4",
        "en-us-nyc+m4",
        "en-029+m3",
        "en-gb-x-gbclan+f2",
        "en-gb-x-gbcwmd+m4",
        "en-us+grandma",
    ),
}
NOISE_SNR_DB = (None, 30, 20, 10)
"""Signal-to-noise ratios of the room; None is a silent one."""
_BREAKABLE_WORDS = 4
_FUNCTION_WORDS = frozenset(
    "the a an of to for with and but or so because that which when if my our their in at by from is was were are "
    "would will than as into on between about every some".split()
)


class Part(BaseModel):
    """Words said in one go and the silence after them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    pause_s: float = 0.0
    """Seconds of silence before the next part; 0 after the last."""
    why: str = "end"
    """`sentence`, `clause`, `thought`, `hesitation` or `end`."""
    breath: bool = False


class SpokenAnswer(BaseModel):
    """One answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    stratum: str
    speaker: str
    voice: str
    rate_wpm: int
    snr_db: int | None
    punctuates: bool
    """Whether the recogniser gives punctuation and capitals."""
    ending: str
    """`statement`, `announced`, `short` or `trailing`."""
    story: bool = True
    """Whether the question asked for a long answer; every fourth such `short` answer is one all the same."""
    seed: int
    lead_s: float
    """Seconds of thought before the first word."""
    parts: tuple[Part, ...]
    true_end_s: float = 0.0
    """Seconds from the start to the last sound, as espeak-ng 1.51 speaks it."""


def draw() -> list[SpokenAnswer]:
    """All answers, always the same."""
    words = texts()
    found = []
    for stratum, count in SPEAKERS.items():
        half = "held_out" if stratum == "hard" else stratum
        tellers = {"long": Deck(words[half].long, stratum), "follow_ups": Deck(words[half].follow_ups, stratum)}
        for number in range(count):
            voice = VOICES[half][number % len(VOICES[half])]
            found += speaker_answers(stratum, number, voice, words[half], tellers)
    return found


class Deck:
    """Stories in random order, each once before any comes again."""

    def __init__(self, stories: tuple[Story, ...], name: str) -> None:
        self._stories, self._rng, self._left = stories, Random(f"{SEED}/deck/{name}"), list[Story]()

    def next(self) -> Story:
        """The next story."""
        if not self._left:
            self._left = self._rng.sample(self._stories, len(self._stories))
        return self._left.pop()


def speaker_answers(
    stratum: str, number: int, voice: str, words: Texts, tellers: dict[str, Deck], seed: int | str = SEED
) -> list[SpokenAnswer]:
    """The answers of one speaker; another seed speaks the same texts in other ways."""
    name = f"{stratum}-{number:02d}"
    rng, rng_story = Random(f"{seed}/{name}"), Random(f"{seed}/{name}/story")
    slowness = rng.uniform(0.7, 1.5)
    rate_wpm, punctuates = rng.choice((140, 160, 180, 200)), rng.random() < 0.8
    answers = []
    for index in range(ANSWERS):
        ending = rng.choices(("statement", "announced", "short", "trailing"), (60, 22, 14, 4))[0]
        long = stratum == "hard" or ending in {"announced", "trailing"} or rng.random() < 0.8
        if ending == "short" and stratum != "hard":
            parts = [Part(text=rng.choice(words.shorts))]
        else:
            parts = answer_parts(rng, words, ending, slowness, tellers["long" if long else "follow_ups"].next())
        if stratum == "hard":
            spot = rng.choice([i for i, part in enumerate(parts) if part.why == "sentence"])
            parts[spot] = _part(rng, parts[spot].text, rng.uniform(2.0, 4.0), "sentence")
        answers.append(
            SpokenAnswer(
                id=f"{name}-{index}",
                stratum=stratum,
                speaker=name,
                voice=voice,
                rate_wpm=rate_wpm,
                snr_db=NOISE_SNR_DB[(number // 2) % len(NOISE_SNR_DB)],
                punctuates=punctuates,
                ending=ending,
                story=rng_story.random() < 0.25 if len(parts) == 1 and ending == "short" else long,
                seed=rng.randrange(2**31),
                lead_s=round(rng.uniform(0.3, 4.0), 2),
                parts=tuple(parts),
            )
        )
    return answers


def answer_parts(rng: Random, words: Texts, ending: str, slowness: float, story: Story) -> list[Part]:
    """A story in the pieces in which it is said, with its pauses and its ending."""
    parts: list[Part] = []
    for said in story:
        if rng.random() < 0.05:
            parts.append(_part(rng, rng.choice(words.thoughts), rng.uniform(1.5, 8.0), "thought"))
        if rng.random() < 0.12:
            parts.append(_part(rng, rng.choice(("Um,", "So,", "Well,", "And, um,", "Uh,")), _short(rng), "hesitation"))
        parts += _sentence(rng, said)
        parts[-1] = _part(rng, parts[-1].text, _between(rng, slowness), "sentence")
    if ending in {"announced", "trailing"}:
        parts.append(Part(text=rng.choice(words.endings if ending == "announced" else words.trailing)))
    parts[-1] = Part(text=parts[-1].text)
    return parts


def _sentence(rng: Random, text: str) -> list[Part]:
    """One sentence, whole or with one or two pauses inside."""
    pieces, said = [], text.split()
    kind = rng.random()
    for _ in range(2 if kind < 0.1 else 1 if kind < 0.3 else 0):
        if len(said) > _BREAKABLE_WORDS:
            spot = break_at(rng, said)
            pieces.append(" ".join(said[:spot]))
            said = said[spot:]
    return [_inside(rng, piece) for piece in pieces] + [Part(text=" ".join(said))]


def break_at(rng: Random, said: list[str]) -> int:
    """The number of words before a pause inside a sentence; mostly it stands after a function word."""
    spots = range(1, len(said) - 1)
    function = [i for i in spots if said[i - 1].lower() in _FUNCTION_WORDS]
    return rng.choice(function if function and rng.random() < 0.75 else list(spots))


def _inside(rng: Random, piece: str) -> Part:
    """A piece of a sentence and the pause in its middle; a long one seldom stands after a content word."""
    open_clause = opens_clause(piece)
    if rng.random() >= (0.16 if open_clause else 0.04):
        return _part(rng, piece, _short(rng), "clause")
    filler = "" if open_clause or rng.random() < 0.5 else f"{'' if piece.endswith(',') else ','} um,"
    return _part(rng, piece + filler, 1.5 * (8.0 / 1.5) ** rng.random(), "clause")


def opens_clause(piece: str) -> bool:
    """Whether the last word is a function word."""
    return piece.rsplit(maxsplit=1)[-1].lower().strip(",") in _FUNCTION_WORDS


def _short(rng: Random) -> float:
    return min(1.5, max(0.2, rng.lognormvariate(-0.7, 0.5)))


def _between(rng: Random, slowness: float) -> float:
    return min(8.0, max(0.2, slowness * rng.lognormvariate(-0.43, 0.45)))


def _part(rng: Random, text: str, pause_s: float, why: str) -> Part:
    return Part(text=text, pause_s=round(pause_s, 2), why=why, breath=pause_s > 0.8 and rng.random() < 0.5)


def read_manifest(path: Path = MANIFEST) -> list[SpokenAnswer]:
    """The answers as they were drawn, with their true ends."""
    return [SpokenAnswer.model_validate(item) for item in json.loads(path.read_text(encoding="utf-8"))["answers"]]


def write_manifest(answers: list[SpokenAnswer], path: Path = MANIFEST) -> None:
    """Write the manifest, one answer a line."""
    lines = ",\n".join(json.dumps(a.model_dump(exclude_defaults=True), ensure_ascii=False) for a in answers)
    path.write_text(f'{{"seed": {SEED}, "answers": [\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Draw the corpus, speak it, and write the manifest with the true ends."""
    from tests.audio.pause_corpus.render import tracks

    answers = draw()
    found = tracks(answers)
    write_manifest([a.model_copy(update={"true_end_s": found[a.id][0].true_end_s}) for a in answers])


if __name__ == "__main__":
    main()
