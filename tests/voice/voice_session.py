"""One voice interview with real devices and real engines, as a process of its own: run by test_voice_devices.py.

Real: the microphone and the loudspeaker through PortAudio, pyttsx3, silero, the session, the judge's protocol, and
(first argument a path) a Whisper checkpoint through openai-whisper's own loading and decoding. Scripted: the words,
where the first argument is `scripted`, and always the verdicts. What reaches the recogniser is compared, sample by
sample, with what lies in the recording.

Usage: python -m tests.voice.voice_session MODEL|scripted; prints one JSON object on its last line.
"""

from __future__ import annotations

import json
import sys
import threading

import numpy as np
from rich.console import Console

from audio.endpoint import EndpointSettings
from audio.microphone import Microphone
from audio.protocols import Block, Samples
from audio.samples import load_audio
from audio.silero_engine import SileroDetector
from audio.speaker import Speaker
from audio.transcript import Transcript, Word
from interviewer.config import Config, sessions_folder
from interviewer.review.review import build_review
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import SessionWriter, read_session
from interviewer.voice.equipment import make_synthesizer
from interviewer.voice.ports import MicrophoneEars, Sound, VoicePorts
from interviewer.voice.recogniser import Recogniser
from interviewer.voice.screen import VoiceScreen
from prompts.schema import BehavioralQuestion, FollowUpLine
from rubrics.assessment import Assessment, Criterion, Evidence, ScorerInfo
from rubrics.scripted_judge import ScriptedJudge

QUESTION = BehavioralQuestion(
    id="bq-voice-test",
    kind="behavioral",
    text="Tell me about a time when you fixed something.",
    principles=("dive-deep",),
    follow_ups=(FollowUpLine(target="metric", line="How much did it help?"),),
)
SCRIPT = ("I fixed the pipeline that was broken for weeks", "It cut the error rate by half")


class Listener:
    """Passes samples on to a recogniser and keeps them."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self.got: list[Samples] = []

    def load(self) -> None:
        if hasattr(self._inner, "load"):
            self._inner.load()

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        self.got.append(samples.copy())
        return self._inner.transcribe(samples, prompt)


class CountingMicrophone(Microphone):
    """Counts what the device gives while the program listens."""

    received = 0

    def start(self, consume) -> None:
        def count(block: Block) -> None:
            CountingMicrophone.received += len(block.samples)
            consume(block)

        super().start(count)


class ScriptedTurns:
    """Gives the words of the turn that is open, whatever the sound, as often as it is asked."""

    def __init__(self) -> None:
        self.turn = 1

    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        text = SCRIPT[self.turn - 1]
        spoken = [Word(text=w, start_s=0.4 * i, end_s=0.4 * (i + 1)) for i, w in enumerate(text.split())]
        return Transcript(words=tuple(spoken), duration_s=spoken[-1].end_s)


class Screen(VoiceScreen):
    """Tells the scripted words which turn is open."""

    def __init__(self, console: Console, words: ScriptedTurns) -> None:
        super().__init__(console)
        self._words = words

    def listening(self, turn: int, limit_s: float) -> None:
        self._words.turn = turn
        super().listening(turn, limit_s)


def metric_is_missing(question, transcript) -> Assessment:
    text = transcript.words[0].text if transcript.words else ""
    quotes = (Evidence(quote=text, start_char=0, end_char=len(text), start_s=0.0),) if text else ()
    return Assessment(
        score=3.0,
        kind="behavioral",
        recommendation="hire",
        criteria=(
            Criterion(id="story", verdict="met", confidence=0.9, evidence=quotes),
            Criterion(id="action", verdict="met", confidence=0.9, evidence=quotes),
            Criterion(id="result", verdict="met", confidence=0.9, evidence=quotes),
            Criterion(id="own_role", verdict="met", confidence=0.9, evidence=quotes),
            Criterion(id="metric", verdict="missing", confidence=0.9),
        ),
        scorer=ScorerInfo(name="scripted", version="1"),
    )


def main(model: str) -> None:
    words = ScriptedTurns()
    if model == "scripted":
        engine = words
    else:
        from audio.whisper_engine import WhisperTranscriber

        engine = WhisperTranscriber(model, threads=1)
        engine.load()
    listener = Listener(engine)
    detector = SileroDetector()
    detector.load()
    header = Header(session_id="voice", created_at="2026-01-01T00:00:00+00:00", mode="voice", app_version="0")
    writer = SessionWriter.create(sessions_folder(), header)
    screen = Screen(Console(highlight=False), words)
    sound = Sound(
        ears=MicrophoneEars(CountingMicrophone, lambda: None),
        player=Speaker(),
        synthesizer=make_synthesizer(Config()),
        detector=detector,
        recogniser=lambda on_chunk: Recogniser(listener, on_chunk),
        settings=EndpointSettings(end_pause_s=2.0),
    )
    ports = VoicePorts(sound, writer, screen, speak_as=lambda line: line.text, prompt_for=lambda _: "pipeline")
    # Random weights may give no words; nobody is there to say it again.
    interview = Interview(
        questions=(QUESTION,), opening="Hello.", closing="Thank you.", follow_ups=1, patience=Patience(max_requests=0)
    )
    with screen:
        runner = Runner(interview, ports, ScriptedJudge(metric_is_missing), writer)
        result = runner.run()
        ports.close()
    review = build_review(read_session(writer.folder))
    recordings = [load_audio(writer.folder / t.answer_audio) for t in review.turns if t.answer_audio]
    exact = [any(_within(part, recording) for recording in recordings) for part in listener.got]
    print(
        json.dumps(
            {
                "result": result,
                "folder": str(writer.folder),
                "turns": [t.model_dump(mode="json") for t in review.turns],
                "parts": [len(part) for part in listener.got],
                "parts_exact": exact,
                "threads": threading.active_count(),
            }
        )
    )


def _within(part: Samples, recording: Samples) -> bool:
    """Whether `part` stands in the recording, sample for sample."""
    if len(part) > len(recording):
        return False
    loudest = int(np.argmax(np.abs(part)))
    for place in np.flatnonzero(np.abs(recording - part[loudest]) < 1e-6):
        start = int(place) - loudest
        if (
            start >= 0
            and start + len(part) <= len(recording)
            and np.array_equal(recording[start : start + len(part)], part)
        ):
            return True
    return False


if __name__ == "__main__":
    main(sys.argv[1])
