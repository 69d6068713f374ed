"""The folder of a loop: an append-only file of records. Written at once, read forgivingly; its rounds are sessions."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from interviewer.errors import SessionError
from interviewer.loop.loop_records import (
    FORMAT,
    SAFE_ID,
    VERSION,
    DebriefHeld,
    FormFiled,
    LoopHeader,
    LoopPlan,
    LoopRecord,
    PlannedRound,
    RoundEvent,
    decode,
)
from interviewer.records import Strict, encode, plain

FILE_NAME = "loop.jsonl"
_BEGINNING = f'{{"format":"{FORMAT}"'


class LoopError(SessionError):
    """A loop that cannot be read or written."""


def create_loop(loops: Path, header: LoopHeader, plan: LoopPlan) -> Path:
    """Begin a loop in the folder `loops`; header and plan are on the disk together when this returns.

    Raises:
        LoopError: the folder cannot be made or written.
    """
    folder = loops / header.loop_id
    try:
        folder.mkdir(parents=True)
        _write(folder / FILE_NAME, f"{encode(header)}\n{encode(plan)}\n", after_torn=False)
    except OSError as error:
        with suppress(OSError):
            (folder / FILE_NAME).unlink(missing_ok=True)
            folder.rmdir()
        raise LoopError(_disk_message("begun", folder, error)) from error
    return folder


def append(folder: Path, record: Strict) -> None:
    """Write one record; it survives a kill at any moment after this returns. A torn last line stays apart from it.

    Raises:
        LoopError: the disk is full or the folder has gone. What was written before is untouched.
    """
    try:
        _write(folder / FILE_NAME, encode(record) + "\n", after_torn=True)
    except OSError as error:
        raise LoopError(_disk_message("written", folder, error)) from error


def _write(path: Path, text: str, *, after_torn: bool) -> None:
    """Append to the file and wait for the disk; of a write that fails, nothing stays.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("r+b" if after_torn else "xb", buffering=0) as stream:
        end = stream.seek(0, os.SEEK_END)
        if end:
            stream.seek(end - 1)
            text = text if stream.read(1) == b"\n" else "\n" + text
        rest, written = memoryview(text.encode()), 0
        try:
            while rest[written:]:
                written += stream.write(rest[written:])
        except OSError:
            with suppress(OSError):
                stream.truncate(end)  # a part of a line would spoil the next one
            raise
        os.fsync(stream.fileno())


def _disk_message(what: str, folder: Path, error: OSError) -> str:
    return (
        f"The loop cannot be {what} in {folder}: {error.strerror or error}. "
        "Free some disk space or set INTERVIEWER_HOME elsewhere."
    )


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop as it stands on the disk."""

    folder: Path
    header: LoopHeader
    rounds: tuple[PlannedRound, ...]
    records: tuple[LoopRecord, ...]
    damaged: int = 0
    """Lines that could not be read (a torn last line after a kill counts as one)."""
    unknown: tuple[str, ...] = field(default=())
    """Codes of a later version that were skipped."""

    @property
    def id(self) -> str:
        """The loop's name."""
        return self.header.loop_id

    def session_id(self, index: int) -> str | None:
        """The session of a round, as it was begun last; None where it has not been begun."""
        begun = [r.session_id for r in self._events(index) if r.event == "begun"]
        return begun[-1] if begun else None

    def finished(self, index: int) -> bool:
        """Whether the round has come to its end."""
        events = self._events(index)
        return bool(events) and events[-1].event == "finished"

    def form(self, index: int) -> FormFiled | None:
        """The form of a round, as it was filed last."""
        filed = [r for r in self.records if isinstance(r, FormFiled) and r.index == index]
        return filed[-1] if filed else None

    @property
    def debrief(self) -> DebriefHeld | None:
        """The last debrief."""
        held = [r for r in self.records if isinstance(r, DebriefHeld)]
        return held[-1] if held else None

    def _events(self, index: int) -> list[RoundEvent]:
        return [r for r in self.records if isinstance(r, RoundEvent) and r.index == index]


def read_loop(folder: Path) -> Loop:
    """Read a loop, skipping what is damaged or of a later version.

    Raises:
        LoopError: there is no loop there, or nothing of it can be used.
    """
    path = folder / FILE_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LoopError(f"No loop can be read in {folder}: {error.strerror}. See `interviewer loop list`.") from error
    # Only "\n" ends a record: what a candidate said may hold characters that `splitlines` takes for an end of line.
    lines = data.decode("utf-8", errors="replace").split("\n")
    if len(lines) == 1 and _BEGINNING.startswith(lines[0][: len(_BEGINNING)]):
        raise LoopError(f"The loop in {folder} was cut off before it began. Delete the folder.")
    header = _read_header(lines[0], folder)
    records: list[LoopRecord] = []
    unknown: list[str] = []
    damaged = 0
    for line in filter(str.strip, lines[1:]):
        try:
            record = decode(line)
        except ValueError:
            damaged += 1
            continue
        if isinstance(record, str):
            unknown.append(record)
        else:
            records.append(record)
    plan = next((r for r in records if isinstance(r, LoopPlan)), None)
    if plan is None or [one.index for one in plan.rounds] != list(range(len(plan.rounds))):
        raise LoopError(f"The plan of the loop in {folder} is missing or damaged; begin another one.")
    return Loop(folder, header, plan.rounds, tuple(records), damaged, tuple(dict.fromkeys(unknown)))


def _read_header(line: str, folder: Path) -> LoopHeader:
    try:
        value = plain(line)
        version = value.get("version") if value.get("format") == FORMAT else None
    except (ValueError, AttributeError):
        version = None
    if type(version) is not int or version < 1:
        raise LoopError(f"{folder / FILE_NAME} is not a loop file; see docs/loop-format.md.")
    if version > VERSION:
        raise LoopError(
            f"The loop in {folder} has format version {version}; this program reads up to {VERSION}. Update the program."
        )
    try:
        header = LoopHeader.model_validate(value)
    except ValidationError as error:
        raise LoopError(f"The first line of {folder / FILE_NAME} is damaged; the loop cannot be read.") from error
    return header


def loop_folders(loops: Path) -> list[Path]:
    """All folders of loops, oldest first.

    Raises:
        LoopError: the folder is there and cannot be read.
    """
    try:
        return sorted(f for f in loops.iterdir() if SAFE_ID.fullmatch(f.name) and (f / FILE_NAME).is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise LoopError(f"The loops in {loops} cannot be listed: {error.strerror}. Correct its permissions.") from error


def find_loop(loops: Path, name: str) -> Path:
    """The folder of a loop named by its id, the beginning of its id, or `last`.

    Raises:
        LoopError: none or several fit.
    """
    there = loop_folders(loops)
    if name == "last":
        if not there:
            raise LoopError("There is no loop yet; `interviewer loop start` begins one.")
        return there[-1]
    fitting = [folder for folder in there if folder.name == name] or [f for f in there if f.name.startswith(name)]
    if len(fitting) == 1 and name:
        return fitting[0]
    shown = re.sub(r"[^\w./-]", "?", name)[:80]
    if not fitting or not name:
        raise LoopError(f"There is no loop {shown!r}; `interviewer loop list` lists them.")
    raise LoopError(f"{len(fitting)} loops begin with {shown!r}; give more of the name.")
