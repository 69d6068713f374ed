"""The only loop: machine ↔ ports ↔ judge ↔ session file. Text, voice, a file and a scripted test all run through it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Literal

from interviewer import events as ev
from interviewer.answers.assessing import Assessor, Background, Turn
from interviewer.errors import SessionError
from interviewer.interview import Interview, plan_record, script_of
from interviewer.machine import IllegalEventError, Machine
from interviewer.ports import Ports
from interviewer.resume_point import ResumePoint, resume_point
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, line_audio, read_session, turn_audio
from interviewer.slow_work import OWN_QUESTIONS, SlowWork, turns_of
from interviewer.turn_so_far import TurnSoFar
from prompts.phrasebook import phrase
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
        self.result: Literal["completed", "quit", "failed"] | None = None
        self.interrupted = False

    @property
    def machine(self) -> Machine:
        """The machine, for looking at."""
        return self._machine

    def run(self, resume: ResumePoint | None = None) -> Literal["completed", "quit", "failed"]:
        """Run until the interview has ended, been quit or failed; the session file says which.

        Args:
            resume: where a session stands that was cut off and goes on; None begins a new one.
        """
        try:
            if resume is None or not resume.planned:
                self._session.append(plan_record(self._interview, self._session.now_s()))
        except SessionError as error:
            return self._break_off(str(error))
        if resume is None:
            self._take(ev.Started())
        else:
            self._go_on(resume)
        while self.result is None:
            try:
                self._take(self._ports.next_event(self._machine.deadline_s()))
            except KeyboardInterrupt:
                if self.interrupted:
                    return self._break_off("interrupted twice")
                self.interrupted = True
                self._take(ev.QuitRequested())
        return self.result

    def _go_on(self, point: ResumePoint) -> None:
        """Take up what is on the disk, judge what was left unjudged, and go on from where the interview stands."""
        self._used_before_s = point.used_s
        self._turns.update(turns_of(point, self._questions))
        last = point.last
        if not self._taken_up(point.goes_on):
            return
        for turn in point.unjudged:
            self._background(lambda turn=turn: self._work.assess_late(turn))  # type: ignore[misc]
        if last is not None and not last.own and self._prepare is not None:
            self._prepare(self._questions[last.line.question_id])
        resumed = point.resumed(self._script.questions)
        self._take(resumed)
        due = None if last is None else self._work.due(last, resumed.stage)
        if due is not None:
            self._take(due)

    def _taken_up(self, turn: TurnSoFar | None) -> bool:
        """Go on with a turn as it is on the disk; False where that cannot be done, which ends the interview."""
        try:
            if turn is not None:
                self._ports.take_up(turn)
        except OSError as error:
            self._take(ev.SessionBroken(reason=f"The recording cannot be gone on with: {error.strerror}."))
            return False
        return True

    def _take_up(self) -> None:
        """Go back to the last answer that counts: it is on the disk as if it had been cut off in the middle."""
        last = resume_point(read_session(self._session.folder)).last
        assert last is not None
        for number in [number for number in self._turns if number > last.number]:
            del self._turns[number]
        turn = self._turns[last.number]
        turn.assessment, turn.requests_until_s = None, last.requests_until_s
        self._taken_up(last)

    def _take(self, event: ev.Event) -> None:
        """Give one event to the machine, keep it on disk, and carry out what follows."""
        try:
            self._keep(event)
            turn, revision = self._machine.turn, self._machine.revision
            effects = self._machine.receive(event, self._ports.now_s(), self._used_before_s + self._ports.used_s())
            if (
                isinstance(event, ev.SkipRequested | ev.QuitRequested)
                and ev.Transcribe(turn=turn, revision=revision) in effects
            ):
                reason = "skip" if isinstance(event, ev.SkipRequested) else "quit"
                self._session.append(rec.Ended(at_s=self._session.now_s(), turn=turn, revision=revision, reason=reason))
            for effect in effects:
                if self.result is None:  # one may have found that nothing can go on
                    self._perform(effect)
            if isinstance(event, ev.GoOnRequested) and not effects:
                self._ports.show_problem(phrase("go_on.none"))
        except IllegalEventError:
            log.exception("dropped an event that cannot happen")
        except SessionError as error:
            if isinstance(event, ev.SessionBroken):
                self._break_off(str(error))
            else:
                self._take(ev.SessionBroken(reason=str(error)))

    def _keep(self, event: ev.Event) -> None:
        machine, session = self._machine, self._session
        if isinstance(event, ev.LineFinished) and event.utterance == machine.saying:
            session.append(rec.Heard(at_s=session.now_s(), utterance=event.utterance))
            turn = self._turns.get(machine.turn)
            if turn is not None:
                turn.asked_at_s = self._ports.now_s()
        elif isinstance(event, ev.SpeechStarted) and (event.turn, event.revision) == (machine.turn, machine.revision):
            turn = self._turns[event.turn]
            if turn.first_word_s is None:
                clock = self._ports.now_s() - turn.asked_at_s
                turn.first_word_s = round(clock if event.after_s is None else event.after_s, 2)
            session.append(
                rec.Speech(at_s=session.now_s(), turn=event.turn, revision=event.revision, after_s=event.after_s)
            )
        elif isinstance(event, ev.AnswerEnded) and (event.turn, event.revision) == (machine.turn, machine.revision):
            session.append(
                rec.Ended(at_s=session.now_s(), turn=event.turn, revision=event.revision, reason=event.reason)
            )

    def _perform(self, effect: ev.Effect) -> None:  # noqa: C901, PLR0912 - one case for each effect
        ports, work = self._ports, self._work
        match effect:
            case ev.Say(line=line):
                self._say(line)
            case ev.StopSaying():
                ports.stop_saying()
            case ev.Listen():
                self._listen(effect)
            case ev.TakeUp():
                self._take_up()
            case ev.GrantTime(turn=turn, seconds=granted):
                ports.grant_time(turn, granted)
            case ev.StopListening(turn=turn):
                ports.stop_listening(turn)
            case ev.Transcribe(turn=turn, revision=revision):
                self._background(lambda: work.transcribe(turn, revision))
            case ev.Judge(turn=turn, revision=revision, probes_left=left):
                self._background(lambda: work.assess(turn, revision, left))
            case ev.JudgeAhead(turn=turn, transcript=transcript):
                work.judge_ahead(turn, transcript)
            case ev.LookAtAnswer(turn=turn, revision=revision):
                self._background(lambda: work.look(turn, revision))
            case ev.Note():
                self._note(effect)
            case ev.Debrief():
                self._background(work.debrief)
            case ev.Finish(reason=reason, detail=detail):
                self._finish(reason, detail)

    def _say(self, line: ev.Line) -> None:
        if line.kind in {"question", "follow_up"}:
            self._turns[line.turn] = Turn(self._questions[line.question_id], line.target)
        elif line.kind == "invitation":
            self._turns[line.turn] = Turn(OWN_QUESTIONS, "")
        self._session.append(
            rec.Spoken(
                at_s=self._session.now_s(),
                kind=line.kind,
                utterance=line.utterance,
                turn=line.turn,
                question_id=line.question_id,
                text=line.text,
                target=line.target,
                audio=line_audio(line.utterance) if self._ports.keeps_audio else None,
            )
        )
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
        elif effect.code == "interrupted":
            self._turns[effect.turn].first_word_s = 0.0  # it comes before the end of the question

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
