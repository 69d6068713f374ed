"""Pages that stand by themselves: how templates are filled, what they may load, and how they are written to the disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from interviewer.errors import InterviewerError
from interviewer.locale_format import clock, number
from interviewer.text import clean, clean_line
from prompts.phrasebook import current, phrase

FOLDER = Path(__file__).parent / "templates"
STYLES = ("review.css", "history.css")


def make_environment(finalize: Callable[[Any], Any] | None = None) -> Environment:
    """What every template is filled by: all values escaped, a missing one an error.

    Args:
        finalize: what becomes of each value before it is shown.
    """
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    environment.globals.update(say=phrase)
    environment.filters["clock"] = clock
    environment.filters["line"] = clean_line
    environment.filters["score"] = lambda value: number(value, 1)
    return environment


def source_of(text: str) -> str:
    """A style sheet or a script as a content security policy names it: this very text and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_page(template: str, policy: str, *, styles: Sequence[str] = STYLES, **values: object) -> str:
    """A page that may load and run nothing.

    Args:
        template: its file.
        policy: what may be loaded all the same.
        styles: files of the style sheet, in this order.
        values: what the template shows; strings are cleaned.
    """
    style = "".join((FOLDER / name).read_text(encoding="utf-8") for name in styles)
    environment = make_environment(lambda value: clean(value) if type(value) is str else value)
    environment.globals.update(language=current().language)
    return environment.get_template(template).render(
        style=Markup(style),  # noqa: S704 - the project's own file
        policy=f"default-src 'none'; style-src {source_of(style)}; {policy}base-uri 'none'; form-action 'none'",
        **values,
    )


def write_page(path: Path, text: str) -> None:
    """Write a page, replacing an older one.

    Raises:
        InterviewerError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InterviewerError(
            f"The page cannot be written to {path}: {error.strerror}. Choose another path."
        ) from error
