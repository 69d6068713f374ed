"""Loading: the bank with and without its cache, packs beside it, and the fixed lines."""

import time

import pytest

from prompts.load import (
    BANK_FOLDER,
    Bank,
    UnknownQuestionError,
    bank_without,
    fill,
    lines,
    load_bank,
    load_pack,
    merged_bank,
    recognition_prompt,
    spoken_form,
)
from prompts.schema import Term
from prompts.yaml_source import SourceError
from tests.prompts.packs import line_of, pack, story, technical, write

BANK = load_bank()


def fresh(cache):
    load_bank.cache_clear()
    try:
        return load_bank(cache)
    finally:
        load_bank.cache_clear()


def test_the_cached_bank_is_the_bank(tmp_path):
    for _ in range(2):  # first the cache is made, then it is read
        bank = fresh(tmp_path / "cache")
        assert bank.questions == BANK.questions
        assert list(bank.questions) == list(BANK.questions)
    (compiled,) = (tmp_path / "cache").iterdir()
    assert compiled.name.startswith("bank-")


@pytest.mark.parametrize("content", [b"", b"[]x", b'[{"pack": 1}]', b"\xff"])
def test_a_damaged_cache_is_made_anew(tmp_path, content):
    fresh(tmp_path)
    (compiled,) = tmp_path.iterdir()
    sound = compiled.read_bytes()
    compiled.write_bytes(content)
    assert fresh(tmp_path).questions == BANK.questions
    assert compiled.read_bytes() == sound


def test_a_cache_of_other_files_is_not_read(tmp_path, monkeypatch):
    folder = tmp_path / "questions"
    monkeypatch.setattr("prompts.load.BANK_FOLDER", folder)
    path = write(folder / "a.yaml", pack(story("first")))
    assert list(fresh(tmp_path / "cache").questions) == ["first"]
    path.write_text(path.read_text().replace("id: first", "id: other"))
    assert list(fresh(tmp_path / "cache").questions) == ["other"]
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_cache_that_cannot_be_written_does_not_matter(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert fresh(tmp_path / "file").questions == BANK.questions


def test_a_broken_bank_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("prompts.load.BANK_FOLDER", tmp_path / "questions")
    write(tmp_path / "questions" / "a.yaml", pack({**story(), "colour": 1}))
    with pytest.raises(SourceError, match="unknown key 'colour'"):
        fresh(tmp_path / "cache")


def test_get_names_the_nearest_ids():
    some = next(iter(BANK.questions))
    assert BANK.get(some).id == some
    with pytest.raises(UnknownQuestionError, match=some):
        BANK.get(f"{some}x")
    with pytest.raises(
        UnknownQuestionError, match=r"There is no question '\?\?31mzz'; see `interviewer questions list`"
    ):
        BANK.get("\x1b[31mzz")


def test_merged_bank_keeps_the_order(tmp_path):
    bank = Bank(list(BANK.questions.values())[:3])
    write(tmp_path / "pack" / "b.yaml", pack(story("second")))
    write(tmp_path / "pack" / "a.yaml", pack(story("first"), technical("next")))
    merged = merged_bank(bank, [tmp_path / "pack"])
    assert list(merged.questions) == [*bank.questions, "first", "next", "second"]
    assert [question.id for question in load_pack(tmp_path / "pack")] == ["first", "next", "second"]
    assert len(bank) == 3


def test_without_packs_the_bank_stays(tmp_path):
    assert merged_bank(BANK, []).questions == BANK.questions


def test_a_pack_that_is_named_twice_is_read_once(tmp_path, monkeypatch):
    path = write(tmp_path / "pack" / "a.yaml", pack(story("first")))
    monkeypatch.chdir(tmp_path)
    merged = merged_bank(Bank([]), [tmp_path / "pack", path, path.relative_to(tmp_path)])
    assert list(merged.questions) == ["first"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "belongs to this same question of the bank"),
        ("Tell me about something else entirely.", "a changed question needs a new id"),
    ],
)
def test_a_pack_may_not_repeat_an_id_of_the_bank(tmp_path, text, message):
    taken = next(question for question in BANK.questions.values() if question.kind == "behavioral")
    path = write(tmp_path / "a.yaml", pack(story("fine"), {**story(taken.id), "text": text or taken.text}))
    with pytest.raises(SourceError) as caught:
        merged_bank(BANK, [path])
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.where) == (path, line_of(path, f"id: {taken.id}"), "questions[1].id")
    assert message in str(caught.value)


def test_two_packs_may_not_share_an_id(tmp_path):
    first = write(tmp_path / "a.yaml", pack(story("same")))
    second = write(tmp_path / "b.yaml", pack(story("same"), {**story(), "colour": 1}))
    third = write(tmp_path / "c.yaml", pack(story("same")))
    with pytest.raises(SourceError) as caught:
        merged_bank(Bank([]), [first, second, third])
    assert [(problem.path, problem.message.split(";")[0]) for problem in caught.value.problems] == [
        (second, "unknown key 'colour'"),
        (third, f"the id 'same' is taken already in {first}"),
    ]


def test_bank_without_one_of_its_files():
    path = BANK_FOLDER / "behavioral" / "ownership.yaml"
    rest = {question.id for question in bank_without(path)}
    assert rest < set(BANK.questions)
    assert {question.id for question in load_pack(path)} == set(BANK.questions) - rest
    assert bank_without(BANK_FOLDER) == []


def test_fill_never_looks_into_what_it_inserts():
    assert fill("About {topic}, and {other}.", topic="{topic} {0}") == "About {topic} {0}, and that."


def test_spoken_form_takes_the_longest_term_first():
    terms = [Term(written="AUC", spoken="A U C"), Term(written="ROC AUC", spoken=r"rock \1 A U C")]
    assert spoken_form("ROC AUC, AUC and MAUC.", terms) == r"rock \1 A U C, A U C and MAUC."
    assert spoken_form("ROC AUC", []) == "ROC AUC"
    assert recognition_prompt([*terms, terms[0]]) == "AUC, ROC AUC"


def test_spoken_form_of_a_plural():
    terms = [
        Term(written="GPU", spoken="G P U"),
        Term(written="k-means", spoken="kay means"),
        Term(written="MLP", spoken="net"),
    ]
    assert (
        spoken_form("Two GPUs, a GPU's heat, MLPs and k-means.", terms)
        == "Two G P U's, a G P U's heat, nets and kay means."
    )


def test_fixed_lines_are_read():
    assert lines()["nudge"]
    assert len(lines()["follow_ups"]["metric"]) >= 2


def test_a_warm_load_is_fast(tmp_path):
    fresh(tmp_path)
    spent = []
    for _ in range(5):
        start = time.process_time()  # not the clock: the machine may be busy with something else
        fresh(tmp_path)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.150
