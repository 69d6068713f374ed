"""The checker names every violation of the schema with its file, its line and what to do."""

from prompts.check import check_files, files_of
from prompts.load import load_bank
from tests.prompts.packs import line_of, pack, problems_in, spoilt, story, technical, write


def test_a_sound_file_has_no_problem(tmp_path):
    path = spoilt(tmp_path, story(), technical())
    questions, problems = check_files([path])
    assert problems == []
    assert [question.id for question in questions] == ["my-story", "my-technical"]


def test_unknown_key(tmp_path):
    path = spoilt(tmp_path, {**story(), "minuts": 3})
    message = "unknown key 'minuts'; remove it or correct its spelling"
    assert problems_in(path) == [(line_of(path, "minuts"), "questions[0].minuts", message)]


def test_unknown_key_deep_inside(tmp_path):
    question = technical()
    question["key_points"][2]["paraphrase"] = "singular"
    path = spoilt(tmp_path, question)
    place = "questions[0].key_points[2].paraphrase"
    assert problems_in(path) == [
        (line_of(path, "paraphrase:"), place, "unknown key 'paraphrase'; remove it or correct its spelling")
    ]


def test_missing_key_of_a_question(tmp_path):
    question = technical("second")
    del question["topic"]
    path = spoilt(tmp_path, story(), question)
    assert problems_in(path) == [(line_of(path, "id: second"), "questions[1].topic", "the key 'topic' is missing")]


def test_missing_key_of_an_entry(tmp_path):
    question = story()
    del question["follow_ups"][1]["target"]
    path = spoilt(tmp_path, question)
    found = problems_in(path)
    line = line_of(path, "What did you do first")
    assert (line, "questions[0].follow_ups[1].target", "the key 'target' is missing") in found
    assert all("follow_ups" in where for _, where, _ in found)


def test_missing_pack_header(tmp_path):
    path = write(tmp_path / "x.yaml", {"questions": [story()]})
    assert problems_in(path) == [(1, "pack", "the key 'pack' is missing")]


def test_missing_key_of_the_header_is_reported_at_the_header(tmp_path):
    value = pack(story())
    del value["pack"]["title"]
    path = write(tmp_path / "x.yaml", {"questions": value["questions"], "pack": value["pack"]})
    assert problems_in(path) == [(line_of(path, "pack:"), "pack.title", "the key 'title' is missing")]


def test_errors_in_questions_do_not_make_the_list_too_short(tmp_path):
    path = spoilt(tmp_path, {**story(), "colour": 1}, {**technical(), "size": 2})
    assert [message.split(";")[0] for _, _, message in problems_in(path)] == [
        "unknown key 'colour'",
        "unknown key 'size'",
    ]


def test_no_questions_at_all(tmp_path):
    path = write(tmp_path / "x.yaml", pack())
    message = "needs 1 or more entries, here are 0"
    assert problems_in(path) == [(line_of(path, "questions:"), "questions", message)]


def test_missing_and_unknown_kind(tmp_path):
    without = {key: value for key, value in story("one").items() if key != "kind"}
    path = spoilt(tmp_path, without, {**story("two"), "kind": "behavioural"})
    assert problems_in(path) == [
        (
            line_of(path, "id: one"),
            "questions[0].kind",
            "the key 'kind' is missing; it is behavioral, technical, coding or sql",
        ),
        (
            line_of(path, "kind: behavioural"),
            "questions[1].kind",
            "the kind 'behavioural' is unknown; it is behavioral, technical, coding or sql",
        ),
    ]


def test_duplicate_id_in_one_file_and_in_two(tmp_path):
    first = write(tmp_path / "pack" / "a.yaml", pack(story("same"), story("same")))
    second = write(tmp_path / "pack" / "b.yaml", pack(technical("same")))
    _, problems = check_files(files_of(tmp_path / "pack"))
    start = f"{first}:{line_of(first, 'id: same', 1)}"
    assert [(p.path, p.line, p.message) for p in problems] == [
        (first, line_of(first, "id: same", 2), f"the id 'same' is taken already in {start}"),
        (second, line_of(second, "id: same"), f"the id 'same' is taken already in {start}"),
    ]


def test_id_of_the_bank_with_another_text(tmp_path):
    bank = load_bank().questions
    taken = next(iter(bank))
    path = spoilt(tmp_path, story(taken))
    message = f"the id '{taken}' belongs to another question of the bank; a changed question needs a new id"
    assert problems_in(path, bank.values()) == [(line_of(path, f"id: {taken}"), "questions[0].id", message)]


def test_id_of_the_bank_with_the_same_text(tmp_path):
    bank = load_bank().questions
    taken = next(iter(bank))
    path = spoilt(tmp_path, {**story(taken), "text": f"{bank[taken].text}\n"})
    (problem,) = problems_in(path, bank.values())
    assert problem[0] == line_of(path, f"id: {taken}")
    assert "remove the copy or give it an id of its own" in problem[2]


def test_dangling_principle(tmp_path):
    path = spoilt(tmp_path, {**story(), "principles": ["ownership", "diving-deep"]})
    (problem,) = problems_in(path)
    assert problem[:2] == (line_of(path, "diving-deep"), "questions[0].principles[1]")
    assert problem[2].startswith("input should be 'customer-obsession', ")
    assert problem[2].endswith(", not 'diving-deep'")


def test_story_without_a_principle(tmp_path):
    question = story()
    del question["principles"]
    path = spoilt(tmp_path, question)
    message = "a story question names at least one Leadership Principle in `principles`"
    assert problems_in(path) == [(line_of(path, "id: my-story"), "questions[0]", message)]


def test_story_with_probes_for_one_gap_only(tmp_path):
    question = story()
    for probe in question["follow_ups"]:
        probe["target"] = "metric"
    path = spoilt(tmp_path, question)
    message = "a story question needs probes for 3 or more different gaps, here are 1"
    assert problems_in(path) == [(line_of(path, "follow_ups:"), "questions[0].follow_ups", message)]
