"""The only loop: machine ↔ ports ↔ judge ↔ session file. Text, voice, a file and a scripted test all run through it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Literal

from interviewer import events as ev
from interviewer import records as rec
from interviewer.assessing import Assessor, Background, Turn
from interviewer.errors import SessionError
from interviewer.interview import Interview, script_of
from interviewer.machine import Machine
from interviewer.ports import Ports
from interviewer.session_file import SessionWriter, turn_audio
from interviewer.slow_work import SlowWork
from prompts.schema import Question
from rubrics.assessment import Judge

__all__ = ["Interview", "Runner", "on_thread"]

log = logging.getLogger(__name__)


def on_thread(work: Callable[[], None]) -> None:
    """Do `work` on a thread that does not keep the program alive."""
    threading.Thread(target=work, daemon=True).start()


class Runner:
    """Runs one interview to its end.

    Args:
        interview: the plan.
        ports: the candidate's side.
        judge: gives the verdicts; or an assessor, which decides on the follow-ups too.
        session: where everything is written, at once.
        background: how slow work is done; `on_thread` in real life, a direct call under a virtual clock.
        prepare: called with each question when it has been asked, so that models load while the candidate answers.
    """

    def __init__(
        self,
        interview: Interview,
        ports: Ports,
        judge: Judge | Assessor,
        session: SessionWriter,
        background: Background = on_thread,
        prepare: Callable[[Question], None] | None = None,
    ) -> None:
        self._interview = interview
        self._ports = ports
        self._session = session
        self._background = background
        self._prepare = prepare
        self._questions = {question.id: question for question in interview.questions}
        self._turns: dict[int, Turn] = {}
        self._script = script_of(interview)
        self._machine = Machine(self._script, interview.patience)
        self._used_before_s = 0.0
        """Seconds of the round that were used before it was cut off."""
        assessor = judge if isinstance(judge, Assessor) else Assessor(judge, background)
        self._work = SlowWork(ports, session, assessor, self._machine, self._turns)
        self._ports.say(line)
        if line.kind == "question" and self._prepare is not None:
            self._prepare(self._questions[line.question_id])

    def _listen(self, effect: ev.Listen) -> None:
        ports, session = self._ports, self._session
        self._turns[effect.turn].limit_s = effect.limit_s
        audio = turn_audio(effect.turn) if ports.keeps_audio else None
        session.append(rec.Listening(at_s=session.now_s(), turn=effect.turn, revision=effect.revision, audio=audio))
        ports.listen(effect.turn, effect.revision, effect.limit_s, effect.marks_s)

    def _note(self, effect: ev.Note) -> None:
        self._session.append(
            rec.Noted(
                at_s=self._session.now_s(),
                turn=effect.turn,
                note=effect.code,
                reason=effect.reason,
                revision=effect.revision,
                answer_s=effect.answer_s,
            )
        )
        if effect.code == "paused":
            self._ports.show_problem(effect.reason)

    def _finish(self, reason: Literal["completed", "quit", "failed"], detail: str) -> None:
        self.result = reason
        if detail:
            self._ports.show_problem(detail)
        try:
            self._session.append(rec.Finished(at_s=self._session.now_s(), reason=reason, detail=detail))
        except SessionError:
            if reason != "failed":  # a full disk was the reason, and it has been said
                self.result = "failed"
        self._session.close()

    def _break_off(self, detail: str) -> Literal["failed"]:
        self._ports.stop_saying()
        self._ports.stop_listening(self._machine.turn)
        self._finish("failed", detail)
        return "failed"
