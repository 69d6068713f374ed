"""What happens to captured blocks while an answer is open: to the disk first, then to detection and chunking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.chunks import ChunkPlanner, Range
from audio.endpoint import Endpointer, EndpointSettings, SegmentSamples, Signal
from audio.pause_habit import PauseHabit
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Block, Samples, SpeechDetector
from audio.safe_detector import SafeDetector
from audio.samples import rms_dbfs
from audio.wav_file import WavWriter, read_part
from audio.word_model import LastWords

_TAKEN_UP_AT_ONCE = 60 * SAMPLE_RATE
"""Samples of a recording that is taken up which are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of an answer that holds speech and is to be decoded. It lies in the file, not in memory."""

    path: Path
    """The answer's file."""
    start_sample: int
    """Index of its first sample in the file."""
    end_sample: int
    """Index after its last sample."""

    @property
    def samples(self) -> Samples:
        """The sound, read from the file: what is decoded is what was recorded.

        Raises:
            OSError: the file has gone.
        """
        return read_part(self.path, self.start_sample, self.end_sample)

    @property
    def start_s(self) -> float:
        """Seconds from the start of the answer's file (`Transcript.shifted`)."""
        return self.start_sample / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class CapturedAnswer:
    """What is known of a recorded answer when it is closed."""

    path: Path
    samples_received: int
    samples_written: int
    """Equal to `samples_received` unless the disk failed."""
    segments: tuple[SegmentSamples, ...]
    """The detected speech."""
    tail: Chunk | None
    """The last stretch to decode."""
    overflows: int
    """Times the device reported lost input."""

    @property
    def duration_s(self) -> float:
        """Length of the recording in seconds."""
        return self.samples_written / SAMPLE_RATE

    @property
    def segments_s(self) -> tuple[tuple[float, float], ...]:
        """The detected speech as (start_s, end_s)."""
        return tuple((start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in self.segments)


def _ignore(_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class CaptureListener:
    """Who hears of an answer while it is given: called on the recorder's thread, never after `close`; must not wait."""

    on_signal: Callable[[Signal], None] = _ignore
    on_chunk: Callable[[Chunk], None] = _ignore
    """A chunk to decode, cut while the answer goes on."""
    on_level: Callable[[float], None] = _ignore
    """Loudness of each block in dBFS, for a meter."""


class TurnCapture:
    """Takes the recorder's blocks: `recorder.start(capture.consume)`.

    Between answers blocks are counted and dropped: the microphone is deaf while the interviewer speaks. Within an
    answer all positions are sample indices in its own file. A slow detector delays the signals and a failing one is
    replaced by plain loudness; neither touches the recording, which is written before.
    """

    def __init__(self, detector: SpeechDetector, listener: CaptureListener | None = None) -> None:
        self._detector = SafeDetector(detector)
        self._listener = listener or CaptureListener()
        self._lock = threading.RLock()
        self._answer: _Answer | None = None
        self.samples_dropped = 0
        """Samples that came while no answer was open, or within a `guard`."""
        self._guard_samples = 0
        self._closed: dict[Path, _Answer] = {}
        """Answers that are over, in case one of them is not."""
        self.habit = PauseHabit()
        """How long the speaker pauses, as learned in the answers so far."""
        self.muted = False
        """Whether the open answer is interrupted: blocks are dropped, and it goes on in the same file afterwards."""

    def open(self, path: str | Path, settings: EndpointSettings | None = None) -> None:
        """Begin an answer that is recorded in the new file `path`; how long the speaker pauses is known from before.

        Raises:
            RuntimeError: an answer is open.
            OSError: the file exists or cannot be made.
        """
        with self._lock:
            if self._answer is not None:
                raise RuntimeError("An answer is open: close it first.")
            self._detector.reset()
            self._answer = _Answer(WavWriter(path), Endpointer(settings, self.habit))

    def take_up(self, path: str | Path, settings: EndpointSettings | None = None, pause_s: float = 0.0) -> None:
        """Go on with an answer that was cut off, in its file: what is in it is gone through again, and its chunks come again.

        Signals and levels of what is over are not reported.

        Args:
            path: the file; it is begun if it is not there.
            settings: when the turn ends.
            pause_s: seconds by which the pause in which it was cut off may last longer.

        Raises:
            RuntimeError: an answer is open.
            OSError: the file cannot be read or written.
        """
        with self._lock:
            if self._answer is not None:
                raise RuntimeError("An answer is open: close it first.")
            self._detector.reset()
            answer = self._answer = _Answer(WavWriter(path, go_on=True), Endpointer(settings, self.habit))
            recorded = answer.samples_received = answer.writer.samples_written
            for start in range(0, recorded, _TAKEN_UP_AT_ONCE):
                samples = read_part(answer.writer.path, start, min(start + _TAKEN_UP_AT_ONCE, recorded))
                for _ in self._listen(answer, samples):
                    pass
            answer.endpointer.cut(pause_s)

    def reopen(self, path: str | Path) -> bool:
        """Go on with an answer that was closed, in its file, where it stood; False if none of this capture has that file.

        Raises:
            RuntimeError: an answer is open.
            OSError: the file cannot be read or written.
        """
        with self._lock:
            if self._answer is not None:
                raise RuntimeError("An answer is open: close it first.")
            answer = self._closed.get(Path(path))
            if answer is None:
                return False
            answer.writer = WavWriter(path, go_on=True)
            self._detector.reset()
            self._answer = self._closed.pop(Path(path))
            return True

    def wait(self, seconds: float) -> None:
        """The pause of the open answer is no end of it: it may last `seconds` longer (`Endpointer.cut`).

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            self._open_answer().endpointer.cut(seconds)

    def close(self) -> CapturedAnswer:
        """End the answer; no callback for it comes after this, unless it is opened again.

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            answer, self._answer = self._open_answer(), None
            self.habit = answer.endpointer.habit
            self._closed[answer.writer.path] = answer
            return answer.close()

    def guard(self, seconds: float) -> None:
        """Drop what comes in the next `seconds`: the tail of our own voice."""
        with self._lock:
            self._guard_samples = round(seconds * SAMPLE_RATE)

    def extend(self, seconds: float) -> None:
        """Ask for more time in the open answer (`Endpointer.extend`).

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            self._open_answer().endpointer.extend(seconds)

    def hear(self, text: str, until_sample: int, words: LastWords | None = None) -> None:
        """Tell the open answer's endpointing what was said before `until_sample` (`Endpointer.hear`).

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            self._open_answer().endpointer.hear(text, until_sample, words)

    def so_far(self) -> CapturedAnswer:
        """The open answer as it stands, its tail with it.

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            return self._open_answer().so_far()

    def tail(self) -> Chunk | None:
        """What would be the last chunk if the answer ended now: to be decoded ahead of time during a pause.

        None where there is nothing to decode, or where this very pause is about to cut it off as a chunk.

        Raises:
            RuntimeError: no answer is open.
        """
        with self._lock:
            answer = self._open_answer()
            return answer.chunk(answer.planner.ahead())

    def consume(self, block: Block) -> None:
        """Take the next block; called by the recorder on its own thread.

        Raises:
            OSError: the disk is full or gone; what was recorded before is safe.
        """
        with self._lock:
            first = min(self._guard_samples, len(block.samples))
            self._guard_samples -= first
            if self._answer is None or self.muted or first == len(block.samples):
                self.samples_dropped += len(block.samples)
                return
            self.samples_dropped += first
            self._answer.overflows += block.overflow
            self._record(self._answer, block.samples[first:])

    def _open_answer(self) -> _Answer:
        if self._answer is None:
            raise RuntimeError("No answer is open.")
        return self._answer

    def _record(self, answer: _Answer, samples: Samples) -> None:
        answer.samples_received += len(samples)
        answer.writer.append(samples)
        self._listener.on_level(rms_dbfs(samples))
        for signals in self._listen(answer, samples):
            for signal in signals:
                self._listener.on_signal(signal)
            if self._answer is not answer:
                return

    def _listen(self, answer: _Answer, samples: Samples) -> Iterator[tuple[Signal, ...]]:
        """Go through what has been recorded, frame by frame: what each means for the turn, once its chunk is reported."""
        for frame in answer.frames(samples):
            signals = answer.endpointer.push(self._detector.probability(frame))
            chunk = answer.chunk(answer.planner.push(answer.endpointer.last_segment, rms_dbfs(frame)))
            if chunk is not None:
                self._listener.on_chunk(chunk)
            yield signals


class _Answer:
    """The state of one open answer."""

    def __init__(self, writer: WavWriter, endpointer: Endpointer) -> None:
        self.writer = writer
        self.endpointer = endpointer
        self.planner = ChunkPlanner()
        self.samples_received = 0
        self.overflows = 0
        self._rest = np.zeros(0, np.float32)

    def frames(self, samples: Samples) -> list[Samples]:
        """The whole frames that are complete with `samples`; the rest waits for the next block."""
        stream = np.concatenate((self._rest, samples))
        whole = len(stream) - len(stream) % FRAME_SAMPLES
        self._rest = stream[whole:]
        return [stream[start : start + FRAME_SAMPLES] for start in range(0, whole, FRAME_SAMPLES)]

    def chunk(self, span: Range | None) -> Chunk | None:
        """A range of the answer as a chunk."""
        return None if span is None else Chunk(self.writer.path, *span)

    def so_far(self) -> CapturedAnswer:
        return CapturedAnswer(
            path=self.writer.path,
            samples_received=self.samples_received,
            samples_written=self.writer.samples_written,
            segments=self.endpointer.segments,
            tail=self.chunk(self.planner.pending(self.writer.samples_written)),
            overflows=self.overflows,
        )

    def close(self) -> CapturedAnswer:
        answer = self.so_far()
        self.writer.close()
        return answer
