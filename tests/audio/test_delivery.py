"""Pace, pauses and fillers by hand-worked examples."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.delivery import (
    SILERO_END_LAG_S,
    UNWORDED,
    Delivery,
    Filler,
    Pause,
    RepeatedStart,
    find_fillers,
    find_repeated_starts,
    measure_delivery,
)
from audio.transcript import Transcript, Word


def transcript(*timed, estimated=False):
    words = tuple(Word(text=text, start_s=start, end_s=end) for text, start, end in timed)
    return Transcript(words=words, duration_s=words[-1].end_s if words else 0, estimated=estimated)


def said(text):
    return transcript(*((word, index, index + 1) for index, word in enumerate(text.split())))


def fillers(text):
    return [filler.text for filler in find_fillers(said(text).words)]


FOUR = transcript(("We", 1.0, 1.5), ("cut", 1.5, 2.0), ("the", 3.0, 3.5), ("cost", 3.9, 4.0))


def test_pace_and_pauses_from_the_words():
    delivery = measure_delivery(FOUR)
    assert delivery.words_per_minute == pytest.approx(60 * 4 / 3.0)
    assert delivery.articulation_rate == pytest.approx(60 * 4 / (3.0 - 1.0 - 0.4))
    assert delivery.pauses == (Pause(start_s=2.0, end_s=3.0),)
    assert delivery.longest_pause_s == pytest.approx(1.0)
    assert delivery.time_to_first_word_s == 1.0


def test_detected_speech_is_sharper_about_silence_than_words():
    stretched = transcript(("We", 0.0, 1.5), ("cut", 1.5, 3.2), ("cost", 3.2, 4.0))
    delivery = measure_delivery(stretched, [(1.1, 2.0), (3.0, 4.0)], end_lag_s=0)
    assert delivery.time_to_first_word_s == 1.1
    assert delivery.pauses == (Pause(start_s=2.0, end_s=3.0),)
    assert delivery.words_per_minute == pytest.approx(60 * 3 / 2.9)
    assert delivery.articulation_rate == pytest.approx(60 * 3 / 1.9)


def test_a_cough_before_the_first_word_is_neither_its_start_nor_a_pause():
    words = transcript(("We", 5.0, 5.4), ("cut", 5.4, 6.0))
    delivery = measure_delivery(words, [(0.5, 0.7), (5.1, 6.0), (8.0, 8.2)])
    assert delivery.time_to_first_word_s == 5.1
    assert delivery.pauses == ()


def test_nothing_to_measure_is_none():
    assert measure_delivery(Transcript(duration_s=5)) == Delivery()
    assert measure_delivery(Transcript(duration_s=5), [(1, 2)]) == Delivery()
    one = measure_delivery(transcript(("Yes.", 1.0, 1.4)))
    assert one.words_per_minute is one.articulation_rate is one.longest_pause_s is None
    assert one.time_to_first_word_s == 1.0


def test_of_estimated_times_only_the_fillers_are_kept():
    typed = transcript(("Um,", 0.0, 0.4), ("yes.", 0.4, 0.8), estimated=True)
    assert measure_delivery(typed) == Delivery(fillers=(Filler(text="um", start_s=0.0),))


def test_hesitations():
    assert fillers("Um, I think uh we er cut Hmm. the uhm cost") == ["um", "uh", "er", "hmm", "uhm"]
    assert fillers("The drum hummed an error to her umbrella") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was, like, huge.", ["like"]),
        ("Like, we had no data.", ["like"]),
        ("I would like, if I may, to add one thing.", []),
        ("Models like XGBoost, like, overfit.", ["like"]),
        ("You know, it failed.", ["you know"]),
        ("As you know, it failed.", []),
        ("Do you know the result?", []),
        ("It failed. I mean, it broke.", ["i mean"]),
        ("What I mean, in short, is this.", []),
        ("It was, sort of, done.", ["sort of"]),
        ("A sort of tree, kind of like that.", []),
        ("A new kind of, well, tree", []),
        ("Um, you know, it failed.", ["um", "you know"]),
        ("Kind of.", []),
    ],
)
def test_phrases_count_only_where_they_are_set_off(text, expected):
    assert fillers(text) == expected


def test_a_filler_has_the_time_of_its_first_word():
    found = list(find_fillers(said("Well, you know, yes").words))
    assert found == [Filler(text="you know", start_s=1)]


def test_the_json_is_that_of_the_contract():
    data = json.loads(measure_delivery(FOUR).model_dump_json())
    assert set(data) == {
        "words_per_minute", "articulation_rate", "pauses", "longest_pause_s", "time_to_first_word_s", "fillers",
        "fillers_are", "repeated_starts", "silence_share",
    }  # fmt: skip
    assert data["fillers_are"] == "a lower bound"
    assert data["pauses"] == [{"start_s": 2.0, "end_s": 3.0}]


def test_the_detector_ends_speech_late_and_that_is_taken_off():
    words = transcript(("We", 0.0, 1.0), ("cut", 3.0, 4.0))
    delivery = measure_delivery(words, [(0.0, 1.0 + SILERO_END_LAG_S), (3.0, 4.0 + SILERO_END_LAG_S)])
    assert delivery.pauses[0].start_s == pytest.approx(1.0)
    assert delivery.pauses[0].end_s == 3.0
    assert delivery.words_per_minute == pytest.approx(60 * 2 / 4.0)


def test_the_share_of_silence():
    assert measure_delivery(FOUR).silence_share == pytest.approx(1.4 / 3.0)
    assert measure_delivery(transcript(("We", 0, 1), ("cut", 1.2, 2))).silence_share == 0
    assert measure_delivery(transcript(("We", 1, 1))).silence_share is None


def test_a_last_word_that_is_stretched_over_silence_ends_with_the_voice():
    delivery = measure_delivery(transcript(("We", 0.0, 1.0), ("cut", 1.0, 9.0)), [(0.0, 2.0)], end_lag_s=0)
    assert delivery.words_per_minute == pytest.approx(60 * 2 / 2.0)


def test_a_short_voice_without_a_word_is_a_filler():
    words = transcript(("We", 0.0, 0.5), ("cut", 3.0, 3.5))
    voiced = [(0.0, 0.5), (1.0, 1.3), (1.6, 1.65), (3.0, 3.5), (5.0, 5.3)]
    assert measure_delivery(words, voiced, end_lag_s=0).fillers == (Filler(text=UNWORDED, start_s=1.0),)
    worded = transcript(("We", 0.0, 0.5), ("um", 1.1, 1.2), ("cut", 3.0, 3.5))
    assert measure_delivery(worded, voiced, end_lag_s=0).fillers == (Filler(text="um", start_s=1.1),)
    long = [(0.0, 0.5), (1.0, 2.5), (3.0, 3.5)]
    assert measure_delivery(words, long, end_lag_s=0).fillers == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I I think so", ["i"]),
        ("we we did it", ["we"]),
        ("And we, um, we did it", ["we"]),
        ("and then we and then we left", ["and then we"]),
        ("the the the model", ["the", "the"]),
        ("I was- I was late", ["i was"]),
        ("It was very very good", []),
        ("He had had enough", []),
        ("I know that that is wrong", []),
        ("No no, it failed", []),
        ("I did. I did it twice.", []),
        ("We left. We won.", []),
        ("Yes", []),
        ("", []),
    ],
)
def test_repeated_starts(text, expected):
    assert [start.text for start in find_repeated_starts(said(text).words)] == expected


def test_a_repeated_start_has_the_time_of_its_first_word():
    assert list(find_repeated_starts(said("so I I did").words)) == [RepeatedStart(text="i", start_s=1)]


times = st.lists(st.floats(0, 600), max_size=40).map(sorted)


@given(times, times)
def test_any_times_give_sound_measures(word_times, segment_times):
    pairs = list(zip(word_times[::2], word_times[1::2], strict=False))
    words = transcript(*(("word", start, end) for start, end in pairs))
    segments = list(zip(segment_times[::2], segment_times[1::2], strict=False))
    for given_segments in (None, segments):
        delivery = measure_delivery(words, given_segments)
        for rate in (delivery.words_per_minute, delivery.articulation_rate):
            assert rate is None or rate > 0
        assert all(pause.end_s - pause.start_s >= 0.5 for pause in delivery.pauses)
        assert delivery.silence_share is None or 0 <= delivery.silence_share <= 1
