"""`interviewer transcribe` with a real recogniser, and what it says where there is none."""

from __future__ import annotations

import json
import os

import pytest
import soundfile

from audio.protocols import SAMPLE_RATE
from interviewer.cli.main import run
from tests.audio.miniature import KNOWN, miniature
from tests.audio.speech import spliced


@pytest.fixture
def recording(tmp_path):
    samples, _ = spliced(0.5, KNOWN[0], 0.8, KNOWN[2], 0.5)
    path = tmp_path / "answer.wav"
    soundfile.write(path, samples, SAMPLE_RATE)
    return path


@pytest.mark.engines
def test_words_times_segments_and_recogniser_as_json(recording, capsys):
    assert run(["transcribe", str(recording), "--model", str(miniature()), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "team of five" in found["text"]
    assert found["transcriber"] == {"name": "openai-whisper", "model": miniature().name}
    assert [segment["doubts"] for segment in found["segments"]] == [[]] * len(found["segments"])
    assert found["segments"]


class Evil:
    """A pickle that makes a folder when it is read."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["truncated", "text", "pickle"])
def test_a_file_that_is_no_model_is_one_line_and_exit_code_1(recording, tmp_path, capfd, kind):
    import torch

    path = tmp_path / "model.pt"
    if kind == "truncated":
        path.write_bytes(miniature().read_bytes()[:100_000])
    elif kind == "text":
        path.write_text("no weights")
    else:
        torch.save({"dims": Evil(tmp_path / "evil"), "model_state_dict": {}}, path)
    assert run(["transcribe", str(recording), "--model", str(path)]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert "is not a complete Whisper model" in said.err
    assert "fetch or copy it again" in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not (tmp_path / "evil").exists()


def test_the_extra_that_is_missing_is_named_with_its_remedy(recording, capfd, monkeypatch):
    monkeypatch.setattr("audio.recognisers.find_spec", lambda _: None)
    assert run(["transcribe", str(recording), "--transcriber", "faster-whisper"]) == 1
    said = capfd.readouterr().err
    assert "pip install" in said
    assert len(said.strip().splitlines()) == 1
    assert run(["transcribe", str(recording), "--transcriber", "other"]) == 2
