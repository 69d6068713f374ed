"""Which stretches of an answer to decode, and when: so that the wait after the last word does not grow with it.

An answer is decoded once, in chunks, while it is being given. Whisper's window is 30 s and costs the same however
full it is, so a chunk is cut in the first pause after 8 s; someone who does not pause is cut at the quietest moment
before 28 s. What holds no speech is never decoded, since there Whisper invents words. A chunk that a pause ends has the
same edges as the tail that was looked at earlier in that pause, so what was decoded ahead of time is decoded once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio.endpoint import SegmentSamples
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE

Range = tuple[int, int]
"""A stretch of the recording as [start_sample, end_sample)."""

_MARGIN = SAMPLE_RATE // 4
"""Samples kept before the first and after the last speech of a chunk: onsets and endings are soft."""

_QUIET_FRAMES = 5
"""Frames (160 ms) over which quiet is judged: longer than the closure of a stop consonant, which is inside a word."""

_REMEMBERED_FRAMES = 64
"""Frames (2 s) whose loudness is kept in silence: more than lie between the start of a chunk and its noticing."""


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """When to cut."""

    min_chunk_s: float = 8.0
    """Seconds from which on a pause cuts."""
    max_chunk_s: float = 28.0
    """Seconds a chunk never exceeds; Whisper's window is 30."""
    pause_s: float = 0.5
    """Seconds of silence that can be cut in."""


class ChunkPlanner:
    """The state of one answer. Ranges come in order, never overlap, and together hold all the speech."""

    def __init__(self, settings: ChunkSettings | None = None) -> None:
        self._settings = settings or ChunkSettings()
        self._now = 0
        self._start = 0
        self._speech: SegmentSamples | None = None
        self._levels_dbfs: list[float] = []

    def push(self, speech: SegmentSamples | None, level_dbfs: float) -> Range | None:
        """Take one more frame of 512 samples.

        Args:
            speech: the latest speech segment so far, with its end so far (`Endpointer.last_segment`).
            level_dbfs: loudness of the frame.

        Returns:
            The next range to decode, or None.
        """
        self._now += FRAME_SAMPLES
        self._levels_dbfs.append(level_dbfs)
        self._hear(speech)
        if self._speech is None:
            del self._levels_dbfs[:-_REMEMBERED_FRAMES]
            return None
        length_s = (self._now - self._start) / SAMPLE_RATE
        pause = self._now - self._speech[1]
        if length_s >= self._settings.min_chunk_s and pause >= self._settings.pause_s * SAMPLE_RATE:
            return self._cut(self._speech[1] + _MARGIN)
        if self._now + FRAME_SAMPLES > self._start + self._settings.max_chunk_s * SAMPLE_RATE:
            return self._cut(self._quietest())
        return None

    def pending(self, end_sample: int) -> Range | None:
        """What `finish` would return at `end_sample`: the tail, to be decoded ahead of time during a pause."""
        if self._speech is None:
            return None
        return self._start, min(end_sample, self._speech[1] + _MARGIN)

    def ahead(self) -> Range | None:
        """The tail, if it pays to decode it now: it will not be cut off as a chunk within this very pause."""
        if self._speech is None:
            return None
        cut_at = max(self._now, self._speech[1] + round(self._settings.pause_s * SAMPLE_RATE))
        soon = (cut_at - self._start) / SAMPLE_RATE >= self._settings.min_chunk_s
        return None if soon else self.pending(self._now)

    def finish(self, end_sample: int) -> Range | None:
        """The rest of the speech, once the recording has ended at `end_sample`, or None.

        Speech that comes after all (the turn is taken up again) starts a further chunk.
        """
        tail = self.pending(end_sample)
        return None if tail is None else self._cut(tail[1])

    def _hear(self, speech: SegmentSamples | None) -> None:
        """Take note of speech that is not in a chunk yet; a chunk starts shortly before its first speech."""
        if speech is None or speech[1] <= self._start:
            return
        if self._speech is None:
            self._move_start(max(self._start, speech[0] - _MARGIN))
        self._speech = speech

    def _quietest(self) -> int:
        """The middle of the quietest 160 ms since a cut was possible; of equally quiet ones the last."""
        first = round(self._settings.min_chunk_s * SAMPLE_RATE / FRAME_SAMPLES)
        levels = np.asarray(self._levels_dbfs[first:])
        smooth = np.convolve(levels, np.ones(_QUIET_FRAMES), mode="valid")
        frame = len(smooth) - 1 - int(np.argmin(smooth[::-1]))
        return self._now - (len(levels) - frame) * FRAME_SAMPLES + _QUIET_FRAMES * FRAME_SAMPLES // 2

    def _cut(self, sample: int) -> Range:
        """End the chunk at `sample`; what was heard after it belongs to the next one."""
        chunk = (self._start, sample)
        self._move_start(sample)
        if self._speech is not None and self._speech[1] <= sample:
            self._speech = None
        return chunk

    def _move_start(self, sample: int) -> None:
        self._start = sample
        keep = max(0, -(-(self._now - sample) // FRAME_SAMPLES))
        self._levels_dbfs = self._levels_dbfs[len(self._levels_dbfs) - keep :] if keep else []
