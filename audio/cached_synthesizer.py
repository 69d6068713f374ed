"""Lines that have been spoken before: kept as WAV files, and rendered ahead of time."""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path

from audio.errors import AudioFileError, SynthesisError
from audio.protocols import Samples, Synthesizer
from audio.samples import load_audio
from audio.wav_file import is_complete, write_wav

_log = logging.getLogger(__name__)


def identity_of(synthesizer: Synthesizer) -> str:
    """What the sound of a synthesizer depends on besides the text: its `identity`, else the name of its class."""
    return str(getattr(synthesizer, "identity", type(synthesizer).__name__))


class CachedSynthesizer:
    """Asks `inner` for each line once; several threads may use it, one renders at a time.

    Args:
        inner: the engine.
        folder: where the WAV files lie; made when needed, safe to delete at any time.
    """

    def __init__(self, inner: Synthesizer, folder: str | Path) -> None:
        self._inner = inner
        self._folder = Path(folder)
        self._rendering = threading.Lock()

    @property
    def identity(self) -> str:
        """That of the engine."""
        return identity_of(self._inner)

    def synthesize(self, text: str) -> Samples:
        """The spoken line, from the cache if it is there; a damaged entry is made again.

        Raises:
            SynthesisError: the engine failed.
        """
        path = self._path(text)
        with self._rendering:
            if is_complete(path):
                try:
                    return load_audio(path)
                except AudioFileError as error:
                    _log.warning("a cached line is made again: %s", error)
            samples = self._inner.synthesize(text)
            self._keep(self._path(text), samples)
            return samples

    def prefetch(self, text: str) -> None:
        """Render `text` on a thread of its own, so that it is there when it is needed; failures wait until then."""
        threading.Thread(target=self._render, args=(text,), name="prefetch", daemon=True).start()

    def _render(self, text: str) -> None:
        try:
            self.synthesize(text)
        except SynthesisError as error:
            _log.warning("a line could not be rendered ahead of time: %s", error)

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
