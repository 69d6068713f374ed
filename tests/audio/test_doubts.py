"""Words that nobody may have said: never decoded where it is silent, marked and never dropped where it is not."""

from __future__ import annotations

from math import exp, nan

import numpy as np
import pytest

from audio.doubts import LOOP_PROBABILITY, is_audible, looped, loudest_dbfs, transcript_of
from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from audio.transcript import TranscriberInfo, Transcript
from tests.audio.speech import tone

INFO = TranscriberInfo(name="test")


def segment(text, **figures):
    words = [
        {"word": f" {word}", "start": place * 0.5, "end": place * 0.5 + 0.4, "probability": 0.9}
        for place, word in enumerate(text.split())
    ]
    return {
        "words": words,
        "start": 0.0,
        "avg_logprob": -0.2,
        "compression_ratio": 1.2,
        "no_speech_prob": 0.01,
        **figures,
    }


def test_only_what_is_above_a_quiet_room_is_decoded():
    hiss = np.random.default_rng(1).normal(0, 0.0003, SAMPLE_RATE).astype(np.float32)
    assert not any(is_audible(quiet) for quiet in (silence(0), silence(20), hiss))
    samples = silence(20)
    samples[160_000:164_000] = tone(0.25, level=0.02)
    assert is_audible(samples)
    assert loudest_dbfs(samples) > -45
    assert loudest_dbfs(silence(0)) == -np.inf


@pytest.mark.parametrize(("text", "places"), [
    ("it was very very very very slow", set()),
    ("The the the, the the. end", {1, 2, 3, 4}),
    ("we had to do it we had to do it we had to do it", set()),
    ("so I went and I went and I went and I went and home", set(range(4, 13))),
    ("", set()),
    ("a b", set()),
])  # fmt: skip
def test_a_loop_is_more_than_people_repeat(text, places):
    assert looped(text.split()) == places


def test_a_loop_is_marked_and_kept():
    text = " ".join(["thank"] * 40)
    found = transcript_of([segment("we shipped it"), segment(text, start=2.0)], 60.0, INFO)
    assert found.text == "we shipped it " + text
    assert [segment.doubts for segment in found.segments] == [(), ("loop",)]
    assert [word.probability for word in found.words[:4]] == [0.9] * 4
    assert {word.probability for word in found.words[4:]} == {LOOP_PROBABILITY}


def test_a_loop_across_segments_is_found():
    found = transcript_of([segment("I see"), segment("I see"), segment("I see"), segment("I see")], 9.0, INFO)
    assert [bool(one.doubts) for one in found.segments] == [False, True, True, True]


def test_an_improbable_text_is_marked_and_kept():
    found = transcript_of([segment("perhaps this was said", avg_logprob=-1.5, no_speech_prob=0.9)], 9.0, INFO)
    assert found.text == "perhaps this was said"
    assert found.segments[0].doubts == ("improbable", "no_speech")
    assert all(word.probability == pytest.approx(exp(-1.5)) for word in found.words)


def test_a_text_that_repeats_itself_is_marked_and_kept():
    found = transcript_of([segment("one and two and one and two", compression_ratio=2.9)], 9.0, INFO)
    assert found.segments[0].doubts == ("repetitive",)
    assert len(found.words) == 7


def test_thank_you_at_the_end_is_kept_and_not_marked():
    found = transcript_of([segment("So that is the result."), segment("Thank you.")], 9.0, INFO)
    assert found.text.endswith("Thank you.")
    assert found.segments[-1].doubts == ()
    assert found.words[-1].probability == 0.9


def test_a_word_without_a_time_is_still_a_word():
    raw = segment("one two three")
    raw["words"][1].update(start=nan, end=nan, probability=nan)
    found = transcript_of([raw], 9.0, INFO)
    assert found.text == "one two three"
    assert found.words[0].end_s <= found.words[1].start_s <= found.words[1].end_s <= found.words[2].start_s
    assert found.words[1].probability == 0


def test_no_time_lies_outside_the_recording():
    raw = segment("one two")
    raw["words"][1].update(start=8.0, end=12.0)
    raw["words"][0].update(start=-1.0)
    found = transcript_of([raw, {"words": []}, {}], 5.0, INFO)
    assert [(word.start_s, word.end_s) for word in found.words] == [(0.0, 0.4), (5.0, 5.0)]
    assert len(found.segments) == 1


def test_a_transcript_of_before_has_no_doubts():
    old = {"segments": [{"text": "a", "start_s": 0, "end_s": 1}]}
    assert Transcript.model_validate(old).segments[0].doubts == ()
