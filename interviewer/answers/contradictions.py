"""Contradictions between two answers of one interview: numbers, dates and roles that cannot both be so. Pure.

Precise rather than complete: to be asked "which of the two is it?" about two things that are both true costs trust. So
two claims are compared only where they are of one kind, about the same thing, and of the same scope.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.answers.claims import Claim, claims_of
from interviewer.text import clean_line, shorten
from interviewer.word_forms import stems_of
from prompts.load import fill, lines

TOLERANCE = {"change": 0.15, "money": 0.15, "duration": 0.4, "count": 0.15}
"""Relative difference up to which two numbers may be one number, rounded or remembered roughly: our assumption."""
SHARED_ELSEWHERE = 6
"""Content words that two answers to different questions share at least where they are about one project."""
_QUOTE = 80
_UNSPOKEN = re.compile(r"[^A-Za-z0-9 .,'-]")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one answer."""

    turn: int
    text: str
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that do not go together."""

    earlier_turn: int
    earlier: str
    """The sentence of the earlier answer."""
    now: str
    line: str
    """How the interviewer asks about it."""
    detail: str
    """What stands against what, in one line."""
    why: str


def find_contradiction(earlier: Sequence[Said], now: Said) -> Contradiction | None:
    """The first contradiction between an answer and those before it, or None.

    Args:
        earlier: the answers before, in order.
        now: the answer just given.
    """
    new = claims_of(now.text)
    for answer in earlier:
        same_story = answer.question_id == now.question_id or _alike(answer.text, now.text)
        for old in claims_of(answer.text):
            for one in new:
                if same_story and _against(old, one):
                    return _contradiction(answer.turn, old, one)
    return None


def _against(old: Claim, new: Claim) -> bool:
    if (old.kind, old.scope) != (new.kind, new.scope) or not _same_key(old, new) or not _same_thing(old, new):
        return False
    if old.kind in {"year", "role"}:
        return old.value != new.value
    most = max(abs(old.value), abs(new.value))
    return abs(old.value - new.value) > TOLERANCE[old.kind] * most


def _same_key(old: Claim, new: Claim) -> bool:
    changed = {"percent changed"}
    either = {old.key, new.key} & changed and old.kind == "change"
    return old.key == new.key or bool(either)


def _same_thing(old: Claim, new: Claim) -> bool:
    shared = old.about & new.about
    only_old, only_new = old.about - new.about, new.about - old.about
    if old.kind == "role":
        if old.about and new.about:
            return bool(shared) and not (only_old and only_new)
        # "I was not the lead": of what was asked about.
        return old.key != "build" and (old.denied or new.denied or not (old.about or new.about))
    if old.kind == "count":
        return not (only_old and only_new)
    if old.kind == "money" and not (old.about or new.about):
        return True
    return bool(shared) and not (only_old and only_new) and len(only_old | only_new) <= 1


def _alike(one: str, other: str) -> bool:
    """Whether answers to two questions tell of one project."""
    return len({word for word in stems_of(one) & stems_of(other) if len(word) > 4}) >= SHARED_ELSEWHERE


def _contradiction(turn: int, old: Claim, new: Claim) -> Contradiction:
    template = lines()["contradiction"]["role" if old.kind == "role" else "number"]
    first, second = _spoken(old), _spoken(new)
    quotes = f'"{shorten(clean_line(old.sentence), _QUOTE)}" and "{shorten(clean_line(new.sentence), _QUOTE)}"'
    return Contradiction(
        earlier_turn=turn,
        earlier=old.sentence,
        now=new.sentence,
        line=fill(template, earlier=first, now=second),
        detail=f"{first} earlier, {second} now",
        why=f"two answers do not go together: {quotes}",
    )


def _spoken(claim: Claim) -> str:
    """The words of a claim as a voice can say them."""
    words = claim.said.replace("%", " percent").strip()
    if words[:1] in "$€£" and words[:1]:
        words = f"{words[1:].strip()} {'dollars' if words[0] == '$' else 'euros' if words[0] == '€' else 'pounds'}"
    words = " ".join(_UNSPOKEN.sub(" ", words).split())
    return shorten(words, _QUOTE).rstrip(".,;: …") if claim.kind == "role" else words
