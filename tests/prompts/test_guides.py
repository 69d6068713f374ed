"""Everything that the two guides ask is in the bank: each bullet, each principle, each topic with its items."""

import re
from pathlib import Path

import pytest

from prompts.load import load_bank
from prompts.vocabulary import Principle
from prompts.yaml_source import parse, read_text
from rubrics.load import load_principles

LIST = Path(__file__).with_name("guide_questions.yaml")
GUIDES = parse(read_text(LIST), LIST)
QUESTIONS = list(load_bank().questions.values())
BULLETS = [(part["guide"], part["section"], bullet) for part in GUIDES["questions"] for bullet in part["bullets"]]
ITEMS = [(part["topics"], item) for part in GUIDES["topics"] for item in part["items"]]
# Counted in the guides, so that an entry cannot get lost from the list. Section 3.4 has six questions and names three
# topics, of which the first is the second question's.
BULLETS_PER_GUIDE = {"applied-scientist-guide": 13 + 45 + 10 + 8, "data-scientist-guide": 9 + 6 + 6}


def as_list(entry):
    return entry if isinstance(entry, list) else [entry]


def plain(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def asked_by(guide, section, phrase):
    """The questions of the bank whose source is this place of this guide."""
    wanted = plain(phrase)
    return [
        question.id
        for question in QUESTIONS
        if question.source.guide == guide
        and question.source.section == section
        and question.source.phrase
        and (wanted in plain(question.source.phrase) or plain(question.source.phrase) in wanted)
    ]


def words_of(question):
    parts = [question.text, getattr(question, "reference", "")]
    parts += [text for point in question.key_points for text in (point.text, *point.paraphrases)]
    return " ".join(parts).lower()


@pytest.mark.parametrize(("guide", "section", "bullet"), BULLETS, ids=str)
def test_every_bullet_is_asked(guide, section, bullet):
    missing = [phrase for phrase in as_list(bullet) if not asked_by(guide, section, phrase)]
    assert not missing, f"no question of the bank has a source in {guide}, {section} for {missing}"


def test_the_list_is_complete():
    counts = {guide: sum(entry[0] == guide for entry in BULLETS) for guide in BULLETS_PER_GUIDE}
    assert counts == BULLETS_PER_GUIDE


def test_a_question_that_is_not_there_is_not_found():
    assert not asked_by("applied-scientist-guide", "3.4 Statistics", "central limit theorem")
    assert not asked_by("data-scientist-guide", "3.4 Statistics", "p-value")


def test_every_source_stands_in_the_list():
    known = {(guide, section) for guide, section, _ in BULLETS}
    for question in QUESTIONS:
        if question.source.guide != "own":
            assert (question.source.guide, question.source.section) in known, question.id
            assert 1 <= len(question.source.phrase.split()) <= 8, question.id


@pytest.mark.parametrize(("topics", "item"), ITEMS, ids=lambda value: "-".join(as_list(value)))
def test_every_topic_item_occurs(topics, item):
    texts = [words_of(question) for question in QUESTIONS if getattr(question, "topic", None) in topics]
    patterns = [rf"(?<![a-z0-9]){re.escape(spelling.lower())}s?(?![a-z0-9])" for spelling in as_list(item)]
    assert any(re.search(pattern, text) for pattern in patterns for text in texts)


def test_all_sixteen_principles_are_there():
    principles = set(Principle.__args__)
    assert len(principles) == 16
    assert set(load_principles()) == principles
    assert {q.principles[0] for q in QUESTIONS if getattr(q, "principles", ())} == principles
