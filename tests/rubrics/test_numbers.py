"""Numbers as people say them."""

from __future__ import annotations

import pytest

from rubrics.numbers import quantities, spoken_value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("four point four", 4.4),
        ("thirty", 30),
        ("twelve hundred", 1200),
        ("one hundred and twenty", 120),
        ("twenty five hundred", 2500),
        ("two million", 2e6),
        ("half a million", 5e5),
        ("$1.2M", 1.2e6),
        ("10,000", 10000),
        ("40k", 40000),
        ("2 million", 2e6),
        ("a third", 1 / 3),
        ("banana", None),
    ],
)
def test_values(words, value):
    assert spoken_value(words) == pytest.approx(value) if value is not None else spoken_value(words) is None


@pytest.mark.parametrize(
    "text",
    [
        "latency went from 300 to 120 milliseconds",
        "we cut the error in half",
        "it rose by four point four percent",
        "thirty percent fewer tickets",
        "doubled the throughput",
        "the error fell from fourteen to nine percent",
        "training went from six hours to forty minutes",
        "it is ten times cheaper now",
        "we made it 3x faster",
        "saved twelve hundred dollars a year",
        "it went up 12%",
    ],
)
def test_changes(text):
    assert any(q.kind == "change" for q in quantities(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I spent two weeks on it", "duration"),
        ("in 2019 I joined", "date"),
        ("we had five people", "count"),
        ("I read two hundred examples", "count"),
        ("accuracy reached ninety four percent", "level"),
        ("a budget of ten million dollars", "money"),
    ],
)
def test_no_changes(text, kind):
    assert [q.kind for q in quantities(text)] == [kind]


def test_a_pronoun_is_no_number():
    assert quantities("one of them was the second one") == ()


def test_places_are_exact():
    text = "We had 40 users and it went up by Thirty Percent."
    assert all(text[q.start_char : q.end_char] == q.text for q in quantities(text))
