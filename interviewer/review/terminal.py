"""A full review for the terminal: the lines of `show`, then the moments, the person's own usual, and the form. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from interviewer.locale_format import number, seconds, significant
from interviewer.review.full import FullReview
from interviewer.review.parts import Competency, RoleTime
from interviewer.review.show import RECOMMENDATIONS, WIDTH, review_lines, rule
from interviewer.review.words import PARTS, STANDINGS, capital
from interviewer.text import clean_line, shorten
from prompts.phrasebook import phrase


def full_lines(review: FullReview) -> list[str]:
    """The whole review, to be printed."""
    lines = review_lines(review)
    if review.moments:
        lines += ["", rule(phrase("review.strongest")), ""]
        lines += [
            phrase("review.moment", name=capital(m.name), quote=shorten(m.evidence.quote, 120), turn=m.turn)
            for m in review.moments
        ]
    lines += _shape(review)
    lines += _delivery(review)
    lines += ["", rule(phrase("review.form")), "", *_form(review)]
    if review.next_step:
        lines += ["", *_wrapped(phrase("review.next", advice=review.next_step), "")]
    return [piece for line in lines for piece in (_wrapped(line, "  ") if len(line) > WIDTH else [line])]


def _wrapped(text: str, indent: str) -> list[str]:
    lead = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(clean_line(text), WIDTH, initial_indent=lead, subsequent_indent=lead + indent)


def _shape(review: FullReview) -> Iterator[str]:
    shaped = [one for one in review.details if one.shape]
    if not shaped:
        return
    yield from ("", rule(phrase("review.time_went")), "")
    for one in shaped:
        parts = ", ".join(_part(part) for part in one.shape)
        yield phrase("review.turn_parts", turn=one.turn, parts=parts)
    yield phrase("review.budget_source")


def _part(part: RoleTime) -> str:
    name, time = PARTS[part.part].lower(), seconds(part.spent_s)
    if part.most_s is None:
        return phrase("review.part_time", part=name, time=time)
    least, most = number(part.least_s or 0), number(part.most_s)
    return phrase("review.part_budget", part=name, time=time, least=least, most=most)


def _delivery(review: FullReview) -> Iterator[str]:
    known = [(one.turn, measure) for one in review.details for measure in one.delivery if measure.usual is not None]
    if not known:
        return
    yield from ("", rule(phrase("review.own_usual")), "")
    for turn, measure in known:
        value, usual = significant(measure.value), significant(measure.usual or 0.0)
        shown = {"measure": measure.name, "value": value, "usual": usual, "unit": measure.unit}
        yield phrase("review.usual", turn=turn, **shown)


def _form(review: FullReview) -> Iterator[str]:
    for one in (*review.form.principles, *review.form.technical):
        yield _competency(one)
    decided = RECOMMENDATIONS[review.recommendation] if review.recommendation else phrase("review.recommendation_none")
    yield phrase("review.recommendation", decided=decided)
    for line in review.form.not_judged:
        yield phrase("review.not_judged", reason=clean_line(line))


def _competency(one: Competency) -> str:
    quote = f' "{shorten(one.moment.evidence.quote, 80)}"' if one.moment else ""
    standing = STANDINGS[one.standing]
    return clean_line(phrase("review.competency", name=one.name, standing=standing, because=one.because, quote=quote))
