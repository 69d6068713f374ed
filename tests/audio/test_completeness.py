"""Which last words announce an end, and which announce more: a table of phrases. Most were written for the rules before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.completeness import Completeness, completeness
from tests.audio.meaning import loaded_meaning

CLOSING = """
    So that's the result.
    so that's the result
    that's it
    And that's about it.
    Yeah, that's what happened.
    yeah that's what happened
    So that's how we solved it.
    That's pretty much it, really.
    That's all I have on that one.
    that was the outcome
    And that was the main takeaway.
    That's my answer.
    I think that covers it.
    I hope that answers your question.
    Does that make sense? I hope that helps.
    We doubled the revenue. Thank you.
    It went live in May. I'm done.
    That's everything from my side.
    And that is why I chose the simple model.
    So yeah, that's the example I would give.
    And that's the result we got.
    I'll stop there.
    So yeah, that was that.
"""
COMPLETE = """
    I led the migration of our ranking service last year.
    We cut the cost by half, and the customers came back.
    Yes.
    No, I haven't.
    Yes, I did.
    Not really.
    It depends.
    Gradient boosting.
    About three years.
    I think so.
    It was my decision.
    We did it. I would do it again.
    If we block a good customer, we lose trust.
    That is the database which we worked with.
    Nobody told us why.
    I had never done that before.
    We fixed it.
    We sold tables, chairs and so on.
    I talked to them about that.
    Because the data was old.
    We used both.
    After about five clicks the normal model takes over.
    I wanted to, but my manager did not let me.
    We compared it once. Once a month.
    I also report how large the effect might be.
    It was an event that I had no knowledge of.
    We did everything we could.
    The customers never noticed.
    That project became our largest one.
    At test time all units are on.
    After that we had no failure for five months.
    We had to write notes before talking to each other.
    Let me remember. We merged them.
    A log of the target often fixes that.
    She did it better than I would have.
"""
UNCLEAR = """
    yes
    no
    i led the migration of our ranking service
    the error rate fell by thirty percent
    the team built it first
    we have not lost an hour since
    we should have
"""
OPEN = """
    and
    So.
    because
    We were late because
    We were late because.
    I talked to the
    I talked to the.
    We decided to
    I worked with
    It went from
    Um,
    I pulled the logs and um
    I pulled the logs, um.
    We noticed that
    It failed, so
    It was a model with a lot of
    We fixed it. And then we
    My manager wanted it, but I
    The biggest problem was
    We did it. For example.
    We did it. In my last role,
    We did it. The main thing.
    We used, uh, a gradient boosted model with
    I have seen models that
    first of all
    So basically
    We tried dropout, weight decay,
    I would say it is more...
    We shipped it because it
    And because they
    the metric was really very
    in order to
    I called them. Well, I had.
    I measured how many of.
    I thought that it would.
    It was
"""
THINKING = """
    Let me think.
    Let me try to remember.
    Let me just quickly think.
    Let's see.
    How shall I put this?
    What's that called again?
    Where do I start?
    let me think
    Let me think about that for a second.
    Um, let me think.
    Let me see.
    Give me a second.
    Just a moment, please.
    Hmm, that's a good question.
    How do I put this?
    What was the name of it?
    what was the name of the framework again
    I'm trying to remember.
    Hold on a second.
    We had two options. I need a minute to think.
    Where was I?
    Bear with me.
"""


def cases():
    tables = {
        Completeness.CLOSING: CLOSING,
        Completeness.COMPLETE: COMPLETE,
        Completeness.UNCLEAR: UNCLEAR,
        Completeness.OPEN: OPEN,
        Completeness.THINKING: THINKING,
    }
    return [(line.strip(), kind) for kind, table in tables.items() for line in table.splitlines() if line.strip()]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_phrases_as_an_interview_reads_them(text, expected):
    assert completeness(text, loaded_meaning().last_words(text)) is expected


def test_so_they_are_by_words_alone():
    assert not [text for text, expected in cases() if completeness(text) is not expected]


@pytest.mark.parametrize("text", ["", "   ", "...", "\n", "?!"])
def test_without_words_nothing_is_known(text):
    assert completeness(text) is Completeness.UNKNOWN


def test_there_are_enough_phrases():
    assert len(cases()) >= 60


@pytest.mark.parametrize(
    ("text", "expected"), [c for c in cases() if c[1] in {Completeness.OPEN, Completeness.THINKING}]
)
def test_case_and_spaces_do_not_matter_to_open_ends(text, expected):
    assert completeness(f"  {text.upper()} ") is expected
    assert completeness(text.replace("'", "’")) is expected


def test_an_announcement_counts_only_at_the_end():
    assert (
        completeness("Let me think about this problem first, I said, and then we met every week.")
        is Completeness.COMPLETE
    )
    assert completeness("That's it. And then we started over with the") is Completeness.OPEN


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    assert completeness(text) in Completeness


def test_a_very_long_text_is_quick():
    assert completeness("that is what i did and " * 20_000 + "because") is Completeness.OPEN
