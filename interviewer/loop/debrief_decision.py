"""How the decision comes about: a chain of steps, each of which may limit it and none of which can lift it. Pure.

The decision is the worst that any step leaves: strong negatives are not averaged away. Raising a recommendation or a
standing on any form can therefore never worsen it (a property test holds that).
"""

from __future__ import annotations

from collections.abc import Callable

from interviewer.loop.debrief_parts import Cited, Decision, Step, cited
from interviewer.loop.debrief_rules import ANCHORS, DebriefRules
from interviewer.loop.debrief_table import Graded, Table
from interviewer.loop.debrief_words import capital, counted, listed, people, plural
from interviewer.loop.form_parts import FiledForm, Quote
from interviewer.loop.form_recommendation import NAMES, ORDER

MOST_CITED = 6


def decide(table: Table, rules: DebriefRules) -> tuple[Decision | None, tuple[Step, ...]]:
    """The decision, None where there is too little to decide on, and the steps to it.

    A veto decides even then: it needs nobody else's form.
    """
    steps = tuple(rule(table, rules) for rule in _RULES)
    limits = [step.at_most for step in steps if step.at_most is not None]
    decision: Decision = min(limits, key=ORDER.index, default="strong_hire")
    vetoed = any(step.rule == "veto" and step.at_most for step in steps)
    if any(step.undecided for step in steps) and not vetoed:
        return None, steps
    return decision, steps


def strongest(form: FiledForm) -> tuple[Quote, ...]:
    """What a form's recommendation rests on: the last step that has a quote, or else any quote of the form."""
    for reason in reversed(form.reasons):
        if reason.quotes:
            return reason.quotes[:1]
    return next(((quote,) for quote in form.quotes()), ())


def missing_rounds(table: Table) -> tuple[str, ...]:
    """Titles of the planned rounds without a recommendation."""
    heard = {form.round_id for form in table.voices}
    return tuple(one.title for one in table.planned if one.round_id not in heard)


def _step(
    rule: str, text: str, limit: Decision | None = None, cites: tuple[Cited, ...] = (), *, undecided: bool = False
) -> Step:
    anchor = ANCHORS[rule]
    return Step(
        rule=rule,
        title=anchor.title,
        text=text,
        at_most=limit,
        undecided=undecided,
        guides=anchor.guides,
        assumed=anchor.assumed,
        cites=cites[:MOST_CITED],
    )


def _voices_cited(forms: tuple[FiledForm, ...]) -> tuple[Cited, ...]:
    return tuple(one for form in forms for one in cited(form, strongest(form)))


def _graded_cited(graded: tuple[Graded, ...]) -> tuple[Cited, ...]:
    return tuple(one for item in graded for one in cited(item.form, item.standing.quotes))


def _coverage(table: Table, rules: DebriefRules) -> Step:
    heard, planned = len(table.planned) - len(missing_rounds(table)), len(table.planned)
    owned = {principle for one in table.planned for principle in one.principles}
    assessed = {one.standing.id for one in table.graded if one.group == "principle"} & owned
    raiser_planned = any(one.interviewer.role == "bar-raiser" for one in table.planned)
    lacks = []
    if not planned:
        return _step("coverage", "Not enough to decide: nobody has filed a form.", undecided=True)
    if not heard or heard < rules.rounds_covered * planned:
        lacks.append(f"only {counted(heard)} of {plural(planned, 'round', 'rounds')} ended in a recommendation")
    if raiser_planned and table.bar_raiser is None:
        lacks.append("the bar raiser has not been heard")
    if len(assessed) < rules.principles_covered * len(owned):
        lacks.append(f"only {counted(len(assessed))} of {counted(len(owned))} Leadership Principles could be assessed")
    if lacks:
        return _step("coverage", f"Not enough to decide: {', and '.join(lacks)}.", undecided=True)
    of = "The one round" if planned == 1 else f"{capital(counted(heard))} of {counted(planned)} rounds"
    told = f"{of} ended in a recommendation"
    if owned:
        told += f", and {counted(len(assessed))} of {counted(len(owned))} Leadership Principles could be assessed"
    return _step("coverage", f"{told}: enough to decide.")


def _voices(table: Table, rules: DebriefRules) -> Step:
    strong_no = [form for form in table.against if form.recommendation == "strong_no_hire"]
    weight = len(table.against) + (rules.strong_no_counts - 1) * len(strong_no)
    if not table.voices:
        return _step("voices", "Nobody recommends anything yet.", "no_hire")
    told = _told(table)
    cites = _voices_cited((*table.against, *table.for_it))
    if not table.for_it and 2 * len(strong_no) >= len(table.voices):
        return _step("voices", f"{told} Half of the voices or more are strongly against.", "strong_no_hire", cites)
    if weight and len(table.for_it) < rules.voices_for_each_against * weight:
        each = rules.voices_for_each_against
        needed = f"{counted(int(each)) if each.is_integer() else f'{each:g}'} voice{'' if each == 1 else 's'}"
        counts = f", a strong no counting as {counted(rules.strong_no_counts)}" if strong_no else ""
        text = f"{told} A hire needs {needed} for it to each one against{counts}."
        return _step("voices", text, "no_hire", cites)
    return _step("voices", told, None, cites)


def _told(table: Table) -> str:
    groups: list[str] = []
    for word in reversed(ORDER):
        forms = [form for form in table.voices if form.recommendation == word]
        if forms:
            verb = "recommends" if len(forms) == 1 else "recommend"
            groups.append(f"{people(forms)} {verb if not groups else ''}".rstrip() + f" {NAMES[word]}")
    return "; ".join(groups) + "."


def _objections(table: Table, rules: DebriefRules) -> Step:
    weighty = tuple(form for form in table.against if form.is_bar_raiser or form.recommendation == "strong_no_hire")
    cites = _voices_cited(weighty)
    if not weighty:
        return _step("objections", "Nobody objects strongly, and the bar raiser is not against.")
    if len(weighty) >= rules.objections:
        return _step("objections", f"{people(weighty)} object, which ends a hire.", "no_hire", cites)
    others = tuple(form for form in table.against if form not in weighty)
    if others:
        text = f"{people(weighty)} {_objects(weighty)}, and {people(others)} would not hire either."
        return _step("objections", text, "no_hire", cites + _voices_cited(others))
    text = f"{people(weighty)} {_objects(weighty)}. Everybody else would hire, so a hire stays possible; a strong one does not."
    return _step("objections", text, "hire", cites)


def _objects(forms: tuple[FiledForm, ...]) -> str:
    return "objects" if len(forms) == 1 else "object"


def _veto(table: Table, rules: DebriefRules) -> Step:
    raiser = table.bar_raiser
    if raiser is None:
        return _step("veto", "No bar raiser's recommendation lies on the table, so there is nobody who could veto.")
    name = raiser.interviewer.name
    reasons = {"strong_no_hire": {"strong_no_hire"}, "no_hire": {"strong_no_hire", "no_hire"}, "never": set[str]()}
    if raiser.recommendation in reasons[rules.veto]:
        alone = " although everybody else would hire" if table.against == (raiser,) and table.for_it else ""
        text = f"{name}, the bar raiser, vetoes{alone}."
        return _step("veto", text, "no_hire", _voices_cited((raiser,)))
    return _step("veto", f"{name}, the bar raiser, does not veto.")


def _bar_raised(table: Table, rules: DebriefRules) -> Step:
    at, raised = rules.at(table.level), table.raised()
    names = listed(one.standing.name for one in raised)
    told = f"Somebody saw the bar raised in {names}." if raised else "Nobody saw the bar raised in anything."
    if len(raised) < at.raised_for_hire:
        text = f"{told} At {table.level} a hire needs at least {counted(at.raised_for_hire)}."
        return _step("bar_raised", text, "no_hire", _graded_cited(raised))
    if len(raised) < at.raised_for_strong_hire:
        text = f"{told} A strong hire at {table.level} needs at least {counted(at.raised_for_strong_hire)}."
        return _step("bar_raised", text, "hire", _graded_cited(raised))
    return _step("bar_raised", told, None, _graded_cited(raised))


def _competencies(table: Table, rules: DebriefRules) -> Step:
    below, most = table.below("competency"), rules.at(table.level).competencies_below
    if not any(one.group == "competency" for one in table.graded):
        return _step("competencies", "No technical competency was assessed.")
    if not below:
        return _step("competencies", "Every technical competency that was assessed is at the bar or above it.")
    told = f"Below the bar: {listed(one.standing.name for one in below)}."
    allowed = "none may be" if not most else f"{counted(most)} may be"
    text = f"{told} At {table.level} {allowed}."
    return _step("competencies", text, "no_hire" if len(below) > most else None, _graded_cited(below))


def _principles(table: Table, rules: DebriefRules) -> Step:
    at, below = rules.at(table.level), table.below("principle")
    assessed = sum(group == "principle" for group, _ in table.by_thing)
    if not assessed:
        return _step("principles", "No Leadership Principle was assessed.")
    if not below:
        return _step("principles", f"All {counted(assessed)} that were assessed are at the bar or above it.")
    told = f"Below the bar: {listed(one.standing.name for one in below)}, of {counted(assessed)} assessed."
    heavy = [one.standing.name for one in below if one.standing.id in at.must_meet]
    if heavy:
        text = f"{told} At {table.level} {listed(heavy)} may not be."
        return _step("principles", text, "no_hire", _graded_cited(below))
    if len(below) > at.principles_below * assessed:
        return _step("principles", f"{told} That is too many at {table.level}.", "no_hire", _graded_cited(below))
    return _step("principles", f"{told} That alone does not stand in the way.", None, _graded_cited(below))


def _figures(table: Table, rules: DebriefRules) -> Step:
    if not table.differing:
        return _step("figures", "Nothing was noticed that two interviewers were told differently.")
    limit: Decision | None = "hire" if rules.differing_figures_block_strong_hire else None
    cites = tuple(one for differing in table.differing for one in differing.cites)
    found = plural(len(table.differing), "thing was", "things were")
    return _step("figures", f"{capital(found)} told differently to two interviewers.", limit, cites)


def _strong_hire(table: Table, rules: DebriefRules) -> Step:  # noqa: ARG001 - every rule is called alike
    strong = tuple(form for form in table.for_it if form.recommendation == "strong_hire")
    lacks = []
    if table.against:
        lacks.append(f"{people(table.against)} would not hire")
    if 2 * len(strong) < len(table.voices) or not strong:
        lacks.append(f"{counted(len(strong))} of {counted(len(table.voices))} recommend a strong hire")
    if lacks:
        return _step("strong_hire", f"Not a strong hire: {', and '.join(lacks)}.", "hire", _voices_cited(table.against))
    return _step(
        "strong_hire", f"{people(strong)} would strongly hire, and nobody is against.", None, _voices_cited(strong)
    )


_RULES: tuple[Callable[[Table, DebriefRules], Step], ...] = (
    _coverage,
    _voices,
    _objections,
    _veto,
    _bar_raised,
    _competencies,
    _principles,
    _figures,
    _strong_hire,
)
