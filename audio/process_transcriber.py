"""A recogniser in a process of its own, which can be ended and started again: a crash costs time, never words."""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio.errors import ModelMissingError, TranscriptionError
from audio.protocols import SAMPLE_RATE, Samples
from audio.recognisers import DEFAULT, Engine
from audio.transcript import TranscriberInfo, Transcript

_log = logging.getLogger(__name__)

LOAD_S = 120.0
"""Seconds that loading the weights may take; base.en takes about 3 s on 2 cores, a slow disk more."""
BASE_S = 30.0
"""Seconds that a decode may take whatever its length; base.en takes 2 to 5 s for 28 s of speech on 2 cores."""
PER_SECOND_S = 4.0
"""Further seconds for each second of speech: far above what live use could bear, so only a hang exceeds it."""
ATTEMPTS = 2
"""A process that died or hung is replaced once for the same samples; then the reason is reported."""


class _EndedError(Exception):
    """The process died or did not answer in time."""


class ProcessTranscriber:
    """A `BatchTranscriber` that decodes in another process, one request at a time; several threads may use it.

    Args:
        model: a name of `audio.models.MODELS`, or a path to a .pt file.
        models_dir: where models named are looked for first.
        threads: None for the physical cores.
        engine: which recogniser runs the model.
        base_s: seconds any decode may take; then the process is replaced.
        per_second_s: further seconds for each second of speech.
    """

    def __init__(
        self,
        model: str | Path,
        models_dir: str | Path = ".",
        threads: int | None = None,
        *,
        engine: Engine = DEFAULT,
        base_s: float = BASE_S,
        per_second_s: float = PER_SECOND_S,
    ) -> None:
        self._command = [
            *(sys.executable, "-P", "-m", "audio.whisper_worker"),  # -P: a folder `audio` of the user's is not ours
            *(engine, str(model), str(models_dir), str(threads or 0)),
        ]
        self._base_s = base_s
        self._per_second_s = per_second_s
        self._busy = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.info = TranscriberInfo(name=engine, model=Path(model).name)
        self.restarts = 0
        """Times a process had to be replaced."""

    @property
    def pid(self) -> int | None:
        """The process that decodes now; None before the first request."""
        return self._process.pid if self._process is not None else None

    def load(self) -> None:
        """Start the process and load the weights.

        Raises:
            ModelMissingError: they are not on this machine.
            TranscriptionError: they cannot be used, or the process does not start.
        """
        with self._busy:
            self._ask([], b"", "", LOAD_S)

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of `samples` (float32, shape (n_samples,), 16 kHz mono), with times from its first sample.

        Raises:
            ModelMissingError: the weights are not on this machine.
            TranscriptionError: recognition failed twice; the audio is untouched.
        """
        return self.transcribe_many([samples], prompt)[0]

    def transcribe_many(self, chunks: Sequence[Samples], prompt: str = "") -> list[Transcript]:
        """The words of each chunk, as `transcribe` finds them, sent at once."""
        if not chunks:
            return []
        lengths = [len(chunk) for chunk in chunks]
        data = np.concatenate([np.asarray(chunk, np.float32) for chunk in chunks]).tobytes()
        limit_s = self._base_s + self._per_second_s * sum(lengths) / SAMPLE_RATE
        with self._busy:
            if self._process is None:
                limit_s += LOAD_S
            return [Transcript.model_validate(one) for one in self._ask(lengths, data, prompt, limit_s)]

    def close(self) -> None:
        """End the process."""
        with self._busy:
            self._end()

    def _ask(self, lengths: list[int], data: bytes, prompt: str, limit_s: float) -> list[Any]:
        request = json.dumps({"lengths": lengths, "prompt": prompt}).encode() + b"\n" + data
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._exchange(request, limit_s)
            except _EndedError as error:
                self._end()
                _log.warning("the recogniser %s (attempt %d)", error, attempt)
                if attempt == ATTEMPTS:
                    raise TranscriptionError(f"The recogniser {error}, twice: the recording is kept.") from error
                self.restarts += 1
                limit_s += LOAD_S
                continue
            if "error" in answer:
                raise (ModelMissingError if answer.get("missing") else TranscriptionError)(answer["error"])
            found: list[Any] = answer["transcripts"]
            return found
        raise AssertionError("unreachable")

    def _exchange(self, request: bytes, limit_s: float) -> Any:
        process = self._running()
        # The request may be larger than the pipe holds while a hung process reads nothing: write beside the wait.
        threading.Thread(target=self._write, args=(process, request), daemon=True).start()
        try:
            line = self._answers.get(timeout=limit_s)
        except queue.Empty:
            raise _EndedError(f"did not answer within {limit_s:.0f} s") from None
        if not line:
            raise _EndedError("process ended unexpectedly")
        return json.loads(line)

    def _write(self, process: subprocess.Popen[bytes], request: bytes) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except (OSError, ValueError) as error:
            _log.info("the recogniser takes nothing any more: %s", error)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._answers = queue.SimpleQueue()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise TranscriptionError(f"The recogniser could not be started: {error.strerror}.") from error
        threading.Thread(target=self._read, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def _read(self, process: subprocess.Popen[bytes], answers: queue.SimpleQueue[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            answers.put(line)
        answers.put(b"")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # it was being written to when the process died
