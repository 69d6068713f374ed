"""The course of a story and what its verdicts stand on, with weights that can be read."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics.heads import Heads, Linear
from rubrics.minilm_engine import WIDTH
from rubrics.reading import Reading
from rubrics.story import (
    CRITERIA,
    STORY_FEATURES,
    Told,
    begun_and_met,
    ground,
    is_general,
    sentence_features,
    story_features,
    verdict_from,
)
from rubrics.structure import ROLES, VECTOR_SCALE, course, cue_marks, posteriors, role_features, setup_seconds
from rubrics.windows import sentences
from tests.rubrics.answers import SECONDS_A_WORD, timed

MARKS = (
    *("acted", "lesson", "result", "task", "situation", "tradeoff", "i", "we"),
    *("general", "clarification", "change", "number", "length", "question"),
)
TOLD = (
    "I was on the search team. My task was to find the cause. I rewrote the loader. I tested it on two machines. "
    "Errors fell from nine to four percent. I learned to ask sooner."
)


def marks(text):
    return dict(zip(MARKS, cue_marks(text), strict=True))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("I rewrote the loader.", "acted"),
        ("My task was to find the cause.", "task"),
        ("Errors fell from nine to four percent.", "result"),
        ("I learned to ask sooner.", "lesson"),
        ("I was on the search team.", "situation"),
        ("We weighed the alternatives.", "tradeoff"),
        ("I would talk to my manager.", "general"),
        ("Do you mean the old team?", "clarification"),
        ("Errors fell from nine to four percent.", "change"),
        ("There were four hundred orders.", "number"),
        ("Our loader broke.", "we"),
        ("It took me long.", "i"),
        ("Was it slow?", "question"),
    ],
)
def test_cues_are_marked(text, mark):
    assert marks(text)[mark] > 0


def test_cues_that_are_not_there_are_not_marked():
    found = marks("The weather is nice.")
    assert {name for name, value in found.items() if value} == {"length"}


def test_an_own_act_counts_more_than_a_common_one_and_a_thought_of_one_nothing():
    assert marks("I rewrote it.")["acted"] > marks("We rewrote it.")["acted"] > 0
    assert marks("I usually rewrote it.")["acted"] == 0


def test_length_is_no_merit_beyond_a_long_sentence():
    assert marks("word " * 40)["length"] == marks("word " * 400)["length"] == 1.0


def blank(text):
    """A reading without any meaning, so that cues alone decide."""
    spans = np.array(timed(text).word_spans(), np.int32).reshape(-1, 2)
    return Reading(np.zeros(len(spans), np.int32), spans, np.zeros((len(spans), WIDTH), np.float32))


def cue_heads():
    """Each cue points to its role; any role may follow any other."""
    weights = np.zeros((WIDTH + 3 * len(MARKS) + 5, len(ROLES)))
    points = {"acted": "action", "lesson": "lesson", "result": "result", "task": "task", "situation": "situation"}
    for mark, role in points.items():
        weights[WIDTH + MARKS.index(mark), ROLES.index(role)] = 6.0
    weights[WIDTH + MARKS.index("lesson"), ROLES.index("lesson")] = 12.0
    layer = Linear((), weights, np.zeros(len(ROLES)))
    count = len(ROLES)
    return Heads("test", {"roles": layer}, {"transitions": np.zeros((count, count)), "start": np.zeros(count)})


def run(text, usable=None):
    found, reading = sentences(timed(text)), blank(text)
    return found, course(found, role_features(found, reading), reading, cue_heads(), usable)


def test_roles_follow_the_head_and_the_setup_ends_at_the_first_action():
    found, one = run(TOLD)
    assert one.roles == ("situation", "task", "action", "action", "result", "lesson")
    assert one.first_action == 2
    assert setup_seconds(found, one) == pytest.approx(SECONDS_A_WORD * 13)
    assert np.allclose(one.posterior.sum(1), 1)
    assert all(sure > 0.9 for sure in one.confidence)


def test_what_is_not_usable_is_no_part_of_the_story():
    _, one = run(TOLD, [True, True, False, True, True, True])
    assert one.roles[2] == "other"
    assert one.first_action == 3


def test_transitions_overrule_a_weak_cue():
    heads = cue_heads()
    never = np.zeros((len(ROLES), len(ROLES)))
    never[ROLES.index("lesson"), ROLES.index("action")] = -50.0
    strict = Heads("test", heads.linear, {**heads.arrays, "transitions": never})
    text = "I learned to ask. I rewrote it."
    assert run(text)[1].roles == ("lesson", "action")
    found = sentences(timed(text))
    first, second = course(found, role_features(found, blank(text)), blank(text), strict).roles
    assert first == "lesson"
    assert second != "action"


def test_the_chance_of_a_role_is_its_share_of_all_courses():
    rng = np.random.default_rng(7)
    emissions, table, start = rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    shares = np.zeros((4, 3))
    for path in product(range(3), repeat=4):
        follows = sum(table[a, b] for a, b in pairwise(path))
        shares[range(4), path] += np.exp(start[path[0]] + emissions[range(4), path].sum() + follows)
    assert posteriors(emissions, table, start) == pytest.approx(shares / shares.sum(1, keepdims=True))


def test_no_sentence_no_course():
    none = course((), np.zeros((0, 0)), blank(""), cue_heads())
    assert (none.roles, none.first_action, none.posterior.shape) == ((), None, (0, len(ROLES)))
    assert setup_seconds((), none) is None


def test_features_have_a_row_for_each_sentence():
    found = sentences(timed(TOLD))
    assert role_features(found, blank(TOLD)).shape == (len(found), WIDTH + 3 * len(MARKS) + 5)


def told(text, usable=None):
    found = sentences(timed(text))
    one = course(found, role_features(found, blank(text)), blank(text), cue_heads())
    speaks = {name: np.zeros((len(found), 2)) for name in CRITERIA}
    return Told(found, one, tuple(usable or (True,) * len(found)), speaks)


def test_the_features_of_a_story_are_complete_and_finite():
    values = story_features(told(TOLD))
    assert values.shape == (len(STORY_FEATURES),)
    assert np.isfinite(values).all()
    named = dict(zip(STORY_FEATURES, values, strict=True))
    assert named["own_share"] == 1.0
    assert named["changes"] > 0.9
    assert sum(value for name, value in named.items() if name.startswith("words:")) == pytest.approx(1.0)


def test_the_best_sentence_counts_for_beginning_and_for_meeting():
    story = told(TOLD)
    story.speaks["lesson"][:] = -9.0
    story.speaks["lesson"][3] = (2.0, -1.0)
    story.speaks["lesson"][5] = (1.0, 0.5)
    named = dict(zip(STORY_FEATURES, story_features(story), strict=True))
    found = [named[f"{rank}:lesson"] for rank in ("best", "second", "full")]
    assert found == pytest.approx([1 / (1 + np.exp(-x)) for x in (2.0, 1.0, 0.5)])


def test_a_sentence_is_seen_by_how_it_is_said_by_what_it_says_and_by_its_role():
    found, one = run(TOLD)
    reading = blank(TOLD)
    reading.states[:] = 1.0
    inputs = role_features(found, reading)
    features = sentence_features(found, one, inputs, reading)
    assert features.shape == (len(found), inputs.shape[1] + WIDTH + len(ROLES))
    assert features[:, inputs.shape[1]] == pytest.approx(VECTOR_SCALE / np.sqrt(WIDTH))
    assert features[:, -len(ROLES) :] == pytest.approx(2 * one.posterior)


def test_a_measured_result_needs_a_number_that_may_be_used():
    assert ground("metric", told("I rewrote it. It got faster.")) == 0.0
    assert ground("metric", told("I rewrote it. It got four percent faster.")) == 1.0
    assert ground("metric", told("I rewrote it. Give me five percent.", (True, False))) == 0.0


def test_a_result_needs_a_sentence_that_plays_the_part():
    assert ground("result", told(TOLD)) == 1.0
    assert ground("result", told("I was on the search team. I rewrote the loader.")) < 0.1


@pytest.mark.parametrize(
    ("text", "most"), [("We built it.", 0.0), ("I built it.", 1.0), ("I built it. We built it. We built more.", 5 / 6)]
)
def test_an_own_part_needs_an_i_among_the_actions(text, most):
    assert ground("own_role", told(text)) == pytest.approx(most)


def test_what_has_no_ground_to_check_may_be_anything():
    assert {ground(name, told("It rained.")) for name in ("story", "tradeoff", "lesson")} == {1.0}


WHERE = sentences(timed("I rewrote the loader. It was faster."))


def test_without_a_place_to_quote_it_is_missing_and_worth_nothing():
    found = verdict_from("lesson", 0.99, 0.98, ())
    assert (found.verdict, found.credit, found.evidence) == ("missing", 0.0, ())


@pytest.mark.parametrize(
    ("begun", "met", "verdict", "credit"),
    [
        (0.9, 0.5, "met", 0.7),
        (0.9, 0.49, "partial", 0.695),
        (0.5, 0.1, "partial", 0.3),
        (0.49, 0.1, "missing", 0.295),
        (0.4, 0.8, "missing", 0.4),  # met is never likelier than begun
    ],
)
def test_verdicts_of_two_probabilities(begun, met, verdict, credit):
    found = verdict_from("lesson", begun, met, WHERE)
    assert (found.verdict, found.credit) == (verdict, credit)
    assert [e.quote for e in found.evidence] == ([] if verdict == "missing" else [s.text for s in WHERE])


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_two_probabilities_can_be_read_off_a_verdict(one, other):
    begun, met = max(one, other), min(one, other)
    assert begun_and_met(verdict_from("lesson", begun, met, WHERE)) == pytest.approx((begun, met), abs=0.011)


def test_what_cannot_be_quoted_has_neither_begun_nor_been_met():
    assert begun_and_met(verdict_from("lesson", 0.9, 0.8, ())) == (0.0, 0.0)


def test_a_confidence_is_never_certain():
    assert verdict_from("lesson", 1.0, 1.0, WHERE).confidence == 0.99
    assert verdict_from("lesson", 1.0, 1.0, ()).confidence == 0.01


def test_a_lesson_is_not_talk_in_general():
    assert is_general("I would ask my manager.")
    assert not is_general("I learned that I would have to ask.")
