"""The question bank that comes with the project: enough of everything, complete, and without near-duplicates."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from prompts.check import check_files, files_of
from prompts.content import unspeakable
from prompts.load import BANK_FOLDER, lines, load_bank
from prompts.rounds import load_rounds
from prompts.schema import GAPS
from prompts.similarity import content_words, similarity
from prompts.vocabulary import Principle, Topic
from prompts.yaml_source import parse, read_text
from rubrics.load import load_principles

FILES = files_of(BANK_FOLDER)
QUESTIONS = list(load_bank().questions.values())
STORIES = [q for q in QUESTIONS if q.kind == "behavioral" and q.form == "story"]
PITCHES = [q for q in QUESTIONS if q.kind == "behavioral" and q.form == "pitch"]
TECHNICAL = [q for q in QUESTIONS if q.kind == "technical"]
CODING = [q for q in QUESTIONS if q.kind == "coding"]
SQL = [q for q in QUESTIONS if q.kind == "sql"]

NEAR = 0.6
"""Share of content words above which two questions count as the same question asked twice."""
NEAR_JACCARD = 0.4
"""The same, of the words of both together: catches two questions that are long."""
STORIES_A_PRINCIPLE = 6
GUIDE_CODING = 12
"""Coding questions that come from the guides, a bullet with several tasks counted by its tasks."""


def ids(questions):
    return [question.id for question in questions]


def name(question):
    return question.id


def test_the_checker_finds_nothing():
    questions, problems = check_files(FILES)
    assert [str(problem) for problem in problems] == []
    assert ids(questions) == ids(QUESTIONS)
    assert len(set(ids(questions))) == len(questions)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_that_it_was_reviewed(path: Path):
    header = parse(read_text(path), path)["pack"]
    assert header.get("reviewed_on"), "no `reviewed_on`"
    assert len(header.get("review", "")) >= 20, "`review` says nothing"


def test_pack_ids_are_unique():
    counts = Counter(parse(read_text(path), path)["pack"]["id"] for path in FILES)
    assert [one for one, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("principle", Principle.__args__)
def test_stories_of_each_principle(principle):
    main = [q for q in STORIES if q.principles[0] == principle]
    assert len(main) >= STORIES_A_PRINCIPLE


@pytest.mark.parametrize("question", STORIES, ids=name)
def test_story_is_complete(question):
    assert question.levels
    assert question.roles
    assert 1 <= len(question.principles) <= 3
    assert len(set(question.principles)) == len(question.principles)
    assert len({probe.target for probe in question.follow_ups} & GAPS) >= 3


def test_pitch_questions_have_probes():
    assert len(PITCHES) >= 2
    for question in PITCHES:
        assert question.key_points
        assert question.follow_ups


def test_there_is_enough_of_each_kind():
    assert len(STORIES) >= 96
    assert len(TECHNICAL) >= 150
    assert len(SQL) >= 4
    guided = [q for q in CODING if q.source.guide != "own"]
    assert len(guided) >= GUIDE_CODING
    assert len(CODING) - len(guided) >= 20


def test_every_topic_is_there():
    counts = Counter(q.topic for q in QUESTIONS if hasattr(q, "topic"))
    assert set(counts) == set(Topic.__args__)
    assert len(counts) == 16
    assert min(counts.values()) >= 5
    assert any(q.form == "design" for q in TECHNICAL)
    assert any(q.form == "project" for q in TECHNICAL)


@pytest.mark.parametrize("question", TECHNICAL, ids=name)
def test_technical_question_is_complete(question):
    assert 4 <= len(question.key_points) <= 8
    assert any(point.level == "L4" for point in question.key_points)
    for point in question.key_points:
        assert point.paraphrases, f"no paraphrase of {point.text!r}"
    if question.form != "project":
        assert 60 <= len(question.reference.split()) <= 150
        assert 2 <= len(question.misconceptions) <= 4
    if question.form == "design":
        assert len(question.facts) >= 3
    targets = {probe.target for probe in question.follow_ups}
    wanted = {f"key_point:{index}" for index in range(len(question.key_points))}
    wanted |= {f"misconception:{index}" for index in range(len(question.misconceptions))}
    assert wanted <= targets, f"no follow-up for {sorted(wanted - targets)}"


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_no_statement_stands_twice_in_a_question(question):
    texts = [point.text.lower() for point in question.key_points]
    texts += [phrase.lower() for point in question.key_points for phrase in point.paraphrases]
    texts += [wrong.text.lower() for wrong in question.misconceptions]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    said = [probe.line.lower() for probe in question.follow_ups]
    assert [line for line, count in Counter(said).items() if count > 1] == []
    assert question.text.lower() not in said


def test_no_two_questions_are_nearly_the_same():
    near = []
    for one, other in combinations(QUESTIONS, 2):
        mine, theirs = content_words(one.text), content_words(other.text)
        jaccard = len(mine & theirs) / max(1, len(mine | theirs))
        if similarity(one.text, other.text) > NEAR or jaccard > NEAR_JACCARD:
            near.append((one.id, other.id))
    assert near == []


def test_similarity_tells_a_repeated_question_from_another():
    asked = "How does dropout keep a large neural network from overfitting?"
    assert similarity(asked, asked) == 1
    assert similarity(asked, "Tell me how dropout keeps a neural network from overfitting.") > NEAR
    assert similarity(asked, "What does a p-value say about an experiment?") == 0
    assert similarity("", asked) == 0


def test_no_guide_phrase_is_used_twice_in_a_section():
    places = Counter((q.source.guide, q.source.section, q.source.phrase) for q in QUESTIONS if q.source.guide != "own")
    assert [place for place, count in places.items() if count > 1] == []


def test_fixed_lines_and_rounds_can_be_spoken():
    said = [lines()["nudge"], lines()["moving_on"], lines()["think"], lines()["assume"], lines()["paused"]]
    said += [line for probes in lines()["follow_ups"].values() for line in probes]
    said += [line for probes in lines()["more"].values() for line in probes]
    said += [text for one in load_rounds().values() for text in (one.title, one.opening, one.closing)]
    terms = ["SQL"]  # every voice spells it
    assert {line: faults for line in said if (faults := unspeakable(line, terms))} == {}


def test_there_is_a_fixed_probe_for_every_gap():
    assert set(lines()["follow_ups"]) >= GAPS | {"key_point", "misconception", "uncertain", "story"}


def test_principles_refer_to_other_principles():
    for rubric in load_principles().values():
        others = {confusion.principle for confusion in rubric.confused_with}
        assert others <= set(Principle.__args__) - {rubric.id}, rubric.id
