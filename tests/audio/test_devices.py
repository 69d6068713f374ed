"""Microphone and loudspeaker against a sound card made of software, and without any."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from tests.virtual_devices import finish

ROOT = Path(__file__).resolve().parents[2]

LISTEN = """
import json, sys, time, numpy as np
from audio.microphone import Microphone
from audio.wav_file import WavWriter
path, seconds, slow_s = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
blocks, started = [], time.monotonic()
microphone, writer = Microphone(), WavWriter(path)
def consume(block):
    blocks.append((block.start_sample, len(block.samples), block.overflow, time.monotonic() - started))
    writer.append(block.samples)
    time.sleep(slow_s)
microphone.start(consume)
while not blocks:
    time.sleep(0.01)
print("open", flush=True)
time.sleep(seconds)
fault = microphone.fault()
microphone.stop()
writer.close()
ends = [start + n for start, n, *_ in blocks]
print(json.dumps({
    "fault": fault, "samples": ends[-1], "gapless": [b[0] for b in blocks] == [0, *ends[:-1]],
    "overflows": sum(b[2] for b in blocks), "first_s": blocks[0][3],
}))
"""


def coded_noise(duration_s, seed=1):
    """Noise that is like nothing else, so that every lost sample shows."""
    return (0.3 * np.random.default_rng(seed).uniform(-1, 1, round(duration_s * SAMPLE_RATE))).astype(np.float32)


def lag_of(sent, heard):
    """Where `sent` begins in `heard`, by cross-correlation."""
    size = 1 << (len(sent) + len(heard)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)), size)
    return int(np.argmax(product[: len(heard)]))


def similarity(sent, heard):
    """Correlation of two stretches of equal length, 1 for the same."""
    return float(np.dot(sent, heard) / (np.linalg.norm(sent) * np.linalg.norm(heard)))


def assert_all_heard(sent, heard):
    """Every part of `sent` lies in `heard` at the same lag: not one sample is missing in between."""
    lag = lag_of(sent, heard)
    assert lag + len(sent) <= len(heard)
    for start in range(0, len(sent) - 8_000, 8_000):
        part = sent[start : start + 8_000]
        assert similarity(part, heard[lag + start : lag + start + 8_000]) > 0.99, f"lost before {start / SAMPLE_RATE} s"


@pytest.mark.devices
def test_the_microphone_gives_exactly_what_was_sent(virtual_devices, tmp_path):
    sent = coded_noise(4.0)
    soundfile.write(tmp_path / "sent.wav", sent, SAMPLE_RATE)
    process = virtual_devices.start(LISTEN, tmp_path / "heard.wav", 8.0, 0.0)
    assert process.stdout.readline() == "open\n"
    time.sleep(1.0)  # the silence by which this device is known to give zeros
    assert virtual_devices.play(tmp_path / "sent.wav").wait(20) == 0
    result = finish(process)
    heard = load_audio(tmp_path / "heard.wav")
    assert (result["fault"], result["gapless"], result["overflows"]) == (None, True, 0)
    assert result["samples"] == len(heard)
    assert_all_heard(sent, heard)


@pytest.mark.devices
def test_a_slow_consumer_loses_nothing(virtual_devices, tmp_path):
    sent = coded_noise(12.0)
    soundfile.write(tmp_path / "sent.wav", sent, SAMPLE_RATE)
    process = virtual_devices.start(LISTEN, tmp_path / "heard.wav", 16.0, 0.045)
    assert process.stdout.readline() == "open\n"
    time.sleep(1.0)  # the silence by which this device is known to give zeros
    assert virtual_devices.play(tmp_path / "sent.wav").wait(30) == 0
    result = finish(process, 90)
    assert (result["gapless"], result["overflows"]) == (True, 0)
    assert result["samples"] > 15.0 * SAMPLE_RATE
    assert_all_heard(sent, load_audio(tmp_path / "heard.wav"))


@pytest.mark.devices
def test_the_speaker_plays_what_it_is_given_and_knows_when_it_ends(virtual_devices, tmp_path):
    line = coded_noise(2.0, seed=2)
    soundfile.write(tmp_path / "line.wav", line, SAMPLE_RATE)
    ear = virtual_devices.record(tmp_path / "ear.wav")
    result = virtual_devices.run(
        """
import json, sys, threading, time
from audio.samples import load_audio
from audio.speaker import Speaker
line, speaker, times = load_audio(sys.argv[1]), Speaker(), []
for _ in range(2):
    calls, done = [], threading.Event()
    started = time.monotonic()
    speaker.play(line, lambda: (calls.append(1), done.set()))
    returned = time.monotonic() - started
    assert done.wait(10)
    times.append((returned, time.monotonic() - started))
    time.sleep(0.3)
    speaker.stop()
    assert calls == [1]
print(json.dumps(times))
""",
        tmp_path / "line.wav",
    )
    time.sleep(0.5)
    ear.terminate()
    ear.wait()
    heard = load_audio(tmp_path / "ear.wav")
    assert_all_heard(line, heard)
    assert all(2.0 <= finished_s < 4.5 for _, finished_s in result), result
    assert result[1][0] < 0.5


@pytest.mark.devices
def test_the_speaker_falls_silent_within_100_ms(virtual_devices, tmp_path):
    ear = virtual_devices.record(tmp_path / "ear.wav")
    said = virtual_devices.run("""
import json, numpy as np, threading, time
from audio.speaker import Speaker
tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(160_000) / 16_000)).astype(np.float32)
speaker, done = Speaker(), threading.Event()
speaker.play(tone, done.set)
time.sleep(2.0)
at = time.time()
speaker.stop()
returned = time.time() - at
assert done.wait(2)
print(json.dumps({"at": at, "returned": returned, "done": time.time() - at}))
time.sleep(0.5)
""")
    ear.terminate()
    ear.wait()
    assert said["returned"] < 0.1
    assert said["done"] < 0.5
    loud = np.flatnonzero(np.abs(load_audio(tmp_path / "ear.wav")) > 0.05)
    assert 1.0 * SAMPLE_RATE < loud[-1] - loud[0] < 2.15 * SAMPLE_RATE


WATCH = """
import json, sys, time
from audio.microphone import Microphone
microphone = Microphone()
microphone.start(lambda block: None)
time.sleep(2.5)
assert microphone.fault() is None, microphone.fault()
print("open", flush=True)
sys.stdin.readline()
started = time.monotonic()
while microphone.fault() is None and time.monotonic() - started < 20:
    time.sleep(0.01)
fault, noticed = microphone.fault(), time.monotonic() - started
microphone.stop()
print(json.dumps({"fault": fault, "noticed_s": noticed, "stopped_s": time.monotonic() - started - noticed}))
"""


@pytest.mark.devices
def test_a_dead_sound_server_is_noticed(virtual_devices):
    process = virtual_devices.start(WATCH)
    assert process.stdout.readline() == "open\n"
    virtual_devices.kill_server()
    process.stdin.write("\n")
    process.stdin.flush()
    result = finish(process)
    assert result["fault"]
    assert result["noticed_s"] < 1.5
    assert result["stopped_s"] < 5


@pytest.mark.devices
def test_a_consumer_that_fails_does_not_end_capture(virtual_devices):
    result = virtual_devices.run("""
import json, time
from audio.microphone import Microphone
seen = []
def consume(block):
    seen.append(block.start_sample)
    raise ValueError("no room")
microphone = Microphone()
microphone.start(consume)
time.sleep(3)
fault = microphone.fault()
microphone.stop()
print(json.dumps([len(seen), fault]))
""")
    assert result[0] > 10
    assert "no room" in result[1]


@pytest.mark.devices
def test_devices_are_listed_and_found(virtual_devices):
    result = virtual_devices.run("""
import json
from audio import devices
from audio.errors import DeviceError
from audio.microphone import Microphone
from audio.speaker import Speaker
listed = devices.refresh()
errors = []
for call in (lambda: Microphone("nobody").start(print), lambda: Speaker("nobody").play(None, print)):
    try:
        call()
    except DeviceError as error:
        errors.append(str(error))
print(json.dumps([
    listed.reason, [device.name for device in listed.devices], devices.default_input().name,
    devices.default_output().name, devices.find_input("PULS").name, devices.find_output(0).index,
    devices.find_input("nobody"), errors,
]))
""")
    reason, names, microphone, speaker, found, first, nobody, errors = result
    assert reason is None
    assert {"pulse", "default"} <= set(names)
    assert microphone in names
    assert speaker in names
    assert (found, first, nobody) == ("pulse", 0, None)
    assert len(errors) == 2
    assert all("interviewer doctor" in error for error in errors)


def test_without_portaudio_there_is_a_reason_and_no_exception():
    script = """
import sys
class Missing:
    def find_spec(self, name, *_):
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
sys.meta_path.insert(0, Missing())
from audio import devices
from audio.errors import DeviceError
from audio.microphone import Microphone
assert "libportaudio2" in devices.list_devices().reason
assert "libportaudio2" in devices.refresh().reason
assert devices.default_input() is devices.default_output() is devices.find_input("x") is None
try:
    Microphone().start(print)
except DeviceError as error:
    assert "libportaudio2" in str(error)
else:
    raise SystemExit("no error")
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
