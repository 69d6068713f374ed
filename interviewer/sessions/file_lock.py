"""One writer at a time: who appends to a file, or takes its folder away, holds it; who reads never asks.

The system's own lock (`flock`) goes with its process, however that ends. Where the file system or the system knows none, a
small file beside the folder names the process instead, and counts for nothing once that process is gone.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, Self

from interviewer.errors import UsageError


class InUseError(UsageError):
    """Another process writes to it."""


class FileLock:
    """Holds an append-only file until `release`, or until the process is gone.

    Args:
        path: of the file, which is there, in a folder of its own.
        what: "session" or "loop", for the message.

    Raises:
        InUseError: another process, or another part of this one, holds it.
        OSError: the file cannot be opened, or neither sort of lock can be had.
    """

    def __init__(self, path: Path, what: str) -> None:
        self._beside: Path | None = None
        self._stream: IO[bytes] = _opened(path)
        try:
            self._take(path, what)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        """Held already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        self.release()

    def release(self) -> None:
        """Let it go; a second time does nothing."""
        self._stream.close()
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink()
            self._beside = None

    def _take(self, path: Path, what: str) -> None:
        used = f"The {what} {path.parent.name} is in use by another command of the interviewer; let that end first."
        try:
            _flock(self._stream)
        except (BlockingIOError, PermissionError) as error:  # a network share says "no permission" for "locked"
            raise InUseError(used) from error
        except OSError:  # no such locks here
            beside = path.parent.with_name(f".{path.parent.name}.lock")
            self._stream.close()
            self._stream = _named(beside, f"{used} If there is none, delete {beside}.")
            self._beside = beside


def _opened(path: Path) -> BinaryIO:
    """The file, for appending if possible: on network shares only such a one can be locked."""
    try:
        return path.open("ab", buffering=0)
    except OSError:
        return path.open("rb", buffering=0)


def _flock(stream: IO[bytes]) -> None:
    """The system's lock.

    Raises:
        BlockingIOError: or PermissionError: somebody else has it.
        OSError: there are no such locks here.
    """
    if sys.platform == "win32":
        raise OSError("no flock on Windows")
    import fcntl  # noqa: PLC0415 - not on Windows

    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _named(beside: Path, used: str) -> IO[bytes]:
    """A lock file that names this process, open; one that a process has left behind is taken away first.

    Raises:
        InUseError: the process that it names lives.
        OSError: it cannot be written.
    """
    try:
        return _made(beside)
    except FileExistsError as error:
        seen = _read(beside)
        if _lives(seen):
            raise InUseError(used) from error
    aside = beside.with_name(f"{beside.name}-{secrets.token_hex(4)}")
    try:
        beside.rename(aside)  # on Windows no file goes that its process has open
        if _read(aside) != seen:  # somebody else was quicker, and it is theirs
            aside.rename(beside)
            raise InUseError(used)
        aside.unlink()
        return _made(beside)
    except (FileNotFoundError, FileExistsError, PermissionError) as error:
        raise InUseError(used) from error


def _made(beside: Path) -> IO[bytes]:
    stream = beside.open("xb", buffering=0)
    stream.write(f"{os.getpid()} {_begun(os.getpid())} {platform.node()}".encode())
    return stream


def _read(beside: Path) -> str:
    try:
        return beside.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _lives(seen: str) -> bool:
    """Whether the process that a lock file names is there; that of another machine, or of half a file, may be."""
    if sys.platform == "win32":
        return False  # whether it can be taken away tells
    number, begun, machine = [*seen.split(), "", "", ""][:3]
    return machine != platform.node() or not number.isdigit() or _begun(int(number)) == begun


def _begun(process: int) -> str:
    """When a process was begun, in ticks of the system: its number in new hands is another process.

    "-" where the system does not tell, "" where the process is gone.
    """
    stat = Path(f"/proc/{process}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            after_name = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if after_name[0] in {"Z", "X"} else after_name[19]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "-"
    return "-"
