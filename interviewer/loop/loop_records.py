"""The records of a loop file: one frozen model for each code, one codec. Specified in docs/loop-format.md."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, field_validator

from interviewer.sessions.append_only import SAFE_ID
from interviewer.sessions.records import Strict, decoded

FORMAT: Final = "voice-mock-interviewer-loop"
VERSION = 1


class LoopHeader(Strict):
    """First line of the file."""

    format: Literal["voice-mock-interviewer-loop"] = FORMAT
    version: int = VERSION
    loop_id: str
    created_at: str
    """ISO 8601 with the offset from UTC."""
    app_version: str = ""
    kind: Literal["loop", "phone-screen"] = "loop"
    role: str = ""
    level: str = "L5"
    compressed: bool = False
    strict_timing: bool = False
    feedback: bool = False
    """Whether each round is followed by its scores, as a real interview never is."""
    seed: int | None = None
    mode: Literal["text", "voice", "file", "scripted"] = "text"
    realtime: bool = False
    """Whether a loop in text mode measures times on the clock."""


class PlannedRound(Strict):
    """A round as it was planned, its questions whole, so that it can be held when the bank has changed."""

    index: Annotated[int, Field(ge=0, lt=20)]
    round_id: str
    title: str
    minutes: Annotated[float, Field(gt=0, le=240)]
    interviewer: dict[str, Any]
    opening: str
    closing: str
    principles: tuple[str, ...] = ()
    question_ids: tuple[str, ...] = ()
    questions: tuple[dict[str, Any], ...] = ()


class _Record(Strict):
    at: str
    """ISO 8601 with the offset from UTC: a loop goes over days, and its sessions have clocks of their own."""


class LoopPlan(_Record):
    """What will be held."""

    code: Literal["plan"] = "plan"
    rounds: tuple[PlannedRound, ...] = Field(min_length=1)


class RoundEvent(_Record):
    """Something that happened to a round. `begun` stands here before its session is made."""

    code: Literal["round"] = "round"
    index: int
    session_id: str
    event: Literal["begun", "finished", "left"]
    reason: str = ""

    @field_validator("session_id")
    @classmethod
    def _is_no_path(cls, value: str) -> str:
        if not SAFE_ID.fullmatch(value):
            raise ValueError("not the name of a session")
        return value


class FormFiled(_Record):
    """An interviewer has filed the form."""

    code: Literal["form"] = "form"
    index: int
    form: dict[str, Any]


class DebriefHeld(_Record):
    """All interviewers have met; the last one counts."""

    code: Literal["debrief"] = "debrief"
    debrief: dict[str, Any]


LoopRecord = LoopPlan | RoundEvent | FormFiled | DebriefHeld
_ADAPTER: TypeAdapter[LoopRecord] = TypeAdapter(Annotated[LoopRecord, Field(discriminator="code")])
CODES = frozenset(model.model_fields["code"].default for model in LoopRecord.__args__)


def decode(line: str) -> LoopRecord | str:
    """The record of one line; see `records.decoded`."""
    return decoded(line, CODES, _ADAPTER)
