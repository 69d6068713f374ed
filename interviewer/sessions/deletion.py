"""Deletes a session for good: its folder, and the cached sound of lines in which the interviewer took up its words."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from interviewer.errors import SessionError, UsageError
from interviewer.sessions.file_lock import FileLock
from interviewer.sessions.session_file import FILE_NAME, find_session


@dataclass(frozen=True, slots=True)
class Found:
    """What would be deleted."""

    what: str
    """"session" or "loop"."""
    file: Path
    """The one that its writers hold."""
    files: int
    size: int
    """Bytes."""

    @property
    def folder(self) -> Path:
        """What is deleted."""
        return self.file.parent

    def sentence(self) -> str:
        """One line for people."""
        size = f"{self.size / 1e6:.1f} MB" if self.size > 1e5 else f"{self.size / 1e3:.1f} kB"
        return f"{self.folder.name}: {self.files} {'file' if self.files == 1 else 'files'}, {size}"


def find_to_delete(sessions: Path, name: str) -> Found:
    """The session of this name, which lies in the folder of sessions; a path elsewhere is not deleted.

    Raises:
        SessionError: none or several fit.
        UsageError: it is a link, or lies elsewhere.
    """
    folder = find_session(sessions, name)
    if (
        folder.is_symlink()
        or folder.absolute().parent.resolve() != sessions.resolve()
        or not (folder / FILE_NAME).is_file()
    ):
        raise UsageError(f"{folder} is no session in {sessions}; delete it by hand if you mean it.")
    files = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return Found("session", folder / FILE_NAME, len(files), sum(path.lstat().st_size for path in files))


@contextmanager
def held(found: Iterable[Found]) -> Iterator[None]:
    """Holds all of it, so that nothing is asked about and nothing goes while another process writes to a part of it.

    Raises:
        InUseError: one does.
    """
    with ExitStack() as stack:
        for one in found:
            stack.enter_context(FileLock(one.file, one.what))
        yield


def delete_session(found: Found, cache: Path) -> None:
    """Delete a session, and the cached sound of the interviewer's lines.

    A follow-up and the spoken feedback may repeat what the candidate said. The cache names its files by hashes, so that
    nobody can tell whose they are: all of them go, and are rendered again when they are needed.
    The folder leaves the list at once, under another name: a crash in the middle leaves no half session in it.

    Args:
        found: what `find_to_delete` found, which the caller holds.
        cache: the folder of cached data.

    Raises:
        SessionError: it cannot be deleted.
    """
    aside = found.folder.with_name(f".deleting-{secrets.token_hex(4)}")
    try:
        found.folder.rename(aside)
        shutil.rmtree(aside)
        if (cache / "lines").is_dir():
            shutil.rmtree(cache / "lines")
        for left in found.folder.parent.glob(".deleting-*"):  # of a deletion that was cut off
            shutil.rmtree(left)
    except OSError as error:
        raise SessionError(f"{error.filename or found.folder} cannot be deleted: {error.strerror}.") from error
