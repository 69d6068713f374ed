"""`interviewer rescore`: judge a session again with what is on the machine today; the old scores stay."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from audio.recognisers import DEFAULT, Engine


def rescore(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    transcriber: Annotated[
        Engine, typer.Option(help="What runs the model; faster-whisper is an optional extra.")
    ] = DEFAULT,
    again: Annotated[
        bool, typer.Option("--transcribe", help="Recognise the recordings anew, even where words are there.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Judge nothing; show what the last rescore changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
    judge: Annotated[
        str | None,
        typer.Option(metavar="PATH_OR_NAME", help="Judge by an instruct model: its folder, or its hub name."),
    ] = None,
) -> int:
    """Recognise what has no words yet, judge every answer again, and show which verdicts changed and by what words.

    The old scores stay in the session.

    Example: interviewer rescore last

    Example: interviewer rescore last --show --json

    Example: interviewer rescore last --judge ~/models/my-instruct-model
    """
    from interviewer.config import load_config, sessions_folder  # noqa: PLC0415
    from interviewer.history.rescore import last_changes, rescore_session  # noqa: PLC0415
    from interviewer.practice import make_judge  # noqa: PLC0415
    from interviewer.sessions.session_file import find_session, read_session  # noqa: PLC0415

    folder = find_session(sessions_folder(), session)
    if show:
        _print(last_changes(read_session(folder)), as_json=as_json)
        return 0
    level = read_session(folder).header.level
    by = make_judge(level if level in {"L4", "L5", "L6"} else "L5", judge)  # type: ignore[arg-type]
    changes = rescore_session(
        folder,
        by,
        model=model or load_config().model,
        engine=transcriber,
        transcribe_again=again,
        keep_scored=judge is not None,
    )
    _print(changes, as_json=as_json)
    return 0 if any(change.after is not None for change in changes) else 1


def _print(changes: list[Any], *, as_json: bool) -> None:
    from interviewer.history.difference import difference_lines  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    if as_json:
        rows = [
            {
                "turn": change.turn,
                "before": change.before,
                "after": change.after,
                "unscored_reason": change.reason or None,
                "new_words": change.new_words,
                "difference": change.difference.model_dump(mode="json") if change.difference else None,
            }
            for change in changes
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not changes:
        typer.echo("This session has not been rescored yet.", err=True)
    for change in changes:
        typer.echo(change.sentence() + (" (recognised anew)" if change.new_words else ""))
        for line in difference_lines(change.difference) if change.difference else []:
            typer.echo("  " + clean_line(line))
