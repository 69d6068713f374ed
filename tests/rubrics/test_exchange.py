"""An answer and the answers to its follow-ups as one."""

from __future__ import annotations

from rubrics.assessment import Assessment, Criterion, KeyPointVerdict, MisconceptionVerdict, ScorerInfo
from rubrics.exchange import merged
from rubrics.score import rescored

INFO = ScorerInfo(name="test", version="1")
SILENT = Assessment(kind="behavioral", unscored_reason="Nothing was said.", scorer=INFO)


def story(**verdicts):
    made = tuple(Criterion(id=name, verdict=verdict, confidence=0.8) for name, verdict in verdicts.items())
    return rescored(Assessment(kind="behavioral", criteria=made, score=1, scorer=INFO))


def facts(*probabilities, wrong=()):
    points = tuple(
        KeyPointVerdict(index=i, covered=p >= 0.5, verdict="covered" if p >= 0.5 else "missing", probability=p)
        for i, p in enumerate(probabilities)
    )
    stated = tuple(MisconceptionVerdict(index=i, stated=p >= 0.6, probability=p) for i, p in enumerate(wrong))
    answer = Assessment(kind="technical", key_points=points, misconceptions=stated, score=1, scorer=INFO)
    return rescored(answer)


def test_what_a_follow_up_adds_counts():
    whole = merged([story(story="met", result="missing", lesson="partial"), story(story="missing", result="met")])
    assert {c.id: c.verdict for c in whole.criteria} == {"story": "met", "result": "met", "lesson": "partial"}
    assert whole == rescored(whole)
    assert whole.score > story(story="met", result="missing", lesson="partial").score


def test_the_likelier_point_counts_and_a_mistake_once_made_stays():
    whole = merged([facts(0.9, 0.1, wrong=(0.1,)), facts(0.2, 0.8, wrong=(0.9,))])
    assert [p.probability for p in whole.key_points] == [0.9, 0.8]
    assert whole.misconceptions[0].stated
    assert whole == rescored(whole)


def test_a_follow_up_without_an_answer_takes_nothing_away():
    first = facts(0.9, 0.1)
    assert merged([first, SILENT]) == merged([SILENT, first]) == first


def test_an_empty_follow_up_never_lowers_a_score():
    first = facts(0.9, 0.4)
    assert merged([first, facts(0.02, 0.02)]).score == first.score


def test_nothing_scored_is_unscored():
    assert merged([SILENT, SILENT]) == SILENT
