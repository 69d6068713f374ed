"""A debrief as lines of plain text for the terminal: the decision first, then how it came about, then the rest. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from interviewer.loop.debrief import decision_words
from interviewer.loop.debrief_parts import Cited, Counterfactual, Debrief, Step
from interviewer.loop.debrief_words import ROLE_WORDS, STANDING_WORDS, capital
from interviewer.loop.form_parts import BarStanding, FiledForm
from interviewer.loop.form_recommendation import NAMES
from interviewer.review.show import WIDTH, rule
from interviewer.review.words import clock
from interviewer.text import clean_line, shorten

QUOTE_CHARS = 150


def debrief_lines(debrief: Debrief, forms: Sequence[FiledForm]) -> list[str]:
    """The whole debrief.

    Args:
        debrief: what was decided.
        forms: in the order of the loop.
    """
    lines = [rule("Debrief"), "", f"{decision_words(debrief.decision, debrief.kind)}.", *_wrap(debrief.headline, 0)]
    if debrief.repeat:
        lines += _wrap(f"To hold, or to hold again: {', '.join(debrief.repeat)}.", 0)
    for title, part in (
        ("How the decision came about", _steps(debrief.steps)),
        ("What would have changed it", _changes(debrief)),
        ("The forms side by side", _forms(forms)),
        ("Seen alike", _agreements(debrief)),
        ("Seen differently", _conflicts(debrief)),
        ("Told differently", _differing(debrief)),
        ("Not covered", _not_covered(debrief)),
    ):
        told = list(part)
        if told:
            lines += ["", rule(title), *told]
    return lines


def at(cite: Cited) -> str:
    """Where a quote stands, for people: "Wei, Machine learning depth, answer 2 at 0:14"."""
    time = f" at {clock(cite.at_s)}" if cite.at_s is not None else ""
    return f"{cite.interviewer}, {cite.round_title}, answer {cite.turn}{time}"


def leaves(step: Step) -> str:
    """What a step leaves open, for people."""
    if step.undecided:
        return "nothing can be decided"
    if step.at_most is None:
        return "limits nothing"
    if step.at_most == "strong_no_hire":
        return "strong no hire"
    return f"at most {NAMES[step.at_most]}"


def source(step: Step) -> str:
    """Where a step's rule comes from: the guides, our assumption, or both."""
    guides = f"In the guides, {step.guides}." if step.guides else ""
    assumed = f"Our assumption: {step.assumed}" if step.assumed else ""
    return " ".join(part for part in (guides, assumed) if part)


def _wrap(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        clean_line(text), WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )


def _quotes(cites: Iterable[Cited], indent: int) -> Iterator[str]:
    for cite in cites:
        yield from _wrap(f'"{shorten(cite.quote, QUOTE_CHARS)}" ({at(cite)})', indent)


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        yield from _wrap(f"{number}. {step.title} [{leaves(step)}]", 0)
        yield from _wrap(step.text, 3)
        yield from _quotes(step.cites, 5)
        yield from _wrap(source(step), 3)


def _changes(debrief: Debrief) -> Iterator[str]:
    if debrief.nearest is not None:
        yield from _counterfactual(debrief.nearest)
    if debrief.far:
        yield from _wrap(debrief.far, 0)
    for one in debrief.hinges:
        yield from _wrap(f"It would have been {NAMES[one.decision]}, if: {one.changes[0].text}", 0)


def _counterfactual(one: Counterfactual) -> Iterator[str]:
    yield from _wrap(one.text, 0)
    for change in one.changes:
        yield from _wrap(f"- {change.text}", 0)
        if change.advice:
            yield from _wrap(f"What would help: {change.advice}", 2)
        yield from _quotes(change.cites, 2)


def _forms(forms: Sequence[FiledForm]) -> Iterator[str]:
    for form in forms:
        given = capital(NAMES[form.recommendation]) if form.recommendation else "No recommendation"
        role = ROLE_WORDS.get(form.interviewer.role, form.interviewer.role)
        yield from _wrap(f"{form.interviewer.name}, {role}: {form.round_title}. {given}.", 0)
        if form.unscored_reason:
            yield from _wrap(f"Because {form.unscored_reason}.", 2)
        for reason in form.reasons:
            yield from _wrap(f"- {reason.text}", 2)
        for one in (*form.technical, *form.principles):
            yield from _standing(one)
        for observation in form.observations:
            yield from _wrap(f"noticed: {observation.text}", 2)
        yield f"  interviewer review {clean_line(form.session_id)}"


def _standing(one: BarStanding) -> Iterator[str]:
    yield from _wrap(f"{one.name}: {STANDING_WORDS[one.standing]}. {one.because}", 2)


def _agreements(debrief: Debrief) -> Iterator[str]:
    for one in debrief.agreements:
        yield from _wrap(f"- {one.name}. {one.text}", 0)


def _conflicts(debrief: Debrief) -> Iterator[str]:
    for one in debrief.conflicts:
        yield from _wrap(f"- {one.name}", 0)
        for view in one.views:
            yield from _wrap(f"{view.interviewer}, {view.round_title}: {view.says.rstrip('.')}.", 4)
            yield from _quotes(view.cites, 6)


def _differing(debrief: Debrief) -> Iterator[str]:
    for one in debrief.differing:
        yield from _wrap(f"- {one.text}", 0)
        yield from _quotes(one.cites, 2)


def _not_covered(debrief: Debrief) -> Iterator[str]:
    for one in debrief.not_covered:
        where = "" if one.name == one.round_title else f" ({one.round_title})"
        yield from _wrap(f"- {one.name}{where}: {one.because}", 0)
