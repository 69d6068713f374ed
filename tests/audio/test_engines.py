"""The real networks: Silero on speech with known silences, Whisper's whole path on random weights."""

from __future__ import annotations

import os
import pickle

import numpy as np
import pytest

from audio.errors import ModelMissingError, TranscriptionError
from audio.protocols import SAMPLE_RATE
from audio.samples import silence
from audio.silero_engine import SileroDetector
from audio.whisper_engine import WhisperTranscriber, physical_cores
from tests.audio.speech import SENTENCES, spliced, tone

TINY = {
    "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 16, "n_audio_head": 2, "n_audio_layer": 1,
    "n_vocab": 51864, "n_text_ctx": 64, "n_text_state": 16, "n_text_head": 2, "n_text_layer": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A Whisper of the real format with random weights; its short text context keeps it from rambling."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(5)
    model = Whisper(ModelDimensions(**TINY))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    path = tmp_path_factory.mktemp("models") / "tiny.en.pt"
    torch.save({"dims": TINY, "model_state_dict": model.state_dict()}, path)
    return path


@pytest.mark.engines
def test_silero_finds_speech_between_known_silences():
    samples, spans = spliced(1.0, SENTENCES[0], 1.5, SENTENCES[1], 2.0, SENTENCES[2], 1.0)
    detector = SileroDetector()
    segments = detector.detect_segments(samples)
    assert isinstance(segments, list)
    for start, end in spans:
        own = [(a, b) for a, b in segments if a < end and b > start]
        assert abs(own[0][0] - start) < 0.15 * SAMPLE_RATE
        assert abs(own[-1][1] - end) < 0.25 * SAMPLE_RATE
    assert detector.detect_segments(samples) == segments


@pytest.mark.engines
def test_silero_takes_neither_noise_nor_silence_for_speech():
    noise = np.random.default_rng(1).normal(0, 0.01, 10 * SAMPLE_RATE).astype(np.float32)
    assert SileroDetector().detect_segments(noise) == []
    assert SileroDetector().detect_segments(silence(10)) == []
    assert SileroDetector().detect_segments(silence(0)) == []


@pytest.mark.engines
def test_whisper_runs_from_checkpoint_to_words(checkpoint):
    samples, _ = spliced(0.2, SENTENCES[0], 0.5)
    transcriber = WhisperTranscriber(checkpoint, threads=1)
    transcript = transcriber.transcribe(samples, prompt="XGBoost, ROC AUC")
    assert transcript.duration_s == len(samples) / SAMPLE_RATE
    assert transcript.transcriber.name == "openai-whisper"
    assert transcript.transcriber.model == "tiny.en.pt"
    for word in transcript.words:
        assert word.text == word.text.strip() != ""
        assert 0 <= word.start_s <= word.end_s <= transcript.duration_s
        assert 0 <= word.probability <= 1
    assert " ".join(segment.text for segment in transcript.segments) == transcript.text


@pytest.mark.engines
def test_prompts_are_bounded_whatever_their_length(checkpoint):
    from whisper.tokenizer import get_tokenizer

    from audio.whisper_engine import bounded_prompt

    transcriber = WhisperTranscriber(checkpoint)
    transcriber.load()
    encode = get_tokenizer(False).encode
    assert bounded_prompt("", transcriber._model) == ("", [])
    assert bounded_prompt("XGBoost,  ROC AUC", transcriber._model) == ("XGBoost, ROC AUC", encode(" XGBoost, ROC AUC"))
    text, tokens = bounded_prompt("heteroscedasticity, " * 1_000, transcriber._model)
    assert tokens == encode(" " + text)
    assert 15 < len(tokens) <= 30
    assert bounded_prompt("x" * 100_000, transcriber._model) == ("", [])


def test_silence_is_never_decoded_and_needs_no_model():
    transcriber = WhisperTranscriber("no-such-model.pt")
    hiss = np.random.default_rng(1).normal(0, 0.0003, SAMPLE_RATE).astype(np.float32)
    for quiet in (silence(0), silence(20), hiss):
        assert transcriber.transcribe(quiet).words == ()
    assert transcriber.transcribe(silence(20)).duration_s == 20


def test_a_missing_model_is_said_before_anything_heavy_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ModelMissingError, match=r"models get tiny\.en"):
        WhisperTranscriber("tiny.en", tmp_path).transcribe(tone(1.0))


class Evil:
    """A pickle that runs a command when it is read."""

    def __reduce__(self):
        return os.mkdir, (os.environ["EVIL"],)


@pytest.mark.engines
def test_what_is_no_model_is_refused_and_runs_no_code(checkpoint, tmp_path, monkeypatch):
    import torch

    monkeypatch.setenv("EVIL", str(tmp_path / "evil"))
    whole = checkpoint.read_bytes()
    torch.save({"dims": TINY}, tmp_path / "half.pt")
    torch.save([1, 2], tmp_path / "list.pt")
    torch.save({"dims": {"n_mels": 1}, "model_state_dict": {}}, tmp_path / "dims.pt")
    torch.save({"dims": Evil(), "model_state_dict": {}}, tmp_path / "evil.pt")
    (tmp_path / "pickle.pt").write_bytes(pickle.dumps(Evil()))
    for name, content in (("empty", b""), ("text", b"hello"), ("cut", whole[: len(whole) // 2])):
        (tmp_path / f"{name}.pt").write_bytes(content)
    for path in tmp_path.glob("*.pt"):
        with pytest.raises(TranscriptionError, match="is not a complete Whisper model") as caught:
            WhisperTranscriber(path).load()
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "evil").exists()


def test_cores():
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
