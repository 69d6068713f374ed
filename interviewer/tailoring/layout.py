"""Puts a document's lines back into entries: columns one after the other, wrapped lines joined, each under its heading. Pure."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from interviewer.tailoring.words import Section, words

MOST_LINES = 3000
MOST_LINE = 1000
"""Characters of a joined entry."""
_BULLET = re.compile(r"^\s*(?:[-*•‣▪●◦○■–—»>·]|\(?\d{1,2}[.)]|\[\d{1,3}\])\s+")
_LEAD = re.compile(r"^\s*(?:#{1,6}\s*|\*\*|__)?(.*?)(?:\*\*|__)?\s*:?\s*(?:\*\*|__)?$")
_SPACED = re.compile(r"^(?:[^\W\d_] ){2,}[^\W\d_](?: {2,}(?:[^\W\d_] )*[^\W\d_])*$")
_GAP = re.compile(r"\S( {3,}|\t+ *)\S")
_TABLE = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^[\s|:=_*~-]{3,}$")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_OPEN_END = re.compile(
    r"(?:,|\b(?:and|or|of|for|with|the|a|an|to|in|by|from|on|using|und|der|die|das|für|mit|von|zur|zum))$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of a document: a bullet, a title or a paragraph."""

    section: Section
    text: str
    bullet: bool
    indent: int
    """Characters before it."""
    heading: bool = False
    """Whether it is marked as a heading within its section (Markdown)."""


def entries_of(text: str) -> list[Entry]:
    """The entries of a document in their order, with the section that each stands in."""
    found: list[Entry] = []
    section: Section = "start"
    previous = ""
    for written in _in_columns(text.splitlines()[:MOST_LINES]):
        if not written.strip() or _RULE.match(written):
            previous = ""
            continue
        named, rest = _heading(written)
        if named is not None:
            section, previous = named, ""
            if not rest:
                continue
        line = rest or written
        bullet = _BULLET.match(line)
        body = line[bullet.end() :] if bullet else line
        body = _plain(body)
        if not body:
            continue
        if found and previous and not bullet and _continues(previous, line, found[-1]):
            found[-1] = _joined(found[-1], body)
        else:
            indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            marked = bool(re.match(r"\s*(?:#{2,6}\s|\*\*[^*]+\*\*\s*$)", line))
            found.append(Entry(section, body[:MOST_LINE], bool(bullet), indent, marked))
        previous = line
    return found


@functools.cache
def _headings() -> dict[str, Section]:
    return {name: section for section, names in words().headings.items() for name in names}


def _heading(line: str) -> tuple[Section | None, str]:
    """(section, what follows on the line) of a line that opens a section; (None, "") for any other."""
    if len(line) > 400 or re.match(r"\s*[-•‣▪●◦○■–—»>·\[]", line):
        return None, ""
    text = _unspaced(line.strip())
    match = _LEAD.match(text)
    name = (match[1] if match else text).strip(" :*_#-–—|").casefold()
    name = re.sub(r"^(?:\d{1,2}|[ivx]{1,4})[.)]?\s+", "", name).replace(" & ", " and ")
    if name in _headings():
        return _headings()[name], ""
    before, colon, after = text.partition(":")
    key = before.strip(" *_#").casefold().replace(" & ", " and ")
    if colon and key in _headings() and key != "project":
        return _headings()[key], after.strip(" *_")
    return None, ""


def _unspaced(text: str) -> str:
    """Letters set apart drawn together: "P R O J E C T S" is "PROJECTS"."""
    if not _SPACED.match(text):
        return text
    return " ".join(part.replace(" ", "") for part in re.split(r" {2,}", text))


def _plain(text: str) -> str:
    """Without the marks of Markdown, addresses and table bars, on one line."""
    table = _TABLE.match(text)
    if table:
        text = ", ".join(cell.strip() for cell in table[1].split("|") if cell.strip())
    text = re.sub(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)", r"\1", text)
    text = re.sub(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,64}@[^\s@]{1,100}", " ", text)
    text = re.sub(r"^\s*#{1,6}\s+|[*_]{2,}|`+|(?<!\w)[*_](?=\w)|(?<=\w)[*](?!\w)", "", text)
    return " ".join(text.split())


def _continues(previous: str, line: str, last: Entry) -> bool:
    """Whether a line goes on where the one before it broke off."""
    start = line.strip()
    if start.startswith("#") or (last.heading and not last.bullet):
        return False
    if last.bullet and len(line) - len(line.lstrip()) > last.indent and not _DATE.search(start):
        return True
    ended = previous.rstrip()
    if ended.endswith("-") and ended[-2:-1].isalpha() and start[:1].islower():
        return True
    if _OPEN_END.search(ended.casefold()):
        return True
    long = len(ended) >= 55 and not ended.endswith((".", "!", "?", ":"))
    return (start[:1].islower() or (long and not _DATE.search(ended))) and not _DATE.search(start[:12])


def _joined(entry: Entry, body: str) -> Entry:
    split_word = re.search(r"[a-zäöü]-$", entry.text) and body[:1].islower()
    text = entry.text[:-1] + body if split_word else f"{entry.text} {body}"
    return Entry(entry.section, text[:MOST_LINE], entry.bullet, entry.indent, entry.heading)


def _in_columns(lines: list[str]) -> list[str]:
    """The lines, the left column before the right one where the page was printed in two.

    A page counts as two columns where more than a third of its lines have a wide gap and most gaps end at one place.
    """
    lines = [line.expandtabs(4)[:500] for line in lines]
    written = [line for line in lines if line.strip() and not _RULE.match(line)]
    ends: dict[int, int] = {}
    for line in written:
        match = _GAP.search(line.rstrip())
        if match and len(line) - len(line.lstrip()) < 25 and not _TABLE.match(line):
            ends[match.end() - 1] = ends.get(match.end() - 1, 0) + 1
    if not ends:
        return lines
    place = max(ends, key=lambda end: (sum(ends.get(end + d, 0) for d in (-1, 0, 1)), -end))
    if sum(ends.get(place + d, 0) for d in (-1, 0, 1)) < max(4, len(written) // 3):
        return lines
    left, right = [], []
    for line in lines:
        cut = max(0, place - 2)
        gap = line[cut:place].strip() == "" and (len(line) <= place or line[place - 3 : place].strip() == "")
        left.append(line[:cut] if gap else line)
        right.append(line[cut:] if gap else "")
    dedent = min((len(line) - len(line.lstrip()) for line in right if line.strip()), default=0)
    return [*left, "", *(line[dedent:] for line in right)]
