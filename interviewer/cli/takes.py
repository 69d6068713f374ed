"""`interviewer takes`: two or more answers to the same question, side by side."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.errors import SessionError, UsageError

if TYPE_CHECKING:
    from interviewer.history.history import Take


def takes(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="A question's id, or SESSION[:TURN].", show_default=False)
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="PATH", help="Write a page with the recordings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON.")] = False,
) -> None:
    """Show all answers to one question side by side; without one, list the questions that were answered twice.

    Example: interviewer takes dive-deep-anomaly

    Example: interviewer takes last --html takes.html
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.history.history import load_history  # noqa: PLC0415
    from interviewer.history.takes import compare, comparison_lines  # noqa: PLC0415
    from interviewer.review.review import question_of  # noqa: PLC0415
    from interviewer.sessions.session_file import read_session  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    history = load_history(sessions_folder())
    for line in history.skipped:
        typer.echo(clean_line(line), err=True)
    if question is None:
        _list(history.takes, as_json=as_json)
        return
    question_id = _question_id(question, history.takes)
    own = [take for take in history.takes if take.question_id == question_id]
    if not own:
        raise UsageError(f"{question_id} has not been answered yet; `interviewer practice --question {question_id}`.")
    asked = question_of(read_session(sessions_folder() / own[-1].session), question_id)
    compared = compare(own, question_id, asked)
    if html is not None:
        from interviewer.progress.pages import takes_page  # noqa: PLC0415
        from interviewer.web.still_page import write_page  # noqa: PLC0415

        write_page(html, takes_page(compared, sessions_folder(), html.absolute().parent))
        typer.echo(f"Written to {html}.", err=True)
    if as_json:
        typer.echo(compared.model_dump_json())
    elif html is None:
        typer.echo("\n".join(comparison_lines(compared)))


def _question_id(name: str, takes: tuple[Take, ...]) -> str:
    """The question that is meant by its id or by SESSION[:TURN]."""
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.history.history import find_take  # noqa: PLC0415
    from interviewer.text import shorten  # noqa: PLC0415

    if any(take.question_id == name for take in takes):
        return name
    try:
        return find_take(sessions_folder(), name)[1].question_id
    except SessionError as error:
        raise UsageError(
            f"Neither an answered question nor a session is called {shorten(name, 60)!r}; "
            "`interviewer takes` lists what there is."
        ) from error


def _list(takes: tuple[Take, ...], *, as_json: bool) -> None:
    counts = Counter(take.question_id for take in takes)
    several = {question_id: count for question_id, count in counts.most_common() if count > 1}
    if as_json:
        typer.echo(json.dumps(several))
        return
    for question_id, count in several.items():
        typer.echo(f"{question_id:<48} {count} takes")
    if not several:
        typer.echo(
            "No question has been answered twice yet; `interviewer practice --retake last` asks one again.", err=True
        )
