"""Whole interviews at real speed, without sound hardware: what happens when between the end of an answer and the reply.

Real: the runner, the ports, recording, silero, the endpointing, the judge (MiniLM), pyttsx3 with its cache. Stand-ins:
the microphone is a recording (spoken by espeak-ng), the loudspeaker notes when it is asked to play, and the recogniser
is `whisper_cost`. Of a long answer all but the last 40 s are delivered as fast as they are recognised.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from audio.endpoint import EndpointSettings
from audio.file_recorder import FileRecorder
from audio.meaning_engine import Meaning
from audio.protocols import SAMPLE_RATE, Samples, Transcriber
from audio.samples import silence
from audio.silero_engine import SileroDetector
from audio.transcript import Word
from benchmarks.whisper_cost import Script
from interviewer import events as ev
from interviewer.config import Config
from interviewer.practice import make_judge
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import SessionWriter
from interviewer.voice.ears import FileEars
from interviewer.voice.equipment import known_lines, make_synthesizer
from interviewer.voice.ports import Sound, VoicePorts
from interviewer.voice.recogniser import Recogniser
from interviewer.voice.screen import VoiceScreen
from prompts.load import load_bank
from tests.audio.speech import say

LIVE_S = 40.0
"""Seconds at the end of an answer that are delivered at the speed of speech."""
SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "audio" / "miniature_whisper" / "held_out.txt"
CLOSING = "In the end the error rate went down by half, and that was the result."


@dataclass(frozen=True)
class Without:
    """What is left out, to see what it is worth."""

    guess: bool = False
    judging_ahead: bool = False
    lines_ahead: bool = False


@dataclass
class Reply:
    """When things happened after one answer, in seconds on one clock."""

    said_s: float
    """The last word was over."""
    ended_s: float
    """The end was bound."""
    transcribed_s: float = 0.0
    judged_s: float = 0.0
    played_s: float = 0.0
    """The loudspeaker was given the reply."""


@dataclass
class Timeline:
    """Notes when what happens."""

    replies: list[Reply] = field(default_factory=list)
    said_s: Callable[[], float] = time.monotonic
    """When the last word of the present answer was over."""

    def event(self, event: ev.Event) -> None:
        """An event was posted."""
        now = time.monotonic()
        if isinstance(event, ev.AnswerEnded) and event.reason == "pause":
            self.replies.append(Reply(self.said_s(), now))
        elif isinstance(event, ev.Transcribed) and self.replies:
            self.replies[-1].transcribed_s = now
        elif isinstance(event, ev.Judged) and self.replies:
            self.replies[-1].judged_s = now

    def played(self) -> None:
        """The loudspeaker was given a line."""
        if self.replies and not self.replies[-1].played_s:
            self.replies[-1].played_s = time.monotonic()


class NotingPlayer:
    """A loudspeaker that notes when it is asked to play, and has done so at once."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def play(self, samples: Samples, finished: Callable[[], None]) -> None:  # noqa: ARG002
        """Note it."""
        self._timeline.played()
        finished()

    def stop(self) -> None:
        """Nothing plays."""


class PacedRecorder(FileRecorder):
    """Delivers all but the last LIVE_S of a recording as fast as they are recognised, those at the speed of speech."""

    def __init__(self, script: Script, behind: Callable[[], int]) -> None:
        super().__init__(script.samples)
        self._last_word_s = script.words[-1].end_s
        self._behind = behind
        self._live_from = len(script.samples) - round(LIVE_S * SAMPLE_RATE)
        self._live_s: float | None = None

    def said_s(self) -> float:
        """When the last word was over."""
        return (self._live_s or 0.0) + self._last_word_s

    def _wait(self, started_s: float, position: int) -> bool:  # noqa: ARG002
        if position < self._live_from:
            while self._behind() and not self._stopping.wait(0.02):
                pass
            return self._stopping.is_set()
        if self._live_s is None:
            self._live_s = time.monotonic() - position / SAMPLE_RATE
        return self._stopping.wait(max(0.0, self._live_s + position / SAMPLE_RATE - time.monotonic()))


def spoken_answer(seconds: float, seed: int) -> Script:
    """An answer of about so many seconds, with pauses of 0.3 to 1.2 s, that ends in a finished sentence."""
    dice = np.random.default_rng(seed)
    sentences = [line for line in SENTENCES.read_text().splitlines() if line and not line.endswith("?")]
    dice.shuffle(sentences)
    parts: list[Samples] = [silence(0.5)]
    words: list[Word] = []
    length_s = 0.5
    for sentence in [*sentences, CLOSING]:
        if length_s > seconds - 5 and sentence is not CLOSING:
            continue
        sound = say(sentence)
        duration_s = len(sound) / SAMPLE_RATE
        each_s = duration_s / len(sentence.split())
        for place, word in enumerate(sentence.split()):
            begin_s = length_s + place * each_s
            words.append(Word(text=word, start_s=begin_s, end_s=begin_s + each_s))
        pause_s = float(dice.uniform(0.3, 1.2))
        parts += [sound, silence(pause_s)]
        length_s += duration_s + pause_s
    noise = dice.normal(0, 0.0005, sum(len(part) for part in parts)).astype(np.float32)
    return Script(np.concatenate(parts) + noise, tuple(words))


@contextmanager
def fresh_home() -> Iterator[None]:
    """A data folder of its own, so that no line has been spoken before."""
    before = os.environ.get("INTERVIEWER_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INTERVIEWER_HOME"] = folder
        try:
            yield
        finally:
            os.environ.pop("INTERVIEWER_HOME")
            if before is not None:
                os.environ["INTERVIEWER_HOME"] = before


def interview(answers: list[Script], transcriber: Transcriber, seed: int, without: Without) -> list[Reply]:
    """Ask as many questions as there are pairs of answers (a follow-up each); the replies to all of them."""
    timeline = Timeline()
    with fresh_home():
        judge = make_judge("L5")
        judge.load()
        ports, runner = _assembled(answers, transcriber, timeline, seed, without, judge)
        try:
            runner.run()
        finally:
            ports.close()
    return [reply for reply in timeline.replies if reply.played_s]


def _assembled(
    answers: list[Script], transcriber: Transcriber, timeline: Timeline, seed: int, without: Without, judge: Any
) -> tuple[VoicePorts, Runner]:
    bank = load_bank(None)
    stories = [q for q in bank.questions.values() if q.kind == "behavioral" and q.form == "story"]
    chosen = np.random.default_rng(seed).permutation(len(stories))[: (len(answers) + 1) // 2]
    questions = tuple(stories[place] for place in chosen)
    plan = Interview(
        questions=questions, opening="Hello.", closing="Thank you.", follow_ups=1, patience=Patience(transcribe_s=None)
    )
    folder = Path(os.environ["INTERVIEWER_HOME"])
    header = Header(session_id="bench", created_at="2026-01-01T00:00:00+00:00", mode="file", app_version="0")
    made: list[Recogniser] = []
    quit_to: list[VoicePorts] = []
    recordings = iter(answers)

    def recogniser(on_decoded: Any) -> Recogniser:
        made.append(Recogniser(transcriber, on_decoded))
        return made[0]

    def following() -> FileRecorder | None:
        script = next(recordings, None)
        if script is None:
            return None
        recorder = PacedRecorder(script, lambda: made[0].waiting)
        timeline.said_s = recorder.said_s
        return recorder

    detector = SileroDetector()
    detector.load()

    class Ports(VoicePorts):
        def post(self, event: ev.Event) -> None:
            timeline.event(event)
            if without.judging_ahead and isinstance(event, ev.WordsHeard):
                return
            super().post(event)

        def get_ready(self, lines: Any) -> None:
            if not without.lines_ahead:
                super().get_ready(lines)

    sound = Sound(
        ears=FileEars(following, lambda: quit_to[0].post(ev.QuitRequested())),
        player=NotingPlayer(timeline),
        synthesizer=make_synthesizer(Config()),
        detector=detector,
        recogniser=recogniser,
        settings=EndpointSettings(),
        guess=not without.guess,
        read=Meaning().load().last_words,
    )
    screen = VoiceScreen(Console(file=io.StringIO(), force_terminal=False))
    writer = SessionWriter.create(folder / "sessions", header)
    ports = Ports(sound, writer, screen, speak_as=lambda line: line.text, prompt_for=lambda _: "")
    quit_to.append(ports)
    return ports, Runner(
        plan, ports, judge, writer, prepare=lambda question: ports.get_ready(known_lines(plan, question))
    )
