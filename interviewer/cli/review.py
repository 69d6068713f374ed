"""`interviewer review`: what was said in a session, and what it is worth."""

from __future__ import annotations

from typing import Annotated

import typer


def review(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole review as JSON.")] = False,
) -> None:
    """Show a session with its transcript, times, verdicts and feedback.

    Example: interviewer review last
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.review import build_review  # noqa: PLC0415
    from interviewer.session_file import find_session, read_session  # noqa: PLC0415
    from interviewer.show import review_lines  # noqa: PLC0415
    from interviewer.text import clean  # noqa: PLC0415

    built = build_review(read_session(find_session(sessions_folder(), session)))
    typer.echo(built.model_dump_json() if as_json else clean("\n".join(review_lines(built))))
