"""Looks at everything an interview needs and says, for each, whether it works and what to do if it does not."""

from __future__ import annotations

import importlib.util
import os
import platform
import queue
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator

from interviewer.config import Config, home
from interviewer.doctor.finding import Finding
from interviewer.doctor.sound import Patient, microphone, recogniser, speaker, voice
from interviewer.sessions.session_file import free_bytes

__all__ = ["Finding", "Patient", "examine", "verdict"]

HOUR_MB = 2 * 115
"""Megabytes of an hour of interview: the answers and the lines spoken, 32 kB a second each at most."""
MIN_FREE_MB = 2 * HOUR_MB
_QUICK_S, _SOUND_S, _LOAD_S = 20.0, 40.0, 240.0
"""Seconds after which a look is given up, so that a driver that hangs does not hang the doctor."""


def examine(config: Config, patient: Patient | None = None, *, sound: bool = True) -> Iterator[Finding]:
    """All findings, one by one as they are made; no failure and no driver that hangs keeps the next from coming.

    Args:
        config: the user's choices.
        patient: who speaks and listens; None where nobody does, and then nothing is to be heard and nobody waited for.
        sound: whether devices are opened at all.
    """
    # The patient's own time counts too: a question waits for its answer.
    sound_s = _SOUND_S if patient is None else 15 * _SOUND_S
    yield _python()
    yield _packages()
    yield _disk()
    yield _terminal()
    yield _within(_LOAD_S, "judge", _judge, "everything")
    yield _within(sound_s, "microphone", lambda: microphone(config, patient, listen=sound))
    line = None

    def speak() -> Finding:
        nonlocal line
        finding, line = voice(config)
        return finding

    yield _within(_SOUND_S, "voice", speak)
    yield _within(sound_s, "speaker", lambda: speaker(config, patient, line, play=sound))
    yield _within(_LOAD_S, "speech model", lambda: recogniser(config, line))


def verdict(findings: list[Finding]) -> tuple[bool, bool]:
    """Whether text interviews and voice interviews are possible."""
    text = all(finding.ok for finding in findings if finding.needed_for == "everything")
    return text, text and all(finding.ok for finding in findings)


def _within(limit_s: float, name: str, look: Callable[[], Finding], needed_for: str = "voice") -> Finding:
    """The finding of `look`, or that it failed or did not end in time."""
    found: queue.SimpleQueue[Finding] = queue.SimpleQueue()

    def run() -> None:
        try:
            found.put(look())
        except Exception as error:  # noqa: BLE001  a doctor reports whatever is wrong
            detail = f"could not be examined ({type(error).__name__}: {error})"
            found.put(Finding(name, False, detail, "Run again with --debug for the details.", needed_for))

    threading.Thread(target=run, name=f"doctor-{name}", daemon=True).start()
    try:
        return found.get(timeout=limit_s)
    except queue.Empty:
        detail = f"did not answer within {limit_s:.0f} s"
        return Finding(name, False, detail, "Restart the sound system or the machine.", needed_for)


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    detail = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("python", ok, detail, "" if ok else "Install Python 3.11 or later.", "everything")


def _packages() -> Finding:
    needed = ["torch", "transformers", "whisper", "silero_vad", "sounddevice", "pyttsx3", "soundfile", "soxr"]
    lacking = [name for name in needed if importlib.util.find_spec(name) is None]
    if lacking:
        remedy = "Run `make interview` again; it repairs the environment."
        return Finding("packages", False, f"missing: {', '.join(lacking)}", remedy, "everything")
    return Finding("packages", True, "all installed", "", "everything")


def _disk() -> Finding:
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.write_bytes(b"")
        probe.unlink()
        free_mb = free_bytes(folder) // 1_000_000
    except OSError as error:
        remedy = "Set INTERVIEWER_HOME to a folder that can be written."
        return Finding("data folder", False, f"{folder}: {error.strerror}", remedy, "everything")
    ok = free_mb >= MIN_FREE_MB
    detail = f"{folder}, {free_mb:,} MB free, room for {free_mb // HOUR_MB:,} hours of interview"
    remedy = "" if ok else f"Free some disk space: an hour takes up to {HOUR_MB} MB."
    return Finding("data folder", ok, detail, remedy, "everything")


def _terminal() -> Finding:
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        return Finding("terminal", True, "none: lines are read from a pipe, and keys do nothing", "", "everything")
    width, encoding = shutil.get_terminal_size().columns, sys.stdout.encoding or "unknown"
    detail = f"{os.environ.get('TERM', 'unknown kind')}, {width} columns, {encoding}"
    remedy = ""
    if width < 60:
        remedy = "Make the window wider: lines of 60 characters and more read better."
    elif "utf" not in encoding.lower():
        remedy = "Set a UTF-8 locale (LANG=C.UTF-8): some signs are shown as question marks."
    return Finding("terminal", True, detail, remedy, "everything")


def _judge() -> Finding:
    from rubrics.assessment import JudgeError  # noqa: PLC0415
    from rubrics.minilm_engine import MiniLMEncoder  # noqa: PLC0415

    try:
        started_s = time.monotonic()
        encoder = MiniLMEncoder()
        encoder.load()
        loaded_s = time.monotonic()
        encoder.encode(["I measured the cost of every call, and I cut it by half."])
    except JudgeError as error:
        remedy = "Run `make interview` again; it repairs the environment."
        return Finding("judge", False, str(error), remedy, "everything")
    times = f"loaded in {loaded_s - started_s:.1f} s, one sentence in {1000 * (time.monotonic() - loaded_s):.0f} ms"
    return Finding("judge", True, f"all-MiniLM-L6-v2, {times}", "", "everything")
