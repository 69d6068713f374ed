"""The process in which speech is recognised: requests on standard input, transcripts on standard output, low priority.

Run by `process_transcriber`. A request is one line of JSON, then the samples of its chunks (float32); an answer is one
line of JSON:

    {"lengths": [160000], "prompt": "XGBoost"}   →  {"transcripts": [{…}]}  or  {"error": "…", "missing": false}
    {"lengths": [], "prompt": ""}                →  load the weights, answer with no transcripts

It ends when standard input ends, and so with the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from typing import Any, BinaryIO, Protocol

import numpy as np

from audio.errors import ModelMissingError, TranscriptionError
from audio.protocols import BatchTranscriber

BYTES_PER_SAMPLE = 4
NICENESS = 5
"""Recognition gives way to the microphone, the voice and the screen."""


class Loadable(BatchTranscriber, Protocol):
    """What runs here."""

    def load(self) -> None:
        """Read the weights."""


def serve(requests: BinaryIO, answers: BinaryIO, transcriber: Loadable) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        request = json.loads(line)
        answer: dict[str, Any]
        try:
            answer = {"transcripts": _decode(request, requests, transcriber)}
        except TranscriptionError as error:
            answer = {"error": str(error), "missing": isinstance(error, ModelMissingError)}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _decode(request: dict[str, Any], requests: BinaryIO, transcriber: Loadable) -> list[Any]:
    lengths = [int(length) for length in request["lengths"]]
    if not lengths:
        transcriber.load()
        return []
    data = requests.read(sum(lengths) * BYTES_PER_SAMPLE)
    if len(data) < sum(lengths) * BYTES_PER_SAMPLE:
        raise SystemExit(0)  # whoever asked has gone
    samples = np.frombuffer(data, np.float32)
    edges = np.cumsum([0, *lengths]).tolist()
    chunks = [samples[start:end] for start, end in pairwise(edges)]
    return [one.model_dump(mode="json") for one in transcriber.transcribe_many(chunks, str(request["prompt"]))]


def transcriber_of(engine: str, model: str, models_dir: str, threads: int | None) -> Loadable:
    """The recogniser of this name; nothing heavy is loaded yet."""
    if engine == "faster-whisper":
        from audio.faster_whisper_engine import FasterWhisperTranscriber  # noqa: PLC0415

        return FasterWhisperTranscriber(model, models_dir, threads)
    from audio.whisper_engine import WhisperTranscriber  # noqa: PLC0415

    return WhisperTranscriber(model, models_dir, threads)


def main() -> None:
    """`python -m audio.whisper_worker ENGINE MODEL MODELS_DIR THREADS`."""
    engine, model, models_dir, threads = sys.argv[1:5]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    serve(sys.stdin.buffer, answers, transcriber_of(engine, model, models_dir, int(threads) or None))


if __name__ == "__main__":
    main()
