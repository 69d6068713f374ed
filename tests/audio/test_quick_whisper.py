"""Recognition faster than openai-whisper's and with its words, times and probabilities: on a model that recognises."""

from __future__ import annotations

import numpy as np
import pytest

from audio.samples import silence
from audio.whisper_engine import WhisperTranscriber
from tests.audio.miniature import KNOWN, miniature
from tests.audio.speech import spliced

pytestmark = pytest.mark.engines
PROMPT = "payment project, root cause, customer data"


@pytest.fixture(scope="module")
def stock():
    import whisper

    return whisper.load_model(str(miniature()), device="cpu")


@pytest.fixture(scope="module")
def chunks():
    parts = [
        (0.3, KNOWN[0], 0.6, KNOWN[1], 0.9),
        (0.2, KNOWN[2], 0.4),
        (0.5, *[part for sentence in KNOWN for part in (sentence, 0.5)]),
    ]
    return [spliced(*one)[0] for one in parts]


@pytest.fixture(scope="module")
def as_stock():
    """Ours with nothing that rounds otherwise than openai-whisper."""
    return WhisperTranscriber(miniature(), threads=1, shortcuts=exact())


def plain(model, samples, prompt=""):
    """What openai-whisper itself finds, as (word, start, end, probability)."""
    import whisper

    result = whisper.transcribe(
        model, samples, language="en", fp16=False, word_timestamps=True, temperature=(0.0, 0.4),
        condition_on_previous_text=False, carry_initial_prompt=True, initial_prompt=prompt or None,
    )  # fmt: skip
    return [(w["word"].strip(), w["start"], w["end"], w["probability"]) for s in result["segments"] for w in s["words"]]


def ours(transcript):
    return [(w.text, w.start_s, w.end_s, w.probability) for w in transcript.words]


def assert_same(found, expected):
    assert [word[0] for word in found] == [word[0] for word in expected]
    assert np.allclose([word[1:3] for word in found], [word[1:3] for word in expected], atol=0.0201)
    assert np.allclose([word[3] for word in found], [word[3] for word in expected], atol=0.01)


def exact(*, few_rows=False, **changes):
    from audio.whisper_decoder_engine import FewRows, as_is
    from audio.whisper_model_engine import Shortcuts

    return Shortcuts(linear=FewRows if few_rows else as_is, **changes)


@pytest.mark.parametrize("prompt", ["", PROMPT])
def test_words_times_and_probabilities_are_those_of_openai_whisper(stock, as_stock, chunks, prompt):
    transcriber = as_stock
    expected = [plain(stock, chunk, prompt) for chunk in chunks]
    assert [len(one) for one in expected] >= [15, 8, 40], "the miniature recognises"
    for chunk, words in zip(chunks, expected, strict=True):
        assert_same(ours(transcriber.transcribe(chunk, prompt)), words)
    for found, words in zip(transcriber.transcribe_many(chunks, prompt), expected, strict=True):
        assert_same(ours(found), words)


def test_the_words_are_the_ones_that_were_said(as_stock, chunks):
    said = " ".join(KNOWN).lower().replace(",", "").replace(".", "").split()
    found = as_stock.transcribe(chunks[2]).text.lower()
    words = found.replace(",", "").replace(".", "").split()
    assert len(set(said) - set(words)) <= 3
    assert abs(len(words) - len(said)) <= 3


@pytest.mark.parametrize("changes", [{"bf16": True}, {"least_window_s": 15.0}, {"few_rows": True}])
def test_each_shortcut_keeps_the_words(stock, chunks, changes):
    transcriber = WhisperTranscriber(miniature(), threads=1, shortcuts=exact(**changes))
    expected = [word[0] for chunk in chunks for word in plain(stock, chunk)]
    found = [word.text for transcript in transcriber.transcribe_many(chunks) for word in transcript.words]
    assert len(found) == len(expected)
    assert sum(a != b for a, b in zip(found, expected, strict=True)) <= 0.03 * len(expected)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("rows", "count"), [(1, 1), (3, 1), (1, 7), (2, 50)])
def test_a_layer_for_few_rows_gives_what_the_layer_gives(rows, count, bias):
    import torch

    from audio.whisper_decoder_engine import FewRows

    torch.manual_seed(4)
    layer = torch.nn.Linear(96, 250, bias=bias)
    x = torch.randn(rows, count, 96)
    with torch.inference_mode():
        found, expected = FewRows(layer)(x), layer(x)
    assert found.dtype == torch.float32
    assert found.shape == expected.shape == (rows, count, 250)
    assert found.is_contiguous()
    # float16 keeps 11 bits: an error of 0.0005 in values up to 2, and of as much in each of 96 factors.
    atol = 0.003 if rows * count == 1 else 1e-5
    assert torch.allclose(found, expected, atol=atol, rtol=0)


def test_float16_weights_are_used_where_they_were_measured_to_be_quicker(monkeypatch):
    import torch

    from audio.whisper_decoder_engine import FewRows, as_is
    from audio.whisper_model_engine import best_shortcuts

    able = {"f16c": True, "avx2": True}
    for capabilities, expected in ((able, FewRows), ({}, as_is), ({**able, "avx512_fp16": True}, as_is)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda found=capabilities: found)
        assert best_shortcuts().linear is expected


def test_a_recording_longer_than_a_window_is_recognised_to_its_end(stock, as_stock):
    samples, _ = spliced(*[part for sentence in KNOWN * 2 for part in (sentence, 0.8)])
    assert_same(ours(as_stock.transcribe(samples)), plain(stock, samples))


def test_quiet_chunks_between_others_keep_their_place(as_stock, chunks):
    transcriber = as_stock
    found = transcriber.transcribe_many([silence(3.0), chunks[1], silence(0), chunks[0]])
    assert [bool(one.words) for one in found] == [False, True, False, True]
    assert found[0].duration_s == 3.0
    assert "decided" in found[1].text
    assert "team of five" in found[3].text


def test_the_encoder_runs_once_for_text_and_times(as_stock, chunks, monkeypatch):
    from audio import whisper_model_engine

    calls = []
    real = whisper_model_engine._encode
    monkeypatch.setattr(whisper_model_engine, "_encode", lambda *given: calls.append(1) or real(*given))
    as_stock.transcribe(chunks[0])
    assert len(calls) == 1


def test_windows_decoded_together_are_bounded_by_memory(stock):
    from audio.whisper_model_engine import QuickWhisper, Shortcuts

    assert QuickWhisper(stock, Shortcuts(batch=8)).batch == 8
    large = QuickWhisper(stock, Shortcuts(batch=8))
    large.dims = type(stock.dims)(**{**vars(stock.dims), "n_text_layer": 24, "n_text_state": 1024})
    assert large.batch == 1


def test_a_temperature_draws_the_same_words_each_time(stock, chunks):
    from whisper.decoding import DecodingOptions

    from audio.whisper_engine import _first_window
    from audio.whisper_model_engine import QuickWhisper

    options = DecodingOptions(language="en", fp16=False, temperature=0.9, prompt=[])
    mel = _first_window(chunks[0], 80)
    texts = {QuickWhisper(stock, exact()).decode(mel, options).text for _ in range(3)}
    assert len(texts) == 1


def test_an_enlarged_network_computes_the_same(stock):
    import torch

    from benchmarks.enlarged import enlarged

    mel, tokens = torch.randn(1, 80, 3000), torch.tensor([[50257, 50358, 10, 11, 12]])
    large = enlarged(stock)
    assert large.dims.n_audio_layer == 6
    assert large.dims.n_audio_state >= 448
    with torch.no_grad():
        assert torch.allclose(stock(mel, tokens), large(mel, tokens), atol=1e-2)
