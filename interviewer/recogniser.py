"""Decodes the chunks of an answer while it goes on: one thread, in order, each chunk once, nothing lost on a failure."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from audio.capture import Chunk
from audio.errors import AudioError, TranscriptionError
from audio.protocols import Transcriber
from audio.transcript import Transcript, joined

log = logging.getLogger(__name__)

OnChunk = Callable[[int, Transcript], None]


class Recogniser:
    """The words of each turn, from chunks that come in while the candidate speaks.

    Args:
        transcriber: the engine; None where there is no model, and then every turn fails with the reason.
        reason: why there is no engine.
        on_chunk: told (turn, words with times in the turn's recording) after each decode, on the worker's thread.
    """

    def __init__(self, transcriber: Transcriber | None, on_chunk: OnChunk, reason: str = "") -> None:
        self._transcriber = transcriber
        self._reason = reason
        self._on_chunk = on_chunk
        self._work: queue.SimpleQueue[tuple[int, Chunk, str, Future[Transcript]]] = queue.SimpleQueue()
        self._committed: dict[int, list[Future[Transcript]]] = {}
        if transcriber is not None:
            threading.Thread(target=self._run, name="recogniser", daemon=True).start()

    def warm_up(self) -> None:
        """Load the engine in the background; a failure shows when the first chunk is decoded."""
        load = getattr(self._transcriber, "load", None)
        if load is None:
            return

        def quietly() -> None:
            try:
                load()
            except AudioError as error:
                log.warning("the recogniser could not be loaded ahead of time: %s", error)

        threading.Thread(target=quietly, name="recogniser-load", daemon=True).start()

    def add(self, turn: int, chunk: Chunk, prompt: str) -> None:
        """Put a chunk in line; returns at once."""
        if self._transcriber is not None:
            self._committed.setdefault(turn, []).append(self._submit(turn, chunk, prompt))

    def words(self, turn: int, tail: Chunk | None, prompt: str, duration_s: float) -> Transcript:
        """All words of a turn: waits for the chunks in line and decodes the tail.

        Raises:
            TranscriptionError: a chunk could not be decoded, or there is no engine.
        """
        if self._transcriber is None:
            raise TranscriptionError(self._reason)
        last = self._submit(turn, tail, prompt) if tail is not None else None
        chunks = [future.result() for future in self._committed.get(turn, [])]
        if last is not None:
            chunks.append(last.result())
        return joined(chunks, round(duration_s, 3))

    def _submit(self, turn: int, chunk: Chunk, prompt: str) -> Future[Transcript]:
        future: Future[Transcript] = Future()
        self._work.put((turn, chunk, prompt, future))
        return future

    def _run(self) -> None:
        assert self._transcriber is not None
        while True:
            turn, chunk, prompt, future = self._work.get()
            try:
                transcript = self._transcriber.transcribe(chunk.samples, prompt).shifted(chunk.start_s)
                self._on_chunk(turn, transcript)
                future.set_result(transcript)
            except Exception as error:  # noqa: BLE001 - whatever an engine does, the answer's other chunks come
                log.warning("a chunk was not recognised: %s", error)
                future.set_exception(error)
