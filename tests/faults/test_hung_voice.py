"""Voices that hang or are missing: a line is spoken by the next one, or shown, and nobody waits for long."""

from __future__ import annotations

import sys
import time

import pytest

from audio import pyttsx3_engine
from audio.cached_synthesizer import CachedSynthesizer
from audio.command_synthesizer import SubprocessSynthesizer
from audio.errors import SynthesisError
from audio.fallback_synthesizer import FallbackSynthesizer
from audio.pyttsx3_engine import Pyttsx3Synthesizer
from tests.audio.speech import need_espeak

LINE = "Tell me about a time you simplified something."


@pytest.fixture
def hung_pyttsx3(tmp_path, monkeypatch):
    """pyttsx3 whose process never answers."""
    worker = tmp_path / "worker.py"
    worker.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(pyttsx3_engine, "_WORKER", worker)
    return Pyttsx3Synthesizer(timeout_s=0.5)


def test_a_hung_voice_costs_one_time_limit_and_then_another_one_speaks(hung_pyttsx3, tmp_path):
    need_espeak()
    voice = CachedSynthesizer(FallbackSynthesizer([hung_pyttsx3, SubprocessSynthesizer()]), tmp_path / "lines")
    started_s = time.monotonic()
    assert len(voice.synthesize(LINE)) > 16_000
    first_s = time.monotonic() - started_s
    assert 0.5 < first_s < 5
    started_s = time.monotonic()
    assert len(voice.synthesize(f"{LINE} Go on.")) > 16_000
    assert time.monotonic() - started_s < first_s - 0.3, "the one that works is asked first from then on"


def test_a_hung_reserve_is_ended_too(hung_pyttsx3):
    hung_pyttsx3.warm_up()
    reserve = hung_pyttsx3._reserve._worker
    with pytest.raises(SynthesisError, match="did not finish"):
        hung_pyttsx3.synthesize(LINE)
    assert reserve.poll() is not None
    assert hung_pyttsx3._reserve._worker is None


def test_when_every_voice_hangs_the_reason_is_said_within_their_limits(hung_pyttsx3, tmp_path):
    program = tmp_path / "voice"
    program.write_text(f"#!{sys.executable}\nimport time; time.sleep(600)")
    program.chmod(0o755)
    voice = FallbackSynthesizer([hung_pyttsx3, SubprocessSynthesizer(str(program), timeout_s=0.5)])
    started_s = time.monotonic()
    with pytest.raises(SynthesisError, match="did not finish"):
        voice.synthesize(LINE)
    assert time.monotonic() - started_s < 6
