"""`interviewer replay`: hear and read a session again, with the feedback to each answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from interviewer.errors import UsageError


def replay(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    speed: Annotated[float, typer.Option(metavar="X", help="0.5 to 3 times the speed, at the same pitch.")] = 1.0,
    turn: Annotated[int | None, typer.Option(metavar="N", help="Only this turn.")] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Print only.")] = False,
) -> None:
    """Play a session: the questions, the answers, and after each what was found in it.

    Example: interviewer replay last --speed 1.5
    """
    from interviewer.config import load_config, sessions_folder  # noqa: PLC0415
    from interviewer.replay import play  # noqa: PLC0415
    from interviewer.review import build_review  # noqa: PLC0415
    from interviewer.session_file import find_session, read_session  # noqa: PLC0415
    from interviewer.text import clean  # noqa: PLC0415

    if not 0.5 <= speed <= 3:
        raise UsageError("--speed takes 0.5 to 3.")
    folder = find_session(sessions_folder(), session)
    built = build_review(read_session(folder))
    if turn is not None and all(t.turn != turn for t in built.turns):
        raise UsageError(f"There is no turn {turn}; the session has {len(built.turns)}.")
    has_audio = any(t.answer_audio for t in built.turns) or any(line["audio"] for line in built.lines)
    player: Any = None
    load: Any = None
    if has_audio and not no_audio:
        player, load = _sound(load_config().speaker, speed)
    heading = f"Session {built.session_id}, {built.mode}, {built.round}, {built.created_at}; {built.ended}."
    typer.echo(clean(heading))
    play(built, folder, lambda line: typer.echo(clean(line)), player=player, load=load, only_turn=turn)


def _sound(speaker: str | None, speed: float) -> tuple[Any, Any]:
    """The loudspeaker and the way recordings are read for it; (None, None) where there is none, said in one line."""
    from audio.samples import load_audio  # noqa: PLC0415
    from audio.speaker import Speaker  # noqa: PLC0415
    from audio.stretch import stretched  # noqa: PLC0415
    from interviewer.voice_practice import output_device  # noqa: PLC0415

    if output_device(speaker) is None:
        typer.echo("No loudspeaker was found; going on without sound. See `interviewer doctor`.", err=True)
        return None, None
    return Speaker(speaker), lambda path: stretched(load_audio(path), speed)
