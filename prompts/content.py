"""What the schema of a question cannot see: text a voice stumbles over, a point that says two things, missing parts.

Works on the plain values of a file, so that it also finds faults in a question that breaks the schema elsewhere.
Whatever has the wrong type is passed over here; the schema reports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prompts.problems import past_list
from prompts.schema import GAPS, INDEXED_TARGET
from prompts.yaml_source import Location

Fault = tuple[Location, str]
"""Where in the question, and what is wrong."""

_UNSPEAKABLE = re.compile(r"[^A-Za-z0-9 .,?!'’:;\"“”()—–\n{}-]")
# Letters that a voice would read as a word or a number as digits: ROC, L1, F1, k-means needs none.
_ODD_TOKEN = re.compile(r"\b(?:[A-Za-z]*[A-Z]{2,}[A-Za-z0-9]*|[A-Za-z]+\d+[A-Za-z0-9]*)s?\b")
_SPOKEN_ALREADY = frozenset({"I", "A", "OK", "AB"})
_TWO_CLAIMS = re.compile(r";|\. [A-Z]")
_LISTS = {"key_point": "key_points", "misconception": "misconceptions"}
MIN_PROBES = 3
"""Gaps of a story for which its question has a probe of its own, at least."""


def questions_in(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(index, plain values) of every question of a parsed file that looks like one."""
    if isinstance(value, dict):
        yield from _entries(value, "questions")


def faults(question: Mapping[str, Any]) -> list[Fault]:
    """All that is wrong with the content of one question."""
    return [
        *_unspeakable_faults(question),
        *_target_faults(question),
        *(
            (("key_points", index, "text"), "says two things; split it into two key points")
            for index, point in _entries(question, "key_points")
            if _TWO_CLAIMS.search(_text(point, "text").rstrip(". \n"))
        ),
        *_story_faults(question),
        *_technical_faults(question),
    ]


def unspeakable(line: str, terms: Iterable[str]) -> list[str]:
    """Why a voice would stumble over `line`, given the written terms whose spoken form is known."""
    rest = line.replace("{topic}", "")
    for term in sorted(terms, key=len, reverse=True):
        rest = re.sub(rf"(?<![A-Za-z0-9]){re.escape(term)}(?:s|'s)?(?![A-Za-z0-9])", " ", rest)
    signs = dict.fromkeys(_UNSPEAKABLE.findall(rest))
    found = [f"the voice would spell out {sign!r}; write it as a word" for sign in signs]
    if "{" in rest or "}" in rest:
        found.append("only {topic} may stand in braces")
    odd = [token for token in dict.fromkeys(_ODD_TOKEN.findall(rest)) if token not in _SPOKEN_ALREADY]
    return found + [f"{token!r} has no spoken form; add it to `terms`" for token in odd]


def _unspeakable_faults(question: Mapping[str, Any]) -> Iterator[Fault]:
    terms = [written for _, term in _entries(question, "terms") if (written := _text(term, "written"))]
    for place, line in _spoken(question):
        for message in unspeakable(line, terms):
            yield place, message


def _spoken(question: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Everything that the interviewer's voice may say for this question."""
    yield ("text",), _text(question, "text")
    yield ("asked_as",), _text(question, "asked_as")
    for index, probe in _entries(question, "follow_ups"):
        yield ("follow_ups", index, "line"), _text(probe, "line")
    for index, fact in _entries(question, "facts"):
        yield ("facts", index, "answer"), _text(fact, "answer")
    hints = question.get("hints")
    for index, hint in enumerate(hints if isinstance(hints, list) else []):
        yield ("hints", index), hint if isinstance(hint, str) else ""


def _target_faults(question: Mapping[str, Any]) -> Iterator[Fault]:
    for index, probe in _entries(question, "follow_ups"):
        target = _text(probe, "target")
        match = INDEXED_TARGET.match(target)
        if match is None:
            continue
        wanted = question.get(_LISTS[match[1]])
        count = len(wanted) if isinstance(wanted, list) else 0
        if int(match[2]) >= count:
            yield ("follow_ups", index, "target"), past_list(index, target, count)


def _story_faults(question: Mapping[str, Any]) -> Iterator[Fault]:
    if question.get("kind") != "behavioral" or question.get("form", "story") != "story":
        return
    gaps = {_text(probe, "target") for _, probe in _entries(question, "follow_ups")} & GAPS
    if len(gaps) < MIN_PROBES:
        yield ("follow_ups",), f"a story question needs probes for 3 or more different gaps, here are {len(gaps)}"


def _technical_faults(question: Mapping[str, Any]) -> Iterator[Fault]:
    if question.get("kind") != "technical":
        return
    project = question.get("form") == "project"
    words = len(_text(question, "reference").split())
    if not project and not 60 <= words <= 150:
        yield ("reference",), f"has {words} words; a spoken model answer has 60 to 150"
    points = _count(question, "key_points")
    if not 4 <= points <= 8:
        yield ("key_points",), f"has {points} entries; 4 to 8 are wanted"
    wrong = _count(question, "misconceptions")
    if not project and not 2 <= wrong <= 4:
        yield ("misconceptions",), f"has {wrong} entries; 2 to 4 are wanted"
    if question.get("form") == "design" and _count(question, "facts") < 3:
        yield ("facts",), "a design question needs 3 or more facts to ask for"


def _entries(value: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    """(index, entry) of each entry of a list that is itself a mapping."""
    entries = value.get(key)
    listed = entries if isinstance(entries, list) else []
    return [(index, entry) for index, entry in enumerate(listed) if isinstance(entry, dict)]


def _count(value: Mapping[str, Any], key: str) -> int:
    entries = value.get(key)
    return len(entries) if isinstance(entries, list) else 0


def _text(value: Mapping[str, Any], key: str) -> str:
    text = value.get(key)
    return text if isinstance(text, str) else ""
