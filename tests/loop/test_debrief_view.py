"""The debrief for people: the terminal, the page and the command; whatever a candidate said stays mere words."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
import typer

from interviewer.cli.loop_review import review
from interviewer.loop.debrief import hold_debrief
from interviewer.loop.debrief_lines import debrief_lines
from interviewer.loop.debrief_page import debrief_page
from interviewer.loop.debrief_parts import PlannedRound
from interviewer.loop.debrief_rules import load_rules
from interviewer.loop.form_parts import FiledForm
from interviewer.loop.loop_file import append, create_loop
from interviewer.loop.loop_records import DebriefHeld, FormFiled, LoopHeader, LoopPlan
from interviewer.loop.loop_records import PlannedRound as RecordedRound
from tests.interviewer.hostile import TEXTS
from tests.loop.invented import LOOP, PLANNED, forms

RULES = load_rules()
CHARACTERS = ("strong", "uneven", "weak")
EVIL = " ".join(TEXTS)


def shown(character):
    return hold_debrief(forms(character), RULES, "L5", PLANNED), forms(character)


def hostile():
    """Forms in which every free text is hostile."""
    dumped = [json.dumps(form.model_dump(mode="json")) for form in forms("uneven")]
    kept = {"role", "level", "recommendation", "standing", "kind", "source", "filed_at"}

    def spoil(value, key=""):
        if isinstance(value, dict):
            return {k: spoil(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [spoil(one, key) for one in value]
        return f"{value} {EVIL}" if isinstance(value, str) and key not in kept else value

    return [FiledForm.model_validate(spoil(json.loads(one))) for one in dumped]


class Tags(HTMLParser):
    """Collects every tag, attribute and all text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.text.append(data)


def parsed(page):
    tags = Tags()
    tags.feed(page)
    tags.close()
    return tags


@pytest.mark.parametrize("character", CHARACTERS)
def test_the_decision_stands_on_top_and_every_judgement_has_its_words(character):
    debrief, filed = shown(character)
    lines = debrief_lines(debrief, filed)
    assert lines[2].rstrip(".").lower() == debrief.decision.replace("_", " ")
    assert max(map(len, lines)) <= 78
    page = debrief_page(debrief, filed)
    text = " ".join(" ".join(parsed(page).text).split())
    told = " ".join(" ".join(lines).split())
    for step in debrief.steps:
        for where in (text, told):
            assert " ".join(step.text.split()) in where
            assert step.assumed in where
        for cite in step.cites:
            assert cite.quote in text
            assert cite.quote in told


@pytest.mark.parametrize("character", CHARACTERS)
def test_no_number_claims_more_than_is_known(character):
    debrief, filed = shown(character)
    for text in ("\n".join(debrief_lines(debrief, filed)), " ".join(parsed(debrief_page(debrief, filed)).text)):
        assert not re.search(r"\b[1-5]\.\d+ (?:of|/)|\b\d+ ?%", text)
        assert "4.7" not in text


def test_the_page_loads_and_runs_nothing():
    page = debrief_page(*shown("uneven"))
    tags = parsed(page)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(tags.tags)
    assert not [value for name, value in tags.attributes if name in {"src", "style"} or name.startswith("on")]
    assert all(value.startswith("#") for name, value in tags.attributes if name == "href")
    assert [value for _, value in tags.attributes if value.startswith("default-src 'none'; style-src 'sha256-")]


def test_hostile_words_stay_words_on_the_page_and_in_the_terminal():
    filed = hostile()
    known = [PlannedRound(round_id=f.round_id, title=f.round_title, interviewer=f.interviewer) for f in filed]
    planned = (*known, PLANNED[0].model_copy(update={"round_id": "never", "title": EVIL}))
    debrief = hold_debrief(filed, RULES, "L5", planned)
    page = debrief_page(debrief, filed)
    plain, tags = parsed(debrief_page(*shown("uneven"))), parsed(page)
    assert set(tags.tags) == set(plain.tags)
    assert {name for name, _ in tags.attributes} == {name for name, _ in plain.attributes}
    for sign in ("\x1b", "\x00", "\u202e", "\u2067", "\x07"):
        assert sign not in page
        assert sign not in "\n".join(debrief_lines(debrief, filed))
    assert "{{7*7}}" in page


def kept_loop(home, character, count=5, **damage):
    """A loop on the disk whose forms are the invented ones."""
    rounds = tuple(
        RecordedRound(
            index=index,
            round_id=one.round_id,
            title=one.title,
            minutes=15,
            interviewer=one.interviewer.model_dump(),
            opening="Hello.",
            closing="Thank you.",
            principles=one.principles,
        )
        for index, one in enumerate(PLANNED)
    )
    at = "2026-11-28T19:00:00+00:00"
    header = LoopHeader(loop_id=LOOP, created_at=at, level="L5")
    folder = create_loop(home / "loops", header, LoopPlan(at=at, rounds=rounds))
    for index, form in enumerate(forms(character)[:count]):
        append(folder, FormFiled(at=at, index=index, form=form.model_dump(mode="json") | damage))
    return folder


def command(*arguments):
    app = typer.Typer()
    app.command()(review)
    return app(args=list(arguments), standalone_mode=False)


def test_the_command_shows_it_in_the_terminal_as_json_and_as_a_page(home, tmp_path, capsys):
    kept_loop(home, "uneven")
    command()
    out = capsys.readouterr().out
    assert out.splitlines()[2] == "No hire."
    command(LOOP[:12], "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["debrief"]["decision"] == "no_hire"
    assert len(printed["forms"]) == 5
    page = tmp_path / "debrief.html"
    command("--html", str(page))
    assert capsys.readouterr().out == f"Written: {page}\n"
    assert "<h1>No hire</h1>" in page.read_text(encoding="utf-8")


def test_rules_of_ones_own_hold_it_once_more(home, tmp_path, capsys):
    folder = kept_loop(home, "uneven")
    before = (folder / "loop.jsonl").read_bytes()
    own = tmp_path / "rules.yaml"
    own.write_text("voices_for_each_against: 1\n", encoding="utf-8")
    command("--rules", str(own))
    assert capsys.readouterr().out.splitlines()[2] == "Hire."
    assert (folder / "loop.jsonl").read_bytes() == before


def test_before_the_debrief_the_users_rules_are_in_force_and_after_it_what_was_held_stays(home, capsys):
    folder = kept_loop(home, "uneven")
    (home / "debrief.yaml").write_text("voices_for_each_against: 1\n", encoding="utf-8")
    command()
    assert capsys.readouterr().out.splitlines()[2] == "Hire."
    held = hold_debrief(forms("uneven"), RULES, "L5", PLANNED)
    append(folder, DebriefHeld(at="2026-11-28T20:00:00+00:00", debrief=held.model_dump(mode="json")))
    command()
    assert capsys.readouterr().out.splitlines()[2] == "No hire."
    (home / "debrief.yaml").write_text("votes: 1\n", encoding="utf-8")
    command()
    assert capsys.readouterr().out.splitlines()[2] == "No hire.", "a broken file does not hide what was held"


def test_a_loop_that_is_not_over_says_what_is_missing(home, capsys):
    kept_loop(home, "strong", count=2)
    command()
    out = capsys.readouterr().out
    assert out.splitlines()[2] == "Not enough to decide."
    assert "To hold, or to hold again: Machine learning application, Coding, Bar raiser." in out


def test_a_form_that_cannot_be_read_is_left_out_and_said(home, capsys):
    kept_loop(home, "strong", recommendation="perhaps")
    command()
    told = capsys.readouterr()
    assert told.err == "5 of 5 forms cannot be read and are left out.\n"
    assert "Not enough to decide." in told.out
