"""When what was practised is due again: FSRS run ahead over a plan, as progress/schedule.py runs it over the past. Pure.

The plan does not know how an answer will go. It assumes that each planned one meets the bar ("Good"); when the plan is made
again, the real scores count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interviewer.progress.progress import Area
from interviewer.progress.schedule import rating

if TYPE_CHECKING:
    from fsrs import Card

_NOON = dt.time(12, tzinfo=dt.UTC)


class Deck:
    """What is due when, for the principles and topics of one plan.

    Args:
        areas: with their scores so far.
        today: what was never practised is due from this day on.
    """

    def __init__(self, areas: Sequence[Area], today: dt.date) -> None:
        from fsrs import Scheduler  # noqa: PLC0415 - needed by two commands alone

        self._scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self._today = today
        self._cards: dict[str, Card] = {}
        for area in areas:
            for point in area.scores:
                self._review(area.id, rating(point.value), point.at.astimezone(dt.UTC))

    def due(self, area: str) -> dt.date:
        """The day from which on it should be practised again: when the chance of doing it well falls to 90 %."""
        card = self._cards.get(area)
        return self._today if card is None else max(card.due.date(), self._today)

    def practised(self, area: str, day: dt.date) -> None:
        """It is planned for this day, and assumed to go well."""
        self._review(area, rating(3.0), dt.datetime.combine(day, _NOON))

    def _review(self, area: str, grade: int, when: dt.datetime) -> None:
        from fsrs import Card, Rating  # noqa: PLC0415

        card = self._cards.get(area) or Card(card_id=1, due=when)
        self._cards[area], _ = self._scheduler.review_card(card, Rating(grade), when)
