"""The recogniser's process: answers, dies in the middle, hangs, has no weights, and the words come all the same."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

from audio.errors import ModelMissingError, TranscriptionError
from audio.process_transcriber import ProcessTranscriber
from audio.samples import silence
from tests.audio.miniature import KNOWN, miniature
from tests.audio.speech import spliced, tone

# A stand-in for the worker: speaks the same protocol, decodes in `delay` seconds, and fails as told by a file.
WORKER = """
import json, os, sys, time
from pathlib import Path
plan = Path({plan!r})
while line := sys.stdin.buffer.readline():
    request = json.loads(line)
    data = sys.stdin.buffer.read(4 * sum(request["lengths"]))
    step = plan.read_text() if plan.exists() else "answer"
    if step != "answer":
        plan.unlink()
    if step == "die":
        os._exit(3)
    if step == "hang":
        time.sleep(1000)
    time.sleep({delay})
    words = [{{"text": f"{{count}}", "start_s": 0.0, "end_s": 0.5}} for count in request["lengths"]]
    answer = {{"transcripts": [{{"words": [word], "duration_s": 1.0}} for word in words]}}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\\n")
    sys.stdout.buffer.flush()
"""


@pytest.fixture
def stand_in(tmp_path):
    made = []

    def make(delay=0.0, **limits):
        transcriber = ProcessTranscriber("any", **limits)
        source = WORKER.format(plan=str(tmp_path / "plan"), delay=delay)
        transcriber._command = [sys.executable, "-c", source]
        made.append(transcriber)
        return transcriber

    yield make
    for one in made:
        one.close()


def test_words_come_back_from_the_other_process(stand_in):
    transcriber = stand_in()
    assert transcriber.transcribe(tone(1.0)).text == "16000"
    assert transcriber.transcribe(tone(60.0)).text == "960000", "more than a pipe holds at once"


def test_several_chunks_come_back_in_order(stand_in):
    transcriber = stand_in()
    found = transcriber.transcribe_many([tone(2.0), silence(0), tone(1.0)])
    assert [one.text for one in found] == ["32000", "0", "16000"]
    assert transcriber.transcribe_many([]) == []


@pytest.mark.parametrize("fault", ["die", "hang"])
def test_several_chunks_survive_a_process_that_dies_or_hangs(stand_in, tmp_path, fault):
    transcriber = stand_in(base_s=1.0, per_second_s=0.0)
    transcriber.transcribe(tone(0.1))
    (tmp_path / "plan").write_text(fault)
    assert [one.text for one in transcriber.transcribe_many([tone(2.0), tone(1.0)])] == ["32000", "16000"]
    assert transcriber.restarts == 1


@pytest.mark.parametrize("fault", ["die", "hang"])
def test_a_process_that_dies_or_hangs_is_replaced_and_nothing_is_lost(stand_in, tmp_path, fault):
    transcriber = stand_in(base_s=1.0, per_second_s=0.0)
    transcriber.transcribe(tone(0.1))
    (tmp_path / "plan").write_text(fault)
    assert transcriber.transcribe(tone(2.0)).text == "32000"
    assert transcriber.restarts == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_kill_in_the_middle_of_a_decode_loses_nothing(stand_in):
    transcriber = stand_in(delay=0.5)
    transcriber.transcribe(tone(0.1))
    victim = transcriber.pid
    got = []
    working = threading.Thread(target=lambda: got.append(transcriber.transcribe(tone(1.0)).text))
    working.start()
    time.sleep(0.2)
    os.kill(victim, signal.SIGKILL)
    working.join(20)
    assert got == ["16000"]
    assert transcriber.pid != victim


def test_a_process_that_never_works_is_reported_once_and_for_all(stand_in):
    transcriber = stand_in()
    transcriber._command = [sys.executable, "-c", "raise SystemExit(1)"]
    with pytest.raises(TranscriptionError, match="twice: the recording is kept"):
        transcriber.transcribe(tone(1.0))


@pytest.mark.engines
def test_missing_and_broken_weights_are_named(tmp_path):
    absent = ProcessTranscriber("base.en", tmp_path)
    with pytest.raises(ModelMissingError, match=r"base\.en is not on this machine"):
        absent.load()
    absent.close()
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"no weights")
    torn = ProcessTranscriber(broken, tmp_path)
    with pytest.raises(TranscriptionError, match="not a complete Whisper model"):
        torn.transcribe(np.concatenate([tone(1.0)]))
    torn.close()


@pytest.mark.engines
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_the_real_recogniser_killed_in_the_middle_of_a_chunk_loses_no_word(tmp_path):
    transcriber = ProcessTranscriber(miniature(), tmp_path, threads=1)
    samples, _ = spliced(*[part for sentence in KNOWN for part in (sentence, 0.6)])
    whole = transcriber.transcribe(samples).text
    assert "team of five" in whole
    got = []
    working = threading.Thread(target=lambda: got.append(transcriber.transcribe(samples).text))
    working.start()
    time.sleep(0.15)
    os.kill(transcriber.pid, signal.SIGKILL)
    working.join(120)
    transcriber.close()
    assert got == [whole]
    assert transcriber.restarts == 1
