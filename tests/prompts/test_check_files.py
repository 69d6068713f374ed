"""The checker on files that cannot be used at all, and as the command `interviewer questions check`."""

import pytest

from interviewer.cli.main import run
from prompts.check import files_of
from prompts.load import load_bank
from prompts.yaml_source import Lines, SourceError, format_location
from tests.prompts.packs import line_of, pack, problems_in, spoilt, story, technical, write


def test_key_that_stands_twice(tmp_path):
    path = spoilt(tmp_path, story())
    path.write_text(path.read_text().replace("  kind:", "  minutes: 2\n  minutes: 3\n  kind:"))
    assert problems_in(path) == [(line_of(path, "minutes: 3"), "minutes", "stands twice here")]


def test_bad_yaml(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("pack: {id: a\nquestions: [\n")
    ((line, where, message),) = problems_in(path)
    assert line in {2, 3}
    assert where == ""
    assert message.startswith("is not valid YAML: ")


@pytest.mark.parametrize("text", ["pack: &a {id: x}\nquestions: *a\n", "a: &-b [1]\nc: [*-b, *-b]\n", "- &ä 1\n- *ä\n"])
def test_aliases(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    ((line, _, message),) = problems_in(path)
    assert line == 1
    assert message.startswith(("anchors and aliases are not allowed", "is not valid YAML"))


def test_an_ampersand_in_a_text_is_no_anchor(tmp_path):
    path = spoilt(tmp_path, {**story(), "source": {"section": "Theory &Application *star"}})
    assert problems_in(path) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"pack: {title: \xff\xfe}", "is not UTF-8 text; save it as UTF-8"),
        (b"", "is empty; a question file has the keys `pack` and `questions`, see docs/question-format.md"),
        (b"# nothing but a comment\n", "is empty; a question file has the keys `pack` and `questions`"),
        (b"just a text", "must be keys with values, not 'just a text'"),
        (b"a: !!python/object:os.system {}", "is not valid YAML: could not determine a constructor"),
        (b"[" * 100_000, "is nested more than 100 levels deep"),
        (b"- " * 100_000, "is nested more than 100 levels deep"),
        (b"\n".join(b" " * n + b"a:" for n in range(500)), "is nested more than 100 levels deep"),
        (b"a: \x00", "is not valid YAML"),
        (b"#" * 4_000_001, "is larger than 4 MB; split it"),
    ],
    ids=["latin", "empty", "comment", "scalar", "tag", "brackets", "dashes", "indents", "null", "large"],
)
def test_unusable_files(tmp_path, content, message):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    ((_, _, said),) = problems_in(path)
    assert said.startswith(message)


def test_a_byte_order_mark_is_fine(tmp_path):
    path = spoilt(tmp_path, story())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert problems_in(path) == []


def test_missing_file_and_folder_without_yaml(tmp_path):
    (tmp_path / "note.txt").write_text("no pack")
    with pytest.raises(SourceError, match=r"holds no \.yaml file"):
        files_of(tmp_path)
    with pytest.raises(SourceError, match="does not exist"):
        files_of(tmp_path / "missing")


def test_command_prints_problems_and_fails(tmp_path, capsys):
    path = spoilt(tmp_path, {**story(), "minuts": 3, "text": "What is 5 % of it?"})
    assert run(["questions", "check", str(path)]) == 1
    out, err = capsys.readouterr()
    unknown = "questions[0].minuts: unknown key 'minuts'; remove it or correct its spelling"
    assert out.splitlines() == [
        f"{path}:{line_of(path, '  text:')}: questions[0].text: the voice would spell out '%'; write it as a word",
        f"{path}:{line_of(path, 'minuts')}: {unknown}",
    ]
    assert err.strip() == "0 questions read, 2 problems."


def test_command_knows_the_bank(tmp_path, capsys):
    taken = next(iter(load_bank().questions))
    path = spoilt(tmp_path, story(taken))
    assert run(["questions", "check", str(path)]) == 1
    assert "a changed question needs a new id" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_command_without_a_file(tmp_path, capsys, name):
    (tmp_path / "empty").mkdir()
    assert run(["questions", "check", str(tmp_path / name)]) == 1
    message = {"missing": "does not exist", "empty": "holds no .yaml file"}[name]
    assert capsys.readouterr().out == f"{tmp_path / name}: {message}\n"


def test_command_passes_a_sound_pack(tmp_path, capsys):
    write(tmp_path / "pack" / "one.yml", pack(story(), technical()))
    assert run(["questions", "check", str(tmp_path / "pack")]) == 0
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "2 questions read, 0 problems.")


def test_lines_and_locations():
    lines = Lines("a:\n  - b: 1\n    c: 2\n  -\n    d: [x]\n")
    assert lines.line(()) == 1
    assert lines.line(("a", 0, "c")) == 3
    assert lines.line(("a", 1, "d", 0)) == 5
    assert lines.line(("a", 0, "missing", "c")) == 2
    assert lines.line(("a", 9)) == 1
    assert format_location(("questions", 3, "text")) == "questions[3].text"
