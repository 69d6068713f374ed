"""Turns a recording into a transcript with its delivery, by the recogniser the user has chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audio.recognisers import DEFAULT, Engine, require_engine
from interviewer.config import models_folder

if TYPE_CHECKING:
    from audio.delivery import Delivery
    from audio.protocols import Transcriber
    from audio.transcript import Transcript


def make_transcriber(model: str, engine: Engine = DEFAULT) -> Transcriber:
    """The Whisper model of this name or path, in a process of its own; nothing is started or looked for yet.

    Raises:
        ModelMissingError: faster-whisper is asked for and not installed.
    """
    require_engine(engine)
    from audio.process_transcriber import ProcessTranscriber  # noqa: PLC0415 - loads numpy

    return ProcessTranscriber(model, models_folder(), engine=engine)


def recognise(path: Path, model: str, prompt: str = "", engine: Engine = DEFAULT) -> tuple[Transcript, Delivery]:
    """The words of a recording of any length, and how they were delivered.

    Raises:
        AudioFileError: the file holds no usable audio.
        TranscriptionError: the recogniser or its weights failed.
    """
    from audio.delivery import measure_delivery  # noqa: PLC0415 - loads numpy and the sound library
    from audio.models import require_model  # noqa: PLC0415
    from audio.recording import transcribe_recording  # noqa: PLC0415
    from audio.samples import load_audio  # noqa: PLC0415
    from audio.segment_edges import refined_segments  # noqa: PLC0415
    from audio.silero_engine import SileroDetector  # noqa: PLC0415

    samples = load_audio(path)
    transcriber = make_transcriber(model, engine)
    if engine != "faster-whisper" or not Path(model).expanduser().is_dir():  # a folder with a converted model
        require_model(model, models_folder())
    transcript, voiced = transcribe_recording(samples, SileroDetector(), transcriber, prompt)
    return transcript, measure_delivery(transcript, refined_segments(samples, voiced), end_lag_s=0.0)
