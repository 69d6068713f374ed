"""Reads the labelled answers: blocks of `key: value` lines, a line of dashes, then the text with its roles.

    === 1-b-001                      === 1-t-001
    question: bq-dive-data-anomaly   question: stats-p-value-ab-test
    score: 4.5                       score: 3
    style: spoken, fillers           style: spoken, terse
    flags:                           flags:
    story: met                       covered: 0 2
    …                                partial: 1
    ---                              ---
    s Last spring I was …            Free text of the answer.
    a I pulled the raw orders …

A behavioral answer has one sentence a line with its role's letter; `README.md` beside this file says what the labels mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.schema import GAPS
from prompts.vocabulary import Principle
from rubrics.assessment import CriterionVerdict, Flag, SentenceRole

ROLE_LETTERS: dict[str, SentenceRole] = {role[0]: role for role in get_args(SentenceRole)}
VERDICTS = ("story", "own_role", "result", "metric", "tradeoff", "lesson", "principle")
"""The criteria that a behavioral answer is labelled on."""

Score = Annotated[float, Field(ge=1, le=5, multiple_of=0.25)]
Index = Annotated[int, Field(ge=0, le=20)]


class AnswerFileError(Exception):
    """A block that cannot be read; the message names file and line."""


class _Labelled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    author: str
    question: str
    score: Score
    style: str = ""
    flags: tuple[Flag, ...] = ()
    text: str


class BehavioralAnswer(_Labelled):
    """A story (or what stands in for one) with the role of each sentence."""

    kind: Literal["behavioral"] = "behavioral"
    verdicts: dict[str, CriterionVerdict]
    """By the names in VERDICTS."""
    other_verdicts: dict[str, CriterionVerdict] | None = None
    """The same by the second reader; None where there was none."""
    weighs: tuple[Index, ...] | None = None
    """Sentences that name what else could have been done, or what the choice cost; None where nobody has marked them."""
    shows: tuple[Principle, ...] = ()
    other_shows: tuple[str, ...] = ()
    """The same by the second reader."""
    gaps: tuple[str, ...] = ()
    """What an interviewer would ask for next, the most important first."""
    other_gaps: tuple[str, ...] | None = None
    """The same by the second reader; None where there was none."""
    sentences: tuple[str, ...]
    roles: tuple[SentenceRole, ...]
    other_roles: tuple[SentenceRole, ...] | None = None
    """The same by the second reader; None where there was none."""


class TechnicalAnswer(_Labelled):
    """An answer to a question with key points."""

    kind: Literal["technical"] = "technical"
    covered: tuple[Index, ...] = ()
    partial: tuple[Index, ...] = ()
    contradicted: tuple[Index, ...] = ()
    misconceptions: tuple[Index, ...] = ()
    rejected: tuple[Index, ...] = ()


Answer = BehavioralAnswer | TechnicalAnswer


def read_answers(path: Path) -> tuple[Answer, ...]:
    """All answers of one file, in order.

    Args:
        path: `HAND-KIND.txt`; HAND names who wrote it.

    Raises:
        AnswerFileError: a block is not as described above.
        OSError: the file cannot be read.
    """
    author = path.stem.rsplit("-", 1)[0]
    return tuple(_answer(path, author, line, block) for line, block in blocks(path.read_text(encoding="utf-8")))


def read_marks(path: Path) -> dict[str, tuple[int, ...]]:
    """The sentences of stories that weigh something, by the story's id: lines of `ID: numbers`, counted from 0.

    Raises:
        AnswerFileError: a line is something else.
        OSError: the file cannot be read.
    """
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        name, _, rest = line.partition(":")
        if not rest.strip() or not all(part.isdecimal() for part in rest.split()):
            raise AnswerFileError(f"{path.name}:{number}: {line!r} is not an id, a colon and numbers of sentences.")
        found[name] = tuple(int(part) for part in rest.split())
    return found


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the first line, lines) of each block."""
    start, block = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("=== "):
            if block:
                yield start, block
            start, block = number, [line]
        elif block:
            block.append(line)
    if block:
        yield start, block


def fields_of(where: str, block: list[str]) -> tuple[dict[str, str], list[str]]:
    """The fields of a block, its id among them, and the lines of its text.

    Args:
        where: file and line, for the message.
        block: its lines.

    Raises:
        AnswerFileError: a field is none, or the text is not set off.
    """
    if "---" not in block:
        raise AnswerFileError(f"{where}: there is no line of three dashes before the answer.")
    cut = block.index("---")
    fields = {"id": block[0].removeprefix("=== ").strip()}
    for entry in block[1:cut]:
        key, colon, value = entry.partition(":")
        if not colon:
            raise AnswerFileError(f"{where}: {entry!r} is not `key: value`.")
        fields[key.strip()] = value.strip()
    return fields, [row.strip() for row in block[cut + 1 :] if row.strip()]


def _answer(path: Path, author: str, line: int, block: list[str]) -> Answer:
    where = f"{path.name}:{line}"
    fields, body = fields_of(where, block)
    shared = {
        "id": fields.pop("id"),
        "author": author,
        "question": fields.pop("question", ""),
        "score": fields.pop("score", None),  # text: pydantic makes the number, and the error
        "style": fields.pop("style", ""),
        "flags": fields.pop("flags", "").replace(",", " ").split(),
    }
    try:
        if any(name in fields for name in VERDICTS):
            return BehavioralAnswer.model_validate(shared | _story(fields, body))
        indices = {key: [int(n) for n in value.replace(",", " ").split()] for key, value in fields.items()}
        return TechnicalAnswer.model_validate(shared | indices | {"text": " ".join(body)})
    except (ValidationError, ValueError, KeyError) as error:
        raise AnswerFileError(f"{where}: {str(error).splitlines()[0]}") from error


def _story(fields: dict[str, str], body: list[str]) -> dict[str, object]:
    letters = [row.partition(" ")[0] for row in body]
    said = [row.partition(" ")[2].strip() for row in body]
    gaps = fields.pop("gaps", "").replace(",", " ").split()
    if not set(gaps) <= set(GAPS):
        raise ValueError(f"gaps: {set(gaps) - set(GAPS)} are none")
    shows = fields.pop("shows", "").replace(",", " ").split()
    return {
        "verdicts": {name: fields[name] for name in VERDICTS},
        "shows": shows,
        "gaps": gaps,
        "sentences": said,
        "roles": [ROLE_LETTERS[letter] for letter in letters],
        "text": " ".join(said),
    }
