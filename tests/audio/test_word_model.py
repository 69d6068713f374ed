"""The features of the last words and the models over them: by hand, on wordings that no model was made from, at random."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import word_model
from audio.completeness import Completeness, completeness
from audio.last_words import features, word_class
from audio.word_model import ALWAYS, FILES, LastWords, judged, last_words, log_odds, read, shipped
from tests.audio.pause_corpus.fit_words import families, write
from tests.audio.pause_corpus.ridge_logistic import Sparse, fit_sparse

WORDINGS = (
    "asks_for_time.txt", "left_open.txt", "trailing_off.txt", "announced_ends.txt", "last_lines.txt", "short_replies.txt",
)  # fmt: skip

ASKS = """
    Could you bear with me just one tick?
    Ooh, I'd need a second to dig that one out.
    Hang on, I'll have it in a sec.
    Hm, now how did that go again?
    Right, let me cast my mind back.
    Let me just run through it in my head first.
    Sorry, I'm still looking for the word.
    One second, I'm trying to picture it.
    What's the English word, wait.
    Oh, I had it on the tip of my tongue.
    Um, how do you put that nicely?
    How do I even begin to explain this?
    Give me a couple of seconds to remember.
    I need to think which of the two it was.
    Let me think, who was that again?
    Sorry, I've completely lost my thread.
    My mind's gone completely blank.
    That's quite a tough question, actually.
    Ah, good question, let me think for a bit.
    Just let me collect my thoughts for a second.
    Can you give me half a minute?
    May I have some seconds to think, please?
    Okay, wait, let me go through this one more time.
    I'm trying to think who was there.
    Where did I want to go with this?
    What was I trying to say?
    Sorry, one moment, I need to sort that out in my head.
    Let me see if I can get the years right.
    Which of these should I tell you about?
    Let me find the best example for that.
    There were several, I have to pick one.
    It'll come back to me in a moment.
    The name will come to me, hold on.
    I know it starts with a B, what was it?
    What did they call this thing again?
    I will need one minute to recollect.
    Please give me little time to think.
    How is that called in English?
    I don't want to mix up the order, let me think.
    Let me start again, sorry.
"""
STATEMENTS = """
    They gave us two more seconds per request.
    I asked for a minute with the director.
    We had to hold on to the old servers.
    She needed some time to think it over.
    He asked me how he should put it to the client.
    We explained where the numbers came from.
    I remember every one of those calls.
    I think we picked the right example.
    My first thought was to call the supplier.
    Nobody knew what it was called in the old system.
    They lost the thread of the discussion.
    The wait for a ticket fell to one minute.
    I tried to see it from their side.
    The question was how to say no.
    We let them think that it was free.
    I took a moment to thank each of them.
    That was a tough question to answer with data.
    It was a good one, and we kept it.
    I told her that I needed help.
    We started again from zero.
    I learned to give people time.
    It is hard to find good people.
    The second example was from production.
    We looked for the word in ten thousand tickets.
    The name was changed twice.
    We then asked which one they liked.
    I collected the thoughts of the whole team.
    The blank fields were filled in by hand.
    That was what I was trying to avoid.
    I will always remember that.
    We put it in the right order.
    It came back in the next release.
    He started with a small example.
    It cost us one second per page.
    We had no time to think.
    I let the data speak.
    I would say it was worth it.
    I knew how to begin.
    I see that as my biggest success.
    Let's say that I was not the most patient person back then.
"""
OPEN = """
    We finally went and talked to the
    The reason for all of that was
    I had two people from the
    And after a while we
    Because of this we could
    It was much faster than
    There were a lot of
    So in that week I
    They told us that the
    We did not want to
    The model that we
    I would rather have
    When the first numbers came in,
    It depends on whether
    She was one of my
    I sat down with
    We looked into every
    If you have a
    The others were not very
    I measured how long
"""
FINISHED = """
    We finally went and talked to them.
    I had two people from the factory.
    It was much faster than before.
    There were a lot of them.
    They told us everything they knew.
    We did not want to.
    It was the one we had hoped for.
    I sat down with her.
    That is what they asked for.
    The others were not convinced.
    We looked into every case.
    It has worked well ever since.
    In the end nobody left the team.
    I measured it twice.
    About eleven weeks.
    Mostly in the evenings.
    It was my own idea.
    That was the deal.
    He thanked me for it.
    We still use it.
"""


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.splitlines() if line.strip()]


def share(table: str, name: str) -> float:
    """The share of lines that a model says yes to, from odds of 1 to 1 on."""
    odds = [getattr(last_words(line), name) for line in lines(table)]
    return sum(value > 0 for value in odds) / len(odds)


def test_no_wording_here_has_made_the_models():
    known = {line for name in WORDINGS for lines_of in families(name).values() for line, _ in lines_of}
    assert not known & {*lines(ASKS), *lines(STATEMENTS), *lines(OPEN), *lines(FINISHED)}


def test_new_ways_of_asking_for_time_are_recognised():
    """When the list was first tried, 32 of 40 were at odds of 1 to 1, and none of the 40 statements was."""
    assert share(ASKS, "asks") >= 0.75
    assert share(STATEMENTS, "asks") <= 0.05
    recognised = [completeness(line) is Completeness.THINKING for line in lines(ASKS)]
    assert sum(recognised) / len(recognised) >= 0.85


def test_new_sentences_are_told_from_unfinished_ones():
    assert share(OPEN, "left_open") >= 0.95
    assert share(FINISHED, "left_open") <= 0.25
    assert share(STATEMENTS, "left_open") <= 0.15


@pytest.mark.parametrize(
    ("table", "name", "least", "most"), [(ASKS, "asks", 0.65, 1.0), (STATEMENTS, "asks", 0.0, 0.05)]
)
def test_so_are_they_after_other_words_without_a_full_stop(table, name, least, most):
    said = "\n".join(f"we moved the data to the new place {line}" for line in lines(table))
    bare = "".join(c for c in said.lower() if c not in ".,?!")
    assert least <= share(bare, name) <= most


def test_the_features_of_three_words():
    found = features("I moved. Let me think.")
    assert {"n3", "n3.", "$ think", "$ me think", "^ let me", "= let me think", "2 me", "3 let", "me <recall>"} <= {
        *found
    }
    assert not [name for name in found if "moved" in name.split() and "i" in name.split()], "another sentence"


def test_fillers_are_marked_and_left_out():
    plain, filled = features("We talked to the"), features("We talked to the, um")
    assert {*filled} - {*plain} == {"um", "um$"}
    assert "um all," in features("Um")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the database which we worked with.", "moved which PRE"),
        ("that is the tool we worked with.", "moved that PRE"),
        ("we did everything we could.", "moved as AUX"),
        ("we talked to.", "moved no PRE"),
    ],
)
def test_where_the_object_may_stand_is_a_feature(text, expected):
    assert expected in features(text)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("the", "DET"),
        ("because", "CON"),
        ("with", "PRE"),
        ("moved", "ed"),
        ("quickly", "ly"),
        ("12", "num"),
        ("table", "noun"),
    ],
)
def test_classes_of_words(word, expected):
    assert word_class(word) == expected


def test_the_odds_are_a_sum():
    weights = {ALWAYS: -1.0, "n1": 0.5, "$ the": 2.0, "other": 9.0}
    assert log_odds(["n1", "$ the", "unknown"], weights) == 1.5
    assert log_odds([], weights) == -1.0
    assert judged(["$ the"], {"asks": weights, "left_open": {}, "closes": {"$ the": -3.0}}) == LastWords(
        asks=1.0, left_open=0.0, closes=-3.0
    )
    assert judged([], dict.fromkeys(FILES, weights)) == LastWords()


def test_weights_are_read_as_they_are_written(tmp_path):
    write({name: {ALWAYS: -1.25, "$ the": 2.0, "me think": -0.06} for name in FILES}, tmp_path)
    for file in FILES.values():
        assert read(tmp_path / file) == {ALWAYS: -1.25, "$ the": 2.0, "me think": -0.06}


def test_the_shipped_files_are_small_sorted_and_rounded():
    for name, file in FILES.items():
        path = Path(word_model.__file__).with_name(file)
        assert path.stat().st_size <= 900_000
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        assert [feature for feature, _ in rows] == sorted(shipped()[name])
        assert all(len(weight.partition(".")[2]) == 2 for _, weight in rows)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_finite_odds_and_always_the_same(text):
    found = last_words(text)
    assert math.isfinite(found.asks)
    assert math.isfinite(found.left_open)
    assert judged(features(text), shipped()) == found


def test_what_is_looked_at_does_not_grow_with_the_answer():
    sentence = "Last year I joined a team that made software for hospitals, and we had a problem with it."
    assert len(features(" ".join([sentence] * 300))) <= len(features(f"{sentence} {sentence}")) + 1
    assert len(features("and then we went on " * 300)) < 200


def test_the_fit_finds_the_odds_of_a_small_table():
    """Two features, by hand: of those with `a` 3 in 4 are so, of those without 1 in 4; `b` says nothing."""
    rows = [(["a"], 1)] * 3 + [(["a"], 0)] + [([], 1)] + [([], 0)] * 3
    both = [(found + (["b"] if number < 8 else []), is_so) for number, (found, is_so) in enumerate(rows * 2)]
    sparse = Sparse.of([found for found, _ in both], least=1)
    slopes = fit_sparse(sparse, np.array([float(is_so) for _, is_so in both]), np.ones(len(both)), ridge=1e-6)
    assert sparse.names == ("", "a", "b")
    assert slopes == pytest.approx([-math.log(3), 2 * math.log(3), 0.0], abs=1e-2)
