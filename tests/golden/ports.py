"""A scripted candidate with a voice: espeak-ng speaks, the words have their true times, the recordings are kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from audio.protocols import SAMPLE_RATE
from audio.transcript import TranscriberInfo, Transcript, Word
from audio.wav_file import WavWriter
from interviewer import events as ev
from interviewer.events import Line
from interviewer.script import SECONDS_PER_WORD
from interviewer.scripted_io import ScriptedPorts
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, line_audio, turn_audio
from tests.golden.scripts import Say

ROOT = Path(__file__).parents[2]
KNOWN = TranscriberInfo(name="espeak-ng", model="known words")


def can_speak() -> bool:
    """Whether espeak-ng is there."""
    return shutil.which("espeak-ng") is not None


def speak(path: Path, sentences: tuple[Say, ...]) -> tuple[Transcript, tuple[tuple[float, float], ...]]:
    """Speak sentences into a WAV file; the words with their times, and where there is voice."""
    sound, transcript, voiced = spoken(sentences)
    path.write_bytes(sound)
    return transcript, voiced


@cache
def spoken(sentences: tuple[Say, ...]) -> tuple[bytes, Transcript, tuple[tuple[float, float], ...]]:
    """The bytes of a WAV file of these sentences, spoken once in a process; the words, and where there is voice."""
    given = json.dumps([(one.text, one.pause_s) for one in sentences])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        command = [sys.executable, "-m", "tests.golden.espeak_words", str(path)]
        done = subprocess.run(command, input=given, capture_output=True, check=True, text=True, cwd=ROOT)
        sound = path.read_bytes()
    made = json.loads(done.stdout.splitlines()[-1])
    words = tuple(Word(text=t, start_s=a, end_s=b, probability=0.95) for t, a, b in made["words"])
    transcript = Transcript(words=words, duration_s=made["duration_s"], transcriber=KNOWN)
    return sound, transcript, tuple((a, b) for a, b in made["voiced"])


class SpokenPorts(ScriptedPorts):
    """`ScriptedPorts` whose candidate speaks: one tuple of sentences for each time the candidate gets the floor."""

    keeps_audio = True

    def __init__(self, answers: tuple[tuple[Say, ...], ...]) -> None:
        super().__init__(())
        self._spoken = iter(answers)
        self._heard: dict[int, tuple[Transcript, tuple[tuple[float, float], ...]]] = {}
        self.session: SessionWriter

    def say(self, line: Line) -> None:
        """The line is a soft tone as long as its words: the interviewer's voice is not what is tested."""
        duration_s = min(4.0, SECONDS_PER_WORD * len(line.text.split()))
        time_s = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
        writer = WavWriter(self.session.folder / line_audio(line.utterance))
        writer.append((0.05 * np.sin(2 * np.pi * 220 * time_s)).astype(np.float32))
        writer.close()
        super().say(line)

    def listen(self, turn: int, revision: int, limit_s: float, marks_s: tuple[float, ...] = ()) -> None:
        """The candidate speaks; without anything to say, the floor stays empty."""
        sentences = next(self._spoken, None)
        if sentences is None:
            self._plan(self._clock + 1.0, ev.QuitRequested)
            return
        if not sentences:
            return
        transcript, voiced = speak(self.session.folder / turn_audio(turn), sentences)
        self._heard[turn] = transcript, voiced
        key = {"turn": turn, "revision": revision}
        start_s = voiced[0][0]
        self._plan(self._clock + start_s, lambda: ev.SpeechStarted(**key, after_s=start_s))
        self._plan(self._clock + transcript.duration_s + 2.5, lambda: ev.AnswerEnded(**key, reason="pause"))

    def transcript(self, turn: int) -> Transcript:
        """The words that were spoken."""
        transcript, voiced = self._heard[turn]
        activity = rec.Voiced(
            at_s=self.session.now_s(), turn=turn, segments=voiced, duration_s=transcript.duration_s,
            samples=round(transcript.duration_s * SAMPLE_RATE),
        )  # fmt: skip
        self.session.append(activity)
        return transcript

    def voiced(self, turn: int) -> tuple[tuple[float, float], ...]:
        """Where there is voice."""
        return self._heard[turn][1]
