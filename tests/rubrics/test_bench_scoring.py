"""The arithmetic of the scoring benchmark, worked by hand."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from benchmarks.public_answers import macro_f1, measure_public, read_rows
from benchmarks.scoring_figures import calibration, partial, pearson
from benchmarks.scoring_rivals import first_scorer, paraphrases, readers_on_points, readers_on_stories
from prompts.schema import KeyPoint, Misconception, TechnicalQuestion
from rubrics.training.answers import BehavioralAnswer, TechnicalAnswer, read_answers
from rubrics.training.train import ANSWERS_FOLDER


def test_macro_f1_by_hand():
    given, wanted = np.array([True, True, False, False]), np.array([True, False, False, False])
    # right: 2 * 1 / (2 + 1) = 0.667; wrong: 2 * 2 / (2 + 3) = 0.8
    assert macro_f1(given, wanted) == 0.733


def test_calibration_counts_the_ends():
    found = calibration(np.array([0.0, 0.1, 0.9, 1.0]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert found == {"0.0-0.2": [0.05, 0.5, 2], "0.8-1.0": [0.95, 1.0, 2]}


def test_correlation_given_a_third():
    rng = np.random.default_rng(2)
    third = rng.normal(size=300)
    one, other = third + rng.normal(size=300), third + rng.normal(size=300)
    assert pearson(one, other) > 0.35
    assert abs(partial(one, other, third)) < 0.15


def test_every_paraphrase_has_its_answer_and_is_another_text():
    answers = {a.id: a for path in ANSWERS_FOLDER.glob("hand-*.txt") for a in read_answers(path)}
    again = paraphrases()
    assert len(again) >= 30
    for name, text in again.items():
        before, after = answers[name].text.lower().split(), text.lower().split()
        assert before != after
        assert 0.6 < len(after) / len(before) < 2.0


def test_a_reader_agrees_with_itself():
    stories = [a for a in read_answers(ANSWERS_FOLDER / "hand-1-behavioral.txt") if isinstance(a, BehavioralAnswer)]
    letters = {"met": "m", "partial": "p", "missing": "x"}
    second = {
        a.id: {
            "score": str(a.score),
            "roles": "".join(role[0] for role in a.roles),
            "verdicts": "".join(letters[v] for v in a.verdicts.values()),
            "gaps": " ".join(a.gaps),
        }
        for a in stories
    }
    found = readers_on_stories(stories, second)
    assert found["score, pearson"] == found["roles, agreement by word"] == 1.0
    assert found["score, mean absolute difference"] == 0.0
    assert set(found["verdicts, agreement (three ways)"].values()) == {1.0}
    assert found["first gap among the author's first three"] == 1.0


def test_two_readings_of_two_points():
    question = TechnicalQuestion(
        id="own",
        kind="technical",
        topic="ml-application",
        text="What is it?",
        key_points=tuple(KeyPoint(text=f"Point {i}.") for i in range(4)),
        misconceptions=tuple(Misconception(text=f"Mistake {i}.", correction="It is not so.") for i in range(2)),
    )
    answers = [
        TechnicalAnswer(id=name, author="h", question=question.id, score=score, text="t", covered=(0, 1))
        for name, score in (("a", 2.0), ("b", 3.0), ("c", 4.0))
    ]
    labels = {"score": "3", "covered": "0 2", "misconceptions": "1"}
    found = readers_on_points(answers, {"a": labels, "b": labels}, {question.id: question})
    assert found["key points, agreement (covered or not)"] == 0.5
    assert found["misconceptions, agreement (stated or not)"] == 0.5
    assert found["score, mean absolute difference"] == 0.5


def test_the_first_scorers_figures_are_there():
    assert {"what", "command", "behavioral", "technical"} <= first_scorer().keys()


def test_sets_that_are_not_there_are_said_to_be_missing(tmp_path):
    found = measure_public(tmp_path, encoder=None)
    assert all(str(value).startswith("not measured") for value in found.values())


def test_rows_of_a_table(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b'a,b\n1,"x, y"\n'))
    assert read_rows(path) == [{"a": "1", "b": "x, y"}]


@pytest.mark.parametrize("name", ["nothing.csv.gz"])
def test_a_table_that_is_not_there(tmp_path, name):
    with pytest.raises(OSError, match=name):
        read_rows(tmp_path / name)
