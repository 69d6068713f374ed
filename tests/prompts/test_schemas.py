"""The JSON Schemas for editors: up to date, and as strict as the models that they come from."""

import json

import pytest

from prompts.rounds import Interviewer
from tools.generate_schemas import FOLDER, MODELS, rendered


@pytest.mark.parametrize("name", MODELS)
def test_schema_is_up_to_date(name):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == rendered()[name], "run `python -m tools.generate_schemas`"


def test_no_other_schema_lies_there():
    assert {path.name for path in FOLDER.iterdir()} == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_object_forbids_unknown_keys(name):
    schema = json.loads(rendered()[name])
    parts = [schema, *schema.get("$defs", {}).values()]
    for part in parts:
        if "properties" in part:
            assert part["additionalProperties"] is False, part["title"]


def test_questions_are_told_apart_by_kind():
    schema = json.loads(rendered()["question-file.schema.json"])
    items = schema["properties"]["questions"]["items"]
    assert items["discriminator"]["propertyName"] == "kind"
    assert set(items["discriminator"]["mapping"]) == {"behavioral", "technical", "coding", "sql"}
    assert set(schema["required"]) == {"pack", "questions"}


def test_docstrings_become_descriptions():
    questions = json.loads(rendered()["question-file.schema.json"])["$defs"]
    assert questions["BehavioralQuestion"]["properties"]["text"]["description"].startswith("The question as the")
    assert questions["TechnicalQuestion"]["properties"]["facts"].get("description") is None
    rounds = json.loads(rendered()["rounds.schema.json"])["$defs"]
    assert rounds["Interviewer"]["properties"]["probing"]["description"] == "Most follow-ups to one question."
    assert set(rounds["Interviewer"]["properties"]) == set(Interviewer.model_fields)
