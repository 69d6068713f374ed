"""The only loop: machine ↔ ports ↔ judge ↔ session file. Text, voice, a file and a scripted test all run through it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from audio.errors import AudioError
from audio.transcript import Transcript
from interviewer import events as ev
from interviewer import records as rec
from interviewer.delivery import with_delivery
from interviewer.errors import InterviewerError, SessionError
from interviewer.followup import choose_follow_up
from interviewer.machine import IllegalEventError, Machine
from interviewer.ports import Ports
from interviewer.requests import spoken_request
from interviewer.review import build_review
from interviewer.script import Patience, PlannedQuestion, Script
from interviewer.session_file import SessionWriter, line_audio, read_session, turn_audio
from interviewer.timing import answer_timing
from prompts.schema import Question, TechnicalQuestion
from rubrics.assessment import Assessment, Judge, JudgeError
from rubrics.exchange import merged

log = logging.getLogger(__name__)

Background = Callable[[Callable[[], None]], None]


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


@dataclass(slots=True)
class _Turn:
    """What is known about one turn while the interview runs."""

    question: Question
    target: str
    asked_at_s: float = 0.0
    first_word_s: float | None = None
    transcript: Transcript = field(default_factory=Transcript)
    requests_until_s: float = 0.0
    """End of the last request to the interviewer; what was said up to there is no part of the answer."""
    assessment: Assessment | None = None


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
        self._judge = judge
        self._session = session
        self._background = background
        self._prepare = prepare
        self._questions = {question.id: question for question in interview.questions}
        self._turns: dict[int, _Turn] = {}
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
        if isinstance(event, ev.LineFinished):
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
            self._turns[line.turn] = _Turn(self._questions[line.question_id], line.target)
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
        try:
            probe = self._judged(turn, probes_left)
            self._post(ev.Judged(turn=turn, revision=revision, probe=probe))
        except (JudgeError, InterviewerError) as error:
            if isinstance(error, SessionError):
                self._post(ev.SessionBroken(reason=str(error)))
            else:
                self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=str(error)))
        except Exception as error:  # a fault of the judge must not end the interview
            log.exception("judging failed")
            reason = f"the judge failed ({type(error).__name__}); run with --debug for the details"
            self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=reason))

    def _judged(self, turn: int, probes_left: int) -> ev.Probe | None:
        now = self._turns[turn]
        assessment = self._judge.judge(now.question, now.transcript)
        same = [t for number, t in sorted(self._turns.items()) if number < turn and t.question.id == now.question.id]
        earlier = [t.assessment for t in same if t.assessment is not None]
        whole = merged([*earlier, assessment])
        follow_up = choose_follow_up(
            now.question,
            whole,
            said=" ".join(t.transcript.text for t in [*same, now]),
            asked=frozenset(t.target for t in [*same, now] if t.target),
        )
        voiced = self._ports.voiced(turn)
        assessment = assessment.model_copy(update={"follow_up": follow_up})
        assessment = with_delivery(assessment, now.transcript, voiced, self._session.folder / turn_audio(turn))
        now.assessment = assessment
        timing = answer_timing(
            now.transcript,
            assessment.structure,
            now.question.minutes * 60,
            voiced=voiced,
            time_to_first_word_s=None if now.transcript.estimated else now.first_word_s,
        )
        session = self._session
        session.append(
            rec.Assessed(
                at_s=session.now_s(), turn=turn, assessment=assessment, question_score=whole.score, timing=timing
            )
        )
        review = build_review(read_session(session.folder))
        self._ports.show_answer(next(t for t in review.turns if t.turn == turn))
        if follow_up is None or probes_left <= 0:
            return None
        return ev.Probe(target=follow_up.target, line=follow_up.line, why=follow_up.why)

    def _debrief(self) -> None:
        try:
            self._ports.show_feedback(build_review(read_session(self._session.folder)))
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
                text=question.text,
                limit_s=question.minutes * 60,
                follow_ups=interview.follow_ups,
            )
            for question in interview.questions
        ),
        opening=interview.opening,
        closing=interview.closing,
        nudge=fixed["nudge"],
        moving_on=fixed["moving_on"],
        think=fixed["think"],
        assume=fixed["assume"],
    )


def _plan_record(interview: Interview, at_s: float) -> rec.Plan:
    return rec.Plan(
        at_s=at_s,
        questions=tuple(
            rec.PlannedRecord(
                question_id=question.id,
                kind=question.kind,
                text=question.text,
                limit_s=question.minutes * 60,
                follow_ups=interview.follow_ups,
                question=question.model_dump(mode="json", exclude_defaults=True) | {"kind": question.kind},
            )
            for question in interview.questions
        ),
    )
