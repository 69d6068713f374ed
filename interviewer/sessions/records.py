"""The records of a session file: one frozen model for each code, one codec. Specified in docs/session-format.md."""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from audio.transcript import Transcript
from interviewer.answers.timing import AnswerTiming
from rubrics.assessment import Assessment

FORMAT: Final = "voice-mock-interviewer-session"
VERSION = 1


class Strict(BaseModel):
    """Base of every record: immutable; keys of a later version are ignored, so that old readers can read on."""

    model_config = ConfigDict(frozen=True, extra="ignore")


DEMO_ROUND = "demo"
"""The round of a session whose candidate was synthetic: no part of anybody's history."""
DRILL_PREFIX = "drill-"
"""How the round of a coaching drill begins: a set-up alone is no story, and would spoil the history's scores."""


def is_history(round_id: str) -> bool:
    """Whether a session's answers count as answers to questions: those of the demonstration and of drills do not."""
    return round_id != DEMO_ROUND and not round_id.startswith(DRILL_PREFIX)


class Header(Strict):
    """First line of the file."""

    format: Literal["voice-mock-interviewer-session"] = "voice-mock-interviewer-session"
    version: int = VERSION
    session_id: str
    created_at: str
    """ISO 8601 with the offset from UTC."""
    mode: Literal["text", "voice", "file", "scripted"]
    app_version: str
    role: str = ""
    level: str = ""
    round: str = ""
    seed: int | None = None
    times_are: Literal["measured", "estimated"] = "measured"
    voice: str = ""
    transcriber: str = ""


class PlannedRecord(Strict):
    """One question of the plan, whole, so that a session can be read when the bank has changed."""

    question_id: str
    kind: str
    text: str
    limit_s: float
    follow_ups: int
    question: dict[str, Any] = Field(default_factory=dict)
    """The question as it stood in the bank on that day."""


class _Record(Strict):
    at_s: float
    """Seconds since the session was begun."""


class Plan(_Record):
    """What will be asked."""

    code: Literal["plan"] = "plan"
    questions: tuple[PlannedRecord, ...]
    opening: str = ""
    closing: str = ""
    follow_ups: int | None = None
    level: str = ""
    minutes: float | None = None
    """Minutes of the whole round; None where nothing presses."""
    principles: tuple[str, ...] = ()
    """The Leadership Principles that this interviewer has to cover."""
    interviewer: dict[str, Any] | None = None
    strict_timing: bool = False
    interrupts: bool = False
    candidate_questions: bool = False
    round_id: str = ""
    loop_id: str = ""


class Spoken(_Record):
    """The interviewer begins a line."""

    code: Literal["line"] = "line"
    kind: str
    utterance: int
    turn: int
    question_id: str = ""
    text: str
    target: str = ""
    audio: str | None = None
    """File beside the session file that holds the spoken line."""


class Heard(_Record):
    """The line has ended."""

    code: Literal["line_end"] = "line_end"
    utterance: int


class Listening(_Record):
    """The candidate has the floor."""

    code: Literal["listening"] = "listening"
    turn: int
    revision: int
    audio: str | None = None
    """File beside the session file that the answer is being recorded to."""


class Typed(_Record):
    """One line that the candidate has typed, as it came, control characters and all."""

    code: Literal["typed"] = "typed"
    turn: int
    revision: int
    text: str


class Speech(_Record):
    """The candidate has begun to speak."""

    code: Literal["speech"] = "speech"
    turn: int
    revision: int
    after_s: float | None = None
    """Seconds since the candidate got the floor; None where only the clock of the session says it."""


class Chunk(_Record):
    """A piece of the answer, recognised while the candidate goes on talking."""

    code: Literal["chunk"] = "chunk"
    turn: int
    revision: int
    transcript: Transcript
    start_sample: int | None = None
    """First sample of the recording that it covers; None in sessions from before."""
    end_sample: int | None = None
    """Sample after the last one."""


class Ended(_Record):
    """The answer is over."""

    code: Literal["answer_end"] = "answer_end"
    turn: int
    revision: int
    reason: str


class Transcribed(_Record):
    """The words of the whole turn so far. The last one of a turn counts."""

    code: Literal["transcript"] = "transcript"
    turn: int
    revision: int
    transcript: Transcript
    request: str | None = None
    """Set where what was said is a request to the interviewer and no answer."""


class Voiced(_Record):
    """Where voice was heard in a turn's recording, in seconds from its beginning."""

    code: Literal["voice_activity"] = "voice_activity"
    turn: int
    segments: tuple[tuple[float, float], ...]
    duration_s: float
    overflows: int = 0
    samples: int = 0
    """Samples in the recording; the same number was received from the microphone."""


class Assessed(_Record):
    """The assessment of a turn. A later one, made by `rescore`, has its own `run`; the old one stays."""

    code: Literal["assessment"] = "assessment"
    turn: int
    assessment: Assessment
    question_score: float | None = None
    """Score of the question with everything said to it so far, follow-ups included."""
    timing: AnswerTiming | None = None
    run: str = "interview"
    """`interview`, or the time of a rescore in ISO 8601."""
    revision: int = 0
    """The stretch of listening after which it was made; 0 where the file does not say."""


class Noted(_Record):
    """Something that happened to a turn or to the session."""

    code: Literal["note"] = "note"
    turn: int = 0
    note: str
    reason: str = ""
    revision: int = 0
    """The stretch of listening that it happened in, where that matters; else 0."""
    answer_s: float | None = None
    """Seconds of the answer when it happened, for an interruption."""


class Finished(_Record):
    """The end of the interview; a session without it was cut off."""

    code: Literal["finished"] = "finished"
    reason: Literal["completed", "quit", "failed"]
    detail: str = ""


Record = (
    Plan
    | Spoken
    | Heard
    | Listening
    | Typed
    | Speech
    | Chunk
    | Ended
    | Transcribed
    | Voiced
    | Assessed
    | Noted
    | Finished
)
_ADAPTER: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="code")])
CODES = frozenset(model.model_fields["code"].default for model in Record.__args__)


def encode(record: Strict) -> str:
    """A record as one line of JSON, without the line's end."""
    try:
        return record.model_dump_json()
    except ValueError:  # half a character, as in a path that is not UTF-8: it becomes a question mark
        return json.dumps(record.model_dump(), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def tagged(line: str) -> dict[str, Any]:
    """The value of one line, which names its `code`.

    Raises:
        ValueError: the line is not a record (torn, damaged).
    """
    value = plain(line)
    if not isinstance(value, dict) or not isinstance(value.get("code"), str):
        raise ValueError("not a record")  # noqa: TRY004 - a damaged line, whatever it holds
    return value


_Kind = TypeVar("_Kind")


def decode(line: str) -> Record | str:
    """The record of one line; see `decoded`."""
    return decoded(line, CODES, _ADAPTER)


def decoded(line: str, codes: Collection[str], adapter: TypeAdapter[_Kind]) -> _Kind | str:
    """The record of one line, or the name of a code that this version does not know.

    Args:
        line: of a file of records.
        codes: that this version knows.
        adapter: of the union of their records.

    Raises:
        ValueError: the line is not a record (torn, damaged).
    """
    value = tagged(line)
    if value["code"] not in codes:
        return str(value["code"])
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        _leave_out_unknown_keys(value, error)
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise ValueError(f"damaged {value['code']} record") from error


def plain(line: str) -> Any:
    """The value of one line of JSON.

    Raises:
        ValueError: it is no JSON, or holds a number or a depth that no record has.
    """
    try:
        return json.loads(line, parse_float=_finite, parse_constant=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is no number of a record")
    return value


def _leave_out_unknown_keys(value: dict[str, Any], error: ValidationError) -> None:
    """Take keys of a later version out of what lies within a record: an assessment's models forbid them elsewhere."""
    for item in error.errors(include_url=False, include_input=False):
        if item["type"] == "extra_forbidden":
            *path, key = item["loc"][1:]  # the first step is the record's code
            place: Any = value
            for step in path:
                place = place[step]
            del place[key]
