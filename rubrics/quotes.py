"""Turns a piece of the transcript into evidence."""

from __future__ import annotations

from rubrics.assessment import Evidence
from rubrics.windows import Sentence, Window


def evidence(piece: Sentence | Window) -> Evidence:
    """The piece with its place in the text and its time."""
    return Evidence(quote=piece.text, start_char=piece.start_char, end_char=piece.end_char, start_s=piece.start_s)
