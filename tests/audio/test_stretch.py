"""Faster and slower speech: the length changes, the pitch does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.protocols import SAMPLE_RATE
from audio.samples import rms_dbfs, silence
from audio.stretch import stretched
from tests.audio.speech import SENTENCES, say, tone

SPEEDS = (0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2.0, 3.0)


def dominant_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * SAMPLE_RATE / len(samples)


def voice(fundamental_hz, duration_s=3.0):
    """A buzz with falling harmonics, as a voice has."""
    time_s = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    partials = [np.sin(2 * np.pi * fundamental_hz * k * time_s) / k for k in range(1, 9)]
    return (0.1 * np.sum(partials, axis=0)).astype(np.float32)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_duration_is_right_within_one_percent(speed):
    speech = say(SENTENCES[2])
    assert len(stretched(speech, speed)) == pytest.approx(len(speech) / speed, rel=0.01)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_pitch_of_a_tone_stays(speed):
    assert dominant_hz(stretched(tone(3.0), speed)) == pytest.approx(440, rel=0.02)


@pytest.mark.parametrize("fundamental_hz", [95, 120, 180, 240])
@pytest.mark.parametrize("speed", [0.75, 1.5])
def test_the_pitch_of_voices_stays(fundamental_hz, speed):
    assert dominant_hz(stretched(voice(fundamental_hz), speed)) == pytest.approx(fundamental_hz, rel=0.02)


@pytest.mark.parametrize("speed", SPEEDS)
def test_speech_stays_as_loud_and_never_clips_anew(speed):
    speech = say(SENTENCES[0])
    out = stretched(speech, speed)
    assert rms_dbfs(out) == pytest.approx(rms_dbfs(speech), abs=1.5)
    assert np.abs(out).max() <= 1.1 * np.abs(speech).max()
    assert np.isfinite(out).all()


def test_a_pause_keeps_its_place():
    samples = np.concatenate([tone(2.0), silence(1.0), tone(2.0)])
    out = stretched(samples, 2.0)
    quiet = np.flatnonzero(np.abs(out) < 0.001)
    middle = quiet[(quiet > 0.5 * SAMPLE_RATE) & (quiet < 2.0 * SAMPLE_RATE)]
    assert np.median(middle) / SAMPLE_RATE == pytest.approx(1.25, abs=0.03)


def test_speed_one_is_the_very_same_array_and_snippets_are_left_alone():
    speech = tone(1.0)
    assert stretched(speech, 1.0) is speech
    short = tone(0.05)
    assert stretched(short, 2.0) is short
    assert len(stretched(silence(0), 2.0)) == 0


@pytest.mark.parametrize("speed", [0, -1.0])
def test_a_speed_must_be_positive(speed):
    with pytest.raises(ValueError, match="positive"):
        stretched(tone(1.0), speed)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.4, 4.0), st.integers(0, SAMPLE_RATE))
def test_any_speed_and_length_give_finite_float32(speed, length):
    out = stretched(np.ones(length, np.float32) * 0.5, speed)
    assert out.dtype == np.float32
    assert np.isfinite(out).all()
