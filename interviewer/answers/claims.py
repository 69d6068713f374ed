"""What an answer claims that another answer could contradict: amounts, lengths, years, and who did something. Pure.

Only what is told as a fact of the past counts. What was planned, hoped, estimated, measured at first or before, or is
told as one of several values, is no claim: two such numbers may both be true.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from interviewer.word_forms import stem, words_of
from rubrics.numbers import Quantity, quantities, spoken_value

Kind = Literal["change", "money", "duration", "count", "year", "role"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of one sentence."""

    kind: Kind
    key: str
    """What must be equal: unit and direction, the event, or the act."""
    value: float
    """The amount in its unit, days, or the year; for a role 1 for "I", 0 for somebody else."""
    about: frozenset[str]
    """What it is about: stems of the words around."""
    scope: frozenset[str]
    """Where it holds ("in Germany", "for new users"); only equal scopes are compared."""
    said: str
    """The number as it was said, or the whole sentence for a role."""
    sentence: str
    denied: bool = False
    """For a role: whether the candidate says that it was not theirs, whoever's it was."""


_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_CLAUSE = re.compile(r",\s+(?!\d)|;\s+|\s+(?:and|but|so|because|while|whereas|which|after|before|when|until)\s+")
_NO_CLAIM = re.compile(
    r"\b(?:would|could|might|may|if|wanted|want|target|goal|aim\w*|expect\w*|predict\w*|estimat\w*|hop(?:e|ed|"
    r"ing)|plan(?:ned|s)?|"
    r"should|promis\w*|forecast\w*|simulat\w*|offline|at first|first|second|third|initial\w*|original\w*|before|"
    r"used to|previous\w*|had been|"
    r"baseline|later|then|another|additional\w*|again|other|others|each|every time|between|grew|growing|up to|"
    r"at most|at least|"
    r"sometimes|typical\w*|usual\w*|by then|so far|not|never|didn't|wasn't|weren't|did you|instead|half of|"
    r"some of|one of|of which|"
    r"benchmark|industry|competitor\w*|per user|early|late|by the end|today|now|since)\b|\bfrom\b[^.?!]*\bto\b|\?"
)
_ELSEWHEN = re.compile(
    r"\b(?:would|could|if|offline|online|at first|in the beginning|initially|originally|later|expected|planned|"
    r"used to|before that)\b"
)
"""Words that take a whole sentence out of what simply happened."""
_CORRECTS = re.compile(
    r"\b(?:i meant|correct (?:myself|that)|sorry|misspoke|to be (?:exact|precise)|more (?:exactly|precisely)|"
    r"i mean|i said)\b"
)
_DOWN = re.compile(
    r"\b(?:fell|fall\w*|dropp?\w*|reduc\w+|cut\w*|decreas\w+|lower\w*|went down|down|sav\w+|shr[aiu]nk|less|"
    r"fewer|declin\w+)\b"
)
_UP = re.compile(r"\b(?:ros\w|risen|increas\w+|grew|grow\w*|gain\w*|went up|up|higher|more|uplift|lift\w*|rais\w+)\b")
_CHANGE_BY = re.compile(
    r"\b(?:by|an?|saved?|of)\s+(?:about |around |roughly |almost |nearly |over |some |more than )?$"
)
_CHANGED = re.compile(
    r"\b(?:fell|dropp?\w*|reduc\w+|cut|decreas\w+|lower\w*|went (?:up|down)|ros\w|increas\w+|improv\w+|gain\w*|"
    r"rais\w+|lift\w*|shr[au]nk|"
    r"declin\w+|faster|slower|fewer|less|higher|reduction|improvement|uplift|increase|decrease|drop)\b"
)
_CHANGED_SO = re.compile(r"\b(?:fell|dropped|rose|increased|decreased|declined|improved)\s+$")
_PER = re.compile(r"^\s*(?:a|per|each|every)\s+(second|minute|hour|day|week|month|quarter|year)\b")
_TOOK = re.compile(r"\b(?:took|lasted|spent|worked on|needed|ran for)\b")
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "quarter": 91.0, "year": 365.0, "minute": 1 / 1440}
_YEAR = re.compile(r"\b(?:in|back in|during)\s+((?:19|20)\d\d|(?:twenty|nineteen)[ -][a-z]+(?:[ -][a-z]+)?)\b")
_EVENTS = frozenset(
    map(
        stem,
        "launch launched join joined start started begin began ship shipped finish finished migrate migrated deploy release".split(),
    )
)
_EVENTS_ALIKE = {stem("began"): stem("start"), stem("begin"): stem("start")}
_SCOPE = re.compile(
    r"\b(?:in|for|among|on|at|during|within|across|with|per|under|throughout|over)\s+(?:the |our |my |a |an |"
    r"all |these |those )?((?:[a-z0-9-]+\s*){1,3})"
)
_NO_SCOPE = re.compile(
    r"\b(?:at (?:my|our|the|a) (?:last |previous |current |old |former |first )?(?:company|job|employer|team|"
    r"startup|bank|firm)|in (?:the end|total|fact|production|all|20\d\d|19\d\d)|at (?:the end|last|the time)|"
    r"on average|over all|for (?:us|me|them|that)|"
    r"with (?:it|that|my team|the team))\b"
)
_IDLE = frozenset(
    map(
        stem,
        """the a an and or of for to in on at by with from as is are was were be been had has have did do does i we you he she it they
        me us my our your his her their its this that these those there here what which who about around roughly almost nearly some
        over more than exactly overall total end ended actually really finally eventually result just only also very much quite so
        all in fact percent percentage point points dollar dollars euro euros us in total thing things project time
        fell fall drop dropped reduced reduce reduction cut decreased decrease lower lowered went down up rose risen increased increase
        improved improve improvement gained gain raised lifted lift uplift shrank faster slower fewer less higher declined decline
        saved save saving took lasted spent needed get got made make able managed manage because then year years month months
        week weeks day days hour hours minute minutes quarter quarters team people production average think believe say said
        would well okay yes no also after course""".split(),
    )
)
_FIRST = r"\bi (?:\w+ )?"
_OTHERS = (
    r"\b(?:my (?:manager|boss|director|lead|colleague|teammate|mentor|supervisor|co-?worker)|(?:a|"
    r"another) (?:colleague|engineer|scientist|"
    r"teammate|team|person)|somebody else|someone else|(?:the|our) (?:manager|director|product manager|"
    r"engineers|other team)) (?:\w+ )?"
)
_ACTS: dict[str, str] = {
    "lead": r"(?:led|lead|was leading|was the (?:tech(?:nical)? )?lead(?:er)?|was in charge|ran|headed|owned)",
    "decide": r"(?:decided|chose|made the (?:\w+ )?(?:decision|call|choice)|took the decision)",
    "build": r"(?:built|wrote|implemented|designed|coded|trained|programmed)",
}
_DENIED = {
    "lead": re.compile(
        r"\bi (?:was not|wasn't|am not|was never) (?:\w+ )?(?:the |a )?(?:\w+ )?(?:lead|leader|owner|in charge)\b|"
        r"\bi (?:did not|didn't|never) (?:lead|led|own|run|ran)\b"
    ),
    "decide": re.compile(
        r"\b(?:it|that|this) (?:was not|wasn't) my (?:decision|call|choice)\b|\bi (?:did not|didn't) (?:decide|choose)\b|"
        r"\bit was my (?:manager|boss|director)(?:'s| who) (?:decision|call|decided)"
    ),
    "build": re.compile(r"\bi (?:did not|didn't|never) (?:build|built|write|wrote|implement|implemented|design|designed|train|trained)\b"),
}  # fmt: skip
_CLAIMED = {
    "decide": re.compile(r"\b(?:it|that|this) was (?:entirely |purely )?my (?:own )?(?:decision|call|choice)\b"),
    "lead": re.compile(r"\bi was the (?:\w+ )?(?:lead|owner)\b"),
}
_TOGETHER = re.compile(
    r"\b(?:together|with (?:me|my|a|the|her|him|us)|we|and i|helped?|parts?|part of|half|some|also|jointly|both|part)\b"
)


@functools.lru_cache(maxsize=64)
def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of an answer, in order; those of an interview's answers are kept, since each is compared with all others."""
    return tuple(_claims(text))


def _claims(text: str) -> Iterator[Claim]:
    for sentence in _SENTENCE.split(" ".join(text.replace("’", "'").split())):
        low = sentence.lower()
        if _CORRECTS.search(low) or _ELSEWHEN.search(low):
            continue
        for clause in _CLAUSE.split(sentence):
            if not _NO_CLAIM.search(clause.lower()):
                yield from _amounts(clause, sentence)
        yield from _roles(sentence)


def _amounts(clause: str, sentence: str) -> Iterator[Claim]:
    low = clause.lower()
    for match in _YEAR.finditer(low):
        value = _year(match[1])
        events = {_EVENTS_ALIKE.get(one, one) for one in map(stem, words_of(low)) if one in _EVENTS}
        if value is not None and len(events) == 1:
            yield Claim(
                "year",
                events.pop(),
                value,
                _about(low) - _EVENTS,
                frozenset(),
                clause[match.start(1) : match.end(1)],
                sentence,
            )
    found = [one for one in quantities(clause) if one.value is not None and one.kind != "date"]
    if len(found) != 1:
        return  # of two numbers in one breath it is not sure which is which
    claim = _amount(found[0], low)
    if claim is not None:
        kind, key, value = claim
        rest = low[: found[0].start_char] + " " + low[found[0].end_char :]
        yield Claim(kind, key, value, _about(rest), _scope(rest), found[0].text, sentence)


def _amount(one: Quantity, low: str) -> tuple[Kind, str, float] | None:
    value = one.value or 0.0
    before, after = low[: one.start_char], low[one.end_char :]
    per = _PER.match(after)
    unit = one.unit.rstrip("s") if one.unit not in {"%", "per cent"} else "percent"
    if (
        unit == "percent"
        and _CHANGED.search(low)
        and (_CHANGE_BY.search(before) or _CHANGED_SO.search(before) or _CHANGED.match(after.strip()))
    ):
        return "change", f"percent {_direction(low)}", value
    if unit in {"dollar", "euro", "pound"}:
        act = re.search(r"\b(sav|earn|cost|spen|brought|generat|paid)\w*", low)
        return ("money", f"{unit} {act[1]} {per[1] if per else ''}", value) if act else None
    if unit in _DAYS and _TOOK.search(before) and not per:
        return "duration", "took", value * _DAYS[unit]
    if not one.unit and (noun := _counted(before, after)):
        return "count", noun, value
    return None


def _direction(low: str) -> str:
    down, up = bool(_DOWN.search(low)), bool(_UP.search(low))
    return "down" if down and not up else "up" if up and not down else "changed"


def _counted(before: str, after: str) -> str:
    """What is counted: the team, or what somebody did so many of."""
    if re.search(r"\bteam of (?:about |around )?$", before):
        return "team"
    noun = re.match(
        r"\s*(?:[a-z-]+ )??(people|engineers|scientists|experiments|interviews|customers|models|teams|users|"
        r"reports|tests)\b",
        after,
    )
    act = re.search(
        r"\b(?:i|we) (?:\w+ )?(interviewed|ran|trained|mentored|managed|hired|led|surveyed|tested|shipped|was|were)\b[^,]*$",
        before,
    )
    if noun and act:
        return f"{act[1]} {noun[1]}"
    return ""


def _roles(sentence: str) -> Iterator[Claim]:
    """Who led, decided or built something."""
    low = sentence.lower()
    if "?" in low or re.search(r"\b(?:would|could|if|wanted|should|might)\b", low):
        return
    for act, verb in _ACTS.items():
        for who, pattern in ((1.0, _FIRST + verb), (0.0, _OTHERS + verb)):
            match = re.search(rf"{pattern}\b(.*)", low)
            if match and not _TOGETHER.search(low):
                yield Claim("role", act, who, _thing(match[match.lastindex or 0]), frozenset(), sentence, sentence)
        for who, table in ((0.0, _DENIED), (1.0, _CLAIMED)):
            match = table[act].search(low) if act in table else None
            if match and not _TOGETHER.search(low[: match.start()]):
                yield Claim("role", act, who, _thing(low[match.end() :]), frozenset(), sentence, sentence, who == 0)


_THING_ENDS = re.compile(
    r"[,.;:!?]|\b(?:and|but|so|because|which|that|in|for|when|while|after|myself|alone|by|at|with|on my)\b"
)


def _thing(after: str) -> frozenset[str]:
    """What somebody led, decided on or built: the words up to the next clause."""
    return frozenset(
        one for one in map(stem, words_of(_THING_ENDS.split(after.strip(), maxsplit=1)[0])) if one not in _IDLE
    )


def _about(low: str) -> frozenset[str]:
    plain = _SCOPE.sub(" ", _NO_SCOPE.sub(" ", low))
    return frozenset(one for one in map(stem, words_of(plain)) if one not in _IDLE and not one.isdigit())


def _scope(low: str) -> frozenset[str]:
    found = (stem(word) for match in _SCOPE.finditer(_NO_SCOPE.sub(" ", low)) for word in words_of(match[1]))
    return frozenset(one for one in found if one not in _IDLE)


def _year(words: str) -> float | None:
    if words.isdigit():
        return float(words)
    first, _, rest = words.replace("-", " ").partition(" ")
    century, tail = spoken_value(first), spoken_value(rest)
    return None if century is None or tail is None or not 0 <= tail < 100 else century * 100 + tail
