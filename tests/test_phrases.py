"""The catalogue of phrases: every call fits it, no feedback stands outside it, and numbers follow the language."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer import locale_format
from interviewer.cli.main import run
from prompts import phrasebook
from prompts.phrasebook import Catalogue, Named, PhraseError, UnknownLanguageError, load_catalogue, phrase, slots_of
from prompts.yaml_source import SourceError

ROOT = Path(__file__).parents[1]
ENGLISH = load_catalogue("en")
MODULES = sorted(path for path in (ROOT / "interviewer").rglob("*.py"))
TEMPLATES = sorted((ROOT / "interviewer" / "web" / "templates").glob("*.j2"))
LAYER = (
    "answers/delivery history/difference history/history history/rescore history/takes progress/lines progress/pages"
    " progress/progress replay/screen replay/timeline review/advice review/captions review/delivery review/feedback"
    " review/form review/full review/judged review/markdown review/parts review/review review/shape review/show"
    " review/terminal review/words stories/lines voice/screen web/page web/sound web/still_page web/timeline"
    " web/transcript web/view"
).split()
"""The modules whose words the candidate reads after an answer."""
ALLOWED = {
    r"interviewer \w+( --?\w.*| )?$": "a command to type is the same in every language",
    r"(    )?interviewer stories add $": "a command to type",
    r" --(turn|name) .*": "a piece of a command to type",
    r"(default|style|script|media|base|form)-.*": "a content security policy",
    r"<(tr|figure|i|span)\b.*": "markup without words",
    r"[\w-]+\.(css|js|html\.j2|vtt)$": "a file",
    r".*%s.*": "a line of the log, for people who look into the program",
    r"our assumption$": "where a budget comes from, a value in the JSON",
    r"cut off$": "how a session ended, a value in the JSON",
    r"not stated$": "a verdict, a value in the JSON",
    r"NOTE $": "a word of the format of captions",
    r"the $": "cut off from names of parts in English alone",
}
"""What reads like English and is none, with the reason."""


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path):
    """(key or beginning of it, whether it goes on, names of the slots or None where they are not known) of each call."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in {"phrase", "mark", "Named"} or not node.args:
            continue
        slots = {word.arg for word in node.keywords} if all(word.arg for word in node.keywords) else None
        yield from ((key, open_, slots, name) for key, open_ in keys(node.args[0]))


def keys(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.JoinedStr):
        yield node.values[0].value, True
    elif isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_call_fits_its_phrase(path):
    if path.name == "marked.py":
        return  # passes on what the templates say
    for key, open_, slots, name in calls(path):
        if name == "Named":
            assert list(Named(key)), key
            continue
        found = [one for one in ENGLISH.phrases if (one.startswith(key) if open_ else one == key)]
        assert found, f"{path.name}: there is no phrase {key}"
        if slots is not None and not open_:
            assert slots_of(ENGLISH.phrases[key]) == slots, f"{path.name}: {key}"
        if slots is not None and open_:
            assert any(slots_of(ENGLISH.phrases[one]) == slots for one in found), f"{path.name}: {key}…"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_fit_the_catalogue_and_hold_no_words_of_their_own(path):
    text = path.read_text(encoding="utf-8")
    for key, rest in re.findall(r"(?:say|mark)\('([\w.]+)'((?:[^()]|\([^()]*\))*)\)", text):
        assert key in ENGLISH.phrases
        assert set(re.findall(r"[,(] ?(\w+)=", rest)) == slots_of(ENGLISH.phrases[key]), key
    if path.name not in {"review.html.j2", "progress.html.j2", "takes.html.j2"}:
        return
    bare = re.sub(r"\{[{%#].*?[#%}]\}", " ", text, flags=re.DOTALL)
    bare = re.sub(r"<code>.*?</code>|<kbd>.*?</kbd>", " ", bare)
    words = [word for piece in re.findall(r">([^<>]*)<", bare) for word in re.findall(r"[A-Za-z]{2,}", piece)]
    labels = re.findall(r"""(?:aria-label|title|alt|placeholder)="([^"]*[A-Za-z]{2,}[^"]*)\"""", bare)
    assert words == []
    assert labels == []


def english_in(path):
    """Literals of a module that read like English words and are no documentation, no error and no key."""
    nodes = tree(path)
    passed = set()
    for node in ast.walk(nodes):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        if isinstance(node, ast.Raise | ast.Subscript):
            passed |= set(ast.walk(node))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Field", "TypeVar"}:
            passed |= set(ast.walk(node))
    for node in ast.walk(nodes):
        text = (
            node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed else ""
        )
        if re.search(r"[A-Za-z]{2,}[,;]? +[A-Za-z]|[A-Za-z]{3,} +$|^ +[A-Za-z]{2,}|^[A-Z][a-z]+$", text):
            yield text


@pytest.mark.parametrize("name", LAYER)
def test_no_feedback_stands_outside_the_catalogue(name):
    path = ROOT / "interviewer" / f"{name}.py"
    found = [text for text in english_in(path) if not any(re.match(pattern, text, re.DOTALL) for pattern in ALLOWED)]
    assert found == []


def test_the_rule_finds_what_it_is_for(tmp_path):
    path = tmp_path / "m.py"
    path.write_text(
        '"""Doc string here."""\nX = "Well done"\nY = f"{X} and more"\nraise ValueError("this is fine")\nZ = "key.of"\n'
    )
    assert list(english_in(path)) == ["Well done", " and more"]


@pytest.mark.parametrize("language", phrasebook.languages())
def test_a_language_has_the_phrases_of_english_with_the_same_slots(language):
    catalogue = load_catalogue(language)
    assert catalogue.phrases.keys() == ENGLISH.phrases.keys()
    for key, entry in catalogue.phrases.items():
        assert slots_of(entry) == slots_of(ENGLISH.phrases[key]), key
    assert catalogue.spoken.keys() == ENGLISH.spoken.keys()


def test_every_phrase_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in [*MODULES, *TEMPLATES])
    parts = {key for path in MODULES for key, *_ in calls(path)}
    unused = [key for key in ENGLISH.phrases if key not in source and not any(key.startswith(part) for part in parts)]
    assert unused == []


def test_a_wrong_key_or_slot_is_an_error():
    for key, slots in (("no.such", {}), ("show.turn", {}), ("show.turn", {"number": 1, "more": 2})):
        with pytest.raises(PhraseError):
            phrase(key, **slots)
    with pytest.raises(KeyError):
        Named("role")["nobody"]
    assert Named("role").get("nobody", "x") == "x"


@given(st.text(max_size=60))
def test_what_fills_a_slot_is_never_looked_into(text):
    assert phrase("show.follow_up", line=text) == f"Follow-up: {text}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [1]", "must be text"),
        ("a: {b: '{x.y}'}", "slots"),
        ("a: {b: 'an {open'}", "a.b"),
        ("a: {other: '{Big}', one: x}", "slots"),
    ],
)
def test_a_broken_catalogue_says_where(tmp_path, monkeypatch, text, complaint):
    (tmp_path / "xx.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "xx.lines.yaml").write_text("a: b", encoding="utf-8")
    monkeypatch.setattr(phrasebook, "FOLDER", tmp_path)
    with pytest.raises(SourceError, match=complaint):
        load_catalogue.__wrapped__("xx")
    assert phrasebook.languages() == ("xx",)


@pytest.fixture
def german():
    """English phrases under German rules: what numbers and dates become."""
    phrasebook.use(Catalogue("de", {**ENGLISH.phrases, "date.long": "d. MMMM y"}, ENGLISH.spoken))
    yield
    phrasebook.use(None)


def test_english_numbers_are_written_as_they_always_were():
    assert [locale_format.number(value, 1) for value in (0.25, 0.35, 2.65, -1.0, 1234.5)] == [
        f"{value:.1f}" for value in (0.25, 0.35, 2.65, -1.0, 1234.5)
    ]
    assert locale_format.seconds(8.46) == "8.5 s"
    assert locale_format.seconds(125) == "2 min 05 s"
    assert locale_format.long_day(dt.date(2026, 1, 5)) == "5 January 2026"
    assert locale_format.short_day(dt.date(2026, 1, 5)) == "05 Jan 2026"
    assert locale_format.significant(12.345) == "12.3"


def test_german_numbers_have_a_comma(german):
    assert locale_format.number(3.44, 1) == "3,4"
    assert locale_format.seconds(1.5) == "1,5 s"
    assert phrase("score.of_five", score=locale_format.number(3.4, 1)) == "3,4 of 5"
    assert locale_format.long_day(dt.date(2026, 3, 5)) == "5. März 2026"


def test_plurals_follow_the_rules_of_the_language():
    polish = {
        "one": "{count} odpowiedź",
        "few": "{count} odpowiedzi",
        "many": "{count} odpowiedzi (mn.)",
        "other": "{count} o.",
    }
    catalogue = Catalogue("pl", {"answers": polish}, {})
    said = [catalogue.say("answers", {"count": count}) for count in (1, 2, 5, 22, 12)]
    assert said == ["1 odpowiedź", "2 odpowiedzi", "5 odpowiedzi (mn.)", "22 odpowiedzi", "12 odpowiedzi (mn.)"]
    assert phrase("progress.answers", count=1) == "1 answer"
    assert phrase("progress.answers", count=0) == "0 answers"


def test_only_languages_with_a_catalogue_can_be_chosen(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path))
    assert run(["--language", "xx", "sessions"]) == 2
    assert "There is no language 'xx'; there is en." in capsys.readouterr().err
    assert run(["--language", "en", "sessions"]) == 0
    (tmp_path / "config.toml").write_text('language = "fr"\n', encoding="utf-8")
    assert run(["sessions"]) == 2
    assert "'fr'" in capsys.readouterr().err
    phrasebook.use(None)
    with pytest.raises(UnknownLanguageError):
        load_catalogue("../en")
