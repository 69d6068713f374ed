"""Where speech really begins and ends: the edges of detected segments, moved to where the sound rises from the noise.

A detector answers once in 32 ms, hears speech begin late in noise, and lets it end late. The samples know better. Around
each edge the power in four bands is compared with that of the room nearby: a frame is speech if its bands stand out of
the noise, and the edge is the first (the last) of several such frames in a row. Bands, because a final "s" drowns in the
whole and still stands out where it sounds. The numbers were chosen on the stratum `tune` of tests/audio/pause_corpus by
benchmarks/bench_delivery.py, which reports the accuracy on other texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.protocols import SAMPLE_RATE, Samples

SpanS = tuple[float, float]

_HOP = 160
"""Samples from one frame to the next, 10 ms; 5 ms was no more exact and cost twice the time."""
_WINDOW = 320
"""Samples of a frame, 20 ms: two periods of a low voice, so that its pulses do not show."""
_BANDS = 4
"""Bands of 2 kHz."""
_BLOCK_FRAMES = 2_000
"""Frames transformed at a time: bounds the memory for recordings of any length."""
_NOISE_FRAMES = 150
"""Frames of the nearest silence that tell the noise, 1.5 s in all; their median, so that a breath does not count."""
_LEAST_NOISE_FRAMES = 10
_GUARD_S = 0.1
"""Seconds around a segment that are not taken for silence."""
_INWARDS_S, _OUTWARDS_S = 0.25, 0.1
"""Seconds into the segment and out of it in which its edge is looked for."""
_LEVEL_S = 0.4
"""Seconds of the segment that tell how loud it is at this edge."""
_BELOW_DB = 35.0
"""Decibels below that level at which sound belongs to the room: its echo, a breath."""
_NOISE_SPREAD = 0.5
"""Natural logarithm of a ratio of powers up to which a band is noise: two standard deviations of its own scatter."""
_STANDS_OUT = 0.05
"""Mean over the bands of what is beyond the spread, from which on a frame is speech."""
_IN_A_ROW = 2
"""Frames: with one alone, noise moved every sixth edge."""
_LEAST_POWER = 1e-10
"""Added to every band's power: that of digital silence."""

_Powers = NDArray[np.float32]
"""Power of each frame in each band, shape (n_frames, _BANDS)."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """One edge and how far it may move, in frames."""

    at: int
    least: int
    most: int
    inside: slice
    """The frames of the segment next to the edge."""


def refined_segments(samples: Samples, segments_s: Sequence[SpanS]) -> tuple[SpanS, ...]:
    """Detected speech with its edges moved to where the sound rises from the noise around it.

    Args:
        samples: the recording, float32, shape (n_samples,), 16 kHz mono.
        segments_s: (start_s, end_s) of the detected speech, in order.

    Returns:
        As many segments in the same order, which do not overlap. An edge at which nothing stands out, or that has no
        silence near it, stays where it was.
    """
    if not len(samples) or not segments_s:
        return tuple(segments_s)
    powers = _band_powers(samples)
    quiet = _quiet_frames(len(powers), segments_s)
    refined: list[SpanS] = []
    for index, (start_s, end_s) in enumerate(segments_s):
        before_s = segments_s[index - 1][1] if index else 0.0
        after_s = segments_s[index + 1][0] if index + 1 < len(segments_s) else len(samples) / SAMPLE_RATE
        first, last = _frame(start_s), _frame(end_s)
        level = _frame(_LEVEL_S)
        onset = _Edge(
            first, max(_frame(before_s), first - _frame(_OUTWARDS_S)), min(last, first + _frame(_INWARDS_S)),
            slice(first, min(last, first + level)),
        )  # fmt: skip
        offset = _Edge(
            last, max(first, last - _frame(_INWARDS_S)), min(_frame(after_s), last + _frame(_OUTWARDS_S)),
            slice(max(first, last - level), last),
        )  # fmt: skip
        run = _speech_run(powers, quiet, onset)
        new_start_s = start_s if run is None else run[0] * _HOP / SAMPLE_RATE
        run = _speech_run(powers, quiet, offset)
        new_end_s = end_s if run is None else run[1] * _HOP / SAMPLE_RATE
        new_start_s = max(new_start_s, refined[-1][1] if refined else 0.0)
        refined.append((new_start_s, max(new_start_s, new_end_s)))
    return tuple(refined)


def _frame(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / _HOP)


def _speech_run(powers: _Powers, quiet: NDArray[np.intp], edge: _Edge) -> tuple[int, int] | None:
    """The first and the last frame that stand out of the noise within reach of an edge; None if none do."""
    near = np.searchsorted(quiet, edge.at)
    silence = quiet[max(0, near - _NOISE_FRAMES) : near + _NOISE_FRAMES]
    silence = silence[np.argsort(np.abs(silence - edge.at), kind="stable")[:_NOISE_FRAMES]]
    around, inside = powers[edge.least : edge.most], powers[edge.inside]
    if len(silence) < _LEAST_NOISE_FRAMES or len(around) < _IN_A_ROW or not len(inside):
        return None
    noise = np.median(powers[silence], axis=0)
    out = _excess(around, noise) >= np.median(_excess(powers[silence], noise)) + _STANDS_OUT
    loud = around.sum(axis=1) >= np.percentile(inside.sum(axis=1), 90) * 10 ** (-_BELOW_DB / 10)
    run = np.convolve(out & loud, np.ones(_IN_A_ROW, np.int64), "valid") >= _IN_A_ROW
    found = np.flatnonzero(run)
    return (edge.least + int(found[0]), edge.least + int(found[-1]) + _IN_A_ROW - 1) if len(found) else None


def _excess(powers: _Powers, noise: _Powers) -> _Powers:
    """By how much the bands of each frame stand out of the noise, shape (n_frames,)."""
    excess: _Powers = np.maximum(np.log(powers / noise) - _NOISE_SPREAD, 0).mean(axis=1)
    return excess


def _quiet_frames(n_frames: int, segments_s: Sequence[SpanS]) -> NDArray[np.intp]:
    """The frames outside of all segments, in order."""
    quiet = np.ones(n_frames, bool)
    for start_s, end_s in segments_s:
        quiet[max(0, _frame(start_s - _GUARD_S)) : _frame(end_s + _GUARD_S) + 1] = False
    return np.flatnonzero(quiet)


def _band_powers(samples: Samples) -> _Powers:
    """The power of each frame in each band; frame n is centred at sample n * _HOP."""
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][: len(samples) // _HOP]
    window = np.hanning(_WINDOW).astype(np.float32)
    powers = np.empty((len(frames), _BANDS), np.float32)
    for start in range(0, len(frames), _BLOCK_FRAMES):
        spectrum = np.fft.rfft(frames[start : start + _BLOCK_FRAMES] * window, axis=1)[:, 1:]
        power = spectrum.real**2 + spectrum.imag**2
        powers[start : start + _BLOCK_FRAMES] = power.reshape(len(power), _BANDS, -1).mean(axis=2) + _LEAST_POWER
    return powers
