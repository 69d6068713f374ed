"""When to practise: session days, rest days and the days of the mocks, from the dates and the hours alone. Pure.

Nothing here looks at what the person has done, and everything is counted from the day on which the plan was begun, so that
a plan that is made again tomorrow keeps its days. No stretch of seven days holds more than the hours given.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Literal, get_args

from interviewer.preparation.costs import Costs
from interviewer.preparation.model import Wish

MIN_SESSION, MAX_SESSION, USUAL_SESSION = 25, 60, 50
"""Minutes of one sitting (our assumption: an interview lasts 45 to 60 minutes, and below 25 nothing gets warm)."""
MAX_DAY = 240
"""Minutes of speaking aloud on one day beyond which nobody learns (our assumption); a full loop may take longer."""
LIGHT = 25
"""Minutes of the day before the interview."""
MOCK_DAYS = {"phone-screen": 24, "compressed": 11, "full": 4}
"""Days before the interview. The compressed loop is eight days from the full one: no seven days hold both."""
_WEEKDAYS = {1: (5,), 2: (1, 5), 3: (1, 3, 5), 4: (0, 1, 3, 5), 5: (0, 1, 3, 4, 5), 6: (0, 1, 2, 3, 4, 5)}
"""Session days by their number, Monday is 0; Sunday is free."""

MockKind = Literal["full", "compressed", "phone-screen", "short"]
_MOCKS: tuple[MockKind, ...] = get_args(MockKind)
"""The longest first."""


@dataclass(slots=True)
class Slot:
    """A day with the minutes that may be used on it."""

    date: dt.date
    sittings: tuple[int, ...] = ()
    """Minutes of each sitting."""
    mock: MockKind | None = None
    light: bool = False


@dataclass(slots=True)
class _Budget:
    """Minutes by day, of which no seven days in a row may hold more than a week's."""

    weekly: int
    used: dict[dt.date, int] = field(default_factory=dict)

    def left(self, day: dt.date) -> int:
        """Minutes that still fit on a day."""
        sums = []
        for first in range(-6, 1):
            days = (day + dt.timedelta(first + offset) for offset in range(7))
            sums.append(sum(self.used.get(one, 0) for one in days))
        return self.weekly - max(sums)

    def take(self, day: dt.date, minutes: int) -> None:
        """Use minutes of a day."""
        self.used[day] = self.used.get(day, 0) + minutes


def session_slots(wish: Wish, costs: Costs) -> list[Slot]:
    """All days of practice from the first day to the day before the interview, in order."""
    span = (wish.interview_on - wish.begun_on).days
    if span <= 0:
        return []
    budget = _Budget(weekly_minutes(wish.hours_per_week))
    slots: dict[dt.date, Slot] = {}
    last = wish.interview_on - dt.timedelta(1)
    light = min(LIGHT, budget.left(last))
    slots[last] = Slot(last, (light,), light=True)
    budget.take(last, light)
    for kind, before in reversed(mock_days(span).items()):
        day = wish.interview_on - dt.timedelta(before)
        fitting = _fitting_mock(kind, budget.left(day), budget.weekly, costs)
        if fitting is not None:
            slots[day] = Slot(day, (costs.mock(fitting),), mock=fitting)
            budget.take(day, costs.mock(fitting))
    for day in _practice_days(wish, span):
        if day not in slots and not _seventh_in_a_row(day, slots):
            sittings = _sittings(min(_daily(wish, span), budget.left(day)))
            if sittings:
                slots[day] = Slot(day, sittings)
                budget.take(day, sum(sittings))
    return [slots[day] for day in sorted(slots)]


def weekly_minutes(hours: float) -> int:
    """Minutes a week that the plan uses: what is given, up to six days of `MAX_DAY`."""
    return min(math.floor(hours * 60), 6 * MAX_DAY)


def mock_days(span: int) -> dict[MockKind, int]:
    """Which mocks there are and how many days before the interview, the first mock first.

    Args:
        span: days from the beginning of the plan to the interview.
    """
    if span >= 24:
        phone = min(max(span // 2, MOCK_DAYS["compressed"] + 7), 42)
        return {"phone-screen": phone, "compressed": MOCK_DAYS["compressed"], "full": MOCK_DAYS["full"]}
    if span >= 15:
        return {"compressed": MOCK_DAYS["compressed"], "full": MOCK_DAYS["full"]}
    if span >= 8:
        return {"phone-screen": 6, "compressed": 3}
    return {"phone-screen": 2} if span >= 4 else {}


def _fitting_mock(kind: MockKind, left: int, weekly: int, costs: Costs) -> MockKind | None:
    """The mock itself, or the next smaller one: it must fit, and only the full loop may fill more than half a week."""
    smaller = _MOCKS[_MOCKS.index(kind) :]
    fitting = [one for one in smaller if costs.mock(one) <= (left if one == "full" else min(left, weekly // 2))]
    return fitting[0] if fitting else None


def _seventh_in_a_row(day: dt.date, slots: Container[dt.date]) -> bool:
    """Whether no day of rest would be left among seven."""
    before = next(n for n in itertools.count() if day - dt.timedelta(n + 1) not in slots)
    after = next(n for n in itertools.count() if day + dt.timedelta(n + 1) not in slots)
    return before + 1 + after >= 7


def _practice_days(wish: Wish, span: int) -> list[dt.date]:
    """Days on which there may be practice: fixed weekdays, or in the last week as many days as the hours fill."""
    last = span - 2  # the day before the interview is the light one
    wanted = _days_a_week(wish.hours_per_week)
    if span > 7:
        days = [wish.begun_on + dt.timedelta(offset) for offset in range(last + 1)]
        return [day for index, day in enumerate(days) if index == 0 or day.weekday() in _WEEKDAYS[wanted]]
    count = min(wanted, last + 1)
    step = max(1, last // max(1, count - 1)) if count > 1 else 1
    return [wish.begun_on + dt.timedelta(offset) for offset in range(0, last + 1, step)][:count]


def _days_a_week(hours: float) -> int:
    return min(6, max(1, math.ceil(weekly_minutes(hours) / USUAL_SESSION)))


def _daily(wish: Wish, span: int) -> int:
    """Minutes of one practice day."""
    days = _days_a_week(wish.hours_per_week)
    if span <= 7:
        days = min(days, max(1, span - 1))
    return min(MAX_DAY, max(MIN_SESSION, weekly_minutes(wish.hours_per_week) // days))


def _sittings(minutes: int) -> tuple[int, ...]:
    """A day's minutes as sittings of equal length; none where there is no time for one."""
    if minutes < MIN_SESSION:
        return ()
    count = math.ceil(minutes / MAX_SESSION)
    return (minutes // count,) * count
