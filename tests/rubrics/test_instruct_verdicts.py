"""Replies of instruct models: read leniently around the object, validated strictly, quotes looked up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.answers.typed import typed_transcript
from rubrics.instruct_prompt import Checklist
from rubrics.instruct_verdicts import ReplyError, Transcribed, parse_reply

STORY = Checklist(criteria=(("story", "x"), ("action", "x")))
POINTS = Checklist(key_points=("a", "b"), misconceptions=(("m", "r"),))
GOOD_STORY = {
    "on_topic": True,
    "first_action": "I profiled the loader",
    "criteria": [
        {"id": "story", "verdict": "met", "quotes": ["at my last company"]},
        {"id": "action", "verdict": "partial", "quotes": ["I profiled the loader"]},
    ],
}
GOOD_POINTS = {
    "key_points": [{"index": 1, "verdict": "missing"}, {"index": 0, "verdict": "covered", "quotes": ["a b c"]}],
    "misconceptions": [{"index": 0, "stated": False, "quotes": []}],
}
TEXT = json.dumps(GOOD_STORY)


@pytest.mark.parametrize(
    "reply",
    [
        TEXT,
        f"```json\n{json.dumps(GOOD_STORY, indent=2)}\n```",
        f"Sure! Here are the verdicts:\n{TEXT}\nI hope that {{helps}}.",
        f"<think>Maybe {json.dumps({'criteria': []})}? No.</think>\n{TEXT}",
        f"[{TEXT}]",
        f"{TEXT}\n{TEXT}",
        TEXT + '{"criteria": [{"id": "story", ',
    ],
)
def test_words_around_the_object_do_no_harm(reply):
    found = parse_reply(reply, STORY)
    assert [(one.id, one.verdict) for one in found.criteria] == [("story", "met"), ("action", "partial")]


def test_points_may_come_in_any_order():
    found = parse_reply(json.dumps(GOOD_POINTS), POINTS)
    assert {one.index: one.verdict for one in found.key_points} == {0: "covered", 1: "missing"}


def story(**but):
    return json.dumps(GOOD_STORY | but)


def first(**but):
    return story(criteria=[GOOD_STORY["criteria"][0] | but, GOOD_STORY["criteria"][1]])


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("", "no complete JSON object"),
        ("I cannot judge that.", "no complete JSON object"),
        (TEXT[:-20], "no complete JSON object"),
        ("{" * 50_000, "no complete JSON object"),
        ('{"a":' * 3_000, "no complete JSON object"),
        (json.dumps(GOOD_POINTS), "no complete JSON object"),
        (TEXT + story(on_topic=False), "more than one"),
        (story(score=5), "score: Extra inputs"),
        (first(score=5), "criteria.0.score: Extra inputs"),
        (first(verdict="excellent"), "criteria.0.verdict"),
        (first(quotes="at my last company"), "criteria.0.quotes"),
        (first(quotes=["x"] * 9), "criteria.0.quotes"),
        (story(on_topic="yes"), "on_topic"),
        (first(id="result"), "id story is missing"),
        (story(criteria=[*GOOD_STORY["criteria"], {"id": "bonus", "verdict": "met"}]), "id bonus is not in"),
        (story(criteria=[*GOOD_STORY["criteria"], GOOD_STORY["criteria"][0]]), "id story has more than one"),
        (story(criteria=[]), "id action is missing"),
        (story(criteria={"story": "met"}), "criteria"),
    ],
)
def test_what_is_not_as_asked_is_refused_with_the_error(reply, says):
    with pytest.raises(ReplyError, match=says) as caught:
        parse_reply(reply, STORY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"key_points": [{"index": 0, "verdict": "missing"}]}, "key point 1 is missing"),
        ({"key_points": [*GOOD_POINTS["key_points"], {"index": 2, "verdict": "missing"}]}, "key point 2 is not in"),
        ({"key_points": [{"index": "0", "verdict": "missing"}]}, "index"),
        ({"misconceptions": []}, "misconception 0 is missing"),
        ({"misconceptions": [{"index": 0, "stated": 1}]}, "stated"),
    ],
)
def test_every_index_is_wanted_once(but, says):
    with pytest.raises(ReplyError, match=says):
        parse_reply(json.dumps(GOOD_POINTS | but), POINTS)


@given(st.text(alphabet='{}[]":,crite\\ ', max_size=120))
def test_any_text_is_read_or_refused(text):
    with pytest.raises(ReplyError):
        parse_reply(text, STORY)


# --- quotes ------------------------------------------------------------------------------------------------------------

SAID = typed_transcript(
    ['At my last company I said "don’t ship it", and the model was  slow.', "I profiled p[0] < 3 rows."]
)


def heard(usable=None):
    return Transcribed(SAID, usable or [(0, len(SAID.text))])


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("at my LAST company", "At my last company"),
        ("  the model\nwas slow ", "the model was slow"),
        ("...the model was slow...", "the model was slow"),
        ('"I said "don\'t ship it"', 'I said "don’t ship it'),
        ("I profiled p(0) ‹ 3 rows", "I profiled p[0] < 3 rows"),
        ("the model was slow. I profiled", "the model was slow. I profiled"),
    ],
)
def test_a_quote_is_found_as_it_stands_there(quote, stands):
    place = heard().locate(quote)
    assert place is not None
    (found,) = heard().evidence([quote])
    assert SAID.text[found.start_char : found.end_char] == found.quote == SAID.text[slice(*place)] == stands
    spoken_before = len(SAID.text[: found.start_char].split())
    assert found.start_s == SAID.words[spoken_before].start_s


@pytest.mark.parametrize(
    "quote",
    [
        "", "   ", "company", "last company", "t my last", "my last comp", "the model was fast", "I profiled the model",
        "...", "At my last company ... the model was slow",
    ],
)  # fmt: skip
def test_what_does_not_stand_there_in_whole_words_is_not_found(quote):
    assert heard().locate(quote) is None


def test_a_quote_outside_the_usable_text_is_not_found():
    end = SAID.text.index("I profiled")
    usable = heard([(0, end)])
    assert usable.locate("I profiled p[0]") is None
    assert usable.locate("the model was slow. I profiled") is None
    assert usable.locate("the model was slow") is not None


def test_at_most_three_quotes_each_place_once():
    quotes = [
        "at my last company",
        "At my last company.",
        "the model was slow",
        "I said don't ship it",
        "profiled p[0] <",
    ]
    found = heard().evidence(quotes)
    assert [e.quote for e in found] == ["At my last company", "the model was slow", 'I said "don’t ship it']


@given(st.text(max_size=80), st.data())
def test_whatever_is_found_stands_there(text, data):
    transcript = typed_transcript([text])
    said = transcript.text
    start = data.draw(st.integers(0, len(said)))
    end = data.draw(st.integers(start, len(said)))
    for quote in (said[start:end], said[start:end].upper()):
        for found in Transcribed(transcript, [(0, len(said))]).evidence([quote]):
            assert said[found.start_char : found.end_char] == found.quote
