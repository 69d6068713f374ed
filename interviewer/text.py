"""Makes text from outside safe to show: what a candidate types may hold terminal escapes and control characters."""

from __future__ import annotations

import re
import unicodedata

# A string sequence (title, hyperlink) goes only where it is closed: Alt+] and Alt+P at a keyboard send the same opening,
# and must not swallow what is typed after them.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-Z\\-_])?")
# Direction overrides can make a line read differently from what it says; a byte-order mark says nothing.
_INVISIBLE = {"\ufeff", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def clean(text: str) -> str:
    """`text` without terminal escapes, control characters and direction overrides; line breaks and tabs stay."""
    text = _ESCAPE.sub("", text)
    return "".join(
        c for c in text if c in "\n\t" or (c not in _INVISIBLE and unicodedata.category(c) not in {"Cc", "Cs"})
    )


def clean_line(text: str) -> str:
    """`clean`, on one line with single spaces."""
    return " ".join(clean(text).split())


def slug(name: str) -> str:
    """A name as an id: "Dive Deep", "dive-deep" and "Dive deep!" alike are `dive-deep`."""
    plain = name.lower().replace("'", "").replace("’", "")
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def seconds(value: float) -> str:
    """A duration for people: "8.5 s", "1 min 12 s"; see `locale_format.seconds`."""
    from interviewer.locale_format import seconds as localised  # noqa: PLC0415 - reads the catalogue of phrases

    return localised(value)


def shorten(text: str, width: int) -> str:
    """`text` on one line, cut at a word before `width` characters."""
    line = clean_line(text)
    if len(line) <= width:
        return line
    cut = line[: width - 1].rsplit(" ", 1)[0] or line[: width - 1]
    return f"{cut}…"
