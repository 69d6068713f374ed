"""`interviewer stories`: the stories that the person tells, what for, how often, and how well."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.errors import UsageError

if TYPE_CHECKING:
    from interviewer.history.history import History
    from interviewer.stories.file import Loaded
    from interviewer.stories.stories import Story, StoryView

app = typer.Typer(invoke_without_command=True, help="Your stories: what you tell, for which principles, how well.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The story's name, or the beginning of it.")]
Principles = Annotated[
    list[str] | None, typer.Option("--principle", metavar="NAME", help="A Leadership Principle (repeatable).")
]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    """Your stories: what you tell, for which principles, how often and how well.

    Example: interviewer stories add last:1 --name "The scanner"
    """
    if context.invoked_subcommand is None:
        list_(as_json=False)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print the stories as JSON.")] = False) -> None:
    """List the stories, those of your sessions that have no name yet included.

    Example: interviewer stories list
    """
    from interviewer.stories.lines import story_list_lines  # noqa: PLC0415

    _, _, views = _all()
    if as_json:
        typer.echo(json.dumps([view.model_dump(mode="json") for view in views], ensure_ascii=False))
        return
    typer.echo("\n".join(story_list_lines(views)))


@app.command("show")
def show(name: Name, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """Show one story: every time it was told, and its best take.

    Example: interviewer stories show scanner
    """
    from interviewer.stories.lines import story_lines  # noqa: PLC0415
    from interviewer.stories.stories import find_story  # noqa: PLC0415

    _, _, views = _all()
    view = find_story(views, name)
    typer.echo(view.model_dump_json() if as_json else "\n".join(story_lines(view)))


@app.command("add")
def add(
    take: Annotated[str, typer.Argument(metavar="SESSION[:TURN]", help="Where you told it.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="What you call it; an existing name adds a telling.")],
    principle: Principles = None,
) -> None:
    """Keep an answer as a story.

    Example: interviewer stories add last:1 --name "The scanner" --principle dive-deep
    """
    from interviewer.config import home, sessions_folder  # noqa: PLC0415
    from interviewer.history.history import find_take, takes_of  # noqa: PLC0415
    from interviewer.stories.file import load_stories, save_stories  # noqa: PLC0415
    from interviewer.stories.stories import same_name, shown_principles, telling_of, with_story  # noqa: PLC0415

    session, turn = find_take(sessions_folder(), take)
    told = next((one for one in takes_of(session) if one.turn == turn.turn), None)
    if told is None:
        raise UsageError(f"Nothing was answered in turn {turn.turn} of {session.folder.name}.")
    loaded = load_stories(home())
    old = next((one for one in loaded.bank.stories if same_name(one.name) == same_name(name)), None)
    principles = _principles(principle) or (old.principles if old else ()) or shown_principles(told)
    kept = [t for t in (old.tellings if old else ()) if (t.session, t.turn) != (told.session, told.turn)]
    story = _valid(
        name=old.name if old else name,
        principles=principles,
        note=old.note if old else "",
        tellings=[*kept, telling_of(told)],
    )
    save_stories(loaded, with_story(loaded.bank, story))
    typer.echo(f"Kept as {story.name!r}, told {len(story.tellings)} time(s).")


@app.command("edit")
def edit(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Without it, your editor opens the file.")] = None,
    principle: Principles = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What you want to remember.")] = None,
) -> None:
    """Change a story's principles or note; without a name, open the file in your editor.

    Example: interviewer stories edit scanner --principle dive-deep --note "mention the shift lead"
    """
    from interviewer.config import home  # noqa: PLC0415
    from interviewer.stories.file import load_stories, save_stories  # noqa: PLC0415
    from interviewer.stories.stories import with_story  # noqa: PLC0415

    loaded = load_stories(home())
    if name is None:
        if loaded.data is None:
            save_stories(loaded, loaded.bank)
        _open_editor(str(loaded.path))
        load_stories(home())  # says what is wrong with it, if anything is
        return
    if principle is None and note is None:
        raise UsageError("Say what to change: --principle NAME or --note TEXT; without a name the editor opens.")
    story = _in_file(loaded, name)
    update = {"principles": _principles(principle) or story.principles, "note": story.note if note is None else note}
    save_stories(loaded, with_story(loaded.bank, _valid(**(story.model_dump() | update))))
    typer.echo(f"{story.name!r} is changed.")


@app.command("rename")
def rename(name: Name, new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")]) -> None:
    """Give a story another name.

    Example: interviewer stories rename scanner "The fruit scanner"
    """
    from interviewer.config import home  # noqa: PLC0415
    from interviewer.stories.file import load_stories, save_stories  # noqa: PLC0415
    from interviewer.stories.stories import with_story  # noqa: PLC0415

    loaded = load_stories(home())
    story = _in_file(loaded, name)
    renamed = _valid(**(story.model_dump() | {"name": new}))
    save_stories(loaded, with_story(loaded.bank, renamed, instead_of=story.name))
    typer.echo(f"{story.name!r} is now {renamed.name!r}.")


@app.command("forget")
def forget(name: Name) -> None:
    """Take a story out of the bank; the sessions in which it was told stay.

    Example: interviewer stories forget scanner
    """
    from interviewer.config import home  # noqa: PLC0415
    from interviewer.stories.file import load_stories, save_stories  # noqa: PLC0415
    from interviewer.stories.stories import StoryFile  # noqa: PLC0415

    loaded = load_stories(home())
    story = _in_file(loaded, name)
    save_stories(loaded, StoryFile(stories=tuple(one for one in loaded.bank.stories if one is not story)))
    typer.echo(f"{story.name!r} is forgotten; `interviewer sessions delete` removes a session itself.")


def _all() -> tuple[Loaded, History, tuple[StoryView, ...]]:
    from interviewer.config import home, sessions_folder  # noqa: PLC0415
    from interviewer.history.history import load_history  # noqa: PLC0415
    from interviewer.stories.file import load_stories  # noqa: PLC0415
    from interviewer.stories.stories import story_views  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    loaded = load_stories(home())
    history = load_history(sessions_folder())
    for line in history.skipped:
        typer.echo(clean_line(line), err=True)
    return loaded, history, story_views(loaded.bank, history.takes)


def _in_file(loaded: Loaded, name: str) -> Story:
    from interviewer.stories.stories import find_story, story_views  # noqa: PLC0415

    found = find_story(story_views(loaded.bank, ()), name)
    return next(story for story in loaded.bank.stories if story.name == found.name)


def _principles(names: list[str] | None) -> tuple[str, ...]:
    from interviewer.text import slug  # noqa: PLC0415

    return tuple(slug(name) for name in names or ())


def _valid(**value: object) -> Story:
    from pydantic import ValidationError  # noqa: PLC0415

    from interviewer.stories.stories import Story  # noqa: PLC0415

    try:
        return Story.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UsageError(f"{first['loc'][0]}: {first['msg']}.") from error


def _open_editor(path: str) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor or not sys.stdin.isatty():
        typer.echo(f"Your stories are in {path}; open it in any editor (or set EDITOR).")
        return
    subprocess.run([*shlex.split(editor), path], check=False)  # noqa: S603 - the person's own editor
