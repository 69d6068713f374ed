"""Voice mode with scripted engines: recorded files as the microphone, a scripted recogniser, no sound hardware."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from audio.endpoint import EndpointSettings
from audio.errors import DeviceError, SynthesisError, TranscriptionError
from audio.file_recorder import FileRecorder
from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from audio.scripted import EnergyDetector, ScriptedTranscriber, SilentPlayer, ToneSynthesizer
from audio.transcript import Transcript, Word
from interviewer.events import QuitRequested
from interviewer.recogniser import Recogniser
from interviewer.records import Header
from interviewer.review import build_review
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.session_file import SessionWriter, read_session
from interviewer.voice_io import FileEars, MicrophoneEars, Sound, VoicePorts
from interviewer.voice_screen import VoiceScreen
from prompts.schema import BehavioralQuestion, FollowUpLine
from rubrics.assessment import Assessment, Criterion, Evidence, ScorerInfo
from rubrics.scripted_judge import ScriptedJudge

QUESTION = BehavioralQuestion(
    id="bq-test",
    kind="behavioral",
    text="Tell me about a time when you fixed something.",
    principles=("dive-deep",),
    follow_ups=(FollowUpLine(target="metric", line="How much did it help?"),),
)


def speech(seconds: float) -> np.ndarray:
    """A loud hum: speech to the energy detector."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * 200 * t)).astype(np.float32)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def words(text: str, start_s: float = 0.0) -> Transcript:
    spoken = [
        Word(text=w, start_s=start_s + 0.4 * i, end_s=start_s + 0.4 * (i + 1), probability=0.9)
        for i, w in enumerate(text.split())
    ]
    return Transcript(words=tuple(spoken), duration_s=spoken[-1].end_s)


def verdicts(metric: str):
    def judge(question, transcript):
        first = transcript.words[0].text
        quote = Evidence(quote=first, start_char=0, end_char=len(first), start_s=transcript.words[0].start_s)
        return Assessment(
            score=3.0,
            kind="behavioral",
            recommendation="hire",
            criteria=(
                Criterion(id="story", verdict="met", confidence=0.9, evidence=(quote,)),
                Criterion(id="action", verdict="met", confidence=0.9, evidence=(quote,)),
                Criterion(id="metric", verdict=metric, confidence=0.9),
            ),
            scorer=ScorerInfo(name="scripted", version="1"),
        )

    return ScriptedJudge(judge)


class Rig:
    """One interview with files as the microphone."""

    def __init__(self, tmp_path: Path, answers, transcriber, *, judge=None, synthesizer=None, player=None, ears=None):
        header = Header(session_id="s1", created_at="2026-01-01T00:00:00+00:00", mode="file", app_version="0")
        self.writer = SessionWriter.create(tmp_path / "sessions", header)
        recorders = iter([FileRecorder(samples, speed=20) for samples in answers])
        self.screen = VoiceScreen(Console(file=io.StringIO(), force_terminal=False))
        self.ports: VoicePorts
        sound = Sound(
            ears=ears or FileEars(lambda: next(recorders, None), lambda: self.ports.post(QuitRequested())),
            player=player or SilentPlayer(),
            synthesizer=synthesizer or ToneSynthesizer(),
            detector=EnergyDetector(),
            recogniser=lambda on_chunk: Recogniser(transcriber, on_chunk, "no model here"),
            settings=EndpointSettings(end_pause_s=1.0),
        )
        self.ports = VoicePorts(
            sound, self.writer, self.screen, speak_as=lambda line: line.text, prompt_for=lambda _: "XGBoost"
        )
        interview = Interview(
            questions=(QUESTION,), opening="Hello.", closing="Goodbye.", follow_ups=1, patience=Patience()
        )
        self.judge = judge or verdicts("missing")
        self.runner = Runner(interview, self.ports, self.judge, self.writer)

    def run(self):
        try:
            result = self.runner.run()
        finally:
            self.ports.close()
        return result, read_session(self.writer.folder)


def test_a_spoken_interview_keeps_every_sample_and_asks_for_what_was_missing(tmp_path):
    first = np.concatenate([quiet(0.5), speech(2), quiet(0.5), speech(1), quiet(2)])
    second = np.concatenate([speech(1), quiet(2)])
    transcriber = ScriptedTranscriber([words("I fixed the pipeline that was broken"), words("It helped by half")])
    rig = Rig(tmp_path, [first, second], transcriber)
    result, session = rig.run()
    review = build_review(session)
    assert result == "completed"
    assert [t.kind for t in review.turns] == ["question", "follow_up"]
    assert review.turns[0].transcript.text == "I fixed the pipeline that was broken"
    assert review.turns[1].target == "metric"
    assert review.turns[1].asked == "How much did it help?"
    recorded = load_audio(session.folder / "turn-001.wav")
    spoken = np.flatnonzero(np.abs(recorded) > 0.01)
    original = np.flatnonzero(np.abs(first) > 0.01)
    assert spoken[0] == original[0], "the recording begins with the file and nothing is cut off"
    assert np.count_nonzero(np.abs(recorded) > 0.01) == np.count_nonzero(np.abs(first) > 0.01), "no sample was lost"
    assert np.abs(recorded[: len(first)] - first[: len(recorded)]).max() < 1e-4
    assert (session.folder / review.turns[0].line_audio).is_file()
    (start, _), *_ = review.turns[0].voiced
    assert start == pytest.approx(0.5, abs=0.07)
    assert review.turns[0].timing.time_to_first_word_s == pytest.approx(0.5, abs=0.07)
    assert review.turns[0].timing.total_s == pytest.approx(3.5, abs=0.15)


def test_without_a_recogniser_everything_is_recorded_and_timed_and_nothing_is_scored(tmp_path):
    rig = Rig(tmp_path, [np.concatenate([quiet(0.5), speech(2), quiet(2)])], None)
    result, session = rig.run()
    review = build_review(session)
    assert result == "completed"
    assert review.score is None
    assert "no model here" in review.questions[0].unscored_reason
    assert review.turns[0].answer_audio == "turn-001.wav"
    assert review.turns[0].voiced, "times come from voice activity"


def test_a_recogniser_that_fails_leaves_the_recording_and_the_interview(tmp_path):
    rig = Rig(tmp_path, [np.concatenate([speech(2), quiet(2)])], ScriptedTranscriber([TranscriptionError("It broke.")]))
    result, session = rig.run()
    assert result == "completed"
    assert build_review(session).turns[0].notes == ("not_transcribed: It broke.",)
    assert (session.folder / "turn-001.wav").stat().st_size > 2 * SAMPLE_RATE * 2


class BrokenVoice:
    def synthesize(self, text):
        raise SynthesisError("No voice is there.")


def test_without_a_voice_the_lines_are_shown_and_the_interview_goes_on(tmp_path):
    rig = Rig(
        tmp_path,
        [np.concatenate([speech(2), quiet(2)])],
        ScriptedTranscriber([words("I did it all by myself")]),
        judge=verdicts("met"),
        synthesizer=BrokenVoice(),
    )
    result, session = rig.run()
    assert result == "completed"
    assert build_review(session).turns[0].transcript.text == "I did it all by myself"


class BrokenSpeaker:
    def play(self, samples, finished):
        raise DeviceError("The loudspeaker is gone.")

    def stop(self):
        return


def test_without_a_loudspeaker_the_interview_goes_on(tmp_path):
    rig = Rig(
        tmp_path,
        [np.concatenate([speech(2), quiet(2)])],
        ScriptedTranscriber([words("I did it all by myself")]),
        judge=verdicts("met"),
        player=BrokenSpeaker(),
    )
    assert rig.run()[0] == "completed"


class FlakyRecorder:
    """A microphone that dies after `lives` seconds and works again when it is opened anew."""

    def __init__(self, samples, dies_after_s=None):
        self._inner = FileRecorder(samples, speed=20)
        self._dead = threading.Event()
        self._dies_at = None if dies_after_s is None else dies_after_s * SAMPLE_RATE

    def start(self, consume):
        def some(block):
            if self._dies_at is not None and block.end_sample > self._dies_at:
                self._dead.set()
            elif not self._dead.is_set():
                consume(block)

        self._inner.start(some)

    def stop(self):
        self._inner.stop()

    def fault(self):
        return "The microphone was unplugged." if self._dead.is_set() else None


def test_a_microphone_lost_in_the_middle_of_an_answer_comes_back_into_the_same_answer(tmp_path, monkeypatch):
    from interviewer import voice_io

    monkeypatch.setattr(voice_io, "_REOPEN_S", 0.05)
    parts = iter(
        [
            FlakyRecorder(np.concatenate([quiet(0.5), speech(6)]), dies_after_s=3),
            FlakyRecorder(np.concatenate([speech(2), quiet(3)])),
        ]
    )
    ears = MicrophoneEars(lambda: next(parts), lambda: None)
    rig = Rig(tmp_path, [], ScriptedTranscriber([words("One whole answer it is")]), judge=verdicts("met"), ears=ears)
    result, session = rig.run()
    review = build_review(session)
    assert result == "completed"
    assert any("unplugged" in note for note in review.turns[0].notes)
    assert len(review.turns) == 1
    recorded = load_audio(session.folder / "turn-001.wav")
    loud = np.count_nonzero(np.abs(recorded) > 0.01) / SAMPLE_RATE
    assert loud == pytest.approx(2.2 + 2.0, abs=0.35), "what was said before and after is in one recording"


def test_a_full_disk_ends_the_interview_with_one_line_and_keeps_what_there_is(tmp_path, monkeypatch):
    from audio.wav_file import WavWriter

    append = WavWriter.append

    def full(self, samples):
        if self.samples_written > SAMPLE_RATE:
            raise OSError(28, "No space left on device")
        append(self, samples)

    monkeypatch.setattr(WavWriter, "append", full)
    rig = Rig(tmp_path, [np.concatenate([speech(5), quiet(2)])], ScriptedTranscriber([words("I did it")]))
    result, session = rig.run()
    assert result == "failed"
    assert "No space left on device" in next(r for r in session.records if r.code == "finished").detail
    assert len(load_audio(session.folder / "turn-001.wav")) >= SAMPLE_RATE
