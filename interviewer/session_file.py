"""The session folder: an append-only file of records and one audio file a turn. Written at once, read forgivingly."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from interviewer.errors import SessionError
from interviewer.records import FORMAT, VERSION, Finished, Header, Noted, Record, Strict, decode, encode, plain

FILE_NAME = "session.jsonl"
RESUMED = "resumed_after_cut"
"""The note with which a session goes on that had been cut off, or left."""
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")

_BEGINNING = f'{{"format":"{FORMAT}"'
"""How every session file begins."""


def new_session_id(now: datetime) -> str:
    """A name that sorts by time and is never used twice: `20261122-103005-3f2a`."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def turn_audio(turn: int) -> str:
    """Name of the file that holds the candidate's answer."""
    return f"turn-{turn:03d}.wav"


def line_audio(utterance: int) -> str:
    """Name of the file that holds a spoken line."""
    return f"line-{utterance:03d}.wav"


class SessionWriter:
    """Appends records to a session; each is on the disk when `append` returns. Safe to use from several threads."""

    def __init__(self, folder: Path, stream: BinaryIO, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._stream = stream
        self._clock = clock
        self._lock = threading.Lock()

    @classmethod
    def create(cls, sessions: Path, header: Header, clock: Callable[[], float] | None = None) -> SessionWriter:
        """Begin a new session in the folder `sessions`.

        Args:
            sessions: the folder that holds all sessions.
            header: its `session_id` names the new folder.
            clock: seconds since the session was begun; by default measured from now.

        Raises:
            SessionError: the folder cannot be made or written.
        """
        folder = sessions / header.session_id
        begun = time.monotonic()
        try:
            folder.mkdir(parents=True)
            stream = (folder / FILE_NAME).open("xb", buffering=0)
        except OSError as error:
            raise SessionError(_disk_message("begun", folder, error)) from error
        writer = cls(folder, stream, clock or (lambda: time.monotonic() - begun))
        try:
            writer._write(encode(header))
        except OSError as error:
            writer.close()
            shutil.rmtree(folder, ignore_errors=True)  # nothing is in it
            raise SessionError(_disk_message("begun", folder, error)) from error
        return writer

    @classmethod
    def reopen(cls, folder: Path, at_s: float) -> SessionWriter:
        """Go on appending to a session, after a torn last line if there is one.

        Raises:
            SessionError: the file cannot be written.
        """
        return cls(folder, cls._opened(folder), lambda: at_s)

    @classmethod
    def resume(cls, folder: Path, clock: Callable[[], float] | None = None) -> SessionWriter:
        """Go on with a session that was cut off: its clock goes on from the last record, and a note says so.

        Args:
            folder: of the session.
            clock: seconds since it is going on again; by default measured from now.

        Raises:
            SessionError: the file cannot be read or written.
        """
        used_s = max((record.at_s for record in read_session(folder).records), default=0.0)
        again = time.monotonic()
        since = clock or (lambda: time.monotonic() - again)
        writer = cls(folder, cls._opened(folder), lambda: used_s + since())
        writer.append(Noted(at_s=writer.now_s(), note=RESUMED))
        return writer

    @staticmethod
    def _opened(folder: Path) -> BinaryIO:
        """The file for appending, after a torn last line if there is one."""
        path = folder / FILE_NAME
        try:
            with path.open("rb") as old:
                old.seek(0, os.SEEK_END)
                torn = False
                if old.tell():
                    old.seek(-1, os.SEEK_END)
                    torn = old.read(1) != b"\n"
            stream = path.open("ab", buffering=0)
            if torn:
                stream.write(b"\n")
        except OSError as error:
            raise SessionError(_disk_message("written", folder, error)) from error
        return stream

    def now_s(self) -> float:
        """Seconds since the session was begun, without the time in which it was cut off."""
        return round(self._clock(), 3)

    def append(self, record: Strict) -> None:
        """Write one record; it survives a kill at any moment after this returns.

        Raises:
            SessionError: the disk is full or the folder has gone. What was written before is untouched.
        """
        try:
            self._write(encode(record))
        except (OSError, ValueError) as error:
            raise SessionError(_disk_message("written", self.folder, error)) from error

    def close(self) -> None:
        """Close the file; nothing is pending at any time."""
        with self._lock:
            try:
                self._stream.close()
            except OSError:
                return  # everything that could be written is on the disk already

    def _write(self, line: str) -> None:
        with self._lock:
            rest = memoryview((line + "\n").encode())
            written = 0
            try:
                while rest[written:]:
                    written += self._stream.write(rest[written:])
            except OSError:
                # A part of a line would spoil the next one.
                with suppress(OSError):
                    self._stream.truncate(self._stream.seek(0, os.SEEK_END) - written)
                raise
            os.fsync(self._stream.fileno())


def _disk_message(what: str, folder: Path, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (
        f"The session cannot be {what} in {folder}: {reason}. Free some disk space or set INTERVIEWER_HOME elsewhere."
    )


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it stands on the disk."""

    folder: Path
    header: Header
    records: tuple[Record, ...]
    damaged: int = 0
    """Lines that could not be read (a torn last line after a kill counts as one)."""
    unknown: tuple[str, ...] = field(default=())
    """Codes of a later version that were skipped."""

    @property
    def id(self) -> str:
        """The session's name."""
        return self.header.session_id

    @property
    def end(self) -> Finished | None:
        """How the session has ended; None where it was cut off, or has gone on again since."""
        for record in reversed(self.records):
            if isinstance(record, Finished):
                return record
            if isinstance(record, Noted) and record.note == RESUMED:
                return None
        return None

    def audio(self, name: str | None) -> Path | None:
        """A file beside the session file, if it is there. A name that leads elsewhere is refused."""
        if not name or not _SAFE_ID.fullmatch(name):
            return None
        path = self.folder / name
        return path if path.is_file() else None


def read_session(folder: Path) -> Session:
    """Read a session, skipping what is damaged or of a later version.

    Raises:
        SessionError: there is no session there, or nothing of it can be used.
    """
    path = folder / FILE_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SessionError(
            f"No session can be read in {folder}: {error.strerror}. See `interviewer sessions`."
        ) from error
    # Only "\n" ends a record: what a candidate types may hold characters that `splitlines` takes for an end of line.
    lines = data.decode("utf-8", errors="replace").split("\n")
    if len(lines) == 1 and not lines[0].endswith("}") and _BEGINNING.startswith(lines[0][: len(_BEGINNING)]):
        raise SessionError(f"The session in {folder} was cut off before anything was said. Delete the folder.")
    header = _read_header(lines[0], folder)
    records, unknown, damaged = [], [], 0
    for line in lines[1:]:
        if not line.strip():
            continue
        try:
            record = decode(line)
        except ValueError:
            damaged += 1
            continue
        if record is None:
            unknown.append(str(json.loads(line)["code"]))
        else:
            records.append(record)
    return Session(folder, header, tuple(records), damaged, tuple(dict.fromkeys(unknown)))


def _read_header(line: str, folder: Path) -> Header:
    try:
        value = plain(line)
        version = value.get("version") if value.get("format") == FORMAT else None
    except (ValueError, AttributeError):
        version = None
    if type(version) is not int or version < 1:
        raise SessionError(f"{folder / FILE_NAME} is not a session file; see docs/session-format.md.")
    if version > VERSION:
        raise SessionError(
            f"The session in {folder} has format version {version}; this program reads up to {VERSION}. Update the program."
        )
    try:
        return Header.model_validate(value)
    except ValidationError as error:
        raise SessionError(f"The first line of {folder / FILE_NAME} is damaged; the session cannot be read.") from error


def find_session(sessions: Path, name: str) -> Path:
    """The folder of a session named by its id, the beginning of its id, `last`, or a path.

    Raises:
        SessionError: none or several fit.
    """
    if ("/" in name or "\\" in name or name in {".", ".."}) and os.path.isdir(name):  # noqa: PTH112 - never raises
        return Path(name)
    there = session_folders(sessions)
    if name == "last":
        if not there:
            raise SessionError("There is no session yet; `interviewer practice` makes one.")
        return there[-1]
    fitting = [folder for folder in there if folder.name == name] or [f for f in there if f.name.startswith(name)]
    if len(fitting) == 1 and name:
        return fitting[0]
    shown = re.sub(r"[^\w./-]", "?", name)[:80]
    if not fitting or not name:
        raise SessionError(f"There is no session {shown!r}; `interviewer sessions` lists them.")
    raise SessionError(f"{len(fitting)} sessions begin with {shown!r}; give more of the name.")


def session_folders(sessions: Path) -> list[Path]:
    """All session folders, oldest first.

    Raises:
        SessionError: the folder is there and cannot be read.
    """
    try:
        return sorted(f for f in sessions.iterdir() if _SAFE_ID.fullmatch(f.name) and (f / FILE_NAME).is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise SessionError(
            f"The sessions in {sessions} cannot be listed: {error.strerror}. Correct the folder's permissions."
        ) from error


def free_bytes(folder: Path) -> int:
    """Free disk space where `folder` is or would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
