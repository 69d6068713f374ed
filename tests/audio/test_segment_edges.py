"""Edges of segments move to where the sound rises from the noise, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from audio.segment_edges import refined_segments
from tests.audio.speech import spliced, tone


def noise(duration_s, level, seed=0):
    return (level * np.random.default_rng(seed).standard_normal(round(duration_s * SAMPLE_RATE))).astype(np.float32)


def two_sounds(level=0.001):
    """Sound from 1.0 to 2.0 s and from 3.0 to 4.0 s in noise."""
    sound = np.concatenate([silence(1), tone(1.0), silence(1), tone(1.0), silence(1)])
    return sound + noise(5.0, level)


def test_edges_that_are_off_are_put_right():
    late = [(1.08, 2.15), (2.92, 4.09)]
    refined = refined_segments(two_sounds(), late)
    assert np.allclose(refined, [(1.0, 2.0), (3.0, 4.0)], atol=0.02)


def test_edges_that_are_right_stay():
    right = [(1.0, 2.0), (3.0, 4.0)]
    assert np.allclose(refined_segments(two_sounds(), right), right, atol=0.02)


def test_an_edge_moves_no_farther_than_its_reach():
    sound = np.concatenate([silence(1), tone(2.0), silence(1)]) + noise(4.0, 0.001)
    ((start, end),) = refined_segments(sound, [(1.5, 2.3)])
    assert 1.38 <= start <= 1.5
    assert 2.3 <= end <= 2.42


def test_where_nothing_stands_out_nothing_moves():
    segments = [(1.0, 2.0), (3.0, 4.0)]
    assert refined_segments(noise(5.0, 0.1), segments) == tuple(segments)
    assert refined_segments(silence(5.0), segments) == tuple(segments)


def test_a_click_and_a_breath_in_the_pause_are_not_speech():
    sound = two_sounds()
    sound[round(2.06 * SAMPLE_RATE)] += 0.2
    sound[round(2.4 * SAMPLE_RATE) : round(2.85 * SAMPLE_RATE)] += noise(0.45, 0.01, seed=3)
    refined = refined_segments(sound, [(1.0, 2.1), (2.95, 4.0)])
    assert refined[0][1] == pytest.approx(2.0, abs=0.03)
    assert refined[1][0] == pytest.approx(3.0, abs=0.03)


def test_without_sound_or_segments_nothing_happens():
    assert refined_segments(silence(0), [(0.0, 1.0)]) == ((0.0, 1.0),)
    assert refined_segments(two_sounds(), []) == ()
    assert refined_segments(silence(0.01), [(0.0, 0.01)]) == ((0.0, 0.01),)


def test_a_spoken_answer_has_its_pauses_where_they_were_put():
    samples, spans = spliced(1.0, "I measured the cost of every call", 0.8, "and I cut it by half.", 1.0)
    truth = [(start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in spans]
    late = [(start + 0.03, end + 0.09) for start, end in truth]
    refined = refined_segments(samples + noise(len(samples) / SAMPLE_RATE, 0.0003), late)
    assert np.allclose(refined, truth, atol=0.03)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 3), max_size=12).map(sorted), st.integers(0, 2**32 - 1), st.floats(0, 3))
def test_any_segments_stay_in_order(times, seed, duration_s):
    segments = list(zip(times[::2], times[1::2], strict=False))
    sound = noise(duration_s, 0.1, seed) * (np.random.default_rng(seed).random(round(duration_s * SAMPLE_RATE)) < 0.5)
    refined = refined_segments(sound.astype(np.float32), segments)
    assert len(refined) == len(segments)
    edges = [edge for segment in refined for edge in segment]
    if all(b > a for a, b in zip(edges_of(segments), edges_of(segments)[1:], strict=False)):
        assert edges == sorted(edges)


def edges_of(segments):
    return [edge for segment in segments for edge in segment]
