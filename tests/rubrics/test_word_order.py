"""Shuffled words are told from spoken ones."""

from __future__ import annotations

import random

import pytest

from prompts.load import load_bank
from prompts.schema import TechnicalQuestion
from rubrics import word_order
from rubrics.training.answers import read_answers
from rubrics.training.noise import as_recognised
from rubrics.training.word_order import ANSWERS_FOLDER, table, training_texts, without_marks
from rubrics.word_order import CLASSES, WORD_ORDER_FILE, is_shuffled, load_followers, order


@pytest.fixture(scope="module")
def answers():
    written = [a for path in sorted(ANSWERS_FOLDER.glob("hand-*.txt")) for a in read_answers(path)]
    return [a.text for a in written if "keyword_stuffing" not in a.flags]


def shuffled(text, seed):
    words = text.split()
    random.Random(seed).shuffle(words)
    return " ".join(words)


def test_the_table_is_what_the_written_answers_give():
    assert WORD_ORDER_FILE.read_text(encoding="utf-8") == table(training_texts())


def test_an_article_is_followed_by_a_noun_rather_than_by_a_verb():
    followers = load_followers()
    assert followers["article", "other"] > 0 > followers["article", "is"]
    assert len(followers) == len(CLASSES) ** 2


def test_a_damaged_table_is_said(monkeypatch, tmp_path):
    path = tmp_path / "word_order.txt"
    path.write_text("article 1 2 3\n", encoding="utf-8")
    monkeypatch.setattr(word_order, "WORD_ORDER_FILE", path)
    load_followers.cache_clear()
    try:
        with pytest.raises(ValueError, match="install again"):
            load_followers()
    finally:
        load_followers.cache_clear()


def test_nothing_that_was_written_is_taken_for_shuffled(answers):
    assert [text for text in answers if is_shuffled(text)] == []
    assert sum(is_shuffled(without_marks(text)) for text in answers) <= 2


def test_what_was_recognised_poorly_is_hardly_ever_taken_for_shuffled(answers):
    heard = [as_recognised(text, len(text)) for text in answers]
    assert sum(is_shuffled(text) for text in heard) <= 0.01 * len(heard)


def test_shuffled_words_are_found(answers):
    references = [
        q.reference for q in load_bank().questions.values() if isinstance(q, TechnicalQuestion) and q.reference
    ]
    assert all(is_shuffled(shuffled(text, i)) for i, text in enumerate(references))
    long = [text for text in answers if len(text.split()) >= 40]
    assert sum(is_shuffled(shuffled(text, i)) for i, text in enumerate(long)) >= 0.9 * len(long)


def test_punctuation_parts_words():
    assert list(word_order.pairs("good at, and why")) == [("other", "preposition"), ("and", "which")]


def test_no_words_no_order():
    assert order("") == 0.0
    assert not is_shuffled("of the is to and")
