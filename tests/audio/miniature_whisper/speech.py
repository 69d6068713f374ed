"""Speech of espeak-ng with the exact time of every word and phoneme, from the events of libespeak-ng."""

from __future__ import annotations

import ctypes
import re
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import soxr

from audio.protocols import SAMPLE_RATE, Samples

_RETRIEVAL, _PHONEME_EVENTS = 2, 1
_END_EVENT, _WORD_EVENT, _PHONEME_EVENT = 0, 1, 7
_RATE, _PITCH = 1, 3


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class TimedWord:
    """A word as characters [start_char, end_char) of its text, and when it is said."""

    start_char: int
    end_char: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class TimedPhoneme:
    """A phoneme and when it begins; `word` is -1 for a pause."""

    name: str
    start_s: float
    word: int


@dataclass(frozen=True)
class Spoken:
    """Speech and what is said when."""

    samples: Samples
    words: tuple[TimedWord, ...]
    phonemes: tuple[TimedPhoneme, ...]


@cache
def available() -> bool:
    """Whether libespeak-ng is on this machine."""
    return find_library("espeak-ng") is not None


def speak(text: str, words_per_minute: int = 175, pitch: int = 50) -> Spoken | None:
    """`text` at 16 kHz, in the voice en-us; None where espeak-ng gives no time for any word."""
    samples, events, rate = _voice().render(text, words_per_minute, pitch)
    spans = [match.span() for match in re.finditer(r"[A-Za-z']+", text)]
    phonemes = _phonemes(events, spans, rate)
    words = _words(phonemes, spans)
    if not words:
        return None
    resampled = soxr.resample(samples.astype(np.float32) / 32768, rate, SAMPLE_RATE)
    return Spoken(np.asarray(resampled, np.float32), words, phonemes)


class _Voice:
    """libespeak-ng, which has one state for a whole process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(find_library("espeak-ng") or "libespeak-ng.so.1")
        self._rate = self._library.espeak_Initialize(_RETRIEVAL, 0, None, _PHONEME_EVENTS)
        self._pieces: list[np.ndarray] = []
        self._events: list[tuple[int, int, int, str]] = []
        self._callback = _Callback(self._take)  # kept here, or it would be freed
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(b"en-us")

    def render(self, text: str, words_per_minute: int, pitch: int) -> tuple[np.ndarray, list, int]:
        self._pieces, self._events = [], []
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, 1, 0, 1, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._pieces), self._events, self._rate

    def _take(self, samples, count, events) -> int:
        """Called by espeak-ng with the next piece of sound and its events."""
        if count > 0 and samples:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        position = 0
        while events[position].type != _END_EVENT:
            event = events[position]
            name = event.id.string.decode("latin1") if event.type == _PHONEME_EVENT else ""
            self._events.append((event.type, event.text_position, event.sample, name))
            position += 1
        return 0


@cache
def _voice() -> _Voice:
    return _Voice()


def _phonemes(events, spans, rate) -> tuple[TimedPhoneme, ...]:
    """The phonemes, each with the index of the word it belongs to."""
    word, phonemes = -1, []
    for kind, position, sample, name in events:
        if kind == _WORD_EVENT:
            word = next((i for i, (start, end) in enumerate(spans) if start <= position - 1 < end), -1)
        elif kind == _PHONEME_EVENT:
            phonemes.append(TimedPhoneme(name, sample / rate, -1 if name.startswith("_") else word))
    return tuple(phonemes)


def _words(phonemes, spans) -> tuple[TimedWord, ...]:
    """A time for every word; words that espeak-ng says as one ("of the") share its time by their letters."""
    heard: dict[int, tuple[float, float]] = {}
    for phoneme, following in pairwise(phonemes):
        if phoneme.word >= 0:
            start_s, end_s = heard.get(phoneme.word, (phoneme.start_s, following.start_s))
            heard[phoneme.word] = min(start_s, phoneme.start_s), max(end_s, following.start_s)
    if not heard:
        return ()
    heads = sorted(heard)
    words = []
    for head, following in zip(heads, [*heads[1:], len(spans)], strict=True):
        group = spans[0 if head == heads[0] else head : following]
        start_s, end_s = heard[head]
        per_letter = (end_s - start_s) / sum(end - start for start, end in group)
        for start, end in group:
            words.append(TimedWord(start, end, start_s, start_s + (end - start) * per_letter))
            start_s = words[-1].end_s
    return tuple(words)
