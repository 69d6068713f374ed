"""Loads the rubrics of the Leadership Principles, one YAML file each."""

from __future__ import annotations

import functools
from pathlib import Path

from pydantic import ValidationError

from prompts.yaml_source import Lines, Problem, SourceError, format_location, parse, read_text
from rubrics.schema import PrincipleRubric

PRINCIPLES_FOLDER = Path(__file__).parent / "principles"


@functools.cache
def load_principles(folder: Path = PRINCIPLES_FOLDER) -> dict[str, PrincipleRubric]:
    """The rubrics by principle id, in the order of their files' names.

    Raises:
        SourceError: a file cannot be read or breaks the schema; it names file, line and place.
    """
    return {rubric.id: rubric for rubric in map(_read, sorted(folder.glob("*.yaml")))}


def _read(path: Path) -> PrincipleRubric:
    text = read_text(path)
    try:
        return PrincipleRubric.model_validate(parse(text, path))
    except ValidationError as error:
        lines = Lines(text)
        raise SourceError(
            [
                Problem(path, lines.line(item["loc"]), format_location(item["loc"]), item["msg"])
                for item in error.errors(include_url=False)
            ]
        ) from error
