"""Progress: scores over time, what to practise next and why, coverage by stories, and the page."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser

import pytest

from interviewer.cli.main import run
from interviewer.history.history import History, Take, load_history
from interviewer.progress.charts import bar_chart, line_chart
from interviewer.progress.lines import progress_lines
from interviewer.progress.pages import progress_page
from interviewer.progress.progress import PRINCIPLES, SUGGESTIONS, TOPICS, build_progress
from interviewer.progress.schedule import NEVER, need, rating, recall
from interviewer.sessions.session_file import FILE_NAME
from interviewer.stories.stories import Story, StoryFile, Telling, story_views
from tests.golden.build import SILENT_NAMES, build
from tests.interviewer.talks import one_clear_line

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def day(number: int) -> dt.datetime:
    return NOW - dt.timedelta(days=number)


def take(days_ago: int, score: float | None, principle: str = "", topic: str = "", **more) -> Take:
    more = {"question_id": f"q-{days_ago}", "answer": f"I did it {days_ago}."} | more
    return Take(
        session=f"s{days_ago:03d}", turn=1, told_at=day(days_ago), question="Tell me.", score=score,
        kind="behavioral" if principle else "technical", story=bool(principle),
        principles=(principle,) if principle else (), topic=topic, question_score=score, **more,
    )  # fmt: skip


def built(*takes: Take, stories=(), skipped=()):
    ordered = tuple(sorted(takes, key=lambda one: one.told_at))
    return build_progress(History(ordered, tuple(skipped), len(takes)), stories, NOW)


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_scores_as_ratings():
    assert [rating(score) for score in (1.0, 1.9, 2.0, 2.9, 3.0, 4.4, 4.5, 5.0)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_the_chance_falls_with_time_and_more_slowly_after_a_better_answer():
    for score in (1.5, 2.5, 3.5, 5.0):
        chances = [recall([(day(days), score)], NOW) for days in (0, 1, 10, 100, 400)]
        assert chances == sorted(chances, reverse=True)
        assert all(0 < chance <= 1 for chance in chances)
    by_score = [recall([(day(30), score)], NOW) for score in (1.5, 2.5, 3.5, 5.0)]
    assert by_score == sorted(by_score)
    assert len(set(by_score)) == 4
    once = recall([(day(20), 3.5)], NOW)
    twice = recall([(day(40), 3.5), (day(20), 3.5)], NOW)
    assert twice > once, "what was done well twice holds longer"


def test_the_need_grows_with_weakness_and_with_time():
    assert need([], NOW) == NEVER
    assert need([(day(0), 5.0)], NOW) == pytest.approx(0, abs=0.01)
    assert need([(day(0), 1.0)], NOW) == pytest.approx(1)
    assert need([(day(1), 2.0)], NOW) > NEVER > need([(day(1), 3.5)], NOW)
    weak_then_good = [(day(9), 1.0), (day(8), 4.0), (day(7), 4.0), (day(6), 4.0)]
    assert need(weak_then_good, NOW) < need([(day(6), 2.0)], NOW), "the last three count"
    assert need([(NOW + dt.timedelta(days=3), 3.0)], NOW) == pytest.approx(0.5), "a clock that went wrong is no fault"


def test_the_same_day_twice_and_other_time_zones():
    there = dt.timezone(dt.timedelta(hours=-8))
    scores = [(day(1), 3.0), (day(1).astimezone(there), 3.0)]
    assert 0 < recall(scores, NOW) <= 1


# --- what to do next -------------------------------------------------------------------------------------------------


def test_the_weakest_and_longest_unpractised_come_first_each_with_its_reason():
    progress = built(
        take(1, 1.6, "ownership"), take(200, 3.2, "dive-deep"), take(1, 4.8, "frugality"), take(2, 2.4, topic="statistics"),
    )  # fmt: skip
    first = progress.suggestions[0]
    assert (first.id, first.command) == ("ownership", "interviewer practice --retake s001:1")
    assert "1.6 of 5" in first.reason
    assert "yesterday" in first.reason
    assert "weakest" in first.reason
    by_id = {one.id: one for one in progress.suggestions}
    assert by_id["statistics"].command == "interviewer practice --topic statistics"
    assert "below the bar" in by_id["statistics"].reason
    assert "200 days ago" in by_id["dive-deep"].reason
    assert "frugality" not in by_id, "what was done well yesterday is left in peace"
    assert sum(one.reason == "never practised" for one in progress.suggestions) == 3
    assert len(progress.suggestions) == SUGGESTIONS
    assert [one.need for one in progress.suggestions] == sorted((o.need for o in progress.suggestions), reverse=True)
    assert len({(one.id, one.reason) for one in progress.suggestions}) == SUGGESTIONS


def test_what_was_never_practised_is_of_the_persons_own_kind_first():
    progress = built(take(1, 4.8, topic="statistics"))
    assert {one.kind for one in progress.suggestions} == {"topic"}


def test_unscored_answers_are_counted_and_give_no_score():
    progress = built(take(1, None, "ownership"))
    assert (progress.answers, progress.scored) == (1, 0)
    area = next(a for a in progress.areas if a.id == "ownership")
    assert (area.recent, area.scores) == (None, ())


def test_all_principles_and_topics_are_there_once():
    progress = built(take(1, 3.0, "ownership"))
    assert [a.id for a in progress.areas] == [*PRINCIPLES, *TOPICS]
    assert (len(PRINCIPLES), len(TOPICS)) == (16, 16)


def test_a_question_counts_for_its_main_principle():
    one = take(1, 2.0, "ownership").model_copy(update={"principles": ("ownership", "dive-deep")})
    scored = [a.id for a in built(one).areas if a.scores]
    assert scored == ["ownership"]


# --- stories by principle --------------------------------------------------------------------------------------------


def test_coverage_says_which_story_stands_for_which_principle_and_what_is_leant_on():
    takes = [take(n, 3.0, p) for n, p in ((3, "ownership"), (2, "ownership"), (1, "dive-deep"))]
    tellings = [
        Telling(session=t.session, turn=1, told_on=t.told_at.date(), question=t.question_id, score=3.0) for t in takes
    ]
    stories = StoryFile(
        stories=(
            Story(name="Scanner", tellings=tuple(tellings)),
            Story(name="Saved", principles=("frugality",)),
        )
    )
    progress = built(*takes, stories=story_views(stories, takes))
    covered = {one.principle: (one.stories, one.told) for one in progress.coverage}
    assert covered["ownership"] == (("Scanner",), 2)
    assert covered["dive-deep"] == (("Scanner",), 1)
    assert covered["frugality"] == (("Saved",), 0)
    assert covered["think-big"] == ((), 0)
    assert len(covered) == 16
    assert [story.name for story in progress.leant_on] == ["Scanner"]
    text = "\n".join(progress_lines(progress))
    assert "Think Big: no story yet" in text
    assert "lean on 'Scanner'" in text


# --- shown -----------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page holds: its elements, and the text of each kind."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


def golden(tmp_path):
    for name in SILENT_NAMES:
        build(tmp_path / "sessions", name)
    build(tmp_path / "sessions", "strong", session_id="again", created_at="2026-02-03T09:00:00+00:00")
    return load_history(tmp_path / "sessions")


def test_the_golden_sessions_as_a_page(tmp_path):
    history = golden(tmp_path)
    progress = build_progress(history, story_views(StoryFile(), history.takes), NOW)
    html = progress_page(progress, NOW)
    page = Page(html)
    assert page.count("script") == 0
    assert page.count("svg") >= 4
    assert all(attrs.get("aria-hidden") == "true" for tag, attrs in page.tags if tag == "svg")
    for words in (
        "What to practise next",
        "Scores over time",
        "Dive Deep",
        "Within 30 seconds",
        "no story yet",
        "2026-02-03",
    ):
        assert words in page.text
    outside = [
        v for _, attrs in page.tags for k, v in attrs.items() if k in ("src", "href", "style") or k.startswith("on")
    ]
    assert outside == [], "nothing is loaded, nothing runs, and no style breaks the policy"
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert html.count("<figure>") <= html.count("<table>"), "each chart has a table"
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert len(html) < 200_000


def test_names_of_stories_and_sessions_are_text_and_nothing_else():
    evil = "<script>alert(1)</script>\x1b[2J\u202e"
    one = take(1, 3.0, "ownership")
    stories = StoryFile(stories=(Story(name=evil, principles=("ownership",)),))
    progress = built(one, stories=story_views(stories, [one]), skipped=[f"{evil} was left out"])
    html = progress_page(progress, NOW)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert not [c for c in "\n".join(progress_lines(progress)) if ord(c) < 32 and c != "\n"]


def test_charts_of_one_value_and_of_values_outside_the_scale():
    from interviewer.progress.progress import Point

    one = [Point(at=NOW, value=7.0, take="s:1")]
    assert line_chart(one, low=0, high=5).count("<circle") == 1
    two = [*one, Point(at=NOW, value=-2.0, take="s:2")]
    drawn = line_chart(two, low=0, high=5, limit=3)
    assert drawn.count("<circle") == 2
    assert "NaN" not in drawn
    heights = [float(y) for y in re.findall(r'cy="([\d.-]+)"', drawn)]
    assert all(0 <= y <= 250 for y in heights)
    assert "Unnamed" not in drawn
    assert "&lt;b&gt;" in bar_chart([("<b>", 2.0)], high=5)


def test_an_empty_history_says_what_to_do_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert run(["progress"]) == 0
    assert "interviewer practice --principle" in " ".join(capsys.readouterr().out.split())
    assert run(["progress", "--html", str(tmp_path / "p.html")]) == 0
    assert "Begin with one question" in (tmp_path / "p.html").read_text()
    capsys.readouterr()
    assert run(["progress", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["suggestions"] == []


def test_damaged_sessions_are_skipped_with_a_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    build(tmp_path / "sessions", "strong")
    (build(tmp_path / "sessions", "rambling") / FILE_NAME).write_bytes(b"\xff\x00")
    assert run(["progress"]) == 0
    out = capsys.readouterr().out
    assert "golden-rambling was left out" in out
    assert "2 sessions, 2 answers, 2 of them scored." in out
    assert run(["progress", "--html", str(tmp_path / "no" / "p.html")]) == 1
    one_clear_line(capsys.readouterr().err)


def test_the_terminal_shows_series_setup_and_next(tmp_path, monkeypatch, capsys):
    golden(tmp_path)
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert run(["progress"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Dive Deep +5\.0 5\.0 +5\.0", out)
    assert re.search(r"Set-up within 30 s: \d of \d times", out)
    assert all(len(line) <= 96 for line in out.splitlines())
