"""`interviewer drill`: short coaching drills, one skill at a time, with a verdict at once."""

from __future__ import annotations

from typing import Annotated

import typer

from interviewer.errors import UsageError
from interviewer.text import shorten

MAX_ROUNDS = 12


def drill(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="setup, metric, ownership, two-minute or think-aloud.")
    ] = None,
    voice: Annotated[bool, typer.Option("--voice", help="Speak and listen.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Type; nothing is spoken.")] = False,
    rounds: Annotated[int | None, typer.Option(metavar="N", help=f"How many prompts, 1 to {MAX_ROUNDS}.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="The same seed draws the same prompts.")] = None,
    realtime: Annotated[bool, typer.Option("--realtime", help="In text mode, measure times on the clock.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    microphone_file: Annotated[
        list[str] | None,
        typer.Option(metavar="WAV", help="A recorded answer in place of the microphone, one a turn (repeatable)."),
    ] = None,
) -> int:
    r"""Train one small skill: a prompt, your answer, a verdict at once, and again. Without a name: list the drills.

    By voice where that is possible, else in text. A drill gives no score and is no part of your progress.

    Example: interviewer drill setup

    Example: printf 'Last year at a bank I had to …\n\n' | interviewer drill setup --text --rounds 1
    """
    from interviewer.drills.catalogue import DRILL_NAMES  # noqa: PLC0415 - `--help` stays light
    from interviewer.drills.lines import list_lines  # noqa: PLC0415

    if name is None:
        typer.echo("\n".join(list_lines()))
        return 0
    known = next((one for one in DRILL_NAMES if one == name), None)
    if known is None:
        raise UsageError(f"There is no drill {shorten(name, 40)!r}; choose one of {', '.join(DRILL_NAMES)}.")
    files = tuple(microphone_file or ())
    _check(rounds, text=text, realtime=realtime, by_voice={"--voice": voice, "--microphone-file": bool(files)})
    from interviewer.cli.practice import by_voice, report  # noqa: PLC0415
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.drills.run import choose, run_drill_text  # noqa: PLC0415
    from interviewer.practice import new_seed  # noqa: PLC0415

    config = load_config()
    chosen = choose(known, rounds, new_seed() if seed is None else seed)
    if not text:
        from interviewer.voice.equipment import VoiceOptions  # noqa: PLC0415

        options = VoiceOptions(model=model, files=files)
        if by_voice(config, options, asked_for=voice, otherwise="No voice drill"):
            from interviewer.drills.voice import run_drill_voice  # noqa: PLC0415 - loads the engines

            return report(*run_drill_voice(chosen, config, options))
    return report(*run_drill_text(chosen, realtime=realtime))


def _check(rounds: int | None, *, text: bool, realtime: bool, by_voice: dict[str, bool]) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: it says which.
    """
    if rounds is not None and not 1 <= rounds <= MAX_ROUNDS:
        raise UsageError(f"--rounds takes 1 to {MAX_ROUNDS}.")
    for option, given in by_voice.items():
        if given and text:
            raise UsageError(f"{option} belongs to a voice drill; leave --text out.")
    if realtime and not text:
        raise UsageError("--realtime belongs to --text; by voice, times are always measured.")
