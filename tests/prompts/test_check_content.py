"""The checker finds what the schema cannot see, and all of it in one run."""

import pytest

from prompts.check import check_files
from prompts.content import unspeakable
from tests.prompts.packs import line_of, pack, problems_in, spoilt, story, technical, write


@pytest.mark.parametrize(
    "text", ["The mean is simple; the median is robust.", "The mean is simple. The median is not."]
)
def test_key_point_that_says_two_things(tmp_path, text):
    question = technical()
    question["key_points"][1]["text"] = text
    path = spoilt(tmp_path, question)
    place = "questions[0].key_points[1].text"
    assert problems_in(path) == [(line_of(path, text), place, "says two things; split it into two key points")]


def test_a_key_point_may_end_with_a_full_stop(tmp_path):
    question = technical()
    question["key_points"][1]["text"] = "The median, e.g. of incomes, is robust.  "
    assert problems_in(spoilt(tmp_path, question)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Which share, in %, is left?", "the voice would spell out '%'; write it as a word"),
        ("What do R&D and sales share?", "the voice would spell out '&'; write it as a word"),
        ("What does the ROC curve show?", "'ROC' has no spoken form; add it to `terms`"),
        ("What does the F1 score show?", "'F1' has no spoken form; add it to `terms`"),
        ("What about {thing} in detail?", "only {topic} may stand in braces"),
    ],
)
def test_text_that_cannot_be_spoken(tmp_path, text, message):
    path = spoilt(tmp_path, {**story(), "text": text})
    assert problems_in(path) == [(line_of(path, "  text:"), "questions[0].text", message)]


def test_every_spoken_part_is_looked_at(tmp_path):
    question = {**technical(), "form": "design"}
    question["follow_ups"][0]["line"] = "And in SQL?"
    question["facts"] = [{"about": "size", "answer": f"About {n}0 GB."} for n in (1, 2, 3)]
    path = spoilt(tmp_path, question)
    places = [where for _, where, _ in problems_in(path)]
    assert places == ["questions[0].follow_ups[0].line", *(f"questions[0].facts[{i}].answer" for i in range(3))]


def test_a_term_gives_a_written_form_its_sound(tmp_path):
    terms = [{"written": "ROC AUC", "spoken": "rock A U C"}]
    assert problems_in(spoilt(tmp_path, {**story(), "text": "What does ROC AUC show you?", "terms": terms})) == []
    assert unspeakable("Two GPUs and {topic}, OK?", ["GPU"]) == []
    assert unspeakable("Two GPUs", []) == ["'GPUs' has no spoken form; add it to `terms`"]


def test_follow_up_past_the_list(tmp_path):
    question = technical()
    question["follow_ups"].append({"target": "key_point:4", "line": "What else is there?"})
    question["follow_ups"].append({"target": "misconception:2", "line": "Are you sure?"})
    path = spoilt(tmp_path, question)
    place, past = "questions[0].follow_ups", "points past the list of"
    points = f"the target 'key_point:4' of follow-up 1 {past} key_points; there are only 4, counted from 0"
    wrong = f"the target 'misconception:2' of follow-up 2 {past} misconceptions; there are only 2, counted from 0"
    assert problems_in(path) == [
        (line_of(path, "key_point:4"), f"{place}[1].target", points),
        (line_of(path, "misconception:2"), f"{place}[2].target", wrong),
    ]


def test_unknown_target(tmp_path):
    question = story()
    question["follow_ups"].append({"target": "impact", "line": "What was it good for?"})
    path = spoilt(tmp_path, question)
    (problem,) = problems_in(path)
    assert problem[:2] == (line_of(path, "target: impact"), "questions[0].follow_ups[3].target")
    assert problem[2].startswith("target must be one of action, lesson, ")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("reference", "Far too short.", "has 3 words; a spoken model answer has 60 to 150"),
        ("key_points", [{"text": "Only this one."}], "has 1 entries; 4 to 8 are wanted"),
        ("misconceptions", [], "has 0 entries; 2 to 4 are wanted"),
        ("form", "design", "a design question needs 3 or more facts to ask for"),
    ],
)
def test_incomplete_technical_question(tmp_path, key, value, message):
    path = spoilt(tmp_path, {**technical(), key: value})
    line = line_of(path, "id: my-technical" if key == "form" else f"  {key}:")
    place = "questions[0].facts" if key == "form" else f"questions[0].{key}"
    assert problems_in(path) == [(line, place, message)]


def test_all_is_reported_at_once_even_in_a_broken_question(tmp_path):
    question = {**technical(), "colour": "red", "text": "What is 5 % of it?"}
    question["key_points"][0]["text"] = "One thing; another thing."
    question["follow_ups"][0]["target"] = "key_point:9"
    del question["topic"]
    path = spoilt(tmp_path, question, {**story(), "principles": ["thrift"]})
    other = write(tmp_path / "other.yaml", pack({**story("other"), "id": "Other One"}))
    _, problems = check_files([path, other])
    assert sorted((p.path.name, p.where) for p in problems) == [
        ("other.yaml", "questions[0].id"),
        ("spoilt.yaml", "questions[0].colour"),
        ("spoilt.yaml", "questions[0].follow_ups[0].target"),
        ("spoilt.yaml", "questions[0].key_points[0].text"),
        ("spoilt.yaml", "questions[0].text"),
        ("spoilt.yaml", "questions[0].topic"),
        ("spoilt.yaml", "questions[1].principles[0]"),
    ]


def test_values_of_the_wrong_type_are_no_crash(tmp_path):
    for value in ["text", ["a", 1], {"pack": 3, "questions": {"a": 1}}, {"pack": {}, "questions": [None, 4, ["x"]]}]:
        assert problems_in(write(tmp_path / "x.yaml", value))
    question = {"id": 7, "kind": "technical", "text": ["a"], "key_points": "b", "follow_ups": [1], "terms": {"a": 1}}
    assert problems_in(write(tmp_path / "x.yaml", pack(question)))
