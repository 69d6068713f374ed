"""Guards against words that nobody said: what is too quiet to decode, and what was decoded but is doubtful.

A recogniser invents words where nobody speaks and runs in loops. What is too quiet is not decoded at all. What has been
decoded is never dropped, since it may have been said ("very, very, very", "thank you"): it is marked, by a low
probability of its words and a reason at its segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp, isfinite
from typing import Any

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import rms_dbfs
from audio.transcript import Doubt, Segment, TranscriberInfo, Transcript, Word

FLOOR_DBFS = -60.0
"""A recording whose loudest half second is below this holds no speech: a quiet room is at about -60 dBFS."""

MOST_REPEATS = 4
"""Times a word can stand in a row ("very very very very"); one more is a loop."""

MOST_PHRASE_REPEATS = 3
"""Times a phrase of 2 to LONGEST_PHRASE words can stand in a row; one more is a loop."""

LONGEST_PHRASE = 8

LOOP_PROBABILITY = 0.1
"""What the second and later rounds of a loop are worth at most."""

LEAST_LOGPROB = -1.0
"""Mean log-probability of a text's tokens below which openai-whisper itself calls the decoding failed."""

MOST_COMPRESSION = 2.4
"""How many times smaller zlib makes a text that openai-whisper calls too repetitive."""

SILENT_FROM = 0.6
"""Probability that nobody speaks, from which openai-whisper takes an improbable text for silence."""


def loudest_dbfs(samples: Samples) -> float:
    """Loudness of the loudest half second: a short word in a long silence counts."""
    step = SAMPLE_RATE // 2
    return max((rms_dbfs(samples[start : start + step]) for start in range(0, len(samples), step)), default=-np.inf)


def is_audible(samples: Samples) -> bool:
    """Whether the sound is above that of a quiet room."""
    return loudest_dbfs(samples) >= FLOOR_DBFS


def looped(texts: Sequence[str]) -> set[int]:
    """Places of the words that only repeat what stands before them, more often than people do."""
    plain = [text.lower().strip(".,!?") for text in texts]
    found: set[int] = set()
    for size in range(1, LONGEST_PHRASE + 1):
        most = MOST_REPEATS if size == 1 else MOST_PHRASE_REPEATS
        start = 0
        while start + size * (most + 1) <= len(plain):
            end = start + size
            while end < len(plain) and plain[end] == plain[end - size]:
                end += 1
            if end - start >= size * (most + 1):
                found.update(range(start + size, end))
            start = max(start + 1, end - size)
    return found


def transcript_of(segments: Sequence[Mapping[str, Any]], duration_s: float, info: TranscriberInfo) -> Transcript:
    """A recogniser's segments as ours: doubtful ones marked, no time outside the recording, none without words.

    Args:
        segments: as openai-whisper gives them: `words` (each `word`, `start`, `end`, `probability`), `avg_logprob`,
            `compression_ratio`, `no_speech_prob`; the last three may be missing.
        duration_s: length of the recording.
        info: which engine it was.
    """
    timed = [(_doubts(raw), list(_words(raw, duration_s))) for raw in segments]
    loops = looped([word.text for _, own in timed for word in own])
    words: list[Word] = []
    kept: list[Segment] = []
    for doubts, own in timed:
        places = range(len(words), len(words) + len(own))
        words += [_marked(word) if place in loops else word for place, word in zip(places, own, strict=True)]
        if own:
            text = " ".join(word.text for word in own)
            why = (*doubts, *(("loop",) if loops.intersection(places) else ()))
            kept.append(Segment(text=text, start_s=own[0].start_s, end_s=own[-1].end_s, doubts=why))
    return Transcript(words=tuple(words), segments=tuple(kept), duration_s=duration_s, transcriber=info)


def _marked(word: Word) -> Word:
    return word.model_copy(update={"probability": min(word.probability or 0.0, LOOP_PROBABILITY)})


def _doubts(raw: Mapping[str, Any]) -> tuple[Doubt, ...]:
    found: list[Doubt] = []
    if raw.get("avg_logprob", 0.0) < LEAST_LOGPROB:
        found.append("improbable")
        if raw.get("no_speech_prob", 0.0) > SILENT_FROM:
            found.append("no_speech")
    if raw.get("compression_ratio", 0.0) > MOST_COMPRESSION:
        found.append("repetitive")
    return tuple(found)


def _words(raw: Mapping[str, Any], duration_s: float) -> Iterator[Word]:
    """The words of a segment; none of them more probable than an improbable text is as a whole."""
    logprob = float(raw.get("avg_logprob", 0.0))
    most = exp(logprob) if logprob < LEAST_LOGPROB else 1.0
    said_s = float(raw.get("start", 0.0))
    for word in raw.get("words") or ():
        text = "".join(word["word"].split())
        start_s, end_s, probability = (float(word[key]) for key in ("start", "end", "probability"))
        start_s = start_s if isfinite(start_s) else said_s  # a word without a time is still a word
        end_s = end_s if isfinite(end_s) else start_s
        start_s = min(max(start_s, 0.0), duration_s)
        said_s = end_s = min(max(end_s, start_s), duration_s)
        if text:
            probability = probability if isfinite(probability) else 0.0
            yield Word(text=text, start_s=start_s, end_s=end_s, probability=min(max(probability, 0.0), most))
