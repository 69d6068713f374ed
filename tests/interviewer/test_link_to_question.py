"""What is asked and said where a story may answer another question than was asked."""

from __future__ import annotations

import pytest

from interviewer.answers.followup import choose_follow_up
from prompts.load import lines, load_bank
from rubrics.assessment import Assessment, Criterion, ScorerInfo

QUESTION = load_bank().get("bq-dive-trusted-number")


def told(verdict):
    parts = (("story", "met"), ("metric", "missing"), ("on_question", verdict))
    criteria = tuple(Criterion(id=name, verdict=one, confidence=0.9) for name, one in parts)
    return Assessment(kind="behavioral", score=3.0, criteria=criteria, scorer=ScorerInfo(name="s", version="1"))


def probe(verdict, *asked):
    return choose_follow_up(QUESTION, told(verdict), said="I did it.", asked=frozenset(asked))


def test_a_doubted_story_is_asked_for_its_link_to_the_question():
    found = probe("missing")
    assert (found.target, found.line) == ("situation", lines()["follow_ups"]["link"][0])
    assert "may not answer" in found.why
    assert probe("missing", "situation").target == "metric"


def test_what_is_merely_unclear_is_asked_neutrally_and_not_first():
    assert probe("partial").target == "metric"
    assert probe("partial", "metric").line == lines()["follow_ups"]["link_unclear"][0]


@pytest.mark.parametrize("asked", [(), ("metric",)])
def test_a_story_for_the_question_is_not(asked):
    found = probe("met", *asked)
    assert found is None or found.line not in lines()["follow_ups"]["link"] + lines()["follow_ups"]["link_unclear"]
