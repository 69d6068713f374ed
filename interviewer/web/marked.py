"""Phrases with markup in their slots, for templates: the phrase is escaped, the slots are put in as they are."""

from __future__ import annotations

from markupsafe import Markup, escape

from prompts.phrasebook import phrase


def mark(key: str, **slots: str | Markup) -> Markup:
    """A phrase as HTML: its own words and plain slots escaped, slots that are markup kept.

    Args:
        key: of the phrase.
        slots: strings are escaped, Markup is not.
    """
    # Stand-ins that no phrase holds keep the place of each slot while the words around it are escaped.
    text = str(escape(phrase(key, **{name: f"\x00{name}\x00" for name in slots})))
    for name, value in slots.items():
        text = text.replace(f"\x00{name}\x00", str(escape(value)))
    return Markup(text)  # noqa: S704 - escaped piece by piece above


GLOBALS = {
    "mark": mark,
    "bold": lambda text: Markup("<b>{}</b>").format(text),
    "strong": lambda text: Markup("<strong>{}</strong>").format(text),
    "quoted": lambda text: Markup("<q><bdi>{}</bdi></q>").format(text),
    "example_pause": Markup('<i class="p">1.2 s</i>'),
    "example_filler": Markup('<span class="f">um</span>'),
    "star": Markup("<sup>*</sup>"),
}
"""What the templates may use besides `say`."""
