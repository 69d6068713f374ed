"""Writes JSON Schemas of the YAML files into docs/schemas, for editors that complete and check while one types.

Usage: python -m tools.generate_schemas

The schemas come from the models and from the docstrings under their fields, and are never edited by hand.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from prompts.rounds import RoundFile
from prompts.schema import QuestionFile
from rubrics.schema import PrincipleRubric

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"
MODELS: dict[str, tuple[str, type[BaseModel]]] = {
    "question-file.schema.json": ("A file of interview questions", QuestionFile),
    "rounds.schema.json": ("The rounds of the interview process", RoundFile),
    "principle.schema.json": ("The rubric of one Leadership Principle", PrincipleRubric),
}


def schema_of(title: str, model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of one kind of file, with the fields' docstrings as descriptions."""
    value = model.model_json_schema()
    classes = {one.__name__: one for one in _models_of(model)}
    for name, part in [(model.__name__, value), *value.get("$defs", {}).items()]:
        for key, text in _field_docstrings(classes[name]).items():
            if key in part.get("properties", {}):
                part["properties"][key].setdefault("description", text)
    value.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **value}


def _models_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Every model that is defined where this one is; that covers what it is made of."""
    module = inspect.getmodule(model)
    return [one for one in vars(module).values() if inspect.isclass(one) and issubclass(one, BaseModel)]


def _field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The string that stands under each field, by field; those of base classes too."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one is BaseModel or not issubclass(one, BaseModel):
            continue
        definition = ast.parse(inspect.getsource(one)).body[0]
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for field, below in itertools.pairwise(body):
            if not (isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr)):
                continue
            if isinstance(below.value, ast.Constant):
                found[ast.unparse(field.target)] = inspect.cleandoc(str(below.value.value))
    return found


def rendered() -> dict[str, str]:
    """The text of every schema file by its name."""
    return {
        name: json.dumps(schema_of(title, model), indent=2, ensure_ascii=False) + "\n"
        for name, (title, model) in MODELS.items()
    }


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in rendered().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
