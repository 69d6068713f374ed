"""The session folder: an append-only file of records and one audio file a turn. Written at once, read forgivingly."""

from __future__ import annotations

import os
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

from interviewer.errors import SessionError, UsageError
from interviewer.sessions import append_only
from interviewer.sessions.counting import counting
from interviewer.sessions.file_lock import FileLock
from interviewer.sessions.records import FORMAT, Finished, Header, Noted, Record, Strict, decode, encode

FILE_NAME = "session.jsonl"
RESUMED = "resumed_after_cut"
"""The note with which a session goes on that had been cut off, or left."""

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
    """Appends records to a session, alone until it is closed; each is on the disk when `append` returns.

    Safe to use from several threads.
    """

    def __init__(self, folder: Path, stream: BinaryIO, held: FileLock, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._stream = stream
        self._held = held
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
        try:
            held = FileLock(folder / FILE_NAME, "session")
            writer = cls(folder, stream, held, clock or (lambda: time.monotonic() - begun))
            try:
                writer._write(encode(header))
            except OSError:
                writer.close()
                raise
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)  # nothing is in it
            raise SessionError(_disk_message("begun", folder, error)) from error
        return writer

    @classmethod
    def reopen(cls, session: Session, at_s: float) -> SessionWriter:
        """Go on appending to a session, after a torn last line if there is one.

        Args:
            session: as it was read.
            at_s: time of the records to come.

        Raises:
            InUseError: another process writes to it.
            UsageError: it has gone on since it was read.
            SessionError: the file cannot be read or written.
        """
        return cls._again(session, lambda: at_s)

    @classmethod
    def resume(cls, session: Session, clock: Callable[[], float] | None = None) -> SessionWriter:
        """Go on with a session that was cut off: its clock goes on from the last record, and a note says so.

        Args:
            session: as it was read.
            clock: seconds since it is going on again; by default measured from now.

        Raises:
            InUseError: another process writes to it.
            UsageError: it has gone on since it was read.
            SessionError: the file cannot be read or written.
        """
        used_s = max((record.at_s for record in session.records), default=0.0)
        again = time.monotonic()
        since = clock or (lambda: time.monotonic() - again)
        writer = cls._again(session, lambda: used_s + since())
        writer.append(Noted(at_s=writer.now_s(), note=RESUMED))
        return writer

    @classmethod
    def _again(cls, session: Session, clock: Callable[[], float]) -> SessionWriter:
        path = session.folder / FILE_NAME
        try:
            held = FileLock(path, "session")
            try:
                _check_unchanged(session)
                return cls(session.folder, append_only.opened(path), held, clock)
            except BaseException:
                held.release()
                raise
        except OSError as error:
            raise SessionError(_disk_message("written", session.folder, error)) from error

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
            with suppress(OSError):  # everything that could be written is on the disk already
                self._stream.close()
            self._held.release()

    def _write(self, line: str) -> None:
        with self._lock:
            append_only.write(self._stream, line + "\n")


def _check_unchanged(session: Session) -> None:
    """What is to be appended follows from what was read.

    Raises:
        UsageError: another process has appended to it since.
    """
    if len(read_session(session.folder).records) != len(session.records):
        raise UsageError(f"The session {session.id} has just gone on elsewhere; give the command again.")


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
    def counting(self) -> tuple[Record, ...]:
        """The records that count: without the reply to an answer that was taken up again after it."""
        return counting(self.records)

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
        if not name or not append_only.SAFE_ID.fullmatch(name):
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
    lines = append_only.lines_of(data)
    if len(lines) == 1 and not lines[0].endswith("}") and _BEGINNING.startswith(lines[0][: len(_BEGINNING)]):
        raise SessionError(f"The session in {folder} was cut off before anything was said. Delete the folder.")
    header = append_only.header_of(lines[0], Header, path, "session")
    found: append_only.Found[Record] = append_only.records_of(lines[1:], decode)
    return Session(folder, header, found.records, found.damaged, found.unknown)


def find_session(sessions: Path, name: str) -> Path:
    """The folder of a session named by its id, the beginning of its id, `last`, or a path.

    Raises:
        SessionError: none or several fit.
    """
    if ("/" in name or "\\" in name or name in {".", ".."}) and os.path.isdir(name):  # noqa: PTH112 - never raises
        return Path(name)
    return append_only.find_named(
        session_folders(sessions),
        name,
        "session",
        begin="`interviewer practice` makes one",
        listing="interviewer sessions",
    )


def session_folders(sessions: Path) -> list[Path]:
    """All session folders, oldest first.

    Raises:
        SessionError: the folder is there and cannot be read.
    """
    try:
        return append_only.folders_with(sessions, FILE_NAME)
    except OSError as error:
        raise SessionError(
            f"The sessions in {sessions} cannot be listed: {error.strerror}. Correct the folder's permissions."
        ) from error


def free_bytes(folder: Path) -> int:
    """Free disk space where `folder` is or would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
