"""What the doctor says of a microphone, on noise and speech of known loudness."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import Levels, advice, measure_levels, silent
from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from tests.audio.speech import tone


def noise(level_dbfs, duration_s=1.5):
    drawn = np.random.default_rng(1).standard_normal(round(duration_s * SAMPLE_RATE))
    return (10 ** (level_dbfs / 20) * drawn).astype(np.float32)


def sentence(level_dbfs, noise_dbfs=-70.0):
    """Half a sound of that loudness, half a pause."""
    sound = np.concatenate([tone(2.5, level=np.sqrt(2) * 10 ** (level_dbfs / 20)), silence(2.5)])
    return sound + noise(noise_dbfs, 5.0)


def test_levels_are_those_of_the_sound():
    levels = measure_levels(noise(-60), sentence(-25))
    assert levels.noise_dbfs == pytest.approx(-60, abs=1)
    assert levels.speech_dbfs == pytest.approx(-25, abs=0.5)
    assert levels.clipping_share == 0
    assert advice(levels) == ""


def test_clipping_is_counted():
    levels = measure_levels(noise(-60), np.clip(4 * sentence(-10), -1, 1))
    assert levels.clipping_share > 0.2
    assert "down" in advice(levels)


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        (Levels(-60), ""),
        (Levels(-40), "quieter place"),
        (Levels(-120), "muted"),
        (Levels(-120, -120), "muted"),
        (Levels(-120, -25), ""),
        (Levels(-60, -45), "come closer"),
        (Levels(-35, -25), "nearly as loud"),
        (Levels(-30, -12), "headset"),
        (Levels(-60, -20, 0.01), "cut off"),
    ],
)
def test_advice(levels, says):
    assert says in advice(levels)
    assert bool(says) == bool(advice(levels))


def test_nothing_is_silent():
    assert silent(measure_levels(silence(1)))
    assert silent(measure_levels(silence(0), silence(0)))
    assert not silent(measure_levels(silence(1), sentence(-20)))
