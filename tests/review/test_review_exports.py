"""A review as page, Markdown and captions: made by the command, closed to hostile words and names."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
import soundfile
from markdown_it import MarkdownIt

from audio.transcript import Transcript, Word
from interviewer.cli.main import run
from interviewer.review.captions import captions
from interviewer.review.full import load_full
from interviewer.review.markdown import escaped, markdown
from interviewer.web.sound import read_clip
from interviewer.web.timeline import wave_path
from tests.conftest import need
from tests.golden.build import SILENT_NAMES, build
from tests.golden.ports import can_speak
from tests.interviewer.hostile import TEXTS, hostile_page, hostile_session

HARMLESS = re.compile(r"[\w .,:;!?'’“”•·–…-]*")


class Elements(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def spoken(home):
    need(can_speak(), "espeak-ng", "apt install espeak-ng")
    return build(home / "sessions", "spoken")


@pytest.mark.parametrize("name", SILENT_NAMES)
def test_every_golden_session_makes_a_page_of_less_than_a_megabyte(home, tmp_path, name):
    build(home / "sessions", name)
    assert run(["review", "last", "--html", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(page) < 200_000
    elements = Elements(page)
    assert elements.tags.count("h1") == 1
    assert [tmp_path / "page.html"] == [one for one in tmp_path.iterdir() if one.is_file()]


def test_the_probe_that_nobody_asked_any_more_stands_on_the_page(home, tmp_path):
    folder = build(home / "sessions", "rambling")
    last = load_full(folder, home / "sessions")[1].turns[-1].assessment.follow_up
    run(["review", "last", "--html", str(tmp_path / "page.html")])
    page = "".join(Elements((tmp_path / "page.html").read_text(encoding="utf-8")).text)
    assert page.count(last.line) == 1
    assert page.count("An interviewer might ask next") == 1
    assert "and 2 more, in the list below" in page


def test_the_page_names_no_address_outside_itself(home, tmp_path):
    spoken(home)
    run(["review", "last", "--html", str(tmp_path / "page.html")])
    elements = Elements((tmp_path / "page.html").read_text(encoding="utf-8"))
    addresses = [value for name, value in elements.attributes if name in {"src", "href", "xlink:href", "action"}]
    assert addresses
    assert all(re.fullmatch(r"#[\w-]+|page-audio/[\w-]+\.flac", one) for one in addresses)
    assert "style" not in {name for name, _ in elements.attributes}
    assert not [name for name, _ in elements.attributes if name.startswith("on")]


def test_the_sound_beside_the_page_is_the_recording_sample_for_sample(home, tmp_path):
    folder = spoken(home)
    page = tmp_path / "out" / 'a "page" #1 100%?.html'
    assert run(["review", "last", "--html", str(page)]) == 0
    sources = [v for n, v in Elements(page.read_text(encoding="utf-8")).attributes if n == "src"]
    copy = page.parent / unquote(next(one for one in sources if "turn-001" in one))
    assert copy.exists()
    assert not copy.is_symlink()
    kept, _ = soundfile.read(copy, dtype="int16")
    original, _ = soundfile.read(folder / "turn-001.wav", dtype="int16")
    assert (kept == original).all()


def test_a_page_in_the_session_folder_uses_the_recordings_that_are_there(home):
    folder = spoken(home)
    before = {one.name for one in folder.iterdir()}
    assert run(["review", "last", "--html", str(folder / "review.html")]) == 0
    assert {one.name for one in folder.iterdir()} == before | {"review.html"}
    assert 'src="turn-001.wav"' in (folder / "review.html").read_text(encoding="utf-8")


def test_an_embedded_page_is_one_file(home, tmp_path):
    spoken(home)
    assert run(["review", "last", "--html", str(tmp_path / "one.html"), "--embed-audio"]) == 0
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["one.html"]
    assert "data:audio/ogg;base64," in (tmp_path / "one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--embed-audio"], 2, "--html"),
        (["--html", "{folder}/session.jsonl"], 1, "file of the session"),
        (["--html", "{folder}"], 1, "cannot be written"),
        (["--html", "{folder}/session.jsonl/page.html"], 1, "cannot be written"),
        (["--markdown", "{folder}"], 1, "cannot be written"),
        (["--vtt", "{folder}/session.jsonl"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(home, capsys, arguments, code, said):
    folder = build(home / "sessions", "rambling")
    before = (folder / "session.jsonl").read_bytes()
    assert run(["review", "last", *(one.format(folder=folder) for one in arguments)]) == code
    err = capsys.readouterr().err
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert (folder / "session.jsonl").read_bytes() == before


def test_with_json_the_output_is_json_alone(home, tmp_path, capsys):
    build(home / "sessions", "rambling")
    assert run(["review", "last", "--html", str(tmp_path / "p.html"), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["session_id"] == "golden-rambling"
    assert "p.html" in captured.err


def test_a_recording_that_is_none_leaves_the_words(home, tmp_path):
    folder = spoken(home)
    (folder / "turn-001.wav").write_bytes(b"RIFF no sound")
    (folder / "turn-002.wav").unlink()
    (folder / "turn-002.wav").symlink_to("/etc/hostname")
    assert run(["review", "last", "--html", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "demand forecast" in re.sub("<[^>]+>", "", page)
    assert 'id="answer-1"' not in page
    assert 'id="answer-2"' not in page
    assert 'id="answer-3"' in page


def test_hostile_words_make_no_element_and_no_attribute(tmp_path):
    hostile = hostile_page(tmp_path).read_text(encoding="utf-8")
    elements = Elements(hostile)
    assert not {"img", "iframe", "base", "link", "object", "form"} & set(elements.tags)
    assert elements.tags.count("script") == 0, "no sound, so no script at all"
    assert elements.tags.count("style") == 1
    assert not [name for name, _ in elements.attributes if name.startswith("on") or name == "style"]
    shown = "".join(elements.text)
    for one in (
        "<img src=x onerror=pwned=1>",
        "</script><script>window.pwned=1</script>",
        "../../etc/passwd",
        "W" * 3000,
    ):
        assert one in shown
    assert not re.search("[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", hostile)
    assert "passwd.flac" not in hostile


def test_hostile_words_are_no_markdown(tmp_path):
    sessions = tmp_path / "sessions"
    _session, review = load_full(hostile_session(sessions), sessions)
    tokens = MarkdownIt("commonmark").parse(markdown(review))
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or [] if token.type == "inline"
    }
    assert not {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block"} & kinds
    text = "".join(child.content for token in tokens for child in token.children or [])
    assert "<img src=x onerror=pwned=1>" in text
    assert "[link](javascript:alert(1))" in text


@pytest.mark.parametrize(
    "text", ["# a", "1. a", "- a", "+ a", "> a", "a *b* _c_ `d`", "***", "---", "===", "a | b", "~~x~~", "\\*", "&lt;"]
)
def test_escaped_text_reads_as_it_was(text):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children) == text
    assert escaped("4.0 of 5, at 9:30 - really") == "4.0 of 5, at 9:30 - really"


def test_captions_are_in_order_and_no_words_break_them():
    words = tuple(Word(text=one, start_s=0.4 * i, end_s=0.4 * i + 0.4) for i, one in enumerate(TEXTS))
    vtt = captions(Transcript(words=words, duration_s=20, estimated=True))
    header, note, *cues = vtt.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    assert note.startswith("NOTE")
    ends = 0.0
    for cue in cues:
        times, *text = cue.split("\n")
        start, end = (_seconds(one) for one in times.split(" --> "))
        assert ends <= start < end
        ends = end
        assert len(text) == 1
        assert "-->" not in text[0]
        assert "<" not in text[0]


def _seconds(stamp):
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_captions_lie_beside_the_recordings_and_hold_every_word(home):
    folder = spoken(home)
    assert run(["review", "last", "--vtt", str(folder)]) == 0
    vtt = (folder / "turn-002.vtt").read_text(encoding="utf-8")
    text = " ".join(line for line in vtt.splitlines()[1:] if line and "-->" not in line)
    assert text == load_full(folder, home / "sessions")[1].turns[1].transcript.text
    assert max(len(line) for line in vtt.splitlines()) <= 81


def test_the_peaks_are_those_of_the_sound(tmp_path):
    import numpy as np

    loud = np.zeros(16000, np.float32)
    loud[8000:] = 0.5
    soundfile.write(tmp_path / "a.wav", loud, 16000)
    clip = read_clip(tmp_path / "a.wav")
    assert clip.duration_s == 1
    assert len(clip.peaks) == 20
    assert clip.peaks[:10] == (0,) * 10
    assert clip.peaks[10:] == (100,) * 10
    assert wave_path(clip.peaks).count("M") == 20
    assert read_clip(tmp_path / "missing.wav") is None


def test_a_recording_without_words_can_still_be_heard(home, tmp_path):
    """As when there is no speech model yet."""
    folder = spoken(home)
    lines = (folder / "session.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if '"code":"transcript"' not in line and '"code":"assessment"' not in line]
    assert len(kept) < len(lines)
    (folder / "session.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert run(["review", "last", "--html", str(tmp_path / "page.html"), "--markdown", str(tmp_path / "a.md")]) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'id="answer-1"' in page
    assert 'class="wave"' in page
    assert "the recording is there" in page
    assert run(["review", "last", "--vtt", str(tmp_path / "vtt")]) == 0
    assert list((tmp_path / "vtt").iterdir()) == []
