"""The candidate at a microphone: lines are spoken, answers recorded and recognised, faults noticed and survived."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from audio import endpoint
from audio.capture import CapturedAnswer, CaptureListener, Chunk, TurnCapture
from audio.endpoint import EndpointSettings
from audio.errors import AudioError, DeviceError
from audio.protocols import SAMPLE_RATE, Block, Player, Recorder, Samples, SpeechDetector, Synthesizer
from audio.transcript import Transcript
from audio.wav_file import write_wav
from interviewer import events as ev
from interviewer import records as rec
from interviewer.events import Event, Line, TimeReached
from interviewer.ports import QueuePorts
from interviewer.recogniser import Recogniser
from interviewer.review import Review, TurnReview
from interviewer.session_file import SessionWriter, line_audio, turn_audio
from interviewer.speech import spoken_summary
from interviewer.voice_screen import VoiceScreen

log = logging.getLogger(__name__)

TAIL_GUARD_S = 0.25
"""Seconds after a line in which nothing counts as an answer: the room and the sound system still carry our voice."""
_WATCH_S = 0.25
"""Seconds between two looks at the microphone; a dead one is noticed within 1 s of its last block, plus this."""
_REOPEN_S = 1.0
"""Seconds between two attempts to open a lost microphone."""


Consume = Callable[[Block], None]


class Ears(Protocol):
    """Where answers come from: a microphone that is always open, or recorded files, one an answer."""

    guard_s: float
    """Seconds of sound after a line of ours that still carry our own voice."""

    def open(self, consume: Consume, turn: int) -> None:
        """Deliver blocks from now on, for this turn.

        Raises:
            DeviceError: nothing can be opened.
        """

    def fault(self) -> str | None:
        """Why no sound is coming, or None."""

    def reopen(self, consume: Consume) -> bool:
        """Try to get going again after a fault; whether it worked."""

    def close(self) -> None:
        """Stop; all that was captured has been delivered."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The engines and devices of one voice interview."""

    ears: Ears
    player: Player | None
    synthesizer: Synthesizer
    detector: SpeechDetector
    recogniser: Callable[[Callable[[int, Transcript], None]], Recogniser]
    settings: EndpointSettings = field(default_factory=EndpointSettings)


class VoicePorts(QueuePorts):
    """Voice mode on the one runner.

    Args:
        sound: engines and devices, real or scripted.
        session: where the recordings lie, and what is recognised is kept.
        screen: what the terminal shows.
        speak_as: the spoken form of a line ("rock A U C").
        prompt_for: the written terms of a question, which bias recognition.
    """

    keeps_audio = True

    def __init__(
        self,
        sound: Sound,
        session: SessionWriter,
        screen: VoiceScreen,
        *,
        speak_as: Callable[[Line], str],
        prompt_for: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._sound = sound
        self._session = session
        self._screen = screen
        self._speak_as = speak_as
        self._prompt_for = prompt_for
        self._recogniser = sound.recogniser(self._recognised)
        listener = CaptureListener(on_signal=self._heard, on_chunk=self._chunk, on_level=screen.level)
        self._capture = TurnCapture(sound.detector, listener)
        self._turn = self._revision = 0
        self._open_turn = 0
        """The turn whose recording is open; 0 for none."""
        self._prompt = ""
        self._done: dict[int, CapturedAnswer] = {}
        self._guard_samples = 0
        """Samples that are still to be dropped after a line of ours."""
        self._utterance = 0
        self._lost = False
        self._try_again_s = 0.0
        self._speaking = threading.Lock()
        self._hush = threading.Event()

    # --- events ----------------------------------------------------------------------------------------------

    def next_event(self, deadline_s: float | None) -> Event:
        """The next event; while waiting, the microphone is watched and a lost one is opened again."""
        while True:
            self._watch()
            now = self.now_s()
            wait = _WATCH_S if deadline_s is None else min(_WATCH_S, max(0.0, deadline_s - now))
            try:
                return self._events.get(timeout=wait)
            except queue.Empty:
                if deadline_s is not None and self.now_s() >= deadline_s:
                    return TimeReached()

    def _watch(self) -> None:
        if not self._open_turn:
            return
        if not self._lost:
            reason = self._sound.ears.fault()
            if reason is not None:
                self._lost = True
                self.post(ev.DeviceLost(reason=reason))
            return
        if self.now_s() < self._try_again_s:
            return
        self._try_again_s = self.now_s() + _REOPEN_S
        if self._sound.ears.reopen(self._consume):
            self._lost = False
            self.post(ev.DeviceReturned())

    # --- speaking --------------------------------------------------------------------------------------------

    def say(self, line: Line) -> None:
        """Speak the line on a thread of its own; where no voice or speaker works, it is shown and counts as heard."""
        self._utterance = line.utterance
        if line.question_id:
            self._prompt = self._prompt_for(line.question_id)
        self._screen.interviewer(line)
        threading.Thread(target=self._speak, args=(line,), name="voice", daemon=True).start()

    def _speak(self, line: Line) -> None:
        with self._speaking:
            if self._utterance != line.utterance:
                return
            try:
                samples = self._sound.synthesizer.synthesize(self._speak_as(line))
                self._keep(line, samples)
                if self._utterance != line.utterance:
                    return
                if self._sound.player is not None:
                    self._sound.player.play(samples, lambda: self.post(ev.LineFinished(utterance=line.utterance)))
                    return
            except AudioError as error:
                self.show_problem(f"{error} The interview goes on; read the line above.")
            except OSError as error:
                self.post(ev.SessionBroken(reason=f"A spoken line cannot be kept: {error.strerror}."))
        self.post(ev.LineFinished(utterance=line.utterance))

    def _keep(self, line: Line, samples: Samples) -> None:
        write_wav(self._session.folder / line_audio(line.utterance), samples)

    def stop_saying(self) -> None:
        """Fall silent at once."""
        self._utterance = 0
        self._hush.set()
        if self._sound.player is not None:
            self._sound.player.stop()

    # --- listening -------------------------------------------------------------------------------------------

    def listen(self, turn: int, revision: int, limit_s: float) -> None:
        """Record from now on; a turn that is open goes on in the same recording."""
        self._turn, self._revision = turn, revision
        try:
            if self._open_turn != turn:
                self._finish_turn()
                self._capture.open(self._session.folder / turn_audio(turn), self._sound.settings)
                self._open_turn = turn
            if not self._lost:
                self._sound.ears.open(self._consume, turn)
        except DeviceError as error:
            self._lost = True
            self.post(ev.DeviceLost(reason=str(error)))
        except OSError as error:
            self.post(
                ev.SessionBroken(reason=f"The answer cannot be recorded: {error.strerror}. Free some disk space.")
            )
            return
        if self._capture.muted or revision == 1:
            self._guard_samples = round(self._sound.ears.guard_s * SAMPLE_RATE)
        self._capture.muted = False
        self._screen.listening(turn, limit_s)

    def grant_time(self, turn: int, seconds: float) -> None:  # noqa: ARG002 - the protocol's signature
        """Wait longer for the end of the pause in question."""
        if self._open_turn:
            self._capture.extend(seconds)
            self._screen.note(f"{seconds:.0f} more seconds")

    def stop_listening(self, turn: int) -> None:  # noqa: ARG002
        """Take nothing more in; the recording stays open, in case the turn goes on."""
        self._capture.muted = True
        self._screen.not_listening()

    def transcript(self, turn: int) -> Transcript:
        """All words of the turn so far; waits for the recogniser.

        Raises:
            TranscriptionError: there is no recogniser, or it failed; the recording stays.
        """
        answer = self._answer(turn)
        segments = tuple((round(a, 3), round(b, 3)) for a, b in answer.segments_s)
        self._session.append(
            rec.Voiced(
                at_s=self._session.now_s(),
                turn=turn,
                segments=segments,
                duration_s=round(answer.duration_s, 3),
                overflows=answer.overflows,
                samples=answer.samples_written,
            )
        )
        self._screen.recognising()
        return self._recogniser.words(turn, answer.tail, self._prompt, answer.duration_s)

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:
        """Where voice was heard, in seconds of the turn's recording."""
        return self._answer(turn).segments_s

    def _answer(self, turn: int) -> CapturedAnswer:
        return self._capture.so_far() if self._open_turn == turn else self._done[turn]

    def _finish_turn(self) -> None:
        if self._open_turn:
            self._done[self._open_turn] = self._capture.close()
            self._open_turn = 0

    def _consume(self, block: Block) -> None:
        """On the recorder's thread: the answer's blocks, without the tail of our own voice."""
        if self._guard_samples > 0:
            self._guard_samples -= len(block.samples)
            return
        try:
            self._capture.consume(block)
        except OSError as error:
            self._capture.muted = True
            reason = f"The answer cannot be recorded any further: {error.strerror}. Free some disk space."
            self.post(ev.SessionBroken(reason=reason))

    def _heard(self, signal: endpoint.Signal) -> None:
        """On the recorder's thread: what the endpointing has found becomes an event."""
        turn, revision = self._turn, self._revision
        match signal:
            case endpoint.SpeechStarted(sample=sample):
                after_s = sample / SAMPLE_RATE + self._sound.ears.guard_s
                self.post(ev.SpeechStarted(turn=turn, revision=revision, after_s=after_s))
                self._screen.speaking()
            case endpoint.SpeechResumed():
                self.post(ev.SpeechStarted(turn=turn, revision=revision))
                self._screen.speaking()
            case endpoint.SpeechPaused():
                self._screen.pausing()
            case endpoint.EndOfTurn():
                self.post(ev.AnswerEnded(turn=turn, revision=revision, reason="pause"))

    def _chunk(self, chunk: Chunk) -> None:
        self._recogniser.add(self._turn, chunk, self._prompt)

    def _recognised(self, turn: int, transcript: Transcript) -> None:
        """On the recogniser's thread: keep the words at once, and show them."""
        self._screen.caption(transcript.text)
        revision = self._revision if turn == self._turn else 0
        record = rec.Chunk(at_s=self._session.now_s(), turn=turn, revision=revision, transcript=transcript)
        self._session.append(record)

    # --- keys ------------------------------------------------------------------------------------------------

    def key(self, name: str) -> None:
        """A key was pressed: `done`, `more`, `repeat`, `skip` or `quit`."""
        self._hush.set()
        match name:
            case "done":
                self.post(ev.AnswerEnded(turn=self._turn, revision=self._revision, reason="key"))
            case "more":
                self.post(ev.MoreTimeRequested())
            case "repeat":
                self.post(ev.RepeatRequested())
            case "skip":
                self.post(ev.SkipRequested())
            case "quit":
                self.post(ev.QuitRequested())

    # --- feedback --------------------------------------------------------------------------------------------

    def show_answer(self, turn: TurnReview) -> None:
        """Show the times of the answer."""
        self._screen.answer(turn)

    def show_feedback(self, review: Review) -> None:
        """Show the feedback, and speak its essence; a key ends the speaking."""
        self._screen.feedback(review)
        self._hush.clear()
        for number, sentence in enumerate(spoken_summary(review), 1):
            if self._hush.is_set() or self._sound.player is None:
                return
            done = threading.Event()
            try:
                samples = self._sound.synthesizer.synthesize(sentence)
                write_wav(self._session.folder / f"feedback-{number:03d}.wav", samples)
                self._sound.player.play(samples, done.set)
            except (AudioError, OSError) as error:
                log.warning("the feedback was not spoken: %s", error)
                return
            while not done.wait(0.1):
                if self._hush.is_set():
                    self._sound.player.stop()

    def show_problem(self, message: str) -> None:
        """Show one line about a fault."""
        self._screen.problem(message)

    def close(self) -> None:
        """Close the recording and the microphone; nothing captured is lost."""
        self._sound.ears.close()
        self._finish_turn()
        if self._sound.player is not None:
            self._sound.player.stop()


class MicrophoneEars:
    """One microphone, open for the whole session.

    Args:
        make: opens a recorder on the device the user has chosen.
        refresh: looks for devices again.
    """

    guard_s = TAIL_GUARD_S

    def __init__(self, make: Callable[[], Recorder], refresh: Callable[[], object]) -> None:
        self._make = make
        self._refresh = refresh
        self._recorder: Recorder | None = None

    def open(self, consume: Consume, turn: int = 0) -> None:  # noqa: ARG002 - the protocol's signature
        """Open the device if it is not open yet.

        Raises:
            DeviceError: it cannot be opened.
        """
        if self._recorder is None:
            recorder = self._make()
            recorder.start(consume)
            self._recorder = recorder

    def fault(self) -> str | None:
        """Why no sound is coming, or None."""
        return self._recorder.fault() if self._recorder is not None else None

    def reopen(self, consume: Consume) -> bool:
        """Close what is left of the device, look for devices again, and open one."""
        self.close()
        self._refresh()
        try:
            self.open(consume)
        except DeviceError as error:
            log.info("the microphone is not back yet: %s", error)
            return False
        return True

    def close(self) -> None:
        """Close the device."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.stop()


class FileEars:
    """Recorded answers as the microphone, one file a turn.

    Args:
        make: a recorder for the next file, or None when there are no more.
        exhausted: called when a turn finds no more files.
    """

    guard_s = 0.0

    def __init__(self, make: Callable[[], Recorder | None], exhausted: Callable[[], None]) -> None:
        self._make = make
        self._exhausted = exhausted
        self._recorder: Recorder | None = None
        self._turn = 0

    def open(self, consume: Consume, turn: int) -> None:
        """Begin the next file for a new turn; a turn that goes on hears its file further."""
        if turn == self._turn:
            return
        self.close()
        self._turn = turn
        self._recorder = self._make()
        if self._recorder is None:
            self._exhausted()
        else:
            self._recorder.start(consume)

    def fault(self) -> str | None:
        """A file does not vanish."""
        return None

    def reopen(self, consume: Consume) -> bool:  # noqa: ARG002
        """Nothing to do for files."""
        return True

    def close(self) -> None:
        """Stop the present file."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.stop()
