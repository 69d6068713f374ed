"""Spoken ground truth: espeak-ng sentences with silences of known length between them."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import load_audio, silence

SENTENCES = (
    "I led the migration of our ranking service last year.",
    "We had a latency problem, and customers noticed.",
    "I measured the cost of every call, and I cut it by half.",
)


def need_espeak() -> None:
    """Skip the test, by name, where espeak-ng is missing; under CI fail it."""
    if shutil.which("espeak-ng"):
        return
    reason = "espeak-ng is missing: apt install espeak-ng"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def say(text: str) -> Samples:
    """`text` by espeak-ng without the silence around it."""
    need_espeak()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "175", "-w", str(path), text], check=True)
        samples = load_audio(path)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return samples[loud[0] : loud[-1] + 1]


def spliced(*parts: str | float) -> tuple[Samples, list[tuple[int, int]]]:
    """Sentences (str) and silences in seconds (float) in order; and where each sentence lies, in samples."""
    pieces: list[Samples] = []
    spans, position = [], 0
    for part in parts:
        piece = say(part) if isinstance(part, str) else silence(part)
        if isinstance(part, str):
            spans.append((position, position + len(piece)))
        pieces.append(piece)
        position += len(piece)
    return np.concatenate(pieces), spans


def tone(duration_s: float, rate_hz: int = SAMPLE_RATE, level: float = 0.3) -> Samples:
    """A tone of 440 Hz."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
