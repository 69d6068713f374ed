"""`interviewer replay`: hear and read a session again, with the feedback to each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from interviewer.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from interviewer.review.review import Review


def replay(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its name, the beginning of it, `last`, or a folder.")
    ],
    speed: Annotated[float, typer.Option(metavar="X", help="0.5 to 3 times the speed, at the same pitch.")] = 1.0,
    turn: Annotated[int | None, typer.Option(metavar="N", help="Only this turn.")] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Print only.")] = False,
) -> None:
    """Play a session: the questions, the answers word by word, and what was found in them when it is due.

    In a terminal: space pauses, arrows go 5 seconds back and forth, p and n a turn, - and + change the speed, q leaves.
    Elsewhere, or with --no-audio, it is printed.

    Example: interviewer replay last --speed 1.5
    """
    from interviewer.config import load_config, sessions_folder  # noqa: PLC0415
    from interviewer.replay.replay import play  # noqa: PLC0415
    from interviewer.review.review import build_review  # noqa: PLC0415
    from interviewer.sessions.session_file import find_session, read_session  # noqa: PLC0415
    from interviewer.text import clean  # noqa: PLC0415

    if not 0.5 <= speed <= 3:
        raise UsageError("--speed takes 0.5 to 3.")
    folder = find_session(sessions_folder(), session)
    built = build_review(read_session(folder))
    if turn is not None and all(t.turn != turn for t in built.turns):
        raise UsageError(f"There is no turn {turn}; the session has {len(built.turns)}.")
    has_audio = any(t.answer_audio for t in built.turns) or any(line["audio"] for line in built.lines)
    player: Any = _player(load_config().speaker) if has_audio and not no_audio else None
    if not no_audio and _on_screen(built, folder, player, speed=speed, turn=turn):
        return
    heading = f"Session {built.session_id}, {built.mode}, {built.round}, {built.created_at}; {built.ended}."
    typer.echo(clean(heading))
    load = _reader(speed) if player is not None else None
    play(built, folder, lambda line: typer.echo(clean(line)), player=player, load=load, only_turn=turn)


def _on_screen(review: Review, folder: Path, player: Any, *, speed: float, turn: int | None) -> bool:
    """Replay in the terminal, if there is one and something to replay; returns whether that was so."""
    from rich.console import Console  # noqa: PLC0415

    from interviewer.replay.playback import Playback  # noqa: PLC0415
    from interviewer.replay.terminal import Sound, can_show, replay_in_terminal  # noqa: PLC0415
    from interviewer.replay.timeline import build_timeline  # noqa: PLC0415

    console = Console()
    if not can_show(console):
        return False
    sound, lengths = None, {}
    if player is not None:
        from audio.samples import load_audio  # noqa: PLC0415
        from audio.stretch import stretched  # noqa: PLC0415
        from interviewer.replay.recorded import recorded_lengths  # noqa: PLC0415

        sound, lengths = Sound(player, load_audio, stretched, folder), recorded_lengths(review, folder)
    timeline = build_timeline(review, lengths, turn)
    if not timeline.items:
        return False
    replay_in_terminal(Playback(timeline, speed=speed), sound, console)
    return True


def _player(speaker: str | None) -> Any:
    """The loudspeaker; None where there is none, said in one line."""
    from audio.speaker import Speaker  # noqa: PLC0415
    from interviewer.voice.equipment import output_device  # noqa: PLC0415

    if output_device(speaker) is None:
        typer.echo("No loudspeaker was found; going on without sound. See `interviewer doctor`.", err=True)
        return None
    return Speaker(speaker)


def _reader(speed: float) -> Any:
    """Reads a recording at a speed."""
    from audio.samples import load_audio  # noqa: PLC0415
    from audio.stretch import stretched  # noqa: PLC0415

    return lambda path: stretched(load_audio(path), speed)
