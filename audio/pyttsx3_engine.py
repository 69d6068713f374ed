"""Speech synthesis by pyttsx3: the voice of the operating system, offline.

Each line has a process of its own (`pyttsx3_worker` says why). Starting one takes longer than speaking, so the next one
is started as soon as a line is done, and waits with its engine made.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from audio.errors import AudioFileError, SynthesisError
from audio.protocols import Samples
from audio.samples import load_audio, without_silence_around

_log = logging.getLogger(__name__)

_WORKER = Path(__file__).with_name("pyttsx3_worker.py")

_PER_CHARACTER_S = 0.02
"""Seconds by which each character lengthens the time limit; espeak takes a twentieth of that."""


class Pyttsx3Synthesizer:
    """Speaks each line in a process of its own; several threads may use it.

    Args:
        voice: an identifier of the driver ("gmw/en-us" for espeak); None for the system's own voice.
        rate: words per minute.
        volume: 0 to 1.
        timeout_s: seconds after which a line is given up, a long one later; a sentence takes 0.1 s, and 1.2 s were
            seen on a machine with four times the work it can do.
    """

    def __init__(self, voice: str | None = None, rate: int = 175, volume: float = 1.0, timeout_s: float = 6.0) -> None:
        self._settings = {"voice": voice, "rate": rate, "volume": volume}
        self._timeout_s = timeout_s
        self._reserve = _Reserve()
        weakref.finalize(self, self._reserve.end)

    def warm_up(self) -> None:
        """Start the process of the next line; what is wrong with it shows when a line is due."""
        self._reserve.fill()

    @property
    def identity(self) -> str:
        """What the sound depends on besides the text; the key of a cache."""
        return f"pyttsx3 {json.dumps(self._settings)}"

    def synthesize(self, text: str) -> Samples:
        """The spoken line: float32, shape (n_samples,), 16 kHz mono.

        Raises:
            SynthesisError: the text is empty, no voice is there, or it did not finish in time.
        """
        if not text.strip():
            raise SynthesisError("There is nothing to say: the line is empty.")
        with TemporaryDirectory(prefix="line-") as folder:
            path = Path(folder) / "line.wav"
            self._run({"text": text.replace("\0", " "), "path": str(path), **self._settings})
            try:
                return without_silence_around(load_audio(path))
            except AudioFileError as error:
                raise SynthesisError(f"pyttsx3 made no sound of {text[:40]!r}: try another voice.") from error

    def _run(self, request: dict[str, object]) -> None:
        """Run a worker on one request, and start the next one; a worker that does not finish is killed."""
        limit_s = self._timeout_s + len(str(request["text"])) * _PER_CHARACTER_S
        try:
            worker = self._reserve.take()
        except OSError as error:
            raise SynthesisError(f"pyttsx3 could not be started ({error}): install the package again.") from error
        try:
            _, errors = worker.communicate(json.dumps(request), timeout=limit_s)
        except subprocess.TimeoutExpired as error:
            _end(worker)
            raise SynthesisError(f"pyttsx3 did not finish a line within {limit_s:.3g} s: it was ended.") from error
        except BaseException:
            _end(worker)
            raise
        if worker.returncode:
            lines = errors.strip().splitlines()
            _log.debug("pyttsx3: %s", errors)
            reason = lines[-1] if lines else f"exit status {worker.returncode}"
            raise SynthesisError(f"pyttsx3 could not speak ({reason}): on Linux install espeak-ng (libespeak-ng1).")
        threading.Thread(target=self._reserve.fill, name="voice-reserve", daemon=True).start()


class _Reserve:
    """At most one worker that has been started and waits for a line."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[str] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def fill(self) -> None:
        """Start a worker if none waits."""
        with self._lock, suppress(OSError):
            if self._worker is None and not self._ended:
                self._worker = _start()

    def take(self) -> subprocess.Popen[str]:
        """The waiting worker, or a new one.

        Raises:
            OSError: none can be started.
        """
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None and worker.poll() is None:
            return worker
        if worker is not None:
            _end(worker)
        return _start()

    def end(self) -> None:
        """End the waiting worker for good."""
        with self._lock:
            worker, self._worker, self._ended = self._worker, None, True
        if worker is not None:
            _end(worker)


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, "-P", str(_WORKER)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        encoding="utf-8", errors="replace",
    )  # fmt: skip


def _end(worker: subprocess.Popen[str]) -> None:
    """Kill a worker and let go of its pipes."""
    worker.kill()
    worker.communicate()
