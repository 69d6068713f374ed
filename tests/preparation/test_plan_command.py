"""`interviewer plan`: what it prints, keeps and writes, and what it says when it cannot."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser

import pytest

from interviewer.cli.main import run
from interviewer.history.history import History
from interviewer.loop.loop_file import append, create_loop
from interviewer.loop.loop_records import DebriefHeld, LoopHeader, LoopPlan, PlannedRound
from interviewer.preparation.done import done_on, ticked
from interviewer.preparation.ics import calendar_text
from interviewer.preparation.lines import duration, next_session, plan_lines, today_lines
from interviewer.preparation.model import Plan
from interviewer.preparation.page import plan_page
from interviewer.preparation.settings import load_wish
from interviewer.review.show import WIDTH
from interviewer.sessions.records import Finished, Header
from interviewer.sessions.records import Plan as PlanRecord
from interviewer.sessions.session_file import SessionWriter
from tests.interviewer.talks import header, one_clear_line
from tests.preparation.people import TODAY, gaps, plan, take

SOON = dt.datetime.now().astimezone().date() + dt.timedelta(40)
ASKED = ["plan", "--date", str(SOON), "--hours-per-week", "6"]


def test_a_plan_is_printed_and_kept_for_today(capsys, home):
    assert run([*ASKED, "--role", "data-scientist"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Interview on {SOON:%A} {SOON} (in 40 days), data scientist: ")
    assert "interviewer drill setup" in said
    assert load_wish(home).role == "data-scientist"
    assert run(["plan", "--today"]) == 0
    today = capsys.readouterr().out
    assert today.startswith("Today: 1 h.")
    assert "Begin with:\n  interviewer drill" in today
    assert "--role data-scientist" in today


def test_the_plan_is_the_same_each_time_it_is_made(capsys):
    assert run([*ASKED, "--json"]) == 0
    first = capsys.readouterr().out
    assert run(["plan", "--json"]) == 0
    assert capsys.readouterr().out == first
    made = Plan.model_validate_json(first)
    assert made.wish.interview_on == SOON
    assert json.loads(first)["days"][0]["sessions"][0]["steps"][0]["commands"]


def test_another_date_begins_a_plan_anew_and_keeps_the_rest(capsys, home):
    run([*ASKED, "--level", "L6", "--from", str(SOON - dt.timedelta(30))])
    assert load_wish(home).begun_on == SOON - dt.timedelta(30)
    run(["plan", "--today"])
    assert f"Next, on {SOON - dt.timedelta(30):%a} {SOON - dt.timedelta(30)}" in capsys.readouterr().out
    assert load_wish(home).begun_on == SOON - dt.timedelta(30), "looking changes nothing"
    run(["plan", "--hours-per-week", "4"])
    wish = load_wish(home)
    assert (wish.begun_on, wish.level, wish.hours_per_week) == (SOON - dt.timedelta(40), "L6", 4)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan"], "There is no plan yet; give --date YYYY-MM-DD and --hours-per-week HOURS."),
        (["plan", "--today"], "There is no plan yet"),
        (["plan", "--date", "2020-01-15", "--hours-per-week", "6"], "lies before"),
        (["plan", "--date", "2999-01-15", "--hours-per-week", "6"], "more than two years"),
        (["plan", "--date", "soon", "--hours-per-week", "6"], "--date"),
        (["plan", "--date", str(SOON), "--hours-per-week", "0.5"], "--hours-per-week"),
        (["plan", "--date", str(SOON), "--hours-per-week", "200"], "--hours-per-week"),
        (["plan", "--date", str(SOON), "--hours-per-week", "nan"], "--hours-per-week"),
        (["plan", "--date", str(SOON), "--hours-per-week", "6", "--role", "astronaut"], "--role"),
        ([*ASKED, "--today", "--from", str(SOON)], "leave --from out"),
    ],
)
def test_what_cannot_be_planned_is_said_in_one_line(capsys, home, arguments, says):
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert says in error
    one_clear_line(error)
    assert not (home / "plan.json").exists()


def test_a_broken_settings_file_is_named(capsys, home):
    home.mkdir()
    (home / "plan.json").write_text("{")
    assert run(["plan", "--today"]) == 2
    assert "plan.json cannot be used; delete it" in capsys.readouterr().err


def test_a_full_disk_is_said(capsys, home):
    home.write_text("a file where the folder should be")
    assert run(ASKED) == 1
    assert "The plan was not kept" in capsys.readouterr().err


def test_lines_fit_the_terminal_and_commands_stay_whole():
    for made in (plan(48, 6), plan(400, 30), plan(1, 1), plan(0, 1)):
        for line in plan_lines(made, whole=True):
            assert len(line) <= WIDTH or line.lstrip().startswith("$ interviewer ")


def test_far_weeks_are_summed_up_unless_all_are_wanted():
    made = plan(300, 5)
    short, whole = plan_lines(made), plan_lines(made, whole=True)
    assert len(short) < 420 < len(whole)
    assert any(
        line.startswith("  Week of 2027-03-01: 5 sessions, 4 h 10 min.") or "Week of 2027-03-01" in line
        for line in short
    )
    assert sum("the interview" in line for line in short) == 1


def test_durations():
    assert [duration(n) for n in (5, 60, 65, 720)] == ["5 min", "1 h", "1 h 05 min", "12 h"]


def test_what_is_done_is_ticked_and_the_next_session_follows():
    made = plan(48, 6, gaps(take(9, 2.0, topic="nlp"), stories=("dive-deep",)))
    about = {name for step in made.days[0].sessions[0].steps for name in step.about}
    half = ticked(made, frozenset(sorted(about)[:1]))
    assert next_session(half)[0].date == TODAY
    assert any("done" in line for line in today_lines(half))
    day, _ = next_session(ticked(made, frozenset(about)))
    assert day.date > TODAY


def test_practice_of_today_is_seen(capsys, home):
    run(ASKED)
    now = dt.datetime.now().astimezone()
    for name in ("setup", "metric"):
        writer = SessionWriter.create(
            home / "sessions",
            Header(
                session_id=f"{now:%Y%m%d}-090000-{name}",
                created_at=now.isoformat(),
                mode="text",
                app_version="0",
                round=f"drill-{name}",
            ),
        )
        writer.append(PlanRecord(at_s=0, questions=()))
        writer.append(Finished(at_s=1, reason="completed"))
        writer.close()
    capsys.readouterr()
    run(["plan", "--today"])
    said = capsys.readouterr().out
    assert re.search(r"min  done  Drill: The set-up", said)
    assert "Begin with:\n  interviewer practice" in said


def loop_on_disk(home, name, *, held_at, **header):
    """A loop with a debrief, or without one where it was not held."""
    one = PlannedRound(
        index=0, round_id="coding", title="Coding", minutes=45, interviewer={}, opening="Hello.", closing="Goodbye."
    )
    at = "2026-11-01T09:00:00+01:00"
    folder = create_loop(
        home / "loops", LoopHeader(loop_id=name, created_at=at, **header), LoopPlan(at=at, rounds=(one,))
    )
    if held_at:
        append(folder, DebriefHeld(at=held_at, debrief={}))


@pytest.mark.parametrize(
    ("header", "done"),
    [
        ({"kind": "phone-screen"}, {"mock:phone-screen"}),
        ({"compressed": True}, {"mock:compressed"}),
        ({}, {"mock:compressed", "mock:full"}),
    ],
)
def test_a_loop_counts_on_the_day_of_its_debrief(home, header, done):
    nothing = History((), (), 0)
    loop_on_disk(home, "over", held_at=f"{TODAY}T23:30:00-08:00", **header)
    loop_on_disk(home, "not-over", held_at="", **header)
    (home / "loops" / "broken").mkdir()
    (home / "loops" / "broken" / "loop.jsonl").write_text("{}")
    assert done_on(TODAY, nothing, home / "sessions", home / "loops") == done
    assert done_on(TODAY + dt.timedelta(1), nothing, home / "sessions", home / "loops") == frozenset()


@pytest.mark.parametrize(("reason", "done"), [("completed", {"mock:short"}), ("quit", set())])
def test_a_mock_that_was_left_is_not_done(home, reason, done):
    began = header(f"{TODAY:%Y%m%d}-1", round="bar-raiser").model_copy(update={"created_at": f"{TODAY}T10:00:00+00:00"})
    writer = SessionWriter.create(home / "sessions", began)
    writer.append(Finished(at_s=1, reason=reason))
    writer.close()
    assert done_on(TODAY, History((), (), 0), home / "sessions", home / "loops") == done


class Page(HTMLParser):
    """Counts elements and keeps what would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [f"{tag} {name}" for name, value in attrs if name in {"src", "href"}]


def test_the_page_holds_every_day_and_loads_nothing(tmp_path, capsys):
    assert run([*ASKED, "--html", str(tmp_path / "p.html"), "--ics", str(tmp_path / "p.ics")]) == 0
    assert capsys.readouterr().out == ""
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    made = plan(40, 6)
    assert page.tags.count("details") == len(made.days)
    assert not page.loads
    assert "script" not in page.tags
    assert (tmp_path / "p.ics").read_text().startswith("BEGIN:VCALENDAR")


def test_the_page_of_the_shortest_plans():
    for days in (0, 1, 2):
        assert "The interview." in plan_page(plan(days, 2))


def test_the_calendar_follows_its_format():
    made = plan(48, 6)
    text = calendar_text(made)
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(made.days)
    assert len(set(re.findall(r"^UID:.*$", text, re.MULTILINE))) == len(made.days)
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261128\r\nDTEND;VALUE=DATE:20261129" in unfolded
    assert "SUMMARY:Mock: the full loop (4 h 50 min)" in unfolded
    assert "Have Backbone\\; Disagree and Commit" in unfolded
    assert re.search(r"^SUMMARY:The interview\r$", unfolded, re.MULTILINE)
