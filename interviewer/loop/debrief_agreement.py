"""The forms side by side: what several interviewers saw alike, what they saw differently, what nobody could see. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.loop.debrief_decision import missing_rounds, strongest
from interviewer.loop.debrief_parts import Agreement, Cited, Conflict, Uncovered, View, cited
from interviewer.loop.debrief_table import Graded, Table
from interviewer.loop.debrief_words import STANDING_WORDS, capital, counted, listed
from interviewer.loop.form_parts import FiledForm, FormNote
from interviewer.loop.form_recommendation import NAMES

MOST_PATTERNS = 4
_STORY = {
    "your own part": "your own part",
    "a measured result": "a measured result",
    "a lesson": "a lesson",
    "an alternative weighed": "an alternative weighed",
    "the situation": "the situation",
    "the task": "the task",
    "the action": "what you did",
    "the result": "a result",
    "a real past event": "a real past event",
}
"""What an answer can lack whatever it is about → how it is named here; a missing key point is of one question alone."""


def agreements(table: Table) -> tuple[Agreement, ...]:
    """What at least two interviewers saw alike: recommendations, competencies, principles, and habits across rounds."""
    found = []
    sides = [side for side in (table.for_it, table.against) if len(side) == len(table.voices) >= 2]
    for side in sides:
        told = "would hire" if side is table.for_it else "would not hire"
        cites = tuple(one for form in side for one in cited(form, strongest(form)))
        text = f"{capital(counted(len(side)))} of {counted(len(side))} {told}."
        found.append(Agreement(kind="recommendation", name="Recommendation", text=text, cites=cites))
    for (group, _), ones in table.by_thing.items():
        if len(ones) < 2 or len({one.standing.standing == "below" for one in ones}) > 1:
            continue
        words = list(dict.fromkeys(STANDING_WORDS[one.standing.standing] for one in ones))
        text = f"{listed(one.form.interviewer.name for one in ones)}: {' or '.join(words)}."
        found.append(Agreement(kind=_kind(group), name=ones[0].standing.name, text=text, cites=_cites(ones)))
    return (*found, *_patterns(table))


def _kind(group: str) -> str:  # narrowed by pydantic
    return group


def _cites(ones: tuple[Graded, ...]) -> tuple[Cited, ...]:
    return tuple(cite for one in ones for cite in cited(one.form, one.standing.quotes))


def _patterns(table: Table) -> list[Agreement]:
    """What answers lacked in two rounds or more, the most frequent first: one interviewer's note may be chance."""
    seen: dict[str, list[tuple[FiledForm, FormNote]]] = {}
    for form in table.forms:
        lacked: dict[str, FormNote] = {}
        for note in form.notes:
            for gap in note.missing:
                if gap in _STORY:
                    lacked.setdefault(gap, note)
        for gap, note in lacked.items():
            seen.setdefault(gap, []).append((form, note))
    ranked = sorted(((gap, where) for gap, where in seen.items() if len(where) > 1), key=lambda one: -len(one[1]))
    return [
        Agreement(
            kind="pattern",
            name=f"Missing in {counted(len(where))} rounds: {_STORY[gap]}",
            text=f"{listed(form.interviewer.name for form, _ in where)} noted an answer without it.",
            cites=tuple(cite for form, note in where for cite in cited(form, note.quotes)),
        )
        for gap, where in ranked[:MOST_PATTERNS]
    ]


def conflicts(table: Table) -> tuple[Conflict, ...]:
    """What interviewers saw on different sides of the bar: who saw what, each with a quote."""
    found = []
    if table.for_it and table.against:
        views = tuple(
            View(
                interviewer=form.interviewer.name,
                round_title=form.round_title,
                says=capital(NAMES[form.recommendation]) if form.recommendation else "",
                cites=cited(form, strongest(form)),
            )
            for form in (*table.for_it, *table.against)
        )
        found.append(Conflict(kind="recommendation", name="Recommendation", views=views))
    for (group, _), ones in table.by_thing.items():
        if len({one.standing.standing == "below" for one in ones}) > 1:
            views = tuple(
                View(
                    interviewer=one.form.interviewer.name,
                    round_title=one.form.round_title,
                    says=f"{capital(STANDING_WORDS[one.standing.standing])}. {one.standing.because}",
                    cites=cited(one.form, one.standing.quotes),
                )
                for one in ones
            )
            found.append(Conflict(kind=_kind(group), name=ones[0].standing.name, views=views))
    return tuple(found)


def not_covered(table: Table) -> tuple[Uncovered, ...]:
    """Rounds without a recommendation, and principles and competencies that nobody could assess, each with its reason."""
    return (*_rounds(table), *_things(table))


def _rounds(table: Table) -> Iterator[Uncovered]:
    forms = {form.round_id: form for form in table.forms}
    missing = set(missing_rounds(table))
    for one in table.planned:
        if one.title in missing and (one.round_id not in forms or forms[one.round_id].recommendation is None):
            form = forms.get(one.round_id)
            because = f"No recommendation: {form.unscored_reason}." if form else "It has not taken place."
            yield Uncovered(kind="round", name=one.title, round_title=one.title, because=because)


def _things(table: Table) -> Iterator[Uncovered]:
    told: set[tuple[str, str]] = set()
    for form in table.forms:
        for group, ones in (("principle", form.principles), ("competency", form.technical)):
            for one in ones:
                if one.standing == "not_assessed" and (group, one.id) not in table.by_thing.keys() | told:
                    told.add((group, one.id))
                    yield Uncovered(kind=_kind(group), name=one.name, round_title=form.round_title, because=one.because)
    with_form = {form.round_id for form in table.forms}
    for planned in table.planned:
        for principle in planned.principles if planned.round_id not in with_form else ():
            if ("principle", principle) not in table.by_thing.keys() | told:
                told.add(("principle", principle))
                yield Uncovered(
                    kind="principle",
                    name=principle_title(principle),
                    round_title=planned.title,
                    because="Its round has not taken place.",
                )


def principle_title(principle: str) -> str:
    """The name of a principle from its id."""
    from interviewer.review.feedback import principle_name  # noqa: PLC0415 - read when there is something to show

    return principle_name(principle)
