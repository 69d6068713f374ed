"""What an engine or a device must be able to do: one small protocol each, so that any of them can be scripted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audio.transcript import Transcript

SAMPLE_RATE = 16_000
"""Hertz. Past the recorder exactly one kind of audio exists: float32, shape (n_samples,), 16 kHz mono, in -1..1."""

FRAME_SAMPLES = 512
"""Samples of one frame of speech detection: 32 ms."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of captured audio. The sample index is the clock of everything that was heard."""

    start_sample: int
    """Index of the first sample since the recorder was started."""
    samples: Samples
    overflow: bool = False
    """The device reported that input was lost just before this block."""

    @property
    def end_sample(self) -> int:
        """Index after the last sample."""
        return self.start_sample + len(self.samples)


class Recorder(Protocol):
    """A source of captured audio, from `start` to `stop`, on a thread of its own."""

    def start(self, consume: Callable[[Block], None]) -> None:
        """Begin; `consume` gets every block in order, never from the device's callback itself.

        Raises:
            DeviceError: the device cannot be opened.
        """

    def stop(self) -> None:
        """End; every block captured so far has been consumed when this returns."""

    def fault(self) -> str | None:
        """Why no audio is coming any more, in one sentence, or None while all is well."""


class Player(Protocol):
    """A loudspeaker."""

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Start playing and return at once; `finished` is called after the last sample has been heard or on stop.

        Raises:
            DeviceError: the device cannot be opened.
        """

    def stop(self) -> None:
        """Silence within 100 ms; nothing to do when nothing is playing."""


class SpeechDetector(Protocol):
    """Tells speech from other sound, frame by frame."""

    def probability(self, frame: Samples) -> float:
        """Probability, 0 to 1, that a frame of FRAME_SAMPLES samples holds speech; frames come in order."""

    def reset(self) -> None:
        """Forget the frames so far."""


class Transcriber(Protocol):
    """Turns speech into timed words."""

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The words of `samples`, with times in seconds from its first sample.

        Args:
            samples: float32, shape (n_samples,), 16 kHz mono.
            prompt: written terms that may occur ("XGBoost, ROC AUC"); biases the spelling.

        Raises:
            TranscriptionError: recognition failed; the audio is untouched.
        """


class BatchTranscriber(Transcriber, Protocol):
    """A transcriber that is faster on several stretches at once, as a recording has them."""

    def transcribe_many(self, chunks: Sequence[Samples], prompt: str = "") -> list[Transcript]:
        """The words of each chunk, as `transcribe` finds them.

        Raises:
            TranscriptionError: recognition failed; the audio is untouched.
        """


class Synthesizer(Protocol):
    """Turns a line into speech."""

    def synthesize(self, text: str) -> Samples:
        """The spoken line.

        Raises:
            SynthesisError: no voice is there, or it did not finish in time.
        """
