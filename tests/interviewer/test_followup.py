"""The order in which parts of a story are probed for, and words that do not repeat themselves."""

from __future__ import annotations

import pytest

from interviewer.answers.followup import choose_follow_up, story_gaps
from prompts.schema import BehavioralQuestion
from rubrics.assessment import Assessment, Criterion, ScorerInfo


@pytest.mark.parametrize(("verdict", "first"), [("missing", "result"), ("partial", "metric")])
def test_a_result_that_was_not_told_is_asked_for_before_its_number(verdict, first):
    told = [
        Criterion(id="story", verdict="met", confidence=0.9),
        Criterion(id="result", verdict=verdict, confidence=0.9, missed=0.4),
        Criterion(id="metric", verdict="missing", confidence=0.9, missed=0.8),
        Criterion(id="lesson", verdict="missing", confidence=0.9, missed=0.5),
    ]
    found = Assessment(score=2.5, kind="behavioral", criteria=tuple(told), scorer=ScorerInfo(name="x", version="1"))
    assert next(gap.target for gap in story_gaps(found)) == first


def test_two_probes_in_a_row_never_use_the_same_words():
    question = BehavioralQuestion(id="q", kind="behavioral", text="Tell me about a time.", principles=("ownership",))
    told = [
        Criterion(id="story", verdict="met", confidence=0.9),
        *(Criterion(id=one, verdict="partial", confidence=0.5) for one in ("result", "metric", "lesson", "tradeoff")),
    ]
    found = Assessment(score=2.5, kind="behavioral", criteria=tuple(told), scorer=ScorerInfo(name="x", version="1"))
    asked: dict[str, str] = {}
    for _ in range(4):
        probe = choose_follow_up(question, found, said="I fixed it.", asked=frozenset(asked))
        assert probe is not None
        asked[probe.target] = probe.line
    assert len(set(asked.values())) == 4


def test_two_stories_are_not_probed_in_the_same_words():
    told = [
        Criterion(id="story", verdict="met", confidence=0.9),
        Criterion(id="lesson", verdict="partial", confidence=0.5),
    ]
    found = Assessment(score=2.5, kind="behavioral", criteria=tuple(told), scorer=ScorerInfo(name="x", version="1"))
    lines = set()
    for number in range(20):
        question = BehavioralQuestion(
            id=f"q-{number}", kind="behavioral", text="Tell me about a time.", principles=("ownership",)
        )
        probe = choose_follow_up(question, found, said="I fixed it.", asked=frozenset())
        assert probe is not None
        lines.add(probe.line)
    assert len(lines) == 3
