"""espeak-ng's own library, for sound with the true time of every word: run as a process of its own.

Usage: python -m tests.golden.espeak_words OUT.wav < JSON list of [sentence, pause_before_s]; the last line of output is
one JSON object: `words` (text, start_s, end_s) and `voiced` (start_s, end_s of each sentence).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import soxr
from pyttsx3.drivers import _espeak as espeak

from audio.protocols import SAMPLE_RATE
from audio.wav_file import WavWriter

RATE_WPM = 165
QUIET = 0.02


class Voice:
    """One voice; `speak` gives sound and the time of each token."""

    def __init__(self) -> None:
        self._pieces: list[np.ndarray] = []
        self._events: list[tuple[int, float]] = []
        self._rate_hz = espeak.Initialize(espeak.AUDIO_OUTPUT_SYNCHRONOUS, 200)
        espeak.SetSynthCallback(self._take)
        espeak.SetVoiceByName(b"en-us")
        espeak.SetParameter(espeak.RATE, RATE_WPM, 0)

    def _take(self, samples, count, events):
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != espeak.EVENT_LIST_TERMINATED:
            if events[index].type == espeak.EVENT_WORD:
                self._events.append((max(0, events[index].text_position - 1), events[index].audio_position / 1000))
            index += 1
        return 0

    def speak(self, text: str) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
        """16 kHz samples without the silence at the end, and (token, start_s, end_s) for each token of `text`."""
        self._pieces, self._events = [], []
        espeak.Synth(text, flags=espeak.CHARS_UTF8)
        espeak.Synchronize()
        raw = np.concatenate(self._pieces).astype(np.float32) / 32768
        samples = soxr.resample(raw, self._rate_hz, SAMPLE_RATE).astype(np.float32)
        loud = np.flatnonzero(np.abs(samples) > QUIET)
        samples = samples[: loud[-1] + 1]
        return samples, _tokens(text, self._events, len(samples) / SAMPLE_RATE)


def _tokens(text: str, events: list[tuple[int, float]], end_s: float) -> list[tuple[str, float, float]]:
    """Tokens that espeak speaks as one ("of the") share that time by their number of letters."""
    begins = [(0, 0.0)]
    for place, at in events:  # the library repeats a clause's first event, out of order
        if place > begins[-1][0]:
            begins.append((place, min(at, end_s)))
    tokens, position = [], 0
    for token in text.split(" "):
        tokens.append((position, token))
        position += len(token) + 1
    timed = []
    for index, (place, begin_s) in enumerate(begins):
        until_place = begins[index + 1][0] if index + 1 < len(begins) else len(text) + 1
        until_s = begins[index + 1][1] if index + 1 < len(begins) else end_s
        own = [t for p, t in tokens if place <= p < until_place]
        letters = sum(map(len, own))
        at = begin_s
        for token in own:
            last = at + (until_s - begin_s) * len(token) / letters
            timed.append((token, round(at, 3), round(last, 3)))
            at = last
    assert [t for t, _, _ in timed] == [t for _, t in tokens], "every token has its time"
    return timed


def main(path: Path, sentences: list[tuple[str, float]]) -> dict:
    """Speak all sentences into one WAV file."""
    voice = Voice()
    words, voiced, pieces, position = [], [], [], 0
    for text, pause_s in sentences:
        pause = np.zeros(round(pause_s * SAMPLE_RATE), np.float32)
        samples, timed = voice.speak(" ".join(text.split()))
        offset_s = (position + len(pause)) / SAMPLE_RATE
        words += [(t, round(a + offset_s, 3), round(b + offset_s, 3)) for t, a, b in timed]
        pieces += [pause, samples]
        position += len(pause) + len(samples)
        voiced.append((round(offset_s, 3), round(position / SAMPLE_RATE, 3)))
    writer = WavWriter(path)
    writer.append(np.concatenate(pieces))
    writer.close()
    return {"words": words, "voiced": voiced, "duration_s": round(position / SAMPLE_RATE, 3)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), json.load(sys.stdin))) + "\n")
