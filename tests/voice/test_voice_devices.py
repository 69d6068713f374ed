"""The whole voice path with virtual devices: pyttsx3 asks, espeak-ng answers, silero ends the turn, replay plays it.

`scripted` shows that every sample reaches the recogniser and that words become a follow-up; the words are scripted.
`random weights` shows that openai-whisper's own loading and decoding run on what was recorded; its words mean nothing.
Neither shows that people are recognised well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from audio.wav_file import write_wav
from tests.audio.conftest import virtual_devices  # noqa: F401 - a fixture
from tests.audio.speech import say, silence
from tests.virtual_devices import ROOT, VirtualDevices

pytestmark = [pytest.mark.devices, pytest.mark.engines]

ANSWERS = (
    ("I fixed the pipeline that was broken for weeks.", 0.8, "I read the logs and found the cause."),
    ("It cut the error rate by half.",),
)
ASKED = ("fixed something", "How much did it help?")
"""What each of them answers. The floor is given again after a nudge too, which random words may call for."""


def answer(path: Path, parts) -> np.ndarray:
    pieces = [silence(0.3)]
    pieces += [say(part) if isinstance(part, str) else silence(part) for part in parts]
    samples = np.concatenate([*pieces, silence(0.3)]).astype(np.float32)
    write_wav(path, samples)
    return samples


class Session:
    """A running interview whose output is read line by line."""

    def __init__(self, devices: VirtualDevices, home: Path, *command: str) -> None:
        environment = {
            **devices.environment,
            "INTERVIEWER_HOME": str(home),
            "PYTHONUNBUFFERED": "1",
            "OMP_WAIT_POLICY": "PASSIVE",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[str] = []

    def wait_for(self, text: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return
        _, errors = self.process.communicate(timeout=60)
        pytest.fail(f"ended without {text!r}: {''.join(self.lines)}\n{errors}")

    def finish(self, timeout_s: float = 120) -> str:
        """All that was printed; what still runs after `timeout_s` seconds is ended, and the test fails with what it said."""
        try:
            rest, errors = self.process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            rest, errors = self.process.communicate()
            pytest.fail(f"still running after {timeout_s} s: {''.join(self.lines)}{rest}\n{errors}")
        assert self.process.returncode == 0, errors
        return "".join(self.lines) + rest


def interview(devices: VirtualDevices, tmp_path: Path, model: str):
    spoken = [answer(tmp_path / f"answer{n}.wav", parts) for n, parts in enumerate(ANSWERS)]
    heard = tmp_path / "heard.wav"
    ear = devices.record(heard)
    session = Session(devices, tmp_path / "home", "tests.voice.voice_session", model)
    for number in range(len(ANSWERS)):
        session.wait_for(ASKED[number])
        session.wait_for("(your turn)")
        time.sleep(0.6)
        assert devices.play(tmp_path / f"answer{number}.wav").wait() == 0
    result = json.loads(session.finish().splitlines()[-1])
    ear.terminate()
    ear.wait()
    return result, spoken, load_audio(heard)


def best_match(needle: np.ndarray, hay: np.ndarray) -> float:
    """Correlation, 0 to 1, of `needle` with the place of `hay` that fits best."""
    products = _correlate(hay, needle)
    energy = np.concatenate([[0.0], np.cumsum(hay.astype(np.float64) ** 2)])
    local = energy[len(needle) :] - energy[: -len(needle)]
    return float(np.max(products / (np.linalg.norm(needle) * np.sqrt(np.maximum(local, 1e-6)))))


def pieces_found(needle: np.ndarray, hay: np.ndarray, piece_s: float = 0.25) -> float:
    """Share of the loud pieces of `needle` that stand in `hay`, in order.

    A sound server that gets no time on a busy machine puts gaps into what it plays; it leaves nothing out.
    """
    size, position, found, count = round(piece_s * SAMPLE_RATE), 0, 0, 0
    for start in range(0, len(needle) - size, size):
        piece = needle[start : start + size]
        if np.abs(piece).max() < 0.05:
            continue
        count += 1
        rest = hay[position : position + 20 * SAMPLE_RATE] if found else hay
        best = int(np.argmax(_correlate(rest, piece)))
        window = rest[best : best + size]
        if np.dot(piece, window) > 0.9 * np.linalg.norm(piece) * np.linalg.norm(window):
            found += 1
            position += best + size // 2
    return found / count


def _correlate(hay: np.ndarray, needle: np.ndarray) -> np.ndarray:
    size = len(needle) + len(hay)
    spectrum = np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size))
    return np.fft.irfft(spectrum, size)[: len(hay) - len(needle) + 1]


def test_a_whole_interview_by_voice(virtual_devices, tmp_path):  # noqa: F811
    result, spoken, heard = interview(virtual_devices, tmp_path, "scripted")
    assert result["result"] == "completed"
    first, second = result["turns"]
    folder = Path(result["folder"])
    assert first["transcript"]["words"][0]["text"] == "I"
    assert second["kind"] == "follow_up"
    assert second["asked"] == "How much did it help?"
    assert result["parts"], "the recogniser was given something"
    assert all(result["parts_exact"]), "the recogniser got exactly the recorded samples"
    for turn, samples in zip((first, second), spoken, strict=True):
        recorded = load_audio(folder / turn["answer_audio"])
        loud = np.flatnonzero(np.abs(samples) > 0.02)
        said = samples[loud[0] : loud[-1] + 1]
        assert best_match(said, recorded) > 0.999, "the recording holds the answer, sample for sample"
        start, end = turn["voiced"][0][0], turn["voiced"][-1][1]
        assert end - start == pytest.approx((loud[-1] - loud[0]) / SAMPLE_RATE, abs=0.35)
        assert turn["ended"] == "pause"
        line = load_audio(folder / turn["line_audio"])
        assert pieces_found(line, heard) > 0.8, "the question was heard at the loudspeaker, from beginning to end"
    again = tmp_path / "again.wav"
    ear = virtual_devices.record(again)
    environment = {**virtual_devices.environment, "INTERVIEWER_HOME": str(tmp_path / "home")}
    replayed = subprocess.run(
        [sys.executable, "-m", "interviewer.cli.main", "replay", "voice", "--turn", "1"],
        env=environment,
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=True,
        timeout=120,
    )
    ear.terminate()
    ear.wait()
    assert "I fixed the pipeline" in replayed.stdout
    assert pieces_found(load_audio(folder / first["answer_audio"]), load_audio(again)) > 0.8, "replay plays the answer"


def test_the_real_whisper_path_on_random_weights(virtual_devices, tmp_path):  # noqa: F811
    import torch
    from whisper.model import ModelDimensions, Whisper

    dims = {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": 16,
        "n_audio_head": 2,
        "n_audio_layer": 1,
        "n_vocab": 51864,
        "n_text_ctx": 64,
        "n_text_state": 16,
        "n_text_head": 2,
        "n_text_layer": 2,
    }
    torch.manual_seed(5)
    model = Whisper(ModelDimensions(**dims))
    for parameter in model.parameters():  # the positions are not initialised by themselves
        torch.nn.init.normal_(parameter, std=0.3)
    path = tmp_path / "random.pt"
    torch.save({"dims": dims, "model_state_dict": model.state_dict()}, path)
    result, spoken, _ = interview(virtual_devices, tmp_path, str(path))
    assert result["result"] == "completed"
    assert all(result["parts_exact"])
    assert load_audio(Path(result["folder"]) / "turn-001.wav").size > spoken[0].size
    assert (Path(result["folder"]) / "session.jsonl").stat().st_size > 0
