"""The folder of a loop: an append-only file of records. Written at once, read forgivingly; its rounds are sessions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.loop.loop_records import (
    FORMAT,
    DebriefHeld,
    FormFiled,
    LoopHeader,
    LoopPlan,
    LoopRecord,
    PlannedRound,
    RoundEvent,
    decode,
)
from interviewer.sessions import append_only
from interviewer.sessions.records import Strict, encode

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
        with (folder / FILE_NAME).open("xb", buffering=0) as stream:
            append_only.write(stream, f"{encode(header)}\n{encode(plan)}\n")
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
        with append_only.opened(folder / FILE_NAME) as stream:
            append_only.write(stream, encode(record) + "\n")
    except OSError as error:
        raise LoopError(_disk_message("written", folder, error)) from error


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
    lines = append_only.lines_of(data)
    if len(lines) == 1 and _BEGINNING.startswith(lines[0][: len(_BEGINNING)]):
        raise LoopError(f"The loop in {folder} was cut off before it began. Delete the folder.")
    header = append_only.header_of(lines[0], LoopHeader, path, "loop", LoopError)
    found: append_only.Found[LoopRecord] = append_only.records_of(lines[1:], decode)
    plan = next((r for r in found.records if isinstance(r, LoopPlan)), None)
    if plan is None or [one.index for one in plan.rounds] != list(range(len(plan.rounds))):
        raise LoopError(f"The plan of the loop in {folder} is missing or damaged; begin another one.")
    return Loop(folder, header, plan.rounds, found.records, found.damaged, found.unknown)


def loop_folders(loops: Path) -> list[Path]:
    """All folders of loops, oldest first.

    Raises:
        LoopError: the folder is there and cannot be read.
    """
    try:
        return append_only.folders_with(loops, FILE_NAME)
    except OSError as error:
        raise LoopError(f"The loops in {loops} cannot be listed: {error.strerror}. Correct its permissions.") from error


def find_loop(loops: Path, name: str) -> Path:
    """The folder of a loop named by its id, the beginning of its id, or `last`.

    Raises:
        LoopError: none or several fit.
    """
    return append_only.find_named(
        loop_folders(loops),
        name,
        "loop",
        begin="`interviewer loop start` begins one",
        listing="interviewer loop list",
        error=LoopError,
    )
