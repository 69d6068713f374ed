"""Templates filled with commonplaces are told from stories, however weak."""

from __future__ import annotations

import pytest

from rubrics.hollow import is_hollow, is_template
from rubrics.training.answers import read_answers
from rubrics.training.technical import spoken_words
from rubrics.training.train import ANSWERS_FOLDER
from rubrics.windows import sentences

TEMPLATES = (
    "The situation was a situation. My task was the task. The action I took was an action. And the result was a result.",
    (
        "Situation: there was a challenging situation at my company. Task: my task was to solve the problem. Action: I took "
        "action with my team. Result: the result was great and everybody was happy. Lesson: I learned a lot from it."
    ),
    (
        "In my last job there was a problem. I had to solve the problem. I worked hard and I found a solution. As a result, "
        "the problem was solved, and my manager was happy."
    ),
)


def cut(text):
    return [sentence.text for sentence in sentences(spoken_words(text))]


@pytest.mark.parametrize("text", TEMPLATES)
def test_templates(text):
    assert is_template(cut(text))


@pytest.mark.parametrize("hand", ["hand-1", "hand-2", "hand-3", "hand-4"])
def test_no_written_answer_is_one(hand):
    found = [a.id for a in read_answers(ANSWERS_FOLDER / f"{hand}-behavioral.txt") if is_template(cut(a.text))]
    assert found == []


def test_one_thing_that_happened_is_enough():
    assert not is_hollow("I compared the raw orders of the fruit store with the forecast.")
    assert is_hollow("So I worked hard and solved the problem.")
    assert not is_template(["I worked hard.", "I compared the raw orders of eight weeks store by store."])


def test_nothing_is_no_template():
    assert not is_template([])
