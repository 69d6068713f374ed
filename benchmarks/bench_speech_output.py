"""How soon a line is heard after it is due, how soon it is silent after `stop`, and what making a line takes.

Heard means: its first sample at the monitor of a virtual loudspeaker (PulseAudio), on the clock of the process that
decided; the monitor's own delay of a few milliseconds counts too. `cached` lines lie in the cache, `new` ones are made by
pyttsx3 first, `new, no reserve` by a process that is started for them. The baseline of starting is a stream opened for
every line, as most programs do. Usage: python -m benchmarks.bench_speech_output [--quick]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.virtual_devices import VirtualDevices, missing

_SCRIPT = r"""
import json, subprocess, sys, threading, time
import numpy as np
from audio.cached_synthesizer import CachedSynthesizer
from audio.command_synthesizer import SubprocessSynthesizer
from audio.pyttsx3_engine import Pyttsx3Synthesizer
from audio.speaker import Speaker

folder, count = sys.argv[1], int(sys.argv[2])
LINE = "Tell me about a time you disagreed with your manager, and what came of it."
heard = []
ear = subprocess.Popen(["parec", "--device=spk.monitor", "--rate=16000", "--channels=1", "--format=s16le",
                        "--latency-msec=5"], stdout=subprocess.PIPE)

def listen():
    while data := ear.stdout.read1(320):
        heard.append((time.monotonic(), int(np.abs(np.frombuffer(data[: len(data) // 2 * 2], "<i2")).max(initial=0))))

threading.Thread(target=listen, daemon=True).start()

def loud(since_s, until_s):
    return [at for at, peak in heard if since_s < at < until_s and peak > 100]

def first_sound_ms(make, play):
    decided = time.monotonic()
    play(make(), lambda: None)
    time.sleep(0.6)
    found = loud(decided, decided + 3)
    return 1000 * (found[0] - decided) if found else None

def summary(values):
    values = [value for value in values if value is not None]
    return {"median_ms": round(float(np.median(values))), "worst_ms": round(max(values)), "n": len(values)}

figures = {}
speaker, engine = Speaker(), Pyttsx3Synthesizer()
cached = CachedSynthesizer(engine, folder)
cached.synthesize(LINE)
speaker.warm_up()
time.sleep(1.0)

def times(make, play=speaker.play, quiet=speaker.stop, pause_s=0.5):
    found = []
    for number in range(count):
        found.append(first_sound_ms(lambda: make(number), play))
        quiet()
        time.sleep(pause_s)
    return summary(found)

figures["first sound, cached"] = times(lambda n: cached.synthesize(LINE))
figures["first sound, new"] = times(lambda n: cached.synthesize(f"{LINE} {n}"))
class NoReserve:
    identity = "fresh"
    def synthesize(self, text):
        return Pyttsx3Synthesizer().synthesize(text)
figures["first sound, new, no reserve"] = times(lambda n: NoReserve().synthesize(f"{LINE} {n}"))
baseline = []
figures["first sound, cached, a stream a line (baseline)"] = times(
    lambda n: cached.synthesize(LINE), lambda s, f: (baseline.append(Speaker()), baseline[-1].play(s, f)),
    lambda: baseline.pop().close())

silences = []
for number in range(count):
    speaker.play(cached.synthesize(LINE), lambda: None)
    time.sleep(0.7 + 0.013 * number)
    at = time.monotonic()
    speaker.stop()
    time.sleep(0.4)
    after = loud(at, at + 2)
    silences.append(1000 * (after[-1] - at) if after else 0.0)
    time.sleep(0.2)
figures["stop to silence"] = summary(silences)

ends = []
for number in range(max(2, count // 3)):
    samples, done = cached.synthesize(LINE), threading.Event()
    began = time.monotonic()
    speaker.play(samples, done.set)
    assert done.wait(20)
    at = time.monotonic()
    time.sleep(0.3)
    ends.append(1000 * (at - loud(began, at + 1)[-1]))
figures["the last sound to `finished`"] = summary(ends)

def making(engine, pause_s):
    found = []
    for number in range(count):
        time.sleep(pause_s)
        at = time.monotonic()
        engine.synthesize(f"{LINE} {number}")
        found.append(1000 * (time.monotonic() - at))
    return summary(found)

figures["making a line: pyttsx3, process in reserve"] = making(engine, 0.6)
figures["making a line: pyttsx3, process started for it"] = making(NoReserve(), 0.6)
figures["making a line: espeak-ng"] = making(SubprocessSynthesizer(), 0.6)
ear.kill()
print(json.dumps(figures))
"""


def measure(quick: bool = False) -> dict[str, Any]:
    """The figures; a reason instead where there can be no virtual sound card."""
    reason = missing()
    if reason:
        return {"skipped": reason}
    with TemporaryDirectory(prefix="speech-output-") as folder:
        devices = VirtualDevices(Path(folder))
        try:
            figures: dict[str, Any] = devices.run(_SCRIPT, Path(folder) / "lines", 4 if quick else 15, timeout_s=300)
        finally:
            devices.close()
    return figures


def main() -> None:
    """Print the figures as a table, and as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.quick)
    for name, values in figures.items():
        print(f"{name:52} {values}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
