"""Reads one YAML file strictly: size limit, no aliases, no duplicate keys, and the line of any path in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 4_000_000
"""Far above any real pack; a larger file is refused before it is parsed."""

Location = tuple[str | int, ...]
"""Path inside a file: keys and list indices."""

MAX_DEPTH = 100
"""Levels of nesting; the fast parser crashes the whole program at some ten thousand, and a real pack has ten."""

_ANCHOR = re.compile(r"(?:^|[\s\[{,:?\ufeff-])[&*][\w-]")
# What a deeply nested document must have: a long indentation, a long row of dashes, or many open brackets.
_MAYBE_DEEP = re.compile(r"(?m)^ {100}|(?:[-?][ \t]+){50}")
_MANY_BRACKETS = 2000
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file, where it is, and what to do."""

    path: Path
    line: int
    """From 1; 0 when the whole file is meant."""
    where: str
    """Path inside the file, for example `questions[3].key_points[0].text`."""
    message: str

    def __str__(self) -> str:
        """`file:line: where: message`, as compilers print it."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


class SourceError(Exception):
    """A YAML file that cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        SourceError: the file is missing, too large or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError([Problem(path, 0, "", f"cannot be read: {error.strerror}")]) from error
    if len(data) > MAX_BYTES:
        raise SourceError([Problem(path, 0, "", f"is larger than {MAX_BYTES // 1_000_000} MB; split it")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError([Problem(path, 0, "", "is not UTF-8 text; save it as UTF-8")]) from error


def parse(text: str, path: Path) -> Any:
    """The plain values of a YAML document.

    Raises:
        SourceError: bad syntax, or an alias (aliases can blow a small file up to gigabytes).
    """
    try:
        if _ANCHOR.search(text):
            for token in yaml.scan(text):
                if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                    line = token.start_mark.line + 1
                    raise SourceError([Problem(path, line, "", "anchors and aliases are not allowed; write it out")])
        _refuse_deep_nesting(text, path)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, chosen above
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise SourceError([Problem(path, line, "", f"is not valid YAML: {error.problem}")]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceError([Problem(path, 0, "", f"is not valid YAML: {str(error).splitlines()[0]}")]) from error


def _refuse_deep_nesting(text: str, path: Path) -> None:
    """Count levels without recursion; exactly only where a quick look says that there may be too many."""
    if text.count("[") + text.count("{") <= _MANY_BRACKETS and not _MAYBE_DEEP.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            message = f"is nested more than {MAX_DEPTH} levels deep"
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise SourceError([Problem(path, line, "", message)])


class Lines:
    """The line numbers of a document's nodes; made only when there is something to report."""

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, Loader=_Loader)

    def line(self, location: Location) -> int:
        """The line (from 1) of the deepest node that `location` reaches: of its key, or of the list's entry."""
        node = self._root
        line = node.start_mark.line + 1 if node is not None else 1
        for step in location:
            if node is None:
                break
            child = None
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if str(key.value) == str(step):
                        child, line = value, key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                child = node.value[step]
                line = child.start_mark.line + 1
            if child is None:
                break
            node = child
        return line

    def duplicate_keys(self) -> list[tuple[int, str]]:
        """(line, key) of every key that stands twice in one mapping; YAML would silently keep the last."""
        found: list[tuple[int, str]] = []
        stack = [self._root] if self._root is not None else []
        while stack:
            node = stack.pop()
            if isinstance(node, yaml.MappingNode):
                seen: set[str] = set()
                for key, value in node.value:
                    name = str(key.value)
                    if name in seen:
                        found.append((key.start_mark.line + 1, name))
                    seen.add(name)
                    stack.append(value)
            elif isinstance(node, yaml.SequenceNode):
                stack.extend(node.value)
        return sorted(found)


def format_location(location: Location) -> str:
    """`("questions", 3, "text")` as `questions[3].text`."""
    out = ""
    for step in location:
        out += f"[{step}]" if isinstance(step, int) else (f".{step}" if out else step)
    return out
