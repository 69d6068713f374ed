"""The debrief: every interviewer's form beside the others', led by the bar raiser to one decision. Pure, deterministic.

The guides (2.3) tell who takes part and that the bar raiser may veto. How the group comes to its decision is our
assumption, kept in debrief.yaml and explained step by step; docs/debrief.md tells which is which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from interviewer.loop.debrief_agreement import agreements, conflicts, not_covered
from interviewer.loop.debrief_counterfactual import far, hinges, nearest
from interviewer.loop.debrief_decision import decide, missing_rounds, strongest
from interviewer.loop.debrief_figures import differing
from interviewer.loop.debrief_parts import Debrief, Decision, PlannedRound, Step, Veto, cited
from interviewer.loop.debrief_rules import DEFAULT_LEVEL, DebriefRules
from interviewer.loop.debrief_stories import told_again
from interviewer.loop.debrief_table import Table, lay_out
from interviewer.loop.form_parts import FiledForm
from interviewer.loop.form_recommendation import NAMES, ORDER

Kind = Literal["loop", "phone-screen"]


def hold_debrief(
    forms: Iterable[FiledForm],
    rules: DebriefRules,
    level: str = "",
    planned: Sequence[PlannedRound] = (),
    kind: Kind = "loop",
) -> Debrief:
    """Bring all forms together and decide.

    Args:
        forms: as they were filed, in any order.
        rules: how the group decides.
        level: that the candidate is considered for; by default that of the forms.
        planned: every round of the loop, so that a missing one is noticed; by default those with a form.
        kind: after a phone screen the decision is whether to go on to the loop.
    """
    filed = tuple(forms)
    level = level or next((form.level for form in filed if form.level), DEFAULT_LEVEL)
    table = lay_out(filed, planned, level)
    table = replace(table, differing=differing(table.forms))
    decision, steps = decide(table, rules)
    closest = nearest(table, rules, decision) if decision is not None else None
    raiser = table.bar_raiser
    return Debrief(
        loop_id=next((form.loop_id for form in table.forms if form.loop_id), ""),
        kind=kind,
        level=level,
        bar_raiser=raiser.interviewer.name if raiser else "",
        decision=decision,
        undecided_reason="" if decision is not None else _text(steps, "coverage"),
        repeat=missing_rounds(table) if decision is None else (),
        headline=_headline(decision, steps),
        steps=steps,
        agreements=(*agreements(table), *told_again(table.forms)),
        conflicts=conflicts(table),
        differing=table.differing,
        not_covered=not_covered(table),
        veto=_veto(table, steps),
        nearest=closest,
        far=_far(table, rules, decision) if closest is None else "",
        hinges=hinges(table, rules, decision) if decision is not None else (),
    )


def _far(table: Table, rules: DebriefRules, decision: Decision | None) -> str:
    """What stood in the way, where no small change on the forms would have helped."""
    if decision == "hire" and decide(replace(table, differing=()), rules)[0] == "strong_hire":
        return "Only what was told differently to two interviewers stood in the way of a strong hire."
    no_way = decision is not None and ORDER.index(decision) < ORDER.index("hire")
    return far(table, rules) if no_way else ""


def _text(steps: Sequence[Step], rule: str) -> str:
    return next(step.text for step in steps if step.rule == rule)


def _headline(decision: Decision | None, steps: Sequence[Step]) -> str:
    """The decision and the first step that limited it so far."""
    if decision is None:
        return _text(steps, "coverage")
    veto = next((step for step in steps if step.rule == "veto" and step.at_most is not None), None)
    if veto is not None:
        return veto.text
    deciding = next((step for step in steps if step.at_most == decision), None)
    if deciding is None:
        return _text(steps, "strong_hire")
    if decision == "hire":
        # Why it is a hire is told by the voices; why not a strong one, by the step that limited it.
        return f"{_text(steps, 'voices')} {deciding.text}" if deciding.rule != "voices" else deciding.text
    return deciding.text


def _veto(table: Table, steps: Sequence[Step]) -> Veto | None:
    step = next((one for one in steps if one.rule == "veto" and one.at_most is not None), None)
    raiser = table.bar_raiser
    if step is None or raiser is None:
        return None
    cites = cited(raiser, [quote for reason in raiser.reasons for quote in reason.quotes] or list(strongest(raiser)), 3)
    return Veto(interviewer=raiser.interviewer.name, text=step.text, cites=cites)


def decision_words(decision: Decision | None, kind: Kind = "loop") -> str:
    """The decision for people."""
    if decision is None:
        return "Not enough to decide"
    if kind == "phone-screen":
        on = {"strong_hire": "A strong yes: on to the loop", "hire": "On to the loop"}
        return on.get(decision, "Not yet on to the loop")
    return NAMES[decision].capitalize()
