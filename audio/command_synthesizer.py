"""Speech synthesis by a program of the operating system: `espeak-ng` on Linux, `say` on macOS."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from audio.errors import AudioFileError, SynthesisError
from audio.protocols import Samples
from audio.samples import load_audio, without_silence_around


class SubprocessSynthesizer:
    """Gives each line to a program on its stdin, never to a shell; several threads may use it.

    Args:
        program: "espeak-ng" or "say"; None for the one of this platform.
        voice: as the program names it; None for its own.
        rate: words per minute.
        volume: 0 to 1.
        timeout_s: seconds after which a line is given up; a sentence takes about 0.02 s with espeak-ng.
    """

    def __init__(
        self,
        program: str | None = None,
        *,
        voice: str | None = None,
        rate: int = 175,
        volume: float = 1.0,
        timeout_s: float = 6.0,
    ) -> None:
        self._program = program or ("say" if sys.platform == "darwin" else "espeak-ng")
        self._voice = voice
        self._rate = rate
        self._volume = volume
        self._timeout_s = timeout_s

    @property
    def identity(self) -> str:
        """What the sound depends on besides the text; the key of a cache."""
        return f"{self._program} {json.dumps([self._voice, self._rate, self._volume])}"

    def synthesize(self, text: str) -> Samples:
        """The spoken line: float32, shape (n_samples,), 16 kHz mono.

        Raises:
            SynthesisError: the text is empty, the program is missing or fails, or it did not finish in time.
        """
        if not text.strip():
            raise SynthesisError("There is nothing to say: the line is empty.")
        with TemporaryDirectory(prefix="line-") as folder:
            path = Path(folder) / "line.wav"
            self._run(path, text)
            try:
                return without_silence_around(load_audio(path)) * np.float32(self._volume)
            except AudioFileError as error:
                raise SynthesisError(f"{self._program} made no sound of {text[:40]!r}: try another voice.") from error

    def _command(self, path: Path) -> list[str]:
        voice = [] if self._voice is None else ["-v", self._voice]
        if self._program == "say":
            sound = ["--file-format=WAVE", "--data-format=LEI16@22050", "-o", str(path), "-f", "-"]
            return ["say", "-r", str(self._rate), *voice, *sound]
        return [self._program, "-s", str(self._rate), *voice, "-b", "1", "-w", str(path), "--stdin"]

    def _run(self, path: Path, text: str) -> None:
        try:
            done = subprocess.run(  # noqa: S603  a fixed program; the text goes through stdin
                self._command(path), input=text.encode(), capture_output=True, timeout=self._timeout_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            late = f"{self._program} did not finish a line within {self._timeout_s:g} s: it was ended."
            raise SynthesisError(late) from error
        except OSError as error:
            raise SynthesisError(f"{self._program} could not be started ({error.strerror}): install it.") from error
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip() or f"exit status {done.returncode}"
            raise SynthesisError(f"{self._program} could not speak ({reason}): try another voice.")
