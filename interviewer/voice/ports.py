"""The candidate at a microphone: the mouth, the hearing and the screen as the runner's ports.

runner ── say, stop_saying, get_ready ──→ Mouth ──→ loudspeaker
   ↑   ── listen, stop_listening ───────→ Hearing ←── Ears (microphone or files)
   └── events ── signals, words, keys, MicrophoneWatch
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from audio import endpoint
from audio.endpoint import EndpointSettings
from audio.errors import DeviceError
from audio.protocols import SAMPLE_RATE, Player, Samples, SpeechDetector, Synthesizer
from audio.transcript import Transcript
from audio.turn_signals import Signal
from audio.wav_file import write_wav
from audio.word_model import LastWords, last_words
from interviewer import events as ev
from interviewer.events import Event, Line, TimeReached
from interviewer.ports import QueuePorts
from interviewer.review.review import Review, TurnReview
from interviewer.review.spoken import spoken_summary
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, line_audio, turn_audio
from interviewer.turn_so_far import TurnSoFar
from interviewer.voice.ears import Ears, FileEars, MicrophoneEars
from interviewer.voice.hearing import Hearing, HearingListener, Place
from interviewer.voice.microphone_watch import REOPEN_S, WATCH_S, MicrophoneWatch
from interviewer.voice.mouth import Mouth, MouthListener, Utterance
from interviewer.voice.recogniser import Decoded, OnChunk, Recogniser
from interviewer.voice.screen import VoiceScreen

__all__ = ["Ears", "FileEars", "MicrophoneEars", "Sound", "VoicePorts"]

_SOFT = 0.5
"""What the loudness of a nudge is multiplied by: it must not startle somebody who is thinking."""
_AFTER_INTERRUPTION_S = 5.0
"""Seconds that who was interrupted may think, on top of the usual pause: our assumption."""
_KEYS: dict[str, Callable[[], Event]] = {
    "more": ev.MoreTimeRequested,
    "repeat": ev.RepeatRequested,
    "skip": ev.SkipRequested,
    "hint": ev.HintRequested,
    "back": ev.GoOnRequested,
    "quit": ev.QuitRequested,
}


@dataclass(frozen=True, slots=True)
class Sound:
    """The engines and devices of one voice interview."""

    ears: Ears
    player: Player | None
    synthesizer: Synthesizer
    detector: SpeechDetector
    recogniser: Callable[[OnChunk], Recogniser]
    settings: EndpointSettings = field(default_factory=EndpointSettings)
    barge_in: bool = False
    """Whether speaking over a line stops it: for people with headphones."""
    guess: bool = True
    """Whether the words of a pause are worked out ahead of time."""
    read: Callable[[str], LastWords] = last_words
    """Says what the last words are."""
    reopen_s: float = REOPEN_S
    """Seconds between two attempts to open a lost microphone."""


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
        self._ears = sound.ears
        self._session = session
        self._screen = screen
        self._speak_as = speak_as
        self._prompt_for = prompt_for
        self._prompt = ""
        self._story = True
        """Whether the line asks for a long answer; a follow-up may be answered in a sentence."""
        self._fresh = True
        """Whether the candidate has yet to begin, so that the time of the answer counts from the next word."""
        self._stopped = False
        """Whether the answer has just been interrupted."""
        self._saying = 0
        """Number of the latest line."""
        self._shown = (0, 0)
        """Turn, and how many of its words have been shown for good."""
        self._hush = threading.Event()
        self._voice = Mouth(
            sound.synthesizer, sound.player, MouthListener(self._line_finished, self._line_rendered, self._line_failed)
        )
        listener = HearingListener(
            self._heard, self._decoded, self._spoken_over, screen.level, self._disk_full, self._reached
        )
        self._hearing = Hearing(
            sound.detector,
            sound.recogniser,
            sound.settings,
            listener,
            barge_in=sound.barge_in,
            guess=sound.guess,
            read=sound.read,
        )
        self._watch = MicrophoneWatch(
            self._ears, self._hearing.consume, self._of_the_watch, screen.other_device, reopen_s=sound.reopen_s
        )

    # --- events ----------------------------------------------------------------------------------------------

    def _of_the_watch(self, event: Event) -> None:
        """The microphone is lost, or there again."""
        if isinstance(event, ev.DeviceReturned):
            self._hearing.hears_again()
        self.post(event)

    def next_event(self, deadline_s: float | None) -> Event:
        """The next event; while waiting, the microphone is watched and a lost one is opened again."""
        while True:
            now = self.now_s()
            self._watch.look(now, speaking=self._voice.busy)
            wait = WATCH_S if deadline_s is None else min(WATCH_S, max(0.0, deadline_s - now))
            try:
                return self._events.get(timeout=wait)
            except queue.Empty:
                if deadline_s is not None and self.now_s() >= deadline_s:
                    return TimeReached()

    def key(self, name: str) -> None:
        """A key was pressed; its name is one of `keys.NAMES`."""
        self._hush.set()
        if name == "done":
            place = self._hearing.place
            self.post(ev.AnswerEnded(turn=place.turn, revision=place.revision, reason="key"))
        elif name == "device":
            self._watch.take_other()
        elif name in _KEYS:
            self.post(_KEYS[name]())

    # --- after a cut -----------------------------------------------------------------------------------------

    def take_up(self, turn: TurnSoFar) -> None:
        """What was recorded of a turn before the cut stays, and what is said now goes into the same recording.

        Raises:
            OSError: the recording cannot be gone on with.
        """
        self._prompt = self._prompt_for(turn.line.question_id) if turn.line.question_id else ""
        self._story = turn.line.kind == "question"
        self._hearing.take_up(
            Place(turn.number, turn.revision),
            self._session.folder / turn_audio(turn.number),
            self._prompt,
            known=turn.known_chunks,
            story=self._story,
            answer_from_s=turn.requests_until_s if turn.stage == "answering" else None,
        )
        self._fresh = turn.stage != "answering"

    # --- speaking --------------------------------------------------------------------------------------------

    def say(self, line: Line) -> None:
        """Show the line and speak it; where no voice or speaker works, it is shown and counts as heard."""
        if not self._saying:
            self._ears.warm_up(self._hearing.consume)
        self._saying = line.utterance
        if line.question_id:
            self._prompt = self._prompt_for(line.question_id)
        if line.kind in {"question", "follow_up"}:
            self._story = line.kind == "question"
        self._stopped = line.kind == "interruption"
        self._screen.interviewer(line)
        self._hearing.line_begins(hears_us=self._ears.hears_us)
        gain = _SOFT if line.kind == "nudge" else 1.0
        self._voice.say(Utterance(line.utterance, self._speak_as(line), gain))

    def stop_saying(self) -> None:
        """Fall silent at once."""
        self._hush.set()
        self._voice.stop()

    def get_ready(self, lines: Iterable[Line]) -> None:
        """Render lines that may come next."""
        self._voice.get_ready(self._speak_as(line) for line in lines)

    def _line_finished(self, number: int) -> None:
        self.post(ev.LineFinished(utterance=number))

    def _line_rendered(self, utterance: Utterance, samples: Samples) -> None:
        write_wav(self._session.folder / line_audio(utterance.number), samples)
        self._hearing.line_sounds()

    def _line_failed(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self.post(ev.SessionBroken(reason=f"A spoken line cannot be kept: {error.strerror}."))
        else:
            self.show_problem(f"{error} The interview goes on; read the line above.")

    # --- listening -------------------------------------------------------------------------------------------

    def listen(self, turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:
        """Record from now on; a turn that is open goes on in the same recording."""
        fresh, self._fresh = self._fresh, False
        try:
            self._hearing.listen(
                Place(turn, revision),
                self._session.folder / turn_audio(turn),
                self._prompt,
                guard_s=self._ears.guard_s,
                unheard=not self._voice.sounded,
                story=self._story,
                fresh=fresh,
                marks_s=marks_s,
            )
            if self._stopped:
                self._hearing.more_time(_AFTER_INTERRUPTION_S)
            if not self._watch.lost:
                self._ears.open(self._hearing.consume, turn)
        except DeviceError as error:
            self._watch.report(str(error))
        except OSError as error:
            self._disk_full(error)
            return
        self._screen.listening(turn, limit_s)

    def grant_time(self, turn: int, seconds: float) -> None:  # noqa: ARG002 - the protocol's signature
        """Wait longer for the end of the pause in question."""
        self._hearing.more_time(seconds)
        self._screen.note(f"{seconds:.0f} more seconds")

    def stop_listening(self, turn: int) -> None:  # noqa: ARG002
        """Take nothing more in; the recording stays open, in case the turn goes on."""
        self._fresh = True
        self._hearing.stop_listening()
        self._screen.not_listening()

    def transcript(self, turn: int) -> Transcript:
        """All words of the turn so far; waits for the recogniser.

        Raises:
            TranscriptionError: there is no recogniser, or it failed; the recording stays.
        """
        answer = self._hearing.answer(turn)
        self._session.append(
            rec.Voiced(
                at_s=self._session.now_s(),
                turn=turn,
                segments=tuple((round(a, 3), round(b, 3)) for a, b in answer.segments_s),
                duration_s=round(answer.duration_s, 3),
                overflows=answer.overflows,
                samples=answer.samples_written,
            )
        )
        self._screen.recognising()
        words = self._hearing.words(turn)
        self._show(turn, words)
        return words

    def words_so_far(self, turn: int) -> Transcript:
        """The words of an answer that goes on; waits for the recogniser, and disturbs nothing.

        Raises:
            TranscriptionError: there is no recogniser, or it failed.
        """
        return self._hearing.words(turn)

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:
        """Where voice was heard, in seconds of the turn's recording."""
        return self._hearing.answer(turn).segments_s

    def _heard(self, place: Place, signal: Signal) -> None:
        """On the recorder's thread: what the endpointing has found becomes an event."""
        key = {"turn": place.turn, "revision": place.revision}
        match signal:
            case endpoint.SpeechStarted(sample=sample):
                self.post(ev.SpeechStarted(**key, after_s=sample / SAMPLE_RATE + self._ears.guard_s))
                self._screen.speaking()
            case endpoint.SpeechResumed():
                self.post(ev.SpeechStarted(**key))
                self._screen.speaking()
            case endpoint.SpeechPaused():
                self._screen.pausing()
            case endpoint.Nudge():
                self.post(ev.NudgeDue(**key))
            case endpoint.EndOfTurn():
                self.post(ev.AnswerEnded(**key, reason="pause"))

    def _reached(self, place: Place, answer_s: float) -> None:
        """On the recorder's thread: the answer has lasted as long as a mark."""
        self.post(ev.AnswerReached(turn=place.turn, revision=place.revision, answer_s=answer_s))

    def _decoded(self, place: Place, decoded: Decoded) -> None:
        """On the recogniser's thread: keep the words of a closed chunk at once, show them, and let them be judged."""
        revision = place.revision if decoded.turn == place.turn else 0
        if decoded.final:
            record = rec.Chunk(
                at_s=self._session.now_s(),
                turn=decoded.turn,
                revision=revision,
                transcript=decoded.words,
                start_sample=decoded.chunk.start_sample,
                end_sample=decoded.chunk.end_sample,
            )
            self._session.append(record)
            self._show(decoded.turn, decoded.so_far)
        else:
            self._screen.caption(decoded.words.text, final=False)
        self.post(ev.WordsHeard(turn=decoded.turn, revision=revision, transcript=decoded.so_far))

    def _show(self, turn: int, so_far: Transcript) -> None:
        """Show what has been said since words were shown last."""
        count = self._shown[1] if self._shown[0] == turn else 0
        self._shown = (turn, max(count, len(so_far.words)))
        self._screen.caption(" ".join(word.text for word in so_far.words[count:]), final=True)

    def _spoken_over(self, after_s: float | None) -> None:
        self.post(ev.SpokenOver(utterance=self._saying, after_s=after_s))

    def _disk_full(self, error: OSError) -> None:
        reason = f"The answer cannot be recorded any further: {error.strerror}. Free some disk space."
        self.post(ev.SessionBroken(reason=reason))

    # --- feedback --------------------------------------------------------------------------------------------

    def show_answer(self, turn: TurnReview) -> None:
        """Show the times of the answer."""
        self._screen.answer(turn)

    def show_feedback(self, review: Review) -> None:
        """Show the feedback, and speak its essence; a key ends the speaking."""
        self._screen.feedback(review)
        self._hush.clear()
        for number, sentence in enumerate(spoken_summary(review), 1):
            path = self._session.folder / f"feedback-{number:03d}.wav"
            if self._hush.is_set() or not self._voice.speak_now(sentence, path, self._hush):
                return

    def show_problem(self, message: str) -> None:
        """Show one line about a fault."""
        self._screen.problem(message)

    def close(self) -> None:
        """Close the recording and the microphone; nothing captured is lost."""
        self._ears.close()
        self._hearing.finish_turn()
        self._voice.stop()
