"""A plan as a calendar file (iCalendar, RFC 5545): one all-day event for each day on which there is something to do. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from interviewer.preparation.lines import duration
from interviewer.preparation.model import Day, Plan
from interviewer.text import clean

_FOLD = 73
"""Octets of a line; RFC 5545, 3.1 allows 75 with the space that a continued line begins with."""


def calendar_text(plan: Plan) -> str:
    """The whole file, with the line ends that the format asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//voice-mock-interviewer//plan//EN", "CALSCALE:GREGORIAN"]
    for day in plan.days:
        lines += _event(day, plan.today)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: Day, made_on: dt.date) -> Iterator[str]:
    titles = [step.title for session in day.sessions for step in session.steps if step.kind != "look-back"]
    head = {"interview": "The interview", "light": "A light day", "mock": titles[0] if titles else ""}.get(day.kind)
    length = f" ({duration(day.minutes)})" if day.minutes else ""
    commands = [command for s in day.sessions for step in s.steps for command in step.commands]
    yield "BEGIN:VEVENT"
    yield f"UID:plan-{day.date}@voice-mock-interviewer"
    yield f"DTSTAMP:{made_on:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day.date:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day.date + dt.timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_text((head or 'Interview practice') + length)}"
    yield f"DESCRIPTION:{_text(chr(10).join([*([day.note] if day.note else []), *titles, '', *commands]))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text value: RFC 5545, 3.3.11."""
    escaped = clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.strip().replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most `_FOLD` octets, no character torn."""
    piece, size, first = "", 0, True
    for character in line:
        octets = len(character.encode())
        if size + octets > _FOLD:
            yield piece if first else f" {piece}"
            piece, size, first = "", 0, False
        piece += character
        size += octets
    yield piece if first else f" {piece}"
