"""The optional recogniser: the same weights, converted on this machine, give the same words through one protocol."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from audio.errors import ModelMissingError, TranscriptionError
from audio.process_transcriber import ProcessTranscriber
from audio.recognisers import ENGINES, require_engine
from tests.audio.miniature import KNOWN, miniature
from tests.audio.speech import spliced, tone

INSTALLED = find_spec("faster_whisper") is not None
needs_it = pytest.mark.skipif(not INSTALLED, reason="faster-whisper is an optional extra: pip install faster-whisper")


def test_openai_whisper_is_always_there_and_the_extra_names_its_remedy(monkeypatch):
    require_engine("openai-whisper")
    monkeypatch.setattr("audio.recognisers.find_spec", lambda _: None)
    with pytest.raises(ModelMissingError, match=r"pip install .*faster-whisper") as caught:
        require_engine(ENGINES[1])
    assert "\n" not in str(caught.value)


@needs_it
@pytest.mark.engines
def test_words_and_times_are_those_of_openai_whisper(tmp_path):
    from audio.whisper_engine import WhisperTranscriber

    samples, _ = spliced(0.3, KNOWN[0], 0.6, KNOWN[2], 0.6, KNOWN[5], 0.5)
    stock = WhisperTranscriber(miniature(), threads=1).transcribe(samples, "payment project")
    other = ProcessTranscriber(miniature(), tmp_path, threads=1, engine="faster-whisper")
    found = other.transcribe(samples, "payment project")
    again = other.transcribe_many([samples, tone(0.0)])
    other.close()
    assert found.text == stock.text != ""
    assert found.transcriber.name == "faster-whisper"
    assert np.allclose([w.start_s for w in found.words], [w.start_s for w in stock.words], atol=0.1)
    assert [bool(one.words) for one in again] == [True, False]
    folders = [path.name for path in (tmp_path / "faster-whisper").iterdir()]
    assert len(folders) == 1, "converted once, nothing partial left"
    assert folders[0].startswith(f"{miniature().stem}-")


@needs_it
@pytest.mark.engines
def test_what_is_no_model_is_refused_in_one_line(tmp_path):
    from audio.faster_whisper_engine import FasterWhisperTranscriber

    (tmp_path / "text.pt").write_bytes(b"hello")
    (tmp_path / "folder").mkdir()
    for name in ("text.pt", "folder"):
        with pytest.raises(TranscriptionError, match="is not a complete Whisper model") as caught:
            FasterWhisperTranscriber(tmp_path / name, tmp_path / "models").load()
        assert "\n" not in str(caught.value)
    assert not list((tmp_path / "models" / "faster-whisper").iterdir())
    with pytest.raises(ModelMissingError, match=r"models get tiny\.en"):
        FasterWhisperTranscriber("tiny.en", tmp_path).load()
