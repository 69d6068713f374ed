"""A full review for the terminal: the lines of `show`, then the moments, the person's own usual, and the form. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from interviewer.review_full import FullReview
from interviewer.review_parts import Competency
from interviewer.review_words import PARTS, STANDINGS, capital
from interviewer.show import RECOMMENDATIONS, WIDTH, review_lines, rule
from interviewer.text import clean_line, seconds, shorten


def full_lines(review: FullReview) -> list[str]:
    """The whole review, to be printed."""
    lines = review_lines(review)
    if review.moments:
        lines += ["", rule("Strongest moments"), ""]
        lines += [f'{capital(m.name)}: "{shorten(m.evidence.quote, 120)}" (turn {m.turn})' for m in review.moments]
    lines += _shape(review)
    lines += _delivery(review)
    lines += ["", rule("The interviewer's form"), "", *_form(review)]
    if review.next_step:
        lines += ["", *_wrapped(f"One thing for next time: {review.next_step}", "")]
    return [piece for line in lines for piece in (_wrapped(line, "  ") if len(line) > WIDTH else [line])]


def _wrapped(text: str, indent: str) -> list[str]:
    lead = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(clean_line(text), WIDTH, initial_indent=lead, subsequent_indent=lead + indent)


def _shape(review: FullReview) -> Iterator[str]:
    shaped = [one for one in review.details if one.shape]
    if not shaped:
        return
    yield from ("", rule("Where the time went"), "")
    for one in shaped:
        parts = ", ".join(
            f"{PARTS[part.part].lower()} {seconds(part.spent_s)}"
            + (f" of {part.least_s or 0:.0f} to {part.most_s:.0f} s" if part.most_s is not None else "")
            for part in one.shape
        )
        yield f"Turn {one.turn}: {parts}."
    yield "The 30 s are the guides'; the rest is our assumption for an answer of 2 to 3 minutes."


def _delivery(review: FullReview) -> Iterator[str]:
    known = [(one.turn, measure) for one in review.details for measure in one.delivery if measure.usual is not None]
    if not known:
        return
    yield from ("", rule("Beside your own earlier answers"), "")
    for turn, measure in known:
        unit = measure.unit
        yield f"Turn {turn}: {measure.name} {measure.value:.3g} {unit}; your usual is {measure.usual:.3g} {unit}."


def _form(review: FullReview) -> Iterator[str]:
    for one in (*review.form.principles, *review.form.technical):
        yield _competency(one)
    decided = RECOMMENDATIONS[review.recommendation] if review.recommendation else "none, nothing could be scored"
    yield f"Overall recommendation: {decided}."
    for line in review.form.not_judged:
        yield f"Not judged: {clean_line(line)}"


def _competency(one: Competency) -> str:
    quote = f' "{shorten(one.moment.evidence.quote, 80)}"' if one.moment else ""
    return clean_line(f"{one.name}: {STANDINGS[one.standing]}. {one.because}{quote}")
