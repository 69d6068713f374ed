"""An answer of twenty minutes: every sample is kept, and memory does not grow with it."""

from __future__ import annotations

import json
import subprocess
import sys

from audio.protocols import SAMPLE_RATE
from tests.virtual_devices import ROOT

SCRIPT = """
import json, resource, sys, threading
from pathlib import Path
import numpy as np
from audio.capture import CaptureListener, TurnCapture
from audio.file_recorder import FileRecorder
from audio.protocols import SAMPLE_RATE
from audio.scripted import EnergyDetector

def resident():
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS

minute = np.zeros(60 * SAMPLE_RATE, np.float32)
time_s = np.arange(len(minute)) / SAMPLE_RATE
minute[:] = 0.2 * np.sin(2 * np.pi * 200 * time_s) * ((time_s % 6) < 5)  # five seconds of voice, one of silence
samples = np.tile(minute, 20)
chunks, total = [], [0]

def keep(chunk):
    chunks.append(chunk.start_sample)
    total[0] += len(chunk.samples)

capture = TurnCapture(EnergyDetector(), CaptureListener(on_chunk=keep))
capture.open(Path(sys.argv[1]))
recorder = FileRecorder(samples, speed=0)
marks, done = {}, threading.Event()

def consume(block):
    if block.end_sample <= len(samples):
        capture.consume(block)
    minutes = block.end_sample / SAMPLE_RATE / 60
    for mark in (2, 20):
        if minutes >= mark and mark not in marks:
            marks[mark] = resident()
    if minutes >= 20:
        done.set()

recorder.start(consume)
assert done.wait(120)
recorder.stop()
answer = capture.close()
print(json.dumps({
    "samples": len(samples), "written": answer.samples_written, "chunks": len(chunks), "decoded": total[0],
    "tail": len(answer.tail.samples) if answer.tail else 0, "segments": len(answer.segments),
    "after_2_min": marks[2], "after_20_min": marks[20],
}))
"""


def test_twenty_minutes_are_kept_and_memory_stays_bounded(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "answer.wav")],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert result["written"] == result["samples"] == 20 * 60 * SAMPLE_RATE
    assert (tmp_path / "answer.wav").stat().st_size == 44 + 2 * result["samples"]
    assert result["chunks"] > 20 * 60 / 28
    assert result["decoded"] + result["tail"] >= 0.83 * result["samples"], "all of the voice goes to the recogniser"
    grown = result["after_20_min"] - result["after_2_min"]
    assert grown < 10_000_000, "18 more minutes are 35 MB on the disk and 69 MB as samples"
