"""`interviewer transcribe`: the words of a recording, with their times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from audio.recognisers import DEFAULT, Engine


def transcribe(
    audio: Annotated[Path, typer.Argument(metavar="AUDIO", help="A recording: WAV, FLAC, OGG or MP3.")],
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    transcriber: Annotated[
        Engine, typer.Option(help="What runs the model; faster-whisper is an optional extra.")
    ] = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print words, times and delivery as JSON.")] = False,
) -> None:
    """Recognise a recording.

    Example: interviewer transcribe answer.wav --json
    """
    from interviewer.answers.recognise import recognise  # noqa: PLC0415
    from interviewer.config import load_config  # noqa: PLC0415

    transcript, delivery = recognise(audio, model or load_config().model, engine=transcriber)
    if not as_json:
        typer.echo(transcript.text)
        return
    result = {
        "text": transcript.text,
        "duration_s": transcript.duration_s,
        "words": [word.model_dump() for word in transcript.words],
        "segments": [segment.model_dump() for segment in transcript.segments],
        "delivery": delivery.model_dump(mode="json"),
        "transcriber": transcript.transcriber.model_dump(),
    }
    typer.echo(json.dumps(result, ensure_ascii=False))
