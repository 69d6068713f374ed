"""`assess`: one answer or many, every field as in the contract, and a bad line that stops nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from interviewer.answers.assess import AssessError, assess, assess_lines, output, parse_question
from interviewer.answers.typed import typed_transcript
from interviewer.cli.main import run
from prompts.load import Bank, load_bank
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, QUESTIONS, STORY, verdicts

BANK = Bank(QUESTIONS)
FIELDS = [
    "id", "score", "unscored_reason", "recommendation", "kind", "structure", "criteria", "key_points",
    "misconceptions", "follow_up", "flags", "delivery", "scorer", "interval",
]  # fmt: skip


def batch(*lines: bytes | str | dict) -> list[dict]:
    raw = [json.dumps(x).encode() if isinstance(x, dict) else x.encode() if isinstance(x, str) else x for x in lines]
    results = list(assess_lines([line + b"\n" for line in raw], BANK, ScriptedJudge(verdicts)))
    for result in results:
        json.loads(json.dumps(result, ensure_ascii=False, allow_nan=False).encode("utf-8"))
    return results


def good(name="a", **more):
    return {"id": name, "question_id": "bq-story", "answer": STORY} | more


# --- questions given with the answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize("principle", ["Dive Deep", "dive-deep", "DIVE DEEP", ["Dive Deep", "ownership"], None])
def test_a_principle_by_name_or_id(principle):
    question = parse_question(json.dumps({"text": "Tell me.", "kind": "behavioral", "principle": principle}))
    named = question.principles
    assert named == (("dive-deep", "ownership") if isinstance(principle, list) else ("dive-deep",) if principle else ())
    assert all(type(one) is str for one in named)


def test_a_question_in_yaml_and_as_an_entry_of_the_bank():
    inline = parse_question("text: What is a p-value?\nkind: technical\nkey_points:\n  - It assumes the null.\n")
    assert (inline.id, inline.key_points[0].text) == ("inline", "It assumes the null.")
    full = parse_question(
        "id: my-own\nkind: behavioral\ntext: Tell me about a time.\nprinciples: [ownership]\n"
        "follow_ups:\n  - {target: metric, line: How much?}\n"
    )
    assert (full.id, full.follow_ups[0].target) == ("my-own", "metric")
    wrong = '{"text": "What?", "kind": "technical", "misconceptions": ["It is the error rate."], "reference": "x"}'
    assert parse_question(wrong).misconceptions[0].text == "It is the error rate."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not valid"),
        ("[1, 2]", "not valid"),
        ("just words", "not valid"),
        ("{", "not valid"),
        ('{"kind": "technical"}', "text"),
        ('{"text": "x?", "kind": "poetry"}', "kind"),
        ('{"text": "Why so?", "kind": "behavioral", "principle": "Be Loud"}', "principle"),
        ('{"text": "Why so?", "kind": "behavioral", "principle": 7}', "principle"),
        ('{"text": "Why so?", "kind": "behavioral", "colour": "red"}', "colour"),
        ('{"text": "x", "kind": "technical"}', "text"),
        ('{"text": "Why so?", "kind": "technical", "key_points": ["x"]}', "text"),
        ('{"id": "Not An Id", "kind": "behavioral", "text": "Why so?", "principles": ["ownership"]}', "id"),
        ("a: &a [*a, *a]", "not valid"),
    ],
)
def test_a_question_that_is_none(text, says):
    with pytest.raises(AssessError, match=says) as caught:
        parse_question(text)
    assert "https" not in str(caught.value)


# --- one answer ------------------------------------------------------------------------------------------------------


def test_the_fields_of_a_behavioral_answer_are_the_contracts():
    transcript = typed_transcript([STORY])
    found = output("x", assess(ScriptedJudge(verdicts), QUESTIONS[0], transcript))
    assert list(found) == FIELDS
    assert found["kind"] == "behavioral"
    assert set(found["criteria"][0]) == {"id", "verdict", "confidence", "evidence", "credit", "missed"}
    quote = found["criteria"][1]["evidence"][0]
    assert set(quote) == {"quote", "start_char", "end_char", "start_s"}
    assert transcript.text[quote["start_char"] : quote["end_char"]] == quote["quote"]
    assert set(found["follow_up"]) == {"target", "line", "why"}
    assert set(found["scorer"]) == {"name", "version"}
    assert found["follow_up"]["target"] == "metric"


def test_an_answer_that_holds_everything_calls_for_no_follow_up():
    assert (
        output("x", assess(ScriptedJudge(verdicts), QUESTIONS[0], typed_transcript([f"{STORY} {NUMBER}"])))["follow_up"]
        is None
    )


# --- many answers ----------------------------------------------------------------------------------------------------


def test_the_order_stays_and_bad_lines_get_an_error_in_their_place():
    results = batch(
        good("first"),
        "",
        "not json",
        good("unknown", question_id="tq-pionts"),
        b'{"id": "\xff"}',
        good("neither", question_id=None),
        good("both", question={"text": "Why so?", "kind": "behavioral"}),
        {"answer": STORY, "question_id": "bq-story"},
        {"id": "no answer", "question_id": "bq-story"},
        good(7, answer=5),
        good("inline", question_id=None, question={"text": "Why so?", "kind": "behavioral", "principle": "Dive Deep"}),
        good("fails", answer="the judge fails"),
        good("breaks", answer="the judge breaks"),
        good("bad question", question_id=None, question={"text": "x", "kind": "technical"}),
        good("last"),
    )
    assert [r["id"] for r in results] == [
        "first", None, "unknown", None, "neither", "both", None, "no answer", 7, "inline", "fails", "breaks",
        "bad question", "last",
    ]  # fmt: skip
    bad = {index for index, result in enumerate(results) if "error" in result}
    assert bad == {1, 2, 3, 4, 5, 7, 8, 10, 11, 12}
    assert [results[i]["error"]["line"] for i in sorted(bad)] == [3, 4, 5, 6, 7, 9, 10, 12, 13, 14]
    assert all(list(results[i]) == FIELDS for i in range(len(results)) if i not in bad)
    assert "did you mean tq-points" in results[2]["error"]["message"]
    assert "ZeroDivisionError" in results[11]["error"]["message"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "\\ud800", "answer": "x", "question_id": "no-such"}',
        b'{"id": {"a": [1]}, "answer": "x", "question_id": "bq-story"}',
        b'{"id": NaN, "answer": "x", "question_id": "bq-story"}',
        b'{"id": 1e999, "answer": "x", "question_id": "bq-story"}',
        b"[" * 100_000,
        b"null",
        b'"text"',
        b'{"id": "a", "answer": "x", "question_id": "\\u001b[31m"}',
    ],
)
def test_a_hostile_line_becomes_an_error_that_can_be_written(line):
    first, second = batch(line, good("next"))
    assert "error" in first
    assert isinstance(first["id"], str | None)
    assert second["id"] == "next"
    assert "\x1b" not in first["error"]["message"]


def test_half_a_character_in_an_id_or_an_answer_does_no_harm():
    whole, answer = batch(good("\ud800x"), good("a", answer="half \ud800 of it"))
    assert whole["id"] == "?x"
    assert "error" not in answer


def test_a_line_that_is_far_too_long_is_refused():
    (result,) = batch(b'{"id": "a", "answer": "' + b"x" * 10_000_001 + b'"}')
    assert "longer than" in result["error"]["message"]


@pytest.mark.parametrize(
    "much",
    [{"reference": "x" * 40_001}, {"key_points": ["It is so."] * 4500}, {"misconceptions": ["It is not."] * 4500}],
)
def test_a_question_that_would_take_all_memory_is_refused(much):
    refused, following = batch(
        good("much", question_id=None, question={"text": "Why so?", "kind": "technical"} | much), good("next")
    )
    assert refused["error"]["message"] == "question: its statements have more than 40,000 characters"
    assert following["id"] == "next"


def test_a_byte_order_mark_does_no_harm():
    (result,) = batch(b"\xef\xbb\xbf" + json.dumps(good("bom")).encode())
    assert "error" not in result


# --- the command: what it refuses before it loads anything -------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--question", "x"],
        ["--text", "x"],
        ["--question", "x", "--question-file", "y", "--text", "z"],
        ["--question", "x", "--text", "y", "--audio", "z"],
        ["--batch", "x"],
        ["--batch", "x", "--out", "y", "--text", "z"],
        ["--question", "x", "--text", "y", "--level", "L9"],
        ["--question-file", "-", "--text", "-"],
    ],
)
def test_wrong_usage(arguments, capsys):
    assert run(["assess", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_batch_never_overwrites_its_own_input(tmp_path, capsys):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(good()))
    before = source.read_bytes()
    assert run(["assess", "--batch", str(source), "--out", str(tmp_path / "." / "in.jsonl")]) == 2
    assert source.read_bytes() == before
    assert "same file" in capsys.readouterr().err


def test_a_batch_from_standard_input_never_overwrites_it(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(good()))
    before = source.read_bytes()
    command = [sys.executable, "-m", "interviewer.cli.main", "assess", "--batch", "-", "--out", str(source)]
    with source.open("rb") as given:
        ended = subprocess.run(command, stdin=given, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "same file" in ended.stderr
    assert source.read_bytes() == before


# --- with the real judge -----------------------------------------------------------------------------------------------


@pytest.mark.engines
@pytest.mark.usefixtures("warm_home")
def test_one_answer_by_the_real_judge(tmp_path, capsys, monkeypatch):
    question = tmp_path / "question.yaml"
    question.write_text("text: Tell me about a time when you went deep.\nkind: behavioral\nprinciple: Dive Deep\n")
    answer = tmp_path / "answer.txt"
    answer.write_bytes(b"\xef\xbb\xbf" + f"{STORY}\r\n{NUMBER}\r\n".encode())
    assert run(["assess", "--question-file", str(question), "--text", str(answer), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == FIELDS
    assert 1 <= found["score"] <= 5
    assert "principle:dive-deep" in {criterion["id"] for criterion in found["criteria"]}
    assert set(found["structure"]) >= {"score", "roles", "setup_s", "setup_verdict", "missing"}
    assert set(found["structure"]["roles"][0]) >= {"text", "role", "start_s", "end_s"}
    piped = SimpleNamespace(buffer=io.BytesIO(f"{STORY}\n{NUMBER}".encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert run(["assess", "--question-file", str(question), "--text", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] == found["score"], "the same words, the same score"
    assert run(["assess", "--question-file", str(question), "--text", str(answer)]) == 0
    assert "of 5" in capsys.readouterr().out


@pytest.mark.engines
@pytest.mark.usefixtures("warm_home")
def test_a_batch_by_the_real_judge(tmp_path, capsys):
    question = next(q for q in load_bank().questions.values() if q.kind == "technical" and q.reference)
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "whole", "question_id": question.id, "answer": question.reference},
        {"id": "bad", "question_id": "no-such-question", "answer": "x"},
        {"id": "none", "question_id": question.id, "answer": ""},
        {"id": "unsure", "question_id": question.id, "answer": "I don't know."},
    ]
    source.write_text("\n".join(map(json.dumps, lines)))
    assert run(["assess", "--batch", str(source), "--out", str(out)]) == 1
    whole, bad, none, unsure = map(json.loads, out.read_text().splitlines())
    assert set(whole["key_points"][0]) == {"index", "covered", "verdict", "probability", "evidence"}
    assert set(whole["misconceptions"][0]) >= {"index", "stated", "probability", "evidence"}
    assert whole["score"] > unsure["score"]
    assert set(bad) == {"id", "error"}
    assert none["score"] is None
    assert none["unscored_reason"]
    assert "1 of 4 lines" in capsys.readouterr().err
