"""The policy of turns: clicks, dips, pauses, resumptions, more time, and real speech with known silences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.endpoint import (
    EndOfTurn,
    Endpointer,
    EndpointSettings,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    speech_segments,
)
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE
from audio.scripted import EnergyDetector
from tests.audio.speech import SENTENCES, spliced

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE


def feed(endpointer, *parts):
    """Push (probability, seconds) parts; returns (frame index, signal) pairs."""
    heard = []
    for probability, seconds in parts:
        for _ in range(round(seconds / FRAME_S)):
            index = endpointer._now // FRAME_SAMPLES
            heard += [(index, signal) for signal in endpointer.push(probability)]
    return heard


def signals(*parts):
    return [signal for _, signal in feed(Endpointer(), *parts)]


def at(seconds):
    return round(seconds / FRAME_S) * FRAME_SAMPLES


def test_an_answer_with_one_pause():
    assert signals((0, 1.6), (1, 3.2), (0, 1.6), (1, 3.2), (0, 3.2)) == [
        SpeechStarted(at(1.6)),
        SpeechPaused(at(4.8)),
        SpeechResumed(at(6.4)),
        SpeechPaused(at(9.6)),
        EndOfTurn(at(9.6)),
    ]


def test_the_moments_are_those_of_the_settings():
    heard = feed(Endpointer(), (1, 3.2), (0, 3.2))
    moments = {type(signal): (index + 1) * FRAME_S for index, signal in heard}
    assert moments[SpeechStarted] == pytest.approx(0.096)
    assert moments[SpeechPaused] == pytest.approx(3.2 + 0.4, abs=FRAME_S)
    assert moments[EndOfTurn] == pytest.approx(3.2 + 2.5, abs=FRAME_S)


def test_thinking_before_the_first_word_is_never_an_end():
    assert signals((0, 600)) == []


@pytest.mark.parametrize("click_s", [0.032, 0.064])
def test_clicks_are_not_speech_and_do_not_hold_up_the_end(click_s):
    assert signals((0, 1), (1, click_s), (0, 5)) == []
    heard = signals((1, 1.6), (0, 1), (1, click_s), (0, 1), (1, click_s), (0, 1))
    assert heard == [SpeechStarted(0), SpeechPaused(at(1.6)), EndOfTurn(at(1.6))]


def test_hysteresis():
    assert signals((0.4, 10)) == []
    assert signals((0.6, 0.32), (0.4, 10)) == [SpeechStarted(0)]
    assert SpeechPaused(at(0.32)) in signals((0.6, 0.32), (0.34, 1))


def test_the_turn_is_taken_up_again_after_its_end():
    heard = signals((1, 1.6), (0, 3.2), (1, 1.6), (0, 3.2))
    assert heard[2:] == [EndOfTurn(at(1.6)), SpeechResumed(at(4.8)), SpeechPaused(at(6.4)), EndOfTurn(at(6.4))]


def test_more_time_is_for_one_pause():
    endpointer = Endpointer()
    feed(endpointer, (1, 1.6), (0, 1.6))
    endpointer.extend(10)
    assert endpointer.end_pause_s == 12.5
    assert feed(endpointer, (0, 10.8)) == []
    assert [signal for _, signal in feed(endpointer, (0, 0.32))] == [EndOfTurn(at(1.6))]
    assert EndOfTurn in {type(signal) for _, signal in feed(endpointer, (1, 1.6), (0, 2.6))}


def test_more_time_asked_while_speaking_is_for_the_next_pause():
    endpointer = Endpointer()
    feed(endpointer, (1, 1.6))
    endpointer.extend(5)
    assert EndOfTurn not in {type(signal) for _, signal in feed(endpointer, (1, 1), (0, 7))}
    assert EndOfTurn in {type(signal) for _, signal in feed(endpointer, (0, 1))}


def test_more_time_after_the_end_takes_the_end_back():
    endpointer = Endpointer()
    feed(endpointer, (1, 1.6), (0, 3.2))
    endpointer.extend(5)
    assert feed(endpointer, (0, 4)) == []
    assert [signal for _, signal in feed(endpointer, (0, 1))] == [EndOfTurn(at(1.6))]


def test_segments_are_split_by_short_gaps_and_grow():
    endpointer = Endpointer()
    feed(endpointer, (1, 0.96), (0, 0.064), (1, 0.96), (0, 0.256), (1, 0.32))
    assert endpointer.segments == ((0, at(1.984)), (at(2.24), at(2.56)))
    assert endpointer.last_segment == endpointer.segments[-1]
    feed(endpointer, (1, 0.32))
    assert endpointer.last_segment == (at(2.24), at(2.88))


def test_a_probability_that_is_no_number_is_silence():
    assert signals((float("nan"), 2)) == []
    assert signals((1, 1.6), (float("nan"), 3.2))[-1] == EndOfTurn(at(1.6))


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 60)), max_size=40))
def test_signals_and_segments_are_always_in_order(runs):
    endpointer = Endpointer(EndpointSettings())
    heard = [signal for probability, n in runs for _ in range(n) for signal in endpointer.push(probability)]
    kinds = [type(signal) for signal in heard]
    assert [kind for kind in kinds if kind is SpeechStarted] == kinds[:1]
    for before, after in pairwise(kinds):
        allowed = {
            SpeechStarted: {SpeechPaused},
            SpeechPaused: {SpeechResumed, EndOfTurn},
            SpeechResumed: {SpeechPaused},
            EndOfTurn: {SpeechResumed},
        }
        assert after in allowed[before]
    edges = [edge for segment in endpointer.segments for edge in segment]
    assert edges == sorted(edges)
    assert all(end - start >= 3 * FRAME_SAMPLES for start, end in endpointer.segments)


def test_real_speech_with_known_silences():
    samples, spans = spliced(1.0, SENTENCES[0], 1.5, SENTENCES[1], 0.8, SENTENCES[2], 1.0)
    segments = speech_segments(EnergyDetector(), samples)
    for start, end in spans:
        assert min(abs(segment[0] - start) for segment in segments) <= 2 * FRAME_SAMPLES
        assert min(abs(segment[1] - end) for segment in segments) <= 3 * FRAME_SAMPLES
    inside = [any(start - 1024 <= a and b <= end + 1024 for start, end in spans) for a, b in segments]
    assert all(inside)
