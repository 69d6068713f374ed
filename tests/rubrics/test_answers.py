"""The labelled answers: their format, and how two readings are settled."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from prompts.load import load_bank
from rubrics.training.answers import (
    VERDICTS,
    AnswerFileError,
    BehavioralAnswer,
    TechnicalAnswer,
    read_answers,
    read_marks,
)
from rubrics.training.examples import CONTRADICTED, COVERED, MISSING, PARTIAL, REJECTED, STATED, UNSAID, example
from rubrics.training.noise import as_recognised
from rubrics.training.second_reading import read_second, second_roles, settled
from rubrics.training.train import ANSWERS_FOLDER, MARKS_FILE

STORY = """=== 1-b-001
question: bq-dive-data-anomaly
score: 3.5
style: spoken, fillers
flags: hypothetical
story: met
own_role: met
result: partial
metric: missing
tradeoff: missing
lesson: missing
principle: partial
shows: dive-deep, ownership
gaps: metric lesson
---
s Last spring I was on the returns team.
a I pulled the raw orders.

r It got better.
"""
FACTS = """=== 1-t-001
question: stats-p-value-ab-test
score: 3
flags:
covered: 0, 2
partial: 1
contradicted: 3
misconceptions: 0
rejected: 1
---
A p-value is the chance of data
like these without an effect.
"""


def read(tmp_path, text, name="hand-1-behavioral.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_answers(path)


def test_a_story_is_read(tmp_path):
    (found,) = read(tmp_path, STORY)
    assert isinstance(found, BehavioralAnswer)
    assert (found.id, found.author, found.question, found.score) == ("1-b-001", "hand-1", "bq-dive-data-anomaly", 3.5)
    assert found.roles == ("situation", "action", "result")
    assert found.sentences[1] == "I pulled the raw orders."
    assert found.text == " ".join(found.sentences)
    assert found.verdicts["result"] == "partial"
    assert (found.shows, found.gaps) == (("dive-deep", "ownership"), ("metric", "lesson"))
    assert found.flags == ("hypothetical",)


def test_facts_are_read(tmp_path):
    (found,) = read(tmp_path, FACTS, "hand-2-technical.txt")
    assert isinstance(found, TechnicalAnswer)
    assert found.author == "hand-2"
    assert (found.covered, found.partial, found.contradicted) == ((0, 2), (1,), (3,))
    assert (found.misconceptions, found.rejected) == ((0,), (1,))
    assert found.text == "A p-value is the chance of data like these without an effect."


def test_blocks_follow_each_other_in_order(tmp_path):
    found = read(tmp_path, STORY + "\n" + FACTS + "\n" + STORY.replace("1-b-001", "1-b-002"))
    assert [a.id for a in found] == ["1-b-001", "1-t-001", "1-b-002"]
    assert read(tmp_path, "no block here\n") == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\n", ""),
        ("style: spoken, fillers", "spoken"),
        ("score: 3.5", "score: 7"),
        ("score: 3.5", "score: 3.6"),
        ("score: 3.5\n", ""),
        ("story: met", "story: maybe"),
        ("metric: missing\n", ""),
        ("flags: hypothetical", "flags: boring"),
        ("shows: dive-deep", "shows: diving"),
        ("gaps: metric", "gaps: meaning"),
        ("a I pulled", "z I pulled"),
    ],
)
def test_errors_name_file_and_line(tmp_path, old, new):
    assert old in STORY
    with pytest.raises(AnswerFileError, match=r"^hand-1-behavioral\.txt:22: ") as caught:
        read(tmp_path, STORY.replace("1-b-001", "1-b-000") + "\n\n" + STORY.replace(old, new))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("new", ["covered: x", "covered: -1", "covered: 99", "cowered: 1"])
def test_indices_must_be_indices(tmp_path, new):
    with pytest.raises(AnswerFileError, match=r"^hand-1-technical\.txt:1: "):
        read(tmp_path, FACTS.replace("covered: 0, 2", new), "hand-1-technical.txt")


def story(tmp_path):
    return read(tmp_path, STORY)[0]


def facts(tmp_path):
    return read(tmp_path, FACTS)[0]


def test_without_a_second_reading_the_first_stands(tmp_path):
    assert settled(story(tmp_path), None) == story(tmp_path)


def test_scores_are_averaged(tmp_path):
    assert settled(story(tmp_path), {"score": "4.5", "verdicts": "mmpxxxp"}).score == 4.0
    assert settled(facts(tmp_path), {"score": "2.5", "covered": "0 2", "partial": "1"}).score == 2.75


def test_verdicts_two_steps_apart_meet_in_the_middle_and_one_step_is_the_authors(tmp_path):
    # first reading: met met partial missing missing missing partial
    found = settled(story(tmp_path), {"score": "3", "verdicts": "x p m m x p x"}).verdicts
    assert [found[name] for name in VERDICTS] == [
        *("partial", "met", "partial", "partial", "missing", "missing", "partial")
    ]


def test_gaps_and_roles_of_both_readers_are_kept(tmp_path):
    found = settled(story(tmp_path), {"score": "3", "roles": "tar", "gaps": "lesson, metric"})
    assert found.roles == story(tmp_path).roles
    assert found.other_roles == ("task", "action", "result")
    assert found.other_gaps == ("lesson", "metric")
    assert settled(story(tmp_path), {"score": "3", "roles": "ta"}).other_roles is None


def test_verdicts_that_are_not_one_for_each_are_left_alone(tmp_path):
    assert settled(story(tmp_path), {"score": "3.5", "verdicts": "xx"}).verdicts == story(tmp_path).verdicts


def test_points_that_one_reader_does_not_see_are_partial(tmp_path):
    # first reading: 0 and 2 covered, 1 partial, 3 contradicted; the second misses 2, sees 5, and takes 3 as made
    found = settled(facts(tmp_path), {"score": "3", "covered": "0, 3, 5", "partial": "", "contradicted": ""})
    assert (found.covered, found.partial, found.contradicted) == ((0,), (1, 2, 5), (3,))


def test_a_point_begun_for_one_and_made_for_the_other_is_as_the_author_says(tmp_path):
    found = settled(facts(tmp_path), {"score": "3", "covered": "1", "partial": "0 2"})
    assert (found.covered, found.partial) == ((0, 2), (1,))


def test_second_labels_are_read(tmp_path):
    path = tmp_path / "second-1.txt"
    path.write_text("=== 1-b-001\nroles: s a r\nscore: 4\n\n=== 1-t-001\nscore: 2\ncovered:\n", encoding="utf-8")
    found = read_second([path])
    assert found == {"1-b-001": {"roles": "s a r", "score": "4"}, "1-t-001": {"score": "2", "covered": ""}}
    assert second_roles(story(tmp_path), found["1-b-001"]) == ("situation", "action", "result")
    assert second_roles(story(tmp_path), {"roles": "sa"}) == ()
    path.write_text("=== 1-b-001\nroles: s a r\nscore 4\n", encoding="utf-8")
    with pytest.raises(AnswerFileError, match=r"second-1\.txt.*1-b-001"):
        read_second([path])


def test_an_answer_becomes_one_label_for_each_statement(tmp_path):
    question = load_bank().questions["stats-p-value-ab-test"]
    found = example(facts(tmp_path), question)
    assert found.points[:4] == (COVERED, PARTIAL, COVERED, CONTRADICTED)
    assert set(found.points[4:]) <= {MISSING}
    assert found.wrong[:2] == (STATED, REJECTED)
    assert set(found.wrong[2:]) <= {UNSAID}
    assert (len(found.points), len(found.wrong)) == (len(question.key_points), len(question.misconceptions))


def test_noise_is_the_same_for_the_same_seed_and_no_more_than_asked_for():
    text = "I pulled the raw orders, and then we looked at their weight by hand. " * 20
    assert as_recognised(text, 1) == as_recognised(text, 1) != as_recognised(text, 2)
    plain = as_recognised(text, 1)
    assert plain == plain.lower()
    assert not re.search(r"[.,]", plain)
    kept = Counter(as_recognised(text, 1, errors=0.0, bare=False).split())
    assert not Counter(text.split()) - kept
    assert as_recognised("", 1) == ""


def test_marks_are_read_by_the_id_of_their_story(tmp_path):
    path = tmp_path / "marks.txt"
    path.write_text("1-b-001: 7 8\n2-b-010: 4\n", encoding="utf-8")
    assert read_marks(path) == {"1-b-001": (7, 8), "2-b-010": (4,)}


@pytest.mark.parametrize("line", ["1-b-001", "1-b-001:", "1-b-001: 7, 8", "1-b-001: -1", ""])
def test_a_mark_that_cannot_be_read_is_named_by_file_and_line(tmp_path, line):
    path = tmp_path / "marks.txt"
    path.write_text(f"2-b-010: 4\n{line}\n", encoding="utf-8")
    with pytest.raises(AnswerFileError, match=r"marks\.txt:2: "):
        read_marks(path)


def test_marked_are_sentences_of_stories_that_weigh_something():
    stories = {a.id: a for path in ANSWERS_FOLDER.glob("hand-*-behavioral.txt") for a in read_answers(path)}
    for name, marked in read_marks(ANSWERS_FOLDER / MARKS_FILE).items():
        assert stories[name].verdicts["tradeoff"] != "missing"
        assert max(marked) < len(stories[name].sentences)
