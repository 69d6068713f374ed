"""From the end of an answer to the reply: how long, whether it grows with the answer, and what each idea is worth.

The clock starts when the end of the answer is bound (`EndOfTurn`) and stops when the loudspeaker is given the reply: the
follow-up or the next question, decided by the real judge. What a loudspeaker adds until its first sample is heard is
measured apart, on virtual devices, as is the tail guard. Baseline, in the same run: the whole answer decoded after its
end, judged, and the reply then synthesised, as other voice interviewers do it.
Usage: python -m benchmarks latency [--quick], or python -m benchmarks.bench_latency [--quick] [--fixed-decode] on a
machine that is busy with other things.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio.protocols import SAMPLE_RATE
from audio.torch_threads import let_threads_sleep
from audio.wav_file import HEADER_BYTES as WAV_HEADER_BYTES

ROOT = Path(__file__).resolve().parents[1]
BRIEF_S, SHORT_S, LONG_S = 5.0, 20.0, 300.0
"""Seconds of answers. The last stretch of a brief one is too short to be closed as a chunk in the pause at its end."""
GOAL_S, GOAL_RATIO = 1.0, 1.2
THREADS = 2

LOUDSPEAKER = """
import json, sys, time
from audio.speaker import Speaker
import threading, numpy as np
tone = (0.3 * np.sin(np.arange(8000) * 0.2)).astype(np.float32)
speaker, times = Speaker(), []
for _ in range(int(sys.argv[1])):
    done = threading.Event()
    times.append(time.time())
    speaker.play(tone, done.set)
    done.wait()
    time.sleep(0.4)
print(json.dumps(times))
"""

STOPPED = """
import json, sys, time
from audio.speaker import Speaker
import numpy as np
tone = (0.3 * np.sin(np.arange(48000) * 0.2)).astype(np.float32)
speaker, times = Speaker(), []
for _ in range(int(sys.argv[1])):
    speaker.play(tone, lambda: None)
    time.sleep(0.8)
    times.append(time.time())
    speaker.stop()
    time.sleep(0.6)
print(json.dumps(times))
"""

GUARD = """
import json, sys, threading, time
import numpy as np
from audio.microphone import Microphone
from audio.speaker import Speaker
tone = (0.5 * np.sin(np.arange(8000) * 0.2)).astype(np.float32)
blocks, lock = [], threading.Lock()
def take(block):
    with lock: blocks.append(block)
microphone, speaker, lags, ended = Microphone(), Speaker(), [], threading.Event()
microphone.start(take)
time.sleep(2.5)
for _ in range(int(sys.argv[1])):
    ended.clear()
    def finished():
        with lock: lags.append(blocks[-1].end_sample)
        ended.set()
    speaker.play(tone, finished)
    ended.wait()
    time.sleep(0.6)
microphone.stop()
sound = np.concatenate([b.samples for b in blocks])
loud = np.flatnonzero(np.abs(sound) > 0.003)
heard = []
for mark in lags:
    near = loud[(loud >= mark - 8000) & (loud < mark + 8800)]
    heard.append(float((near[-1] - mark) / 16000) if len(near) else float("nan"))
print(json.dumps(heard))
"""

MEMORY = """
import gc, json, resource, sys, tempfile, time
from pathlib import Path
import numpy as np
from audio.capture import CaptureListener, TurnCapture
from audio.protocols import Block
from audio.samples import silence
from audio.scripted import EnergyDetector
from interviewer.voice.recogniser import Recogniser
from tests.audio.tone_speech import ToneLanguage, ToneTranscriber
def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
language = ToneLanguage()
minute = np.concatenate([p for n in range(10) for p in (language.speak(" ".join(f"w{(n*17+k)%60}" for k in range(17))), silence(0.9))])
recogniser = Recogniser(ToneTranscriber(language), lambda decoded: None)
capture = TurnCapture(EnergyDetector(), CaptureListener(on_chunk=lambda chunk: recogniser.add(1, chunk, "")))
folder = Path(tempfile.mkdtemp())
capture.open(folder / "turn.wav")
after = {}
for number in range(1, 21):
    for start in range(0, len(minute), 512):
        capture.consume(Block(0, minute[start:start + 512]))
    while recogniser.waiting: time.sleep(0.01)
    gc.collect()
    after[number] = resident_mb()
answer = capture.close()
words = sum(len(part.result().words) for part in recogniser.ask(1, answer.tail, ""))
print(json.dumps({"after 2 min, MB": after[2], "after 20 min, MB": after[20], "growth, MB": after[20] - after[2],
                  "sound in the file, MB": answer.samples_written * 2 / 1e6, "words lost": 20 * 170 - words}))
"""


def answer_memory() -> dict[str, float]:
    """What a 20-minute answer holds in memory: capture, chunks, transcripts; recognition of tones."""
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, cwd=ROOT)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and worst of some seconds."""
    return {
        "median": float(np.median(values)),
        "p95": float(np.percentile(values, 95)),
        "worst": max(values),
        "n": len(values),
    }


def figures_of(replies: Sequence[Any]) -> dict[str, Any]:
    """The waits after the answers of one kind."""
    return {
        "end to reply, s": spread([r.played_s - r.ended_s for r in replies]),
        "last word to reply, s": spread([r.played_s - r.said_s for r in replies]),
        "of it: words, s": float(np.median([r.transcribed_s - r.ended_s for r in replies])),
        "of it: verdict, s": float(np.median([r.judged_s - r.transcribed_s for r in replies])),
        "of it: decision to loudspeaker, s": float(np.median([r.played_s - r.judged_s for r in replies])),
    }


def whole_after_the_end(script: Any, transcriber: Any) -> dict[str, float]:
    """The same answer as other voice interviewers treat it: nothing is done before its end."""
    from benchmarks.latency_rig import fresh_home
    from interviewer.answers.followup import choose_follow_up
    from interviewer.config import Config
    from interviewer.practice import make_judge
    from interviewer.voice.equipment import make_synthesizer
    from prompts.load import load_bank

    question = next(q for q in load_bank(None).questions.values() if q.kind == "behavioral" and q.form == "story")
    with fresh_home():
        judge, synthesizer = make_judge("L5"), make_synthesizer(Config())
        judge.load()
        begun = time.perf_counter()
        transcript = transcriber.transcribe(script.samples)
        heard_s = time.perf_counter()
        assessment = judge.judge(question, transcript)
        chosen = choose_follow_up(question, assessment, said=transcript.text, asked=frozenset())
        judged_s = time.perf_counter()
        synthesizer.synthesize(chosen.line if chosen else question.text)
        done_s = time.perf_counter()
    return {
        "end to reply, s": done_s - begun,
        "of it: words, s": heard_s - begun,
        "of it: verdict, s": judged_s - heard_s,
        "of it: decision to loudspeaker, s": done_s - judged_s,
    }


def devices_figures(count: int) -> dict[str, Any]:
    """What sound devices add, on virtual ones; and how long our own voice lasts at the microphone after a line."""
    from tests.virtual_devices import VirtualDevices, missing

    reason = missing()
    if reason:
        return {"devices": f"not measured: {reason}"}
    with tempfile.TemporaryDirectory(prefix="pulse-") as folder:
        devices = VirtualDevices(Path(folder))
        try:
            asked, loud = _heard(devices, LOUDSPEAKER, count)
            first = [float(loud[loud > at][0] - at) for at in asked]
            stopped, loud = _heard(devices, STOPPED, count)
            last = [float(loud[loud < at + 0.6][-1] - at) for at in stopped]
            devices.pactl("load-module", "module-loopback", "source=spk.monitor", "sink=mic", "latency_msec=5")
            guard = devices.run(GUARD, count)
        finally:
            devices.close()
    return {
        "loudspeaker asked to first sample heard, s": spread(first),
        "loudspeaker stopped to last sample heard, s": spread(last),
        "end of a line to its last sound at the microphone, s": spread(guard),
    }


def _heard(devices: Any, script: str, count: int) -> tuple[list[float], Any]:
    """The times that a script notes, and those of every loud sample at the loudspeaker, on the same clock."""
    from audio.samples import load_audio

    path = devices.folder / f"heard-{time.time()}.wav"
    ear = devices.record(path)
    begun_s = time.time() - (path.stat().st_size - WAV_HEADER_BYTES) / (2 * SAMPLE_RATE)
    times = devices.run(script, count)
    time.sleep(0.3)
    ear.terminate()
    ear.wait()
    return times, np.flatnonzero(np.abs(load_audio(path)) > 0.01) / SAMPLE_RATE + begun_s


def measure(quick: bool = False, fixed_decode: bool = False) -> dict[str, Any]:
    """All waits; the long answers take most of the time.

    Args:
        quick: fewer answers, and nothing left out in turn.
        fixed_decode: decodes take the time that they took on two quiet cores, and no processor.
    """
    os.environ.pop("OMP_NUM_THREADS", None)
    let_threads_sleep()
    from benchmarks.latency_rig import Without, interview, spoken_answer
    from benchmarks.whisper_cost import CostedTranscriber

    short = [spoken_answer(SHORT_S, seed) for seed in range(4 if quick else 12)]
    long = [spoken_answer(LONG_S, 100 + seed) for seed in range(1 if quick else 3)]
    brief = [spoken_answer(BRIEF_S, 200 + seed) for seed in range(2 if quick else 6)]
    transcriber = CostedTranscriber([*short, *long, *brief], THREADS, fixed=fixed_decode)
    peers = CostedTranscriber([short[0], long[0]], THREADS, fixed=fixed_decode, stock=True)
    figures: dict[str, Any] = devices_figures(3 if quick else 20)
    figures["memory of an answer of 20 min"] = answer_memory()
    try:
        replies = interview(short, transcriber, 1, Without())
        ours = figures_of(replies)
        chunks = statistics.median(transcriber.seconds)
        longer = figures_of(interview(long, transcriber, 2, Without()))
        figures["answers of 5 s"] = figures_of(interview(brief, transcriber, 1, Without()))
        figures["answers of 5 s without the words of a pause"] = figures_of(
            interview(brief, transcriber, 1, Without(guess=True))
        )
        figures["answers of 20 s"] = ours
        figures["answers of 5 min"] = longer
        for share in ("median", "p95"):
            figures[f"5 min over 20 s ({share})"] = longer["end to reply, s"][share] / ours["end to reply, s"][share]
        figures["goal"] = {"end to reply, p95, s": GOAL_S, "5 min over 20 s": GOAL_RATIO}
        figures["one decode, median, s"] = chunks
        figures["baseline, whole answer after its end: 20 s"] = whole_after_the_end(short[0], peers)
        figures["baseline, whole answer after its end: 5 min"] = whole_after_the_end(long[0], peers)
        left_out = {
            "the words of a pause": Without(guess=True),
            "judging ahead": Without(judging_ahead=True),
            "lines ahead": Without(lines_ahead=True),
            "all three": Without(guess=True, judging_ahead=True, lines_ahead=True),
        }
        if not quick:
            figures["answers of 20 s without"] = {
                "nothing (the same answers)": figures_of(replies[:4]),
                **{name: figures_of(interview(short[:4], transcriber, 1, w)) for name, w in left_out.items()},
            }
    finally:
        transcriber.close()
        peers.close()
    return figures


if __name__ == "__main__":
    print(json.dumps(measure("--quick" in sys.argv, "--fixed-decode" in sys.argv), indent=1))
