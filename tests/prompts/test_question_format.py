"""The document about the question format: its example works as it stands, and it names every key."""

import re
from pathlib import Path

import pytest

from interviewer.cli.main import run
from prompts import schema
from prompts.load import load_bank, merged_bank
from prompts.rounds import Wishes, draw_plan, load_rounds

DOCUMENT = (Path(__file__).parents[2] / "docs" / "question-format.md").read_text(encoding="utf-8")
MODELS = [
    schema.PackHeader,
    schema.QuestionFile,
    schema.FollowUpLine,
    schema.Fact,
    schema.KeyPoint,
    schema.Misconception,
    schema.Term,
    schema.Source,
    schema.BehavioralQuestion,
    schema.TechnicalQuestion,
    schema.CodingQuestion,
    schema.SqlQuestion,
    schema.Cases,
    schema.Case,
    schema.Complexity,
]


def blocks(language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", DOCUMENT)


@pytest.fixture
def my_pack(tmp_path, monkeypatch):
    """The pack that the document has its reader write."""
    (example,) = blocks("yaml")
    folder = tmp_path / "my-pack"
    folder.mkdir()
    (folder / "questions.yaml").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.usefixtures("my_pack")
def test_the_check_prints_what_the_document_says(capsys):
    assert run(["questions", "check", "my-pack"]) == 0
    assert capsys.readouterr().err == blocks("console")[0].splitlines()[1] + "\n"


@pytest.mark.usefixtures("my_pack")
def test_the_mistakes_in_the_document_are_reported_as_shown(my_pack, capsys):
    path = my_pack / "questions.yaml"
    text = path.read_text(encoding="utf-8").replace("principles: [", "principels: [")
    path.write_text(text.replace("How did you measure whether", "By how many % do you know that"), encoding="utf-8")
    assert run(["questions", "check", "my-pack"]) == 1
    said = capsys.readouterr().out.splitlines()
    for line in blocks("console")[1].splitlines()[1:]:
        assert line in said


def test_the_pack_can_be_practised_with(my_pack):
    bank = merged_bank(load_bank(), [my_pack])
    assert "--pack my-pack --question my-inherited-model" in DOCUMENT
    plan = draw_plan(bank, load_rounds()["mix"], Wishes(questions=("my-inherited-model", "my-median-or-mean")), 0)
    assert [question.kind for question in plan] == ["behavioral", "technical"]


@pytest.mark.usefixtures("my_pack")
def test_the_commands_of_the_document_know_the_pack(capsys):
    assert run(["questions", "list", "--pack", "my-pack", "--kind", "behavioral"]) == 0
    assert "my-inherited-model" in capsys.readouterr().out


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_explained(model):
    shown = set(re.findall(r"`(?:pack\.)?([a-z_]+)(?::[^`]*)?`", DOCUMENT))
    assert set(model.model_fields) - {"pack"} <= shown
