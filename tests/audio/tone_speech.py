"""A language of tones: each word is a pitch, so that a recogniser of a few lines gives exactly the words that are there.

With it the whole voice path is tested without a script: what is cut off is not recognised, what is decoded twice
stands twice, and what comes in the wrong order is wrong.
"""

from __future__ import annotations

import threading
import time

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import silence
from audio.transcript import TranscriberInfo, Transcript, Word

WORD_S, GAP_S = 0.24, 0.06
_LOWEST_HZ, _STEP_HZ = 300.0, 40.0
_HOP = 160
_LOUD = 0.05


class ToneLanguage:
    """Words as pitches; new words get the next pitch."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def speak(self, text: str) -> Samples:
        """`text` as sound, 200 words a minute."""
        return np.concatenate([part for word in text.split() for part in (self._tone(word), silence(GAP_S))])

    def _tone(self, word: str) -> Samples:
        if word not in self._words:
            self._words.append(word)
        pitch_hz = _LOWEST_HZ + _STEP_HZ * self._words.index(word)
        assert pitch_hz < SAMPLE_RATE / 2 - 500, "too many words"
        time_s = np.arange(round(WORD_S * SAMPLE_RATE)) / SAMPLE_RATE
        return (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)

    def word(self, samples: Samples) -> str:
        """The word of one tone."""
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), SAMPLE_RATE))
        return self._words[round((float(np.argmax(spectrum)) - _LOWEST_HZ) / _STEP_HZ)]


class ToneTranscriber:
    """A `Transcriber` for the language.

    Args:
        language: what is spoken.
        delay_s: seconds that every decode takes.
    """

    def __init__(self, language: ToneLanguage, delay_s: float = 0.0) -> None:
        self._language = language
        self._delay_s = delay_s
        self.heard: list[str] = []
        """The text of each decode, in order."""
        self.gate = threading.Event()
        """Every decode waits for it."""
        self.gate.set()

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        self.gate.wait()
        time.sleep(self._delay_s)
        frames = len(samples) // _HOP
        loud = np.abs(samples[: frames * _HOP].reshape(frames, _HOP)).max(axis=1) > _LOUD
        edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(int)))
        words = []
        for first, last in edges.reshape(-1, 2):
            if (last - first) * _HOP / SAMPLE_RATE < WORD_S / 2:
                continue  # less than half a word
            text = self._language.word(samples[first * _HOP : last * _HOP])
            words.append(Word(text=text, start_s=first * _HOP / SAMPLE_RATE, end_s=last * _HOP / SAMPLE_RATE))
        self.heard.append(" ".join(word.text for word in words))
        return Transcript(
            words=tuple(words), duration_s=len(samples) / SAMPLE_RATE, transcriber=TranscriberInfo(name="tones")
        )
