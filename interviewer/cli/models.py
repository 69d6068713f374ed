"""`interviewer models`: the recognisers, which of them are on this machine, and fetching one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=False, invoke_without_command=True, help="List and fetch speech models.")


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    """List and fetch speech models.

    Example: interviewer models get base.en
    """
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_() -> None:
    """List the speech models and what is on this machine.

    Example: interviewer models list
    """
    from audio.models import MODELS, find_model  # noqa: PLC0415
    from interviewer.config import load_config, models_folder  # noqa: PLC0415

    chosen = load_config().model
    for model in MODELS:
        path = find_model(model.name, models_folder())
        mark = "*" if model.name == chosen else " "
        typer.echo(f"{mark} {model.name:<10} {model.megabytes:>5} MB  {path or 'not on this machine'}")
    if all(model.name != chosen for model in MODELS):
        typer.echo(f"* {chosen}")
    typer.echo("The judge's model (all-MiniLM-L6-v2) comes with the installation.", err=True)


@app.command("get")
def get(name: Annotated[str, typer.Argument(metavar="NAME", help="For example base.en.")] = "base.en") -> None:
    """Fetch a speech model and check it.

    Example: interviewer models get base.en
    """
    path = fetch(name)
    typer.echo(f"{name} is at {path}")


def fetch(name: str) -> str:
    """Fetch a model with a progress bar on a terminal; returns where it is.

    Raises:
        TranscriptionError: no such model, no network, or a checksum that does not fit.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn  # noqa: PLC0415

    from audio.models import download_model, find_model  # noqa: PLC0415
    from interviewer.config import models_folder  # noqa: PLC0415

    there = find_model(name, models_folder())
    if there is not None:
        return str(there)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(name, total=None)
        path = download_model(
            name, models_folder(), lambda done, total: progress.update(task, completed=done, total=total)
        )
    return str(path)
