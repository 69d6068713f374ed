"""The scripted engines keep their script, and the protocols."""

from __future__ import annotations

import threading
import time

import pytest

from audio.errors import SynthesisError, TranscriptionError
from audio.once import Once
from audio.protocols import FRAME_SAMPLES, Player, SpeechDetector, Synthesizer, Transcriber
from audio.samples import rms_dbfs, silence
from audio.scripted import EnergyDetector, ScriptedDetector, ScriptedTranscriber, SilentPlayer, ToneSynthesizer
from audio.transcript import Transcript, Word
from tests.audio.speech import tone


def test_they_are_what_they_stand_for():
    transcriber: Transcriber = ScriptedTranscriber([])
    detectors: list[SpeechDetector] = [EnergyDetector(), ScriptedDetector([])]
    player: Player = SilentPlayer()
    synthesizer: Synthesizer = ToneSynthesizer()
    assert all((transcriber, *detectors, player, synthesizer))


def test_transcripts_come_in_order_and_then_an_error():
    hello = Transcript(words=(Word(text="Hello", start_s=0, end_s=1),))
    transcriber = ScriptedTranscriber([hello, TranscriptionError("it failed"), Transcript()])
    assert transcriber.transcribe(tone(1.0), "terms") == hello
    with pytest.raises(TranscriptionError, match="it failed"):
        transcriber.transcribe(tone(2.0))
    assert transcriber.transcribe(silence(3.0)).text == ""
    with pytest.raises(TranscriptionError, match="used up"):
        transcriber.transcribe(tone(1.0))
    assert transcriber.prompts[:2] == ["terms", ""]
    assert transcriber.durations_s[:3] == [1.0, 2.0, 3.0]


def test_detectors():
    scripted = ScriptedDetector([0.1, 0.9])
    assert [scripted.probability(silence(0.032)) for _ in range(3)] == [0.1, 0.9, 0.0]
    scripted.reset()
    assert scripted.probability(silence(0.032)) == 0.1
    energy = EnergyDetector()
    assert energy.probability(tone(0.032)) == 1.0
    assert energy.probability(tone(0.032, level=0.001)) == 0.0
    assert energy.probability(silence(FRAME_SAMPLES / 16_000)) == 0.0


def test_a_tone_is_as_long_as_its_words():
    assert len(ToneSynthesizer().synthesize("one two three")) == 19_200
    assert rms_dbfs(ToneSynthesizer().synthesize("one")) > -20
    with pytest.raises(SynthesisError):
        ToneSynthesizer().synthesize("  ")


def test_a_silent_player_finishes_at_once_or_in_time():
    done = threading.Event()
    SilentPlayer().play(tone(5.0), done.set)
    assert done.is_set()
    done.clear()
    started_s = time.monotonic()
    SilentPlayer(speed=10).play(tone(1.0), done.set)
    assert not done.is_set()
    assert done.wait(5)
    assert time.monotonic() - started_s >= 0.1


def test_a_stopped_player_finishes_once():
    calls = []
    player = SilentPlayer(speed=10)
    player.play(tone(1.0), lambda: calls.append(1))
    player.stop()
    player.stop()
    player.play(tone(1.0), lambda: calls.append(2))
    player.play(tone(0.1), lambda: calls.append(3))
    time.sleep(0.3)
    assert calls == [1, 2, 3]


def test_once():
    calls = []
    once = Once(lambda: calls.append(1))
    threads = [threading.Thread(target=once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [1]
