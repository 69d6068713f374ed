"""A callback that several threads may want to call, and that happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Once:
    """Calls `callback` the first time it is called itself, from whichever thread that is."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self._ready = threading.Semaphore(1)

    def __call__(self) -> None:
        """Call the callback unless somebody has."""
        if self._ready.acquire(blocking=False):
            self._callback()
