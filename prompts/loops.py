"""The loops of the process as data: seats, the people who may sit in them, and the weights of the principles."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from prompts.problems import read_model
from prompts.rounds import Interviewer, load_rounds
from prompts.schema import Question, Strict, Text
from prompts.vocabulary import Principle, Role

LOOPS_FILE = Path(__file__).with_name("loops.yaml")


class Seat(Strict):
    """One round of a loop, and what sort of interviewer sits in it."""

    round: str
    role: Literal["peer", "hiring-manager", "bar-raiser"]
    title: str = ""
    """Name of the round in this loop; empty: that of rounds.yaml."""
    core: Annotated[int, Field(ge=0, le=10)] = 1
    """Questions besides the stories that the round is not held without."""
    core_compressed: Annotated[int, Field(ge=0, le=10)] = 1
    """The same for a round of a compressed loop."""
    minutes_compressed: Annotated[int, Field(ge=10, le=30)] = 15
    """Length of the round in a compressed loop."""
    prefers: tuple[Principle, ...] = ()
    """Principles that are looked at here rather than elsewhere, unless the bar raiser takes them."""
    optional: bool = False


class LoopForm(Strict):
    """The rounds of one role's loop."""

    role: Role
    seats: tuple[Seat, ...] = Field(min_length=1)
    weights: dict[Principle, Annotated[int, Field(ge=1, le=10)]]
    """How much more often than others the guides name a principle."""


class Compressed(Strict):
    """What changes in a compressed loop."""

    limits: dict[str, Annotated[float, Field(gt=0, le=15)]]
    """Longest answer, in minutes, to a question of each form; for those without a form, of each kind."""

    def limit(self, question: Question) -> float:
        """Minutes that the whole answer may take in a compressed round."""
        form = str(getattr(question, "form", question.kind))
        return min(question.minutes, self.limits.get(form, question.minutes))


class Person(Interviewer):
    """An interviewer with the rounds that they hold, and their own first and last words."""

    rounds: tuple[str, ...] = Field(min_length=1)
    opening: Text
    closing: Text

    @property
    def interviewer(self) -> Interviewer:
        """The part that a session keeps."""
        return Interviewer.model_validate(self.model_dump(include=set(Interviewer.model_fields)))


class LoopFile(Strict):
    """The content of loops.yaml."""

    loops: tuple[LoopForm, ...]
    phone_screen: Seat
    compressed: Compressed
    people: tuple[Person, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> LoopFile:
        names = [person.name for person in self.people]
        if len(set(names)) < len(names):
            raise ValueError("a name stands twice among the people")
        for seat in (*(seat for loop in self.loops for seat in loop.seats), self.phone_screen):
            if seat.round not in load_rounds():
                raise ValueError(f"there is no round {seat.round!r}")
            if not self.who_may_sit(seat):
                raise ValueError(f"nobody can hold the round {seat.round!r} as {seat.role}")
        return self

    def loop(self, role: Role) -> LoopForm:
        """The loop of a role."""
        return next(one for one in self.loops if one.role == role)

    def who_may_sit(self, seat: Seat) -> list[Person]:
        """The people who hold this round in this role."""
        return [one for one in self.people if seat.round in one.rounds and one.role == seat.role]


@functools.cache
def load_loops(path: Path = LOOPS_FILE) -> LoopFile:
    """The loops that come with the project.

    Raises:
        SourceError: the file is broken.
    """
    return read_model(path, LoopFile)
