"""The recording survives a kill, a full disk and an impatient reader."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio, silence
from audio.wav_file import WavWriter, is_complete, read_part, wav_header, write_wav
from tests.audio.speech import tone

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_is_valid_after_every_block(tmp_path):
    path, sound = tmp_path / "answer.wav", tone(1.0)
    with WavWriter(path) as writer:
        for start in range(0, len(sound), 512):
            writer.append(sound[start : start + 512])
            assert is_complete(path)
            assert soundfile.info(path).frames == writer.samples_written == min(start + 512, len(sound))
    assert np.allclose(load_audio(path), sound, atol=1e-4)


def test_it_can_be_read_while_it_grows(tmp_path):
    with WavWriter(tmp_path / "answer.wav") as writer:
        writer.append(tone(1.0))
        assert np.allclose(read_part(writer.path, 4_000, 8_000), tone(1.0)[4_000:8_000], atol=1e-4)
        assert len(read_part(writer.path, 15_000, 99_000)) == 1_000
        assert len(read_part(writer.path, 20_000, 30_000)) == 0
        writer.append(tone(1.0))
        assert writer.samples_written == 2 * SAMPLE_RATE


def test_a_recording_is_never_overwritten(tmp_path):
    path = tmp_path / "answer.wav"
    WavWriter(path).close()
    with pytest.raises(FileExistsError):
        WavWriter(path)


@pytest.mark.parametrize("damage", ["whole", "header behind", "half a sample", "no header"])
def test_a_recording_that_was_cut_off_goes_on(tmp_path, damage):
    path, sound = tmp_path / "answer.wav", tone(1.0)
    with WavWriter(path) as writer:
        writer.append(sound)
    data = path.read_bytes()
    kept = sound
    if damage == "header behind":
        path.write_bytes(wav_header(100) + data[44:])
    elif damage == "half a sample":
        path.write_bytes(data + b"x")
    elif damage == "no header":
        path.write_bytes(data[:20])
        kept = sound[:0]
    with WavWriter(path, go_on=True) as writer:
        assert writer.samples_written == len(kept)
        writer.append(sound[:512])
    assert is_complete(path)
    assert np.allclose(load_audio(path), np.concatenate([kept, sound[:512]]), atol=1e-4)


def test_going_on_with_what_is_not_there_begins_it(tmp_path):
    WavWriter(tmp_path / "answer.wav", go_on=True).close()
    assert is_complete(tmp_path / "answer.wav") is False
    assert (tmp_path / "answer.wav").stat().st_size == 44


KILLED = """
import sys, numpy as np
from audio.wav_file import WavWriter
writer = WavWriter(sys.argv[1])
while True:
    writer.append(np.full(512, 0.25, np.float32))
    sys.stdout.write(f"{writer.samples_written}\\n"); sys.stdout.flush()
"""


@pytest.mark.parametrize("blocks", [1, 40, 333])
def test_kill_9_loses_at_most_the_block_in_flight(tmp_path, blocks):
    path = tmp_path / "answer.wav"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    for _ in range(blocks):
        said = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    said = int((process.communicate()[0].splitlines() or [said])[-1])
    samples = load_audio(path)
    assert len(samples) - said in {0, 512}
    assert np.allclose(samples, 0.25, atol=1e-4)


FULL = """
import resource, signal, sys, numpy as np
from audio.wav_file import WavWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
writer = WavWriter(sys.argv[1])
try:
    while True:
        writer.append(np.full(512, 0.25, np.float32))
except OSError as error:
    print(writer.samples_written, error.errno)
"""


def test_a_full_disk_is_reported_as_it_is_and_leaves_a_valid_file(tmp_path):
    path = tmp_path / "answer.wav"
    command = [sys.executable, "-c", FULL, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.split()
    assert int(said[0]) == 9 * 512
    assert len(load_audio(path)) == 9 * 512
    assert is_complete(path)
    assert path.stat().st_size == 44 + 9 * 1024


def test_appending_is_fast_enough_to_stay_ahead(tmp_path):
    started = time.perf_counter()
    with WavWriter(tmp_path / "answer.wav") as writer:
        for _ in range(1_000):
            writer.append(silence(0.032))
    assert time.perf_counter() - started < 16  # half of the 32 s recorded; 0.03 s on a quiet machine


def test_a_whole_file_appears_at_once_or_not_at_all(tmp_path):
    write_wav(tmp_path / "line.wav", tone(0.5))
    assert is_complete(tmp_path / "line.wav")
    with pytest.raises(OSError, match="line"):
        write_wav(tmp_path / "missing" / "line.wav", tone(0.5))
    assert [path.name for path in tmp_path.iterdir()] == ["line.wav"]


def test_completeness(tmp_path):
    path = tmp_path / "line.wav"
    assert not is_complete(path)
    for content in (b"", b"RIFF", b"hello world, this is text"):
        path.write_bytes(content)
        assert not is_complete(path)
    write_wav(path, tone(0.5))
    path.write_bytes(path.read_bytes()[:-1])
    assert not is_complete(path)
    aiff = tmp_path / "line.aiff"
    soundfile.write(aiff, tone(0.5), SAMPLE_RATE)
    assert is_complete(aiff)
