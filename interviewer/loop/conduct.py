"""Conducts a loop: one round after the other, each form filed from its round alone, and the debrief after the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interviewer import __version__
from interviewer.loop.begin import interview_of_round, stamp
from interviewer.loop.debrief_rules import DebriefRules
from interviewer.loop.filed import hold_debrief_on, seat_of
from interviewer.loop.form import file_form
from interviewer.loop.loop_file import Loop, append, read_loop
from interviewer.loop.loop_records import DebriefHeld, FormFiled, RoundEvent
from interviewer.loop.stage import Held, Stage
from interviewer.loop.steps import FileForm, Hold, MeetAll, NoteFinished, next_step
from interviewer.loop.words import next_lines, stopped_lines
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import Session, SessionWriter, new_session_id
from prompts.rounds import Interviewer


def local_now() -> datetime:
    """The wall clock, with the offset from UTC."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Conducted:
    """How conducting a loop ended for now."""

    over: bool = False
    """Whether the debrief has been held."""
    failed: bool = False
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Conductor:
    """Takes one step after the other, each as the files on the disk say, until the loop is over or the candidate stops.

    Args:
        folder: of the loop, whose file the caller holds (`FileLock`), so that nobody else conducts it.
        sessions: the folder of all sessions.
        stage: where the rounds are held.
        rules: by which the debrief decides.
        one_round: whether to stop after a round.
        now: the wall clock.
    """

    folder: Path
    sessions: Path
    stage: Stage
    rules: DebriefRules
    one_round: bool = False
    now: Callable[[], datetime] = local_now

    def run(self) -> Conducted:
        """Conduct.

        Raises:
            LoopError: the loop cannot be read or written.
            SessionError: the session of a round cannot be begun or gone on with.
            InUseError: another process writes to the session of a round.
        """
        held_here = 0
        while True:
            loop = read_loop(self.folder)
            match next_step(loop, self.sessions):
                case Hold(index=index, session=session):
                    again = held_here > 0
                    if again and (self.one_round or not self.stage.go_on(next_lines(loop, index))):
                        self.stage.tell(stopped_lines(loop, index))
                        return Conducted()
                    held = self._hold(loop, index, session)
                    if held.result != "completed":
                        return self._left(index, held)
                    held_here += 1
                case NoteFinished(index=index, session=session):
                    self._note(index, session.id, "finished")
                case FileForm(index=index, session=session):
                    form = file_form(session, seat_of(loop, index), stamp(self.now()))
                    append(self.folder, FormFiled(at=self._at(), index=index, form=form.model_dump(mode="json")))
                case MeetAll():
                    debrief = hold_debrief_on(loop, self.rules)
                    append(self.folder, DebriefHeld(at=self._at(), debrief=debrief.model_dump(mode="json")))
                case None:
                    return Conducted(over=True)

    def _hold(self, loop: Loop, index: int, before: Session | None) -> Held:
        """Hold a round, or go on with it; a new session stands in the loop file before it is made."""
        interviewer = Interviewer.model_validate(loop.rounds[index].interviewer)
        interview = interview_of_round(loop, index, self.stage.patience(interviewer))
        if before is not None:
            return self.stage.hold(interview, SessionWriter.resume(before), before)
        now, header = self.now(), loop.header
        session_id = new_session_id(now)
        self._note(index, session_id, "begun")
        session = Header(
            session_id=session_id,
            created_at=stamp(now),
            mode=header.mode,
            app_version=__version__,
            role=header.role,
            level=header.level,
            round=interview.round_id,
            seed=header.seed,
            times_are=self.stage.times_are,
            transcriber=self.stage.transcriber,
        )
        return self.stage.hold(interview, SessionWriter.create(self.sessions, session), None)

    def _left(self, index: int, held: Held) -> Conducted:
        """The round has been left or broken off: it waits."""
        loop = read_loop(self.folder)
        self._note(index, loop.session_id(index) or "", "left", held.result)
        self.stage.tell(stopped_lines(loop, index))
        return Conducted(failed=held.result == "failed", interrupted=held.interrupted)

    def _note(self, index: int, session_id: str, event: str, reason: str = "") -> None:
        append(
            self.folder,
            RoundEvent.model_validate(
                {"at": self._at(), "index": index, "session_id": session_id, "event": event, "reason": reason}
            ),
        )

    def _at(self) -> str:
        return stamp(self.now())
