"""Tells a microphone that is gone from one that silences its own pauses: both give nothing but zeros.

A removed source may go on as a stream of exact zeros; a microphone in a silent room gives noise. But headsets and noise
suppression cut pauses down to zeros too. So zeros after sound are suspect after DEAD_S, on a device that has not yet
been heard to do that; one that has been is suspected only where the stream stalled in the middle of sound. What shows
such a gate: a pause of zeros that begins and ends while the device is open, or sound as soon as a suspect is opened
anew, for then it had never been gone.
"""

from __future__ import annotations

import numpy as np

from audio.protocols import Samples

DEAD_S = 0.9
"""Seconds of exact zeros after sound. With up to 0.3 s of sound that comes after the device has gone, and the 0.25 s
between two looks at the microphone, noticed within 1.5 s.

The time without any block counts too: PulseAudio is silent for 0.3 to 0.95 s when a source is removed, gives the sound
that it still has, and goes on with the zeros of whatever it finds in its place (measured)."""
STALL_S = 0.25
"""Seconds without a block that are a stall; they come every 0.03 s."""
_LONG_STALL_S = 0.5
"""Seconds of a stall that make zeros suspect even on a device that silences its pauses."""
_STALLED_DEAD_S = 0.7
"""Seconds of a stall and the zeros after it together; sooner than without one, since the two seldom meet by chance."""
_STALLED_ZEROS_S = 0.15
"""Seconds of zeros that are needed after a stall."""
_OLD_SOUND_S = 0.15
"""Seconds of sound after a stall that may be older than it; more, and the stall is forgotten."""
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
        self._zeros_s = 0.0
        """Seconds of zeros up to now."""
        self._stall_s = 0.0
        """Seconds of the last stall in sound, while it counts."""
        self._sound_since_s = 0.0
        """Seconds of sound since that stall."""
        self._suspected_s: float | None = None
        """When it was closed as dead; None if it was not, or has given sound since."""
        self._away_s = 0.0
        """Seconds from then until it was opened again."""

    @property
    def dead(self) -> bool:
        """Whether nothing, or nothing but zeros, has come for too long on a device that had given sound."""
        if not self._heard or (self._gates and self._stall_s < _LONG_STALL_S):
            return False
        if self._stall_s and self._zeros_s >= _STALLED_ZEROS_S and self._stall_s + self._zeros_s >= _STALLED_DEAD_S:
            return True
        return not self._gates and self._zeros_s >= DEAD_S

    def opened(self, now_s: float) -> None:
        """The device is open, for the first time or again."""
        if self._suspected_s is not None:
            self._away_s = now_s - self._suspected_s
        self._heard, self._zeros_s, self._stall_s = False, 0.0, 0.0

    def closed(self, now_s: float) -> None:
        """The device is closed."""
        if self.dead:
            self._suspected_s = now_s

    def stalled(self, stall_s: float) -> None:
        """No block came for so many seconds, and now one does. In a pause of a device's own it means nothing."""
        if self._zeros_s < _STALLED_ZEROS_S:
            self._stall_s, self._sound_since_s = stall_s, 0.0

    def push(self, block: Samples, rate_hz: int) -> None:
        """Take the next block as the device gave it, float32, shape (n_samples,) or (n_samples, n_channels)."""
        sound = np.flatnonzero(block.reshape(len(block), -1).any(axis=1))
        if not len(sound):
            self._zeros_s += len(block) / rate_hz
            return
        silent_s = self._zeros_s + int(sound[0]) / rate_hz
        if self._suspected_s is None:
            self._gates |= silent_s >= _GATE_S
        else:
            self._gates |= self._away_s + silent_s < _AWAY_S
            self._suspected_s = None
        self._sound_since_s += len(block) / rate_hz
        if self._sound_since_s > _OLD_SOUND_S:
            self._stall_s = 0.0
        self._heard = True
        self._zeros_s = (len(block) - 1 - int(sound[-1])) / rate_hz
