"""Voice over a line: noticed after 0.3 s, whatever shorter is not, and every sample of it can be had."""

from __future__ import annotations

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from audio.scripted import EnergyDetector
from audio.spoken_over import KEPT_S, PRE_ROLL_S, SpokenOver
from tests.audio.speech import tone


def noticed_after_s(over, samples, size=700):
    for start in range(0, len(samples), size):
        if over.push(samples[start : start + size]):
            return (start + size) / SAMPLE_RATE
    return None


def test_voice_is_noticed_and_kept_from_before_its_first_sample():
    over = SpokenOver(EnergyDetector())
    sound = np.concatenate((silence(2), tone(1)))
    assert noticed_after_s(over, sound) == pytest.approx(2.3, abs=0.1)
    assert over.spoken_over
    kept = over.take()
    assert np.flatnonzero(kept)[0] / SAMPLE_RATE == pytest.approx(PRE_ROLL_S, abs=0.04)
    assert np.count_nonzero(kept) > 0.29 * SAMPLE_RATE
    assert not len(over.take()), "it is given once"


@pytest.mark.parametrize("seconds", [0.05, 0.15, 0.25])
def test_a_cough_is_no_voice(seconds):
    over = SpokenOver(EnergyDetector())
    sound = np.concatenate((silence(1), tone(seconds), silence(1), tone(seconds), silence(1)))
    assert noticed_after_s(over, sound) is None
    assert not over.spoken_over
    assert not len(over.take())


def test_voice_that_has_just_begun_is_not_lost():
    over = SpokenOver(EnergyDetector())
    over.push(np.concatenate((silence(1), tone(0.2))))
    assert not over.spoken_over
    assert np.count_nonzero(over.take()) > 0.19 * SAMPLE_RATE


def test_everything_can_be_had_and_a_new_line_forgets():
    over = SpokenOver(EnergyDetector())
    sound = np.concatenate((silence(1), tone(1)))
    over.push(sound)
    assert np.array_equal(over.take(everything=True), sound)
    over.push(sound)
    over.restart()
    assert not over.spoken_over
    assert not len(over.take(everything=True))


def test_what_is_kept_is_bounded():
    over = SpokenOver(EnergyDetector())
    for _ in range(60):
        over.push(silence(1.0))
    assert len(over.take(everything=True)) <= KEPT_S * SAMPLE_RATE
