"""One answer recorded through everything that can break, as a process of its own, with the watching loop of an interview.

Usage: python tests/faults/ear.py PATH DEVICE. It says `open`, `lost SECONDS REASON` and `back SECONDS` (on the system's
monotonic clock) as they happen, ends at the end of its input, and prints one JSON object on its last line.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from audio.capture import TurnCapture
from audio.devices import refresh
from audio.errors import DeviceError
from audio.microphone import Microphone
from audio.scripted import EnergyDetector

WATCH_S = 0.25
"""Seconds between two looks, as in the interview."""


def main(path: Path, device: str) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    capture = TurnCapture(EnergyDetector())
    capture.open(path)
    microphone = Microphone(device or None)
    microphone.start(capture.consume)
    while not capture.so_far().samples_received:
        time.sleep(0.01)
    print("open", flush=True)
    lost = False
    while not ended.wait(WATCH_S):
        reason = None if lost else microphone.fault()
        if reason is not None:
            lost = True
            print("lost", time.monotonic(), reason, flush=True)
        if lost:
            microphone.stop()
            refresh()
            microphone = Microphone(device or None)
            try:
                microphone.start(capture.consume)
            except DeviceError:
                continue
            lost = False
            print("back", time.monotonic(), flush=True)
    microphone.stop()
    answer = capture.close()
    print(
        json.dumps(
            {
                "received": answer.samples_received,
                "written": answer.samples_written,
                "overflows": answer.overflows,
                "segments_s": answer.segments_s,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
