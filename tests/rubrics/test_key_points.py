"""What is measured of a statement in an answer, on directions in a plane whose cosines can be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from rubrics.key_points import FEATURES, MEASURES, Background, Phrasing, Spoken, Statement, few_wordings, find
from rubrics.reading import Reading
from rubrics.training.examples import COVERED, MISSING
from rubrics.training.technical import PointRows, joined
from rubrics.windows import sentences, windows
from tests.rubrics.judging import timed


def flat(degrees):
    return np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))], np.float32)


def statement(*phrasings):
    """One phrasing for each list of the directions of its tokens, in degrees; all tokens weigh the same."""
    made = tuple(
        Phrasing("point", flat(np.mean(degrees)), np.ones(len(degrees)), {"point": 1.0}) for degrees in phrasings
    )
    tokens = np.stack([flat(d) for degrees in phrasings for d in degrees]).astype(np.float16)
    return Statement(made, tokens, np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))


def spoken(*degrees):
    """An answer with one sentence of one token for each direction."""
    text = " ".join(f"Word{i}." for i in range(len(degrees)))
    transcript = timed(text)
    states = np.stack([flat(d) for d in degrees])
    reading = Reading(np.zeros(len(degrees), np.int32), np.array(transcript.word_spans(), np.int32), states)
    return Spoken(reading, windows(sentences(transcript), text))


def measured(one, answer):
    background = Background(flat(0), np.zeros((0, 2), np.float32), np.zeros(0, bool), flat(0)[None])
    return dict(zip(FEATURES, find(one, np.zeros((0, 2), np.float32), answer, background).features, strict=True))


def test_tokens_of_each_phrasing_are_looked_for_by_themselves():
    found = measured(statement([0, 60], [90], [60]), spoken(0))
    # the first phrasing: cos 0 and cos 60, 0.75 in the mean; the second: cos 90 = 0; the third: cos 60; the two nearest count
    assert found["token_recall"] == pytest.approx(0.625, abs=1e-3)
    assert found["token_recall_mean"] == pytest.approx(1.25 / 3, abs=1e-3)


def test_two_wordings_and_two_windows_are_heard():
    found = measured(statement([0], [60], [90]), spoken(0))
    assert found["similarity"] == pytest.approx(0.75, abs=1e-3)
    assert measured(statement([0]), spoken(0, 60))["single_similarity"] == pytest.approx(0.75, abs=1e-3)
    assert measured(statement([0]), spoken(0))["single_similarity"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("count", "expected"), [(1, 1.0), (2, 0.375), (5, 0.0), (9, 0.0)])
def test_few_wordings(count, expected):
    assert few_wordings(count) == pytest.approx(expected)


@pytest.mark.parametrize("phrasings", [[[0]], [[0], [30]], [[0], [10], [20], [30], [40]]])
def test_every_measure_stands_again_by_how_few_wordings_there_are(phrasings):
    found = measured(statement(*phrasings), spoken(20, 70))
    few = few_wordings(len(phrasings))
    assert found["few_wordings"] == few
    assert [found[f"few_wordings:{name}"] for name in MEASURES] == pytest.approx([few * found[m] for m in MEASURES])


def test_joined_rows_keep_their_examples_apart():
    one = PointRows(np.ones((2, 1)), (COVERED, MISSING), np.array([0, 1]), np.array([0, 0]), np.array([False, True]))
    both = joined(one, replace(one, features=np.zeros((2, 1))), 2)
    assert both.example.tolist() == [0, 1, 2, 3]
    assert both.features[:, 0].tolist() == [1, 1, 0, 0]
    assert both.labels == (COVERED, MISSING) * 2
    assert both.misconception.tolist() == [False, True] * 2
