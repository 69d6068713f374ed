"""The rules as a file: the defaults, one's own laid over them, and everything that a hostile file can try."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.loop.debrief import hold_debrief
from interviewer.loop.debrief_rules import ANCHORS, RULES_FILE, load_rules
from prompts.yaml_source import SourceError
from tests.loop.invented import PLANNED, forms, with_form


def own(tmp_path, text):
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_whole_and_ask_for_more_at_l6():
    rules = load_rules()
    assert rules.veto == "strong_no_hire"
    assert rules.at("L6").raised_for_hire > rules.at("L5").raised_for_hire
    assert rules.at("L6").must_meet
    assert rules.at("") == rules.at("L5")
    assert RULES_FILE.suffix == ".yaml"


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path):
    rules = load_rules(own(tmp_path, "veto: no_hire\nlevels:\n  L5: {raised_for_hire: 3}\n"))
    assert rules.veto == "no_hire"
    assert rules.at("L5").raised_for_hire == 3
    assert rules.at("L5").raised_for_strong_hire == load_rules().at("L5").raised_for_strong_hire
    assert rules.at("L6") == load_rules().at("L6")
    assert load_rules(own(tmp_path, "")) == load_rules()


def test_rules_of_ones_own_decide(tmp_path):
    given = with_form(forms("strong"), "bar-raiser", recommendation="no_hire")
    assert hold_debrief(given, load_rules(), "L5", PLANNED).decision == "hire"
    strict = load_rules(own(tmp_path, "veto: no_hire\n"))
    assert hold_debrief(given, strict, "L5", PLANNED).decision == "no_hire"
    assert hold_debrief(given, strict, "L5", PLANNED).veto is not None
    lenient = load_rules(own(tmp_path, "voices_for_each_against: 1\n"))
    assert hold_debrief(forms("uneven"), load_rules(), "L5", PLANNED).decision == "no_hire"
    assert hold_debrief(forms("uneven"), lenient, "L5", PLANNED).decision == "hire"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("veto: always\n", ":1: veto: "),
        ("objections: 1\nstrong_no_counts: many\n", ":2: strong_no_counts"),
        ("mercy: 1\n", "mercy"),
        ("levels:\n  L5: {raised_for_hire: 9}\n", "levels.L5"),
        ("levels:\n  L7: {raised_for_hire: 1}\n", "levels.L7"),
        ("levels:\n  L5: {must_meet: [kindness]}\n", "must_meet"),
        ("levels: 3\n", "levels"),
        ("levels:\n  L5: 3\n", "levels.L5"),
        ("levels:\n  5: {raised_for_hire: 1}\n", "levels"),
        ("voices_for_each_against: .nan\n", "voices_for_each_against"),
        ("voices_for_each_against: .inf\n", "voices_for_each_against"),
        ("rounds_covered: -1\n", "rounds_covered"),
        ("- veto\n", "no mapping"),
        ("just words\n", "no mapping"),
        ("veto: never\nveto: no_hire\n", "twice"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("veto: [\n", "not valid YAML"),
        ("[" * 5000, "nested"),
        ("? [1, 2]\n: 3\n", ""),
    ],
)
def test_whatever_is_wrong_is_named_with_its_place(tmp_path, text, says):
    path = own(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        load_rules(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_or_binary_file_is_one_sentence(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        load_rules(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError):
        load_rules(tmp_path / "b.yaml")


def test_every_rule_says_where_it_comes_from():
    debrief = hold_debrief(forms("strong"), load_rules(), "L5", PLANNED)
    assert {step.rule for step in debrief.steps} == set(ANCHORS)
    assert all(anchor.guides or anchor.assumed for anchor in ANCHORS.values())


def test_the_documentation_names_every_rule_and_every_key():
    docs = (Path(__file__).parents[2] / "docs" / "debrief.md").read_text(encoding="utf-8")
    assert all(anchor.title in docs for anchor in ANCHORS.values())
    keys = set(load_rules().model_dump()) - {"levels"} | set(load_rules().at("L5").model_dump())
    assert all(f"{key}:" in RULES_FILE.read_text(encoding="utf-8") for key in keys)
