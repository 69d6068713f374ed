"""One story told to several interviewers: they compare notes, and a second telling brings no new evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.loop.debrief_parts import Agreement, cited
from interviewer.loop.debrief_words import counted, listed
from interviewer.loop.form_parts import FiledForm, FormNote
from interviewer.loop.form_quotes import cut
from interviewer.word_forms import stems_of

SAME_SHARE = 0.7
"""Share of the shorter answer's content words that two tellings of one story have in common: our assumption."""
LEAST_WORDS = 15
"""Fewer content words are no story."""
MOST_STORIES = 3


def told_again(forms: Sequence[FiledForm]) -> tuple[Agreement, ...]:
    """Each story that two interviewers or more were told, with how it began in each round.

    Args:
        forms: in the order of the loop.
    """
    stories: list[tuple[frozenset[str], list[tuple[FiledForm, FormNote]]]] = []
    for form in forms:
        for note in form.notes:
            words = frozenset(stems_of(" ".join(one.quote for one in note.answers)))
            if len(words) < LEAST_WORDS:
                continue
            same = next((where for known, where in stories if _alike(known, words)), None)
            if same is None:
                stories.append((words, [(form, note)]))
            elif form not in [one for one, _ in same]:
                same.append((form, note))
    return tuple(_agreement(where) for _, where in stories if len(where) > 1)[:MOST_STORIES]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_SHARE * min(len(one), len(other))


def _agreement(where: Sequence[tuple[FiledForm, FormNote]]) -> Agreement:
    first = [(form, note.answers[0].model_copy(update={"quote": cut(note.answers[0].quote)})) for form, note in where]
    names = listed(form.interviewer.name for form, _ in where)
    return Agreement(
        kind="pattern",
        name=f"One story told to {counted(len(where))} interviewers",
        text=f"{names} heard it. A story of its own for each principle shows more.",
        cites=tuple(cite for form, quote in first for cite in cited(form, [quote])),
    )
