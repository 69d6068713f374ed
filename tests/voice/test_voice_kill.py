"""A voice interview killed in the middle of an answer: at most the block in flight is missing, and the words remain."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from audio.protocols import SAMPLE_RATE
from audio.samples import load_audio
from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from tests.interviewer.talks import ROOT

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")

CHILD = """
import sys
from pathlib import Path
import numpy as np
from audio.samples import silence
from interviewer.voice.ears import FileEars
from audio.file_recorder import FileRecorder
from tests.audio.tone_speech import ToneLanguage
from tests.voice.voice_rig import Rig
language = ToneLanguage()
parts = [p for n in range(40) for p in (language.speak(" ".join(f"w{(n + k) % 50}" for k in range(20))), silence(0.7))]
class Told(FileRecorder):
    taken = 0
    def start(self, consume):
        def take(block):
            consume(block)
            self.taken += len(block.samples)
            print(self.taken, flush=True)
        super().start(take)
recorder = Told(np.concatenate(parts), speed=30)
files = iter([recorder])
Rig(Path(sys.argv[1]), language=language, ears=FileEars(lambda: next(files, None), lambda: None)).run()
"""


def killed(folder, seconds: float) -> int:
    """A voice interview killed when so much of an answer has been taken in; samples that had been."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout is not None
    taken = 0
    for line in process.stdout:
        taken = int(line)
        if taken >= seconds * SAMPLE_RATE:
            break
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().split()
    process.stdout.close()
    process.wait()
    return int(rest[-1]) if rest else taken


@pytest.mark.parametrize("seconds", [3, 13, 31])
def test_killed_in_the_middle_of_an_answer(tmp_path, seconds):
    taken = killed(tmp_path, seconds)
    session = read_session(tmp_path / "sessions" / "s1")
    recorded = load_audio(session.folder / "turn-001.wav")
    assert taken <= len(recorded) <= taken + 512, "all that was taken in is in the file"
    review = build_review(session)
    assert review.ended == "cut off"
    if seconds > 20:
        assert review.turns[0].transcript.text.startswith("w0 w1 w2 w3"), "closed chunks are on the disk"
