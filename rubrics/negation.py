"""The opposite of a statement, made by rule, and whether two statements pull in opposite directions. Pure.

Sentence vectors hardly see "not", so a point is compared with its negated twin as well, and its negations are counted.
"""

from __future__ import annotations

import re

from rubrics.cues import NEGATION, plain

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|has to|have to|needs to|does|do|did|it's|that's|there's)\b(?! not\b|n't)",
    re.IGNORECASE,
)
_REMOVALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|would|should|could|ca|must|need)n't\b", re.IGNORECASE),
        r"\1",
    ),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will"),
    (re.compile(r"\bcannot\b", re.IGNORECASE), "can"),
    (re.compile(r"\b(?:not|never|hardly|rarely) ", re.IGNORECASE), ""),
    (re.compile(r"\bwithout\b", re.IGNORECASE), "with"),
    (re.compile(r"\bno\b", re.IGNORECASE), "a"),
)
_VERBS = """
    makes gives takes keeps lets needs uses works has tells shows adds removes fits learns predicts means
    comes goes becomes stays finds picks chooses splits turns leads causes helps hurts grows falls rises
    depends assumes requires produces returns allows increases decreases reduces improves raises lowers
    minimizes maximizes measures computes averages penalizes shrinks trains avoids treats ignores captures
    models maps starts ends stops costs holds changes moves follows combines captures controls updates
    weights scales normalizes prevents catches counts hides drops sets sums multiplies subtracts divides
    stores trades overfits underfits
""".split()
_THIRD_PERSON = re.compile(rf"\b({'|'.join(_VERBS)})\b", re.IGNORECASE)
_BASE = {"has": "have", "goes": "go", "does": "do", "catches": "catch"}
_PAIRS = """
    increase decrease, increases decreases, increasing decreasing, high low, higher lower, large small,
    larger smaller, more less, more fewer, fast slow, faster slower, reduce increase, reduces increases,
    better worse, easy hard, easier harder, always never, before after, first last, good bad, linear
    nonlinear, same different, overfit underfit, overfitting underfitting, independent dependent, minimize
    maximize, minimizes maximizes, convex nonconvex, raises lowers, grows shrinks, positive negative, biased
    unbiased, supervised unsupervised, simple complex, simpler complex, labeled unlabeled, improves hurts,
    early late, true false, possible impossible, sparse dense, strong weak, stable unstable, cheap expensive,
    cheaper dearer, short long, shorter longer, wide narrow, deep shallow, forward backward, parallel
    sequential, correct incorrect, necessary unnecessary, up down, above below, inside outside, most least,
    many few, adds removes, sensitive insensitive, robust fragile
"""
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _PAIRS.split(","):
    _a, _b = _pair.split()
    _OPPOSITES.setdefault(_a, set()).add(_b)
    _OPPOSITES.setdefault(_b, set()).add(_a)
_DENIAL = re.compile(r"\b(?:not true|is wrong|is false|isn't true|wrong to say|incorrect|nonsense|the opposite)\b")
_WORD = re.compile(r"[a-z]+")


def negated(statement: str) -> str:
    """The statement with its truth turned round: a negation taken out, or one put in."""
    for pattern, replacement in _REMOVALS:
        changed, count = pattern.subn(replacement, statement, count=1)
        if count:
            return changed
    changed, count = _AUXILIARY.subn(r"\1 not", statement, count=1)
    if count:
        return changed
    changed, count = _THIRD_PERSON.subn(lambda m: f"does not {_base(m[1])}", statement, count=1)
    return changed if count else denied(statement)


def denied(statement: str) -> str:
    """The statement inside "it is not true that"."""
    return f"It is not true that {statement[:1].lower()}{statement[1:]}"


def with_opposites(statement: str) -> str | None:
    """The statement with its first word that has an opposite replaced by it; None where there is none."""
    for match in _WORD.finditer(statement.lower()):
        if match[0] in _OPPOSITES:
            return statement[: match.start()] + min(_OPPOSITES[match[0]]) + statement[match.end() :]
    return None


def negations(text: str) -> int:
    """How many words turn the meaning round."""
    said = plain(text)
    return len(NEGATION.findall(said)) + len(_DENIAL.findall(said))


def denials(text: str) -> int:
    """How often the meaning is turned round: "not true" once, though `negations` counts two words of it."""
    said = plain(text)
    return len(NEGATION.findall(_DENIAL.sub(" ", said))) + len(_DENIAL.findall(said))


def opposite_words(said: str, point: str) -> int:
    """How many words of the point stand in what was said only as their opposites."""
    mine, theirs = set(_WORD.findall(said.lower())), set(_WORD.findall(point.lower()))
    return sum(1 for word in theirs - mine if _OPPOSITES.get(word, set()) & (mine - theirs))


def _base(verb: str) -> str:
    low = verb.lower()
    if low in _BASE:
        return _BASE[low]
    return low[:-1] if not low.endswith(("sses", "shes", "xes")) else low[:-2]
