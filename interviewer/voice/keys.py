"""Single keys from the terminal during a voice interview, and the terminal put back as it was."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

NAMES = {
    "\r": "done", "\n": "done", "m": "more", "b": "back", "r": "repeat", "s": "skip", "h": "hint", "d": "device", "q": "quit",
}  # fmt: skip


@contextmanager
def listening_for_keys(pressed: Callable[[str], None]) -> Iterator[None]:
    """Call `pressed` with the name of each known key, on a thread of its own; nothing where there is no terminal."""
    if not sys.stdin.isatty():
        yield
        return
    if sys.platform == "win32":
        stop = threading.Event()
        threading.Thread(target=_read_windows, args=(pressed, stop), daemon=True).start()
        try:
            yield
        finally:
            stop.set()
        return
    import termios  # noqa: PLC0415 - not on Windows
    import tty  # noqa: PLC0415

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        threading.Thread(target=_read, args=(descriptor, pressed), daemon=True).start()
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read(descriptor: int, pressed: Callable[[str], None]) -> None:
    while True:
        try:
            data = os.read(descriptor, 1)
        except OSError:
            return
        if not data:
            return
        name = NAMES.get(data.decode("latin-1").lower())
        if name is not None:
            pressed(name)


def _read_windows(pressed: Callable[[str], None], stop: threading.Event) -> None:
    import msvcrt  # noqa: PLC0415 - only on Windows

    while not stop.wait(0.05):
        while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            name = NAMES.get(msvcrt.getwch().lower())  # type: ignore[attr-defined,unused-ignore]
            if name is not None:
                pressed(name)
