"""The interview as a state machine: no engine, no clock, no file; time is an argument.

Theory of operation. `states.TRANSITIONS` says, for each state and each type of event, which states may follow: it is the
whole of what can happen, and the diagram in the docs is drawn from it. `Machine.receive` looks the event up, lets
the handler of that event (`handlers/`) decide among the states allowed, and returns effects for the runner to carry out.
The runner answers effects with events. An event that belongs to an earlier turn, revision or line is dropped; an event
that the table does not have raises `IllegalEventError`, and then nothing has changed.

A turn is one line that wants an answer (a question, a follow-up, the invitation to ask) and the answer to it. A revision
is one stretch of listening within a turn: "could you repeat that?", a kind word in a long pause, an interruption, or
speech after an assumed end opens the next revision. No end is final: until the candidate has begun to answer what was said
after it, the answer can be taken up again; the standing at its end is then put back, and the turns since then do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from interviewer import events as ev
from interviewer.events import Effect, Event, Outcome
from interviewer.handlers import answers, commands, ending, faults, lines, resuming, stopping
from interviewer.script import Patience, Script
from interviewer.stage import Stage
from interviewer.states import TRANSITIONS, State

__all__ = ["IllegalEventError", "Machine", "Outcome", "Patience"]


class IllegalEventError(Exception):
    """An event that cannot happen in the present state; the machine is unchanged."""


_TALKING = frozenset({State.SPEAKING, State.INTERJECTING, State.PAUSED, State.CLOSING})
_LISTENING = frozenset(
    {State.THINKING, State.ANSWERING, State.INTERJECTING, State.TRANSCRIBING, State.JUDGING, State.PAUSED}
)
_OF_A_REVISION = (
    ev.SpeechStarted | ev.NudgeDue | ev.WordsHeard | ev.AnswerReached | ev.AnswerSeen | ev.AnswerEnded
    | ev.Transcribed | ev.CandidateAsked | ev.TranscriptionFailed | ev.Judged | ev.JudgingFailed
)  # fmt: skip


class Machine:
    """One interview. Feed it events, carry out its effects, and ask for its deadline.

    Args:
        script: the questions, the fixed lines and the rules.
        patience: the time-outs.
    """

    def __init__(self, script: Script, patience: Patience | None = None) -> None:
        self._stage = Stage(script, patience or Patience())
        self._begun_s: float | None = None

    @property
    def state(self) -> State:
        """The present state."""
        return self._stage.i.state

    @property
    def turn(self) -> int:
        """Number of the present turn, from 1; 0 before the first."""
        return self._stage.i.turn

    @property
    def revision(self) -> int:
        """Number of the present stretch of listening within the turn, from 1."""
        return self._stage.i.revision

    @property
    def saying(self) -> int:
        """Number of the line that is being said, or 0."""
        saying = self._stage.i.saying
        return saying.utterance if saying is not None else 0

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """How each finished turn ended."""
        return dict(self._stage.i.outcomes)

    @property
    def finished(self) -> bool:
        """Whether nothing more can happen."""
        return not TRANSITIONS[self.state]

    @property
    def may_hint(self) -> bool:
        """Whether "I don't know" would be met with a hint: once a turn; after that it is the answer."""
        return not self._stage.i.hinted and self._stage.hint_left is not None

    def deadline_s(self) -> float | None:
        """When the machine wants TimeReached, on the clock of `receive`'s `now_s`; None for never."""
        i, patience = self._stage.i, self._stage.patience
        since_s, wait = i.entered_s, None
        if i.state is State.THINKING:
            wait = patience.nudge_after_s
            if i.nudged:
                wait = patience.hint_after_s if self._stage.hint_due else patience.give_up_after_s
            wait = None if wait is None else wait + i.extra_s
        elif i.state is State.ANSWERING and i.looking == "limit":
            since_s, wait = i.looking_since_s, patience.look_s
        elif i.state is State.TRANSCRIBING:
            wait = patience.transcribe_s
        elif i.state is State.JUDGING:
            wait = patience.judge_s
        return None if wait is None else since_s + wait

    def receive(self, event: Event, now_s: float, used_s: float | None = None) -> tuple[Effect, ...]:
        """Take an event in and say what is to be done.

        Args:
            event: what happened.
            now_s: seconds on any clock that does not run backwards.
            used_s: seconds of the round that are used; None takes them from `now_s`, counted from the first event.

        Raises:
            IllegalEventError: the event cannot happen in this state; nothing has changed.
        """
        if self._stale(event):
            return ()
        stage, before = self._stage, self._stage.i
        allowed = TRANSITIONS[before.state].get(type(event))
        if allowed is None:
            raise IllegalEventError(f"{type(event).__name__} cannot happen while {before.state}")
        if isinstance(event, ev.TimeReached):
            deadline = self.deadline_s()
            if deadline is None or now_s < deadline:
                return ()
        self._begun_s = now_s if self._begun_s is None else self._begun_s
        stage.i = i = before.copied()
        stage.effects = []
        stage.now_s = now_s
        i.used_s = now_s - self._begun_s if used_s is None else used_s
        try:
            self._HANDLERS[type(event)](stage, event)
            assert stage.i.state in allowed, f"{before.state} + {type(event).__name__} led to {stage.i.state}"
        except BaseException:
            stage.i = before
            raise
        i = stage.i  # an answer that is taken up again puts an earlier one in its place
        if i.state is not State.PAUSED:
            i.resume = None
        if i.state not in _TALKING:
            i.saying = None
        if i.state is not before.state:
            i.entered_s = now_s
        return tuple(stage.effects)

    def _stale(self, event: Event) -> bool:
        i = self._stage.i
        if isinstance(event, ev.LineFinished | ev.SpokenOver):
            return i.saying is None or event.utterance != i.saying.utterance
        if isinstance(event, _OF_A_REVISION):
            return (event.turn, event.revision) != (i.turn, i.revision) or i.state not in _LISTENING
        return False

    _HANDLERS: ClassVar[dict[type[Event], Callable[[Stage, Event], None]]] = {
        ev.Started: lines.started,
        ev.Resumed: resuming.resumed,
        ev.LineFinished: lines.line_finished,
        ev.SpokenOver: lines.spoken_over,
        ev.SpeechStarted: answers.speech_started,
        ev.NudgeDue: answers.nudge_due,
        ev.WordsHeard: answers.words_heard,
        ev.AnswerReached: stopping.answer_reached,
        ev.AnswerSeen: stopping.answer_seen,
        ev.AnswerEnded: answers.answer_ended,
        ev.Transcribed: answers.transcribed,
        ev.TranscriptionFailed: answers.transcription_failed,
        ev.Judged: answers.judged,
        ev.JudgingFailed: answers.judging_failed,
        ev.CandidateAsked: ending.candidate_asked,
        ev.RepeatRequested: commands.repeat,
        ev.SkipRequested: commands.skip,
        ev.MoreTimeRequested: commands.more_time,
        ev.GoOnRequested: commands.go_on,
        ev.HintRequested: commands.hint,
        ev.QuitRequested: commands.quit_,
        ev.DeviceLost: faults.device_lost,
        ev.DeviceReturned: faults.device_returned,
        ev.TimeReached: faults.time_reached,
        ev.DebriefGiven: ending.debrief_given,
        ev.SessionBroken: faults.broken,
    }
