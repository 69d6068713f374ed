"""Lines that have been spoken before, kept as WAV files."""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path

from audio.errors import AudioFileError
from audio.protocols import Samples, Synthesizer
from audio.samples import load_audio
from audio.wav_file import is_complete, write_wav

_log = logging.getLogger(__name__)


def identity_of(synthesizer: Synthesizer) -> str:
    """What the sound of a synthesizer depends on besides the text: its `identity`, else the name of its class."""
    return str(getattr(synthesizer, "identity", type(synthesizer).__name__))


class CachedSynthesizer:
    """Asks `inner` for each line once; several threads may use it.

    A line that is there never waits for one that is being rendered, and a line that is due does not wait for those
    that may be due later.

    Args:
        inner: the engine; must be usable by several threads.
        folder: where the WAV files lie; made when needed, safe to delete at any time.
    """

    def __init__(self, inner: Synthesizer, folder: str | Path) -> None:
        self._inner = inner
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._rendering: dict[str, threading.Lock] = {}
        """One lock for each line that is being rendered, so that nobody renders it twice."""

    @property
    def identity(self) -> str:
        """That of the engine."""
        return identity_of(self._inner)

    def synthesize(self, text: str) -> Samples:
        """The spoken line, from the cache if it is there; a damaged entry is made again.

        Raises:
            SynthesisError: the engine failed.
        """
        samples = self._kept(text)
        if samples is not None:
            return samples
        with self._lock:
            rendering = self._rendering.setdefault(text, threading.Lock())
        try:
            with rendering:
                samples = self._kept(text)
                if samples is None:
                    samples = self._inner.synthesize(text)
                    self._keep(self._path(text), samples)
                return samples
        finally:
            with self._lock:
                self._rendering.pop(text, None)

    def _kept(self, text: str) -> Samples | None:
        """The line as it lies in the cache; None if it is not there or damaged."""
        path = self._path(text)
        if not is_complete(path):
            return None
        try:
            return load_audio(path)
        except AudioFileError as error:
            _log.warning("a cached line is made again: %s", error)
            return None

    def _path(self, text: str) -> Path:
        """Where a line is kept; an engine that has changed its mind (a fallback) has other files."""
        key = hashlib.sha256(f"{self.identity}\n{text}".encode()).hexdigest()[:32]
        return self._folder / f"{key}.wav"

    def _keep(self, path: Path, samples: Samples) -> None:
        """Write the file; a line that cannot be kept is spoken all the same."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_wav(path, samples)
        except OSError as error:
            _log.warning("a line could not be cached: %s", error)
