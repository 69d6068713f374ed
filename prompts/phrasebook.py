"""The words of the program by key, in the language that was chosen; only languages that have a file here exist."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from prompts.yaml_source import Problem, SourceError, parse, read_text

FOLDER = Path(__file__).with_name("phrases")
DEFAULT = "en"
SPOKEN = Path(__file__).with_name("lines.yaml")
"""What the interviewer says aloud, in English; in another language it is `phrases/CODE.lines.yaml`."""
PLURALS = frozenset(("zero", "one", "two", "few", "many", "other"))
"""The categories of the Unicode plural rules; English has two of them, `one` and `other`."""
Phrase = str | Mapping[str, str]
_SLOT = re.compile(r"[a-z_]+")


class PhraseError(LookupError):
    """A key or a slot that the catalogue does not have: a fault of the program, found by its tests."""


class UnknownLanguageError(Exception):
    """A language without a catalogue; the message names those that have one."""


class Catalogue:
    """All phrases of one language.

    Args:
        language: its code, which also decides about plurals, numbers and dates.
        phrases: key → text, or key → {plural category: text}.
        spoken: the interviewer's fixed lines (lines.yaml) as plain values.
    """

    def __init__(self, language: str, phrases: Mapping[str, Phrase], spoken: dict[str, Any]) -> None:
        self.language = language
        self.phrases = phrases
        self.spoken = spoken

    def say(self, key: str, slots: Mapping[str, str | int]) -> str:
        """One phrase with its slots filled; the values are inserted as text and never looked into.

        Raises:
            PhraseError: there is no such phrase, or the slots are not those that it has.
        """
        try:
            entry = self.phrases[key]
        except KeyError:
            raise PhraseError(f"The catalogue {self.language} has no phrase {key!r}.") from None
        if slots_of(entry) != slots.keys():
            raise PhraseError(f"{key!r} has the slots {sorted(slots_of(entry))}, not {sorted(slots)}.")
        template = entry if isinstance(entry, str) else self._plural(entry, slots["count"])
        parts = []
        for literal, name, _, _ in Formatter().parse(template):
            parts += [literal, str(slots[name]) if name is not None else ""]
        return "".join(parts)

    def _plural(self, entry: Mapping[str, str], count: str | int) -> str:
        return entry.get(_plural_rule(self.language)(int(count)), entry["other"])


def slots_of(entry: Phrase) -> set[str]:
    """The names that a phrase has to be given; one with plurals always needs `count`."""
    texts = [entry] if isinstance(entry, str) else [*entry.values()]
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}
    return named if isinstance(entry, str) else named | {"count"}


@functools.cache
def _plural_rule(language: str) -> Any:
    from babel import Locale  # noqa: PLC0415 - 50 ms, and only where something is counted

    return Locale.parse(language).plural_form


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml") if "." not in path.stem))


@functools.cache
def load_catalogue(language: str) -> Catalogue:
    """The catalogue of a language.

    Raises:
        UnknownLanguageError: it has none.
        SourceError: the file is broken.
    """
    if language not in languages():
        shown = re.sub(r"[^\w-]", "?", language)[:20]
        raise UnknownLanguageError(f"There is no language {shown!r}; there is {', '.join(languages())}.")
    path = FOLDER / f"{language}.yaml"
    spoken_path = SPOKEN if language == DEFAULT else FOLDER / f"{language}.lines.yaml"
    problems: list[Problem] = []
    phrases = dict(_flat(parse(read_text(path), path), "", path, problems))
    spoken = parse(read_text(spoken_path), spoken_path)
    if not isinstance(spoken, dict):
        problems.append(Problem(spoken_path, 0, "", "must be keys with values"))
    if problems:
        raise SourceError(problems)
    return Catalogue(language, phrases, spoken)


def _flat(value: Any, key: str, path: Path, problems: list[Problem]) -> Iterator[tuple[str, Phrase]]:
    """(key, entry) of every phrase in a nested mapping."""
    plural = isinstance(value, dict) and "other" in value and value.keys() <= PLURALS
    texts = value.values() if plural else [value]
    if plural or isinstance(value, str):
        try:
            if not all(
                isinstance(text, str) and all(_SLOT.fullmatch(slot) for slot in slots_of(text)) for text in texts
            ):
                problems.append(Problem(path, 0, key, "must be text with slots like {name}"))
        except ValueError as error:
            problems.append(Problem(path, 0, key, str(error)))
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name), path, problems)
    else:
        problems.append(Problem(path, 0, key, "must be text, plurals, or keys with phrases"))


class _Chosen:
    """The language of this process, chosen once when a command begins."""

    catalogue: Catalogue | None = None


def use(catalogue: Catalogue | None) -> None:
    """Speak by this catalogue from now on; None goes back to English."""
    _Chosen.catalogue = catalogue


def choose(language: str) -> None:
    """Speak this language from now on.

    Raises:
        UnknownLanguageError: it has no catalogue.
    """
    use(load_catalogue(language))


def current() -> Catalogue:
    """The catalogue that is spoken by."""
    return _Chosen.catalogue or load_catalogue(DEFAULT)


def phrase(key: str, /, **slots: str | int) -> str:
    """A phrase in the language of this process; see `Catalogue.say`."""
    return current().say(key, slots)


class Named(Mapping[str, str]):
    """The phrases under one key as a mapping, looked up when they are asked for, in the language of that moment."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __getitem__(self, name: str) -> str:
        """The phrase `KEY.name`."""
        try:
            return phrase(f"{self._key}.{name}")
        except PhraseError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        """The names directly under the key, in the order of the English file."""
        start = f"{self._key}."
        return iter([key[len(start) :] for key in load_catalogue(DEFAULT).phrases if key.startswith(start)])

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)
