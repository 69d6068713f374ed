"""Where answers come from: a microphone that is open for the whole session, or recorded files, one an answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from audio.errors import DeviceError
from audio.protocols import Block, Recorder

log = logging.getLogger(__name__)

TAIL_GUARD_S = 0.25
"""Seconds after a line in which nothing counts as an answer: the room and the sound system still carry our voice.

The sound system's part is measured (`python -m benchmarks latency`: end of a line to its last sound at a microphone
that hears the loudspeaker): none, the last of it comes 0.04 s before the loudspeaker says that the line is over. All
of this is for the room, where speech falls by 30 dB, from loud to lost in the noise, in half of its reverberation time,
0.5 s in a furnished one.
"""

_HUNG_S = 5.0
"""Seconds that opening a device may take; the first open of a PulseAudio source took 1.95 s (measured)."""

Consume = Callable[[Block], None]
Opener = Callable[[], Recorder]


def no_others() -> Mapping[str, Opener]:
    """No other device."""
    return {}


class Ears(Protocol):
    """A source of sound for the whole interview."""

    guard_s: float
    """Seconds of sound after a line of ours that still carry our own voice."""
    hears_us: bool
    """Whether our own voice reaches these ears: then nothing is taken in while we speak."""

    def warm_up(self, consume: Consume) -> None:
        """Get going before the first turn, where that can be done; a failure waits until `open`."""

    def open(self, consume: Consume, turn: int) -> None:
        """Deliver blocks from now on, for this turn.

        Raises:
            DeviceError: nothing can be opened.
        """

    def fault(self) -> str | None:
        """Why no sound is coming, or None."""

    def reopen(self, consume: Consume, *, search: bool) -> bool:
        """Try to get going again after a fault; whether it worked. With `search`, look for devices anew."""

    def other(self) -> str | None:
        """The name of another device that could be used, or None."""

    def take_other(self) -> None:
        """Use that device from the next `reopen` on."""

    def close(self) -> None:
        """Stop; all that was captured has been delivered."""


class MicrophoneEars:
    """One microphone, open for the whole session.

    Args:
        make: opens a recorder on the device the user has chosen.
        refresh: looks for devices again, which ends every open stream.
        others: the other devices there are, by name.
        headphones: whether the user wears them, so that the microphone does not hear us.
    """

    def __init__(
        self,
        make: Opener,
        refresh: Callable[[], object],
        others: Callable[[], Mapping[str, Opener]] = no_others,
        *,
        headphones: bool = False,
    ) -> None:
        self._make = make
        self._refresh = refresh
        self._others = others
        self.hears_us = not headphones
        self.guard_s = 0.0 if headphones else TAIL_GUARD_S
        self._recorder: Recorder | None = None
        self._opening = threading.RLock()

    def warm_up(self, consume: Consume) -> None:
        """Open the device on a thread of its own: the first time may take two seconds."""

        def quietly() -> None:
            try:
                self.open(consume)
            except DeviceError as error:
                log.info("the microphone could not be opened ahead of time: %s", error)

        threading.Thread(target=quietly, name="microphone-open", daemon=True).start()

    def open(self, consume: Consume, turn: int = 0) -> None:  # noqa: ARG002 - the protocol's signature
        """Open the device if it is not open yet.

        Raises:
            DeviceError: it cannot be opened.
        """
        with self._opening:
            if self._recorder is None:
                recorder = self._make()
                recorder.start(consume)
                self._recorder = recorder

    def fault(self) -> str | None:
        """Why no sound is coming, or None."""
        recorder = self._recorder
        return recorder.fault() if recorder is not None else None

    def reopen(self, consume: Consume, *, search: bool) -> bool:
        """Close what is left of the device, look for devices again, and open one."""
        with self._opening:
            self.close()
            if search:
                self._refresh()
            try:
                self.open(consume)
            except DeviceError as error:
                log.info("the microphone is not back yet: %s", error)
                return False
            return True

    def other(self) -> str | None:
        """The first of the other devices."""
        return next(iter(self._others()), None)

    def take_other(self) -> None:
        """Use the first of the other devices from now on."""
        with self._opening:
            self._make = next(iter(self._others().values()), self._make)

    def close(self) -> None:
        """Close the device, unless opening it hangs."""
        if not self._opening.acquire(timeout=_HUNG_S):
            log.warning("the microphone hangs while it is being opened, and is left alone")
            return
        try:
            recorder, self._recorder = self._recorder, None
            if recorder is not None:
                recorder.stop()
        finally:
            self._opening.release()


class FileEars:
    """Recorded answers as the microphone, one file a turn.

    Args:
        make: a recorder for the next file, or None when there are no more.
        exhausted: called when a turn finds no more files.
    """

    guard_s = 0.0
    hears_us = False

    def __init__(self, make: Callable[[], Recorder | None], exhausted: Callable[[], None]) -> None:
        self._make = make
        self._exhausted = exhausted
        self._recorder: Recorder | None = None
        self._turn = 0

    def warm_up(self, consume: Consume) -> None:
        """A file is there."""

    def open(self, consume: Consume, turn: int) -> None:
        """Begin the next file for a new turn; a turn that goes on hears its file further."""
        if turn <= self._turn:
            return  # also one that is taken up again
        self.close()
        self._turn = turn
        self._recorder = self._make()
        if self._recorder is None:
            self._exhausted()
        else:
            self._recorder.start(consume)

    def fault(self) -> str | None:
        """A file does not vanish."""
        return None

    def reopen(self, consume: Consume, *, search: bool) -> bool:  # noqa: ARG002
        """Nothing to do for files."""
        return True

    def other(self) -> str | None:
        """There is none."""
        return None

    def take_other(self) -> None:
        """There is none."""

    def close(self) -> None:
        """Stop the present file."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.stop()
