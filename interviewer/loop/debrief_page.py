"""The debrief as a page for the browser: one file that loads and runs nothing, read by a candidate and a coach together."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.loop.debrief import decision_words
from interviewer.loop.debrief_lines import at, leaves
from interviewer.loop.debrief_parts import Debrief
from interviewer.loop.debrief_words import ROLE_WORDS, STANDING_WORDS
from interviewer.loop.form_parts import FiledForm
from interviewer.loop.form_recommendation import NAMES
from interviewer.review.show import RECOMMENDATIONS
from interviewer.web.still_page import STYLES, render_page

SIGNS = {"raising": "▲", "meeting": "✓", "below": "▽", "not_assessed": "–"}
"""Beside the words of a standing, never in their place."""
_TONES = {"strong_hire": "yes", "hire": "yes", "no_hire": "no", "strong_no_hire": "no"}


def debrief_page(debrief: Debrief, forms: Sequence[FiledForm]) -> str:
    """The whole debrief as HTML.

    Args:
        debrief: what was decided.
        forms: in the order of the loop.
    """
    return render_page(
        "debrief.html.j2",
        "",
        styles=(*STYLES, "debrief.css"),
        debrief=debrief,
        forms=forms,
        decision=decision_words(debrief.decision, debrief.kind),
        tone=_TONES.get(debrief.decision or "", "open"),
        at=at,
        leaves=leaves,
        names=NAMES,
        recommendations=RECOMMENDATIONS,
        roles=ROLE_WORDS,
        signs=SIGNS,
        standings=STANDING_WORDS,
    )
