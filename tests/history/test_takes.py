"""Takes: every answer of all sessions, the same question answered again, and two answers side by side."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from interviewer.cli.main import run
from interviewer.cli.practice_again import wished_again
from interviewer.errors import SessionError, UsageError
from interviewer.history.history import find_take, load_history, moment
from interviewer.history.takes import compare, comparison_lines, rows
from interviewer.review.review import question_of
from interviewer.sessions.session_file import FILE_NAME, read_session
from prompts.load import Bank, load_bank
from tests.golden import scripts as said
from tests.golden.build import build
from tests.interviewer.talks import NUMBER, STORY, STORY_QUESTION, command, interview, one_clear_line, talk


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    return tmp_path


def two_takes(home):
    """A rambling answer to the question, and a strong one a week later."""
    build(home / "sessions", "rambling", session_id="20260101-first", created_at="2026-01-01T10:00:00+01:00")
    build(home / "sessions", "strong", session_id="20260108-second", created_at="2026-01-08T10:00:00+01:00")
    return load_history(home / "sessions")


def test_the_history_holds_every_answer_oldest_first(home):
    history = two_takes(home)
    assert [take.name for take in history.takes] == ["20260101-first:1", "20260108-second:1", "20260108-second:2"]
    first = history.takes[0]
    assert (first.question_id, first.kind, first.story) == (said.DISAGREED.id, "behavioral", True)
    assert first.principles == said.DISAGREED.principles
    assert first.setup_verdict == "over"
    assert first.question_score > first.score, "the answers to the follow-ups count for the question"
    assert sum(first.role_s.values()) == pytest.approx(first.total_s, rel=0.1)
    assert history.sessions == 2


def test_a_damaged_session_is_skipped_with_a_line(home):
    two_takes(home)
    (home / "sessions" / "20260101-first" / FILE_NAME).write_bytes(b"garbage")
    history = load_history(home / "sessions")
    assert [take.session for take in history.takes] == ["20260108-second"] * 2
    assert len(history.skipped) == 1
    assert history.skipped[0].startswith("20260101-first was left out: ")


def test_no_sessions_and_silent_sessions(home):
    assert load_history(home / "sessions").takes == ()
    build(home / "sessions", "silent")
    assert load_history(home / "sessions").takes == ()


@pytest.mark.parametrize(
    ("text", "year"), [("2026-01-01T10:00:00+01:00", 2026), ("2026-01-01", 2026), ("nonsense", 1970), ("", 1970)]
)
def test_any_time_can_be_compared_with_any_other(text, year):
    assert moment(text).year == year
    assert moment(text) <= dt.datetime.now(dt.UTC)


def test_two_takes_side_by_side(home):
    history = two_takes(home)
    compared = compare(history.takes, said.DISAGREED.id, said.DISAGREED)
    assert [take.session for take in compared.takes] == ["20260101-first", "20260108-second"]
    table = dict(rows(compared))
    assert table["set-up"][0].endswith("over")
    assert table["set-up"][1].endswith("within")
    assert set(table) >= {"told", "score", "situation", "action", "result", "whole answer"}
    assert "alone" in table["score"][0], "the score with the follow-ups and the one of the answer alone"
    (change,) = compared.changes
    assert {"metric", "own_role"} & {c.id for c in change.gained}
    assert all(c.new_quote for c in change.gained), "evidence gained is quoted"
    text = "\n".join(comparison_lines(compared))
    assert "From take 1 to take 2:" in text
    assert "gained: a measured result: missing → met" in text
    assert re.search(r"\b\d\.\d: shown: ", text), "the score has its reason"
    assert "interviewer replay 20260101-first --turn 1" in text
    assert "interviewer replay 20260108-second --turn 2" in text


def test_what_is_lost_is_said_too(home):
    history = two_takes(home)
    backwards = compare(history.takes[::-1], said.DISAGREED.id)
    assert {c.id for c in backwards.changes[0].lost} >= {"metric"}


def test_a_question_that_was_reworded_is_said(home):
    two_takes(home)
    path = home / "sessions" / "20260101-first" / FILE_NAME
    path.write_text(path.read_text().replace(said.DISAGREED.text, "How did you once disagree?"))
    compared = compare(load_history(home / "sessions").takes, said.DISAGREED.id)
    assert compared.reworded
    assert "asked in other words" in "\n".join(comparison_lines(compared))


# --- finding and asking again ----------------------------------------------------------------------------------------


def test_a_take_is_named_by_session_and_turn(home):
    two_takes(home)
    sessions = home / "sessions"
    assert find_take(sessions, "last")[1].turn == 1
    assert find_take(sessions, "last:2")[1].question_id == said.DISAGREED.id
    assert find_take(sessions, "20260101:3")[1].turn == 1, "a follow-up stands for its question"
    with pytest.raises(UsageError, match="no turn 9"):
        find_take(sessions, "last:9")
    with pytest.raises(SessionError):
        find_take(sessions, "nothing:1")


def test_a_retake_asks_the_question_as_it_stood_that_day(home):
    two_takes(home)
    other = said.DISAGREED.model_copy(update={"text": "The bank words it otherwise today."})
    bank, ids = wished_again(Bank([other]), "20260101-first", None, None, None)
    assert ids == [said.DISAGREED.id]
    assert bank.get(ids[0]).text == said.DISAGREED.text
    assert len(bank) == 1
    bank, ids = wished_again(Bank([other]), "last:1", None, ["x"], None)
    assert ids == [said.ANOMALY.id, "x"]


def test_the_command_answers_a_question_again(home):
    """The real command in text mode: the question of the earlier session is asked, and both takes are there."""
    talk(home / "sessions", [STORY, NUMBER], plan=interview((STORY_QUESTION,), follow_ups=1))
    done = command("practice", "--text", "--retake", "last", data=f"{STORY} {NUMBER}\n\n/quit\n".encode(), home=home)
    assert done.returncode == 0, done.stderr
    assert STORY_QUESTION.text in done.stdout.decode()
    newest = read_session(max((home / "sessions").iterdir(), key=lambda folder: (folder / FILE_NAME).stat().st_mtime))
    assert question_of(newest, STORY_QUESTION.id) == STORY_QUESTION
    takes = load_history(home / "sessions").takes
    assert [take.question_id for take in takes] == [STORY_QUESTION.id] * 2
    shown = command("takes", STORY_QUESTION.id, home=home)
    assert shown.returncode == 0
    assert "take 2" in shown.stdout.decode()
    wrong = command("practice", "--text", "--retake", "last:7", home=home)
    assert wrong.returncode == 2
    assert "no turn 7" in one_clear_line(wrong.stderr)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_list_and_the_json(home, capsys):
    assert run(["takes"]) == 0
    assert "--retake last" in capsys.readouterr().err
    two_takes(home)
    assert run(["takes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {said.DISAGREED.id: 2}
    assert run(["takes", "20260108-second:2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [take["turn"] for take in found["takes"]] == [1, 2]
    assert found["changes"][0]["new_score"]
    assert run(["takes", "no-such-thing"]) == 2
    assert "no-such-thing" in one_clear_line(capsys.readouterr().err)
    unanswered = next(iter(load_bank().questions))
    assert run(["takes", unanswered]) == 2
    one_clear_line(capsys.readouterr().err)


def test_the_page_plays_every_take_and_takes_words_for_words(home, capsys):
    two_takes(home)
    folder = home / "sessions" / "20260101-first"
    path = folder / FILE_NAME
    text = (
        path.read_text()
        .replace("furniture", "<script>alert(1)</script>")
        .replace('"audio":null', '"audio":"turn-001.wav"')
    )
    path.write_text(text)
    (folder / "turn-001.wav").write_bytes(b"RIFF")
    page = home / "my pages" / "takes.html"
    page.parent.mkdir()
    assert run(["takes", said.DISAGREED.id, "--html", str(page)]) == 0
    html = page.read_text()
    assert 'src="../sessions/20260101-first/turn-001.wav"' in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert html.count("<blockquote>") == 2
    assert run(["takes", said.DISAGREED.id, "--html", str(home / "no" / "x.html")]) == 1
    assert "cannot be written" in one_clear_line(capsys.readouterr().err.splitlines()[-1])
