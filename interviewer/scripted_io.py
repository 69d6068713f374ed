"""A candidate made of data, under a clock that jumps to whatever happens next: whole interviews in milliseconds."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from audio.errors import TranscriptionError
from audio.transcript import Transcript, Word
from interviewer import events as ev
from interviewer.errors import SessionError
from interviewer.events import Event, Line, TimeReached
from interviewer.review.review import Review, TurnReview
from interviewer.script import SECONDS_PER_WORD
from interviewer.sessions.records import Typed
from interviewer.sessions.session_file import SessionWriter
from interviewer.turn_so_far import TurnSoFar

WORDS_A_LINE = 8
"""Words that a candidate says between two entries in the session file, where what is said is kept there."""


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
    when_stopped: str | None = None
    """What is said after an interruption; None goes on with the rest of the text."""


@dataclass(slots=True)
class _Speaking:
    """An answer that is being given."""

    turn: int
    answer: Answer
    from_s: float
    """When its first word, or the first one after an interruption, began."""
    text: tuple[str, ...]
    """The words since then."""
    before: int
    """Words of the turn before them."""
    revision: int = 0
    answer_before_s: float = 0.0
    """Seconds of the answer before them."""

    def said(self, now_s: float) -> int:
        """How many of the words have been begun by `now_s`; at least the first."""
        return min(len(self.text), max(1, math.ceil((now_s - self.from_s) / SECONDS_PER_WORD - 1e-6)))


class ScriptedPorts:
    """The runner's ports with a scripted candidate and a virtual clock.

    Args:
        answers: one for each time the candidate gets the floor; after the last one the candidate quits.
        events: further (at_s, event) pairs that happen by themselves, such as a lost device.
    """

    keeps_audio = False

    def __init__(self, answers: Iterable[Answer], events: Iterable[tuple[float, Event]] = ()) -> None:
        self._answers = iter(answers)
        self._clock = 0.0
        self._order = 0
        self._agenda: list[tuple[float, int, Callable[[], Event | None]]] = []
        self._words: dict[int, list[Word]] = {}
        self._failure: dict[int, str] = {}
        self._hearing = 0
        self._session: SessionWriter | None = None
        self._begun: dict[int, float] = {}
        """Seconds of an answer that was begun before the interview was cut off, by its turn."""
        self._kept: dict[int, int] = {}
        """Words of each turn that are in the session file."""
        self._speaking: _Speaking | None = None
        self._stopped: _Speaking | None = None
        """The answer that has been interrupted and is to go on."""
        self.said: list[Line] = []
        """Every line, in order."""
        self.problems: list[str] = []
        self.feedback: Review | None = None
        for at_s, event in events:
            self._plan(at_s, lambda event=event: event)  # type: ignore[misc]

    def keep_in(self, session: SessionWriter) -> None:
        """Write what the candidate says to the session as it is said, as if typed, so that one that is cut off can go on."""
        self._session = session

    def now_s(self) -> float:
        """The virtual time."""
        return self._clock

    def used_s(self) -> float:
        """The virtual time: the round begins at 0."""
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
        if turn.number not in self._words:
            self._take(turn.number, tuple(word for line in turn.typed for word in line.split()))
            self._kept[turn.number] = len(self._words[turn.number])
        if turn.stage == "answering":
            words = sum(len(line.split()) for line in turn.typed[turn.answer_line :])
            self._begun[turn.number] = SECONDS_PER_WORD * words

    def say(self, line: Line) -> None:
        """The line takes its time; who is spoken to while answering falls silent, and goes on afterwards."""
        self.said.append(line)
        if self._speaking is not None:
            self._fall_silent()
        done = ev.LineFinished(utterance=line.utterance)
        self._plan(self._clock + SECONDS_PER_WORD * len(line.text.split()), lambda: done)

    def stop_saying(self) -> None:
        """The end of the line still comes, and is out of date by then."""

    def get_ready(self, lines: Iterable[Line]) -> None:
        """A scripted line needs nothing."""

    def listen(self, turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:  # noqa: ARG002
        """The candidate does what the script says next."""
        self._hearing += 1
        stopped, self._stopped = self._stopped, None
        if stopped is not None and stopped.turn == turn:
            self._go_on(stopped, revision, marks_s)
            return
        answer = next(self._answers, Answer("", command=ev.QuitRequested()))
        start = self._clock + answer.thinking_s
        begun_s = self._begun.pop(turn, None)
        if answer.command is not None:
            command = answer.command
            self._plan_here(start, lambda: command)
        elif answer.text:
            if answer.failure:
                self._failure[turn] = answer.failure
            words = tuple(answer.text.split())
            speaking = _Speaking(turn, answer, start, words, len(self._words.get(turn, ())), revision)
            speaking.answer_before_s = begun_s or 0.0
            begun = ev.SpeechStarted(turn=turn, revision=revision, after_s=answer.thinking_s)
            self._speak(speaking, revision, marks_s, begun)
        if begun_s is not None and not answer.text:  # silence ends an answer that was begun before
            ended = ev.AnswerEnded(turn=turn, revision=revision, reason="pause")
            self._plan_here(start + answer.thinking_s, lambda: ended)

    def _speak(
        self, speaking: _Speaking, revision: int, marks_s: tuple[float, ...], begun: Event | None = None
    ) -> None:
        """Plan the words of an answer, the marks that it passes, and its end."""
        turn = speaking.turn

        def begin() -> Event | None:
            self._speaking = speaking
            self._take(turn, speaking.text)
            return self._keep(speaking, 1) or begun

        def finish() -> Event:
            self._speaking = None
            ended = ev.AnswerEnded(turn=turn, revision=revision, reason="pause")
            return self._keep(speaking, len(speaking.text)) or ended

        self._plan_here(speaking.from_s, begin)
        end_s = speaking.from_s + SECONDS_PER_WORD * len(speaking.text)
        for count in range(WORDS_A_LINE, len(speaking.text) if self._session is not None else 0, WORDS_A_LINE):
            at_s = speaking.from_s + SECONDS_PER_WORD * count
            self._plan_here(at_s, lambda count=count: self._keep(speaking, count))  # type: ignore[misc]
        for mark in marks_s:
            at_s = max(speaking.from_s, speaking.from_s + mark - speaking.answer_before_s)
            if at_s < end_s:
                reached = ev.AnswerReached(turn=turn, revision=revision, answer_s=mark)
                self._plan_here(at_s, lambda reached=reached: reached)  # type: ignore[misc]
        self._plan_here(end_s, finish)

    def _fall_silent(self) -> None:
        """Keep the words that have been said; the rest of them may come later."""
        self._hearing += 1
        speaking, self._speaking = self._speaking, None
        if speaking is None:
            return
        said = speaking.said(self._clock)
        broken = self._keep(speaking, said)
        if broken is not None:
            self.post(broken)
        del self._words[speaking.turn][speaking.before + said :]
        self._stopped = replace(
            speaking,
            text=speaking.text[said:],
            before=speaking.before + said,
            answer_before_s=speaking.answer_before_s + SECONDS_PER_WORD * said,
        )

    def _go_on(self, stopped: _Speaking, revision: int, marks_s: tuple[float, ...]) -> None:
        """After an interruption: the words prepared for it, or the rest of the answer."""
        prepared = stopped.answer.when_stopped
        text = stopped.text if prepared is None else tuple(prepared.split())
        self._speak(replace(stopped, text=text, from_s=self._clock, revision=revision), revision, marks_s)

    def _plan_here(self, at_s: float, happen: Callable[[], Event | None]) -> None:
        """Plan something that happens only as long as this stretch of listening lasts."""
        hearing = self._hearing
        self._plan(at_s, lambda: happen() if self._hearing == hearing else None)

    def grant_time(self, turn: int, seconds: float) -> None:
        """The script takes the time it takes."""

    def stop_listening(self, turn: int) -> None:  # noqa: ARG002
        """What the script would still say is not heard."""
        self._hearing += 1
        self._speaking = self._stopped = None

    def transcript(self, turn: int) -> Transcript:
        """The scripted words.

        Raises:
            TranscriptionError: the script says so.
        """
        if turn in self._failure:
            raise TranscriptionError(self._failure[turn])
        words = tuple(self._words.get(turn, ()))
        speaking = self._speaking
        if speaking is not None and speaking.turn == turn:
            words = words[: speaking.before + speaking.said(self._clock)]
        return Transcript(words=words, duration_s=words[-1].end_s if words else 0.0)

    def words_so_far(self, turn: int) -> Transcript:
        """The words so far are those that are there."""
        return self.transcript(turn)

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

    def _keep(self, speaking: _Speaking, count: int) -> Event | None:
        """Write the words of an answer to the session up to the `count`th; an event where the disk is full."""
        if self._session is None:
            return None
        turn, until = speaking.turn, speaking.before + count
        words = self._words[turn][self._kept.get(turn, 0) : until]
        self._kept[turn] = max(until, self._kept.get(turn, 0))
        if words:
            text = " ".join(word.text for word in words)
            try:
                self._session.append(
                    Typed(at_s=self._session.now_s(), turn=turn, revision=speaking.revision, text=text)
                )
            except SessionError as error:
                return ev.SessionBroken(reason=str(error))
        return None

    def _take(self, turn: int, text: tuple[str, ...]) -> None:
        words = self._words.setdefault(turn, [])
        start = words[-1].end_s if words else 0.0
        for index, word in enumerate(text):
            begin = start + index * SECONDS_PER_WORD
            words.append(Word(text=word, start_s=round(begin, 3), end_s=round(begin + SECONDS_PER_WORD, 3)))

    def _plan(self, at_s: float, happen: Callable[[], Event | None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at_s, self._order, happen))
