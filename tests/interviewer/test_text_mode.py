"""Text mode as the contract has it, on a pipe and on a terminal."""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import time

import pytest

from interviewer.practice import TEXT_PATIENCE
from interviewer.review.review import build_review
from interviewer.runner import Runner
from interviewer.sessions.session_file import SessionWriter, read_session
from interviewer.text_io import TextPorts
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, QUESTIONS, ROOT, STORY, command, header, interview, verdicts

WHOLE = f"{STORY} {NUMBER}"
POINTS = "It fits noise and a held-out set shows it."


class Piped:
    """A text interview whose whole input lies ready in a pipe."""

    def __init__(self, folder, data: bytes, *, realtime: bool = False) -> None:
        read_end, write_end = os.pipe()
        self.out, self.writer = io.StringIO(), SessionWriter.create(folder, header("piped", mode="text"))
        ports = TextPorts(
            read_end,
            self.out,
            record=self.writer.append,
            session_s=self.writer.now_s,
            realtime=realtime,
            notes=lambda: build_review(read_session(self.writer.folder)),
        )
        self.judge = ScriptedJudge(verdicts)
        self.runner = Runner(interview(patience=TEXT_PATIENCE), ports, self.judge, self.writer)
        os.write(write_end, data)
        os.close(write_end)
        self.runner.run()
        os.close(read_end)
        self.session = read_session(self.writer.folder)
        self.review = build_review(self.session)
        self.text = self.out.getvalue()

    @property
    def answers(self) -> list[str]:
        return [turn.transcript.text if turn.transcript else "" for turn in self.review.turns]

    @property
    def typed(self) -> list[str]:
        return [record.text for record in self.session.records if record.code == "typed"]


def test_answers_ahead_in_the_pipe_each_go_to_their_question(tmp_path):
    done = Piped(tmp_path, f"{STORY}\n\n{NUMBER}\n\n{POINTS}\n\n{WHOLE}\n\nnever asked for\n\n".encode())
    assert done.answers == [STORY, NUMBER, POINTS, WHOLE]
    assert done.review.ended == "completed"
    for line in ("Hello.", *(q.text for q in QUESTIONS), "How much did that change?", "Thank you."):
        assert line in done.text
    assert done.text.index("── Feedback") > done.text.index("Thank you.")


def test_an_answer_is_the_lines_up_to_an_empty_one(tmp_path):
    done = Piped(tmp_path, b"\n\n  \nI did one thing,\nand I did another.\n   \n\n\n" + POINTS.encode() + b"\n\n")
    assert done.answers[0] == "I did one thing, and I did another."
    assert len(done.review.turns) == 3, "empty lines before an answer are no answer"


@pytest.mark.parametrize("tail", ["", "\n"])
def test_the_end_of_the_input_in_an_answer_keeps_and_judges_it(tmp_path, tail):
    done = Piped(tmp_path, (STORY + tail).encode())
    assert done.answers == [STORY]
    assert done.review.turns[0].assessment is not None
    assert done.review.turns[0].ended == "end_of_input"
    assert done.review.ended == "quit"
    assert "── Feedback" in done.text


def test_no_input_at_all_ends_the_interview_as_quit_does(tmp_path):
    done = Piped(tmp_path, b"")
    assert (done.review.ended, done.review.score) == ("quit", None)
    assert "Overall: unscored" in done.text


def test_windows_line_ends(tmp_path):
    done = Piped(tmp_path, f"{WHOLE}\r\n\r\n{POINTS}\r\n\r\n/quit\r\n".encode())
    assert done.answers == [WHOLE, POINTS, ""]
    assert all("\r" not in line for line in done.typed)


def test_commands(tmp_path):
    done = Piped(
        tmp_path,
        b"/help\n/nonsense\n/ \n/more\n/repeat\n/notes\nI did it\n/notes\n/repeat\nfor our company\n\n/skip\n/NOTES\n/quit now\nnot read\n",
    )
    out = done.text
    assert "/notes what has been noted so far" in out
    assert "There is no command /nonsense; /help lists them." in out
    assert "Take all the time you need." in out
    assert "Nothing has been noted yet." in out
    assert "7 words" in out or "6 words" in out
    assert out.count(QUESTIONS[0].text) >= 3, (
        "asked, repeated by the interviewer, shown again in the middle of the answer"
    )
    assert done.answers[0] == "I did it for our company"
    assert done.review.ended == "quit"
    assert "not read" not in done.typed
    assert all(not line.startswith("/") for line in done.typed)


def test_skip_in_the_middle_of_an_answer_keeps_what_was_said(tmp_path):
    done = Piped(tmp_path, f"{STORY}\n/skip\n{POINTS}\n\n".encode())
    assert done.answers[:2] == [STORY, POINTS]
    assert "follow_up" not in {turn.kind for turn in done.review.turns[:2]}


def test_quit_in_the_middle_of_an_answer_judges_it(tmp_path):
    done = Piped(tmp_path, f"{STORY}\n/quit\n".encode())
    assert done.answers == [STORY]
    assert done.review.turns[0].assessment is not None


def test_times_are_estimated_at_150_words_a_minute_and_say_so(tmp_path):
    done = Piped(tmp_path, ("word " * 75).encode() + b"\n\n/quit\n")
    first = done.review.turns[0]
    assert first.timing.total_s == 30.0
    assert first.timing.estimated
    assert first.timing.time_to_first_word_s is None
    assert "about 30 s" in done.text
    assert "estimated" in done.text


def test_a_request_in_words_is_granted_and_left_out_of_the_answer(tmp_path):
    for realtime in (False, True):
        folder = tmp_path / str(realtime)
        done = Piped(folder, f"Could you repeat that?\n\n{STORY}\n{NUMBER}\n\n".encode(), realtime=realtime)
        assert done.answers[0] == WHOLE
        assert done.review.turns[0].requests == ("Could you repeat that?",)


def test_a_command_of_a_megabyte_is_not_echoed(tmp_path):
    done = Piped(tmp_path, b"/" + b"x" * 40_000 + b"\n/quit\n")
    assert len(done.text) < 3000


def test_terminal_escapes_are_kept_on_disk_and_shown_nowhere(tmp_path):
    nasty = "I \x1b[31mfixed\x1b[0m the \x1b]0;owned\x07loader\x9b2J for our company \x07\x00\u202eevil"
    done = Piped(tmp_path, nasty.encode() + b"\n/\x1b[2Jboo\n/notes\n\n")
    assert done.typed == [nasty]
    assert done.answers[0] == "I fixed the loader2J for our company evil"
    assert all(c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) for c in done.text)


def test_bytes_that_are_no_text_are_an_answer_all_the_same(tmp_path):
    done = Piped(tmp_path, b"I fixed \xff\xfe the loader\n\n\xef\xbb\xbf" + POINTS.encode() + b"\n\n")
    assert done.answers[:2] == ["I fixed \ufffd\ufffd the loader", POINTS]


def test_an_answer_of_nothing_but_control_characters(tmp_path):
    done = Piped(tmp_path, b"\x01\x02\x1b[31m\n\n" + POINTS.encode() + b"\n\n")
    assert done.answers[:2] == ["", POINTS]
    assert done.review.questions[0].score is None


def test_an_input_left_in_non_blocking_mode_is_waited_for(tmp_path):
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    ports = TextPorts(read_end, io.StringIO(), record=lambda _: None, session_s=lambda: 0.0)
    ports.listen(1, 1, 180.0)
    time.sleep(0.05)
    os.write(write_end, b"an answer\n\n")
    assert type(ports.next_event(ports.now_s() + 5)).__name__ == "SpeechStarted"
    assert ports.next_event(ports.now_s() + 5).reason == "key"
    assert ports.transcript(1).text == "an answer"
    os.close(write_end)


def test_a_reader_that_has_gone_does_not_end_the_interview(tmp_path):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    read_end, write_end = os.pipe()
    os.write(write_end, b"an answer\n\n")
    os.close(write_end)
    ports = TextPorts(read_end, Gone(), record=lambda _: None, session_s=lambda: 0.0)
    ports.listen(1, 1, 180.0)
    assert type(ports.next_event(ports.now_s() + 5)).__name__ == "SpeechStarted"


# --- measured times --------------------------------------------------------------------------------------------------


def test_realtime_goes_on_with_the_clock_of_the_turn(tmp_path, monkeypatch):
    read_end, write_end = os.pipe()
    ports = TextPorts(read_end, io.StringIO(), record=lambda _: None, session_s=lambda: 0.0, realtime=True)
    clock = [100.0]
    monkeypatch.setattr(ports, "now_s", lambda: clock[0])

    def type_line(text: bytes, at_s: float) -> None:
        clock[0] = at_s
        os.write(write_end, text + b"\n")
        ports.next_event(None)

    ports.listen(1, 1, 180.0)
    type_line(b"could you repeat that", 104.0)
    ports.stop_listening(1)
    clock[0] = 150.0
    ports.listen(1, 2, 180.0)
    type_line(b"one two", 156.0)
    os.write(write_end, b"three\n\n")
    clock[0] = 158.0
    ports.next_event(None)
    words = ports.transcript(1).words
    assert [(w.start_s, w.end_s) for w in words[:4]] == [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]
    assert [(w.start_s, w.end_s) for w in words[4:]] == [(4.0, 7.0), (7.0, 10.0), (10.0, 12.0)]
    os.close(write_end)


# --- the real command ------------------------------------------------------------------------------------------------


def test_the_command_on_a_pipe(home):
    done = command("practice", "--text", "--questions", "2", "--follow-ups", "0", data=b"I fixed it.\n\nIt works.")
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "(estimated)" in out
    assert "interviewer review " in out
    (folder,) = (home / "sessions").iterdir()
    assert [t.transcript.text for t in build_review(read_session(folder)).turns] == ["I fixed it.", "It works."]


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, *command_line: str, env=None) -> None:
        pty = pytest.importorskip("pty", reason="needs a Unix terminal")
        self.fd, child = pty.openpty()
        env = {**os.environ, **(env or {})}
        self.process = subprocess.Popen(
            command_line, stdin=child, stdout=child, stderr=child, env=env, cwd=ROOT, start_new_session=True
        )
        os.close(child)
        self.seen = ""

    def until(self, text: str, timeout_s: float = 60.0) -> str:
        end = time.monotonic() + timeout_s
        start = len(self.seen)
        while text not in self.seen[start:]:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"no {text!r} in {self.seen[start:]!r}"
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            assert data, f"no {text!r} in {self.seen[start:]!r}"
            self.seen += data.decode(errors="replace")
        return self.seen[start:]

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def end(self) -> int:
        while True:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            if not data:
                break
            self.seen += data.decode(errors="replace")
        os.close(self.fd)
        return self.process.wait(60)


def test_a_whole_interview_at_a_terminal(tmp_path):
    talk = Terminal(sys.executable, "-m", "tests.interviewer.text_session", str(tmp_path / "tty"), "--realtime")
    talk.until("> ")
    talk.type("/repeat\n")
    assert QUESTIONS[0].text in talk.until("> ")
    talk.type("/help\n")
    talk.until("/quit")
    talk.type(f"{STORY}\n\n")
    assert "How much did that change?" in talk.until("> ")
    talk.type(f"{NUMBER}\n\n")
    assert QUESTIONS[1].text in talk.until("> ")
    talk.type("It fits noise")
    talk.type("\x04\x04")  # Ctrl-D twice: the line so far, then the end of the input
    assert talk.end() == 0
    assert "── Feedback" in talk.seen
    review = build_review(read_session(tmp_path / "tty"))
    assert review.turns[2].transcript.text == "It fits noise"
    assert not review.turns[0].timing.estimated
    assert "estimated" not in talk.seen


def test_the_command_at_a_terminal(home):
    talk = Terminal(sys.executable, "-m", "interviewer.cli.main", "practice", "--text", "--questions", "1")
    talk.until("> ")
    talk.type("I fixed it.\n\n")
    talk.until("── Feedback")
    assert talk.end() == 0
