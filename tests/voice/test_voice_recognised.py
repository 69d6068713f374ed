"""A whole interview by voice with nothing scripted: two answers with known set-ups are heard, timed, quoted and probed.

espeak-ng speaks into a virtual microphone; pyttsx3 asks, silero finds the ends, the miniature Whisper recognises, the
judge judges. The miniature knows this one voice: that people are recognised well is not shown here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from audio.samples import silence
from audio.wav_file import write_wav
from interviewer.demo.candidate import load_candidate
from tests.audio.miniature_whisper import clips, text
from tests.audio.miniature_whisper.evaluate import MINIATURE
from tests.audio.miniature_whisper.speech import speak
from tests.virtual_devices import ROOT, VirtualDevices, missing
from tests.voice.test_voice_devices import Session

pytestmark = [pytest.mark.devices, pytest.mark.engines, pytest.mark.timeout(420)]


@dataclass(frozen=True)
class Told:
    """An answer whose first `setup` sentences set the situation up, with what must be asked after it."""

    question: str
    sentences: tuple[str, ...]
    setup: int
    verdict: str
    follow_up: str
    reply: str

    def setup_s(self) -> float:
        """From its first word to the first word after the set-up, as espeak-ng says them."""
        words = sum(len(clips.words_of(line)) for line in self.sentences[: self.setup])
        spoken = speak(" ".join(self.sentences))
        assert spoken is not None
        return spoken.words[words].start_s - spoken.words[0].start_s


def sentences(answer: str, *numbers: int) -> tuple[str, ...]:
    found = next(item for item in text.answers()["answers"] if item["id"] == answer)
    return tuple(found["sentences"][number]["text"] for number in numbers)


ANSWERS = (
    Told(
        question="bq-dive-recurring-failure",
        sentences=sentences("behavioral_good", *range(6)),
        setup=5,
        verdict="within",
        follow_up="result",
        reply="We cut the error rate from eight percent to three percent.",
    ),
    Told(
        question="bq-deliver-model-tight-deadline",
        sentences=(
            *sentences("behavioral_long_setup", *range(6)),
            load_candidate().answers[1].sentences[5],
            "The deadline was very short, and the customer was not happy.",
            *sentences("behavioral_long_setup", 7, 8, 10),
        ),
        setup=8,
        verdict="over",
        follow_up="metric",
        reply="It cut the number of support calls by half.",
    ),
)


def write_answer(path: Path, line: str) -> None:
    spoken = speak(line)
    assert spoken is not None
    write_wav(path, np.concatenate([silence(0.3), spoken.samples, silence(0.3)]))


@pytest.fixture(scope="module")
def devices():
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("CI", "").lower() in {"1", "true"} else pytest.skip)(reason)
    with TemporaryDirectory(prefix="pulse-") as folder:
        server = VirtualDevices(Path(folder))
        yield server
        server.close()


@pytest.fixture(scope="module")
def review(devices, tmp_path_factory, shared_cache):
    folder = tmp_path_factory.mktemp("recognised")
    (folder / "home").mkdir()
    (folder / "home" / "cache").symlink_to(shared_cache)
    lines = [line for told in ANSWERS for line in (" ".join(told.sentences), told.reply)]
    for number, line in enumerate(lines):
        write_answer(folder / f"{number}.wav", line)
    asked = [argument for told in ANSWERS for argument in ("--question", told.question)]
    command = ["interviewer.cli.main", "practice", "--voice", "--model", str(MINIATURE), "--follow-ups", "1", *asked]
    session = Session(devices, folder / "home", *command)
    for number in range(len(lines)):
        session.wait_for("(your turn)")
        time.sleep(0.6)
        assert devices.play(folder / f"{number}.wav").wait() == 0
    output = session.finish()
    read = subprocess.run(
        [sys.executable, "-m", "interviewer.cli.main", "review", "last", "--json"],
        env={**devices.environment, "INTERVIEWER_HOME": str(folder / "home")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(read.stdout) | {"output": output}


def answered(review, told: Told):
    return next(t for t in review["turns"] if t["question_id"] == told.question and t["kind"] == "question")


@pytest.mark.parametrize("told", ANSWERS, ids=lambda told: told.verdict)
def test_the_set_up_is_timed_and_judged(review, told):
    timing = answered(review, told)["timing"]
    assert timing["setup_verdict"] == told.verdict
    assert timing["setup_s"] == pytest.approx(told.setup_s(), abs=0.5)
    assert timing["estimated"] is False


@pytest.mark.parametrize("told", ANSWERS, ids=lambda told: told.verdict)
def test_what_is_quoted_was_said(review, told):
    criteria = answered(review, told)["assessment"]["criteria"]
    quotes = {one["id"]: [evidence["quote"] for evidence in one["evidence"]] for one in criteria}
    assert any(is_said(quote, told.sentences[: told.setup]) for quote in quotes["situation"])
    assert any(is_said(quote, told.sentences[told.setup :]) for quote in quotes["action"])
    assert all(is_said(quote, told.sentences) for found in quotes.values() for quote in found)


def is_said(quote: str, written: tuple[str, ...]) -> bool:
    """Whether nine of ten words of the quote stand in one of the sentences in this order."""
    heard = tuple(clips.SpokenWord(word, 0, 0, first=False) for word in clips.words_of(quote))
    whole = [(word, 0.0) for word in clips.words_of(" ".join(written))]
    right = len(clips.difference(heard, whole).start_errors_s)
    return right >= 0.9 * len(heard)


@pytest.mark.parametrize("told", ANSWERS, ids=lambda told: told.verdict)
def test_the_words_are_right(review, told):
    heard = " ".join(word["text"] for word in answered(review, told)["transcript"]["words"])
    said = tuple(clips.SpokenWord(word, 0, 0, first=False) for word in clips.words_of(" ".join(told.sentences)))
    assert clips.difference(said, [(word, 0.0) for word in clips.words_of(heard)]).error_rate < 0.1


@pytest.mark.parametrize("told", ANSWERS, ids=lambda told: told.verdict)
def test_the_follow_up_asks_for_what_is_missing(review, told):
    follow_up = next(t for t in review["turns"] if t["question_id"] == told.question and t["kind"] == "follow_up")
    assert follow_up["target"] == told.follow_up
    assert follow_up["asked"] in " ".join(review["output"].split()), "the screen breaks lines"
    heard = " ".join(word["text"] for word in follow_up["transcript"]["words"])
    assert is_said(heard, (told.reply,))
