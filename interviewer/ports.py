"""What the runner needs of the world: one protocol that text, voice, a recorded file and a scripted test all fulfil."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable
from typing import Protocol

from audio.transcript import Transcript
from interviewer.events import Event, Line, TimeReached
from interviewer.review.review import Review, TurnReview
from interviewer.turn_so_far import TurnSoFar


class Ports(Protocol):
    """The candidate's side of an interview. Methods return at once unless they say otherwise."""

    keeps_audio: bool
    """Whether lines and answers are kept as sound files in the session's folder."""

    def now_s(self) -> float:
        """Seconds on the clock that deadlines are given in."""

    def used_s(self) -> float:
        """Seconds of the round that are used: on the clock, or estimated from what both sides have said."""

    def post(self, event: Event) -> None:
        """Put an event in line; may be called from any thread."""

    def next_event(self, deadline_s: float | None) -> Event:
        """Wait for the next event; TimeReached once `deadline_s` has passed."""

    def take_up(self, turn: TurnSoFar) -> None:
        """The session was cut off and goes on, or this turn had ended too early: what was taken in of it before is part of it.

        Raises:
            OSError: the recording cannot be gone on with.
        """

    def say(self, line: Line) -> None:
        """Say a line; LineFinished follows."""

    def stop_saying(self) -> None:
        """Fall silent."""

    def get_ready(self, lines: Iterable[Line]) -> None:
        """These lines may come next: make it so that they can be said at once. Called from any thread."""

    def listen(self, turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:
        """Take the answer in; SpeechStarted and AnswerEnded follow. Going on with a turn appends to it.

        When the answer has lasted `marks_s[k]` seconds from its first word and goes on, AnswerReached follows.
        """

    def grant_time(self, turn: int, seconds: float) -> None:
        """Wait longer for the end of the answer."""

    def stop_listening(self, turn: int) -> None:
        """Take nothing more in; everything taken in so far stays."""

    def transcript(self, turn: int) -> Transcript:
        """All words of a turn so far. May take its time: it is called on a background thread.

        Raises:
            TranscriptionError: there are no words; the recording stays.
        """

    def words_so_far(self, turn: int) -> Transcript:
        """The words of an answer that goes on. May take its time: it is called on a background thread.

        Raises:
            TranscriptionError: there are no words.
        """

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:
        """Where voice was heard in a turn, in seconds of its recording; empty for typed answers."""

    def show_answer(self, turn: TurnReview) -> None:
        """Tell the candidate what was measured in the answer just given."""

    def show_feedback(self, review: Review) -> None:
        """Give the feedback on the whole interview. May take its time."""

    def show_problem(self, message: str) -> None:
        """Tell the candidate of a fault, in one line."""


class QueuePorts:
    """The real clock and a queue of events: what text and voice have in common."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._begun_s: float | None = None

    def now_s(self) -> float:
        """Seconds on the monotonic clock."""
        return time.monotonic()

    def used_s(self) -> float:
        """Seconds since it was asked first."""
        now = self.now_s()
        self._begun_s = now if self._begun_s is None else self._begun_s
        return now - self._begun_s

    def post(self, event: Event) -> None:
        """Put an event in line, from any thread."""
        self._events.put(event)

    def get_ready(self, lines: Iterable[Line]) -> None:
        """A shown line needs nothing."""

    def next_event(self, deadline_s: float | None) -> Event:
        """Wait for the next event, at most until the deadline."""
        try:
            timeout = None if deadline_s is None else max(0.0, deadline_s - self.now_s())
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return TimeReached()
