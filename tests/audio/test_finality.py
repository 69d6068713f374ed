"""What makes it likely that a speaker goes on: comparisons, not numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.completeness import Completeness, completeness
from audio.finality import outlook
from audio.word_model import last_words

BEFORE = "We ran a small shop for bicycles, and most orders came by phone. " * 4


def odds(text, story=None):
    """Of an ordinary pause against the end."""
    return outlook(text, completeness(text), last_words(text), story).pause


def search_odds(text, story=None):
    return outlook(text, completeness(text), last_words(text), story).search


@pytest.mark.parametrize(
    ("likelier_end", "likelier_middle"),
    [
        ("That's it.", "I called the supplier."),
        ("In the end everyone was happy with it.", "First I asked the supplier for a list."),
        ("It has been running since then.", "There was a problem with the list."),
        ("As a result, we saved ten hours a week.", "My task was to find the reason."),
    ],
)
def test_an_outcome_ends_and_a_step_goes_on(likelier_end, likelier_middle):
    assert odds(BEFORE + likelier_end) < odds(BEFORE + likelier_middle)


def test_early_in_a_story_one_goes_on_and_after_a_small_question_not():
    text = "I was working on the payment team."
    assert odds(text, story=True) == odds(text) > odds(text, story=False)
    assert odds(text, story=True) > odds(BEFORE * 2 + text, story=True)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(list(Completeness)), st.sampled_from([None, True, False]))
def test_any_text_has_finite_odds(text, kind, story):
    found = outlook(text, kind, last_words(text), story)
    assert all(math.isfinite(odds) and abs(odds) < 40 for odds in (found.search, found.pause))


@pytest.mark.parametrize(
    ("searching", "over"),
    [
        ("We talked to the.", "We talked to them."),
        ("Then we found that the reason was", "Then we found the reason."),
        ("It fell because of", "It fell because of that."),
    ],
)
def test_a_search_for_words_is_told_from_an_end(searching, over):
    assert search_odds(BEFORE + searching) > search_odds(BEFORE + over) + 2.0


def test_a_very_long_text_is_quick():
    assert math.isfinite(odds("that is what i did and " * 20_000))
