"""One file out of a loop with the sessions of its rounds, and back; what an archive may hold is checked as a session's is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.loop.loop_file import FILE_NAME, Loop, read_loop
from interviewer.loop.steps import session_of
from interviewer.sessions import session_file
from interviewer.sessions.archive import MAX_TOTAL_BYTES, check_session, is_own_file, own_files, pack, unpacked
from interviewer.sessions.archive_stream import ArchiveError
from interviewer.sessions.file_lock import FileLock


def export_loop(folder: Path, sessions: Path, out: Path) -> tuple[int, int]:
    """Put a loop and the sessions of its rounds into one archive; returns how many sessions and how many files are in it.

    A session of which nothing can be read is left out, as the loop itself begins such a round anew.

    Args:
        folder: of the loop.
        sessions: the folder of all sessions.
        out: the archive, `.tar.gz`, `.tgz` or `.zip` by its name.

    Raises:
        ArchiveError: the name ends otherwise, the archive exists already, or it cannot be written.
        LoopError: the loop cannot be read.
        InUseError: another process conducts it, or writes to one of its sessions.
    """
    with ExitStack() as held:
        held.enter_context(FileLock(folder / FILE_NAME, "loop"))
        loop = read_loop(folder)
        there = [one for index in range(len(loop.rounds)) if (one := session_of(loop, index, sessions)) is not None]
        rounds = list(dict.fromkeys(one.folder for one in there))
        for session in rounds:
            held.enter_context(FileLock(session / session_file.FILE_NAME, "session"))
        files = pack([(folder, [folder / FILE_NAME]), *((session, own_files(session)) for session in rounds)], out)
    return len(rounds), files


def import_loop(archive: Path, loops: Path, sessions: Path, *, max_bytes: int = MAX_TOTAL_BYTES) -> str:
    """Take a loop and its sessions out of an archive; returns its id.

    A session that is here already and the same stays as it is: a loop may have been deleted without its sessions.

    Args:
        archive: the file.
        loops: the folder of all loops.
        sessions: the folder of all sessions.
        max_bytes: what may come out of it at most.

    Raises:
        ArchiveError: it is no archive of a loop, or holds what no loop holds; nothing is left behind then.
    """
    with unpacked(archive, loops, "loop", _is_own_file, max_bytes=max_bytes) as folders:
        own = [folder for folder in folders if (folder / FILE_NAME).is_file()]
        if len(own) != 1 or len(list(own[0].iterdir())) != 1:
            raise ArchiveError(
                f"{archive.name} is no archive of a loop; that of a session: `interviewer sessions import`."
            )
        loop, target = _checked(own[0]), loops / own[0].name
        if target.exists() or target.is_symlink():
            raise ArchiveError(f"There is a loop {target.name} already; delete it first, or leave it as it is.")
        rounds = {loop.session_id(one.index) for one in loop.rounds}
        moves = []
        for folder in folders:
            if folder == own[0]:
                continue
            if folder.name not in rounds:
                raise ArchiveError(f"{archive.name} holds a session that is none of the loop's; nothing was taken in.")
            check_session(folder)
            if not _here_already(folder, sessions / folder.name):
                moves.append((folder, sessions / folder.name))
        sessions.mkdir(parents=True, exist_ok=True)
        _move([*moves, (own[0], target)])  # the loop last: it appears when all of it is there
    return target.name


def _is_own_file(name: str) -> bool:
    return name == FILE_NAME or is_own_file(name)


def _checked(folder: Path) -> Loop:
    try:
        return read_loop(folder)
    except SessionError as error:
        raise ArchiveError(f"The archive holds no loop that can be read: {error}") from error


def _here_already(folder: Path, there: Path) -> bool:
    """Whether a session is here, and the same.

    Raises:
        ArchiveError: another one of its name is here.
    """
    if not there.exists() and not there.is_symlink():
        return False
    if not there.is_symlink() and all(
        (there / file.name).is_file() and (there / file.name).read_bytes() == file.read_bytes()
        for file in folder.iterdir()
    ):
        return True
    raise ArchiveError(f"There is another session {there.name} already; delete it first, or leave it as it is.")


def _move(moves: Iterable[tuple[Path, Path]]) -> None:
    """All of it or nothing.

    Raises:
        OSError: nothing has been moved.
    """
    moved: list[Path] = []
    try:
        for source, target in moves:
            source.rename(target)
            moved.append(target)
    except OSError:
        for target in moved:
            shutil.rmtree(target, ignore_errors=True)
        raise
