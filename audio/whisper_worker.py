"""The process in which Whisper decodes: requests on standard input, transcripts on standard output, at low priority.

Run by `process_transcriber`. A request is one line of JSON, then `samples` float32 values; an answer is one line of JSON:

    {"samples": 160000, "prompt": "XGBoost"}     →  {"transcript": {…}}  or  {"error": "…", "missing": false}
    {"samples": -1, "prompt": ""}                →  load the weights, answer with an empty transcript

It ends when standard input ends, and so with the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

import numpy as np

from audio.errors import ModelMissingError, TranscriptionError
from audio.whisper_engine import WhisperTranscriber

BYTES_PER_SAMPLE = 4
NICENESS = 5
"""Recognition gives way to the microphone, the voice and the screen."""


def serve(requests: BinaryIO, answers: BinaryIO, transcriber: WhisperTranscriber) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        request = json.loads(line)
        try:
            answer = {"transcript": _decode(request, requests, transcriber)}
        except TranscriptionError as error:
            answer = {"error": str(error), "missing": isinstance(error, ModelMissingError)}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _decode(request: dict[str, object], requests: BinaryIO, transcriber: WhisperTranscriber) -> object:
    count = int(str(request["samples"]))
    if count < 0:
        transcriber.load()
        return None
    data = requests.read(count * BYTES_PER_SAMPLE)
    if len(data) < count * BYTES_PER_SAMPLE:
        raise SystemExit(0)  # whoever asked has gone
    samples = np.frombuffer(data, np.float32)
    return transcriber.transcribe(samples, str(request["prompt"])).model_dump(mode="json")


def main() -> None:
    """`python -m audio.whisper_worker MODEL MODELS_DIR THREADS`."""
    model, models_dir, threads = sys.argv[1:4]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    serve(sys.stdin.buffer, answers, WhisperTranscriber(model, models_dir, int(threads) or None))


if __name__ == "__main__":
    main()
