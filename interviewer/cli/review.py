"""`interviewer review`: what was said in a session, and what it is worth, in the terminal, as a page and for machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def review(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help="Write a page for the browser, the sound beside it.")
    ] = None,
    embed_audio: Annotated[
        bool, typer.Option("--embed-audio", help="With --html: put the sound into the page, so that it is one file.")
    ] = False,
    markdown: Annotated[Path | None, typer.Option("--markdown", metavar="PATH", help="Write it as Markdown.")] = None,
    vtt: Annotated[
        Path | None, typer.Option("--vtt", metavar="FOLDER", help="Write WebVTT captions, one file an answer.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole review as JSON.")] = False,
) -> None:
    """Show a session with its transcript, times, verdicts and feedback.

    Example: interviewer review last --html review.html

    Without an option the review is printed. The page works offline and loads nothing; it prints well, too.
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.errors import UsageError  # noqa: PLC0415
    from interviewer.review.full import load_full  # noqa: PLC0415
    from interviewer.sessions.session_file import find_session  # noqa: PLC0415
    from interviewer.text import clean, clean_line  # noqa: PLC0415

    if embed_audio and html is None:
        raise UsageError("--embed-audio goes with --html PATH; name the page to write.")
    folder = find_session(sessions_folder(), session)
    kept, built = load_full(folder, sessions_folder())
    written: list[Path] = []
    if html is not None:
        from interviewer.web.page import write_page  # noqa: PLC0415 - loads the template engine and numpy

        write_page(kept, built, html, embed=embed_audio)
        written.append(html)
    if markdown is not None:
        from interviewer.review.markdown import write_markdown  # noqa: PLC0415

        write_markdown(built, markdown)
        written.append(markdown)
    if vtt is not None:
        from interviewer.review.captions import write_captions  # noqa: PLC0415

        written += write_captions(built, vtt)
    for path in written:
        typer.echo(clean_line(f"Written: {path}"), err=as_json)
    if as_json:
        typer.echo(built.model_dump_json())
    elif not written:
        from interviewer.review.terminal import full_lines  # noqa: PLC0415

        typer.echo(clean("\n".join(full_lines(built))))
