"""The waits a candidate feels: first question in text, first sound by voice, the score; and samples lost in capture."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable

JUDGE = """
import json, resource, sys, time
from interviewer.practice import make_judge
from interviewer.answers.typed import typed_transcript
from prompts.load import load_bank
bank = load_bank(None)
story = next(q for q in bank.questions.values() if q.kind == "behavioral" and q.form == "story")
concept = next(q for q in bank.questions.values() if q.kind == "technical" and q.form == "concept")
judge = make_judge("L5")
t = time.perf_counter(); judge.load(); load_s = time.perf_counter() - t
said = " ".join(q.reference for q in bank.questions.values() if getattr(q, "reference", "")).split()
def words(seed):
    # 300 words that the judge has not seen before, so that nothing is remembered from one run to the next
    return typed_transcript([" ".join(said[seed * 300 : seed * 300 + 300])])
def timed(question):
    judge.judge(question, words(2))
    spent = []
    for seed in range(3, 10):
        t = time.perf_counter(); judge.judge(question, words(seed)); spent.append(time.perf_counter() - t)
    return sorted(spent)[len(spent) // 2]
print(json.dumps({"load_s": load_s, "behavioral_s": timed(story), "technical_s": timed(concept),
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


CAPTURE = """
import json, sys, tempfile, threading, time
from pathlib import Path
import numpy as np
from audio.capture import CaptureListener, TurnCapture
from audio.microphone import Microphone
from audio.samples import load_audio
from audio.scripted import EnergyDetector
seconds = float(sys.argv[1])
class Slow:
    def __init__(self): self.inner = EnergyDetector()
    def reset(self): self.inner.reset()
    def probability(self, frame):
        if np.random.default_rng().random() < 0.02: time.sleep(0.4)  # far slower than real time
        return self.inner.probability(frame)
capture = TurnCapture(Slow(), CaptureListener())
got = [0]
class Counting(Microphone):
    def start(self, consume):
        def count(block):
            got[0] += len(block.samples); consume(block)
        super().start(count)
folder = tempfile.mkdtemp()
microphone = Counting()
capture.open(Path(folder) / "turn.wav")
microphone.start(capture.consume)
print("started", flush=True)
time.sleep(seconds)
microphone.stop()
answer = capture.close()
print(json.dumps({"received": got[0], "written": answer.samples_written, "in_file": len(load_audio(answer.path)),
                  "overflows": answer.overflows}))
"""


def _environment(home: str, **more: str) -> dict[str, str]:
    return {**os.environ, "INTERVIEWER_HOME": home, "PYTHONUNBUFFERED": "1", **more}


def first_question_s(home: str) -> float:
    """Seconds from the start of the command to the first question in text mode."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [PYTHON, "-m", "interviewer.cli.main", "practice", "--text", "--seed", "1"],
        cwd=ROOT,
        env=_environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    for line in process.stdout:
        if line.rstrip().endswith(("?", ".")) and not line.startswith((" ", "Hello", "A free mix")):
            spent = time.perf_counter() - started
            break
    process.stdin.close()
    process.stdout.read()
    process.wait()
    return spent


def first_sound_s(devices: Any, home: str) -> float:
    """Seconds from `practice --voice` to the first sample above silence at the loudspeaker."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "heard.raw"
        ear = subprocess.Popen(
            [
                "parec",
                "--device=spk.monitor",
                "--rate=16000",
                "--channels=1",
                "--format=s16le",
                "--latency-msec=20",
                str(path),
            ],
            env=devices.environment,
        )
        while not (path.exists() and path.stat().st_size > 3200):
            time.sleep(0.01)
        begin_bytes = path.stat().st_size
        environment = {**devices.environment, "INTERVIEWER_HOME": home, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [PYTHON, "-m", "interviewer.cli.main", "practice", "--voice", "--seed", "1"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while True:
                time.sleep(0.1)
                samples = np.frombuffer(path.read_bytes()[begin_bytes // 2 * 2 :], "<i2")
                loud = np.flatnonzero(np.abs(samples) > 300)
                if len(loud):
                    return float(loud[0]) / 16_000
        finally:
            process.kill()
            process.wait()
            ear.kill()
            ear.wait()


def capture_losses(devices: Any, seconds: float) -> dict[str, int]:
    """Samples lost between the microphone and the file while detection is held up again and again."""
    done = devices.run(CAPTURE, seconds, timeout_s=seconds * 4 + 120)
    return {
        "received": done["received"],
        "lost": done["received"] - done["in_file"],
        "overflows reported by the device": done["overflows"],
    }


def measure(quick: bool = False) -> dict[str, Any]:
    """All figures of this file; virtual sound devices are used where the packages for them are installed."""
    sys.path.insert(0, str(ROOT))
    from tests.virtual_devices import VirtualDevices, missing

    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        cold = first_question_s(home)
        warm = [first_question_s(home) for _ in range(2 if quick else 5)]
        figures["text mode, start to first question, s"] = {
            "first time (bank is compiled)": cold,
            "median": statistics.median(warm),
            "goal": 2.0,
        }
        done = subprocess.run(
            [PYTHON, "-c", JUDGE],
            cwd=ROOT,
            env=_environment(home, OMP_WAIT_POLICY="PASSIVE"),
            capture_output=True,
            text=True,
            check=True,
        )
        judged = json.loads(done.stdout.splitlines()[-1])
        figures["scoring an answer of 300 words"] = {
            "loading, s": judged["load_s"],
            "behavioral, s": judged["behavioral_s"],
            "technical, s": judged["technical_s"],
            "goal, s": 0.25,
            "peak memory, MB": judged["peak_mb"],
            "goal, MB": 1000,
        }
        reason = missing()
        if reason:
            figures["voice"] = f"not measured: {reason}"
            return figures
        with tempfile.TemporaryDirectory(prefix="pulse-") as folder:
            devices = VirtualDevices(Path(folder))
            try:
                sounds = [first_sound_s(devices, home) for _ in range(2 if quick else 4)]
                figures["voice mode, start to first sound, s"] = {
                    "first time": sounds[0],
                    "median after": statistics.median(sounds[1:]),
                }
                seconds = 30.0 if quick else 300.0
                figures[f"samples in {seconds:.0f} s of capture, detection held up"] = capture_losses(devices, seconds)
            finally:
                devices.close()
    return figures


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
