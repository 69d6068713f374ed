"""The shape of a principle's rubric: a scale of five anchored levels and the things that people say."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from prompts.vocabulary import Principle

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1200)]


class Strict(BaseModel):
    """Base of every model here: immutable, and an unknown key is an error rather than a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Confusion(Strict):
    """A principle that is easily taken for this one, and how to tell them apart."""

    principle: Principle
    difference: Text


class PrincipleRubric(Strict):
    """How one Leadership Principle is recognised in what a scientist says."""

    id: Principle
    name: str
    summary: Text
    """The principle in our own words, in one or two sentences."""
    scale: dict[int, Text]
    """Behaviourally anchored rating scale: what is observed at 1 (no evidence) to 5 (raises the bar)."""
    positive: tuple[Text, ...] = Field(min_length=6)
    """Sentences, in the first person, that show the principle."""
    negative: tuple[Text, ...] = Field(min_length=4)
    """Sentences, in the first person, that speak against it."""
    platitudes: tuple[Text, ...] = Field(min_length=2)
    """Sentences that name the principle without showing it."""
    confused_with: tuple[Confusion, ...] = Field(min_length=1)
    bar_raiser: tuple[Text, ...] = Field(min_length=2)
    """What a bar raiser digs for, as questions or things to check."""

    @field_validator("scale")
    @classmethod
    def _five_levels(cls, value: dict[int, str]) -> dict[int, str]:
        if sorted(value) != [1, 2, 3, 4, 5]:
            raise ValueError("the scale needs exactly the levels 1, 2, 3, 4 and 5")
        return value
