"""A drill by voice for real: a synthetic voice in place of the microphone, recognised by the demonstration's miniature."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from interviewer.demo.run import MODEL
from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from tests.conftest import need

ROOT = Path(__file__).resolve().parents[2]
HEARD = (
    "Last year my team owned the search service of an online store. In the spring, I saw that new products were missing "
    "from the first page, and nobody knew why."
)


@pytest.mark.engines
def test_a_spoken_set_up_gets_its_verdict_spoken(tmp_path, warm_home):
    need(shutil.which("espeak-ng") is not None, "espeak-ng", "sudo apt install espeak-ng")
    answer = tmp_path / "answer.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "175", "-w", str(answer), HEARD], check=True)
    command = [sys.executable, "-m", "interviewer.cli.main", "drill", "setup", "--rounds", "1", "--seed", "3"]
    done = subprocess.run(
        [*command, "--microphone-file", str(answer), "--model", str(MODEL)],
        capture_output=True, text=True, cwd=ROOT, check=False, env=os.environ, timeout=250,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert re.search(r"Not yet\. \d+(\.\d)? s of 30 s", said), "measured, not estimated"
    assert "what was asked of you: not heard" in said
    assert "0 of 1 answers passed." in said
    folder = next((warm_home / "sessions").iterdir())
    review = build_review(read_session(folder))
    assert review.turns[0].transcript.text == HEARD
    assert not review.turns[0].transcript.estimated
    again = next(line for line in review.lines if line["text"] == "Once more, the same one.")
    with wave.open(str(folder / again["audio"])) as sound:
        assert sound.getnframes() / sound.getframerate() > 4, "the verdict is spoken before it"
