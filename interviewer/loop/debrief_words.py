"""How a debrief names people, rounds and numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from interviewer.loop.form_parts import FiledForm, Standing

STANDING_WORDS: dict[Standing, str] = {
    "raising": "raises the bar",
    "meeting": "meets the bar",
    "below": "below the bar",
    "not_assessed": "not assessed",
}
_NUMBERS = "none one two three four five six seven eight nine ten eleven twelve".split()
ROLE_WORDS = {"bar-raiser": "bar raiser", "hiring-manager": "hiring manager", "peer": "peer"}


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: "Wei, Elena and Ruth"."""
    kept = list(dict.fromkeys(names))
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}" if kept else "nobody"


def counted(count: int) -> str:
    """A small number in words."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def people(forms: Sequence[FiledForm]) -> str:
    """Who it is, by name."""
    return listed(form.interviewer.name for form in forms)


def capital(text: str) -> str:
    """With a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def plural(count: int, one: str, many: str) -> str:
    """A number with its noun: "one round", "two rounds"."""
    return f"{counted(count)} {one if count == 1 else many}"
