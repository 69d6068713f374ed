"""Questions, denials and other people's claims are told from statements."""

from __future__ import annotations

import pytest

from rubrics.asserted import claims

FACT = "dropout turns off hidden units at random"


@pytest.mark.parametrize(
    "said",
    [
        "It is false that {}.",
        "So it's just not true that {}.",
        "It isn't true that {}.",
        "It would be wrong to say that {}.",
        "I don't think that {}.",
        "I do not believe it's true that {}.",
        "A common misconception is that {}.",
        "People often think that {}, but that's wrong.",
        "{} is a myth.",
        "{}, which is simply not the case.",
    ],
)
def test_denied(said):
    (claim,) = claims([said.format(FACT)])
    assert claim.denied
    assert not claim.asked
    assert claim.core.rstrip(".") == FACT


@pytest.mark.parametrize("second", ["But that is not the case.", "That's wrong.", "Which is nonsense."])
def test_taken_back_by_the_next_sentence(second):
    first, _ = claims([f"Some people claim that {FACT}.", second])
    assert first.denied
    assert first.core == f"{FACT}."


@pytest.mark.parametrize(
    "said",
    [
        f"{FACT}.",
        f"It is true that {FACT}.",
        f"I think that {FACT}.",
        f"Many people say that {FACT}.",
        "The false positive rate is what it is about.",
        "It would be wrong.",
        "What do I do then, well, I use dropout.",
        "Is a regularizer that turns off units.",
    ],
)
def test_a_statement_stays_as_it_is(said):
    (claim,) = claims([said])
    assert (claim.core, claim.asked, claim.denied) == (said, False, False)


def test_denied_twice_is_not_denied():
    (claim,) = claims([f"It is false that {FACT} is a myth."])
    assert (claim.core, claim.denied) == (FACT, False)


def test_a_long_sentence_takes_nothing_back():
    first, _ = claims(
        [f"{FACT}.", "That is not right for small networks, where the weights are few and noise hurts more."]
    )
    assert not first.denied


@pytest.mark.parametrize(
    "said",
    [
        f"Does it hold that {FACT}?",
        "So is it a regularizer?",
        "Isn't it like bagging?",
        "does it turn off units at random",
    ],
)
def test_asked(said):
    (claim,) = claims([said])
    assert claim.asked


@pytest.mark.parametrize(
    "said", ["It turns off units, right?", "Why? Because of noise.", "How does it work?", "Does not help."]
)
def test_other_questions_may_hold_a_statement(said):
    assert not claims([said])[0].asked


def test_nothing_said():
    assert claims([]) == ()
    assert claims([""])[0].core == ""
