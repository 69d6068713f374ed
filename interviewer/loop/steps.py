"""What is due next in a loop, from its file and its sessions as they stand on the disk. Pure but for reading them.

Every step is written down only when it is done, so that a loop that was killed at any moment does the same step again,
and none that is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.loop.loop_file import Loop
from interviewer.sessions.session_file import FILE_NAME, Session, read_session


@dataclass(frozen=True, slots=True)
class Hold:
    """A round is to be held, or to go on where it stood."""

    index: int
    session: Session | None
    """The session that was begun for it; None where nothing has been said yet."""


@dataclass(frozen=True, slots=True)
class NoteFinished:
    """A round has come to its end, and the loop does not know it yet."""

    index: int
    session: Session


@dataclass(frozen=True, slots=True)
class FileForm:
    """An interviewer is to file the form, from the round's session alone."""

    index: int
    session: Session


@dataclass(frozen=True, slots=True)
class MeetAll:
    """All forms are filed: the debrief."""


Step = Hold | NoteFinished | FileForm | MeetAll | None


def next_step(loop: Loop, sessions: Path) -> Step:
    """What is due; None where the loop is over.

    Args:
        loop: as it was read.
        sessions: the folder of all sessions.
    """
    for one in loop.rounds:
        if loop.form(one.index) is not None:
            continue
        session = session_of(loop, one.index, sessions)
        if session is None or not completed(session):
            return Hold(one.index, session)
        if not loop.finished(one.index):
            return NoteFinished(one.index, session)
        return FileForm(one.index, session)
    return MeetAll() if loop.debrief is None else None


def session_of(loop: Loop, index: int, sessions: Path) -> Session | None:
    """The session of a round; None where it was not begun, or nothing of it has reached the disk."""
    name = loop.session_id(index)
    if name is None or not (sessions / name / FILE_NAME).is_file():
        return None
    try:
        return read_session(sessions / name)
    except SessionError:
        return None


def completed(session: Session) -> bool:
    """Whether the round was held to its end: not cut off, left or broken off."""
    return session.end is not None and session.end.reason == "completed"
