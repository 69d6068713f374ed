"""An append-only file of records, one a line, in a folder of its own: what sessions and loops have in common.

What is written is on the disk, whole, before anybody goes on; what is read may be torn, damaged or of a later version.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from interviewer.errors import SessionError
from interviewer.sessions.records import plain

SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
"""A name that leads nowhere else."""
_Header = TypeVar("_Header", bound=BaseModel)
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class Found(Generic[_Record]):
    """What a file holds besides its header."""

    records: tuple[_Record, ...]
    damaged: int
    """Lines that could not be read."""
    unknown: tuple[str, ...]
    """Codes of a later version."""


def opened(path: Path) -> BinaryIO:
    """The file for appending, after a torn last line if there is one.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("rb") as old:
        end = old.seek(0, os.SEEK_END)
        old.seek(max(0, end - 1))
        torn = old.read(1) not in {b"", b"\n"}
    stream = path.open("ab", buffering=0)
    if torn:
        stream.write(b"\n")
    return stream


def write(stream: BinaryIO, text: str) -> None:
    """Append to an unbuffered file and wait for the disk, where there is one; of a write that fails, nothing stays.

    Raises:
        OSError: the disk is full, or the file has gone.
        ValueError: the stream is closed.
    """
    rest, written = memoryview(text.encode()), 0
    try:
        while rest[written:]:
            written += stream.write(rest[written:])
    except OSError:
        with suppress(OSError):  # a part of a line would spoil the next one
            stream.truncate(stream.seek(0, os.SEEK_END) - written)
        raise
    try:
        os.fsync(stream.fileno())
    except OSError as error:
        if error.errno != errno.EINVAL:  # a pipe or a device, which has no disk to wait for
            raise


def lines_of(data: bytes) -> list[str]:
    r"""The lines of a file; only "\n" ends one: what a candidate says may hold what `splitlines` takes for an end."""
    return data.decode("utf-8", errors="replace").split("\n")


def header_of(
    line: str, model: type[_Header], path: Path, what: str, error: type[SessionError] = SessionError
) -> _Header:
    """The first line of a file.

    Args:
        line: as it was read.
        model: of the header; its defaults are the format and the newest version that can be read.
        path: of the file, for the message.
        what: "session" or "loop", for the message.
        error: what is raised.

    Raises:
        SessionError: or `error`: it is no such file, of a later version, or damaged.
    """
    newest = model.model_fields["version"].default
    try:
        value = plain(line)
        version = value.get("version") if value.get("format") == model.model_fields["format"].default else None
    except (ValueError, AttributeError):
        version = None
    if type(version) is not int or version < 1:
        raise error(f"{path} is not a {what} file; see docs/{what}-format.md.")
    if version > newest:
        raise error(
            f"The {what} in {path.parent} has format version {version}; this program reads up to {newest}. Update the program."
        )
    try:
        return model.model_validate(value)
    except ValidationError as found:
        raise error(f"The first line of {path} is damaged; the {what} cannot be read.") from found


def records_of(lines: Iterable[str], decode: Callable[[str], _Record | str]) -> Found[_Record]:
    """What the lines after the header hold; what is damaged or of a later version is left out.

    Args:
        lines: without the header.
        decode: the record of a line, or the name of a code of a later version; raises ValueError where it is damaged.
    """
    records: list[_Record] = []
    unknown: list[str] = []
    damaged = 0
    for line in filter(str.strip, lines):
        try:
            found = decode(line)
        except ValueError:
            damaged += 1
            continue
        if isinstance(found, str):
            unknown.append(found)
        else:
            records.append(found)
    return Found(tuple(records), damaged, tuple(dict.fromkeys(unknown)))


def folders_with(parent: Path, file_name: str) -> list[Path]:
    """The folders in `parent` that hold such a file, oldest first; none where `parent` is not there.

    Raises:
        OSError: the folder is there and cannot be read.
    """
    try:
        return sorted(f for f in parent.iterdir() if SAFE_ID.fullmatch(f.name) and (f / file_name).is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []


def find_named(
    there: list[Path], name: str, what: str, *, begin: str, listing: str, error: type[SessionError] = SessionError
) -> Path:
    """The folder named by its id, the beginning of its id, or `last`.

    Args:
        there: all folders, oldest first.
        name: as the user gives it.
        what: "session" or "loop", for the messages.
        begin: what to do where there is none yet, for the message.
        listing: the command that lists them.
        error: what is raised.

    Raises:
        SessionError: or `error`: none or several fit.
    """
    if name == "last":
        if not there:
            raise error(f"There is no {what} yet; {begin}.")
        return there[-1]
    fitting = [folder for folder in there if folder.name == name] or [f for f in there if f.name.startswith(name)]
    if len(fitting) == 1 and name:
        return fitting[0]
    shown = re.sub(r"[^\w./-]", "?", name)[:80]
    if not fitting or not name:
        raise error(f"There is no {what} {shown!r}; `{listing}` lists them.")
    raise error(f"{len(fitting)} {what}s begin with {shown!r}; give more of the name.")
