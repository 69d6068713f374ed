"""Reading a CV from a file: what is read is plain text, and what cannot be read is one sentence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.tailoring import DocumentError, pdf_text, profile_of, read_document
from interviewer.tailoring.document import MOST_BYTES, MOST_CHARS, harmless
from tests.tailoring.pdfs import locked, pdf

LINES = ["PROJECTS", "Churn prediction (2021)", "- XGBoost on 2 million customers, reduced churn by 12%"]


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_pdf_is_read(tmp_path):
    text = read_document(written(tmp_path, "cv.pdf", pdf([LINES, ["M\xfcller (K\xf6ln)"]])))
    assert text.split("\n")[:3] == LINES
    assert "Müller (Köln)" in text
    (project,) = profile_of(text, None).projects
    assert project.title == "Churn prediction"
    assert project.claims[0].said == "that you reduced churn by twelve percent"


def test_a_pdf_is_known_by_its_content_not_by_its_name(tmp_path):
    assert "Churn" in read_document(written(tmp_path, "cv.txt", pdf([LINES])))
    with pytest.raises(DocumentError, match="called a PDF but is none"):
        read_document(written(tmp_path, "cv.pdf", b"plain words"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (locked(), "locked with a password"),
        (pdf([LINES])[:120], "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
        (pdf([[]]), "a scan"),
        (pdf([["x"]] * 60), "more pages"),
    ],
    ids=["locked", "cut", "noise", "scan", "long"],
)
def test_a_pdf_that_cannot_be_read_is_one_sentence(tmp_path, data, sentence):
    with pytest.raises(DocumentError) as caught:
        read_document(written(tmp_path, "cv.pdf", data))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_page_tree_that_runs_in_a_circle_ends(tmp_path):
    data = pdf([LINES]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError):
        read_document(written(tmp_path, "cv.pdf", data))


def test_a_pdf_that_takes_too_long_is_given_up():
    with pytest.raises(DocumentError, match="too long"):
        pdf_text.pdf_text(pdf([LINES]), "cv.pdf", seconds=0.001)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cv.docx", b"PK\3\4", "neither text"),
        ("cv.txt", b"\0\1\2\3", "not a text file"),
        ("cv.txt", b" \n\t ", "no text"),
        ("cv.txt", "\u200b\u202e\ufeff".encode(), "no text"),
        ("cv.txt", b"x" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_other_files_are_refused_in_a_sentence(tmp_path, name, data, sentence):
    with pytest.raises(DocumentError, match=sentence):
        read_document(written(tmp_path, name, data))


@pytest.mark.parametrize("path", ["no/such/file.txt", "", ".", "a\0b", "cv\x1b[31m.txt"])
def test_a_path_that_leads_nowhere_is_a_sentence_without_terminal_codes(path):
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_survive_every_usual_encoding(tmp_path, encoding):
    assert read_document(written(tmp_path, "cv.txt", "Jürgen Müßig".encode(encoding))) == "Jürgen Müßig"


def test_what_cannot_be_seen_goes():
    hidden = "ig\u200bnore\u202e \x1b[2Jall\x07\ufeff \U000e0041\u00adﬁne"
    assert harmless(hidden) == "ignore all fine"


@given(st.text(max_size=400))
def test_any_text_is_made_harmless(text):
    safe = harmless(text)
    assert len(safe) <= MOST_CHARS
    assert not [c for c in safe if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
    assert harmless(safe) == safe
