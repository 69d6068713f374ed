"""Recognises a recording of any length: found speech, cut at pauses, decoded chunk by chunk, joined again."""

from __future__ import annotations

import numpy as np

from audio.chunks import ChunkPlanner, Range
from audio.endpoint import Endpointer
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples, SpeechDetector, Transcriber
from audio.samples import rms_dbfs
from audio.transcript import Transcript, joined


def transcribe_recording(
    samples: Samples, detector: SpeechDetector, transcriber: Transcriber, prompt: str = ""
) -> tuple[Transcript, tuple[tuple[float, float], ...]]:
    """The words of a whole recording and where voice was found in it, in seconds.

    It goes the way of a live answer, so that a session recognised later gets the same chunks. What holds no speech is
    never decoded.

    Args:
        samples: float32, shape (n_samples,), 16 kHz mono.
        detector: finds the speech.
        transcriber: decodes each chunk.
        prompt: written terms that may occur.

    Raises:
        TranscriptionError: the recogniser failed.
    """
    ranges, segments = _plan(samples, detector)
    chunks = [transcriber.transcribe(samples[start:end], prompt).shifted(start / SAMPLE_RATE) for start, end in ranges]
    return joined(chunks, round(len(samples) / SAMPLE_RATE, 3)), segments


def _plan(samples: Samples, detector: SpeechDetector) -> tuple[list[Range], tuple[tuple[float, float], ...]]:
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
