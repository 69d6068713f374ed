"""What the interviewer answers to the candidate's own questions in the last minutes. Pure text rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """What the candidate asked, and what is said to it."""

    asked: str
    reply: str
    over: bool


def answer_to(text: str) -> Answered:
    """The reply to a question of the candidate."""
    return Answered(text, "", over=False)
