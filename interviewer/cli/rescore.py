"""`interviewer rescore`: judge a session again with what is on the machine today; the old scores stay."""

from __future__ import annotations

from typing import Annotated

import typer


def rescore(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    again: Annotated[
        bool, typer.Option("--transcribe", help="Recognise the recordings anew, even where words are there.")
    ] = False,
    judge: Annotated[
        str | None,
        typer.Option(metavar="PATH_OR_NAME", help="Judge by an instruct model: its folder, or its hub name."),
    ] = None,
) -> int:
    """Recognise what has no words yet, and judge every answer again.

    Example: interviewer rescore last

    Example: interviewer rescore last --judge ~/models/my-instruct-model
    """
    from interviewer.config import load_config, sessions_folder  # noqa: PLC0415
    from interviewer.practice import make_judge  # noqa: PLC0415
    from interviewer.rescore import rescore_session  # noqa: PLC0415
    from interviewer.session_file import find_session, read_session  # noqa: PLC0415

    folder = find_session(sessions_folder(), session)
    level = read_session(folder).header.level
    by = make_judge(level if level in {"L4", "L5", "L6"} else "L5", judge)  # type: ignore[arg-type]
    changes = rescore_session(
        folder, by, model=model or load_config().model, transcribe_again=again, keep_scored=judge is not None
    )
    for change in changes:
        typer.echo(change.sentence())
    return 0 if any(change.after is not None for change in changes) else 1
