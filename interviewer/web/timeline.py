"""One answer drawn over its time: roles, waveform, pauses, fillers, the 30-second mark. Places only, in percent. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interviewer.answers.timing import SETUP_LIMIT_S
from interviewer.locale_format import number
from interviewer.review.parts import TurnDetails
from interviewer.review.review import TurnReview
from prompts.phrasebook import phrase

TICKS_S = (5, 10, 15, 30, 60, 120, 300, 600)
MOST_TICKS = 7
Place = Callable[[float], float]
"""Seconds to percent of the width."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `left` to `left + width`, in percent of the width."""

    left: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at a place, with words beside it."""

    left: float
    label: str
    kind: str
    """`limit` (30 seconds) or `setup` (where the set-up ended)."""
    anchor: str
    """`start` or `end`: on which side of the line the words stand."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the drawing is made of."""

    duration_s: float
    roles: tuple[Stretch, ...]
    pauses: tuple[Stretch, ...]
    fillers: tuple[float, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    wave: str
    """Path of the waveform in a box of `bars` by 100; "" without a recording."""
    bars: int


def timeline(turn: TurnReview, details: TurnDetails, duration_s: float, peaks: Sequence[int] = ()) -> Timeline | None:
    """The drawing of one answer, or None where there is nothing to draw."""
    structure = turn.assessment.structure if turn.assessment else None
    if duration_s <= 0 or not (peaks or (structure and structure.roles)):
        return None

    def at(seconds: float) -> float:
        return round(100 * min(1.0, max(0.0, seconds / duration_s)), 2)

    return Timeline(
        duration_s=duration_s,
        roles=_roles(turn, at),
        pauses=tuple(
            Stretch(
                at(p.start_s),
                round(at(p.end_s) - at(p.start_s), 2),
                phrase("duration.seconds", value=number(p.end_s - p.start_s, 1)),
            )
            for p in details.pauses
        ),
        fillers=tuple(at(filler.start_s) for filler in details.fillers),
        marks=_marks(turn, details, duration_s, at),
        ticks=_ticks(duration_s, at),
        wave=wave_path(peaks),
        bars=len(peaks),
    )


def wave_path(peaks: Sequence[int]) -> str:
    """One vertical line a bar, mirrored about the middle of a box 100 high; a bar is never invisible."""
    drawn = []
    for index, peak in enumerate(peaks):
        half = max(1, round(peak * 0.48))
        drawn.append(f"M{index}.5 {50 - half}v{2 * half}")
    return "".join(drawn)


def _roles(turn: TurnReview, at: Place) -> tuple[Stretch, ...]:
    structure = turn.assessment.structure if turn.assessment else None
    timed = [role for role in (structure.roles if structure else ()) if role.start_s is not None and role.end_s]
    merged: list[tuple[str, float, float]] = []
    for index, role in enumerate(timed):
        following = timed[index + 1].start_s if index + 1 < len(timed) else None
        start, end = role.start_s or 0.0, following if following is not None else role.end_s or 0.0
        if merged and merged[-1][0] == role.role:
            merged[-1] = (role.role, merged[-1][1], end)
        else:
            merged.append((role.role, start, end))
    return tuple(Stretch(at(start), round(at(end) - at(start), 2), role) for role, start, end in merged)


def _marks(turn: TurnReview, details: TurnDetails, duration_s: float, at: Place) -> tuple[Mark, ...]:
    structure = turn.assessment.structure if turn.assessment else None
    if turn.kind != "question" or structure is None or details.first_word_s is None:
        return ()
    found = []
    limit_s = details.first_word_s + SETUP_LIMIT_S
    if limit_s < duration_s:
        found.append(("limit", limit_s, phrase("page.mark_limit", limit=number(SETUP_LIMIT_S))))
    if details.setup_end_s is not None and structure.setup_s is not None:
        found.append(("setup", details.setup_end_s, phrase("page.setup_ended", time=number(structure.setup_s))))
    marks = []
    for kind, seconds, label in found:
        left = at(seconds)
        marks.append(Mark(left, label, kind, "end" if left > 60 else "start"))
    return tuple(marks)


def _ticks(duration_s: float, at: Place) -> tuple[tuple[float, str], ...]:
    step = next((tick for tick in TICKS_S if duration_s / tick <= MOST_TICKS), TICKS_S[-1])
    places = range(0, int(duration_s) + 1, step)
    return tuple((at(place), f"{place // 60}:{place % 60:02d}") for place in places if at(place) <= 97)
