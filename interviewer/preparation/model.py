"""What a preparation plan is made of: days, sessions and steps, as frozen values."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts.vocabulary import Level, Role

MIN_HOURS, MAX_HOURS = 1.0, 80.0
"""Hours a week that can be given. Below one there is no session of 25 minutes in most weeks."""

StepKind = Literal["learn", "write", "tell", "technical", "drill", "mock", "peer", "look-back"]
DayKind = Literal["practice", "mock", "light", "interview"]


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wish(Strict):
    """What the person has told of the interview."""

    interview_on: dt.date
    hours_per_week: Annotated[float, Field(ge=MIN_HOURS, le=MAX_HOURS)]
    begun_on: dt.date
    """Day on which the plan was first made: mocks and rest days are counted from here, and so stay where they are."""
    role: Role | None = None
    level: Level | None = None


class Step(Strict):
    """One thing to do."""

    kind: StepKind
    title: str
    why: str
    minutes: int = Field(ge=1)
    commands: tuple[str, ...]
    """What to type, in this order; `interviewer` is the first word of each."""
    about: tuple[str, ...] = ()
    """What it practises: `principle:NAME`, `topic:NAME`, `drill:NAME`, `mock:NAME`."""
    done: bool = False
    """Whether it has been done today already."""


class Session(Strict):
    """What is done in one sitting."""

    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def minutes(self) -> int:
        """How long the steps take together."""
        return sum(step.minutes for step in self.steps)


class Day(Strict):
    """One day on which there is something to do."""

    date: dt.date
    kind: DayKind
    note: str = ""
    sessions: tuple[Session, ...] = ()

    @property
    def minutes(self) -> int:
        """How long the day's sessions take together."""
        return sum(session.minutes for session in self.sessions)


class ToWrite(Strict):
    """A story that is still to be written."""

    principle: str
    name: str
    planned_on: dt.date | None
    """None where there is no time left for it."""


class Plan(Strict):
    """Everything from today until the interview."""

    wish: Wish
    today: dt.date
    gaps: tuple[str, ...]
    """What the person's own answers show, one sentence each."""
    notes: tuple[str, ...]
    """What the plan had to leave out, and why."""
    to_write: tuple[ToWrite, ...]
    days: tuple[Day, ...]
    """In order of date; days of rest are left out. The last one is the interview."""

    @property
    def minutes(self) -> int:
        """How long everything takes together."""
        return sum(day.minutes for day in self.days)
