"""A voice interview without hardware: a candidate who speaks in tones, a clock that runs faster, the real ports."""

from __future__ import annotations

import io
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console

from audio.endpoint import EndpointSettings
from audio.file_recorder import FileRecorder
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Block
from audio.samples import silence
from audio.scripted import EnergyDetector, SilentPlayer, ToneSynthesizer
from interviewer.events import QuitRequested
from interviewer.resume_point import resume_point
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import SessionWriter, read_session
from interviewer.voice.ears import FileEars
from interviewer.voice.ports import Sound, VoicePorts
from interviewer.voice.recogniser import Recogniser
from interviewer.voice.screen import VoiceScreen
from prompts.schema import BehavioralQuestion, FollowUpLine
from rubrics.assessment import Assessment, Criterion, Evidence, ScorerInfo
from rubrics.scripted_judge import ScriptedJudge
from tests.audio.tone_speech import ToneLanguage, ToneTranscriber

QUESTION = BehavioralQuestion(
    id="bq-test",
    kind="behavioral",
    text="Tell me about a time when you fixed something.",
    principles=("dive-deep",),
    follow_ups=(FollowUpLine(target="metric", line="How much did it help?"),),
)
SPEED = 10.0
"""Times real time at which the candidate's clock runs."""


def verdicts(metric: str, gate: threading.Event | None = None) -> ScriptedJudge:
    """A judge who finds everything but, perhaps, a number; it waits for the gate."""

    def judge(question, transcript):
        if gate is not None:
            gate.wait()
        words = transcript.words
        quotes = ()
        if words:
            quotes = (
                Evidence(quote=words[0].text, start_char=0, end_char=len(words[0].text), start_s=words[0].start_s),
            )
        return Assessment(
            score=3.0,
            kind="behavioral",
            recommendation="hire",
            criteria=(
                Criterion(id="story", verdict="met", confidence=0.9, evidence=quotes),
                Criterion(id="action", verdict="met", confidence=0.9, evidence=quotes),
                Criterion(id="metric", verdict=metric, confidence=0.9),
            ),
            scorer=ScorerInfo(name="scripted", version="1"),
        )

    return ScriptedJudge(judge)


class Candidate:
    """A microphone before which somebody speaks when told to: a `Recorder` of endless, paced sound."""

    def __init__(self, speed: float = SPEED) -> None:
        self._speed = speed
        self._said: queue.SimpleQueue[np.ndarray | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.dead = threading.Event()
        """While set, the device gives nothing and says so."""

    def say(self, *parts: np.ndarray | float) -> None:
        """Speak; a number is a pause in seconds."""
        sound = np.concatenate([silence(p) if isinstance(p, float | int) else p for p in parts])
        for start in range(0, len(sound), FRAME_SAMPLES):
            self._said.put(sound[start : start + FRAME_SAMPLES])

    def die(self) -> None:
        """Stop working when everything has been said."""
        self._said.put(None)

    def start(self, consume: Callable[[Block], None]) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, args=(consume,), daemon=True)
        self._thread.start()

    def _run(self, consume: Callable[[Block], None]) -> None:
        position, due_s = 0, time.monotonic()
        while not self._stopping.is_set():
            try:
                samples = self._said.get_nowait()
                if samples is None:
                    self.dead.set()
                    continue
            except queue.Empty:
                samples = silence(FRAME_SAMPLES / SAMPLE_RATE)
            if not self.dead.is_set():
                consume(Block(position, samples))
            position += len(samples)
            due_s += len(samples) / SAMPLE_RATE / self._speed
            time.sleep(max(0.0, due_s - time.monotonic()))

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def fault(self) -> str | None:
        return "The microphone was unplugged." if self.dead.is_set() else None


class Loudspeaker(SilentPlayer):
    """Takes its time over a line, remembers when it was started and stopped, and tells who wants to know."""

    def __init__(self, on_play: Callable[[int], None] = lambda _: None, speed: float = SPEED) -> None:
        super().__init__(speed)
        self._on_play = on_play
        self.played_at: list[float] = []
        self.stopped_at: list[float] = []

    def play(self, samples, finished):
        super().play(samples, finished)
        self.played_at.append(time.monotonic())
        self._on_play(len(self.played_at))

    def stop(self):
        self.stopped_at.append(time.monotonic())
        super().stop()


class Rig:
    """One interview; by default with files as the microphone."""

    def __init__(
        self,
        folder: Path,
        answers=(),
        *,
        language: ToneLanguage | None = None,
        transcriber=None,
        recogniser=True,
        judge=None,
        synthesizer=None,
        player=None,
        ears=None,
        detector=None,
        closing: str = "Goodbye.",
        speed: float = 20,
        end_pause_s: float = 1.0,
        resume: bool = False,
        question=QUESTION,
        rules=None,
        **more,
    ) -> None:
        before = read_session(folder / "sessions" / "s1") if resume else None
        self.point = resume_point(before) if before else None
        header = Header(session_id="s1", created_at="2026-01-01T00:00:00+00:00", mode="file", app_version="0")
        self.writer = SessionWriter.resume(before) if before else SessionWriter.create(folder / "sessions", header)
        recorders = iter([FileRecorder(samples, speed=speed) for samples in answers])
        self.screen = VoiceScreen(Console(file=io.StringIO(), force_terminal=False))
        self.transcriber = transcriber or (ToneTranscriber(language or ToneLanguage()) if recogniser else None)
        self.ports: VoicePorts
        self.recogniser: Recogniser

        def recogniser_for(on_decoded):
            self.recogniser = Recogniser(self.transcriber, on_decoded, "no model here")
            return self.recogniser

        sound = Sound(
            ears=ears or FileEars(lambda: next(recorders, None), lambda: self.ports.post(QuitRequested())),
            player=player or SilentPlayer(),
            synthesizer=synthesizer or ToneSynthesizer(),
            detector=detector or EnergyDetector(),
            recogniser=recogniser_for,
            settings=EndpointSettings(end_pause_s=end_pause_s),
            reopen_s=0.05,
            **more,
        )
        self.ports = VoicePorts(
            sound, self.writer, self.screen, speak_as=lambda line: line.text, prompt_for=lambda _: "XGBoost"
        )
        interview = Interview(
            questions=(question,),
            opening="Hello.",
            closing=closing,
            **({"follow_ups": 1, "patience": Patience()} | (rules or {})),
        )
        self.judge = judge or verdicts("met")
        self.runner = Runner(interview, self.ports, self.judge, self.writer)

    def run(self):
        """The result and the session."""
        try:
            result = self.runner.run(self.point)
        finally:
            self.ports.close()
        return result, read_session(self.writer.folder)
