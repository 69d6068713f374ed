"""Replay in the terminal: the line of time, the playback over it, the screen, and the command in a real terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

import numpy as np
import pytest

from audio.errors import DeviceError
from audio.samples import load_audio
from audio.scripted import SilentPlayer
from audio.stretch import stretched
from interviewer.cli.main import run
from interviewer.replay.playback import SPEEDS, Playback
from interviewer.replay.recorded import recorded_lengths
from interviewer.replay.screen import screen_lines, wrapped
from interviewer.replay.terminal import Sound, keys_in
from interviewer.replay.timeline import GAP_S, Item, Mark, TimedWord, Timeline, build_timeline
from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from tests.audio.conftest import virtual_devices  # noqa: F401 - a fixture
from tests.golden.build import NAMES, SILENT_NAMES, build
from tests.golden.ports import can_speak
from tests.interviewer.talks import ROOT
from tests.voice.test_voice_devices import pieces_found


def words(text: str, step_s: float = 1.0) -> tuple[TimedWord, ...]:
    return tuple(TimedWord(word, i * step_s, (i + 1) * step_s) for i, word in enumerate(text.split()))


LINE = Timeline(
    "a session",
    (
        Item("interviewer", 1, 0.0, 4.0, words("Why did you go")),
        Item(
            "candidate",
            1,
            4.4,
            10.0,
            words("a b c d e f g h i j"),
            marks=(Mark(3.0, '+ the action: "c"'),),
            audio="a.wav",
        ),
        Item("feedback", 1, 14.8, 3.0, lines=("+ good", "> next time: more")),
        Item("interviewer", 2, 18.2, 2.0, words("And then")),
        Item("candidate", 2, 20.6, 5.0, words("1 2 3 4 5")),
    ),
)


# --- the line of time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SILENT_NAMES)
def test_every_golden_session_is_one_line_of_time(tmp_path, name):
    review = build_review(read_session(build(tmp_path, name)))
    line = build_timeline(review, {})
    assert line.duration_s > 0
    for before, after in zip(line.items, line.items[1:], strict=False):
        assert after.start_s == pytest.approx(before.end_s + GAP_S)
    said = " ".join(w.text for item in line.items if item.who == "candidate" for w in item.words)
    for turn in review.turns:
        assert turn.transcript is None or turn.transcript.text in said
    for item in line.items:
        assert all(0 <= w.start_s <= w.end_s <= item.duration_s + 1e-6 for w in item.words)
        assert all(0 <= mark.at_s <= item.duration_s for mark in item.marks)
        assert [m.at_s for m in item.marks] == sorted(m.at_s for m in item.marks)


def test_feedback_falls_due_when_its_words_are_said(tmp_path):
    review = build_review(read_session(build(tmp_path, "strong")))
    answer = next(item for item in build_timeline(review, {}, only_turn=1).items if item.who == "candidate")
    turn = review.turns[0]
    setup = next(mark for mark in answer.marks if "set-up ends here" in mark.text)
    assert setup.at_s == pytest.approx(turn.timing.setup_s)
    evidence = {c.evidence[0].start_s for c in turn.assessment.criteria if c.evidence and c.id != "story"}
    assert evidence <= {mark.at_s for mark in answer.marks}
    assert len({mark.text for mark in answer.marks}) == len(answer.marks), "one remark for one sentence"
    assert not answer.marks_until(0.0) or answer.marks[0].at_s == 0.0


def test_a_long_set_up_is_marked_where_it_should_have_ended(tmp_path):
    review = build_review(read_session(build(tmp_path, "rambling")))
    answer = next(item for item in build_timeline(review, {}).items if item.who == "candidate")
    assert any(mark.text.startswith("30 s:") for mark in answer.marks)


def test_recorded_lengths_are_kept_and_lines_spread_over_them(tmp_path):
    review = build_review(read_session(build(tmp_path, "strong")))
    lines = tuple({**line, "audio": f"line-{n:03d}.wav"} for n, line in enumerate(review.lines))
    line = build_timeline(review.model_copy(update={"lines": lines}), {"line-001.wav": 7.5})
    spoken = next(item for item in line.items if item.audio == "line-001.wav")
    assert spoken.duration_s == 7.5
    assert spoken.words[-1].end_s == pytest.approx(7.5)
    assert sum(item.audio is not None for item in line.items) == 1, "a recording that cannot be opened is not played"


def test_one_turn_alone(tmp_path):
    review = build_review(read_session(build(tmp_path, "rambling")))
    assert {item.turn for item in build_timeline(review, {}, only_turn=2).items} == {2}


@pytest.mark.parametrize("name", NAMES)
def test_every_golden_session_is_printed_where_there_is_no_terminal(tmp_path, monkeypatch, capsys, name):
    if name not in SILENT_NAMES and not can_speak():
        pytest.skip("espeak-ng is not installed; install espeak-ng")
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    review = build_review(read_session(build(tmp_path / "sessions", name)))
    assert run(["replay", "last", "--no-audio"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for turn in review.turns:
        assert " ".join(turn.asked.split()) in out
        if turn.next_time:
            assert turn.next_time in out
    assert review.ended in out


@pytest.mark.skipif(not can_speak(), reason="espeak-ng is not installed; install espeak-ng")
def test_recordings_of_a_spoken_session_are_played_from_any_place(tmp_path):
    folder = build(tmp_path, "spoken")
    review = build_review(read_session(folder))
    lengths = recorded_lengths(review, folder)
    line = build_timeline(review, lengths)
    answer = next(item for item in line.items if item.who == "candidate")
    assert answer.audio in lengths
    assert answer.duration_s == pytest.approx(lengths[answer.audio])
    player = SilentPlayer()
    Sound(player, load_audio, stretched, folder).start(answer, 10.0, 2.0)
    assert player.played_s == [pytest.approx((answer.duration_s - 10) / 2, abs=0.05)]


def test_a_recording_that_is_broken_counts_as_none(tmp_path):
    folder = build(tmp_path, "strong")
    (folder / "turn-001.wav").write_bytes(b"no sound")
    turn = build_review(read_session(folder)).turns[0].model_copy(update={"answer_audio": "turn-001.wav"})
    assert recorded_lengths(build_review(read_session(folder)).model_copy(update={"turns": (turn,)}), folder) == {}


# --- the playback ----------------------------------------------------------------------------------------------------


def test_time_runs_at_its_speed_and_stands_in_a_pause():
    one = Playback(LINE, since_s=100.0)
    assert one.position_s(103.0) == 3.0
    fast = one.pressed("faster", 102.0)
    assert (fast.speed, fast.position_s(104.0)) == (1.25, 4.5)
    held = fast.pressed("pause", 104.0)
    assert not held.playing
    assert held.position_s(200.0) == 4.5
    assert held.pressed("pause", 200.0).position_s(202.0) == 7.0


def test_seeking_stays_inside():
    one = Playback(LINE, since_s=0.0)
    assert one.pressed("left", 2.0).position_s(2.0) == 0.0
    assert one.pressed("right", 2.0).position_s(2.0) == 7.0
    assert one.pressed("right", 24.0).position_s(24.0) == LINE.duration_s
    assert one.pressed("start", 9.0).position_s(9.0) == 0.0
    assert one.pressed("nothing", 9.0) == one


def test_turns_forth_and_back():
    one = Playback(LINE, since_s=0.0)
    assert one.pressed("next", 1.0).position_s(1.0) == 18.2
    assert one.at(19.0, 0.0).pressed("previous", 0.0).position_s(0.0) == 0.0, "just begun: the turn before"
    assert one.at(23.0, 0.0).pressed("previous", 0.0).position_s(0.0) == 18.2, "well inside: the same turn again"
    assert one.at(23.0, 0.0).pressed("next", 0.0).over(0.0)


def test_speeds_end_at_both_ends_and_begin_anywhere():
    one = Playback(LINE, speed=1.1)
    assert one.pressed("faster", 0.0).speed == 1.25
    assert one.pressed("slower", 0.0).speed == 1.0
    for _ in SPEEDS:
        one = one.pressed("faster", 0.0)
    assert one.speed == SPEEDS[-1]


def test_pause_at_the_end_begins_again():
    end = Playback(LINE, since_s=0.0)
    assert end.over(1000.0)
    again = end.pressed("pause", 1000.0)
    assert again.playing
    assert again.position_s(1001.0) == 1.0


def test_the_item_at_a_position():
    one = Playback(LINE, since_s=0.0)
    assert [one.item(t).who for t in (0, 4.2, 4.4, 14.5, 15, 99)] == [
        "interviewer", "interviewer", "candidate", "candidate", "feedback", "candidate",
    ]  # fmt: skip


# --- the screen ------------------------------------------------------------------------------------------------------


def lit(lines) -> list[str]:
    return [line.plain[s.start : s.end] for line in lines for s in line.spans if s.style == "reverse"]


def test_the_word_that_is_spoken_is_lit_and_remarks_wait_for_their_time():
    one = Playback(LINE, since_s=0.0)
    assert lit(screen_lines(one, 0.5, 80, 24)) == ["Why"]
    before = screen_lines(one, 4.4 + 2.5, 80, 24)
    assert lit(before) == ["c"]
    assert "the action" not in str(before)
    after = screen_lines(one, 4.4 + 3.5, 80, 24)
    assert lit(after) == ["d"]
    assert '+ the action: "c"' in [line.plain for line in after]
    assert any("Why did you go" in line.plain for line in after), "the question stays in sight"
    feedback = [line.plain for line in screen_lines(one, 15.0, 80, 24)]
    assert "> next time: more" in feedback
    assert any("0:15 / 0:25" in line for line in feedback)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 12), (20, 6), (10, 3), (1, 1), (200, 60)])
@pytest.mark.parametrize("at_s", [0.0, 6.0, 15.0, 22.0, 99.0])
def test_the_screen_never_exceeds_the_terminal(width, height, at_s):
    lines = screen_lines(Playback(LINE, since_s=0.0), at_s, width, height)
    assert len(lines) <= height
    assert all(line.cell_len <= width for line in lines)


def test_hostile_words_are_shown_as_text():
    hostile = "\x1b[2J[red]x[/red] \u202eevil " + "w" * 500 + " 長い言葉 🙂"
    item = Item("candidate", 1, 0.0, 9.0, tuple(TimedWord(w.replace("\x1b", ""), 0, 1) for w in hostile.split()))
    lines = screen_lines(Playback(Timeline("t", (item,)), since_s=0.0), 0.5, 30, 12)
    assert any("[red]x[/red]" in line.plain for line in lines)
    assert all(line.cell_len <= 30 for line in lines)


def test_a_long_answer_is_followed_line_by_line():
    long = Item("candidate", 1, 0.0, 400.0, words("word " * 400))
    one = Playback(Timeline("t", (long,)), since_s=0.0)
    for at_s in (0.5, 200.5, 399.5):
        assert lit(screen_lines(one, at_s, 60, 14)) == ["word"]
    rows = wrapped(long.words, 60)
    assert [i for row in rows for i in row] == list(range(400))


# --- keys and sound --------------------------------------------------------------------------------------------------


def test_keys():
    assert keys_in(b" \x1b[C\x1b[Dnp+-q") == ["pause", "right", "left", "next", "previous", "faster", "slower", "quit"]
    assert keys_in(b"\x1bOC\x1b[15~x\x1b[A\x1b\xff") == ["right"], "other keys are passed over whole"
    assert keys_in(b"\x1b[1;5") == []


def test_sound_begins_where_the_replay_stands(tmp_path):
    player = SilentPlayer()
    sound = Sound(player, lambda path: np.zeros(16000 * 10, np.float32), lambda s, speed: s[:: int(speed)], tmp_path)
    item = LINE.items[1]
    sound.start(item, 4.0, 2.0)
    assert player.played_s == [3.0], "the last 6 of 10 seconds, twice as fast"
    sound.start(item, 11.0, 1.0)
    sound.start(LINE.items[0], 0.0, 1.0)
    assert len(player.played_s) == 1, "past the end and without a recording there is nothing to play"


def test_a_device_that_goes_away_is_said_and_the_replay_goes_on(tmp_path):
    class Gone:
        def play(self, samples, finished):
            raise DeviceError("The loudspeaker has gone.")

        def stop(self):
            raise DeviceError("The loudspeaker has gone.")

    sound = Sound(Gone(), lambda path: np.zeros(160000, np.float32), lambda s, speed: s, tmp_path)
    sound.start(LINE.items[1], 0.0, 1.0)
    sound.stop()
    assert sound.problem == "The loudspeaker has gone."
    assert "loudspeaker has gone" in str(screen_lines(Playback(LINE), 1.0, 80, 24, sound.problem)[-1])


# --- the command in a real terminal ----------------------------------------------------------------------------------


class Terminal:
    """`interviewer replay` in a pseudo-terminal."""

    def __init__(self, kept, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(self.master)[3]
        size = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        env = {**(environment or os.environ), "INTERVIEWER_HOME": str(kept), **size}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "interviewer.cli.main", "replay", *arguments],
            stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=env, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def until(self, text: str, timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen[-2000:]
            if select.select([self.master], [], [], 0.2)[0]:
                data = os.read(self.master, 65536).decode("utf-8", "replace")
                self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data)

    def press(self, keys: str) -> None:
        self.seen = ""
        os.write(self.master, keys.encode())

    def end(self, timeout_s: float = 30) -> tuple[int, str]:
        err = self.process.communicate(timeout=timeout_s)[1].decode()
        return self.process.returncode, err


@pytest.fixture
def kept(tmp_path):
    build(tmp_path / "sessions", "rambling")
    return tmp_path


def test_a_terminal_pauses_seeks_and_leaves(kept):
    one = Terminal(kept, "last")
    one.until("space pause")
    one.press(" ")
    one.until("⏸")
    one.press("n")
    one.until("turn 1")
    one.press("\x1b[C\x1b[C\x1b[C")
    one.until("You, turn 1")
    one.press("+")
    one.until("×1.25")
    one.press("q")
    code, err = one.end()
    os.close(one.master)
    assert code == 0
    assert "Traceback" not in err


def test_a_terminal_that_goes_away_ends_the_replay_without_a_traceback(kept):
    one = Terminal(kept, "last")
    one.until("space pause")
    os.close(one.master)
    code, err = one.end()
    assert code in (0, -signal.SIGHUP)
    assert "Traceback" not in err


def test_an_interrupt_ends_it_and_gives_the_terminal_back(kept):
    one = Terminal(kept, "last")
    before = one.before
    one.until("space pause")
    assert termios.tcgetattr(one.master)[3] != before, "single keys are read"
    one.process.send_signal(signal.SIGINT)
    code, err = one.end()
    assert termios.tcgetattr(one.master)[3] == before
    os.close(one.master)
    assert code == 130
    assert "Traceback" not in err


# --- with a loudspeaker ----------------------------------------------------------------------------------------------


@pytest.mark.devices
@pytest.mark.skipif(not can_speak(), reason="espeak-ng is not installed; install espeak-ng")
def test_sound_follows_the_seek_and_a_sound_server_that_dies_is_no_end(virtual_devices, tmp_path):  # noqa: F811
    folder = build(tmp_path / "sessions", "spoken")
    ear = virtual_devices.record(tmp_path / "heard.wav")
    one = Terminal(tmp_path, "last", "--turn", "1", environment=virtual_devices.environment)
    one.until("space pause")
    one.press("\x1b[C" * 3)  # 15 s: past the question, into the answer
    one.until("You, turn 1")
    time.sleep(5)
    one.press(" ")
    one.until("⏸")
    time.sleep(1)
    ear.terminate()
    ear.wait()
    heard, spoken = load_audio(tmp_path / "heard.wav"), load_audio(folder / "turn-001.wav")
    assert pieces_found(spoken[: len(spoken) // 2], heard) > 0.1, "some of the first half is heard"
    assert pieces_found(spoken[-8 * 16000 :], heard) < 0.2, "and nothing of the end"
    assert abs(heard[-8000:]).max() < 1e-3, "a pause is silent"
    virtual_devices.kill_server()
    one.press(" ")
    one.until("▶")
    one.press("\x1b[C")
    time.sleep(1)
    one.press("q")
    code, err = one.end()
    os.close(one.master)
    assert code == 0
    assert "Traceback" not in err
