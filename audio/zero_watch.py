"""Tells a microphone that is gone from one that silences its own pauses: both give nothing but zeros.

A removed source may go on as a stream of exact zeros; a microphone in a silent room gives noise. But headsets and noise
suppression cut pauses down to zeros too. So zeros after sound are suspect after DEAD_S, on a device that has not yet
been heard to do that; one that has been is never suspected again. What shows it: a pause of zeros that begins and ends
while the device is open, or sound as soon as a suspect is opened anew, for then it had never been gone.
"""

from __future__ import annotations

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples

DEAD_S = 1.2
"""Seconds of exact zeros after sound; with the 0.25 s between two looks at the microphone, noticed within 1.5 s."""
_GATE_S = 0.5
"""Seconds of exact zeros that end in sound: this device silences its pauses. A buffer that ran empty is shorter."""
_AWAY_S = 3.0
"""Seconds until a suspect gives sound again after which it really was gone; plugging something in takes that long."""


class ZeroWatch:
    """What is known of one device, over all the times it is opened. Seconds are of any clock that does not jump."""

    def __init__(self) -> None:
        self._gates = False
        self._heard = False
        """Whether it has given sound since it was opened."""
        self._zeros = 0
        """Samples of zeros up to now."""
        self._suspected_s: float | None = None
        """When it was closed as dead; None if it was not, or has given sound since."""
        self._away_s = 0.0
        """Seconds from then until it was opened again."""

    @property
    def dead(self) -> bool:
        """Whether there has been nothing but zeros for DEAD_S, on a device that does not silence its pauses."""
        return self._heard and not self._gates and self._zeros >= DEAD_S * SAMPLE_RATE

    def opened(self, now_s: float) -> None:
        """The device is open, for the first time or again."""
        if self._suspected_s is not None:
            self._away_s = now_s - self._suspected_s
        self._heard, self._zeros = False, 0

    def closed(self, now_s: float) -> None:
        """The device is closed."""
        if self.dead:
            self._suspected_s = now_s

    def push(self, samples: Samples) -> None:
        """Take the next samples, float32, shape (n_samples,), 16 kHz mono."""
        sound = np.flatnonzero(samples)
        if not len(sound):
            self._zeros += len(samples)
            return
        silent_s = (self._zeros + int(sound[0])) / SAMPLE_RATE
        if self._suspected_s is None:
            self._gates |= silent_s >= _GATE_S
        else:
            self._gates |= self._away_s + silent_s < _AWAY_S
            self._suspected_s = None
        self._heard = True
        self._zeros = len(samples) - 1 - int(sound[-1])
