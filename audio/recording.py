"""Recognises a recording of any length: found speech, cut at pauses, decoded several chunks at a time, joined again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audio.chunks import ChunkPlanner, Range
from audio.endpoint import Endpointer
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, BatchTranscriber, Samples, SpeechDetector, Transcriber
from audio.samples import rms_dbfs
from audio.transcript import Transcript, joined

LONGEST_S = 28.0
"""Seconds of chunks put together at most; Whisper's window is 30 s and costs the same however full it is."""

LONGEST_GAP_S = 2.0
"""Seconds without speech over which chunks are not put together: in silence Whisper invents words."""

AT_ONCE = 8
"""Chunks sent to the recogniser together: what a crash can cost, and as many as it decodes together."""


def transcribe_recording(
    samples: Samples, detector: SpeechDetector, transcriber: Transcriber, prompt: str = ""
) -> tuple[Transcript, tuple[tuple[float, float], ...]]:
    """The words of a whole recording and where voice was found in it, in seconds.

    It is cut where a live answer is cut, and then put together to fill Whisper's window. What holds no speech is never
    decoded.

    Args:
        samples: float32, shape (n_samples,), 16 kHz mono.
        detector: finds the speech.
        transcriber: decodes the chunks; a `BatchTranscriber` several at a time.
        prompt: written terms that may occur.

    Raises:
        TranscriptionError: the recogniser failed.
    """
    ranges, segments = plan(samples, detector)
    ranges = packed(ranges)
    found = _decode([samples[start:end] for start, end in ranges], transcriber, prompt)
    chunks = [words.shifted(start / SAMPLE_RATE) for words, (start, _) in zip(found, ranges, strict=True)]
    return joined(chunks, round(len(samples) / SAMPLE_RATE, 3)), segments


def packed(ranges: Sequence[Range]) -> list[Range]:
    """Neighbours put together while they fit in one window and little silence lies between them."""
    found: list[Range] = []
    for start, end in ranges:
        if (
            found
            and end - found[-1][0] <= LONGEST_S * SAMPLE_RATE
            and start - found[-1][1] <= LONGEST_GAP_S * SAMPLE_RATE
        ):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _decode(chunks: list[Samples], transcriber: Transcriber | BatchTranscriber, prompt: str) -> list[Transcript]:
    many = getattr(transcriber, "transcribe_many", None)
    if many is None:
        return [transcriber.transcribe(chunk, prompt) for chunk in chunks]
    groups = [chunks[first : first + AT_ONCE] for first in range(0, len(chunks), AT_ONCE)]
    return [words for group in groups for words in many(group, prompt)]


def plan(samples: Samples, detector: SpeechDetector) -> tuple[list[Range], tuple[tuple[float, float], ...]]:
    """The stretches to decode, as a live answer is cut, in samples; and where voice was found, in seconds."""
    detector.reset()
    endpointer, planner = Endpointer(), ChunkPlanner()
    ranges: list[Range] = []
    for start in range(0, len(samples), FRAME_SAMPLES):
        frame = samples[start : start + FRAME_SAMPLES]
        if len(frame) < FRAME_SAMPLES:
            frame = np.pad(frame, (0, FRAME_SAMPLES - len(frame)))
        endpointer.push(detector.probability(frame))
        cut = planner.push(endpointer.last_segment, rms_dbfs(frame))
        if cut is not None:
            ranges.append(cut)
    tail = planner.finish(len(samples))
    if tail is not None:
        ranges.append(tail)
    limit = len(samples)
    voiced = tuple((start / SAMPLE_RATE, min(end, limit) / SAMPLE_RATE) for start, end in endpointer.segments)
    return [(start, min(end, limit)) for start, end in ranges], voiced
