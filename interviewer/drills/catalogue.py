"""The drills by name: what each trains, its time limit and how long a round takes. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

DrillName = Literal["setup", "metric", "ownership", "two-minute", "think-aloud"]
DRILL_NAMES: tuple[DrillName, ...] = get_args(DrillName)


AROUND_S = 25
"""Seconds to hear a prompt and to read a verdict (our assumption)."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill."""

    name: DrillName
    title: str
    trains: str
    """What it is for, in one sentence."""
    limit_s: float
    """Seconds that an answer may take."""
    tries: int
    """Answers to one prompt, if the first does not pass."""
    rounds: int
    """Prompts in one go, unless the person says otherwise."""

    @property
    def round_minutes(self) -> float:
        """Minutes of one prompt with all its tries: each takes its limit, and `AROUND_S` for prompt and verdict."""
        return self.tries * (self.limit_s + AROUND_S) / 60

    @property
    def minutes(self) -> int:
        """Minutes of the whole drill with its usual rounds."""
        return self.minutes_for(self.rounds)

    def minutes_for(self, rounds: int) -> int:
        """Minutes of so many rounds, whole ones, rounded up."""
        return -int(-rounds * self.round_minutes // 1)


DRILLS: dict[DrillName, Drill] = {
    drill.name: drill
    for drill in (
        Drill(
            "setup", "The set-up in 30 seconds", "Say where it was and what was asked of you, and no more.", 30, 2, 3
        ),
        Drill("metric", "The result in numbers", "Say what changed: from what, to what, and how you know.", 45, 2, 3),
        Drill("ownership", '"I", not "we"', "Tell your own part of what a team did.", 60, 2, 2),
        Drill(
            "two-minute", "The whole story in two minutes", "Set-up, actions, result and lesson, in time.", 120, 2, 2
        ),
        Drill("think-aloud", "Thinking aloud", "Keep talking while you solve a small problem.", 240, 1, 2),
    )
}
