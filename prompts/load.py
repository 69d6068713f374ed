"""Loads the question bank, the rounds and the fixed lines, and finds questions in them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import TypeAdapter, ValidationError

from prompts.check import files_of, taken_by_bank, validate
from prompts.phrasebook import current
from prompts.schema import Question, QuestionFile, Term
from prompts.yaml_source import Lines, Problem, SourceError, format_location, parse, read_text

BANK_FOLDER = Path(__file__).parent / "questions"
_FILES: TypeAdapter[tuple[QuestionFile, ...]] = TypeAdapter(tuple[QuestionFile, ...])
_CODE_VERSION = Path(__file__).with_name("schema.py").read_bytes()


class UnknownQuestionError(Exception):
    """A question id that is not in the bank; the message names the nearest ids."""


class Bank:
    """Questions by their permanent ids, in a fixed order."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions: dict[str, Question] = {question.id: question for question in questions}

    def __len__(self) -> int:
        """How many questions there are."""
        return len(self.questions)

    def get(self, question_id: str) -> Question:
        """The question with this id.

        Raises:
            UnknownQuestionError: there is none.
        """
        try:
            return self.questions[question_id]
        except KeyError:
            import difflib  # noqa: PLC0415 - needed only for a mistake

            shown = re.sub(r"[^\w.:-]", "?", question_id)[:60]
            near = difflib.get_close_matches(question_id, self.questions, n=3, cutoff=0.5)
            hint = f"did you mean {', '.join(near)}?" if near else "see `interviewer questions list`."
            raise UnknownQuestionError(f"There is no question {shown!r}; {hint}") from None


@functools.cache
def load_bank(cache: Path | None = None) -> Bank:
    """The questions that come with the project.

    Args:
        cache: a folder for the bank in compiled form. Reading a megabyte of YAML takes half a second, reading it as
            JSON a twentieth of that; the compiled form is named after the content of the files and so never stale.

    Raises:
        SourceError: a file of the bank is broken.
    """
    paths = files_of(BANK_FOLDER)
    if cache is None:
        return Bank(question for path in paths for question in _read(path).questions)
    digest = hashlib.sha256(_CODE_VERSION)
    for path in paths:
        digest.update(path.read_bytes())
    compiled = cache / f"bank-{digest.hexdigest()[:16]}.json"
    try:
        files = _FILES.validate_json(compiled.read_bytes())
    except (OSError, ValidationError):
        files = tuple(_read(path) for path in paths)
        _keep(compiled, files)
    return Bank(question for one in files for question in one.questions)


def _keep(compiled: Path, files: tuple[QuestionFile, ...]) -> None:
    """Write the compiled bank; a cache that cannot be written, or would not read back the same, is left out."""
    data = _FILES.dump_json(files)
    part = compiled.with_suffix(f".{os.getpid()}")
    try:
        if _FILES.validate_json(data) != files:
            return
        compiled.parent.mkdir(parents=True, exist_ok=True)
        for old in compiled.parent.glob("bank-*.json"):
            old.unlink(missing_ok=True)
        part.write_bytes(data)
        part.replace(compiled)
    except (OSError, ValidationError):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)  # a part of the file would only fill the disk


def load_pack(folder: Path) -> list[Question]:
    """The questions of a user's own pack (a folder of YAML files, or one file).

    Raises:
        SourceError: a file cannot be read or breaks the schema; `interviewer questions check` lists all problems.
    """
    return [question for path in files_of(folder) for question in _read(path).questions]


def merged_bank(bank: Bank, packs: Iterable[Path]) -> Bank:
    """The bank's questions followed by those of the user's packs; a pack that is named twice is read once.

    Raises:
        SourceError: a pack cannot be read, breaks the schema, or has an id that is taken already; with all problems.
    """
    questions = list(bank.questions.values())
    taken: dict[str, Path | None] = dict.fromkeys(bank.questions)
    problems: list[Problem] = []
    paths = dict.fromkeys(path.resolve() for pack in packs for path in files_of(pack.expanduser()))
    for path in paths:
        try:
            text = read_text(path)
            content = validate(parse(text, path), text, path)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        for index, question in enumerate(content.questions):
            if question.id not in taken:
                taken[question.id] = path
                questions.append(question)
                continue
            owner = taken[question.id]
            known = bank.questions.get(question.id)
            if known is not None:
                message = taken_by_bank(question.id, same=known.text == question.text)
            else:
                message = f"the id {question.id!r} is taken already in {owner}"
            place = ("questions", index, "id")
            problems.append(Problem(path, Lines(text).line(place), format_location(place), message))
    if problems:
        raise SourceError(problems)
    return Bank(questions)


def bank_without(path: Path) -> list[Question]:
    """The questions of the project's own files outside `path`: what ids are taken, seen from a file of the bank.

    Raises:
        SourceError: one of those files is broken.
    """
    wanted = path.resolve()
    others = [file for file in files_of(BANK_FOLDER) if not file.resolve().is_relative_to(wanted)]
    return [question for file in others for question in _read(file).questions]


def _read(path: Path) -> QuestionFile:
    text = read_text(path)
    return validate(parse(text, path), text, path)


def lines() -> dict[str, Any]:
    """The fixed lines of the interviewer as plain values, in the language that is spoken."""
    return current().spoken


def fill(template: str, **slots: str) -> str:
    """`template` with its slots filled; a slot without a value becomes "that".

    Only the slots named are replaced: the values are inserted as text and never looked into, so that braces in what
    a candidate said stay braces.
    """
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(slots.get(name, "that"))
    return "".join(parts)


def spoken_form(text: str, terms: Iterable[Term]) -> str:
    """`text` with each written term replaced by its spoken form, for the voice; the longest term wins.

    A plural is spoken as well: with "GPU" as "G P U", "GPUs" becomes "G P U's", which voices read as a plural.
    """
    spoken = {term.written: term.spoken for term in terms}
    if not spoken:
        return text
    written = "|".join(re.escape(name) for name in sorted(spoken, key=len, reverse=True))

    def said(match: re.Match[str]) -> str:
        form, plural = spoken[match[1]], match[2] or ""
        return form + ("'s" if plural == "s" and form[-1:].isupper() else plural)

    return re.sub(rf"(?<![A-Za-z0-9])({written})(s|'s)?(?![A-Za-z0-9])", said, text)


def recognition_prompt(terms: Iterable[Term]) -> str:
    """The written terms as a prompt for the recogniser, so that "ROC AUC" does not come out as "rock a you see"."""
    return ", ".join(dict.fromkeys(term.written for term in terms))
