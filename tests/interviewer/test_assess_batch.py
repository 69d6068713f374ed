"""`assess --batch` line by line: nothing is collected, and whatever ends it, what was judged is on the disk."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from types import SimpleNamespace

import pytest

from interviewer import practice
from interviewer.answers import assess as assessing
from interviewer.answers.assess import bounded_lines
from interviewer.cli.main import run
from prompts.load import Bank
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import STORY, verdicts

QUESTION = {"text": "Tell me about a time when you went deep.", "kind": "behavioral", "principle": "Dive Deep"}


def line(name, answer=STORY):
    return json.dumps({"id": name, "question": QUESTION, "answer": answer}).encode() + b"\n"


def judged(path):
    return [json.loads(one)["id"] for one in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(autouse=True)
def no_bank(monkeypatch):
    """Every question here comes with its answer."""
    monkeypatch.setattr(practice, "whole_bank", lambda _: Bank(()))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.jsonl"


@pytest.fixture
def batch(tmp_path, out, monkeypatch):
    """Runs the command on some lines, judged by a function; returns the exit code."""

    def command(lines, judge=verdicts, target=out):
        source = tmp_path / "in.jsonl"
        source.write_bytes(b"".join(lines))
        monkeypatch.setattr(practice, "make_judge", lambda *_: ScriptedJudge(judge))
        return run(["assess", "--batch", str(source), "--out", str(target)])

    return command


def test_each_verdict_is_on_the_disk_before_the_next_answer_is_judged(batch, out):
    seen = []

    def judge(question, transcript):
        seen.append(judged(out))
        return verdicts(question, transcript)

    assert batch([line("a"), b"\n", line("b"), b"no json\n", line("c")], judge) == 1
    assert seen == [[], ["a"], ["a", "b", None]]
    assert judged(out) == ["a", "b", None, "c"]


def test_answers_are_read_as_they_are_needed(out, monkeypatch):
    class Slow(io.BytesIO):
        def readline(self, size=-1):
            found = super().readline(size)
            if found.startswith(b'{"id": "b"'):
                assert judged(out) == ["a"]
            return found

    monkeypatch.setattr(practice, "make_judge", lambda *_: ScriptedJudge(verdicts))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Slow(line("a") + line("b"))))
    assert run(["assess", "--batch", "-", "--out", str(out)]) == 0
    assert judged(out) == ["a", "b"]


def test_ctrl_c_keeps_what_was_judged_and_says_so(batch, out, capsys):
    def judge(question, transcript):
        if "stop here" in transcript.text:
            raise KeyboardInterrupt
        return verdicts(question, transcript)

    assert batch([line("a"), line("b"), line("c", "stop here"), line("d")], judge) == 130
    assert judged(out) == ["a", "b"]
    assert capsys.readouterr().err == f"interviewer: Interrupted. The first 2 verdicts are in {out}.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_is_said_in_one_line(batch, capsys):
    assert batch([line("a"), line("b")], target="/dev/full") == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert "No space left" in said
    assert "first 0 verdicts" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_reader_that_has_enough_ends_it_without_a_word(batch, tmp_path, capsys):
    pipe, first = tmp_path / "pipe", []
    os.mkfifo(pipe)
    gone = threading.Event()

    def read_one():
        with pipe.open("rb") as stream:
            first.append(json.loads(stream.readline())["id"])
        gone.set()

    def judge(question, transcript):
        if "the second" in transcript.text:
            assert gone.wait(10)
        return verdicts(question, transcript)

    reader = threading.Thread(target=read_one)
    reader.start()
    assert batch([line("a"), line("b", "the second"), line("c")], judge, pipe) == 0
    reader.join()
    assert first == ["a"]
    assert capsys.readouterr().err == ""


def test_hostile_lines_in_the_middle_stop_nothing(batch, out, capsys):
    hostile = [
        b"\0" * 100 + b"\n",
        b"\xff\xfe\n",
        b"[" * 5000 + b"\n",
        b'{"id": "x", "answer": "' + b"y" * 11_000_000 + b'"}\n',
    ]
    assert batch([line("a"), *hostile, line("b")]) == 1
    assert judged(out) == ["a", None, None, None, None, "b"]
    assert "4 of 6 lines" in capsys.readouterr().err


def test_of_a_line_without_an_end_only_the_beginning_is_held(monkeypatch):
    monkeypatch.setattr(assessing, "MAX_LINE_BYTES", 4)
    stream = io.BytesIO(b"abcd\nabcdefghijklmnop\n\nabc\nlong without an end")
    # "abcd" and its end are five bytes, and so much is read at once
    assert list(bounded_lines(stream)) == [b"abcd\n", b"abcde", b"\n", b"abc\n", b"long "]


def test_input_or_output_that_cannot_be_opened_harms_nothing(batch, tmp_path, out, capsys):
    out.write_text("earlier verdicts")
    assert run(["assess", "--batch", str(tmp_path / "none.jsonl"), "--out", str(out)]) == 1
    assert out.read_text() == "earlier verdicts"
    assert batch([line("a")], target=tmp_path / "no" / "folder.jsonl") == 1
    for said in capsys.readouterr().err.splitlines():
        assert "No such file" in said


def test_a_bar_moves_on_a_terminal_and_only_there(batch, monkeypatch, capsys):
    assert batch([line("a"), line("b")]) == 0
    assert capsys.readouterr() == ("", "")

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert batch([line("a"), line("b")]) == 0
    assert "Judging" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
    assert capsys.readouterr().out == ""
