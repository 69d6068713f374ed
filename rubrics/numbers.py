"""Finds the numbers in an answer, written or spoken, and tells a measured change from a mere count or date. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

QuantityKind = Literal["change", "level", "money", "duration", "date", "count"]

_UNITS = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {
    **{word: float(i) for i, word in enumerate(_UNITS.split())},
    **{word: float(i + 10) for i, word in enumerate(_TEENS.split())},
    **{word: float(10 * (i + 2)) for i, word in enumerate(_TENS.split())},
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FRACTIONS = {
    "half": 0.5,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 0.25,
    "quarters": 0.25,
    "fifth": 0.2,
    "tenth": 0.1,
}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mm": 1e6, "bn": 1e9, "b": 1e9}

_SMALL = "|".join(sorted(_VALUES, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_SPOKEN = (
    rf"(?:(?:a|{_SMALL})[ -])?(?:{_SMALL}|{_SCALE})"
    rf"(?:[ -](?:{_SMALL}|{_SCALE})|(?:(?<=hundred)|"
    rf"(?<=thousand)) and (?:{_SMALL}))*(?: point(?: (?:{_SMALL}))+)?(?: (?:{_SCALE}))?"
)
_FRACTION = rf"(?:(?:a|one|two|three)[ -](?:{'|'.join(_FRACTIONS)})|half)(?: (?:an?|of a) (?:{_SCALE}))?"
_DIGITS = rf"[$€£]? ?\d[\d,]*(?:\.\d+)?(?:k\b|bn\b|mm?\b|b\b| (?:{_SCALE})\b|(?=x\b|ms\b|gb\b|mb\b)|\b)"
_UNIT = (
    r"(?:percentage points?|percent|per cent|%|points?|basis points|x\b|fold|times|dollars?|euros?|pounds|bucks|"
    r"ms\b|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|quarters?|gigabytes?|megabytes?|"
    r"gb\b|mb\b)"
)
_QUANTITY = re.compile(rf"(?<![\w.])(?P<number>{_DIGITS}|{_FRACTION}|{_SPOKEN})(?:[ -]?(?P<unit>{_UNIT}))?(?!\w)")
_WHOLE_CHANGE = re.compile(
    r"\b(?:doubled|tripled|quadrupled|halved|doubling|tripling|halving|(?:cut|reduced|brought down|"
    r"dropped) (?:\w+ ){0,4}(?:in|by) half|"
    r"twice as \w+|(?:down|dropped|fell|went) to (?:almost |nearly )?zero)\b"
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:reduc\w+|cut\w*|improv\w+|increas\w+|decreas\w+|rose|risen|rais\w+|fell|fall\w*|drop\w*|gain\w*|"
    r"lift\w*|grew|grow\w*|"
    r"sav\w+|lower\w*|boost\w*|shr[aiu]nk|speed\w*|sped|went|gone|came|moved|brought|took it|jump\w*|declin\w+|"
    r"cut\w*|"
    r"down|up|by|better|worse|faster|slower|shorter|recover\w+)\b[^.?!]{0,48}$"
)
_CHANGE_AFTER = re.compile(
    r"^[ -]?(?:\w+ ){0,2}?(?:fewer|less|more|faster|slower|lower|higher|better|cheaper|shorter|smaller|"
    r"reduction|improvement|"
    r"increase|decrease|lift|drop|gain|decline|uplift|saving|savings|relative|speedup|down|up)\b"
)
_FROM_TO = re.compile(r"\bfrom\b[^.?!]{0,30}\bto\b[^.?!]{0,12}$|^[^.?!]{0,24}\bto\b")
_OUTCOME_BEFORE = re.compile(
    r"\b(?:reach\w*|achiev\w+|hit|earn\w*|sav\w+|ended up|landed|got to|accuracy|precision|recall|auc|f one|"
    r"error|rate|revenue|"
    r"latency|conversion|retention|accounted|worth|generat\w+|brought in|rmse|mape|recovered)\b[^.?!]{0,40}$"
)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_YEAR_BEFORE = re.compile(r"\b(?:in|since|until|back in|of|during|early|late)\s*$")
_TIME_UNITS = ("ms", "millisecond", "second", "minute", "hour", "day", "week", "month", "year", "quarter")
_MONEY_UNITS = ("dollar", "euro", "pound", "buck")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit."""

    text: str
    start_char: int
    end_char: int
    value: float | None
    """None where only a change is named, as in "doubled"."""
    unit: str
    kind: QuantityKind

    @property
    def is_result(self) -> bool:
        """Whether it measures an outcome, rather than counting things or dating them."""
        return self.kind in {"change", "level", "money"}


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in `text`, in order."""
    low = text.lower()
    found = [
        Quantity(text[m.start() : m.end()], m.start(), m.end(), None, "", "change") for m in _WHOLE_CHANGE.finditer(low)
    ]
    taken = [(q.start_char, q.end_char) for q in found]
    for match in _QUANTITY.finditer(low):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        number, unit = match["number"].strip(), (match["unit"] or "").strip()
        if number in {"one", "second", "a", "point"} and not unit:
            continue  # "one of them": a pronoun
        if number[:1] in "$€£":
            unit = "dollars"
        kind = _kind(number, unit, low[max(0, match.start() - 60) : match.start()], low[match.end() : match.end() + 40])
        found.append(
            Quantity(text[match.start() : match.end()], match.start(), match.end(), spoken_value(number), unit, kind)
        )
    return tuple(sorted(found, key=lambda q: q.start_char))


def spoken_value(words: str) -> float | None:
    """The value of a number in digits or words ("twelve hundred" is 1200), or None."""
    plain = words.lower().strip(" $€£").replace(",", "")
    digits = re.fullmatch(r"(\d+(?:\.\d+)?)(?:(k|mm|m|bn|b)| (\w+))?", plain)
    if digits:
        return float(digits[1]) * _SUFFIXES.get(digits[2] or "", 1.0) * _SCALES.get(digits[3] or "", 1.0)
    total = current = 0.0
    decimals = 0
    for word in re.split(r"[ -]+", plain):
        if word == "point":
            decimals = 1
        elif word in _VALUES and decimals:
            current += _VALUES[word] / 10**decimals
            decimals += 1
        elif word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current = (current or 1.0) * 100
        elif word in _SCALES:
            total, current = total + (current or 1.0) * _SCALES[word], 0.0
            decimals = 0
        elif word in _FRACTIONS:
            current = (current or 1.0) * _FRACTIONS[word]
        elif word not in {"a", "and"}:
            return None
    return total + current


def _kind(number: str, unit: str, before: str, after: str) -> QuantityKind:
    if not unit and _YEAR.match(number) and (_YEAR_BEFORE.search(before) or not _CHANGE_BEFORE.search(before)):
        return "date"
    timed = unit.startswith(_TIME_UNITS)
    changed = (
        bool(_CHANGE_AFTER.match(after)) or bool(_FROM_TO.search(before)) or unit in {"x", "fold", "percentage points"}
    )
    if changed or (
        _CHANGE_BEFORE.search(before) and re.search(r"\b(?:by|to|from|of|about|\w+ed|down|up|saved?s?)\b", before[-24:])
    ):
        return "change"
    if re.search(r"\bfrom\s+(?:about |around |roughly )?$", before) and re.match(r"^[^.?!]{0,24}\bto\b", after):
        return "change"
    if unit.startswith(_MONEY_UNITS):
        return "money"
    if timed:
        return "duration"
    if unit in {"percent", "per cent", "%", "points", "point"} or _OUTCOME_BEFORE.search(before):
        return "level"
    return "count"
