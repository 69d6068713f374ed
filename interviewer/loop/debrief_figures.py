"""What was told differently to two interviewers: numbers, dates and roles that cannot both be so. Pure.

Within a round the interviewer asks about such a thing; across rounds nobody could, since nobody sees another's notes
before the debrief. There may be a good reason for each, so they are shown, and weigh little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from interviewer.answers.contradictions import Contradiction, Said, find_contradiction
from interviewer.loop.debrief_parts import Cited, Differing, cited
from interviewer.loop.form_parts import FiledForm, FormNote, Quote
from interviewer.loop.form_quotes import cut

MOST_SHOWN = 5


def differing(forms: Sequence[FiledForm]) -> tuple[Differing, ...]:
    """The first contradiction of each pair of answers to two interviewers, in the order of the loop.

    Args:
        forms: in the order of the loop.
    """
    found: list[Differing] = []
    for one, other in combinations(forms, 2):
        found += _between(one, other)
    return tuple(found[:MOST_SHOWN])


def _between(one: FiledForm, other: FiledForm) -> Iterator[Differing]:
    for earlier in one.notes:
        for later in other.notes:
            at_odds = find_contradiction([_said(earlier)], _said(later))
            cites = _cites(at_odds, (one, earlier), (other, later)) if at_odds is not None else None
            if cites is not None:
                names = f"{one.interviewer.name} and {other.interviewer.name}"
                yield Differing(text=f"{names} heard two things that do not go together.", cites=cites)


def _said(note: FormNote) -> Said:
    return Said(turn=note.turn, text=" ".join(one.quote for one in note.answers), question_id=note.question_id)


def _cites(
    found: Contradiction, earlier: tuple[FiledForm, FormNote], later: tuple[FiledForm, FormNote]
) -> tuple[Cited, Cited] | None:
    first = _cite(*earlier, found.earlier)
    second = _cite(*later, found.now)
    return (first, second) if first is not None and second is not None else None


def _cite(form: FiledForm, note: FormNote, sentence: str) -> Cited | None:
    """The sentence with its turn and, where it is one of the note's figures, its time."""
    answer = next((one for one in note.answers if sentence in one.quote), None)
    if answer is None:
        return None
    quote = cut(sentence)
    own = [one for one in note.figures if one.turn == answer.turn and (one.quote in sentence or quote in one.quote)]
    start_s = own[0].start_s if own else None
    return cited(form, [Quote(quote=quote, start_s=start_s, turn=answer.turn)])[0]
