"""The answers that are shipped: many, read twice, and fitting the bank."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import rubrics.training.answers as training_answers
from prompts.load import load_bank
from prompts.vocabulary import Principle
from rubrics.training.answers import ROLE_LETTERS, VERDICTS, BehavioralAnswer, read_answers
from rubrics.training.second_reading import read_second, second_roles, settled

FOLDER = Path(training_answers.__file__).with_name("answers")


@pytest.fixture(scope="module")
def shipped():
    return [answer for path in sorted(FOLDER.glob("hand-*.txt")) for answer in read_answers(path)]


@pytest.fixture(scope="module")
def second():
    return read_second(sorted(FOLDER.glob("second-*.txt")))


def test_there_are_many_answers_each_with_a_name_of_its_own(shipped):
    kinds = Counter(answer.kind for answer in shipped)
    assert kinds["behavioral"] >= 400
    assert kinds["technical"] >= 600
    assert len({answer.id for answer in shipped}) == len(shipped)
    assert len({answer.author for answer in shipped}) >= 3


def test_an_answers_name_says_hand_and_kind(shipped):
    for answer in shipped:
        hand = answer.author.removeprefix("hand-")
        assert re.fullmatch(rf"{hand}-{answer.kind[0]}-\d{{3}}", answer.id), answer.id


def test_shipped_answers_fit_the_bank(shipped):
    bank = load_bank().questions
    for answer in shipped:
        assert answer.question in bank, answer.id
        question = bank[answer.question]
        assert answer.text.strip(), answer.id
        if isinstance(answer, BehavioralAnswer):
            assert question.kind == "behavioral", answer.id
            assert len(answer.sentences) == len(answer.roles) > 0, answer.id
            assert all(answer.sentences), answer.id
            continue
        points = [*answer.covered, *answer.partial, *answer.contradicted]
        wrong = [*answer.misconceptions, *answer.rejected]
        assert len(points) == len(set(points)), answer.id
        assert len(wrong) == len(set(wrong)), answer.id
        assert all(i < len(question.key_points) for i in points), answer.id
        assert all(i < len(question.misconceptions) for i in wrong), answer.id


def test_every_principle_and_every_role_is_learned_from(shipped):
    bank = load_bank().questions
    stories = [answer for answer in shipped if isinstance(answer, BehavioralAnswer)]
    asked = Counter(p for answer in stories for p in bank[answer.question].principles)
    assert {p: asked[p] for p in Principle.__args__ if asked[p] < 8} == {}
    assert {role for answer in stories for role in answer.roles} == set(ROLE_LETTERS.values())
    for name in VERDICTS:
        assert {answer.verdicts[name] for answer in stories} == {"met", "partial", "missing"}


def test_scores_use_the_whole_scale(shipped):
    for kind in ("behavioral", "technical"):
        levels = Counter(round(answer.score) for answer in shipped if answer.kind == kind)
        assert min(levels[level] for level in (1, 2, 3, 4, 5)) >= 20, (kind, levels)


def test_every_answer_was_read_twice_and_the_second_labels_fit(shipped, second):
    bank = load_bank().questions
    assert set(second) == {answer.id for answer in shipped}
    for answer in shipped:
        labels = second[answer.id]
        assert 1 <= float(labels["score"]) <= 5, answer.id
        assert 1 <= settled(answer, labels).score <= 5
        if isinstance(answer, BehavioralAnswer):
            assert len(second_roles(answer, labels)) == len(answer.roles), answer.id
            assert len(re.findall("[mpx]", labels["verdicts"])) == len(VERDICTS), answer.id
            continue
        count = len(bank[answer.question].key_points)
        for key in ("covered", "partial", "contradicted"):
            assert all(int(n) < count for n in re.findall(r"\d+", labels[key])), (answer.id, key)


def test_nobody_labelled_the_same_answer_twice(shipped):
    names = [
        name.splitlines()[0].strip()
        for path in sorted(FOLDER.glob("second-*.txt"))
        for name in path.read_text(encoding="utf-8").split("=== ")[1:]
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert len(names) == len(shipped)
