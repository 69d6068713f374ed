"""The closed table (words.yaml) by which documents are read, and the wordings (prompts/project_lines.yaml); typed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import prompts
from prompts.problems import read_model
from prompts.schema import Identifier, Strict
from prompts.vocabulary import Level, Principle, Topic

WORDS_FILE = Path(__file__).with_name("words.yaml")
LINES_FILE = Path(prompts.__file__).with_name("project_lines.yaml")
Section = Literal[
    "projects", "experience", "publications", "education", "skills", "required", "preferred", "other", "start"
]
Kind = Literal["project", "paper", "thesis"]


class Method(Strict):
    """A method that may be named in a question."""

    said: str
    """As a voice should say it."""
    also: tuple[str, ...]
    """How it is written, in lower case."""


class Words(Strict):
    """The content of words.yaml."""

    topics: dict[Topic, tuple[str, ...]]
    principles: dict[Principle, tuple[str, ...]]
    levels: dict[Level, tuple[str, ...]]
    methods: dict[str, Method]
    headings: dict[Section, tuple[str, ...]]


class ProjectLine(Strict):
    """How one question is asked about a project of the CV."""

    ask: str
    number: int | None = None
    method: int | None = None
    prefers: tuple[Kind, ...] = ()


class ProjectLines(Strict):
    """The content of project_lines.yaml."""

    kinds: dict[Kind, str]
    number_probes: tuple[str, ...]
    method_probes: tuple[str, ...]
    questions: dict[Identifier, ProjectLine]
    other: str


@functools.cache
def words() -> Words:
    """The table of synonyms."""
    return read_model(WORDS_FILE, Words)


@functools.cache
def project_lines() -> ProjectLines:
    """The wordings of questions about a named project."""
    return read_model(LINES_FILE, ProjectLines)


def named(text: str, table: Literal["topics", "principles", "levels", "methods"]) -> dict[str, int]:
    """How often the text names each entry of a table, the entries in the table's order; those never named are left out.

    Args:
        text: any text; case does not matter.
        table: which part of words.yaml.
    """
    patterns = _patterns(table)
    folded = text.casefold()
    counts = {name: len(pattern.findall(folded)) for name, pattern in patterns.items()}
    return {name: count for name, count in counts.items() if count}


def methods_used(text: str) -> tuple[str, ...]:
    """The methods that a text says were used, the first named first; one that was only compared with does not count."""
    folded = text.casefold()
    first: dict[str, int] = {}
    for name, pattern in _patterns("methods").items():
        for match in pattern.finditer(folded):
            if not _RIVAL.search(folded, max(0, match.start() - 40), match.start()):
                first.setdefault(name, match.start())
                break
    return tuple(sorted(first, key=first.__getitem__))


_RIVAL = re.compile(
    r"\b(?:over|from|half of all|than|vs\.?|versus|against|replac\w+|instead of|compared (?:to|with)|beat\w*|outperform\w*|baselines?(?: of)?)"
    r"(?: (?:an?|the|our|existing|strong|tuned|simple|previous|old))*[ -]$"
)


@functools.cache
def _patterns(table: str) -> Mapping[str, re.Pattern[str]]:
    entries: Mapping[str, object] = getattr(words(), table)
    return {
        name: whole_words(entry.also if isinstance(entry, Method) else entry)  # type: ignore[arg-type]
        for name, entry in entries.items()
    }


def whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words, the longest first."""
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w+])(?:{'|'.join(map(re.escape, longest))})(?![\w+])")
