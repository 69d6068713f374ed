"""Engines without hardware or models: scripted recognition, detection and sound, for tests and dry runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np

from audio.errors import SynthesisError, TranscriptionError
from audio.once import Once
from audio.protocols import SAMPLE_RATE, Samples
from audio.samples import rms_dbfs
from audio.transcript import Transcript

SPEECH_DBFS = -45.0
"""Louder than this is taken for speech: quiet speech near a laptop is about -40 dBFS, a quiet room about -60."""

_SECONDS_PER_WORD = 0.4
_TONE_HZ = 220


class ScriptedTranscriber:
    """Gives prepared transcripts, one a call, whatever the sound; an exception in the script is raised.

    Args:
        script: transcripts (or exceptions) in the order of the calls.
    """

    def __init__(self, script: Iterable[Transcript | Exception]) -> None:
        self._script = iter(script)
        self.prompts: list[str] = []
        """The prompt of each call so far."""
        self.durations_s: list[float] = []
        """The length of the sound of each call so far."""

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """The next transcript of the script.

        Raises:
            TranscriptionError: the script is used up.
        """
        self.prompts.append(prompt)
        self.durations_s.append(len(samples) / SAMPLE_RATE)
        item = next(self._script, None)
        if item is None:
            raise TranscriptionError("The script of the transcriber is used up: give it one transcript for each call.")
        if isinstance(item, Exception):
            raise item
        return item


class ScriptedDetector:
    """Gives prepared probabilities, one a frame, then 0.

    Args:
        probabilities: of speech, 0 to 1, frame by frame.
    """

    def __init__(self, probabilities: Iterable[float]) -> None:
        self._all = tuple(probabilities)
        self._rest = iter(self._all)

    def probability(self, frame: Samples) -> float:  # noqa: ARG002
        """The next probability of the script, whatever the frame."""
        return next(self._rest, 0.0)

    def reset(self) -> None:
        """Begin again."""
        self._rest = iter(self._all)


class EnergyDetector:
    """Takes whatever is loud for speech: exact on spliced test audio, and the way out when a model fails.

    Args:
        threshold_dbfs: loudness of a frame from which on it counts as speech.
    """

    def __init__(self, threshold_dbfs: float = SPEECH_DBFS) -> None:
        self._threshold_dbfs = threshold_dbfs

    def probability(self, frame: Samples) -> float:
        """1 for a frame louder than the threshold, else 0."""
        return float(rms_dbfs(frame) >= self._threshold_dbfs)

    def reset(self) -> None:
        """Nothing to forget."""


class SilentPlayer:
    """Plays nothing, and takes its time over it if told to.

    Args:
        speed: 1 takes as long as the sound, 2 half as long; 0 is finished before `play` returns.
    """

    def __init__(self, speed: float = 0.0) -> None:
        self._speed = speed
        self._timer = threading.Timer(0, lambda: None)
        self._finish = Once(lambda: None)
        self.played_s: list[float] = []
        """The length of everything played so far, in seconds."""

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Call `finished` when the sound would have been heard."""
        self.stop()
        duration_s = len(samples) / SAMPLE_RATE
        self.played_s.append(duration_s)
        if not self._speed:
            finished()
            return
        self._finish = Once(finished)
        self._timer = threading.Timer(duration_s / self._speed, self._finish)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """End what is playing; its `finished` is called now."""
        self._timer.cancel()
        self._finish()


class ToneSynthesizer:
    """Speaks in a tone of 220 Hz, 0.4 s a word (150 words a minute)."""

    identity = "tone"

    def synthesize(self, text: str) -> Samples:
        """The tone for `text`.

        Raises:
            SynthesisError: there is nothing to say.
        """
        words = len(text.split())
        if not words:
            raise SynthesisError("There is nothing to say: the line is empty.")
        time_s = np.arange(round(words * _SECONDS_PER_WORD * SAMPLE_RATE)) / SAMPLE_RATE
        return (0.2 * np.sin(2 * np.pi * _TONE_HZ * time_s)).astype(np.float32)
