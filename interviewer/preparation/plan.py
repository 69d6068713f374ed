"""Builds the preparation plan: the days from days.py, filled by fill.py. Pure: the same arguments give the same plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from interviewer.errors import UsageError
from interviewer.preparation import steps
from interviewer.preparation.costs import Costs
from interviewer.preparation.days import MAX_DAY, Slot, session_slots, weekly_minutes
from interviewer.preparation.fill import Filler
from interviewer.preparation.gaps import Gaps, gap_sentences
from interviewer.preparation.lines import duration
from interviewer.preparation.model import Day, Plan, Session, Step, ToWrite, Wish
from interviewer.review.feedback import principle_name

PEER_FROM_SPAN = 28
"""Days of preparation from which on a session with a friend is planned."""
PEER_DAYS_BEFORE = 18
MAX_SPAN = 731
"""Days; a plan for more than two years is a typing error."""


def build_plan(wish: Wish, today: dt.date, gaps: Gaps, costs: Costs) -> Plan:
    """The plan from `today` to the interview.

    Args:
        wish: date, hours, and when the plan was begun.
        today: the first day of the plan.
        gaps: as of the morning of that day.
        costs: how long everything takes.

    Raises:
        UsageError: the interview lies before today, or too far ahead.
    """
    if wish.interview_on < today:
        raise UsageError(f"The interview on {wish.interview_on} lies before {today}; give a later --date.")
    if (wish.interview_on - today).days > MAX_SPAN:
        raise UsageError(f"{wish.interview_on} is more than two years ahead; give a nearer --date.")
    slots = session_slots(wish, costs)
    filler = Filler(gaps, costs, wish, today)
    missing = tuple(filler.to_write)
    days = _days(slots, wish, today, filler, costs)
    days.append(Day(date=wish.interview_on, kind="interview", note="The interview. You have done this before."))
    return Plan(
        wish=wish,
        today=today,
        gaps=gap_sentences(gaps),
        notes=tuple(_notes(wish, slots, filler, costs)),
        to_write=tuple(ToWrite(principle=p, name=principle_name(p), planned_on=filler.written.get(p)) for p in missing),
        days=tuple(days),
    )


def _days(slots: Sequence[Slot], wish: Wish, today: dt.date, filler: Filler, costs: Costs) -> list[Day]:
    """The days that are still ahead; those before today have only set where the others lie."""
    ahead = [slot for slot in slots if slot.date >= today]
    fixed = {slot.date: _fixed(slot, slots, wish, costs) for slot in ahead}
    rooms = _rooms(ahead, fixed, filler)
    return [_day(slot, fixed[slot.date], rooms, filler, costs, wish) for slot in ahead]


def _fixed(slot: Slot, slots: Sequence[Slot], wish: Wish, costs: Costs) -> list[Step]:
    """The steps of a day's first sitting that do not depend on what the person has done."""
    if slot.light or slot.mock is not None:
        return []
    found: list[Step] = []
    before = next((one for one in reversed(slots) if one.date < slot.date), None)
    wanted = [steps.after_mock(before.mock)] if before is not None and before.mock is not None else []
    if slot.date == wish.begun_on:
        wanted.append(steps.learn(costs, wish))
    room = slot.sittings[0] - steps.LOOK_BACK_MINUTES
    if slot.date == _peer_day(slots, wish):
        wanted.append(steps.peer(min(steps.PEER_MINUTES, room)))
    for step in wanted:
        if sum(one.minutes for one in found) + step.minutes <= room:
            found.append(step)
    return found


def _peer_day(slots: Sequence[Slot], wish: Wish) -> dt.date | None:
    """A day about three quarters through, for practice with a friend; None in a short plan."""
    span = (wish.interview_on - wish.begun_on).days
    if span < PEER_FROM_SPAN:
        return None
    from_day = wish.interview_on - dt.timedelta(PEER_DAYS_BEFORE)
    return next((one.date for one in slots if one.date >= from_day and one.mock is None and not one.light), None)


def _rooms(ahead: Sequence[Slot], fixed: dict[dt.date, list[Step]], filler: Filler) -> dict[tuple[dt.date, int], int]:
    """For each sitting, how many stories can be written after it and still before the first mock, or else before the end."""
    first = next((slot.date for slot in ahead if slot.mock is not None), dt.date.max)
    rooms: dict[tuple[dt.date, int], int] = {}
    later = 0
    for slot in reversed(ahead):
        if slot.date == first:
            later = 0
        if slot.mock is not None or slot.light:
            continue
        for index in reversed(range(len(slot.sittings))):
            rooms[slot.date, index] = later
            taken = sum(step.minutes for step in fixed[slot.date]) if index == 0 else 0
            later += filler.room(slot.sittings[index], taken)
    return rooms


def _day(
    slot: Slot, fixed: list[Step], rooms: dict[tuple[dt.date, int], int], filler: Filler, costs: Costs, wish: Wish
) -> Day:
    if slot.light:
        note = "Light on purpose: sleep is worth more than one more hour."
        return Day(date=slot.date, kind="light", note=note, sessions=(filler.light(slot.sittings[0]),))
    if slot.mock is not None:
        return Day(date=slot.date, kind="mock", sessions=(Session(steps=(steps.mock(slot.mock, costs, wish),)),))
    sessions = [
        filler.sitting(slot.date, minutes, fixed if index == 0 else (), rooms[slot.date, index])
        for index, minutes in enumerate(slot.sittings)
    ]
    return Day(date=slot.date, kind="practice", sessions=tuple(sessions))


def _notes(wish: Wish, slots: Sequence[Slot], filler: Filler, costs: Costs) -> Iterator[str]:
    """What could not be planned as the guides would have it."""
    used = weekly_minutes(wish.hours_per_week)
    if used < wish.hours_per_week * 60 - 1:
        yield (
            f"You gave {wish.hours_per_week:g} hours a week; the plan uses {used / 60:g}: at most {MAX_DAY // 60} hours of "
            "speaking on six days. The rest is for reading, and for rest."
        )
    if filler.to_write and slots:
        yield (
            f"There is no time for a story of its own for {len(filler.to_write)} principles; tell one story for two or three."
        )
    first = next((slot.date for slot in slots if slot.mock is not None), None)
    late = [day for day in filler.written.values() if first is not None and day > first]
    if late:
        yield f"Stories that come after the first mock: {len(late)}. The hours before it do not hold them all."
    if slots and all(slot.mock is None for slot in slots):
        yield "There is no time for a mock interview."
    elif slots and all(slot.mock != "full" for slot in slots):
        yield f"The time or the hours do not hold a full loop ({duration(costs.loop)}); a shorter mock stands in for it."
