"""The only loop: machine ↔ ports ↔ judge ↔ session file. Text, voice, a file and a scripted test all run through it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from audio.errors import AudioError
from audio.transcript import Transcript
from interviewer import events as ev
from interviewer import records as rec
from interviewer.assessing import Assessor, Background, Judged, Turn
from interviewer.delivery import with_delivery
from interviewer.errors import InterviewerError, SessionError
from interviewer.machine import IllegalEventError, Machine
from interviewer.ports import Ports
from interviewer.requests import spoken_request
from interviewer.review import build_review
from interviewer.script import FIXED_LINES, Patience, PlannedQuestion, Script
from interviewer.session_file import SessionWriter, line_audio, read_session, turn_audio
from interviewer.timing import answer_timing
from prompts.schema import Question, TechnicalQuestion
from rubrics.assessment import FollowUp, Judge, JudgeError

log = logging.getLogger(__name__)


def on_thread(work: Callable[[], None]) -> None:
    """Do `work` on a thread that does not keep the program alive."""
    threading.Thread(target=work, daemon=True).start()


@dataclass(frozen=True, slots=True)
class Interview:
    """What is to be asked, and how."""

    questions: tuple[Question, ...]
    opening: str
    closing: str
    follow_ups: int
    patience: Patience
    level: str = "L5"


class Runner:
    """Runs one interview to its end.

    Args:
        interview: the plan.
        ports: the candidate's side.
        judge: gives the verdicts.
        session: where everything is written, at once.
        background: how slow work is done; `on_thread` in real life, a direct call under a virtual clock.
        prepare: called with each question when it has been asked, so that models load while the candidate answers.
    """

    def __init__(
        self,
        interview: Interview,
        ports: Ports,
        judge: Judge,
        session: SessionWriter,
        background: Background = on_thread,
        prepare: Callable[[Question], None] | None = None,
    ) -> None:
        self._interview = interview
        self._ports = ports
        self._assessor = Assessor(judge, background)
        self._session = session
        self._background = background
        self._prepare = prepare
        self._questions = {question.id: question for question in interview.questions}
        self._turns: dict[int, Turn] = {}
        self._noting = threading.Lock()
        """Held until everything about an answer is on disk."""
        self._machine = Machine(_script(interview), interview.patience)
        self.result: Literal["completed", "quit", "failed"] | None = None
        self.interrupted = False

    @property
    def machine(self) -> Machine:
        """The machine, for looking at."""
        return self._machine

    def run(self) -> Literal["completed", "quit", "failed"]:
        """Run until the interview has ended, been quit or failed; the session file says which."""
        try:
            self._session.append(_plan_record(self._interview, self._session.now_s()))
        except SessionError as error:
            return self._break_off(str(error))
        self._take(ev.Started())
        while self.result is None:
            try:
                self._take(self._ports.next_event(self._machine.deadline_s()))
            except KeyboardInterrupt:
                if self.interrupted:
                    return self._break_off("interrupted twice")
                self.interrupted = True
                self._take(ev.QuitRequested())
        return self.result

    def _take(self, event: ev.Event) -> None:
        """Give one event to the machine, keep it on disk, and carry out what follows."""
        try:
            self._keep(event)
            turn, revision = self._machine.turn, self._machine.revision
            effects = self._machine.receive(event, self._ports.now_s())
            if (
                isinstance(event, ev.SkipRequested | ev.QuitRequested)
                and ev.Transcribe(turn=turn, revision=revision) in effects
            ):
                reason = "skip" if isinstance(event, ev.SkipRequested) else "quit"
                self._session.append(rec.Ended(at_s=self._session.now_s(), turn=turn, revision=revision, reason=reason))
            for effect in effects:
                self._perform(effect)
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
        elif isinstance(event, ev.SpokenOver) and event.utterance == machine.saying and machine.turn in self._turns:
            self._turns[machine.turn].first_word_s = 0.0  # it comes before the end of the question
        elif isinstance(event, ev.AnswerEnded) and (event.turn, event.revision) == (machine.turn, machine.revision):
            session.append(
                rec.Ended(at_s=session.now_s(), turn=event.turn, revision=event.revision, reason=event.reason)
            )

    def _perform(self, effect: ev.Effect) -> None:  # noqa: C901 - one case for each effect
        ports, session = self._ports, self._session
        match effect:
            case ev.Say(line=line):
                self._say(line)
            case ev.StopSaying():
                ports.stop_saying()
            case ev.Listen(turn=turn, revision=revision, limit_s=limit_s):
                audio = turn_audio(turn) if ports.keeps_audio else None
                session.append(rec.Listening(at_s=session.now_s(), turn=turn, revision=revision, audio=audio))
                ports.listen(turn, revision, limit_s)
            case ev.GrantTime(turn=turn, seconds=granted):
                ports.grant_time(turn, granted)
            case ev.StopListening(turn=turn):
                ports.stop_listening(turn)
            case ev.Transcribe(turn=turn, revision=revision):
                self._background(lambda: self._transcribe(turn, revision))
            case ev.Judge(turn=turn, revision=revision, probes_left=left):
                self._background(lambda: self._assess(turn, revision, left))
            case ev.JudgeAhead(turn=turn, transcript=transcript):
                self._judge_ahead(turn, transcript)
            case ev.Note(turn=turn, code=code, reason=reason):
                session.append(rec.Noted(at_s=session.now_s(), turn=turn, note=code, reason=reason))
                if code == "paused":
                    ports.show_problem(reason)
            case ev.Debrief():
                self._background(self._debrief)
            case ev.Finish(reason=reason, detail=detail):
                self._finish(reason, detail)

    def _say(self, line: ev.Line) -> None:
        if line.kind in {"question", "follow_up"}:
            self._turns[line.turn] = Turn(self._questions[line.question_id], line.target)
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

    # --- slow work, on a background thread; each part answers with exactly one event ------------------------

    def _transcribe(self, turn: int, revision: int) -> None:
        try:
            now, session = self._turns[turn], self._session
            whole = self._ports.transcript(turn)
            if turn == self._machine.turn and revision < self._machine.revision:
                return  # the answer has gone on; newer words are on their way
            transcript = whole.after(now.requests_until_s)
            request = spoken_request(transcript.text)
            if request is not None:
                now.requests_until_s = max(whole.duration_s, transcript.words[-1].end_s)
            now.transcript = transcript
            session.append(
                rec.Transcribed(
                    at_s=session.now_s(), turn=turn, revision=revision, transcript=transcript, request=request
                )
            )
            if not transcript.words:
                now.first_word_s = None  # it was a noise
            reply = self._reply(turn, transcript.text) if request is ev.SpokenRequest.CLARIFY else ""
            self._post(
                ev.Transcribed(turn=turn, revision=revision, words=len(transcript.words), request=request, reply=reply)
            )
        except AudioError as error:
            self._post(ev.TranscriptionFailed(turn=turn, revision=revision, reason=str(error)))
        except SessionError as error:
            self._post(ev.SessionBroken(reason=str(error)))
        except Exception as error:  # a fault of an engine must not end the interview
            log.exception("transcription failed")
            reason = f"recognition failed ({type(error).__name__}); run with --debug for the details"
            self._post(ev.TranscriptionFailed(turn=turn, revision=revision, reason=reason))

    def _reply(self, turn: int, text: str) -> str:
        """The interviewer's answer to a clarifying question, from the question's facts; empty where there is none."""
        from interviewer.requests import matching_fact  # noqa: PLC0415 - needed only when somebody asks

        question = self._turns[turn].question
        return matching_fact(text, question.facts) if isinstance(question, TechnicalQuestion) else ""

    def _assess(self, turn: int, revision: int, probes_left: int) -> None:
        """Judge, say what comes next, and note it: by voice in this order, since nobody should wait for the notes."""
        judged = self._judge(turn, revision)
        if judged is None:
            return
        follow_up = judged.follow_up if probes_left > 0 else None
        probe = None if follow_up is None else ev.Probe(**follow_up.model_dump(include={"target", "line", "why"}))
        event = ev.Judged(turn=turn, revision=revision, probe=probe)
        with self._noting:
            if self._ports.keeps_audio:
                self._post(event)
            try:
                self._note_assessment(turn, judged)
            except SessionError as error:
                self._post(ev.SessionBroken(reason=str(error)))
                return
        if not self._ports.keeps_audio:
            self._post(event)

    def _judge(self, turn: int, revision: int) -> Judged | None:
        """The verdicts; where there are none, the reason is posted."""
        try:
            judged = self._assessor.judge(self._turns[turn], self._before(turn))
        except (JudgeError, InterviewerError) as error:
            self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=str(error)))
        except Exception as error:  # a fault of the judge must not end the interview
            log.exception("judging failed")
            reason = f"the judge failed ({type(error).__name__}); run with --debug for the details"
            self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=reason))
        else:
            self._turns[turn].assessment = judged.answer
            return judged
        return None

    def _before(self, turn: int) -> list[Turn]:
        """The earlier turns that belong to the same question."""
        question = self._turns[turn].question.id
        return [t for number, t in sorted(self._turns.items()) if number < turn and t.question.id == question]

    def _judge_ahead(self, turn: int, so_far: Transcript) -> None:
        """Judge the words so far when there is time, and let the lines that may follow be rendered."""
        now = self._turns[turn]

        def likely(follow_ups: list[FollowUp]) -> None:
            self._ports.get_ready(
                ev.Line(kind="follow_up", text=one.line, utterance=0, question_id=now.question.id) for one in follow_ups
            )

        self._assessor.judge_ahead(now, so_far.after(now.requests_until_s), self._before(turn), likely)

    def _note_assessment(self, turn: int, judged: Judged) -> None:
        """Keep the assessment with the times and the delivery of the answer, and show them.

        Raises:
            SessionError: the disk is full.
        """
        now, session = self._turns[turn], self._session
        voiced = self._ports.voiced(turn)
        recording = session.folder / turn_audio(turn)
        assessment = with_delivery(judged.answer, now.transcript, voiced, recording)
        timing = answer_timing(
            now.transcript,
            assessment.structure,
            now.question.minutes * 60,
            voiced=voiced,
            time_to_first_word_s=None if now.transcript.estimated else now.first_word_s,
        )
        session.append(
            rec.Assessed(
                at_s=session.now_s(),
                turn=turn,
                assessment=assessment,
                question_score=judged.question_score,
                timing=timing,
            )
        )
        review = build_review(read_session(session.folder))
        self._ports.show_answer(next(t for t in review.turns if t.turn == turn))

    def _debrief(self) -> None:
        try:
            with self._noting:
                review = build_review(read_session(self._session.folder))
            self._ports.show_feedback(review)
        except SessionError as error:
            self._ports.show_problem(str(error))
        except Exception:  # the session is on disk; `review` shows it again
            log.exception("the feedback could not be shown")
            self._ports.show_problem("The feedback could not be shown; `interviewer review last` shows it.")
        self._post(ev.DebriefGiven())

    def _post(self, event: ev.Event) -> None:
        self._ports.post(event)

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


def _script(interview: Interview) -> Script:
    from prompts.load import lines  # noqa: PLC0415 - read once, when an interview begins

    fixed = lines()
    return Script(
        questions=tuple(
            PlannedQuestion(
                question_id=question.id,
                text=question.wording,
                limit_s=question.minutes * 60,
                follow_ups=interview.follow_ups,
            )
            for question in interview.questions
        ),
        opening=interview.opening,
        closing=interview.closing,
        **{name: fixed[name] for name in FIXED_LINES},
    )


def _plan_record(interview: Interview, at_s: float) -> rec.Plan:
    return rec.Plan(
        at_s=at_s,
        questions=tuple(
            rec.PlannedRecord(
                question_id=question.id,
                kind=question.kind,
                text=question.wording,
                limit_s=question.minutes * 60,
                follow_ups=interview.follow_ups,
                question=question.model_dump(mode="json", exclude_defaults=True) | {"kind": question.kind},
            )
            for question in interview.questions
        ),
    )
