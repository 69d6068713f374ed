"""Real recognition by the miniature Whisper: openai-whisper as it is, on clips whose words and times are known."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from audio.models import MODELS
from audio.protocols import SAMPLE_RATE
from audio.whisper_engine import WhisperTranscriber
from tests.audio.miniature_whisper import clips, speech, text
from tests.audio.miniature_whisper.evaluate import MINIATURE, PROMPT, compare, noise, transcribe
from tests.audio.speech import need_espeak

pytestmark = pytest.mark.engines

CLIPS = {
    "5 s": lambda: clips.held_out(5, 16),
    "30 s with pauses": lambda: clips.held_out(29.5, 2),
    "30 s, one paragraph": lambda: clips.held_out(29.5, 2, paragraph=True),
}


@pytest.fixture(scope="module")
def model():
    import torch
    import whisper

    need_espeak()
    if not speech.available():
        pytest.fail("libespeak-ng is missing: apt install libespeak-ng1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield whisper.load_model(str(MINIATURE), device="cpu")
    torch.set_num_threads(before)


@pytest.mark.parametrize("kind", CLIPS)
def test_sentences_it_was_not_trained_on(model, kind):
    found = [
        compare(clip, transcribe(model, clip.samples, PROMPT if number % 2 else None))
        for number, clip in enumerate(CLIPS[kind]())
    ]
    assert sum(one.wrong for one in found) / sum(one.words for one in found) < 0.1
    errors = np.array([error for one in found for error in one.start_errors_s])
    assert np.mean(errors < clips.CLOSE_S) >= 0.95


@pytest.mark.parametrize("name", [answer["id"] for answer in text.answers()["answers"]])
def test_scripted_answers_in_parts_as_the_pipeline_cuts_them(name):
    need_espeak()
    engine = WhisperTranscriber(MINIATURE, threads=1)
    whole = clips.answer(name)
    wrong, first = 0, 0
    sentences = next(a["sentences"] for a in text.answers()["answers"] if a["id"] == name)
    starts = np.cumsum([0, *(len(clips.words_of(sentence["text"])) for sentence in sentences)])
    while first < len(sentences):
        last = first + 1
        while (
            last < len(sentences) and whole.words[starts[last + 1] - 1].end_s - whole.words[starts[first]].start_s < 26
        ):
            last += 1
        words = whole.words[starts[first] : starts[last]]
        begin_s, end_s = max(0.0, words[0].start_s - 0.15), words[-1].end_s + 0.15
        part = whole.samples[round(begin_s * SAMPLE_RATE) : round(end_s * SAMPLE_RATE)]
        heard = [(one, w.start_s) for w in engine.transcribe(part).words for one in clips.words_of(w.text)]
        wrong += clips.difference(words, heard).wrong
        first = last
    assert wrong / len(whole.words) < 0.1


@pytest.mark.parametrize(
    "samples",
    [np.zeros(5 * SAMPLE_RATE, np.float32), np.zeros(40 * SAMPLE_RATE, np.float32), noise(5, -50), noise(5, -34)],
    ids=["5 s of silence", "40 s of silence", "faint noise", "noise"],
)
def test_nobody_speaks(model, samples):
    result = transcribe(model, samples)
    assert result["text"] == ""
    assert result["segments"] == []


def test_the_file_is_small_and_is_never_offered_for_practice():
    assert MINIATURE.stat().st_size <= 15_000_000
    assert MINIATURE.with_name("CARD.md").is_file()
    assert not [one for one in MODELS if "miniature" in one.name]


def test_training_begins_from_nothing_and_comes_out_the_same_twice(tmp_path):
    """Two steps each; the whole run takes an hour and is not part of the tests."""
    import torch
    import whisper

    from tests.audio.miniature_whisper.model import Miniature
    from tests.audio.miniature_whisper.tokens import Tokens
    from tests.audio.miniature_whisper.train import FROM_NOTHING, plan, train
    from tests.audio.miniature_whisper.utterances import Speech, log_mel, say
    from tests.audio.miniature_whisper.windows import WindowMaker

    need_espeak()
    random, names = Random(1), dict[str, int]()
    utterances = [one for line in text.corpus().written[:40] if (one := say(line, random, names))]
    quiet = np.random.default_rng(1).standard_normal(40 * SAMPLE_RATE).astype(np.float32)
    spoken = Speech(utterances, list(names), log_mel(quiet), [[[one] for one in utterances[:3]]])
    files = []
    for run in ("one", "two"):
        out = tmp_path / run / "out.pt"
        out.parent.mkdir()
        torch.manual_seed(3)
        tokens = Tokens([one.text for one in utterances])
        miniature = Miniature(tokens, len(names))
        before = miniature.rows.detach().clone()
        train(miniature, WindowMaker(spoken, tokens, 3), plan(FROM_NOTHING, 2, 1e-3), out)
        assert not torch.equal(before, miniature.rows)
        files.append(out.read_bytes())
    assert files[0] == files[1]
    assert whisper.load_model(str(tmp_path / "one" / "out.pt"), device="cpu").dims.n_text_ctx == 448


def test_the_steps_do_not_depend_on_the_clock():
    from tests.audio.miniature_whisper.train import FROM_A_FILE, FROM_NOTHING, GOING_ON, plan

    for stages in (FROM_NOTHING, FROM_A_FILE, GOING_ON):
        steps = list(plan(stages, 1000, 2e-3))
        assert len(steps) == 1000
        assert sum(stage.share for stage in stages) == pytest.approx(1)
        assert max(step.rate for step in steps) == pytest.approx(2e-3, rel=0.02)
        assert steps[-1].rate == pytest.approx(0.03 * 2e-3, rel=0.05)
        assert steps[-1].states == 1500, "the last stage hears 30 s"
