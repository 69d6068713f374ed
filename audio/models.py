"""The weights of the recogniser: which there are, where they lie, how they get there. Nothing is fetched unasked."""

from __future__ import annotations

import hashlib
import os
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError

from audio.errors import ModelMissingError

_TIMEOUT_S = 20
"""Seconds without a byte after which a download is given up."""

_PIECE_BYTES = 1 << 20
_BY_HAND = "copy a .pt file here by other means and name it with --model PATH"


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """One of Whisper's models. Those in .en know English only, and better at the same size."""

    name: str
    file: str
    """Its name on disk, as Whisper itself calls it."""
    megabytes: int


MODELS = (
    SpeechModel("tiny.en", "tiny.en.pt", 76),
    SpeechModel("base.en", "base.en.pt", 145),
    SpeechModel("small.en", "small.en.pt", 484),
    SpeechModel("base", "base.pt", 145),
    SpeechModel("small", "small.pt", 484),
    SpeechModel("medium", "medium.pt", 1528),
    SpeechModel("turbo", "large-v3-turbo.pt", 1618),
)
"""The models on offer, in the order of size; from small on a CPU falls behind live speech."""

Source = tuple[str, str]
"""A URL and the SHA-256 of what lies there, in hexadecimal."""


def find_model(name_or_path: str | Path, models_dir: str | Path) -> Path | None:
    """The file of a model on this machine.

    Args:
        name_or_path: one of MODELS by name, or a path to a .pt file.
        models_dir: our own folder; looked into before Whisper's cache (~/.cache/whisper).

    Returns:
        Its path, or None.
    """
    model = _named(str(name_or_path))
    if model is None:
        path = Path(name_or_path).expanduser()
        return path if path.is_file() else None
    places = (Path(models_dir), whisper_cache())
    return next((place / model.file for place in places if (place / model.file).is_file()), None)


def whisper_cache() -> Path:
    """The folder in which openai-whisper itself keeps what it fetches."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"


def require_model(name_or_path: str | Path, models_dir: str | Path) -> Path:
    """The file of a model on this machine.

    Raises:
        ModelMissingError: it is not here; the message says how to get it.
    """
    path = find_model(name_or_path, models_dir)
    if path is not None:
        return path
    if _named(str(name_or_path)) is None:
        names = ", ".join(model.name for model in MODELS)
        raise ModelMissingError(f"There is no speech model {name_or_path}: name a .pt file, or one of {names}.")
    raise ModelMissingError(
        f"The speech model {name_or_path} is not on this machine: run `interviewer models get {name_or_path}`, "
        f"or {_BY_HAND}."
    )


def download_model(
    name: str,
    models_dir: str | Path,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    source_of: Callable[[str], Source] | None = None,
) -> Path:
    """Fetch a model into `models_dir`, check its SHA-256, and only then give it its name.

    Args:
        name: one of MODELS.
        models_dir: made when needed.
        progress: told (done_bytes, total_bytes); total is 0 where the server does not say.
        source_of: where a model lies; by default where openai-whisper says.

    Returns:
        The file, which is complete.

    Raises:
        ModelMissingError: no such model, no network, a damaged download or a full disk; nothing partial is left.
    """
    model = _named(name)
    if model is None:
        raise ModelMissingError(f"There is no model {name} to fetch: {', '.join(one.name for one in MODELS)}.")
    url, sha256 = (source_of or _whisper_source)(name)
    target = Path(models_dir) / model.file
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as remote, part.open("wb") as local:  # noqa: S310
            found = _copy(remote, local, int(remote.headers.get("Content-Length") or 0), progress)
        if found != sha256:
            raise ModelMissingError(
                f"The download of {name} is damaged (its checksum is wrong): try again, or {_BY_HAND}."
            )
        part.replace(target)
    except (OSError, HTTPException) as error:
        if isinstance(error, HTTPError):
            error.close()
        reason = getattr(error, "reason", None) or error
        raise ModelMissingError(f"{name} could not be fetched ({reason}): check the network, or {_BY_HAND}.") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return target


def _copy(remote: BinaryIO, local: BinaryIO, total: int, progress: Callable[[int, int], None]) -> str:
    """Copy piece by piece; returns the SHA-256 of what came."""
    digest, done = hashlib.sha256(), 0
    while piece := remote.read(_PIECE_BYTES):
        local.write(piece)
        digest.update(piece)
        done += len(piece)
        progress(done, total)
    return digest.hexdigest()


def _named(name: str) -> SpeechModel | None:
    return next((model for model in MODELS if model.name == name), None)


def _whisper_source(name: str) -> Source:
    from audio.whisper_engine import model_source  # noqa: PLC0415  imports torch

    return model_source(name)
