"""The replay in a terminal: keys, screen and sound around the pure playback; ends quietly when one of them goes away."""

from __future__ import annotations

import logging
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from audio.errors import AudioError
from audio.protocols import SAMPLE_RATE, Player, Samples
from interviewer.replay.playback import Playback
from interviewer.replay.screen import screen_lines
from interviewer.replay.timeline import Item

log = logging.getLogger(__name__)

TICK_S = 0.05
"""Seconds between two looks at the keys; a word is lit at most that late."""
_KEYS = {
    b" ": "pause", b"q": "quit", b"Q": "quit", b"n": "next", b"p": "previous", b"+": "faster", b"=": "faster",
    b">": "faster", b"]": "faster", b"-": "slower", b"<": "slower", b"[": "slower", b"0": "start",
    b"\x1b[C": "right", b"\x1bOC": "right", b"\x1b[D": "left", b"\x1bOD": "left", b"l": "right", b"h": "left",
    b"\x1b[H": "start", b"\x1b[1~": "start",
}  # fmt: skip
Stretch = Callable[[Samples, float], Samples]


def keys_in(data: bytes) -> list[str]:
    """The names of the keys in what a terminal sent; what means nothing here is passed over."""
    names = []
    while data:
        match = next((key for key in sorted(_KEYS, key=len, reverse=True) if data.startswith(key)), data[:1])
        if match in _KEYS:
            names.append(_KEYS[match])
        elif match == b"\x1b" and data[1:2] in (b"[", b"O"):  # another key of the same kind, to its last byte
            end = next((i for i, byte in enumerate(data[2:], 3) if 0x40 <= byte <= 0x7E), len(data))
            match = data[:end]
        data = data[len(match) :]
    return names


class Sound:
    """Plays recordings from any place at any speed; a fault is said once and the replay goes on in silence.

    Args:
        player: the loudspeaker.
        load: reads a recording.
        stretch: makes samples faster or slower at the same pitch.
        folder: the session's.
    """

    def __init__(self, player: Player, load: Callable[[Path], Samples], stretch: Stretch, folder: Path) -> None:
        self._player, self._load, self._stretch, self._folder = player, load, stretch, folder
        self._clip: tuple[str, float, Samples] | None = None
        self.problem = ""

    def start(self, item: Item, inside_s: float, speed: float) -> None:
        """Play an item's recording from `inside_s` on."""
        self.stop()
        if item.audio is None or inside_s >= item.duration_s:
            return
        try:
            if self._clip is None or self._clip[:2] != (item.audio, speed):
                self._clip = (item.audio, speed, self._stretch(self._load(self._folder / item.audio), speed))
            rest = self._clip[2][int(inside_s / speed * SAMPLE_RATE) :]
            if len(rest):
                self._player.play(rest, lambda: None)
                self.problem = ""
        except AudioError as error:
            self.problem = str(error)

    def stop(self) -> None:
        """Silence."""
        with suppress(AudioError):
            self._player.stop()


def replay_in_terminal(
    playback: Playback, sound: Sound | None, console: Console, clock: Callable[[], float] = time.monotonic
) -> None:
    """Play until `q`; returns as well when the terminal goes away.

    Args:
        playback: where to begin.
        sound: None replays in silence.
        console: a terminal.
        clock: seconds.
    """
    with suppress(OSError), _single_keys(sys.stdin.fileno()) as read_keys:
        try:
            with Live(console=console, screen=True, auto_refresh=False, vertical_overflow="crop") as live:
                _loop(playback, sound, live, read_keys, clock)
        finally:
            if sound is not None:
                sound.stop()


def _loop(
    playback: Playback,
    sound: Sound | None,
    live: Live,
    read_keys: Callable[[], bytes | None],
    clock: Callable[[], float],
) -> None:
    playback = playback.at(playback.from_s, clock())
    sounding: Item | None = None
    shown: list[Text] = []
    while True:
        item = playback.item(clock())
        if item is not sounding:
            playback, sounding = _sounded(playback, item, sound, clock), item
        lines = screen_lines(playback, clock(), *live.console.size, sound.problem if sound else "")
        if lines != shown:
            live.update(Group(*lines), refresh=True)
            shown = lines
        data = read_keys()
        if data is None:
            return
        for key in keys_in(data):
            if key == "quit":
                return
            playback, sounding = playback.pressed(key, clock()), None


def _sounded(playback: Playback, item: Item, sound: Sound | None, clock: Callable[[], float]) -> Playback:
    """Begin or end the sound; reading and stretching it takes a moment, and the time begins to run after that."""
    if sound is None:
        return playback
    now_s = clock()
    if not playback.playing or playback.over(now_s):
        sound.stop()
        return playback
    position_s = playback.position_s(now_s)
    sound.start(item, position_s - item.start_s, playback.speed)
    return playback.at(position_s, clock())


@contextmanager
def _single_keys(descriptor: int) -> Iterator[Callable[[], bytes | None]]:
    """A function that waits a tick for keys and returns their bytes, None when the terminal has gone; and back as it was."""
    import termios  # noqa: PLC0415 - not on Windows, where the replay prints
    import tty  # noqa: PLC0415

    def read() -> bytes | None:
        try:
            ready, _, _ = select.select([descriptor], [], [], TICK_S)
            data = os.read(descriptor, 64) if ready else b""
        except OSError:
            return None
        return None if ready and not data else data

    try:
        before = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor)
    except termios.error as error:
        raise OSError(str(error)) from error
    try:
        yield read
    finally:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def can_show(console: Console) -> bool:
    """Whether keys can be read and a screen be shown here."""
    return sys.platform != "win32" and console.is_terminal and not console.is_dumb_terminal and sys.stdin.isatty()
