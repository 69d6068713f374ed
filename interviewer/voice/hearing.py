"""From blocks of sound to the words of a turn: recording, endpointing, recognition ahead of time, deafness while we speak.

    block → deaf? → the turn's file → voice? → chunk cut  → decode (needed) ─┐
                                            → pause       → decode (guess)  ─┴→ words so far → endpointing, listener
            └ while a line plays → voice for 0.3 s? → `spoken_over`; what was said is kept for the answer

Blocks come on the recorder's thread, words on the recogniser's, orders from the loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audio.capture import CapturedAnswer, CaptureListener, Chunk, TurnCapture
from audio.endpoint import EndpointSettings
from audio.protocols import SAMPLE_RATE, Block, Samples, SpeechDetector
from audio.samples import silence
from audio.spoken_over import PRE_ROLL_S, SpokenOver
from audio.transcript import Transcript, joined
from audio.turn_signals import EndOfTurn, Signal, SpeechPaused, SpeechResumed, SpeechStarted
from audio.wav_file import read_part
from audio.word_model import LastWords, last_words
from interviewer.voice.answer_clock import AnswerClock
from interviewer.voice.recogniser import Decoded, Recogniser

TAKE_UP_S = 15.0
"""Seconds by which the pause in which an answer was cut off, or its microphone was lost, may last longer: to find back into
it takes time. Our assumption."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the interview something was heard: results that come later than the place are dropped by it."""

    turn: int = 0
    revision: int = 0


def _ignore(place: Place, seconds: float) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class HearingListener:
    """Who hears of it; must not wait."""

    signal: Callable[[Place, Signal], None]
    """What the endpointing has found."""
    decoded: Callable[[Place, Decoded], None]
    """Words so far, of the turn that is open."""
    spoken_over: Callable[[float | None], None]
    """Somebody speaks while we do: the seconds from the first sound of our line to the voice, where they are known."""
    level: Callable[[float], None]
    """Loudness of a block in dBFS."""
    broken: Callable[[OSError], None]
    """The disk takes nothing more."""
    reached: Callable[[Place, float], None] = _ignore
    """The answer has lasted as long as one of its marks and goes on: the seconds from its first word."""


class Hearing:
    """The candidate's voice in all turns.

    Args:
        detector: tells speech from other sound.
        recogniser: makes the recogniser that reports to the function it is given.
        settings: when a turn ends.
        listener: who is told.
        barge_in: whether voice over a line of ours is looked for.
        guess: whether the tail is decoded ahead of time.
        read: says what the last words are; not held up by, and not holding up, what is recorded meanwhile.
    """

    def __init__(  # noqa: PLR0913 - each is one fact about how to listen
        self,
        detector: SpeechDetector,
        recogniser: Callable[[Callable[[Decoded], None]], Recogniser],
        settings: EndpointSettings,
        listener: HearingListener,
        *,
        barge_in: bool = False,
        guess: bool = True,
        read: Callable[[str], LastWords] = last_words,
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._barge_in = barge_in
        self._guess = guess
        self._read = read
        self._recogniser = recogniser(self._decoded)
        self._capture = TurnCapture(detector, CaptureListener(self._signal, self._chunk, listener.level))
        self._over = SpokenOver(detector)
        self._order = threading.RLock()
        """Held while a block is taken in and while the place changes, so that no block falls in between."""
        self._deaf = True
        self._we_spoke = False
        """Whether a line of ours has begun since nobody is listened to."""
        self.place = Place()
        self._open_turn = 0
        """The turn whose recording is open; 0 for none."""
        self._prompt = ""
        self._closed: dict[int, CapturedAnswer] = {}
        self._known: Mapping[tuple[int, int], Transcript] = {}
        """Words of chunks that were recognised before a cut, by first and last sample."""
        self._clock = AnswerClock()

    def listen(  # noqa: PLR0913 - each is one fact about how to listen
        self,
        place: Place,
        path: Path,
        prompt: str,
        *,
        guard_s: float,
        unheard: bool,
        story: bool,
        fresh: bool = True,
        marks_s: Sequence[float] = (),
    ) -> None:
        """Take an answer in, from now on or, where somebody has spoken over our line, from the first of that.

        Args:
            place: a turn that is open goes on in its recording.
            path: the recording of a turn that is not.
            prompt: written terms that may occur.
            guard_s: seconds to drop after a line of ours.
            unheard: nothing of the last line has sounded, so that all that came meanwhile is the candidate's.
            story: whether a long answer is due, so that one finished sentence is hardly its end.
            fresh: whether the answer begins now; one that goes on keeps its clock.
            marks_s: seconds of the answer at which the listener is told that they are `reached`.

        Raises:
            OSError: the recording cannot be made.
        """
        with self._order:
            goes_on = self._open_turn == place.turn
            if not goes_on:
                self.finish_turn()
                self._capture.open(path, replace(self._settings, story=story))
                self._open_turn = place.turn
            self.place, self._prompt = place, prompt
            if fresh or not goes_on:
                self._clock.restart()
            self._clock.marks_s = tuple(marks_s)
            was_deaf, self._deaf = self._deaf, False
            if not was_deaf:
                return
            everything = goes_on and (unheard or not self._we_spoke)
            if everything or self._barge_in:
                self._capture.consume(Block(0, self._over.take(everything=everything)))
            else:
                self._capture.guard(guard_s)

    def take_up(
        self,
        place: Place,
        path: Path,
        prompt: str,
        *,
        known: Mapping[tuple[int, int], Transcript],
        story: bool,
        answer_from_s: float | None,
    ) -> None:
        """Go on with a turn that was cut off, or ended too early, in its recording; who was listened to still is.

        It takes a moment where the recording was made before the program was begun. What has just been said to a turn that is
        given up for this one goes into its recording.

        Args:
            place: the turn, and the stretch of listening in which it was cut off.
            path: its recording, which need not be there.
            prompt: written terms that may occur.
            known: the words of chunks that have been recognised, by their samples; all others are decoded again.
            story: whether a long answer is due.
            answer_from_s: seconds of the recording after which speech is of the answer that goes on; None: none is begun.

        Raises:
            OSError: the recording cannot be gone on with.
        """
        with self._order:
            said = self._just_said() if self._open_turn != place.turn else None
            if said is not None:
                self.finish_turn()
            self.place, self._prompt, self._known = place, prompt, known
            if self._open_turn == place.turn or self._capture.reopen(path):
                self._capture.wait(TAKE_UP_S)
            else:
                self._capture.take_up(path, replace(self._settings, story=story), TAKE_UP_S)
            self._open_turn = place.turn
            self._known = {}
            self._clock.restart()
            if answer_from_s is not None:
                spoken = self._capture.so_far().segments_s
                self._clock.first_s = next((start for start, end in spoken if end > answer_from_s), None)
            if said is not None:
                self._capture.consume(Block(0, said))

    def _just_said(self) -> Samples:
        """What was said to the turn that is open, from shortly before its first voice; of silence the last moment alone."""
        if not self._open_turn:
            return silence(0)
        answer = self._capture.so_far()
        begun = [start for start, _ in answer.segments]
        start = min([*begun, answer.samples_written]) - round(PRE_ROLL_S * SAMPLE_RATE)
        return read_part(answer.path, max(0, start), answer.samples_written)

    def stop_listening(self) -> None:
        """Take nothing in from now on; the recording stays open, in case the turn goes on."""
        with self._order:
            self._deaf, self._we_spoke = True, False
            self._over.restart()

    def line_begins(self, *, hears_us: bool) -> None:
        """We begin to speak: ears that hear us take nothing in; what was kept so far was said to something else."""
        with self._order:
            if hears_us or self._deaf:
                self.stop_listening()
                self._we_spoke = True

    def line_sounds(self) -> None:
        """The first sound of our line goes to the loudspeaker now."""
        with self._order:
            self._over.line_sounds()

    def more_time(self, seconds: float) -> None:
        """Wait longer for the end of the pause in question."""
        if self._open_turn:
            self._capture.extend(seconds)

    def hears_again(self) -> None:
        """The microphone was away: the pause in which it went is no end of an answer that had begun."""
        with self._order:
            if self._open_turn and self._capture.so_far().segments_s:
                self._capture.extend(TAKE_UP_S)

    def answer(self, turn: int) -> CapturedAnswer:
        """The recording of a turn, as it stands."""
        with self._order:
            return self._capture.so_far() if self._open_turn == turn else self._closed[turn]

    def words(self, turn: int) -> Transcript:
        """All words of a turn so far; waits for the recogniser where they are not there yet.

        Raises:
            TranscriptionError: there is no recogniser, or it failed; the recording stays.
        """
        with self._order:  # a chunk that is cut meanwhile would stand in the tail too
            answer = self.answer(turn)
            parts = self._recogniser.ask(turn, answer.tail, self._prompt)
        return joined([part.result() for part in parts], round(answer.duration_s, 3))

    def finish_turn(self) -> None:
        """Close the recording that is open; nothing captured is lost."""
        with self._order:
            if self._open_turn:
                self._closed[self._open_turn] = self._capture.close()
                self._open_turn = 0

    def consume(self, block: Block) -> None:
        """Take the next block; on the recorder's thread."""
        with self._order:
            if self._deaf:
                if self._over.push(block.samples, look=self._barge_in):
                    self._listener.spoken_over(self._over.after_s)
                return
            try:
                self._capture.consume(block)
            except OSError as error:
                self._deaf = True
                self._listener.broken(error)
                return
            if self._clock.runs:
                reached = self._clock.passed(self._capture.so_far().duration_s)
                if reached is not None:
                    self._listener.reached(self.place, reached)

    def _signal(self, signal: Signal) -> None:
        """On the recorder's thread: in a pause, the words of the tail are worked out ahead of time."""
        if isinstance(signal, SpeechStarted | SpeechResumed):
            self._clock.speech(signal.sample / SAMPLE_RATE)
            self._recogniser.drop_guess()
        elif isinstance(signal, SpeechPaused) and self._guess:
            tail = self._capture.tail()
            if tail is not None:
                self._recogniser.guess(self.place.turn, tail, self._prompt)
        if isinstance(signal, SpeechPaused | EndOfTurn):
            self._clock.silence()
        self._listener.signal(self.place, signal)

    def _chunk(self, chunk: Chunk) -> None:
        words = self._known.get((chunk.start_sample, chunk.end_sample))
        if words is None:
            self._recogniser.add(self.place.turn, chunk, self._prompt)
        else:
            self._recogniser.know(self.place.turn, words)

    def _decoded(self, decoded: Decoded) -> None:
        """On the recogniser's thread: the end of the turn depends on the words."""
        words = self._read(decoded.so_far.text)
        with self._order:
            place = self.place
            if self._open_turn == decoded.turn:
                self._capture.hear(decoded.so_far.text, decoded.chunk.end_sample, words)
        self._listener.decoded(place, decoded)
