"""The recognisers that can run a speech model: openai-whisper, and faster-whisper where that extra is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, get_args

from audio.errors import ModelMissingError

Engine = Literal["openai-whisper", "faster-whisper"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
DEFAULT: Engine = "openai-whisper"
INSTALL = "pip install -c constraints.txt faster-whisper"


def require_engine(engine: Engine) -> None:
    """Nothing, where the recogniser is installed.

    Raises:
        ModelMissingError: it is not; the message says how to get it.
    """
    if engine == "faster-whisper" and find_spec("faster_whisper") is None:
        raise ModelMissingError(f"faster-whisper is not installed: {INSTALL}, or use --transcriber {DEFAULT}.")
