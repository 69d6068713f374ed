"""Loads the prompts of the drills (drills.yaml), and draws some of them."""

from __future__ import annotations

import functools
import random
from pathlib import Path

from pydantic import Field, model_validator

from prompts.problems import read_model
from prompts.schema import Identifier, Strict, Text
from prompts.yaml_source import Problem, SourceError

DRILLS_FILE = Path(__file__).with_name("drills.yaml")


class DrillPrompt(Strict):
    """One thing to say in a drill."""

    id: Identifier
    text: str = ""
    """What is asked; empty where the passage says it all."""
    passage: str = ""
    """What is to be said better."""

    @property
    def spoken(self) -> str:
        """What the interviewer says."""
        return " ".join(part for part in (self.text, self.passage) if part)

    @model_validator(mode="after")
    def _says_something(self) -> DrillPrompt:
        if not (self.text or self.passage):
            raise ValueError("a prompt needs a text or a passage")
        return self


class DrillPrompts(Strict):
    """The prompts of one drill."""

    intro: Text
    """Said once, before the first of them."""
    prompts: tuple[DrillPrompt, ...] = Field(min_length=1)


class DrillFile(Strict):
    """The content of drills.yaml."""

    drills: dict[str, DrillPrompts]


@functools.cache
def load_drills(path: Path = DRILLS_FILE) -> dict[str, DrillPrompts]:
    """The prompts of every drill by its name.

    Raises:
        SourceError: the file is broken, or an id stands twice in it.
    """
    drills = read_model(path, DrillFile).drills
    ids = [prompt.id for one in drills.values() for prompt in one.prompts]
    if len(set(ids)) < len(ids):
        raise SourceError([Problem(path, 0, "drills", "an id stands twice")])
    return drills


def draw_prompts(prompts: DrillPrompts, count: int, seed: int) -> tuple[DrillPrompt, ...]:
    """So many prompts in an order that the seed decides; all of them where more are wanted than there are."""
    drawn = list(prompts.prompts)
    random.Random(seed).shuffle(drawn)  # noqa: S311 - a drill is no secret
    return tuple(drawn[:count])
