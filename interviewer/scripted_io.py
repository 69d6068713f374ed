"""A candidate made of data, under a clock that jumps to whatever happens next: whole interviews in milliseconds."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audio.errors import TranscriptionError
from audio.transcript import Transcript, Word
from interviewer import events as ev
from interviewer.errors import SessionError
from interviewer.events import Event, Line, TimeReached
from interviewer.records import Typed
from interviewer.review import Review, TurnReview
from interviewer.session_file import SessionWriter
from interviewer.turn_so_far import TurnSoFar

SECONDS_PER_WORD = 0.4
"""150 words a minute, for the lines of the interviewer and for answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the candidate does with one turn."""

    text: str
    thinking_s: float = 2.0
    """Silence before the first word."""
    failure: str = ""
    """If set, recognition fails with this reason."""
    command: Event | None = None
    """If set, this happens instead of an answer (after `thinking_s`)."""


class ScriptedPorts:
    """The runner's ports with a scripted candidate and a virtual clock.

    Args:
        answers: one for each time the candidate gets the floor; after the last one the candidate quits.
        events: further (at_s, event) pairs that happen by themselves, such as a lost device.
    """

    keeps_audio = False

    def __init__(self, answers: Iterable[Answer], events: Iterable[tuple[float, Event]] = ()) -> None:
        self._answers = iter(answers)
        self._session: SessionWriter | None = None
        self._clock = 0.0
        self._order = 0
        self._agenda: list[tuple[float, int, Callable[[], Event | None]]] = []
        self._words: dict[int, list[Word]] = {}
        self._failure: dict[int, str] = {}
        self._hearing = 0
        self.said: list[Line] = []
        """Every line, in order."""
        self.problems: list[str] = []
        self.feedback: Review | None = None
        for at_s, event in events:
            self._plan(at_s, lambda event=event: event)  # type: ignore[misc]

    def keep_in(self, session: SessionWriter) -> None:
        """Write what the candidate says to the session at once, as if typed, so that one that is cut off can go on."""
        self._session = session

    def now_s(self) -> float:
        """The virtual time."""
        return self._clock

    def post(self, event: Event) -> None:
        """Let an event happen now."""
        self._plan(self._clock, lambda: event)

    def next_event(self, deadline_s: float | None) -> Event:
        """Jump to the next thing that happens, or to the deadline.

        Raises:
            RuntimeError: nothing will ever happen.
        """
        while self._agenda:
            at_s = self._agenda[0][0]
            if deadline_s is not None and deadline_s < at_s:
                break
            self._clock = max(self._clock, at_s)
            event = heapq.heappop(self._agenda)[2]()
            if event is not None:
                return event
        if deadline_s is None:
            raise RuntimeError("the interview waits for something that the script does not hold")
        self._clock = max(self._clock, deadline_s)
        return TimeReached()

    def take_up(self, turn: TurnSoFar) -> None:
        """What was said before the cut stays."""
        for line in turn.typed:
            self._take(turn.number, line)

    def say(self, line: Line) -> None:
        """The line takes its time."""
        self.said.append(line)
        done = ev.LineFinished(utterance=line.utterance)
        self._plan(self._clock + SECONDS_PER_WORD * len(line.text.split()), lambda: done)

    def stop_saying(self) -> None:
        """The end of the line still comes, and is out of date by then."""

    def get_ready(self, lines: Iterable[Line]) -> None:
        """A scripted line needs nothing."""

    def listen(self, turn: int, revision: int, limit_s: float) -> None:  # noqa: ARG002 - the protocol's signature
        """The candidate does what the script says next."""
        self._hearing += 1
        hearing = self._hearing
        answer = next(self._answers, Answer("", command=ev.QuitRequested()))
        start = self._clock + answer.thinking_s
        if answer.command is not None:
            command = answer.command
            self._plan(start, lambda: command if self._hearing == hearing else None)
            return
        if not answer.text:
            return
        if answer.failure:
            self._failure[turn] = answer.failure
        end = start + SECONDS_PER_WORD * len(answer.text.split())
        key = {"turn": turn, "revision": revision}

        def begin() -> Event | None:
            if self._hearing != hearing:
                return None
            try:
                self._keep(turn, revision, answer.text)
            except SessionError as error:
                return ev.SessionBroken(reason=str(error))
            self._take(turn, answer.text)
            return ev.SpeechStarted(**key, after_s=answer.thinking_s)

        def finish() -> Event | None:
            return ev.AnswerEnded(**key, reason="pause") if self._hearing == hearing else None

        self._plan(start, begin)
        self._plan(end, finish)

    def grant_time(self, turn: int, seconds: float) -> None:
        """The script takes the time it takes."""

    def stop_listening(self, turn: int) -> None:  # noqa: ARG002
        """What the script would still say is not heard."""
        self._hearing += 1

    def transcript(self, turn: int) -> Transcript:
        """The scripted words.

        Raises:
            TranscriptionError: the script says so.
        """
        if turn in self._failure:
            raise TranscriptionError(self._failure[turn])
        words = tuple(self._words.get(turn, ()))
        return Transcript(words=words, duration_s=words[-1].end_s if words else 0.0)

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:  # noqa: ARG002
        """Nothing is recorded."""
        return ()

    def show_answer(self, turn: TurnReview) -> None:
        """Nobody looks."""

    def show_feedback(self, review: Review) -> None:
        """Kept for the test."""
        self.feedback = review

    def show_problem(self, message: str) -> None:
        """Kept for the test."""
        self.problems.append(message)

    def _keep(self, turn: int, revision: int, text: str) -> None:
        if self._session is not None:
            self._session.append(Typed(at_s=self._session.now_s(), turn=turn, revision=revision, text=text))

    def _take(self, turn: int, text: str) -> None:
        words = self._words.setdefault(turn, [])
        start = words[-1].end_s if words else 0.0
        for index, word in enumerate(text.split()):
            begin = start + index * SECONDS_PER_WORD
            words.append(Word(text=word, start_s=round(begin, 3), end_s=round(begin + SECONDS_PER_WORD, 3)))

    def _plan(self, at_s: float, happen: Callable[[], Event | None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at_s, self._order, happen))
