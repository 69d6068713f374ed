"""What lies on the table at a debrief: the forms in their order, the voices, and everything that anybody graded. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from interviewer.loop.debrief_parts import Differing, PlannedRound
from interviewer.loop.form_parts import BarStanding, FiledForm

FOR = frozenset({"hire", "strong_hire"})


@dataclass(frozen=True)
class Graded:
    """One competency or principle on one form, where it was assessed."""

    form: FiledForm
    group: str
    """`competency` or `principle`."""
    standing: BarStanding


@dataclass(frozen=True)
class Table:
    """The forms of a loop and what was planned."""

    forms: tuple[FiledForm, ...]
    planned: tuple[PlannedRound, ...]
    level: str
    differing: tuple[Differing, ...] = ()

    @cached_property
    def voices(self) -> tuple[FiledForm, ...]:
        """The forms with a recommendation."""
        return tuple(form for form in self.forms if form.recommendation is not None)

    @cached_property
    def for_it(self) -> tuple[FiledForm, ...]:
        """Those who would hire."""
        return tuple(form for form in self.voices if form.recommendation in FOR)

    @cached_property
    def against(self) -> tuple[FiledForm, ...]:
        """Those who would not."""
        return tuple(form for form in self.voices if form.recommendation not in FOR)

    @cached_property
    def bar_raiser(self) -> FiledForm | None:
        """The form of the bar raiser, if there is one with a recommendation."""
        return next((form for form in self.voices if form.is_bar_raiser), None)

    @cached_property
    def graded(self) -> tuple[Graded, ...]:
        """Everything assessed, on all forms, whether or not the form recommends anything."""
        return tuple(
            Graded(form, group, one)
            for form in self.forms
            for group, ones in (("competency", form.technical), ("principle", form.principles))
            for one in ones
            if one.standing != "not_assessed"
        )

    @cached_property
    def by_thing(self) -> dict[tuple[str, str], tuple[Graded, ...]]:
        """What was graded, by (group, id), in the order of the forms."""
        found: dict[tuple[str, str], list[Graded]] = {}
        for one in self.graded:
            found.setdefault((one.group, one.standing.id), []).append(one)
        return {key: tuple(ones) for key, ones in found.items()}

    def raised(self) -> tuple[Graded, ...]:
        """One grade above the bar for each thing that has any."""
        best = ((one for one in ones if one.standing.standing == "raising") for ones in self.by_thing.values())
        return tuple(found for ones in best if (found := next(ones, None)) is not None)

    def below(self, group: str) -> tuple[Graded, ...]:
        """One grade below the bar for each thing of the group that half or more of those who graded it saw there."""
        found = []
        for (kind, _), ones in self.by_thing.items():
            under = [one for one in ones if one.standing.standing == "below"]
            if kind == group and 2 * len(under) >= len(ones) and under:
                found.append(under[0])
        return tuple(found)


def lay_out(forms: Iterable[FiledForm], planned: Sequence[PlannedRound], level: str) -> Table:
    """The table, the same whatever the order in which the forms come in.

    Of a round that was held again the later form counts. Without a plan, the rounds are those that have a form.
    """
    latest: dict[tuple[str, str], FiledForm] = {}
    for form in sorted(forms, key=lambda one: (one.filed_at, one.session_id, one.model_dump_json())):
        latest[form.round_id, form.interviewer.name] = form
    places = {one.round_id: index for index, one in enumerate(planned)}
    ordered = sorted(
        latest.values(),
        key=lambda one: (places.get(one.round_id, len(places)), one.filed_at, one.round_id, one.interviewer.name),
    )
    if not planned:
        planned = [
            PlannedRound(
                round_id=form.round_id,
                title=form.round_title,
                interviewer=form.interviewer,
                principles=tuple(one.id for one in form.principles),
            )
            for form in ordered
        ]
    return Table(tuple(ordered), tuple(planned), level)
