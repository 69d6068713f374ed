"""Decodes an answer while it goes on: chunks in order, each once; in a pause the words of the tail ahead of time.

A chunk is *needed*: it is decoded whatever happens. A *guess* is the tail of the answer at a pause: it pays only if
nothing more is said. There is one place for a guess, and a newer one takes it; what is needed never waits behind a
guess that has not been begun. When the pause turns out to be the end of a chunk or of the answer, the stretch is the
same as that of the guess, and its words are there already.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from audio.capture import Chunk
from audio.errors import AudioError, TranscriptionError
from audio.protocols import SAMPLE_RATE, Transcriber
from audio.transcript import Transcript, joined

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Words that have just been recognised, with times in the turn's recording."""

    turn: int
    chunk: Chunk
    words: Transcript
    """Those of the chunk."""
    so_far: Transcript
    """All of the turn up to the end of the chunk."""
    final: bool
    """Whether the chunk is closed; a guess is not."""


OnChunk = Callable[[Decoded], None]


@dataclass(frozen=True, slots=True)
class _Job:
    turn: int
    chunk: Chunk
    prompt: str
    final: bool = False
    done: Future[Transcript] = field(default_factory=Future)


class Recogniser:
    """The words of each turn.

    Args:
        transcriber: the engine; None where there is no model, and then every turn fails with the reason.
        on_decoded: told of every decode that counts, on the recogniser's thread.
        reason: why there is no engine.
    """

    def __init__(self, transcriber: Transcriber | None, on_decoded: OnChunk, reason: str = "") -> None:
        self._transcriber = transcriber
        self._reason = reason
        self._on_decoded = on_decoded
        self._work = threading.Condition()
        self._needed: deque[_Job] = deque()
        self._guess: _Job | None = None
        """The tail as it stands; None once speech has gone on."""
        self._guess_waits = False
        self._kept: tuple[Chunk, Transcript] | None = None
        """The last decode, in case the same stretch is wanted again."""
        self._chunks: dict[int, list[Future[Transcript]]] = {}
        self.decodes = 0
        """How often the engine has been asked."""
        if transcriber is not None:
            threading.Thread(target=self._run, name="recogniser", daemon=True).start()

    @property
    def waiting(self) -> int:
        """Chunks in line that nobody has begun to decode."""
        return len(self._needed)

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
            job = self._need(_Job(turn, chunk, prompt, final=True))
            self._chunks.setdefault(turn, []).append(job.done)

    def know(self, turn: int, words: Transcript) -> None:
        """Put the words of a chunk in line that was recognised before the interview was cut off."""
        done: Future[Transcript] = Future()
        done.set_result(words)
        self._chunks.setdefault(turn, []).append(done)

    def guess(self, turn: int, tail: Chunk, prompt: str) -> None:
        """Decode the tail of an answer when there is time; an older guess is dropped. Returns at once."""
        if self._transcriber is None:
            return
        with self._work:
            if self._guess is None or self._guess.chunk != tail:
                self._guess, self._guess_waits = _Job(turn, tail, prompt), True
                self._work.notify()

    def drop_guess(self) -> None:
        """Speech goes on: the tail is no longer what it was. A decode that has begun ends, and is not reported."""
        with self._work:
            self._guess, self._guess_waits = None, False

    def ask(self, turn: int, tail: Chunk | None, prompt: str) -> list[Future[Transcript]]:
        """All words of a turn as it stands, in order: of the chunks in line, and of the tail.

        Raises:
            TranscriptionError: there is no engine.
        """
        if self._transcriber is None:
            raise TranscriptionError(self._reason)
        parts = [*self._chunks.get(turn, [])]
        if tail is not None:
            parts.append(self._need(_Job(turn, tail, prompt)).done)
        return parts

    def _need(self, job: _Job) -> _Job:
        with self._work:
            self._needed.append(job)
            self._work.notify()
        return job

    def _next(self) -> _Job:
        with self._work:
            while True:
                if self._needed:
                    return self._needed.popleft()
                if self._guess is not None and self._guess_waits:
                    self._guess_waits = False
                    return self._guess
                self._work.wait()

    def _run(self) -> None:
        while True:
            job = self._next()
            try:
                words = self._decode(job)
                if job.final or job is self._guess:
                    self._report(job, words)
                job.done.set_result(words)
            except Exception as error:  # noqa: BLE001 - whatever an engine does, the answer's other chunks come
                log.warning("a chunk was not recognised: %s", error)
                job.done.set_exception(error)

    def _decode(self, job: _Job) -> Transcript:
        """The words of a chunk, from the engine or from the last decode if that was the same stretch."""
        assert self._transcriber is not None
        if self._kept is None or self._kept[0] != job.chunk:
            self.decodes += 1
            words = self._transcriber.transcribe(job.chunk.samples, job.prompt).shifted(job.chunk.start_s)
            self._kept = (job.chunk, words)
        return self._kept[1]

    def _report(self, job: _Job, words: Transcript) -> None:
        before = [done.result() for done in (*self._chunks.get(job.turn, ()),) if done is not job.done and _good(done)]
        so_far = joined([*before, words], round(job.chunk.end_sample / SAMPLE_RATE, 3))
        self._on_decoded(Decoded(job.turn, job.chunk, words, so_far, job.final))


def _good(done: Future[Transcript]) -> bool:
    return done.done() and done.exception() is None
