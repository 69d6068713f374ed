"""What to do in each sitting: stories first, what is weak when it is due again, and all categories in their share. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from interviewer.drills.catalogue import DRILL_NAMES, DrillName
from interviewer.preparation import steps
from interviewer.preparation.costs import Costs
from interviewer.preparation.gaps import Gaps, Habit
from interviewer.preparation.model import Session, Step, Wish
from interviewer.preparation.spacing import Deck
from interviewer.progress.progress import Area
from prompts.vocabulary import Role

MOST_QUESTIONS = 2
"""On one subject in one sitting: spaced practice holds longer than massed practice."""
SHARES: dict[Role | None, dict[str, int]] = {
    "applied-scientist": {"behavioral": 4, "ml": 4, "application": 2, "coding": 2, "statistics": 1, "sql": 1},
    "data-scientist": {"behavioral": 4, "ml": 3, "application": 1, "coding": 2, "statistics": 2, "sql": 2},
    None: {"behavioral": 4, "ml": 4, "application": 2, "coding": 2, "statistics": 2, "sql": 1},
}
"""Shares of the time (our assumption, after the weight that each guide gives to each kind of question)."""
_CATEGORIES = {
    "ml-application": "application", "project-depth": "application", "coding": "coding", "sql": "sql",
    "statistics": "statistics",
}  # fmt: skip
FIRST_STORIES: dict[Role | None, tuple[str, ...]] = {
    "data-scientist": ("customer-obsession", "deliver-results", "dive-deep"),
    "applied-scientist": (
        "ownership", "dive-deep", "deliver-results", "invent-and-simplify", "think-big", "bias-for-action",
        "have-backbone-disagree-and-commit",
    ),
}  # fmt: skip
"""Principles that the guide of the role names by example: their stories are written first."""


class Filler:
    """Fills one sitting after the other, in order of time.

    Args:
        gaps: what there is to work on.
        costs: how long it takes.
        wish: for whom.
        today: the first day.
    """

    def __init__(self, gaps: Gaps, costs: Costs, wish: Wish, today: dt.date) -> None:
        self._gaps, self._costs, self._wish = gaps, costs, wish
        first = FIRST_STORIES.get(wish.role, FIRST_STORIES["data-scientist"])
        self.to_write = [*(p for p in first if p in gaps.no_story), *(p for p in gaps.no_story if p not in first)]
        self.written: dict[str, dt.date] = {}
        self._areas = [a for a in gaps.areas if a.kind == "principle" or a.id in costs.topics]
        self._deck = Deck(self._areas, today)
        self._spent: Counter[str] = Counter()
        self._last: dict[str, dt.date] = {}
        """When the plan has an area last."""
        self._drills = _drill_cycle(gaps)
        self._sittings = 0

    def room(self, minutes: int, taken: int = 0) -> int:
        """How many stories can be written in a sitting, of which some minutes are taken already."""
        return max(0, minutes - taken - steps.LOOK_BACK_MINUTES) // steps.story_minutes(self._costs)

    def sitting(self, day: dt.date, minutes: int, fixed: Sequence[Step], room_later: int) -> Session:
        """One sitting.

        Args:
            day: when.
            minutes: how long.
            fixed: steps that are in it anyhow.
            room_later: stories that can still be written after it and before the first mock, or else before the end.
        """
        left = minutes - sum(step.minutes for step in fixed) - steps.LOOK_BACK_MINUTES
        found = list(fixed)
        for principle in self._stories(left, room_later):
            found.append(steps.write_story(principle, self._costs, self._wish))
            left -= found[-1].minutes
            self._wrote(principle, day)
        drill = self._next_drill(left)
        if drill is not None:
            found.insert(0, drill)
            left -= drill.minutes
        today: set[str] = set()
        while (area := self._choose(day, left, today)) is not None:
            today.add(area.id)
            found.append(self._practise(area, day, left))
            left -= found[-1].minutes
        self._sittings += 1
        found.append(steps.look_back(left + steps.LOOK_BACK_MINUTES))
        return Session(steps=tuple(found))

    def light(self, minutes: int) -> Session:
        """The day before: a warm-up, one story, and a look at the notes."""
        found: list[Step] = [steps.drill("setup", "A warm-up; stop while it goes well.", rounds=3)]
        left = minutes - found[0].minutes
        best = max((a for a in self._areas if a.kind == "principle"), key=lambda area: area.recent or 0)
        if left > self._costs.story:
            found.append(steps.one_story(best, self._costs, self._wish))
            left -= found[-1].minutes
        if left > 0:
            found.append(steps.read_stories(left))
        return Session(steps=tuple(found))

    def _stories(self, left: int, room_later: int) -> list[str]:
        """The stories to be written now: one a sitting, or more where they would not be done in time."""
        most = max(0, left) // steps.story_minutes(self._costs)
        late = len(self.to_write) - room_later
        if late > most:  # they cannot all be written in time: every third sitting is for something else
            return self.to_write[: 0 if self._sittings % 3 == 2 else most]
        return self.to_write[: min(most, max(1, late))]

    def _wrote(self, principle: str, day: dt.date) -> None:
        self.to_write.remove(principle)
        self.written[principle] = day
        self._last[principle] = day
        self._deck.practised(principle, day)
        self._spent["behavioral"] += steps.story_minutes(self._costs)

    def _next_drill(self, left: int) -> Step | None:
        """The drill whose turn it is; where there is no time for it, it stays the next one."""
        name, why = self._drills[0]
        step = steps.drill(name, why)
        if step.minutes > left:
            return None
        self._drills.append(self._drills.pop(0))
        return step

    def _choose(self, day: dt.date, left: int, today: set[str]) -> Area | None:
        """The next subject: what is weak and due, else what is due in the category with the least time so far."""
        fitting = [
            area
            for area in self._areas
            if area.id not in today and area.id not in self.to_write and steps.cost(area, self._costs) <= left
        ]
        due = [area for area in fitting if self._deck.due(area.id) <= day]
        weak = [area for area in due if steps.is_weak(area)]
        if weak:
            return min(weak, key=lambda area: (self._deck.due(area.id), -area.need))
        if due:
            return min(due, key=lambda area: (self._share(area), self._deck.due(area.id), -area.need))
        return min(fitting, key=lambda area: (self._deck.due(area.id), -area.need), default=None)

    def _share(self, area: Area) -> float:
        category = category_of(area)
        return self._spent[category] / SHARES[self._wish.role][category]

    def _practise(self, area: Area, day: dt.date, left: int) -> Step:
        one = steps.cost(area, self._costs)
        count = min(MOST_QUESTIONS, left // one) if one <= _SHORT else 1
        last = self._last.get(area.id)
        again_after = None if last is None else (day - last).days
        step = steps.practise(area, count, self._costs, self._wish, again_after)
        self._last[area.id] = day
        self._deck.practised(area.id, day)
        self._spent[category_of(area)] += step.minutes
        return step


_SHORT = 12
"""Minutes of a question of which there may be two in a row."""


def category_of(area: Area) -> str:
    """The guides' kind of question that an area belongs to."""
    return "behavioral" if area.kind == "principle" else _CATEGORIES.get(area.id, "ml")


def _drill_cycle(gaps: Gaps) -> list[tuple[DrillName, str]]:
    """The drills in turn; those for which the person's own answers call come twice."""
    habits: dict[DrillName, tuple[Habit, str]] = {
        "setup": (gaps.setup_over, "set-ups took longer than 30 seconds"),
        "metric": (gaps.metric_missing, "stories had no measured result"),
        "ownership": (gaps.own_role_missing, "stories did not tell your own part"),
        "two-minute": (gaps.too_long, "stories took longer than two minutes and a half"),
    }
    called = [
        (name, f"{habit.count} of your last {habit.of} {text}.")
        for name, (habit, text) in habits.items()
        if habit.often
    ]
    why = dict(called)
    return [*called, *((name, why.get(name, "")) for name in DRILL_NAMES)]
