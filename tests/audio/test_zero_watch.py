"""A microphone that is gone, and one that only silences its own pauses."""

from __future__ import annotations

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from audio.zero_watch import DEAD_S, ZeroWatch
from tests.audio.speech import tone


def opened(*parts):
    """A watch whose device has been opened and has given tones (positive seconds) and zeros (negative)."""
    watch = ZeroWatch()
    watch.opened(0.0)
    hear(watch, *parts)
    return watch


def hear(watch, *parts):
    for seconds in parts:
        for _ in range(round(abs(seconds) * 10)):
            watch.push(tone(0.1) if seconds > 0 else silence(0.1), SAMPLE_RATE)


def test_zeros_after_sound_are_a_dead_device():
    watch = opened(-0.2, 1.0, -0.8)
    assert not watch.dead
    hear(watch, -0.2)
    assert watch.dead
    assert DEAD_S + 0.3 + 0.25 <= 1.5, "with sound that is still under way, and the time between two looks"


@pytest.mark.parametrize("before_s", [0.0, -10.0])
def test_a_device_that_silences_its_pauses_is_not_dead(before_s):
    assert not opened(before_s, 1.0, -1.0, 1.0, -60.0).dead


def test_a_device_that_has_never_given_sound_is_not_called_dead():
    assert not opened(-60.0).dead


def test_zeros_within_a_block_count():
    watch = opened(1.0)
    block = silence(0.8)
    block[0] = 0.1
    watch.push(block, SAMPLE_RATE)
    assert not watch.dead
    hear(watch, -0.3)
    assert watch.dead, "the end of the block and what follows"


def test_a_false_alarm_happens_once():
    watch = opened(1.0, -1.5)
    assert watch.dead
    watch.closed(10.0)
    watch.opened(10.4)
    assert not watch.dead
    hear(watch, -1.0, 1.0, -60.0)
    assert not watch.dead, "it gave sound at once: it had never been gone"


@pytest.mark.parametrize(("reopened_s", "zeros_s"), [(25.0, 0.0), (10.4, -15.0)])
def test_a_device_that_was_really_gone_is_watched_again(reopened_s, zeros_s):
    watch = opened(1.0, -1.5)
    watch.closed(10.0)
    watch.opened(reopened_s)
    hear(watch, zeros_s, 1.0, -0.8)
    assert not watch.dead
    hear(watch, -0.2)
    assert watch.dead


def test_a_device_opened_again_in_vain_is_still_the_one_that_was_gone():
    watch = opened(1.0, -1.5)
    watch.closed(10.0)
    watch.opened(10.5)
    watch.closed(11.0)
    watch.opened(15.0)
    hear(watch, 1.0, -1.5)
    assert watch.dead


def test_a_pause_of_its_own_after_coming_back_shows_a_gate():
    watch = opened(1.0, -1.5)
    watch.closed(10.0)
    watch.opened(30.0)
    hear(watch, 1.0, -0.8, 1.0, -60.0)
    assert not watch.dead


def test_closing_a_healthy_device_raises_no_suspicion():
    watch = opened(1.0, -0.3)
    watch.closed(5.0)
    watch.opened(5.1)
    hear(watch, 1.0, -1.3)
    assert watch.dead


@pytest.mark.parametrize(("stall_s", "zeros_s"), [(0.95, 0.2), (0.28, 0.5)])
def test_the_time_without_any_block_counts_where_zeros_follow(stall_s, zeros_s):
    watch = opened(1.0)
    watch.stalled(stall_s)
    hear(watch, 0.1, -(zeros_s - 0.1))
    assert not watch.dead
    hear(watch, -0.1)
    assert watch.dead
    hear(watch, -2.0)
    assert watch.dead, "and it stays so"


def test_a_stall_with_new_sound_after_it_is_forgotten():
    watch = opened(1.0)
    watch.stalled(0.95)
    hear(watch, 0.3, -0.8)
    assert not watch.dead
    hear(watch, -0.2)
    assert watch.dead


def test_a_gate_that_is_known_excuses_a_stall_in_a_pause_and_a_short_one_but_not_a_long_one_in_sound():
    watch = opened(1.0, -0.6, 1.0, -0.4)
    watch.stalled(0.9)
    hear(watch, -5.0, 1.0)
    watch.stalled(0.3)
    hear(watch, -5.0)
    assert not watch.dead
    hear(watch, 1.0)
    watch.stalled(0.9)
    hear(watch, 0.1, -0.3)
    assert watch.dead


def test_either_channel_of_two_is_sound():
    watch = opened()
    both = np.stack([silence(0.6), tone(0.6)], axis=1)
    watch.push(both, SAMPLE_RATE)
    watch.push(np.zeros_like(both), SAMPLE_RATE)
    assert not watch.dead
    watch.push(np.zeros_like(both), SAMPLE_RATE)
    assert watch.dead
