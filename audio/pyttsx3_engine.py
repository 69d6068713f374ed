"""Speech synthesis by pyttsx3: the voice of the operating system, offline."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from audio.errors import AudioFileError, SynthesisError
from audio.protocols import Samples
from audio.samples import load_audio

_log = logging.getLogger(__name__)

_WORKER = Path(__file__).with_name("pyttsx3_worker.py")


class Pyttsx3Synthesizer:
    """Speaks each line in a process of its own (see `pyttsx3_worker` for why); several threads may use it.

    Args:
        voice: an identifier of the driver ("gmw/en-us" for espeak); None for the system's own voice.
        rate: words per minute.
        volume: 0 to 1.
        timeout_s: seconds after which a line is given up; a sentence takes about 0.1 s with espeak.
    """

    def __init__(self, voice: str | None = None, rate: int = 175, volume: float = 1.0, timeout_s: float = 20.0) -> None:
        self._settings = {"voice": voice, "rate": rate, "volume": volume}
        self._timeout_s = timeout_s

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
                return load_audio(path)
            except AudioFileError as error:
                raise SynthesisError(f"pyttsx3 made no sound of {text[:40]!r}: try another voice.") from error

    def _run(self, request: dict[str, object]) -> None:
        """Run the worker on one request; a worker that does not finish is killed."""
        command = [sys.executable, "-P", str(_WORKER)]
        try:
            done = subprocess.run(  # noqa: S603  our own script
                command, input=json.dumps(request), capture_output=True, encoding="utf-8", errors="replace",
                timeout=self._timeout_s, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SynthesisError(
                f"pyttsx3 did not finish a line within {self._timeout_s:g} s: it was ended."
            ) from error
        except OSError as error:
            raise SynthesisError(f"pyttsx3 could not be started ({error}): install the package again.") from error
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            _log.debug("pyttsx3: %s", done.stderr)
            reason = lines[-1] if lines else f"exit status {done.returncode}"
            raise SynthesisError(f"pyttsx3 could not speak ({reason}): on Linux install espeak-ng (libespeak-ng1).")
