"""Questions for odd answers, and what holds for every assessment."""

from __future__ import annotations

import math

import pytest

from prompts.schema import BehavioralQuestion, KeyPoint, TechnicalQuestion
from tests.rubrics.answers import timed

STORY = BehavioralQuestion(
    id="q",
    kind="behavioral",
    text="Tell me about a time when you had to dig into the details to solve a problem.",
    principles=("dive-deep", "ownership"),
)
POINTS = (
    KeyPoint(text="Dropout randomly turns off units during training."),
    KeyPoint(text="At test time all units are used and the activations are rescaled."),
    KeyPoint(text="It works like training many thinned networks and averaging them."),
)
FACTS = TechnicalQuestion(
    id="own", kind="technical", topic="supervised-learning", text="What does dropout do?", key_points=POINTS
)
REFERENCE = " ".join(point.text for point in POINTS)
FEW = 5
"""Questions of the bank that the slower tests look at."""
BOTH = pytest.mark.parametrize("question", [STORY, FACTS], ids=["story", "facts"])


def quotes(found):
    parts = (*found.criteria, *found.key_points, *found.misconceptions)
    return [quote for part in parts for quote in part.evidence]


def check(found, transcript):
    """What holds for every assessment, whatever was said."""
    text = transcript.text
    assert (found.score is None) == (found.interval is None) == (found.recommendation is None)
    assert (found.score is None) == (found.unscored_reason is not None)
    for quote in quotes(found):
        assert text[quote.start_char : quote.end_char] == quote.quote
        assert quote.quote.strip()
    if found.score is not None:
        assert found.interval[0] <= found.score <= found.interval[1]
        assert not math.isnan(found.score)
    if found.structure is not None:
        roles = found.structure.roles
        assert all(text[r.start_char : r.end_char] == r.text for r in roles)
        assert " ".join(r.text for r in roles).split() == text.split()


def judged(judge, question, text):
    transcript = timed(text)
    found = judge.judge(question, transcript)
    check(found, transcript)
    return found
