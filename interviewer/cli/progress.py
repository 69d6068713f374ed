"""`interviewer progress`: how the person is getting on, and what to practise next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def progress(
    html: Annotated[Path | None, typer.Option(metavar="PATH", help="Write a page with charts.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show scores over time, set-up, pace, your stories by principle, and what to practise next with the reason.

    Example: interviewer progress --html progress.html
    """
    from datetime import datetime  # noqa: PLC0415

    from interviewer.config import home, sessions_folder  # noqa: PLC0415
    from interviewer.history.history import load_history  # noqa: PLC0415
    from interviewer.progress.lines import progress_lines  # noqa: PLC0415
    from interviewer.progress.progress import build_progress  # noqa: PLC0415
    from interviewer.stories.file import load_stories  # noqa: PLC0415
    from interviewer.stories.stories import story_views  # noqa: PLC0415

    now = datetime.now().astimezone()
    history = load_history(sessions_folder())
    built = build_progress(history, story_views(load_stories(home()).bank, history.takes), now)
    if html is not None:
        from interviewer.progress.pages import progress_page  # noqa: PLC0415
        from interviewer.web.still_page import write_page  # noqa: PLC0415

        write_page(html, progress_page(built, now))
        typer.echo(f"Written to {html}.", err=True)
    if as_json:
        typer.echo(built.model_dump_json())
    elif html is None:
        typer.echo("\n".join(progress_lines(built)))
