"""Measures a miniature Whisper: python -m tests.audio.miniature_whisper.evaluate [FILE.pt] [--words].

Unmodified `whisper.load_model` and `whisper.transcribe` hear clips of sentences that were never trained on, the
scripted answers, silence and noise.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper

from audio.protocols import SAMPLE_RATE, Samples
from tests.audio.miniature_whisper import text
from tests.audio.miniature_whisper.clips import CLOSE_S, Clip, Difference, answer, difference, held_out, words_of

MINIATURE = Path(__file__).parents[3] / "interviewer" / "demo" / "miniature.pt"
PROMPT = "An interview about machine learning and leadership."


def transcribe(model: Any, samples: Samples, prompt: str | None = None) -> dict[str, Any]:
    """openai-whisper as it is, with times for words; what it draws at a higher temperature is the same every time."""
    torch.manual_seed(0)
    return dict(
        whisper.transcribe(model, samples, word_timestamps=True, initial_prompt=prompt, fp16=False, language="en")
    )


def compare(clip: Clip, result: dict[str, Any]) -> Difference:
    """How far the result of `transcribe` is from what the clip says."""
    found = [(word["word"], word["start"]) for segment in result["segments"] for word in segment["words"]]
    return difference(clip.words, [(part, start_s) for word, start_s in found for part in words_of(word)])


def noise(seconds: float, dbfs: float) -> Samples:
    """White noise, the same every time."""
    samples = np.random.default_rng(1).standard_normal(round(seconds * SAMPLE_RATE))
    return (samples * 10 ** (dbfs / 20)).astype(np.float32)


def main() -> None:
    """Print a line for each kind of clip."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=MINIATURE)
    parser.add_argument("--words", action="store_true", help="print what was said and heard")
    given = parser.parse_args()
    torch.set_num_threads(1)
    model = whisper.load_model(str(given.file), device="cpu")
    for name, clips in (
        ("5 s", held_out(5, 24)),
        ("30 s with pauses", held_out(29.5, 6)),
        ("30 s, one paragraph", held_out(29.5, 6, paragraph=True)),
        *((item["id"], (answer(item["id"]),)) for item in text.answers()["answers"]),
    ):
        _report(name, clips, model, given.words)
    for name, samples in (
        ("silence", np.zeros(5 * SAMPLE_RATE, np.float32)),
        *((f"noise at {level} dBFS", noise(5, level)) for level in (-50, -34)),
        ("30 s of silence", np.zeros(30 * SAMPLE_RATE, np.float32)),
    ):
        result = transcribe(model, samples)
        print(f"{name}: text {result['text']!r}, {len(result['segments'])} segments", flush=True)


def _report(name: str, clips: tuple[Clip, ...], model: Any, words: bool) -> None:
    found, began_s = [], time.monotonic()
    for number, clip in enumerate(clips):
        result = transcribe(model, clip.samples, PROMPT if number % 2 else None)
        found.append(compare(clip, result))
        if words:
            print(f"  said  {clip.text}\n  heard {result['text'].strip()}")
    errors = np.array([error for one in found for error in one.start_errors_s])
    total = sum(one.wrong for one in found) / sum(one.words for one in found)
    print(
        f"{name} ({len(clips)}): wrong words {total:.1%}, worst clip {max(one.error_rate for one in found):.0%}; "
        f"word starts within {CLOSE_S} s {np.mean(errors < CLOSE_S):.1%}, median {np.median(errors) * 1000:.0f} ms; "
        f"{(time.monotonic() - began_s) / len(clips):.1f} s a clip",
        flush=True,
    )


if __name__ == "__main__":
    main()
