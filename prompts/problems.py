"""Reads a YAML file as a model, or says with a line and a sentence that helps what keeps it from being one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from prompts.yaml_source import Lines, Location, Problem, SourceError, format_location, parse, read_text

_Model = TypeVar("_Model", bound=BaseModel)

_KIND_TAGS = frozenset({"behavioral", "technical", "coding", "sql"})
_KINDS = "behavioral, technical, coding or sql"
_IDENTIFIER_RULE = "lower-case words, digits and single hyphens, for example my-first-question"
_SHOW_INPUT = frozenset({"literal_error", "string_type", "tuple_type", "int_type", "int_parsing", "float_parsing"})
MAX_SHOWN = 40
"""Characters of a wrong value that are quoted."""


def read_model(path: Path, model: type[_Model]) -> _Model:
    """The content of a YAML file.

    Raises:
        SourceError: it cannot be read or breaks the schema; every violation is named with file, line and place.
    """
    text = read_text(path)
    try:
        return model.model_validate(parse(text, path))
    except ValidationError as error:
        raise SourceError(problems_of(error, text, path)) from error


def problems_of(error: ValidationError, text: str, path: Path, content: str = "") -> list[Problem]:
    """Every violation of the schema in one file, each at its line.

    Args:
        error: what pydantic raised for the parsed file.
        text: the file's own text, for the line numbers.
        path: the file's name.
        content: what such a file holds, said when the file is empty.
    """
    lines = Lines(text)
    items = [(_without_tags(item["loc"]), item) for item in error.errors(include_url=False)]
    places = {place for place, _ in items}
    found = []
    for place, item in items:
        deeper = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if item["type"] == "too_short" and deeper:
            continue  # the entries are there; pydantic counts only those without an error
        for at, message in _sentences(place, item, content):
            found.append(Problem(path, lines.line(at), format_location(at), message))
    return found


def past_list(index: int, target: str, count: int) -> str:
    """The sentence for a follow-up whose target does not exist."""
    name = target.partition(":")[0]
    there = f"there are only {count}, counted from 0" if count else "there are none"
    return f"the target {target!r} of follow-up {index} points past the list of {name}s; {there}"


def _without_tags(loc: Iterable[str | int]) -> Location:
    """The path as it stands in the file, without the tags by which pydantic tells the kinds of question apart."""
    return tuple(step for step in loc if step not in _KIND_TAGS)


def _sentences(place: Location, item: Any, content: str) -> list[tuple[Location, str]]:
    """(where, what is wrong) for one of pydantic's errors; most give one, a list of bad targets gives several."""
    kind = item["type"]
    if kind == "past_list":
        targets = item["ctx"]["targets"]
        return [((*place, "follow_ups", index, "target"), past_list(index, target, n)) for index, target, n in targets]
    if kind in {"union_tag_not_found", "union_tag_invalid"}:
        place = (*place, "kind")
    return [(place, _sentence(place, item, content))]


def _sentence(place: Location, item: Any, content: str) -> str:
    last, context, given = (place[-1] if place else ""), item.get("ctx", {}), item["input"]
    message = str(item["msg"]).removeprefix("Value error, ")
    message = f"i{message[1:]}" if message.startswith("Input ") else message
    empty = not place and given is None
    no_mapping = f"is empty{content}" if empty else f"must be keys with values, not {_shown(given)}"
    sentences = {
        "extra_forbidden": f"unknown key {last!r}; remove it or correct its spelling",
        "missing": f"the key {last!r} is missing",
        "union_tag_not_found": f"the key 'kind' is missing; it is {_KINDS}",
        "union_tag_invalid": f"the kind {context.get('tag')!r} is unknown; it is {_KINDS}",
        "too_short": f"needs {context.get('min_length')} or more entries, here are {context.get('actual_length')}",
        "model_type": no_mapping,
        "model_attributes_type": no_mapping,
        "dict_type": no_mapping,
    }
    if item["type"] == "string_pattern_mismatch" and last == "id":
        return f"{given!r} is no id; write {_IDENTIFIER_RULE}"
    if item["type"] in _SHOW_INPUT:
        return f"{message}, not {_shown(given)}"
    return sentences.get(item["type"], message)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[: MAX_SHOWN - 3]}..."
