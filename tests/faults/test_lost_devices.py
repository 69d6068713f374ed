"""Devices that vanish and come back in the middle of an answer or of a line; nothing that was given before is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from tests.virtual_devices import ROOT, finish

pytestmark = pytest.mark.devices

NOTICED_S = 1.5
"""Seconds within which a lost microphone is noticed."""


class Answer:
    """A running recording of one answer, and a candidate who speaks noise that is like nothing else."""

    def __init__(self, devices, folder, device=""):
        self.devices, self.folder, self.path = devices, folder, folder / "answer.wav"
        self.players = []
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "faults" / "ear.py"), str(self.path), device],
            env=devices.environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.wait_for("open")

    def wait_for(self, word):
        """The rest of the line that begins with `word`, which must be the next one."""
        line = self.process.stdout.readline()
        if not line.startswith(word):
            self.process.kill()
            raise AssertionError(f"{line!r} and not {word}: {self.process.communicate()[1][-2000:]}")
        return line.split(maxsplit=2)[1:]

    def speak(self, seed, duration_s):
        """Start to speak; returns what is said and the player."""
        said = (0.3 * np.random.default_rng(seed).uniform(-1, 1, round(duration_s * SAMPLE_RATE))).astype(np.float32)
        soundfile.write(self.folder / f"{seed}.wav", said, SAMPLE_RATE)
        self.players.append(self.devices.play(self.folder / f"{seed}.wav"))
        return said, self.players[-1]

    def close(self):
        """End whatever still runs."""
        for process in (*self.players, self.process):
            process.kill()
            process.communicate()

    def end(self):
        """Let the recording end by itself."""
        self.result = finish(self.process, 30)
        self.heard = load_audio(self.path)
        assert self.result["received"] == self.result["written"] == len(self.heard)

    def seconds_heard(self, said, piece_s=0.1):
        """How much of `said` lies in the recording, in pieces that fit exactly."""
        size, found = round(piece_s * SAMPLE_RATE), 0
        energy = np.concatenate([[0.0], np.cumsum(self.heard.astype(np.float64) ** 2)])
        for start in range(0, len(said) - size + 1, size):
            piece = said[start : start + size]
            length = 1 << (len(self.heard) + size).bit_length()
            product = np.fft.irfft(np.fft.rfft(self.heard, length) * np.conj(np.fft.rfft(piece, length)), length)
            product = product[: len(self.heard) - size + 1]
            local = np.sqrt(np.maximum(energy[size:] - energy[:-size], 1e-9))
            found += float((product / local).max() / np.linalg.norm(piece)) > 0.95
        return found * piece_s


@pytest.fixture
def begin(tmp_path):
    """Starts the recording of an answer; what it leaves running is ended."""
    answers = []

    def start(devices, device=""):
        answers.append(Answer(devices, tmp_path, device))
        return answers[-1]

    yield start
    for answer in answers:
        answer.close()


def test_a_microphone_removed_in_the_middle_of_an_answer_and_put_back(named_microphone, begin):
    devices = named_microphone
    answer = begin(devices, "vmic")
    first, _ = answer.speak(1, 3.0)
    time.sleep(1.7)
    removed_s = time.monotonic()
    devices.pactl("unload-module", "module-remap-source")
    noticed_s, reason = answer.wait_for("lost")
    assert float(noticed_s) - removed_s < NOTICED_S
    assert reason.strip().endswith((".", "?", "server"))
    time.sleep(1.0)
    devices.pactl("load-module", "module-remap-source", "master=mic.monitor", "source_name=vmic")
    answer.wait_for("back")
    second, player = answer.speak(2, 1.5)
    player.wait()
    time.sleep(0.3)
    answer.end()
    assert answer.seconds_heard(first) >= 1.2, "what was said before is kept"
    assert answer.seconds_heard(second) >= 1.4, "and what is said afterwards stands in the same recording"
    assert len(answer.result["segments_s"]) >= 1


def test_a_removed_microphone_is_replaced_by_another(virtual_devices, begin):
    answer = begin(virtual_devices)
    _, player = answer.speak(1, 30.0)
    time.sleep(1.0)
    removed_s = time.monotonic()
    virtual_devices.pactl("unload-module", "module-remap-source")
    noticed_s, _ = answer.wait_for("lost")
    assert float(noticed_s) - removed_s < NOTICED_S
    virtual_devices.pactl("set-default-source", "mic.monitor", check=False)
    answer.wait_for("back")
    player.kill()
    second, player = answer.speak(2, 1.5)
    player.wait()
    time.sleep(0.3)
    answer.end()
    assert answer.seconds_heard(second) >= 1.4


def test_a_sound_server_killed_and_restarted(virtual_devices, begin):
    answer = begin(virtual_devices)
    first, _ = answer.speak(1, 4.0)
    time.sleep(2.0)
    killed_s = time.monotonic()
    virtual_devices.kill_server()
    noticed_s, _ = answer.wait_for("lost")
    assert float(noticed_s) - killed_s < NOTICED_S
    time.sleep(1.0)
    virtual_devices.restart_server()
    answer.wait_for("back")
    second, player = answer.speak(2, 1.5)
    player.wait()
    time.sleep(0.3)
    answer.end()
    assert answer.seconds_heard(first) >= 1.5
    assert answer.seconds_heard(second) >= 1.4


def test_a_program_that_is_stopped_for_a_while_takes_up_where_it_was(virtual_devices, begin):
    answer = begin(virtual_devices)
    said, player = answer.speak(1, 4.0)
    time.sleep(0.7)
    os.kill(answer.process.pid, signal.SIGSTOP)
    time.sleep(2.5)
    os.kill(answer.process.pid, signal.SIGCONT)
    player.wait()
    time.sleep(0.7)
    answer.end()
    assert answer.result["overflows"] > 0 or answer.seconds_heard(said) >= 3.7, "what is lost is flagged"


LINES = """
import json, sys, threading, time, numpy as np
from audio.devices import refresh
from audio.errors import DeviceError
from audio.speaker import Speaker
tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 16_000)).astype(np.float32)
speaker, results = Speaker(), []
def line():
    done, started = threading.Event(), time.monotonic()
    try:
        speaker.play(tone, done.set)
        ended = done.wait(20)
    except DeviceError:
        ended = "refused"
    return [ended, time.monotonic() - started]
speaker.warm_up()
threading.Thread(target=lambda: results.append(line())).start()
time.sleep(1.0)
print("playing", flush=True)
sys.stdin.readline()
while not results:
    time.sleep(0.02)
results.append(line())
print("waiting", flush=True)
sys.stdin.readline()
refresh()
results.append(line())
print(json.dumps(results))
"""


def test_a_loudspeaker_that_dies_in_the_middle_of_a_line_does_not_hold_the_interview(virtual_devices, tmp_path):
    process = virtual_devices.start(LINES)
    assert process.stdout.readline() == "playing\n"
    virtual_devices.kill_server()
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "waiting\n"
    virtual_devices.restart_server()
    ear = virtual_devices.record(tmp_path / "ear.wav")
    process.stdin.write("\n")
    process.stdin.flush()
    cut, without, again = finish(process, 40)
    time.sleep(0.3)
    ear.terminate()
    ear.wait()
    assert cut[0] is True, "the line that was cut counts as heard"
    assert cut[1] < 9
    assert without[0] == "refused" or without[1] < 9
    assert again[0] is True
    assert 2.9 < again[1] < 6
    loud = np.flatnonzero(np.abs(load_audio(tmp_path / "ear.wav")) > 0.05)
    assert loud[-1] - loud[0] > 2.9 * SAMPLE_RATE, "the next line is heard whole, from a device that is back"


STEREO = """
import json, sys, time
import sounddevice
from audio.microphone import Microphone
from audio.wav_file import WavWriter
take = sounddevice.check_input_settings
def only_its_own_format(**asked):  # as a sound card without a sound server answers
    if (asked["samplerate"], asked["channels"]) != (44_100, 2):
        raise sounddevice.PortAudioError("Invalid sample rate", -9997)
    take(**asked)
sounddevice.check_input_settings = only_its_own_format
blocks = []
with WavWriter(sys.argv[1]) as writer:
    microphone = Microphone()
    microphone.start(lambda block: (writer.append(block.samples), blocks.append(block.overflow)))
    while not blocks:
        time.sleep(0.01)
    print("open", flush=True)
    sys.stdin.readline()
    microphone.stop()
print(json.dumps(writer.samples_written))
"""


def test_a_microphone_that_gives_44_kilohertz_in_stereo(virtual_devices, tmp_path):
    virtual_devices.pactl("load-module", "module-null-sink", "sink_name=wide", "rate=44100", "channels=2")
    virtual_devices.pactl("set-default-source", "wide.monitor")
    time_s = np.arange(3 * 44_100) / 44_100
    left = 0.3 * np.sin(2 * np.pi * 1000 * time_s)
    right = 0.3 * np.sin(2 * np.pi * 10_000 * time_s)  # above what 16 kHz holds: must vanish, not fold to 6 kHz
    soundfile.write(tmp_path / "said.wav", np.stack([left, right], axis=1).astype(np.float32), 44_100)
    process = virtual_devices.start(STEREO, tmp_path / "heard.wav")
    assert process.stdout.readline() == "open\n"
    subprocess.run(["paplay", "--device=wide", str(tmp_path / "said.wav")], env=virtual_devices.environment, check=True)
    process.stdin.write("\n")
    process.stdin.flush()
    assert finish(process) > 3 * SAMPLE_RATE
    heard = load_audio(tmp_path / "heard.wav")
    loud = np.flatnonzero(np.abs(heard) > 0.05)
    middle = heard[loud[0] + 4_000 : loud[0] + 36_000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) / (len(middle) / 4)
    hz = np.fft.rfftfreq(len(middle), 1 / SAMPLE_RATE)
    assert spectrum[np.abs(hz - 1000) < 2].max() == pytest.approx(0.15, rel=0.1), "half of each channel"
    assert spectrum[np.abs(hz - 1000) > 50].max() < 0.0015, "40 dB down everywhere else, 6 kHz too"
