"""Finds everything that is wrong with question files, at once, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prompts.content import faults, questions_in
from prompts.problems import problems_of
from prompts.schema import Question, QuestionFile
from prompts.yaml_source import Lines, Location, Problem, SourceError, format_location, parse, read_text

_CONTENT = "; a question file has the keys `pack` and `questions`, see docs/question-format.md"


MOST_ENTRIES = 5000
"""Files and folders that a pack may hold: somebody who names the whole disk by mistake should not wait for it."""


def files_of(path: Path) -> list[Path]:
    """The YAML files under a folder in a fixed order, or the file itself.

    Raises:
        SourceError: nothing is there.
    """
    if path.is_dir():
        everything = list(islice(path.rglob("*"), MOST_ENTRIES + 1))
        if len(everything) > MOST_ENTRIES:
            raise SourceError(
                [Problem(path, 0, "", f"holds more than {MOST_ENTRIES} files; name the pack's own folder")]
            )
        found = sorted(p for p in everything if p.suffix in {".yaml", ".yml"} and p.is_file())
        if not found:
            raise SourceError([Problem(path, 0, "", "holds no .yaml file")])
        return found
    if not path.exists():
        raise SourceError([Problem(path, 0, "", "does not exist")])
    return [path]


def validate(value: Any, text: str, path: Path) -> QuestionFile:
    """The typed content of one parsed file.

    Raises:
        SourceError: with every violation of the schema, each at its line.
    """
    try:
        return QuestionFile.model_validate(value)
    except ValidationError as error:
        raise SourceError(problems_of(error, text, path, _CONTENT)) from error


def check_files(paths: Iterable[Path], known: Iterable[Question] = ()) -> tuple[list[Question], list[Problem]]:
    """Every question of the files that fit the schema, and every problem found in any of them.

    The content is looked at even where the schema is violated, so that one run tells all there is to correct.

    Args:
        paths: the files to look at.
        known: questions that are there already, whose ids are taken.
    """
    check = _Check({question.id: question.text for question in known})
    for path in paths:
        check.file(path)
    return check.questions, check.problems


@dataclass
class _Check:
    """One run over many files."""

    known: Mapping[str, str]
    """The text of each question that is there already, by id."""
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _taken: dict[str, str] = field(default_factory=dict)
    """Where each id of these files was first used."""

    def file(self, path: Path) -> None:
        """Look at one file: its syntax, its schema, then its content."""
        found: list[Problem] = []
        try:
            text = read_text(path)
            value = parse(text, path)
            lines = Lines(text)
        except SourceError as error:
            self.problems.extend(error.problems)
            return
        try:
            self.questions.extend(validate(value, text, path).questions)
        except SourceError as error:
            found.extend(error.problems)
        found.extend(Problem(path, line, key, "stands twice here") for line, key in lines.duplicate_keys())
        for index, question in questions_in(value):
            at: Location = ("questions", index)
            place = (*at, "id")
            all_faults = [(place, message) for message in self._id_faults(question, f"{path}:{lines.line(place)}")]
            all_faults += [((*at, *inside), message) for inside, message in faults(question)]
            for where, message in all_faults:
                found.append(Problem(path, lines.line(where), format_location(where), message))
        self.problems.extend(sorted(dict.fromkeys(found), key=lambda problem: problem.line))

    def _id_faults(self, question: Mapping[str, Any], place: str) -> list[str]:
        name = question.get("id")
        if not isinstance(name, str):
            return []
        found = []
        if name in self._taken:
            found.append(f"the id {name!r} is taken already in {self._taken[name]}")
        self._taken.setdefault(name, place)
        if name in self.known:
            found.append(taken_by_bank(name, same=str(question.get("text")).strip() == self.known[name]))
        return found


def taken_by_bank(name: str, *, same: bool) -> str:
    """The sentence for an id that a question of the bank has already."""
    if same:
        return f"the id {name!r} belongs to this same question of the bank; remove the copy or give it an id of its own"
    return f"the id {name!r} belongs to another question of the bank; a changed question needs a new id"


def main() -> int:
    """`python -m prompts.check PATH...`: print all problems; 1 if there are any."""
    import sys  # noqa: PLC0415

    questions, problems = check_files([file for name in sys.argv[1:] for file in files_of(Path(name))])
    for problem in problems:
        print(problem)  # noqa: T201
    print(f"{len(questions)} questions, {len(problems)} problems")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
