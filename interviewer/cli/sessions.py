"""`interviewer sessions`: the sessions that are kept; deletes, exports and imports them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.errors import UsageError

app = typer.Typer(invoke_without_command=True, help="List the sessions; delete, export and import them.")
Name = Annotated[str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, or `last`.")]


@app.callback(invoke_without_command=True)
def sessions(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the sessions, oldest first.

    Example: interviewer sessions --json
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@app.command("delete")
def delete(session: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a session for good, recordings and all; stories that were told in it are marked.

    Example: interviewer sessions delete 20261122-103005-3f2a
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.sessions.deletion import find_to_delete, held  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    found = find_to_delete(sessions_folder(), session)
    load_all_stories()  # before anything is asked: a broken file is said first
    with held([found]):
        may_delete(found.sentence(), yes=yes)
        delete_all([found])
    typer.echo(clean_line(f"Deleted {found.sentence()}."))


def load_all_stories() -> Any:
    """The story bank.

    Raises:
        UsageError: its file is broken.
    """
    from interviewer.config import home  # noqa: PLC0415
    from interviewer.stories.file import load_stories  # noqa: PLC0415

    return load_stories(home())


def may_delete(what: str, *, yes: bool) -> None:
    """Ask before something is deleted for good.

    Raises:
        UsageError: nobody can be asked.
    """
    from interviewer.text import clean_line  # noqa: PLC0415

    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here; --yes deletes without asking.")
    typer.confirm(clean_line(f"Delete {what}? It cannot be brought back."), abort=True)


def delete_all(sessions: list[Any]) -> None:
    """Delete sessions that `find_to_delete` has found, and mark the stories that were told in them.

    Raises:
        SessionError: one cannot be deleted; those before it are.
    """
    from interviewer.config import cache_folder, sessions_folder  # noqa: PLC0415
    from interviewer.history.history import load_history  # noqa: PLC0415
    from interviewer.sessions.deletion import delete_session  # noqa: PLC0415
    from interviewer.stories.file import save_stories  # noqa: PLC0415
    from interviewer.stories.stories import story_views, with_recognised, without_session  # noqa: PLC0415

    stories = load_all_stories()
    bank = stories.bank
    if bank.stories and sessions:
        bank = with_recognised(bank, story_views(bank, load_history(sessions_folder()).takes))
    marked = bank
    for found in sessions:
        delete_session(found, cache_folder())
        marked = without_session(marked, found.folder.name)
    if marked != stories.bank:
        save_stories(stories, marked)


@app.command("export")
def export(
    session: Name, out: Annotated[Path, typer.Argument(metavar="OUT", help="A .tar.gz or .zip to make.")]
) -> None:
    """Put a session with its recordings into one file.

    Example: interviewer sessions export last interview.tar.gz
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.sessions.archive import export_session  # noqa: PLC0415
    from interviewer.sessions.file_lock import FileLock  # noqa: PLC0415
    from interviewer.sessions.session_file import FILE_NAME, find_session  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    folder = find_session(sessions_folder(), session)
    with FileLock(folder / FILE_NAME, "session"):
        count = export_session(folder, out)
    typer.echo(clean_line(f"{count} files are in {out}; elsewhere: interviewer sessions import {out.name}"))


@app.command("import")
def import_(archive: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` has made.")]) -> None:
    """Take a session in that was exported elsewhere.

    Example: interviewer sessions import interview.tar.gz
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.sessions.archive import import_session  # noqa: PLC0415

    session_id = import_session(archive, sessions_folder())
    typer.echo(f"Taken in as {session_id}: interviewer review {session_id}")


def _list(*, as_json: bool) -> None:
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.errors import SessionError  # noqa: PLC0415
    from interviewer.review.review import build_review  # noqa: PLC0415
    from interviewer.review.show import score_text  # noqa: PLC0415
    from interviewer.sessions.session_file import read_session, session_folders  # noqa: PLC0415
    from interviewer.text import clean, clean_line  # noqa: PLC0415

    rows: list[dict[str, Any]] = []
    for folder in session_folders(sessions_folder()):
        try:
            review = build_review(read_session(folder))
        except SessionError as error:
            rows.append({"session_id": folder.name, "error": str(error)})
            continue
        rows.append(
            {
                "session_id": folder.name,
                "created_at": review.created_at,
                "mode": review.mode,
                "round": review.round,
                "ended": review.ended,
                "questions": len(review.questions),
                "score": review.score,
                "unscored_reason": review.unscored_reason,
                "recommendation": review.recommendation,
            }
        )
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        if "error" in row:
            typer.echo(clean_line(f"{row['session_id']}  cannot be read: {row['error']}"))
            continue
        score = score_text(row["score"], row["unscored_reason"])
        kind = f"{row['mode']:<5}  {row['round']:<14} {row['questions']} questions"
        typer.echo(clean(f"{row['session_id']}  {kind}  {row['ended']}  {score}"))
    if not rows:
        typer.echo(f"No sessions yet in {sessions_folder()}. `interviewer practice` makes one.", err=True)
