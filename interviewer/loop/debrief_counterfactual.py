"""What would have changed the decision: the smallest change on the forms, found by trying. Pure.

A change lifts one recommendation or one standing by some levels; it costs as many as it lifts. What is cheapest and
comes first in the loop is told. All tries run through the very rules that decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import get_args

from interviewer.loop.debrief_decision import decide, strongest
from interviewer.loop.debrief_parts import Change, Counterfactual, Decision, cited
from interviewer.loop.debrief_rules import DebriefRules
from interviewer.loop.debrief_table import Table
from interviewer.loop.debrief_words import STANDING_WORDS, capital, counted, plural
from interviewer.loop.form_parts import FiledForm, Standing
from interviewer.loop.form_recommendation import NAMES, ORDER

MOST_TOGETHER = 3
"""Changes tried at once; more than that is no small change."""
MOST_HINGES = 3
_STANDINGS: tuple[Standing, ...] = ("below", "meeting", "raising")
assert set(_STANDINGS) < set(get_args(Standing))


@dataclass(frozen=True)
class Lift:
    """One thing on one form, put `by` levels higher (or lower, where negative)."""

    form: int
    """Place of the form on the table."""
    group: str
    """`recommendation`, `technical` or `principles`."""
    index: int
    """Place in the group."""
    by: int


def nearest(table: Table, rules: DebriefRules, decision: Decision) -> Counterfactual | None:
    """The smallest change that would have led to a hire, or from a hire to a strong hire; None where there is none."""
    if decision == "strong_hire":
        return None
    wanted: Decision = "strong_hire" if decision == "hire" else "hire"
    for lifts in _by_cost(_lifts(table, +1)):
        better, _ = decide(_lifted(table, lifts), rules)
        if better is not None and ORDER.index(better) >= ORDER.index(wanted):
            return _told(table, lifts, better)
    return None


def hinges(table: Table, rules: DebriefRules, decision: Decision) -> tuple[Counterfactual, ...]:
    """The single steps down that would have lost a hire: what it hung on."""
    if ORDER.index(decision) < ORDER.index("hire"):
        return ()
    found = []
    for lift in _lifts(table, -1):
        if lift.by != -1:
            continue
        worse, _ = decide(_lifted(table, (lift,)), rules)
        if worse is not None and ORDER.index(worse) < ORDER.index("hire"):
            found.append(_told(table, (lift,), worse))
    return tuple(found[:MOST_HINGES])


def far(table: Table, rules: DebriefRules) -> str:
    """How many rounds would have had to go well for a hire, where no small change would have done it."""
    weakest_last = sorted(
        range(len(table.forms)),
        key=lambda index: -ORDER.index(table.forms[index].recommendation or "strong_no_hire"),
    )
    lifts: list[Lift] = []
    turned = 0
    for index in weakest_last:
        own = _to_bar(table.forms[index], index)
        turned += bool(own)
        lifts += own
        for raised in range(rules.at(table.level).raised_for_hire + 1):
            tried = _lifted(table, lifts)
            decision, _ = decide(_lifted(tried, _raising(tried, raised)), rules)
            if decision is not None and ORDER.index(decision) >= ORDER.index("hire"):
                above = f", and {plural(raised, 'thing', 'things')} above it" if raised else ""
                needed = f"{capital(plural(turned, 'more round', 'more rounds'))} would have had to reach the bar"
                return f"No small change would have made it a hire. {needed}{above}."
    return "No small change would have made it a hire: every round would have had to go differently."


def _raising(table: Table, most: int) -> list[Lift]:
    """The first standings at the bar, put above it."""
    found = [
        Lift(index, group, at, 1)
        for index, form in enumerate(table.forms)
        for group, ones in (("technical", form.technical), ("principles", form.principles))
        for at, one in enumerate(ones)
        if one.standing == "meeting"
    ]
    return found[:most]


def _to_bar(form: FiledForm, index: int) -> list[Lift]:
    found = []
    if form.recommendation is not None and ORDER.index(form.recommendation) < ORDER.index("hire"):
        found.append(Lift(index, "recommendation", 0, ORDER.index("hire") - ORDER.index(form.recommendation)))
    for group, ones in (("technical", form.technical), ("principles", form.principles)):
        found += [Lift(index, group, at, 1) for at, one in enumerate(ones) if one.standing == "below"]
    return found


def _lifts(table: Table, sign: int) -> tuple[Lift, ...]:
    """Every single change in one direction, in the order of the forms."""
    found = []
    for index, form in enumerate(table.forms):
        if form.recommendation is not None:
            place = ORDER.index(form.recommendation)
            room = len(ORDER) - 1 - place if sign > 0 else place
            found += [Lift(index, "recommendation", 0, sign * by) for by in range(1, room + 1)]
        for group, ones in (("technical", form.technical), ("principles", form.principles)):
            for at, one in enumerate(ones):
                if one.standing in _STANDINGS:
                    place = _STANDINGS.index(one.standing)
                    room = len(_STANDINGS) - 1 - place if sign > 0 else place
                    found += [Lift(index, group, at, sign * by) for by in range(1, room + 1)]
    return tuple(found)


def _by_cost(lifts: Sequence[Lift]) -> Iterator[tuple[Lift, ...]]:
    """Singles and pairs of anything, then threes of recommendations, cheapest first and then in the order of the loop."""
    recommendations = [one for one in lifts if one.group == "recommendation"]
    tries: list[tuple[Lift, ...]] = [(one,) for one in lifts]
    tries += list(combinations(lifts, 2))
    tries += list(combinations(recommendations, MOST_TOGETHER))
    apart = (one for one in tries if len({(lift.form, lift.group, lift.index) for lift in one}) == len(one))
    return iter(sorted(apart, key=lambda one: (sum(lift.by for lift in one), len(one))))


def _lifted(table: Table, lifts: Sequence[Lift]) -> Table:
    forms = list(table.forms)
    for lift in lifts:
        form = forms[lift.form]
        if lift.group == "recommendation":
            assert form.recommendation is not None
            value = ORDER[ORDER.index(form.recommendation) + lift.by]
            forms[lift.form] = form.model_copy(update={"recommendation": value})
            continue
        ones = list(getattr(form, lift.group))
        standing = _STANDINGS[_STANDINGS.index(ones[lift.index].standing) + lift.by]
        ones[lift.index] = ones[lift.index].model_copy(update={"standing": standing})
        forms[lift.form] = form.model_copy(update={lift.group: tuple(ones)})
    return replace(table, forms=tuple(forms))


def _told(table: Table, lifts: Sequence[Lift], decision: Decision) -> Counterfactual:
    changes = tuple(_change(table.forms[lift.form], lift) for lift in lifts)
    what = "This alone" if len(changes) == 1 else f"These {counted(len(changes))} together"
    made = NAMES[decision] if decision == "no_hire" else f"a {NAMES[decision]}"
    return Counterfactual(decision=decision, text=f"{what} would have made it {made}:", changes=changes)


def _change(form: FiledForm, lift: Lift) -> Change:
    who = form.interviewer.name
    if lift.group == "recommendation":
        assert form.recommendation is not None
        to = NAMES[ORDER[ORDER.index(form.recommendation) + lift.by]]
        text = f"{who} recommends {to} instead of {NAMES[form.recommendation]}."
        quotes = strongest(form)
    else:
        one = getattr(form, lift.group)[lift.index]
        to = STANDING_WORDS[_STANDINGS[_STANDINGS.index(one.standing) + lift.by]]
        text = f"{who} sees {one.name} as one that {to}." if lift.by > 0 else f"{who} sees {one.name} {to}."
        quotes = one.quotes
    return Change(
        interviewer=who,
        round_title=form.round_title,
        text=text,
        advice=form.next_step if lift.by > 0 else "",
        cites=cited(form, quotes),
    )
