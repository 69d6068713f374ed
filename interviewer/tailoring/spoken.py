"""Makes words of a CV fit to be spoken: numbers as words, abbreviations by letters, or nothing where that fails. Pure."""

from __future__ import annotations

import re
import unicodedata

from prompts.content import unspeakable
from rubrics.cues import ADDRESSES_GRADER

MOST_WORDS, MOST_CHARS = 12, 90
"""What can be said of a title in one breath; our assumption."""
LARGEST = 10**15
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_SUFFIX = {
    "%": "percent", "percent": "percent", "per cent": "percent", "prozent": "percent", "pp": "percentage points",
    "percentage points": "percentage points", "percentage point": "percentage points", "bps": "basis points",
    "basis points": "basis points", "x": "times", "times": "times", "fold": "times",
    "ms": "milliseconds", "milliseconds": "milliseconds", "s": "seconds", "sec": "seconds", "seconds": "seconds",
    "min": "minutes", "minutes": "minutes", "h": "hours", "hours": "hours", "days": "days", "weeks": "weeks",
    "months": "months", "gb": "gigabytes", "tb": "terabytes", "points": "points",
}  # fmt: skip
_MULTIPLE = {
    "k": "thousand", "thousand": "thousand", "m": "million", "mm": "million", "mio": "million", "million": "million",
    "bn": "billion", "b": "billion", "billion": "billion",
}  # fmt: skip
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "usd": "dollars", "eur": "euros", "dollars": "dollars",
          "euros": "euros", "pounds": "pounds", "gbp": "pounds"}  # fmt: skip


def _either(table: dict[str, str]) -> str:
    return "|".join(re.escape(one) for one in sorted(table, key=len, reverse=True))


NUMBER = (
    rf"(?:[$€£] ?)?\d{{1,3}}(?:[.,]?\d{{1,3}}){{0,5}}(?: ?(?:{_either(_MULTIPLE)})(?![a-z]))?"
    rf"(?:[ -]?(?:{_either(_SUFFIX)}|{_either(_MONEY)})(?!\w))?"
)
"""A number with what it counts, in lower case; no groups."""
_PARTS = re.compile(
    rf"(?P<sign>[$€£])? ?(?P<digits>\d[\d.,]*)(?: ?(?P<multiple>{_either(_MULTIPLE)})(?![a-z]))?"
    rf"(?:[ -]?(?P<unit>{_either(_SUFFIX)}|{_either(_MONEY)}))?$",
    re.ASCII,
)
_LETTERS = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "ł": "l"}
_SAID_AS_WORD = frozenset("BERT RAG GAN GANS LASSO NASA UMAP YOLO RAM ARIMA MAP".split())
_TOKEN = re.compile(r"[$€£]?\d[\d.,]*\d?[A-Za-z%]*|[A-Za-z][A-Za-z'’+#-]*|[^\sA-Za-z0-9]+", re.ASCII)


def whole_in_words(number: int) -> str:
    """A whole number from 0 below `LARGEST` in words: 120 is "one hundred and twenty"."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens = _TENS[number // 10 - 2]
        return tens if number % 10 == 0 else f"{tens}-{_UNITS[number % 10]}"
    if number < 1000:
        rest = number % 100
        return f"{_UNITS[number // 100]} hundred" + (f" and {whole_in_words(rest)}" if rest else "")
    for size, name in _SCALES:
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{whole_in_words(number // size)} {name}" + (joint + whole_in_words(rest) if rest else "")
    raise AssertionError  # pragma: no cover - the last scale is a thousand


def number_in_words(written: str) -> str:
    """A number as it stands in a CV in words, with its unit: "$1.2M" is "one point two million dollars"; "" where it fails.

    A comma or point followed by exactly three digits separates thousands (but "0.125" is a fraction); any other is
    the decimal sign, so that "8,5 %" is read as in German.
    """
    match = _PARTS.match(written.strip().lower())
    if match is None:
        return ""
    said = _digits_in_words(match["digits"].rstrip(".,"))
    if not said:
        return ""
    parts = [said, _MULTIPLE.get(match["multiple"] or "", "")]
    unit = match["unit"] or ""
    parts.append(_MONEY.get(match["sign"] or unit, _SUFFIX.get(unit, "")))
    return _singular(" ".join(part for part in parts if part))


def _digits_in_words(digits: str) -> str:
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?|[1-9]\d{0,2}\.\d{3},\d+", digits):
        digits = digits.replace(".", "").replace(",", ".")
    whole, _, fraction = digits.replace(",", ".").partition(".")
    if not whole.isdigit() or (fraction and not fraction.isdigit()) or len(fraction) > 4 or len(whole) > 15:
        return ""
    said = whole_in_words(int(whole))
    return said + (" point " + " ".join(_UNITS[int(digit)] for digit in fraction) if fraction else "")


def _singular(said: str) -> str:
    """With one of something in the singular: "one hours" is "one hour"."""
    return re.sub(r"^(one) (dollar|euro|pound|second|minute|hour|day|week|month|point|gigabyte)s$", r"\1 \2", said)


def speakable(text: str, most_words: int = MOST_WORDS) -> str:
    """The text as it can be said, or "" where it cannot: too long, with signs that have no name, or talking to the grader.

    Args:
        text: cleaned, on one line.
        most_words: that may be said.
    """
    if not text or len(text) > MOST_CHARS or ADDRESSES_GRADER.search(text.lower()):
        return ""
    said = []
    for token in _TOKEN.findall(_folded(text)):
        spoken = _token(token)
        if spoken is None:
            return ""
        said.append(spoken)
    line = re.sub(r" ([,])", r"\1", " ".join(part for part in said if part))
    line = re.sub(r"(?:, )+", ", ", line).strip(" ,")
    if not line or len(line.split()) > 2 * most_words or len(text.split()) > most_words or unspeakable(line, ()):
        return ""
    return line if re.search(r"[A-Za-z]{3}", line) else ""


def _folded(text: str) -> str:
    for sign, plain in _LETTERS.items():
        text = text.replace(sign, plain)
    text = re.sub(r"\b([Aa])/([Bb])\b", r"\1 \2", text)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_SIGNS = {
    "&": "and", "+": "and", "/": "and", "-": "", "–": "", "—": ",", ":": ",", ",": ",", "@": "at", "'": "", "’": "",
    '"': "", "“": "", "”": "", "(": ",", ")": ",", ".": "",
}  # fmt: skip


def _token(token: str) -> str | None:
    """One piece as it is said; None where it cannot be."""
    if token[0].isdigit() or token[0] in "$€£":
        return number_in_words(token) or None
    if not token[0].isalpha():
        return " ".join(_SIGNS[c] for c in token).strip() if all(c in _SIGNS for c in token) else None
    if token.upper() in {"C++", "C#"}:
        return "C plus plus" if "+" in token else "C sharp"
    return " ".join(_word(part) for part in token.split("-")) if re.search(r"[A-Z]{2}", token) else _plain(token)


def _plain(token: str) -> str | None:
    return None if re.search(r"[+#]", token) or len(token) > 30 else token


def _word(part: str) -> str:
    """Capitals by letters ("N D C G"), unless people say them as a word; a long shouted word is a word."""
    if part.upper() in _SAID_AS_WORD or (part.isupper() and len(part) > 5):
        return part.capitalize()
    if not re.search(r"[A-Z]{2}", part):
        return part
    return re.sub(r"([A-Z])(?=[A-Z])", r"\1 ", part)
