"""Looks at everything an interview needs and says, for each, whether it works and what to do if it does not."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import Any

from interviewer.config import Config, home, models_folder
from interviewer.session_file import free_bytes

MIN_FREE_MB = 500
"""An hour of recording takes 115 MB; below this the user should know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed_for: str = "voice"
    """`voice` or `everything`."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def examine(config: Config) -> list[Finding]:
    """All findings; nothing is played, recorded or fetched."""
    return [
        _python(),
        *_packages(),
        _data_folder(),
        _judge(),
        _microphone(config),
        _speaker(config),
        _voice(),
        _model(config),
    ]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    detail = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("python", ok, detail, "" if ok else "Install Python 3.11 or later.", "everything")


def _packages() -> list[Finding]:
    needed = ["torch", "transformers", "whisper", "silero_vad", "sounddevice", "pyttsx3", "soundfile", "soxr"]
    lacking = [name for name in needed if importlib.util.find_spec(name) is None]
    if lacking:
        remedy = "Run `make interview` again; it repairs the environment."
        return [Finding("packages", False, f"missing: {', '.join(lacking)}", remedy, "everything")]
    return [Finding("packages", True, "all installed", "", "everything")]


def _data_folder() -> Finding:
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.write_bytes(b"")
        probe.unlink()
        free = free_bytes(folder) // 1_000_000
    except OSError as error:
        remedy = "Set INTERVIEWER_HOME to a folder that can be written."
        return Finding("data folder", False, f"{folder}: {error.strerror}", remedy, "everything")
    ok = free >= MIN_FREE_MB
    remedy = "" if ok else "Free some disk space: an hour of recording takes 115 MB."
    return Finding("data folder", ok, f"{folder}, {free:,} MB free", remedy, "everything")


def _judge() -> Finding:
    from rubrics.assessment import JudgeError  # noqa: PLC0415
    from rubrics.minilm_engine import MiniLMEncoder  # noqa: PLC0415

    try:
        encoder = MiniLMEncoder()
        encoder.load()
        encoder.encode(["One sentence."])
    except JudgeError as error:
        return Finding(
            "judge", False, str(error), "Run `make interview` again; it repairs the environment.", "everything"
        )
    return Finding("judge", True, "all-MiniLM-L6-v2 works", "", "everything")


def _microphone(config: Config) -> Finding:
    from interviewer.voice_practice import device_problem, input_device  # noqa: PLC0415

    found = input_device(config.microphone)
    if found is None:
        return Finding("microphone", False, "none found", str(device_problem(config, ()) or ""))
    return Finding("microphone", True, f"{found.name}, {found.rate_hz} Hz")


def _speaker(config: Config) -> Finding:
    from interviewer.voice_practice import output_device  # noqa: PLC0415

    found = output_device(config.speaker)
    if found is None:
        return Finding("speaker", False, "none found", "Connect one, or read the questions on the screen.")
    return Finding("speaker", True, f"{found.name}, {found.rate_hz} Hz")


def _voice() -> Finding:
    if sys.platform.startswith("linux") and shutil.which("espeak-ng") is None and shutil.which("espeak") is None:
        return Finding("voice", False, "espeak-ng is not installed", "Debian/Ubuntu: sudo apt-get install espeak-ng")
    return Finding(
        "voice", True, "pyttsx3 with " + ("espeak-ng" if sys.platform.startswith("linux") else "the system's voice")
    )


def _model(config: Config) -> Finding:
    from audio.models import find_model  # noqa: PLC0415

    path = find_model(config.model, models_folder())
    if path is None:
        remedy = f"`interviewer models get {config.model}`, or copy a .pt file and name it with --model PATH."
        return Finding("speech model", False, f"{config.model} is not on this machine", remedy)
    return Finding("speech model", True, str(path))
