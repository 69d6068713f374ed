"""How a microphone is set, from a stretch of silence and a spoken sentence: noise, loudness, clipping; and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio.protocols import FRAME_SAMPLES, Samples
from audio.samples import SILENCE_DBFS, rms_dbfs

NOISY_DBFS = -45.0
"""Noise from which on quiet speech drowns: ordinary speech at an ordinary gain is about -26 dBFS."""
QUIET_SPEECH_DBFS = -40.0
"""Speech below this is too soft; speech detection begins to miss it."""
LEAST_SNR_DB = 15.0
"""Decibels between speech and noise below which recognition suffers."""
CLIPPING_SHARE = 0.001
"""Share of the samples of speech that may stand at full scale."""
_FULL_SCALE = 0.985
_LOUD_PERCENTILE, _QUIET_PERCENTILE = 90, 20
"""Percentiles of the loudness of frames that stand for speech, and for the noise between words."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured; in dB relative to full scale."""

    noise_dbfs: float
    """Of the silence; SILENCE_DBFS for exact zeros."""
    speech_dbfs: float | None = None
    """Of the loud parts of the sentence; None where none was asked for."""
    clipping_share: float = 0.0
    """Share of the samples of the sentence at full scale."""


def measure_levels(quiet: Samples, speech: Samples | None = None) -> Levels:
    """The levels of a microphone.

    Args:
        quiet: while nobody speaks, float32, shape (n_samples,), 16 kHz mono.
        speech: a sentence, pauses and all.
    """
    noise_dbfs = _percentile_dbfs(quiet, _QUIET_PERCENTILE)
    if speech is None:
        return Levels(noise_dbfs)
    clipped = float(np.mean(np.abs(speech) >= _FULL_SCALE)) if len(speech) else 0.0
    return Levels(noise_dbfs, _percentile_dbfs(speech, _LOUD_PERCENTILE), clipped)


def _percentile_dbfs(samples: Samples, percentile: int) -> float:
    frames = [rms_dbfs(samples[start : start + FRAME_SAMPLES]) for start in range(0, len(samples), FRAME_SAMPLES)]
    return float(np.percentile(frames, percentile)) if frames else SILENCE_DBFS


def silent(levels: Levels) -> bool:
    """Whether a microphone gave nothing, not even noise, also when it was spoken to."""
    return levels.noise_dbfs <= SILENCE_DBFS and (levels.speech_dbfs is None or levels.speech_dbfs <= SILENCE_DBFS)


def advice(levels: Levels) -> str:
    """What to do to be heard better, in one or two sentences; "" where all is well."""
    if silent(levels):
        return "It gives nothing but zeros: is it muted, or not allowed for this terminal?"
    found = []
    if levels.clipping_share > CLIPPING_SHARE:
        found.append("Turn its level down or move away: loud words are cut off.")
    if levels.speech_dbfs is not None and levels.speech_dbfs < QUIET_SPEECH_DBFS:
        found.append("Turn its level up or come closer: you are hard to hear.")
    elif levels.speech_dbfs is not None and levels.speech_dbfs - levels.noise_dbfs < LEAST_SNR_DB:
        found.append("Come closer or find a quieter place: the noise is nearly as loud as you are.")
    elif levels.noise_dbfs > NOISY_DBFS:
        found.append("Find a quieter place, or use a headset: the room is loud.")
    return " ".join(found)
