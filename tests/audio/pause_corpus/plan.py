"""Draws the answers of the corpus from a seed: who speaks, what, with which pauses, in how much noise.

Pauses. Between finished sentences they are log-normal around 0.65 s times the speaker's own slowness, 0.2 to 1.9 s,
the shape reported for spontaneous speech (Campione & Véronis 2002: most of 0.2 to 1 s, and a group above 1 s).
Inside sentences most are 0.2 to 1.5 s, and a tail reaches 8 s after an unfinished clause, a hesitation or "let me
think": people stop before the word they look for (Maclay & Osgood 1959), so five of six stand after a function word.
The stratum `hard` holds what no rule on words can settle: 2 to 4 s after a sentence that is finished.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from tests.audio.pause_corpus.texts import Texts, halves

MANIFEST = Path(__file__).parent / "manifest.json"
SEED = 20_250
SPEAKERS = {"tune": 26, "report": 26, "hard": 8, "fresh": 26}
"""Speakers of each stratum; each gives ANSWERS answers.

`tune`: settings were chosen on it. `report`: other texts; its errors have been looked at once. `fresh`: the texts of
`report` in new combinations, drawn afterwards and never looked at. `hard`: see above.
"""
ANSWERS = 6
VOICES = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-us-nyc", "en-029", "en-us+f3", "en-gb+f4")
NOISE_SNR_DB = (None, 30, 20, 10)
"""Signal-to-noise ratios of the room; None is a silent one."""
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
    seed: int
    lead_s: float
    """Seconds of thought before the first word."""
    parts: tuple[Part, ...]
    true_end_s: float = 0.0
    """Seconds from the start to the last sound, as espeak-ng 1.51 speaks it."""


def draw() -> list[SpokenAnswer]:
    """All answers, always the same."""
    texts = halves()
    found = []
    for stratum, count in SPEAKERS.items():
        words = texts["tune" if stratum == "tune" else "report"]
        for number in range(count):
            found += _speaker(stratum, f"{stratum}-{number:02d}", number, words)
    return found


def _speaker(stratum: str, name: str, number: int, words: Texts) -> list[SpokenAnswer]:
    rng = Random(f"{SEED}/{name}")
    slowness = rng.uniform(0.7, 1.5)
    rate_wpm, punctuates = rng.choice((140, 160, 180, 200)), rng.random() < 0.8
    answers = []
    for index in range(ANSWERS):
        ending = rng.choices(("statement", "announced", "short", "trailing"), (60, 22, 14, 4))[0]
        parts = _parts(rng, words, ending, slowness, hard=stratum == "hard")
        answers.append(
            SpokenAnswer(
                id=f"{name}-{index}",
                stratum=stratum,
                speaker=name,
                voice=VOICES[number % len(VOICES)],
                rate_wpm=rate_wpm,
                snr_db=NOISE_SNR_DB[(number // 2) % len(NOISE_SNR_DB)],
                punctuates=punctuates,
                ending=ending,
                seed=rng.randrange(2**31),
                lead_s=round(rng.uniform(0.3, 4.0), 2),
                parts=tuple(parts),
            )
        )
    return answers


def _parts(rng: Random, words: Texts, ending: str, slowness: float, *, hard: bool) -> list[Part]:
    if ending == "short" and not hard:
        return [Part(text=rng.choice(words.shorts))]
    parts: list[Part] = []
    for _ in range(rng.randint(2, 6)):
        if rng.random() < 0.05:
            parts.append(_part(rng, rng.choice(words.thoughts), rng.uniform(1.5, 8.0), "thought"))
        if rng.random() < 0.12:
            parts.append(_part(rng, rng.choice(("Um,", "So,", "Well,", "And, um,", "Uh,")), _short(rng), "hesitation"))
        parts += _sentence(rng, words)
        parts[-1] = _part(rng, parts[-1].text, _between(rng, slowness), "sentence")
    if ending in {"announced", "trailing"}:
        parts.append(Part(text=rng.choice(words.endings if ending == "announced" else words.trailing)))
    else:
        parts += _sentence(rng, words)
    if hard:
        spot = rng.choice([i for i, part in enumerate(parts) if part.why == "sentence"])
        parts[spot] = _part(rng, parts[spot].text, rng.uniform(2.0, 4.0), "sentence")
    parts[-1] = Part(text=parts[-1].text)
    return parts


def _sentence(rng: Random, words: Texts) -> list[Part]:
    """One sentence, whole or with pauses inside."""
    kind = rng.random()
    if kind < 0.15:
        pieces = [piece.strip() for piece in rng.choice(words.breaking).split("|")]
    else:
        said = rng.choice(words.sentences).split()
        spot = _break(rng, said) if kind < 0.35 else len(said)
        pieces = [" ".join(said[:spot]), " ".join(said[spot:])]
    pieces = [piece for piece in pieces if piece]
    return [_part(rng, piece, _inside(rng, piece), "clause") for piece in pieces]


def _break(rng: Random, said: list[str]) -> int:
    spots = range(1, len(said) - 1)
    function = [i for i in spots if said[i - 1].lower() in _FUNCTION_WORDS]
    return rng.choice(function if function and rng.random() < 0.75 else list(spots))


def _inside(rng: Random, piece: str) -> float:
    """Seconds of a pause inside a sentence; a long one seldom stands after a content word."""
    open_clause = piece.rsplit(maxsplit=1)[-1].lower().strip(",") in _FUNCTION_WORDS | {"um", "uh"}
    if rng.random() < (0.3 if open_clause else 0.06):
        return 1.5 * (8.0 / 1.5) ** rng.random()
    return _short(rng)


def _short(rng: Random) -> float:
    return min(1.5, max(0.2, rng.lognormvariate(-0.7, 0.5)))


def _between(rng: Random, slowness: float) -> float:
    return min(1.9, max(0.2, slowness * rng.lognormvariate(-0.43, 0.45)))


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
