"""`interviewer loop`: the whole process, one interviewer after the other, over one sitting or several days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.cli import loop_review

app = typer.Typer(
    no_args_is_help=True, help="A whole interview loop: start, resume, list, review, delete, export, import."
)

Role = Annotated[str, typer.Option(metavar="ROLE", help="applied-scientist or data-scientist.")]
LevelOption = Annotated[str, typer.Option("--level", metavar="LEVEL", help="L4, L5 or L6.")]
Compressed = Annotated[bool, typer.Option("--compressed", help="Rounds of a quarter of an hour.")]
Strict = Annotated[bool, typer.Option("--strict-timing", help="A set-up of 45 seconds without an act is interrupted.")]
Text = Annotated[bool, typer.Option("--text", help="Type; nothing is spoken.")]
Voice = Annotated[bool, typer.Option("--voice", help="Speak and listen.")]
Realtime = Annotated[bool, typer.Option("--realtime", help="In text mode, measure times on the clock.")]
Seed = Annotated[int | None, typer.Option(metavar="N", help="The same seed plans the same loop.")]
Pack = Annotated[list[str] | None, typer.Option(metavar="PATH", help="A question pack of your own (repeatable).")]
OneRound = Annotated[bool, typer.Option("--one-round", help="Stop after one round; go on another day.")]
Feedback = Annotated[bool, typer.Option("--feedback", help="Show after each round how it went.")]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")]
CvFile = Annotated[str | None, typer.Option("--cv", metavar="FILE", help="Your CV: its projects are asked about.")]
JobFile = Annotated[str | None, typer.Option("--job", metavar="FILE", help="The job: what it asks for comes up more.")]
BargeIn = Annotated[bool, typer.Option("--barge-in", help="With headphones: speaking over a line stops it.")]
Name = Annotated[str, typer.Argument(metavar="[LOOP]", help="Its name, the beginning of it, or `last`.")]


@app.command("start")
def start(
    role: Role = "applied-scientist",
    level: LevelOption = "L5",
    compressed: Compressed = False,
    tech_talk: Annotated[
        bool, typer.Option("--tech-talk", help="With a round in which you present your work.")
    ] = False,
    strict_timing: Strict = False,
    text: Text = False,
    voice: Voice = False,
    realtime: Realtime = False,
    seed: Seed = None,
    cv: CvFile = None,
    job: JobFile = None,
    pack: Pack = None,
    one_round: OneRound = False,
    feedback: Feedback = False,
    model: Model = None,
    barge_in: BargeIn = False,
) -> int:
    r"""Begin an interview loop: five or six rounds with different interviewers, then the debrief.

    Example: interviewer loop start --role applied-scientist --level L5 --compressed

    Example: interviewer loop start --text --compressed --seed 7 < answers.txt
    """
    from interviewer.cli.loop_run import Options, begin, conduct  # noqa: PLC0415 - `--help` stays light

    options = Options(text, voice, realtime, one_round, feedback, strict_timing, model, barge_in, cv, job)
    wishes = {"role": role, "level": level, "compressed": compressed, "tech_talk": tech_talk}
    return conduct(begin(options, wishes, seed, pack or []), options, welcome=True)


@app.command("resume")
def resume(
    loop: Name = "last",
    one_round: OneRound = False,
    model: Model = None,
    barge_in: BargeIn = False,
) -> int:
    """Go on with a loop where it stopped: in the middle of a round, or with the next one.

    Example: interviewer loop resume
    """
    from interviewer.cli.loop_run import Options, conduct, found  # noqa: PLC0415

    return conduct(found(loop), Options(one_round=one_round, model=model, barge_in=barge_in), welcome=False)


app.command("review")(loop_review.review)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> None:
    """List the loops and phone screens, oldest first.

    Example: interviewer loop list --json
    """
    from interviewer.loop.listing import list_loops, loops_folder  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    rows = list_loops()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(clean_line(_row_text(row)))
    if not rows:
        typer.echo(f"No loops yet in {loops_folder()}. `interviewer loop start` begins one.", err=True)


def _row_text(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['loop_id']}  cannot be read: {row['error']}"
    held = f"{row['held']} of {row['rounds']} rounds"
    return f"{row['loop_id']}  {row['kind']}  {row['role']} {row['level']}  {held}  {row['state']}"


@app.command("delete")
def delete(
    loop: Annotated[str, typer.Argument(metavar="LOOP", help="Its name, the beginning of it, or `last`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    sessions: Annotated[bool, typer.Option("--sessions", help="Delete the sessions of its rounds too.")] = False,
) -> None:
    """Delete a loop for good: its forms and its debrief, and with --sessions the recordings of its rounds too.

    Example: interviewer loop delete 20261128-103005-3f2a --sessions
    """
    from interviewer.cli.sessions import delete_all, may_delete  # noqa: PLC0415
    from interviewer.config import cache_folder, sessions_folder  # noqa: PLC0415
    from interviewer.loop.listing import loop_to_delete, loops_folder, sessions_of  # noqa: PLC0415
    from interviewer.sessions.deletion import delete_session, find_to_delete, held  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    found = loop_to_delete(loops_folder(), loop)
    rounds = [find_to_delete(sessions_folder(), name) for name in sessions_of(found.folder)] if sessions else []
    with held((found, *rounds)):
        may_delete("; ".join(one.sentence() for one in (found, *rounds)), yes=yes)
        # The rounds first: while the loop is there, what could not be deleted can be found by it.
        delete_all(rounds)
        delete_session(found, cache_folder())
    for one in (*rounds, found):
        typer.echo(clean_line(f"Deleted {one.sentence()}."))


@app.command("export")
def export(
    loop: Annotated[str, typer.Argument(metavar="LOOP", help="Its name, the beginning of it, or `last`.")],
    out: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A .tar.gz or .zip to make; else LOOP.tar.gz here.")
    ] = None,
) -> None:
    """Put a loop, its forms, its debrief and the sessions of its rounds with their recordings into one file.

    Example: interviewer loop export last my-loop.tar.gz
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.loop.listing import loops_folder, sessions_of  # noqa: PLC0415
    from interviewer.loop.loop_archive import export_loop  # noqa: PLC0415
    from interviewer.loop.loop_file import find_loop  # noqa: PLC0415
    from interviewer.text import clean_line  # noqa: PLC0415

    folder = find_loop(loops_folder(), loop)
    made = out or Path(f"{folder.name}.tar.gz")
    rounds, files = export_loop(folder, sessions_folder(), made)
    left_out = len(sessions_of(folder)) - rounds
    if left_out:
        typer.echo(f"Sessions that cannot be read and are left out: {left_out}.", err=True)
    sessions = "one session" if rounds == 1 else f"{rounds} sessions"
    typer.echo(clean_line(f"{sessions}, {files} files are in {made}; elsewhere: interviewer loop import {made.name}"))


@app.command("import")
def import_(archive: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` has made.")]) -> None:
    """Take a loop in that was exported elsewhere, with its sessions.

    Example: interviewer loop import my-loop.tar.gz
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.loop.listing import loops_folder  # noqa: PLC0415
    from interviewer.loop.loop_archive import import_loop  # noqa: PLC0415

    loop_id = import_loop(archive, loops_folder(), sessions_folder())
    typer.echo(f"Taken in as {loop_id}: interviewer loop review {loop_id}")
