"""A real speaker, for who has the recording: the phrases of one clip with other silences between them.

The clip is `tests/jfk.flac` of openai-whisper's source repository (11 s of the inaugural address of 1961). It is not
in this repository nor in the package; PAUSE_CORPUS_CLIP names the file. The manifest holds synthetic voices only.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from random import Random

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import load_audio
from tests.audio.pause_corpus.plan import NOISE_SNR_DB, SEED, Part, SpokenAnswer

VOICE = "clip"
ANSWERS = 24
PHRASES_S = {
    "And so, my fellow Americans,": (0.25, 2.35),
    "ask not": (3.2, 4.52),
    "what your country can do for you,": (5.3, 7.75),
    "ask what you can do for your country.": (8.1, 10.6),
}
"""Where each phrase lies, in seconds."""


def clip_path() -> Path | None:
    """The recording, or None where there is none."""
    name = os.environ.get("PAUSE_CORPUS_CLIP")
    return Path(name) if name else None


@cache
def phrase(text: str) -> Samples:
    """One phrase as it was spoken, at its own loudness."""
    path = clip_path()
    if path is None:
        raise RuntimeError("PAUSE_CORPUS_CLIP names no recording")
    start_s, end_s = PHRASES_S[text]
    return load_audio(path)[round(start_s * SAMPLE_RATE) : round(end_s * SAMPLE_RATE)]


def clip_answers() -> list[SpokenAnswer]:
    """The phrases in their order with silences of 0.2 to 8 s, log-uniform, in the corpus's noises; always the same."""
    answers = []
    for number in range(ANSWERS):
        rng = Random(f"{SEED}/clip/{number}")
        pauses = [round(0.2 * 40 ** rng.random(), 2) for _ in range(len(PHRASES_S) - 1)] + [0.0]
        parts = tuple(
            Part(
                text=text, pause_s=pause_s, why="clause" if pause_s else "end", breath=pause_s > 0.8 and number % 2 == 0
            )
            for text, pause_s in zip(PHRASES_S, pauses, strict=True)
        )
        answers.append(
            SpokenAnswer(
                id=f"clip-{number:02d}",
                stratum="clip",
                speaker=f"clip-{number:02d}",
                voice=VOICE,
                rate_wpm=0,
                snr_db=NOISE_SNR_DB[number % len(NOISE_SNR_DB)],
                punctuates=number % 5 != 0,
                ending="statement",
                seed=rng.randrange(2**31),
                lead_s=round(rng.uniform(0.3, 4.0), 2),
                parts=parts,
            )
        )
    return answers
