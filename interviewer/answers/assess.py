"""Assesses answers without an interview: one, or a file of them, line by line, a bad line never stopping the rest."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from audio.transcript import Transcript
from interviewer.answers.followup import choose_follow_up
from interviewer.answers.typed import typed_transcript
from interviewer.errors import InterviewerError
from interviewer.text import slug
from prompts.load import Bank, UnknownQuestionError
from prompts.schema import BehavioralQuestion, KeyPoint, Misconception, Question, TechnicalQuestion
from prompts.vocabulary import Principle, Topic
from rubrics.assessment import Assessment, Judge, JudgeError

log = logging.getLogger(__name__)

MAX_LINE_BYTES = 10_000_000
"""A longer line is refused: it is no spoken answer."""
MAX_QUESTION_CHARS = 40_000
"""Characters of all statements of a question together; those of the bank's longest come to 4,400."""


class AssessError(InterviewerError):
    """An answer or question that cannot be assessed as given."""


class InlineQuestion(BaseModel):
    """A question given with the answer instead of by id. Everything but text and kind is optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    kind: Literal["behavioral", "technical"]
    principle: Principle | tuple[Principle, ...] | None = None
    topic: Topic = "ml-application"
    reference: str = ""
    key_points: tuple[str | KeyPoint, ...] = ()
    misconceptions: tuple[str | Misconception, ...] = ()

    @field_validator("principle", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        """Names and ids alike: "Dive Deep" is `dive-deep`."""
        if isinstance(value, list | tuple):
            return tuple(slug(one) if isinstance(one, str) else one for one in value)
        return slug(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _not_too_long(self) -> InlineQuestion:
        """Every statement is read by the model: a question must not take more than its share of memory."""
        stated = (s if isinstance(s, str) else s.model_dump_json() for s in (*self.key_points, *self.misconceptions))
        if len(self.reference) + sum(map(len, stated)) > MAX_QUESTION_CHARS:
            most = f"{MAX_QUESTION_CHARS:,}"
            raise PydanticCustomError("too_long", "its statements have more than {most} characters", {"most": most})
        return self

    def question(self) -> Question:
        """The question as the judge takes it."""
        if self.kind == "behavioral":
            named = (self.principle,) if isinstance(self.principle, str) else self.principle or ()
            # A bare story question has no principle to listen for; `model_construct` leaves that one rule out.
            return BehavioralQuestion.model_construct(
                id="inline", kind="behavioral", text=self.text, principles=named, form="story"
            )
        return TechnicalQuestion(
            id="inline",
            kind="technical",
            text=self.text,
            topic=self.topic,
            reference=self.reference,
            key_points=tuple(KeyPoint(text=p) if isinstance(p, str) else p for p in self.key_points),
            misconceptions=tuple(
                Misconception(text=m, correction="This is not so.") if isinstance(m, str) else m
                for m in self.misconceptions
            ),
        )


class Item(BaseModel):
    """One line of a batch."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int | None = None
    answer: str
    question_id: str | None = None
    question: InlineQuestion | None = None


def assess(judge: Judge, question: Question, transcript: Transcript) -> Assessment:
    """The verdicts on one answer, with the follow-up that it calls for.

    Raises:
        JudgeError: the model failed.
    """
    assessment = judge.judge(question, transcript)
    follow_up = choose_follow_up(question, assessment, said=transcript.text, asked=frozenset())
    return assessment.model_copy(update={"follow_up": follow_up})


def output(item_id: str | int | None, assessment: Assessment) -> dict[str, Any]:
    """An assessment as the contract's JSON object."""
    return {"id": _id(item_id), **assessment.model_dump(mode="json")}


def parse_question(text: str) -> Question:
    """A question from JSON or YAML text: the contract's inline form, or an entry as in a question file.

    Raises:
        AssessError: it is neither.
    """
    from prompts.yaml_source import SourceError, parse  # noqa: PLC0415

    try:
        value = parse(text, Path("question"))
    except SourceError as error:
        raise AssessError(f"The question file is not valid: {error}") from error
    return _question(value)


def _question(value: Any) -> Question:
    from pydantic import TypeAdapter  # noqa: PLC0415

    try:
        if isinstance(value, dict) and "id" in value:
            return TypeAdapter[Question](Question).validate_python(value)
        return InlineQuestion.model_validate(value).question()
    except ValidationError as error:
        raise AssessError(f"The question is not valid: {_first(error)}") from error


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    r"""The lines of a stream, one at a time; of a line that is too long only so much that this is seen.

    Args:
        stream: of bytes; only "\n" ends a line.
    """
    while line := stream.readline(MAX_LINE_BYTES + 1):
        yield line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES + 1)


def assess_lines(lines: Iterable[bytes], bank: Bank, judge: Judge) -> Iterator[dict[str, Any]]:
    """One output object for each input line, in order; a line that cannot be assessed yields an `error` object."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        item_id: Any = None
        try:
            value = _json(line)
            item_id = value.get("id") if isinstance(value, dict) else None
            item = Item.model_validate(value)
            item_id = item.id
            question = _find(item, bank)
            yield output(item_id, assess(judge, question, typed_transcript(item.answer.splitlines())))
        except ValidationError as error:
            yield _error(item_id, number, _first(error))
        except (AssessError, UnknownQuestionError, JudgeError) as error:
            yield _error(item_id, number, str(error))
        except Exception as error:  # a fault of the judge must not end the batch
            log.exception("line %d could not be judged", number)
            reason = f"the judge failed ({type(error).__name__}); run with --debug for the details"
            yield _error(item_id, number, reason)


def _find(item: Item, bank: Bank) -> Question:
    if (item.question_id is None) == (item.question is None):
        raise AssessError("give either question_id or question")
    if item.question_id is not None:
        return bank.get(item.question_id)
    assert item.question is not None
    try:
        return item.question.question()
    except ValidationError as error:
        raise AssessError(f"question: {_first(error)}") from error


def _json(line: bytes) -> Any:
    if len(line) > MAX_LINE_BYTES:
        raise AssessError(f"the line is longer than {MAX_LINE_BYTES // 1_000_000} MB")
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AssessError(f"the line is not JSON: {error}") from error


def _error(item_id: Any, line: int, message: str) -> dict[str, Any]:
    return {"id": _id(item_id), "error": {"line": line, "message": message}}


def _id(value: Any) -> str | int | None:
    """What may be written as an id: half a character could not, and anything else is none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if isinstance(value, int) else None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
