"""A disk that fills up while an answer is recorded: what was said so far is safe, and the user is told."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest

from audio.capture import TurnCapture
from audio.file_recorder import FileRecorder
from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from audio.scripted import EnergyDetector
from audio.wav_file import write_wav
from tests.audio.speech import tone
from tests.virtual_devices import ROOT

UNIX = pytest.mark.skipif(os.name == "nt", reason="needs Unix limits")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB: half a minute of sound."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("mount") is None or os.getuid() != 0:
        pytest.skip("needs root and mount")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"needs a mount: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_what_was_said_before_the_disk_was_full_is_a_valid_recording(small_disk):
    said = np.tile(tone(1.0), 60)
    capture = TurnCapture(EnergyDetector())
    capture.open(small_disk / "answer.wav")
    recorder = FileRecorder(said, speed=0)
    recorder.start(capture.consume)
    while not recorder.exhausted:
        assert recorder._thread.is_alive()
    recorder.stop()
    assert "No space left on device" in recorder.fault()
    answer = capture.close()
    heard = load_audio(small_disk / "answer.wav")
    assert len(heard) == answer.samples_written
    assert 20 * SAMPLE_RATE < len(heard) < 33 * SAMPLE_RATE
    assert np.abs(heard - said[: len(heard)]).max() < 1e-4, "and not a sample of it is wrong"


@UNIX
def test_an_interview_whose_disk_is_full_says_so_and_keeps_the_answer(tmp_path, home):
    write_wav(tmp_path / "answer.wav", np.concatenate([tone(20.0), np.zeros(16_000, np.float32)]))

    def limited():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    done = subprocess.run(
        [sys.executable, "-m", "interviewer.cli.main", "practice", "--voice", "--question", "bq-right-disproved-own-hypothesis",
         "--microphone-file", str(tmp_path / "answer.wav"), "--model", str(tmp_path / "none.pt")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, preexec_fn=limited,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "cannot be recorded any further: File too large. Free some disk space" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stderr
    recorded = sorted((home / "sessions").glob("*/turn-*.wav"))
    assert recorded, "the answer so far is there"
    assert 9 * SAMPLE_RATE < len(load_audio(recorded[0])) < 9.4 * SAMPLE_RATE
