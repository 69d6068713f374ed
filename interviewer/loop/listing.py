"""Where loops are kept; how far each has come; what would be deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from interviewer.config import home, sessions_folder
from interviewer.errors import SessionError, UsageError
from interviewer.loop.filed import debrief_of
from interviewer.loop.loop_file import FILE_NAME, Loop, find_loop, loop_folders, read_loop
from interviewer.loop.steps import Hold, next_step
from interviewer.sessions.deletion import Found


def loops_folder() -> Path:
    """Where loops are kept."""
    return home() / "loops"


def list_loops() -> list[dict[str, Any]]:
    """A row for each loop, oldest first; for one that cannot be read, why.

    Raises:
        LoopError: the folder cannot be listed.
    """
    rows: list[dict[str, Any]] = []
    for folder in loop_folders(loops_folder()):
        try:
            rows.append(_row(read_loop(folder)))
        except SessionError as error:
            rows.append({"loop_id": folder.name, "error": str(error)})
    return rows


def _row(loop: Loop) -> dict[str, Any]:
    header, debrief, step = loop.header, debrief_of(loop), next_step(loop, sessions_folder())
    state = "over" if step is None else "waits for its debrief"
    if isinstance(step, Hold):
        verb = "begins" if step.session is None else "goes on"
        state = f"{verb} with {loop.rounds[step.index].title}"
    if step is None and debrief is not None:
        state = debrief.decision or "undecided"
    return {
        "loop_id": loop.folder.name,
        "created_at": header.created_at,
        "kind": header.kind,
        "role": header.role,
        "level": header.level,
        "mode": header.mode,
        "compressed": header.compressed,
        "seed": header.seed,
        "rounds": len(loop.rounds),
        "held": sum(loop.form(one.index) is not None for one in loop.rounds),
        "state": state,
        "decision": debrief.decision if debrief is not None else None,
        "sessions": [loop.session_id(one.index) for one in loop.rounds],
    }


def loop_to_delete(loops: Path, name: str) -> Found:
    """The loop of this name, which lies in the folder of loops; a link is not deleted.

    Raises:
        LoopError: none or several fit.
        UsageError: it is a link.
    """
    folder = find_loop(loops, name)
    if folder.is_symlink() or not (folder / FILE_NAME).is_file():
        raise UsageError(f"{folder} is a link; delete it by hand if you mean it.")
    files = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return Found("loop", folder / FILE_NAME, len(files), sum(path.lstat().st_size for path in files))


def sessions_of(folder: Path) -> list[str]:
    """The sessions of a loop's rounds that are there.

    Raises:
        LoopError: the loop cannot be read.
    """
    loop = read_loop(folder)
    names = [loop.session_id(one.index) for one in loop.rounds]
    return [name for name in dict.fromkeys(names) if name and (sessions_folder() / name).is_dir()]
