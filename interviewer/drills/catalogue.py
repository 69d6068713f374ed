"""The drills by name: what each trains, its time limit and how long a round takes. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

DrillName = Literal["setup", "metric", "ownership", "two-minute", "think-aloud"]
DRILL_NAMES: tuple[DrillName, ...] = get_args(DrillName)


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill."""

    name: DrillName
    title: str
    trains: str
    """What it is for, in one sentence."""
    limit_s: float
    """Seconds that an answer may take."""
    rounds: int
    """Answers in one go, unless the person says otherwise."""
    round_minutes: float
    """Minutes of one round: prompt, thinking, answer, verdict (our assumption for all but the answer)."""

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
        Drill("setup", "The set-up in 30 seconds", "Say where it was and what was asked, and no more.", 30, 5, 1.2),
        Drill("metric", "The result in numbers", "Say what changed: from what, to what, measured how.", 45, 5, 1.2),
        Drill("ownership", '"I", not "we"', "Tell your own part of what a team did.", 60, 5, 1.6),
        Drill("two-minute", "The whole story in two minutes", "Set-up, actions, result, lesson, in time.", 120, 3, 3.0),
        Drill("think-aloud", "Thinking aloud", "Keep talking while you solve a small problem.", 240, 2, 5.0),
    )
}
