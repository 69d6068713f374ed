"""The candidate at a keyboard or behind a pipe: lines in, lines out, silent, with estimated or measured times."""

from __future__ import annotations

import queue
import shutil
import sys
import textwrap
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TextIO

from audio.transcript import Transcript
from interviewer import events as ev
from interviewer.answers.typed import LEAST_PER_WORD_S, typed_transcript
from interviewer.errors import SessionError
from interviewer.events import Event, Line, TimeReached
from interviewer.line_reader import EndOfInput, LineReader
from interviewer.review.review import Review, TurnReview
from interviewer.review.show import answer_lines, feedback_lines, notes_lines
from interviewer.script import WORDS_PER_MINUTE
from interviewer.sessions.records import Strict, Typed
from interviewer.text import clean_line, shorten
from interviewer.turn_so_far import TurnSoFar
from prompts.phrasebook import phrase


def help_text() -> str:
    """The commands of text mode, a line each."""
    return phrase("text.help")


@dataclass(slots=True)
class _Taken:
    """What has been typed in one turn."""

    lines: list[str] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)
    """(start_s, end_s) of each line since listening began, on the clock."""


@dataclass(slots=True)
class _AnswerClock:
    """How long the present answer has lasted; a request to the interviewer is no part of it."""

    first_line: int = 0
    from_s: float = 0.0
    marks_s: tuple[float, ...] = ()


class TextPorts:
    """Text mode: works on a TTY and on a pipe.

    Args:
        input_fd: file descriptor the answers are read from, or the reader that several interviews share.
        output: where the interviewer's lines go.
        record: keeps each typed line on the disk at once.
        session_s: seconds since the session was begun, for the records.
        realtime: measure times on the clock instead of estimating them from the words.
        notes: the review so far, for `/notes`.
    """

    keeps_audio = False

    def __init__(
        self,
        input_fd: int | LineReader,
        output: TextIO,
        *,
        record: Callable[[Strict], None],
        session_s: Callable[[], float],
        realtime: bool = False,
        notes: Callable[[], Review] | None = None,
    ) -> None:
        self._reader = LineReader(input_fd) if isinstance(input_fd, int) else input_fd
        self._out = output
        self._record = record
        self._session_s = session_s
        self._realtime = realtime
        self._notes = notes
        self._inbox: queue.SimpleQueue[Event | str | EndOfInput] = queue.SimpleQueue()
        self._unread: deque[str | EndOfInput] = deque()
        self._listening: tuple[int, int] | None = None
        self._listen_from_s = 0.0
        self._clock = _AnswerClock()
        self._begun_s: float | None = None
        self._words = 0
        """Words of both sides so far, for the estimate of the time used."""
        self._next: deque[Event] = deque()
        """Events that come before anything else is read."""
        self._looked_at = False
        """Whether the interviewer makes up their mind about an answer that goes on: nothing is read meanwhile."""
        self._answering: tuple[int, int] | None = None
        """The (turn, revision) in which something has been typed last."""
        self._taken: dict[int, _Taken] = {}
        self._taken_up: TurnSoFar | None = None
        """The turn whose answer was begun before the interview was cut off."""
        self._line = ""
        self._interactive = self._reader.interactive
        self._reader.attach(self._inbox.put)

    def release(self) -> None:
        """Hand lines that nobody has used back to the reader, for the interview after this one."""
        self._reader.detach(self._left)

    def _left(self) -> list[str | EndOfInput]:
        while not self._inbox.empty():
            item = self._inbox.get()
            if not isinstance(item, Event):
                self._unread.append(item)
        left, self._unread = [*self._unread], deque()
        return left

    # --- time and events -------------------------------------------------------------------------------------

    def now_s(self) -> float:
        """Seconds on the monotonic clock."""
        return time.monotonic()

    def used_s(self) -> float:
        """Seconds of the round: on the clock with `realtime`, else as long as saying all words so far would take."""
        if not self._realtime:
            return self._words * 60.0 / WORDS_PER_MINUTE
        now = self.now_s()
        self._begun_s = now if self._begun_s is None else self._begun_s
        return now - self._begun_s

    def post(self, event: Event) -> None:
        """Put an event in line, from any thread."""
        self._inbox.put(event)

    def next_event(self, deadline_s: float | None) -> Event:
        """The next event; typed lines wait in line until the candidate has the floor."""
        while True:
            if self._next:
                return self._next.popleft()
            if self._listening is not None and self._unread and not self._looked_at:
                event = self._typed(self._unread.popleft())
                if event is not None:
                    return event
                continue
            try:
                timeout = None if deadline_s is None else max(0.0, deadline_s - self.now_s())
                item = self._inbox.get(timeout=timeout)
            except queue.Empty:
                return TimeReached()
            if isinstance(item, Event):
                self._looked_at = self._looked_at and not isinstance(item, ev.AnswerSeen)
                return item
            self._unread.append(item)

    # --- the interviewer's side ------------------------------------------------------------------------------

    def introduce(self, text: str) -> None:
        """Write what a newcomer should know, before the first line."""
        self._write(text)

    def take_up(self, turn: TurnSoFar) -> None:
        """The lines typed before the cut stay, and what is typed now comes after them."""
        self._taken.setdefault(turn.number, _Taken([*turn.typed], [*turn.typed_spans]))
        if turn.stage == "answering":
            self._taken_up = turn
        if self._listening is not None:  # it was left for another one, and that is taken back
            self._listening = None
            self._write(f"{phrase('text.back')}\n")

    def say(self, line: Line) -> None:
        """Write the line; it counts as heard at once."""
        if line.kind in {"question", "follow_up", "repeat"}:
            self._line = line.text
        self._words += len(line.text.split())
        self._write(f"\n{self._wrapped(line.text)}\n")
        self.post(ev.LineFinished(utterance=line.utterance))

    def stop_saying(self) -> None:
        """A written line cannot be taken back."""

    def get_ready(self, lines: Iterable[Line]) -> None:
        """A shown line needs nothing."""

    def listen(self, turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:  # noqa: ARG002
        """Read the answer from now on; one that was interrupted goes on, so that an empty line ends it."""
        taken = self._taken.setdefault(turn, _Taken())
        if self._listening is None:
            self._clock = self._answer_clock(turn, taken)
        elif self._answering == self._listening:
            self._answering = (turn, revision)
        self._clock.marks_s = marks_s
        self._looked_at = False
        if self._listening is None or self._listening[0] != turn:
            # Going on with a turn goes on with its clock: what is typed now comes after what was typed before.
            self._listen_from_s = self.now_s() - (taken.spans[-1][1] if taken.spans else 0.0)
        self._listening = (turn, revision)
        if self._taken_up is not None and self._taken_up.number == turn:  # begun before: an empty line ends it
            self._answering = self._listening
        self._taken_up = None
        if self._interactive:
            self._write("> ")

    def _answer_clock(self, turn: int, taken: _Taken) -> _AnswerClock:
        """The clock of an answer that begins now, or that was begun before the interview was cut off."""
        if self._taken_up is None or self._taken_up.number != turn:
            return _AnswerClock(len(taken.lines), self.now_s())
        first = self._taken_up.answer_line
        lasted = taken.spans[-1][1] - taken.spans[first][0] if taken.spans[first:] else 0.0
        return _AnswerClock(first, self.now_s() - lasted)

    def grant_time(self, turn: int, seconds: float) -> None:  # noqa: ARG002
        """Nothing presses in text mode."""
        self._write(f"{phrase('text.more')}\n")

    def stop_listening(self, turn: int) -> None:  # noqa: ARG002
        """Leave what is typed from now on for the next question."""
        self._listening = None
        self._looked_at = False
        self._next.clear()

    def transcript(self, turn: int) -> Transcript:
        """The words typed in a turn."""
        taken = self._taken.get(turn, _Taken())
        return typed_transcript(taken.lines, taken.spans if self._realtime else None)

    def words_so_far(self, turn: int) -> Transcript:
        """The words so far are those that are there."""
        return self.transcript(turn)

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:  # noqa: ARG002
        """Nothing is heard in text mode."""
        return ()

    def show_answer(self, turn: TurnReview) -> None:
        """Write the times of the answer."""
        for line in answer_lines(turn):
            self._write(f"{self._wrapped(f'  · {line}')}\n")

    def show_feedback(self, review: Review) -> None:
        """Write the feedback on the whole interview."""
        self._write("\n" + "\n".join(feedback_lines(review)) + "\n")

    def show_problem(self, message: str) -> None:
        """Write one line about a fault, where diagnostics go."""
        self._write(f"interviewer: {clean_line(message)}\n", sys.stderr)

    # --- the candidate's side --------------------------------------------------------------------------------

    def _typed(self, item: str | EndOfInput) -> Event | None:
        """What one typed line means; None where it needs no event."""
        assert self._listening is not None
        turn, revision = self._listening
        begun = self._answering == self._listening
        if isinstance(item, EndOfInput):
            self._unread.appendleft(item)  # the end stays the end, whatever is asked next
            return ev.AnswerEnded(turn=turn, revision=revision, reason="end_of_input") if begun else ev.QuitRequested()
        if item.startswith("/"):
            return self._command(item)
        if not item.strip():
            # A pipe may hold empty lines between answers; at the keyboard one more "enter" does no harm either.
            return ev.AnswerEnded(turn=turn, revision=revision, reason="key") if begun else None
        try:
            self._record(Typed(at_s=self._session_s(), turn=turn, revision=revision, text=item))
        except SessionError as error:
            return ev.SessionBroken(reason=str(error))
        taken, now = self._taken[turn], self.now_s() - self._listen_from_s
        start = taken.spans[-1][1] if taken.spans else 0.0
        taken.spans.append((start, max(now, start + LEAST_PER_WORD_S * len(item.split()))))
        taken.lines.append(item)
        self._words += len(item.split())
        self._answering = self._listening
        reached = self._reached(taken)
        if reached is not None:
            self._looked_at = True
            self._next.append(ev.AnswerReached(turn=turn, revision=revision, answer_s=reached))
        return None if begun else ev.SpeechStarted(turn=turn, revision=revision)

    def _reached(self, taken: _Taken) -> float | None:
        """Seconds of the answer, if they have just passed a mark."""
        clock = self._clock
        words = sum(len(line.split()) for line in taken.lines[clock.first_line :])
        seconds = self.now_s() - clock.from_s if self._realtime else words * 60.0 / WORDS_PER_MINUTE
        passed = sum(mark <= seconds for mark in clock.marks_s)
        clock.marks_s = clock.marks_s[passed:]
        return seconds if passed else None

    def _command(self, line: str) -> Event | None:
        match clean_line(line).lower().split(" ")[0]:
            case "/repeat":
                if self._answering == self._listening:  # in the middle of an answer: show it, and let them go on
                    self._write(f"{self._line}\n")
                    return None
                return ev.RepeatRequested()
            case "/skip":
                return ev.SkipRequested()
            case "/more":
                return ev.MoreTimeRequested()
            case "/back":
                return ev.GoOnRequested()
            case "/hint":
                return ev.HintRequested()
            case "/quit":
                return ev.QuitRequested()
            case "/notes":
                self._show_notes()
            case "/help":
                self._write(help_text())
            case other:
                name = shorten(other, 40)
                self._write(f"{phrase('text.unknown', name=name)}\n")
        return None

    def _show_notes(self) -> None:
        try:
            lines = notes_lines(self._notes()) if self._notes else []
        except SessionError as error:
            self.show_problem(str(error))
        else:
            self._write("\n".join(lines) + "\n")

    def _wrapped(self, line: str) -> str:
        """A line broken at words for a terminal; a program that reads gets it whole."""
        if not self._out.isatty():
            return line
        width = min(100, shutil.get_terminal_size().columns) - 1
        return textwrap.fill(line, max(20, width), subsequent_indent="    " if line.startswith(" ") else "")

    def _write(self, text: str, out: TextIO | None = None) -> None:
        out = out or self._out
        try:
            out.write(text)
            out.flush()
        except (OSError, ValueError):
            return  # nobody reads any more; the session file has it all
