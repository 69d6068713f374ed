"""Notices that the microphone has gone, tries to get it back, and offers another one; never holds up the interview."""

from __future__ import annotations

import threading
from collections.abc import Callable

from interviewer import events as ev
from interviewer.events import Event
from interviewer.voice.ears import Consume, Ears

WATCH_S = 0.2
"""Seconds between two looks."""
REOPEN_S = 1.0
"""Seconds between two attempts to open a lost microphone."""
OFFER_AFTER = 3
"""Attempts after which another device is offered."""


class MicrophoneWatch:
    """Looked after by the loop, every WATCH_S: `look`.

    Args:
        ears: what is watched.
        consume: where its blocks go once it is back.
        post: takes DeviceLost and DeviceReturned.
        offer: told the name of another device that could be used.
        reopen_s: seconds between two attempts.
    """

    def __init__(
        self,
        ears: Ears,
        consume: Consume,
        post: Callable[[Event], None],
        offer: Callable[[str], None],
        reopen_s: float = REOPEN_S,
    ) -> None:
        self._ears = ears
        self._consume = consume
        self._post = post
        self._offer = offer
        self._reopen_s = reopen_s
        self._attempts = 0
        self._next_s = 0.0
        self._busy = threading.Event()
        self.lost = False

    def look(self, now_s: float, *, speaking: bool) -> None:
        """Compare the state of the microphone with what is known.

        Args:
            now_s: the clock.
            speaking: whether a line is being played; looking for devices anew would end it.
        """
        if not self.lost:
            reason = self._ears.fault()
            if reason is not None:
                self.report(reason)
        elif now_s >= self._next_s and not self._busy.is_set():
            self._next_s = now_s + self._reopen_s
            self._busy.set()
            threading.Thread(target=self._reopen, args=(not speaking,), name="microphone-reopen", daemon=True).start()

    def report(self, reason: str) -> None:
        """The microphone does not work."""
        self.lost, self._attempts = True, 0
        self._post(ev.DeviceLost(reason=reason))

    def take_other(self) -> None:
        """Use the other device that was offered, at once."""
        if self.lost:
            self._ears.take_other()
            self._next_s = 0.0

    def _reopen(self, search: bool) -> None:
        try:
            if self._ears.reopen(self._consume, search=search):
                self.lost = False
                self._post(ev.DeviceReturned())
                return
            self._attempts += 1
            if self._attempts == OFFER_AFTER:
                name = self._ears.other()
                if name is not None:
                    self._offer(name)
        finally:
            self._busy.clear()
