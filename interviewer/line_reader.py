"""Reads typed lines from a file descriptor on one thread, for one interview after another; no line is lost in between."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections import deque
from collections.abc import Callable, Iterable

_READ_BYTES = 65_536


class EndOfInput:
    """Stands in the queue of lines where the input ends."""


class LineReader:
    """Lines as they come. Whoever is attached gets them; what comes while nobody is waits.

    Args:
        input_fd: file descriptor the lines are read from.
    """

    def __init__(self, input_fd: int) -> None:
        self._fd = input_fd
        self._waiting: deque[str | EndOfInput] = deque()
        self._sink: Callable[[str | EndOfInput], None] | None = None
        self._lock = threading.Lock()
        self.interactive = os.isatty(input_fd)
        """Whether somebody sits at a keyboard."""
        threading.Thread(target=self._read, name="line-reader", daemon=True).start()

    def attach(self, sink: Callable[[str | EndOfInput], None]) -> None:
        """Give every line from now on, and those that wait, to `sink`; called on the reader's thread."""
        with self._lock:
            self._sink = sink
            while self._waiting:
                sink(self._waiting.popleft())

    def detach(self, left: Callable[[], Iterable[str | EndOfInput]]) -> None:
        """Keep lines from now on, after those that `left` hands back because nobody has used them."""
        with self._lock:
            self._sink = None
            self._waiting.extendleft(reversed([*left()]))

    def line(self) -> str | None:
        """The next line, waiting for it; None at the end of the input."""
        lines: queue.SimpleQueue[str | EndOfInput] = queue.SimpleQueue()
        self.attach(lines.put)
        item = None
        try:
            item = lines.get()
        finally:
            self.detach(lambda: _rest(lines, item))
        return item if isinstance(item, str) else None

    def _put(self, item: str | EndOfInput) -> None:
        with self._lock:
            if self._sink is None:
                self._waiting.append(item)
            else:
                self._sink(item)

    def _read(self) -> None:
        """Read lines for as long as there are any. A last line without its end counts too."""
        parts: list[bytes] = []
        while data := self._some_input():
            first, *others = data.split(b"\n")
            parts.append(first)
            for part in others:
                self._put(_decoded(b"".join(parts)))
                parts = [part]
        if rest := b"".join(parts):
            self._put(_decoded(rest))
        self._put(EndOfInput())

    def _some_input(self) -> bytes:
        """What can be read next; nothing at the end of the input."""
        while True:
            try:
                return os.read(self._fd, _READ_BYTES)
            except BlockingIOError:  # whoever started us has left the input in non-blocking mode
                select.select([self._fd], [], [])
            except OSError:
                return b""


def _rest(lines: queue.SimpleQueue[str | EndOfInput], used: str | EndOfInput | None) -> list[str | EndOfInput]:
    """What nobody has used; the end of the input stays the end."""
    rest: list[str | EndOfInput] = [used] if isinstance(used, EndOfInput) else []
    while not lines.empty():
        rest.append(lines.get())
    return rest


def _decoded(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", errors="replace")
