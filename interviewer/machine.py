"""The interview as a state machine: no engine, no clock, no file; time is an argument.

Theory of operation. `states.TRANSITIONS` says, for each state and each type of event, which states may follow: it is the
whole of what can happen, and the diagram in the docs is drawn from it. `Machine.receive` looks the event up, lets
the handler of that event decide among the states allowed, and returns effects for the runner to carry out. The
runner answers effects with events. An event that belongs to an earlier turn, revision or line is dropped; an event
that the table does not have raises `IllegalEventError`, and then nothing has changed.

A turn is one line that wants an answer (a question or a follow-up) and the answer to it. A revision is one stretch of
listening within a turn: "could you repeat that?", a kind word in a long pause, or speech after an assumed end opens
the next revision.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from interviewer import events as ev
from interviewer.events import Effect, Event, Line, LineKind, NoteCode, Outcome, Probe, SpokenRequest
from interviewer.script import Patience, PlannedQuestion, Script
from interviewer.states import TRANSITIONS, State


class IllegalEventError(Exception):
    """An event that cannot happen in the present state; the machine is unchanged."""


_TALKING = frozenset({State.SPEAKING, State.INTERJECTING, State.PAUSED, State.CLOSING})
_LISTENING = frozenset(
    {State.THINKING, State.ANSWERING, State.INTERJECTING, State.TRANSCRIBING, State.JUDGING, State.PAUSED}
)
_OF_A_REVISION = (
    ev.SpeechStarted | ev.NudgeDue | ev.WordsHeard | ev.AnswerEnded
    | ev.Transcribed | ev.TranscriptionFailed | ev.Judged | ev.JudgingFailed
)  # fmt: skip


@dataclass(slots=True)
class _Interview:
    """All that changes; copied before a handler runs, so that a failed handler leaves no trace."""

    state: State = State.IDLE
    entered_s: float = 0.0
    question: int = -1
    """Index of the present question in the script."""
    probes_asked: int = 0
    turn: int = 0
    revision: int = 0
    utterance: int = 0
    requests: int = 0
    queue: list[Line] = field(default_factory=list)
    """Lines still to be said after the present one."""
    saying: Line | None = None
    turn_line: Line | None = None
    """The line that the present turn answers; what "please repeat" says again."""
    spoke: bool = False
    """Whether the candidate has said anything in this turn that may be an answer."""
    listening: bool = False
    """Whether the microphone is open; it stays open after an assumed end until the next line."""
    open_revision: bool = False
    """Whether listening has ended by assumption and speech may re-open the answer."""
    ending: Literal["", "skip", "quit"] = ""
    nudged: bool = False
    interrupted: bool = False
    """Whether the line of this turn was cut short by the candidate."""
    cut_off: bool = False
    """Whether the candidate has still to be told that the interview was cut off and goes on."""
    extra_s: float = 0.0
    resume: State | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)


class Machine:
    """One interview. Feed it events, carry out its effects, and ask for its deadline.

    Args:
        script: the questions and the fixed lines.
        patience: the time-outs.
    """

    def __init__(self, script: Script, patience: Patience | None = None) -> None:
        self._script = script
        self._patience = patience or Patience()
        self._i = _Interview()
        self._effects: list[Effect] = []

    @property
    def state(self) -> State:
        """The present state."""
        return self._i.state

    @property
    def turn(self) -> int:
        """Number of the present turn, from 1; 0 before the first."""
        return self._i.turn

    @property
    def revision(self) -> int:
        """Number of the present stretch of listening within the turn, from 1."""
        return self._i.revision

    @property
    def saying(self) -> int:
        """Number of the line that is being said, or 0."""
        return self._i.saying.utterance if self._i.saying is not None else 0

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """How each finished turn ended."""
        return dict(self._i.outcomes)

    @property
    def finished(self) -> bool:
        """Whether nothing more can happen."""
        return not TRANSITIONS[self._i.state]

    def deadline_s(self) -> float | None:
        """When the machine wants TimeReached, on the clock of `receive`'s `now_s`; None for never."""
        i, patience = self._i, self._patience
        wait: float | None = None
        if i.state is State.THINKING:
            wait = patience.give_up_after_s if i.nudged else patience.nudge_after_s
            wait = None if wait is None else wait + i.extra_s
        elif i.state is State.TRANSCRIBING:
            wait = patience.transcribe_s
        elif i.state is State.JUDGING:
            wait = patience.judge_s
        return None if wait is None else i.entered_s + wait

    def receive(self, event: Event, now_s: float) -> tuple[Effect, ...]:
        """Take an event in and say what is to be done.

        Args:
            event: what happened.
            now_s: seconds on any clock that does not run backwards.

        Raises:
            IllegalEventError: the event cannot happen in this state; nothing has changed.
        """
        if self._stale(event):
            return ()
        allowed = TRANSITIONS[self._i.state].get(type(event))
        if allowed is None:
            raise IllegalEventError(f"{type(event).__name__} cannot happen while {self._i.state}")
        if isinstance(event, ev.TimeReached):
            deadline = self.deadline_s()
            if deadline is None or now_s < deadline:
                return ()
        before = self._i
        self._i = copy.copy(before)
        self._i.queue = list(before.queue)
        self._i.outcomes = dict(before.outcomes)
        self._effects = []
        try:
            self._HANDLERS[type(event)](self, event)
            assert self._i.state in allowed, f"{before.state} + {type(event).__name__} led to {self._i.state}"
        except BaseException:
            self._i = before
            raise
        if self._i.state is not State.PAUSED:
            self._i.resume = None
        if self._i.state not in _TALKING:
            self._i.saying = None
        if self._i.state is not before.state:
            self._i.entered_s = now_s
        return tuple(self._effects)

    # --- handlers: one for each type of event --------------------------------------------------------------

    def _started(self, _: Event) -> None:
        self._line("opening", self._script.opening)
        self._next_question()

    def _resumed(self, event: Event) -> None:
        """Stand where the interview stood when it was cut off, and say so with the next line."""
        assert isinstance(event, ev.Resumed)
        i, script = self._i, self._script
        i.utterance, i.question, i.probes_asked = event.utterance, event.question, event.probes_asked
        i.revision, i.requests, i.interrupted = event.revision, event.requests, event.interrupted
        i.turn_line, i.turn = event.line, event.line.turn if event.line is not None else 0
        i.outcomes = dict(event.outcomes)
        i.spoke = event.stage in {"answering", "ended", "heard", "judged"}
        i.open_revision = event.ended == "pause"
        i.ending = "skip" if event.ended == "skip" else ""
        i.cut_off = event.utterance > 0
        match event.stage:
            case "over":
                self._debrief()
            case "begin" | "closed":
                if event.stage == "begin" and not event.opened:
                    self._line("opening", script.opening)
                self._next_question()
            case "asked":
                self._line("repeat", event.line.text if event.line is not None else "")
                self._say_queued()
            case "answering":
                i.cut_off = False
                self._line("notice", script.cut_off_answering)
                self._line("repeat", event.line.text if event.line is not None else "")
                i.state = State.INTERJECTING
                self._say_queued()
            case _:  # what comes of the answer decides what is said
                i.state = State.JUDGING if event.stage == "judged" else State.TRANSCRIBING
                if event.stage == "ended":
                    self._do(ev.Transcribe(turn=i.turn, revision=i.revision))

    def _line_finished(self, _: Event) -> None:
        i = self._i
        if i.state is State.PAUSED:
            return
        if i.queue:
            self._say_queued()
        elif i.state is State.CLOSING:
            self._debrief()
        elif i.state is State.INTERJECTING:
            self._go_on_answering()
        else:
            i.state = State.THINKING
            self._listen()

    def _speech_started(self, _: Event) -> None:
        i = self._i
        if i.state is State.THINKING:
            i.spoke = True
            i.state = State.ANSWERING
        elif i.state is State.INTERJECTING:
            self._do(ev.StopSaying())
            self._go_on_answering()
        elif i.state is State.PAUSED and i.resume is State.THINKING:
            i.spoke = True  # said just before the device was lost
            i.resume = State.ANSWERING
        elif i.state in {State.TRANSCRIBING, State.JUDGING} and i.open_revision and not i.ending:
            i.revision += 1
            i.state = State.ANSWERING
            self._note("reopened")
            self._listen()

    def _spoken_over(self, _: Event) -> None:
        i = self._i
        if i.state not in {State.SPEAKING, State.INTERJECTING}:
            return
        if i.state is State.INTERJECTING:
            self._do(ev.StopSaying())
            self._go_on_answering()
        elif not i.queue and i.saying is not None and 0 < i.saying.turn == i.turn:
            self._do(ev.StopSaying())
            self._note("interrupted")
            i.spoke = i.interrupted = True
            self._go_on_answering()

    def _nudge_due(self, _: Event) -> None:
        if self._i.state is State.ANSWERING:
            self._note("nudged")
            self._line("nudge", self._script.nudge_answer)
            self._interject()

    def _words_heard(self, event: Event) -> None:
        assert isinstance(event, ev.WordsHeard)
        if self._i.state is State.ANSWERING:
            self._do(ev.JudgeAhead(turn=event.turn, revision=event.revision, transcript=event.transcript))

    def _answer_ended(self, event: Event) -> None:
        assert isinstance(event, ev.AnswerEnded)
        i = self._i
        if i.state in {State.INTERJECTING, State.PAUSED}:
            self._do(ev.StopSaying())
            i.queue.clear()
        if event.reason in {"quit", "end_of_input"}:
            i.ending = "quit"
        if event.reason == "skip":
            i.ending = "skip"
        if i.spoke:
            i.open_revision = event.reason == "pause"
            if not i.open_revision:
                self._stop_listening()
            i.state = State.TRANSCRIBING
            self._do(ev.Transcribe(turn=i.turn, revision=i.revision))
        else:
            self._close_turn("quit" if i.ending == "quit" else "skipped")

    def _transcribed(self, event: Event) -> None:
        assert isinstance(event, ev.Transcribed)
        i = self._i
        asked_on = not i.ending and i.requests < self._patience.max_requests
        if event.words == 0 and i.open_revision and asked_on:
            self._ask_again()
            return
        i.open_revision = i.open_revision and event.request is None
        if event.request is not None and asked_on:
            i.requests += 1
            self._grant(event.request, event.reply)
            return
        i.state = State.JUDGING
        wanted = 0 if i.ending else max(0, self._question.follow_ups - i.probes_asked)
        self._do(ev.Judge(turn=i.turn, revision=i.revision, probes_left=wanted))

    def _ask_again(self) -> None:
        """A noise that sounded like voice ended a turn or cut a question short: neither may cost the answer."""
        i = self._i
        i.requests += 1
        i.spoke = i.open_revision = False
        self._note("no_words")
        if i.interrupted and i.turn_line is not None:
            i.interrupted = False
            self._line("repeat", i.turn_line.text)
        else:
            self._line("notice", self._script.no_words)
        self._say_queued()

    def _grant(self, request: SpokenRequest, reply: str) -> None:
        i, script = self._i, self._script
        if request is SpokenRequest.SKIP:
            self._note("skipped")
            self._close_turn("skipped")
            return
        assert i.turn_line is not None
        if request is SpokenRequest.REPEAT:
            self._line("repeat", i.turn_line.text)
        elif request is SpokenRequest.THINK:
            self._line("acknowledgement", script.think)
        else:
            self._line("reply", reply or script.assume)
        i.spoke = False
        self._say_queued()

    def _transcription_failed(self, event: Event) -> None:
        reason = event.reason if isinstance(event, ev.TranscriptionFailed) else "the recogniser did not answer in time"
        self._note("not_transcribed", reason)
        self._close_turn("not_transcribed")

    def _judged(self, event: Event) -> None:
        assert isinstance(event, ev.Judged)
        i = self._i
        i.outcomes[i.turn] = "answered"
        wanted = not i.ending and i.probes_asked < self._question.follow_ups
        if event.probe is not None and wanted:
            self._ask_probe(event.probe)
        else:
            self._go_on()

    def _judging_failed(self, event: Event) -> None:
        reason = event.reason if isinstance(event, ev.JudgingFailed) else "the judge did not answer in time"
        self._note("not_judged", reason)
        self._close_turn("not_judged")

    def _time_reached(self, event: Event) -> None:
        i = self._i
        if i.state is State.TRANSCRIBING:
            self._transcription_failed(event)
        elif i.state is State.JUDGING:
            self._judging_failed(event)
        elif not i.nudged:
            i.nudged = True
            self._line("nudge", self._script.nudge)
            self._say_queued()
        else:
            self._note("no_answer")
            self._line("acknowledgement", self._script.moving_on)
            self._close_turn("silent")

    def _repeat(self, _: Event) -> None:
        i = self._i
        if i.state is State.SPEAKING and i.turn_line is not None and not i.queue:
            self._do(ev.StopSaying())
        elif i.state is not State.THINKING or i.turn_line is None:
            return  # the opening is still running, or an answer is under way: nothing to say again
        self._line("repeat", i.turn_line.text)
        self._say_queued()

    def _skip(self, _: Event) -> None:
        i = self._i
        where = i.resume if i.state is State.PAUSED else i.state
        if where in {State.ANSWERING, State.INTERJECTING}:
            self._answer_ended(ev.AnswerEnded(turn=i.turn, revision=i.revision, reason="skip"))
        elif where in {State.TRANSCRIBING, State.JUDGING}:
            i.ending = i.ending or "skip"  # the answer counts; only its follow-ups are skipped
        elif where is State.SPEAKING and i.saying is not None and i.saying.kind == "opening" and i.queue:
            self._do(ev.StopSaying())
            self._say_queued()
        elif where in {State.SPEAKING, State.THINKING}:
            if where is State.SPEAKING:
                self._do(ev.StopSaying())
            i.queue.clear()
            self._note("skipped")
            self._close_turn("skipped")

    def _more_time(self, _: Event) -> None:
        i = self._i
        if i.state is State.THINKING:
            i.extra_s += self._patience.more_time_s
        if i.state is State.INTERJECTING:
            self._do(ev.StopSaying())
            self._go_on_answering()
        if i.state in {State.THINKING, State.ANSWERING}:
            self._do(ev.GrantTime(turn=i.turn, seconds=self._patience.more_time_s))

    def _quit(self, _: Event) -> None:
        i = self._i
        where = i.resume if i.state is State.PAUSED else i.state
        i.queue.clear()
        if where in {State.ANSWERING, State.INTERJECTING}:
            self._answer_ended(ev.AnswerEnded(turn=i.turn, revision=i.revision, reason="quit"))
            return
        i.ending = "quit"
        if i.state in {State.TRANSCRIBING, State.JUDGING, State.DEBRIEFING}:
            return
        if where in {State.SPEAKING, State.CLOSING}:
            self._do(ev.StopSaying())
        if where in {State.SPEAKING, State.THINKING}:
            i.outcomes.setdefault(i.turn, "quit")
        self._debrief()

    def _device_lost(self, event: Event) -> None:
        assert isinstance(event, ev.DeviceLost)
        i = self._i
        if i.state not in {State.SPEAKING, State.THINKING, State.ANSWERING, State.INTERJECTING}:
            return
        i.resume = State.ANSWERING if i.state is State.INTERJECTING else i.state
        if i.state in {State.SPEAKING, State.INTERJECTING}:
            self._do(ev.StopSaying())
        if i.state is State.SPEAKING and i.saying is not None:
            i.queue.insert(0, i.saying)  # it is said again when the device is back
        i.state = State.PAUSED
        self._note("paused", event.reason)
        self._line("notice", self._script.paused)
        self._say(i.queue.pop())

    def _device_returned(self, _: Event) -> None:
        i = self._i
        if i.state is not State.PAUSED:
            return
        self._note("resumed")
        self._do(ev.StopSaying())
        if i.resume is State.ANSWERING:
            self._line("notice", self._script.resumed)
            self._interject()
            return
        if i.queue:
            i.utterance += 1
            i.queue[0] = replace(i.queue[0], utterance=i.utterance)
        else:
            self._line("notice", self._script.resumed)
        self._say_queued()

    def _debrief_given(self, _: Event) -> None:
        self._i.state = State.DONE
        self._do(ev.Finish(reason="quit" if self._i.ending == "quit" else "completed"))

    def _broken(self, event: Event) -> None:
        assert isinstance(event, ev.SessionBroken)
        self._i.state = State.FAILED
        self._do(ev.Finish(reason="failed", detail=event.reason))

    # --- steps that handlers share ---------------------------------------------------------------------------

    @property
    def _question(self) -> PlannedQuestion:
        return self._script.questions[self._i.question]

    def _do(self, effect: Effect) -> None:
        self._effects.append(effect)

    def _note(
        self,
        code: NoteCode,
        reason: str = "",
    ) -> None:
        self._do(ev.Note(turn=self._i.turn, code=code, reason=reason))

    def _line(self, kind: LineKind, text: str, *, target: str = "") -> Line:
        i = self._i
        i.utterance += 1
        opens_nothing = kind in {"opening", "closing"}
        line = Line(
            kind=kind,
            text=text,
            utterance=i.utterance,
            turn=0 if opens_nothing else i.turn,
            question_id="" if opens_nothing or i.question < 0 else self._question.question_id,
            target=target,
        )
        i.queue.append(line)
        return line

    def _say_that_cut_off(self) -> None:
        """Before the first line after a cut; who is to answer hears the question again."""
        i, script = self._i, self._script
        i.cut_off = False
        waiting, i.queue = i.queue, []
        goes_on = any(line.kind in {"opening", "question", "follow_up", "closing"} for line in waiting)
        self._line("notice", script.cut_off if goes_on else script.cut_off_asked)
        if not goes_on and waiting[0].kind != "repeat" and i.turn_line is not None:
            self._line("repeat", i.turn_line.text)
        for line in waiting:
            i.utterance += 1
            i.queue.append(replace(line, utterance=i.utterance))

    def _say_queued(self) -> None:
        if self._i.cut_off:
            self._say_that_cut_off()
        if self._i.state not in {State.CLOSING, State.INTERJECTING}:
            self._i.state = State.SPEAKING
        self._say(self._i.queue.pop(0))

    def _say(self, line: Line) -> None:
        self._stop_listening()
        self._i.saying = line
        self._do(ev.Say(line=line))

    def _interject(self) -> None:
        """Say a word within an answer, which goes on: ears that do not hear us stay open."""
        i = self._i
        i.state = State.INTERJECTING
        i.saying = i.queue.pop()
        self._do(ev.Say(line=i.saying))

    def _go_on_answering(self) -> None:
        self._i.queue.clear()
        self._i.revision += 1
        self._i.state = State.ANSWERING
        self._listen()

    def _stop_listening(self) -> None:
        if self._i.listening:
            self._i.listening = False
            self._do(ev.StopListening(turn=self._i.turn))

    def _listen(self) -> None:
        i = self._i
        if i.state is State.THINKING:
            i.revision += 1
        i.listening = True
        self._do(ev.Listen(turn=i.turn, revision=i.revision, limit_s=self._question.limit_s))

    def _open_turn(self, kind: LineKind, text: str, target: str = "") -> None:
        i = self._i
        self._stop_listening()
        i.turn += 1
        i.revision = i.requests = 0
        i.spoke = i.nudged = i.open_revision = i.interrupted = False
        i.extra_s = 0.0
        i.turn_line = self._line(kind, text, target=target)
        self._say_queued()

    def _ask_probe(self, probe: Probe) -> None:
        self._i.probes_asked += 1
        self._open_turn("follow_up", probe.line, probe.target)

    def _next_question(self) -> None:
        i = self._i
        if i.question + 1 < len(self._script.questions):
            i.question += 1
            i.probes_asked = 0
            i.ending = ""
            self._open_turn("question", self._question.text)
        else:
            self._line("closing", self._script.closing)
            i.state = State.CLOSING
            self._say_queued()

    def _close_turn(self, outcome: Outcome) -> None:
        self._i.outcomes[self._i.turn] = outcome
        self._go_on()

    def _go_on(self) -> None:
        self._i.open_revision = False
        if self._i.ending == "quit":
            self._debrief()
        else:
            self._next_question()

    def _debrief(self) -> None:
        self._stop_listening()
        self._i.state = State.DEBRIEFING
        self._do(ev.Debrief())

    def _stale(self, event: Event) -> bool:
        i = self._i
        if isinstance(event, ev.LineFinished | ev.SpokenOver):
            return i.saying is None or event.utterance != i.saying.utterance
        if isinstance(event, _OF_A_REVISION):
            return (event.turn, event.revision) != (i.turn, i.revision) or i.state not in _LISTENING
        return False

    _HANDLERS: ClassVar[dict[type[Event], Callable[[Machine, Event], None]]] = {
        ev.Started: _started,
        ev.Resumed: _resumed,
        ev.LineFinished: _line_finished,
        ev.SpeechStarted: _speech_started,
        ev.SpokenOver: _spoken_over,
        ev.NudgeDue: _nudge_due,
        ev.WordsHeard: _words_heard,
        ev.AnswerEnded: _answer_ended,
        ev.Transcribed: _transcribed,
        ev.TranscriptionFailed: _transcription_failed,
        ev.Judged: _judged,
        ev.JudgingFailed: _judging_failed,
        ev.RepeatRequested: _repeat,
        ev.SkipRequested: _skip,
        ev.MoreTimeRequested: _more_time,
        ev.QuitRequested: _quit,
        ev.DeviceLost: _device_lost,
        ev.DeviceReturned: _device_returned,
        ev.TimeReached: _time_reached,
        ev.DebriefGiven: _debrief_given,
        ev.SessionBroken: _broken,
    }
