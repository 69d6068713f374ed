"""Lines become speech: by pyttsx3, by a program, by the next one when one fails, and from the cache."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from audio import pyttsx3_engine
from audio.cached_synthesizer import CachedSynthesizer
from audio.command_synthesizer import SubprocessSynthesizer
from audio.errors import SynthesisError
from audio.fallback_synthesizer import FallbackSynthesizer, first_working
from audio.pyttsx3_engine import Pyttsx3Synthesizer
from audio.samples import rms_dbfs
from audio.scripted import ToneSynthesizer
from tests.audio.speech import need_espeak

LINE = "Tell me about a time you disagreed with your manager."


class Counting(ToneSynthesizer):
    """Counts its calls, and fails from the given one on."""

    def __init__(self, fails_from=1_000):
        self.calls, self._fails_from = [], fails_from

    def synthesize(self, text):
        self.calls.append(text)
        if len(self.calls) >= self._fails_from:
            raise SynthesisError("the voice is gone.")
        return super().synthesize(text)


def a_program(tmp_path, script):
    path = tmp_path / "voice"
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


@pytest.mark.parametrize("make", [Pyttsx3Synthesizer, SubprocessSynthesizer])
class TestEngines:
    def test_a_line_is_spoken(self, make):
        need_espeak()
        samples = make().synthesize(LINE)
        assert samples.dtype == np.float32
        assert 2.0 < len(samples) / 16_000 < 5.0
        assert rms_dbfs(samples) > -30

    def test_every_line_is_whole_and_its_own(self, make):
        need_espeak()
        synthesizer = make()
        lengths = [[len(synthesizer.synthesize("word " * n)) for n in (1, 8, 3)] for _ in range(2)]
        assert lengths[0] == lengths[1]
        assert lengths[0][0] < lengths[0][2] < lengths[0][1]

    def test_the_rate_counts(self, make):
        need_espeak()
        assert len(make(rate=120).synthesize(LINE)) > 1.3 * len(make(rate=220).synthesize(LINE))

    def test_awkward_texts(self, make):
        need_espeak()
        for text in ("-f /etc/passwd", "$(id); `id` 'x' \"y\"", "Zoë’s “naïve” café: 95 % — ok?", "a\0b", "two\nlines"):
            assert len(make().synthesize(text)) > 3_000

    def test_an_empty_line_and_an_unknown_voice_are_errors(self, make):
        need_espeak()
        with pytest.raises(SynthesisError, match="empty"):
            make().synthesize(" \n")
        with pytest.raises(SynthesisError) as caught:
            make(voice="nobody").synthesize(LINE)
        assert "\n" not in str(caught.value)

    def test_several_threads_may_speak(self, make):
        need_espeak()
        synthesizer, results = make(), {}
        threads = [
            threading.Thread(target=lambda n=n: results.update({n: len(synthesizer.synthesize("word " * n))}))
            for n in (1, 4, 8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results[1] < results[4] < results[8]


def test_a_worker_that_hangs_is_ended(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    worker.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pyttsx3_engine, "_WORKER", worker)
    started_s = time.monotonic()
    with pytest.raises(SynthesisError, match="did not finish"):
        Pyttsx3Synthesizer(timeout_s=0.5).synthesize(LINE)
    assert time.monotonic() - started_s < 10


def test_a_worker_that_crashes_says_why(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    monkeypatch.setattr(pyttsx3_engine, "_WORKER", worker)
    worker.write_text("import os; os.abort()")
    with pytest.raises(SynthesisError, match="could not speak"):
        Pyttsx3Synthesizer().synthesize(LINE)
    worker.write_text("")
    with pytest.raises(SynthesisError, match="made no sound"):
        Pyttsx3Synthesizer().synthesize(LINE)


def test_a_program_that_is_missing_hangs_or_fails(tmp_path):
    with pytest.raises(SynthesisError, match="install it"):
        SubprocessSynthesizer("no-such-program").synthesize(LINE)
    with pytest.raises(SynthesisError, match="did not finish"):
        SubprocessSynthesizer(a_program(tmp_path, "import time; time.sleep(60)"), timeout_s=0.5).synthesize(LINE)
    with pytest.raises(SynthesisError, match="no such voice"):
        SubprocessSynthesizer(a_program(tmp_path, "raise SystemExit('no such voice')")).synthesize(LINE)
    with pytest.raises(SynthesisError, match="made no sound"):
        SubprocessSynthesizer(a_program(tmp_path, "pass")).synthesize(LINE)


def test_the_chain_stays_with_what_works():
    broken, working, spare = Counting(fails_from=1), Counting(fails_from=3), Counting()
    chain = first_working([broken, working, spare])
    chain.synthesize("one")
    assert (len(broken.calls), len(working.calls), len(spare.calls)) == (1, 2, 0)
    chain.synthesize("two")
    chain.synthesize("three")
    assert (len(broken.calls), len(working.calls), len(spare.calls)) == (2, 3, 2)


def test_when_nothing_speaks_every_reason_is_given():
    with pytest.raises(SynthesisError, match=r"gone\. the voice"):
        first_working([Counting(fails_from=1), Counting(fails_from=1)])
    with pytest.raises(SynthesisError, match="No voice"):
        FallbackSynthesizer([]).synthesize("one")


def test_a_line_is_rendered_once(tmp_path):
    inner = Counting()
    first = CachedSynthesizer(inner, tmp_path / "lines").synthesize("one two")
    again = CachedSynthesizer(inner, tmp_path / "lines").synthesize("one two")
    assert inner.calls == ["one two"]
    assert np.allclose(first, again, atol=1e-4)


def test_another_voice_is_another_line(tmp_path):
    need_espeak()
    for voice in ("en-us", "en-gb"):
        CachedSynthesizer(SubprocessSynthesizer("espeak-ng", voice=voice), tmp_path).synthesize("hello")
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"not a sound" * 50, None])
def test_a_damaged_entry_is_made_again(tmp_path, damage):
    inner = Counting()
    cached = CachedSynthesizer(inner, tmp_path)
    whole = cached.synthesize("one two")
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:-100] if damage is None else damage)
    assert np.array_equal(cached.synthesize("one two"), whole)
    assert len(cached.synthesize("one two")) == len(whole)
    assert len(inner.calls) == 2


def test_a_cache_that_cannot_be_written_does_not_silence_us(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    assert len(CachedSynthesizer(Counting(), tmp_path / "file").synthesize("one"))
    assert "could not be cached" in caplog.text


class Slow(Counting):
    """Takes its time over the given lines, until told to go on."""

    def __init__(self, *slow):
        super().__init__()
        self._slow, self.go_on, self.begun = slow, threading.Event(), threading.Event()

    def synthesize(self, text):
        if text in self._slow:
            self.begun.set()
            assert self.go_on.wait(10)
        return super().synthesize(text)


def test_no_line_waits_for_one_that_may_be_needed_later(tmp_path):
    inner = Slow("later")
    cached = CachedSynthesizer(inner, tmp_path)
    cached.synthesize("there")
    ahead = threading.Thread(target=cached.synthesize, args=("later",))
    ahead.start()
    assert inner.begun.wait(5)
    cached.synthesize("there")
    cached.synthesize("new")
    assert inner.calls == ["there", "new"], "and the slow one is still being rendered"
    inner.go_on.set()
    assert len(cached.synthesize("later"))
    ahead.join()
    assert inner.calls.count("later") == 1, "a line that is being rendered is waited for, not rendered twice"


def test_the_process_in_reserve_speaks_the_next_line_and_no_other():
    need_espeak()
    synthesizer = Pyttsx3Synthesizer()
    synthesizer.warm_up()
    reserve = synthesizer._reserve._worker
    assert reserve.poll() is None
    first = synthesizer.synthesize("one")
    assert reserve.poll() == 0, "it has spoken one line and ended"
    assert len(Pyttsx3Synthesizer().synthesize("one")) == len(first)
    again = synthesizer.synthesize("one two three")
    assert len(again) > len(first)


def test_a_process_in_reserve_that_has_died_is_replaced():
    need_espeak()
    synthesizer = Pyttsx3Synthesizer()
    synthesizer.warm_up()
    synthesizer._reserve._worker.kill()
    synthesizer._reserve._worker.wait()
    assert len(synthesizer.synthesize("one"))


def test_the_process_in_reserve_ends_with_its_owner():
    need_espeak()
    synthesizer = Pyttsx3Synthesizer()
    synthesizer.warm_up()
    reserve = synthesizer._reserve._worker
    del synthesizer
    assert reserve.poll() is not None
    script = "from audio.pyttsx3_engine import *; s = Pyttsx3Synthesizer(); s.warm_up(); print(s._reserve._worker.pid)"
    kill = "; import os; os._exit(0)"
    done = subprocess.run([sys.executable, "-c", script + kill], capture_output=True, text=True, check=True)
    deadline_s = time.monotonic() + 10
    while _alive(int(done.stdout)) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert not _alive(int(done.stdout)), "however its owner ends"


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize("make", [Pyttsx3Synthesizer, SubprocessSynthesizer])
def test_a_line_has_no_silence_around_it_and_the_volume_counts(make):
    need_espeak()
    loud, soft = make().synthesize(LINE), make(volume=0.25).synthesize(LINE)
    assert max(abs(loud[:800])) > 0.002
    assert max(abs(loud[-800:])) > 0.002
    assert rms_dbfs(soft) == pytest.approx(rms_dbfs(loud) - 12, abs=2)


def test_temporary_files_are_removed(tmp_path, monkeypatch):
    need_espeak()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    Pyttsx3Synthesizer().synthesize("hello")
    SubprocessSynthesizer("espeak-ng").synthesize("hello")
    assert list(tmp_path.iterdir()) == []
