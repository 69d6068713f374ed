"""How the demonstration is heard: the candidate's speech as the microphone, and time where nobody listens."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from audio.errors import AudioError
from audio.file_recorder import FileRecorder
from audio.protocols import SAMPLE_RATE, Block, Player, Samples
from audio.samples import silence

BREATH_S = 0.5
"""Before the first word, as people take it."""


class Unheard:
    """A `Player` for a machine without a loudspeaker: a line takes its time, divided by `pace`, and makes no sound."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._timers: list[threading.Timer] = []

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:
        """Call `finished` when the line could have been read."""
        timer = threading.Timer(len(samples) / SAMPLE_RATE / self._pace, finished)
        timer.daemon = True
        self._timers = [*(one for one in self._timers if one.is_alive()), timer]
        timer.start()

    def stop(self) -> None:
        """End the lines at once, with their `finished` called."""
        timers, self._timers = self._timers, []
        for timer in timers:
            if timer.is_alive():
                timer.cancel()
                timer.function()

    def hurry(self) -> None:
        """From now on lines take no time."""
        self._pace = float("inf")


class SpokenAnswer(FileRecorder):
    """The candidate's answer as what a microphone delivers, and through the loudspeaker where there is one.

    Args:
        samples: float32, shape (n_samples,), 16 kHz mono.
        player: the loudspeaker; None for silence.
        pace: times real time; with a loudspeaker it must be 1.
    """

    def __init__(self, samples: Samples, player: Player | None, pace: float) -> None:
        self._answer = np.concatenate((silence(BREATH_S), samples))
        super().__init__(self._answer, speed=pace)
        self._player = player

    def start(self, consume: Callable[[Block], None]) -> None:
        """Begin to speak; a loudspeaker that fails makes the answer silent, no more."""
        super().start(consume)
        if self._player is not None:
            try:
                self._player.play(self._answer, lambda: None)
            except AudioError:
                self._player = None

    def stop(self) -> None:
        """End, on the loudspeaker too."""
        super().stop()
        if self._player is not None:
            self._player.stop()
