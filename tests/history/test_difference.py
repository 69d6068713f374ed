"""What a rescore changed: verdict by verdict, with the words on both sides."""

from __future__ import annotations

import json

import pytest

from audio.transcript import Transcript, Word
from interviewer.cli.main import run
from interviewer.history.difference import difference, difference_lines
from interviewer.history.rescore import last_changes, rescore_session
from interviewer.review.review import build_review
from interviewer.sessions.session_file import FILE_NAME, read_session
from rubrics.assessment import (
    Assessment,
    Criterion,
    Evidence,
    KeyPointVerdict,
    MisconceptionVerdict,
    RoleSpan,
    ScorerInfo,
    Structure,
)
from rubrics.scripted_judge import ScriptedJudge
from tests.golden.build import NAMES, SILENT_NAMES, build
from tests.golden.judge import golden_judge
from tests.golden.ports import can_speak
from tests.interviewer.talks import POINT_QUESTION, SCORER, STORY, STORY_QUESTION, interview, talk, verdicts

NEW = ScorerInfo(name="scripted", version="2")


def at(quote, start_s=1.0):
    return (Evidence(quote=quote, start_char=0, end_char=len(quote), start_s=start_s),)


def assessed(scorer=SCORER, *, score=3.0, setup_s=None, role="action", flags=(), **verdict_quotes):
    criteria = tuple(
        Criterion(id=name, verdict=verdict, confidence=0.8, evidence=at(quote) if quote else ())
        for name, (verdict, quote) in verdict_quotes.items()
    )
    span = RoleSpan(text="I did it.", role=role, start_char=0, end_char=9)
    structure = Structure(score=3.0, roles=(span,), setup_s=setup_s, setup_verdict="within", missing=())
    return Assessment(
        kind="behavioral", score=score, criteria=criteria, structure=structure, flags=flags, scorer=scorer
    )


def test_equal_assessments_have_no_difference():
    one = assessed(action=("met", "I did it"))
    assert difference(one, one).same
    assert difference_lines(difference(one, one)) == ["nothing changed"]


def test_each_changed_verdict_has_the_words_of_both_sides_and_a_direction():
    old = assessed(action=("met", "I did it"), metric=("missing", ""), result=("partial", "better"), task=("met", "a"))
    new = assessed(
        NEW, score=3.5, action=("partial", "I tried"), metric=("met", "by half"), result=("partial", "by half"),
        lesson=("met", "learned"),
    )  # fmt: skip
    found = difference(old, new)
    assert not found.same
    changed = {change.id: (change.before, change.after, change.direction) for change in found.verdicts}
    assert changed == {
        "action": ("met", "partial", -1),
        "metric": ("missing", "met", 1),
        "task": ("met", None, 0),
        "lesson": (None, "met", 0),
    }
    assert found.verdicts[0].id == "action", "what got worse comes first"
    assert [change.id for change in found.evidence] == ["result"]
    assert ([c.id for c in found.gained], [c.id for c in found.lost]) == (["metric"], ["action"])
    lines = difference_lines(found)
    assert lines[0] == "scorer: scripted 1 → scripted 2"
    assert '- the action: met ("I did it") → partial ("I tried")' in lines
    assert '+ a measured result: missing → met ("by half")' in lines
    assert 'the result: still partial, now by "by half" in place of "better"' in " ".join(lines)
    assert (found.old_score, found.new_score) == (3.0, 3.5)


def test_set_up_roles_and_flags():
    found = difference(
        assessed(setup_s=20.0, role="situation", flags=("hypothetical",)), assessed(setup_s=None, flags=("off_topic",))
    )
    assert (found.old_setup_s, found.new_setup_s, found.roles_moved) == (20.0, None, 1)
    text = "\n".join(difference_lines(found))
    assert "set-up: 20 s → not found" in text
    assert "1 sentence plays another part" in text
    assert "flagged now: off topic" in text
    assert "no longer flagged: hypothetical" in text


def test_key_points_and_misconceptions_are_named_by_their_text():
    def technical(verdict, *, stated):
        point = KeyPointVerdict(index=0, covered=verdict == "covered", verdict=verdict, probability=0.5)
        gone = KeyPointVerdict(index=9, covered=True, verdict="covered", probability=0.5)
        wrong = MisconceptionVerdict(index=0, stated=stated, probability=0.5, evidence=at("no") if stated else ())
        return Assessment(kind="technical", score=2.0, key_points=(point, gone), misconceptions=(wrong,), scorer=SCORER)

    found = difference(technical("contradicted", stated=False), technical("covered", stated=True), POINT_QUESTION)
    by_id = {change.id: change for change in found.verdicts}
    assert by_id["key_point:0"].name == "key point 1 (It fits noise.)"
    assert by_id["key_point:0"].direction == 1
    assert (by_id["misconception:0"].direction, by_id["misconception:0"].new_quote) == (-1, "no")


def test_an_unscored_side_is_kept_apart_from_zero():
    unscored = Assessment(kind="behavioral", unscored_reason="The model failed.", scorer=SCORER)
    found = difference(unscored, assessed(action=("met", "I did it")))
    assert (found.old_score, found.old_unscored_reason, found.new_score) == (None, "The model failed.", 3.0)


def stricter(question, transcript):
    """The same judge, but a result needs the word "because"."""
    one = verdicts(question, transcript)
    criteria = tuple(
        c.model_copy(update={"verdict": "missing", "evidence": ()}) if c.id == "result" else c for c in one.criteria
    )
    return one.model_copy(update={"criteria": criteria, "scorer": NEW, "score": 2.0})


def test_a_rescored_session_shows_its_changes_and_keeps_the_old_scores(tmp_path, monkeypatch, capsys):
    done = talk(tmp_path / "sessions", [STORY], plan=interview((STORY_QUESTION,), follow_ups=0))
    assert last_changes(done.session) == []
    (change,) = rescore_session(done.session.folder, ScriptedJudge(stricter), model="none")
    assert [c.id for c in change.difference.lost] == ["result"]
    assert change.difference.lost[0].old_quote
    session = read_session(done.session.folder)
    (again,) = last_changes(session)
    assert again.difference == change.difference
    kept = [r.assessment.score for r in session.records if r.code == "assessment"]
    assert kept == [change.before, change.after]

    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert run(["rescore", "last", "--show"]) == 0
    out = capsys.readouterr().out
    assert "scorer: scripted 1 → scripted 2" in out
    assert "- the result: met" in out
    assert run(["rescore", "last", "--show", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["difference"]["new_scorer"]["version"] == "2"


@pytest.mark.parametrize("name", NAMES)
def test_golden_sessions_judged_again_by_the_same_judge_differ_in_nothing(tmp_path, name):
    if name not in SILENT_NAMES and not can_speak():
        pytest.skip("espeak-ng is not installed")
    folder = build(tmp_path, name)
    before = (folder / FILE_NAME).read_bytes()
    changes = rescore_session(folder, golden_judge(), model="none", recognise=lambda path, prompt: Transcript())
    compared = [change for change in changes if change.difference is not None]
    assert all(change.difference.same for change in compared)
    assert bool(compared) == (name != "silent")
    assert (folder / FILE_NAME).read_bytes().startswith(before), "the old scores stay where they are"


@pytest.mark.skipif(not can_speak(), reason="espeak-ng is not installed; install espeak-ng")
def test_words_recognised_anew_are_said_to_be_new(tmp_path):
    folder = build(tmp_path, "spoken")
    before = [turn.transcript for turn in build_review(read_session(folder)).turns]
    other = Transcript(words=(Word(text="Nothing", start_s=0.0, end_s=0.4),), duration_s=1.0)
    changes = rescore_session(
        folder, golden_judge(), model="none", transcribe_again=True, recognise=lambda path, prompt: other
    )
    assert all(change.new_words for change in changes)
    assert changes[0].difference.lost
    assert changes[0].difference.lost[0].old_quote in before[0].text
    same = rescore_session(folder, golden_judge(), model="none")
    assert not any(change.new_words for change in same)


def test_a_session_never_rescored_says_so(tmp_path, monkeypatch, capsys):
    talk(tmp_path / "sessions", [STORY], plan=interview((STORY_QUESTION,), follow_ups=0))
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert run(["rescore", "last", "--show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["rescore", "last", "--show"]) == 0
    assert "not been rescored" in capsys.readouterr().err
