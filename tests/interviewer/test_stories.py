"""Stories: recognised by their rare words, kept in a file that people may edit, practised on purpose."""

from __future__ import annotations

import datetime as dt
import json
from itertools import combinations

import pytest

from interviewer.cli.main import run
from interviewer.errors import UsageError
from interviewer.history.history import Take, load_history
from interviewer.stories.file import StoryFileError, as_yaml, load_stories, save_stories
from interviewer.stories.match import MIN_STEMS, SAME_STORY, fingerprint, groups, likeness
from interviewer.stories.stories import (
    Story,
    StoryFile,
    Telling,
    find_story,
    question_for,
    story_views,
    with_recognised,
    with_story,
    without_session,
)
from prompts.load import load_bank
from tests.golden.build import build
from tests.interviewer.talks import one_clear_line
from tests.interviewer.told_stories import tellings, text

TOLD = [(name, text(telling)) for name, several in tellings().items() for telling in several]


def take(answer: str, number: int = 1, **more) -> Take:
    more = {"question_id": f"q-{number}", "question": "Tell me about a time.", "principles": ("dive-deep",)} | more
    return Take(
        session=f"s{number:03d}", turn=1, told_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number),
        kind="behavioral", story=True, answer=answer, score=3.0, question_score=3.0, **more,
    )  # fmt: skip


# --- recognition -----------------------------------------------------------------------------------------------------


def test_the_threshold_as_measured_on_the_authored_stories():
    """Every pair of the 24 tellings; the figures stand in stories/match.py."""
    prints = [(name, fingerprint(words)) for name, words in TOLD]
    same = [likeness(a, b) for (n, a), (m, b) in combinations(prints, 2) if n == m]
    other = [likeness(a, b) for (n, a), (m, b) in combinations(prints, 2) if n != m]
    assert (len(same), len(other)) == (24, 252)
    assert sum(value >= SAME_STORY for value in same) >= 22
    assert sum(value >= SAME_STORY for value in other) == 0
    assert max(other) < 0.19


def test_likeness_is_symmetric_bounded_and_one_for_itself():
    for (_, a), (_, b) in combinations(TOLD[:8], 2):
        one, other = fingerprint(a), fingerprint(b)
        assert likeness(one, other) == pytest.approx(likeness(other, one))
        assert 0 <= likeness(one, other) <= 1
        assert likeness(one, one) == pytest.approx(1)
    assert likeness(frozenset(), frozenset()) == 0


def test_by_hand():
    rare = {"scanner": 1.0, "model": 0.5}
    assert likeness(frozenset({"scanner", "model"}), frozenset({"scanner"}), rare) == pytest.approx(1 / 1.25**0.5)
    assert likeness(frozenset({"scanner", "model"}), frozenset({"model"}), rare) == pytest.approx(
        0.25 / (1.25 * 0.25) ** 0.5
    )


def test_words_of_the_question_do_not_make_a_story():
    question = "Tell me about a barcode scanner in a warehouse that counted crates."
    assert not fingerprint("A barcode scanner in the warehouse counted crates.", question)


def test_tellings_of_one_story_find_each_other_in_any_order():
    mixed = [(name, take(words, number)) for number, (name, words) in enumerate(sorted(TOLD, key=lambda one: one[1]))]
    found = groups([one for _, one in mixed])
    names = {one.name: name for name, one in mixed}
    for group in found:
        assert len({names[one.name] for one in group}) == 1, "no group mixes two stories"
    assert 8 <= len(found) <= 10, "at most two of the sixteen retellings are taken for new stories"


def test_a_short_answer_is_not_taken_for_a_story():
    assert groups([take("I fixed it."), take("I fixed it again.", 2)]) == []
    assert MIN_STEMS > 5


# --- the bank --------------------------------------------------------------------------------------------------------


def bank_of(*stories: Story) -> StoryFile:
    return StoryFile(stories=stories)


def scanner(*tellings_: Telling, **more) -> Story:
    return Story(**({"name": "The scanner", "tellings": tellings_} | more))


def telling(session="s001", score=3.0, **more) -> Telling:
    return Telling(
        **({"session": session, "turn": 1, "told_on": "2026-01-01", "score": score, "question": "q-1"} | more)
    )


def test_a_named_story_gathers_its_retellings_and_knows_its_best_take():
    first, second, third = (words for name, words in TOLD if name == "forecast-scanner")
    other = next(words for name, words in TOLD if name == "mentor-intern")
    takes = [take(first), take(second, 2, question_id="q-2"), take(third, 3), take(other, 4)]
    takes[1] = takes[1].model_copy(update={"question_score": 4.5})
    views = story_views(bank_of(scanner(telling())), takes)
    assert [(v.named, v.times_told) for v in views] == [(True, 3), (False, 1)]
    view = views[0]
    assert (view.best.session, view.best.score) == ("s002", 4.5)
    assert view.last_told == takes[2].told_at.date()
    assert view.questions == 3
    assert view.leant_on
    assert view.principles == ("dive-deep",)
    assert views[1].name.startswith("Two summers ago an intern joined")


def test_principles_given_by_hand_win():
    story = scanner(telling(), principles=("ownership",))
    assert story_views(bank_of(story), [take(TOLD[0][1])])[0].principles == ("ownership",)


def test_a_deleted_session_stays_as_a_mark_and_is_never_the_best_take():
    bank = without_session(bank_of(scanner(telling(score=5.0), telling("s002", 2.0))), "s001")
    assert [t.deleted for t in bank.stories[0].tellings] == [True, False]
    (view,) = story_views(bank, [])
    assert (view.times_told, view.best.session) == (2, "s002")
    gone = without_session(bank, "s002")
    assert story_views(gone, [])[0].best is None


def test_a_retelling_is_still_known_when_the_telling_it_was_known_by_is_deleted():
    first, second, _ = (words for name, words in TOLD if name == "forecast-scanner")
    takes = [take(first), take(second, 2)]
    bank = bank_of(scanner(telling()))
    kept = without_session(with_recognised(bank, story_views(bank, takes)), "s001")
    (view,) = story_views(kept, takes[1:])
    assert [(t.session, t.deleted) for t in view.tellings] == [("s001", True), ("s002", False)]
    assert view.named


def test_names_are_found_by_their_beginning_and_stay_different():
    bank = bank_of(scanner(), scanner(name="The schedule"))
    views = story_views(bank, [])
    assert find_story(views, "THE  SCANNER").name == "The scanner"
    assert find_story(views, "the scan").name == "The scanner"
    for wrong in ("the sc", "other", ""):
        with pytest.raises(UsageError):
            find_story(views, wrong)
    with pytest.raises(UsageError, match="already"):
        with_story(bank, scanner(name="the schedule"), instead_of="The scanner")
    renamed = with_story(bank, scanner(name="Fruit"), instead_of="the scanner")
    assert [story.name for story in renamed.stories] == ["Fruit", "The schedule"]


def test_a_question_for_a_story_is_one_that_it_was_not_told_for():
    bank = load_bank()
    (view,) = story_views(bank_of(scanner(principles=("dive-deep",))), [])
    first = question_for(view, bank, [], 0)
    assert first.principles[0] == "dive-deep"
    told = view.model_copy(update={"tellings": (telling(question=first.id),)})
    assert question_for(told, bank, [], 0).id != first.id
    assert question_for(view, bank, [take("x", question_id=first.id)], 0).id != first.id, "the least often asked first"
    with pytest.raises(UsageError, match="no principle"):
        question_for(view.model_copy(update={"principles": ()}), bank, [], 0)


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_comes_back_as_it_was_and_explains_itself(tmp_path):
    assert load_stories(tmp_path).bank == StoryFile()
    bank = bank_of(scanner(telling(), principles=("dive-deep",), note="häää: [x] # no\n- 1"), scanner(name="Zwölf 🙂"))
    save_stories(load_stories(tmp_path), bank)
    assert load_stories(tmp_path).bank == bank
    written = (tmp_path / "stories.yaml").read_text()
    assert "You may edit this file by hand" in written
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_an_edit_in_the_meantime_is_never_overwritten(tmp_path):
    save_stories(load_stories(tmp_path), bank_of(scanner()))
    loaded = load_stories(tmp_path)
    edited = (tmp_path / "stories.yaml").read_text().replace("The scanner", "By hand")
    (tmp_path / "stories.yaml").write_text(edited)
    with pytest.raises(StoryFileError, match="changed in the meantime"):
        save_stories(loaded, bank_of())
    assert load_stories(tmp_path).bank.stories[0].name == "By hand"
    save_stories(load_stories(tmp_path), bank_of())
    assert "By hand" in (tmp_path / "stories.yaml.bak").read_text(), "the version before is kept"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("stories: 7\n", "stories"),
        ("stories:\n- name: ''\n", "stories.0.name"),
        ("stories:\n- name: a\n- name: A\n", "two stories"),
        ("stories:\n- name: a\n  principles: [nonsense]\n", "stories.0.principles.0"),
        ("stories:\n- name: a\n  extra: 1\n", "stories.0.extra"),
        ("stories:\n- name: a\n  tellings: [{session: ../x, turn: 1, told_on: 2026-01-01}]\n", "session"),
        ("stories: [\n", "stories.yaml"),
        ("a: &x 1\nb: *x\n", "stories.yaml"),
        ("\x00", "stories.yaml"),
    ],
)
def test_a_broken_file_names_the_place_and_is_left_alone(tmp_path, monkeypatch, capsys, content, says):
    (tmp_path / "stories.yaml").write_text(content)
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    build(tmp_path / "sessions", "strong")
    for arguments in (["stories"], ["progress"], ["stories", "add", "last", "--name", "x"]):
        assert run(arguments) == 1
        assert says in one_clear_line(capsys.readouterr().err)
    assert (tmp_path / "stories.yaml").read_text() == content


def test_an_empty_file_is_an_empty_bank(tmp_path):
    (tmp_path / "stories.yaml").write_text("# nothing yet\n")
    assert load_stories(tmp_path).bank == StoryFile()
    assert "stories: []" in as_yaml(StoryFile())


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    build(tmp_path / "sessions", "strong", session_id="20260105-a")
    build(tmp_path / "sessions", "strong", session_id="20260106-b", created_at="2026-01-06T09:00:00+00:00")
    return tmp_path


def test_a_story_from_its_beginning_to_its_end(kept, capsys):
    assert run(["stories"]) == 0
    assert "(no name)" in capsys.readouterr().out
    assert run(["stories", "add", "20260105:1", "--name", "The scanner"]) == 0
    assert run(["stories", "list", "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])[0]
    assert (first["name"], first["times_told"], first["named"]) == ("The scanner", 2, True), (
        "the retelling is recognised"
    )
    assert run(["stories", "edit", "the sc", "--principle", "Dive Deep", "--note", "say who ran the shift"]) == 0
    assert run(["stories", "rename", "the", "Fruit"]) == 0
    capsys.readouterr()
    assert run(["stories", "show", "fruit"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "Fruit",
        "Dive Deep",
        "say who ran the shift",
        "20260105-a:1",
        "20260106-b:1",
        "interviewer replay",
        "best",
    ):
        assert words in shown
    assert run(["stories", "add", "20260106:2", "--name", "fruit"]) == 0, "an existing name adds a telling"
    assert len(load_stories(kept).bank.stories[0].tellings) == 2
    assert run(["sessions", "delete", "20260105-a", "--yes"]) == 0
    capsys.readouterr()
    assert run(["stories", "show", "fruit"]) == 0
    assert "(session deleted)" in capsys.readouterr().out
    assert run(["stories", "forget", "fruit"]) == 0
    assert load_stories(kept).bank == StoryFile()


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nothing"],
        ["add", "last:9", "--name", "x"],
        ["add", "last", "--name", ""],
        ["add", "last", "--name", "x", "--principle", "nonsense"],
        ["edit", "nothing", "--note", "x"],
        ["rename", "nothing", "x"],
        ["forget", "nothing"],
    ],
)
def test_mistakes_are_said_in_one_line(kept, capsys, arguments):
    assert run(["stories", *arguments]) == 2
    one_clear_line(capsys.readouterr().err)
    assert load_stories(kept).data is None, "nothing was written"


def test_without_an_editor_the_file_is_named(kept, capsys, monkeypatch):
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    assert run(["stories", "edit"]) == 0
    assert str(kept / "stories.yaml") in capsys.readouterr().out
    assert (kept / "stories.yaml").exists()


def test_hostile_words_never_reach_the_terminal(kept, capsys):
    path = kept / "sessions" / "20260105-a" / "session.jsonl"
    path.write_text(path.read_text().replace("Last year I worked", "Last \\u001b[2Jyear I worked \\u202e"))
    assert run(["stories"]) == 0
    assert not [c for c in capsys.readouterr().out if ord(c) < 32 and c != "\n"]
    assert load_history(kept / "sessions").takes
