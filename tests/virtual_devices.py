"""A sound card made of software: one private PulseAudio server with a loudspeaker `spk` and a microphone `vmic`.

The server has its own socket, home and runtime folder, so that it meets no other server of the machine. PortAudio
reads the environment when it starts, so the code under test runs in a process of its own:

    def test_it(virtual_devices):
        result = virtual_devices.run("import sounddevice ...; print(json.dumps(...))")

`paplay --device=mic answer.wav` is a candidate who speaks; `parec --device=spk.monitor` is an ear at the speaker.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec", "espeak-ng")
WAV_HEADER_BYTES = 44
PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2 espeak-ng alsa-utils"


class VirtualDevices:
    """A running private sound server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        socket = folder / "socket"
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PULSE_SERVER": f"unix:{socket}",
            "PYTHONPATH": str(ROOT),
        }
        (folder / ".asoundrc").write_text("pcm.!default {type pulse}\nctl.!default {type pulse}\n")
        self._socket = socket
        self.server = self._start_server()

    def _start_server(self) -> subprocess.Popen[bytes]:
        modules = (
            "module-null-sink sink_name=spk rate=16000 channels=1",
            "module-null-sink sink_name=mic rate=16000 channels=1",
            "module-remap-source master=mic.monitor source_name=vmic rate=16000 channels=1",
            f"module-native-protocol-unix socket={self._socket} auth-anonymous=1",
        )
        loads = [argument for module in modules for argument in ("-L", module)]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm", *loads],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()
        for kind, name in (("sink", "spk"), ("source", "vmic")):
            self.pactl(f"set-default-{kind}", name)
        return self.server

    def _wait_until_ready(self) -> None:
        for _ in range(100):
            if self.pactl("info", check=False).returncode == 0:
                return
            time.sleep(0.05)
        self.close()
        raise RuntimeError(f"pulseaudio did not start: {(self.folder / 'server.log').read_text()}")

    def pactl(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Give the server an order."""
        return subprocess.run(["pactl", *arguments], env=self.environment, capture_output=True, check=check)

    def play(self, path: Path) -> subprocess.Popen[bytes]:
        """Let the candidate speak: the file goes to the microphone."""
        return subprocess.Popen(["paplay", "--device=mic", str(path)], env=self.environment)

    def record(self, path: Path, source: str = "spk.monitor") -> subprocess.Popen[bytes]:
        """Listen at the loudspeaker: 16 kHz mono into a WAV file, until terminated; sound comes when this returns."""
        arguments = [f"--device={source}", "--rate=16000", "--channels=1", "--file-format=wav", "--latency-msec=20"]
        ear = subprocess.Popen(["parec", *arguments, str(path)], env=self.environment)
        while not (path.exists() and path.stat().st_size > WAV_HEADER_BYTES) and ear.poll() is None:
            time.sleep(0.02)
        return ear

    def start(self, script: str, *arguments: object) -> subprocess.Popen[str]:
        """Start Python on `script` with these devices; it may import `audio` and anything installed."""
        command = [sys.executable, "-c", script, *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, script: str, *arguments: object, timeout_s: float = 60) -> Any:
        """Run `script` to its end; returns what its last line of output holds as JSON."""
        return finish(self.start(script, *arguments), timeout_s)

    def kill_server(self) -> None:
        """Let the sound server die without a word."""
        self.server.kill()
        self.server.wait()

    def restart_server(self) -> None:
        """Start the server again after it has died."""
        self._socket.unlink(missing_ok=True)
        self._start_server()

    def close(self) -> None:
        """End the server."""
        self.kill_server()


def finish(process: subprocess.Popen[str], timeout_s: float = 60) -> Any:
    """Wait for a script started by `start`; returns what its last line of output holds as JSON."""
    try:
        output, errors = process.communicate(timeout=timeout_s)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    return json.loads(output.splitlines()[-1])


def missing() -> str | None:
    """Why there can be no virtual devices here, with the remedy, or None."""
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if not lacking:
        return None
    return f"virtual sound devices need {', '.join(lacking)}: apt install {PACKAGES}"


@pytest.fixture
def virtual_devices() -> Iterator[VirtualDevices]:
    """A fresh private sound server. Without the packages the test is skipped by name, and under CI it fails."""
    reason = missing()
    if reason and os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with TemporaryDirectory(prefix="pulse-") as folder:
        devices = VirtualDevices(Path(folder))
        yield devices
        devices.close()
