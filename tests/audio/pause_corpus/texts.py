"""The words of the corpus: `part_NAME.txt`, one file a part; no text stands in two of them. `plan` says what each is for.

A file has five sections, each begun by `@` and the name of a field of `Texts`: one sentence a line, and in `@stories` an
empty line between answers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

_WORDS = Path(__file__).parent
ALL_PARTS = ("tune", "held_out", "fresh", "unseen", "later", "last", "final", "blind")
FOLLOW_UP_SENTENCES = 2
"""An answer of so many sentences or fewer is one to a follow-up question."""

Story = tuple[str, ...]
"""The sentences of one answer, in order."""


@dataclass(frozen=True)
class Texts:
    """One part."""

    stories: tuple[Story, ...]
    """Answers that tell or explain something, each whole and in its order: set-up, actions, result, or none of these."""
    endings: tuple[str, ...]
    """Last sentences that announce the end."""
    shorts: tuple[str, ...]
    """Whole answers of a few words."""
    thoughts: tuple[str, ...]
    """Asks for time in the middle of an answer."""
    trailing: tuple[str, ...]
    """Last words that trail off and still are the end."""

    @property
    def long(self) -> tuple[Story, ...]:
        """Those that answer a first question."""
        return tuple(s for s in self.stories if len(s) > FOLLOW_UP_SENTENCES)

    @property
    def follow_ups(self) -> tuple[Story, ...]:
        """Those of one or two sentences."""
        return tuple(s for s in self.stories if len(s) <= FOLLOW_UP_SENTENCES)


def texts() -> dict[str, Texts]:
    """Every part by its name; `tune` has the scripted answers of `answers.yaml` too."""
    return {name: _part(name) for name in ALL_PARTS}


def _part(name: str) -> Texts:
    text = (_WORDS / f"part_{name}.txt").read_text(encoding="utf-8")
    sections = {
        title: body.strip() for title, _, body in (section.partition("\n") for section in text.split("@") if section)
    }
    stories = tuple(tuple(block.splitlines()) for block in sections["stories"].split("\n\n"))
    lines = {field.name: tuple(sections[field.name].splitlines()) for field in fields(Texts) if field.name != "stories"}
    return Texts(stories + (_scripted() if name == "tune" else ()), **lines)


def _scripted() -> tuple[Story, ...]:
    answers = yaml.safe_load((_WORDS / "answers.yaml").read_text(encoding="utf-8"))["answers"]
    return tuple(tuple(sentence["text"] for sentence in answer["sentences"]) for answer in answers)
