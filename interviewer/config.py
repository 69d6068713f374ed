"""Where a person's data lives, and what the person has chosen: one folder, one optional file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interviewer.errors import UsageError


class Config(BaseModel):
    """The content of config.toml; everything may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    microphone: str | None = None
    """Part of the name of the input device."""
    speaker: str | None = None
    """Part of the name of the output device."""
    voice: str | None = None
    """Name or id of the voice that pyttsx3 uses."""
    rate: Annotated[int, Field(ge=80, le=400)] = 175
    """Words a minute of the interviewer's voice."""
    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    model: str = "base.en"
    """Whisper model: a name or a path to a .pt file."""
    end_pause_s: Annotated[float, Field(ge=0.5, le=20)] = 2.5
    """Silence after which an answer counts as ended."""
    language: str = "en"
    """Of feedback and interviewer; one of `prompts.phrasebook.languages()`."""
    packs: tuple[Path, ...] = ()
    """Folders with question packs of one's own."""


def home() -> Path:
    """The one folder that holds everything of the user's: INTERVIEWER_HOME, else the platform's data folder."""
    chosen = os.environ.get("INTERVIEWER_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # noqa: PLC0415 - not needed where the folder is named

    return Path(platformdirs.user_data_dir("voice-mock-interviewer", appauthor=False))


def sessions_folder() -> Path:
    """Where sessions are kept."""
    return home() / "sessions"


def models_folder() -> Path:
    """Where recognisers' weights are kept."""
    return home() / "models"


def cache_folder() -> Path:
    """What may be deleted at any time."""
    return home() / "cache"


def load_config() -> Config:
    """The user's choices from config.toml in `home()`.

    Raises:
        UsageError: the file is there and cannot be used.
    """
    path = home() / "config.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}. Correct or delete it.") from error
    try:
        return Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Correct or delete it.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"{path}: {where}: {first['msg']}. Correct or delete it.") from error
