"""Reads a CV or a job description from a file into plain, bounded, harmless text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from interviewer.errors import InterviewerError
from interviewer.text import clean, clean_line

MOST_BYTES = 5_000_000
"""Of a file; a CV of ten pages with pictures stays below it. Our assumption."""
MOST_CHARS = 200_000
"""Of text that is looked at: about forty pages; what comes after is left out."""
TEXT_ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ""})
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\f": "\n"})


class DocumentError(InterviewerError):
    """A document that cannot be read; the message says why and what to do."""


def read_document(path: str | Path) -> str:
    """The text of a CV or a job description: plain text, Markdown or PDF, cleaned by `harmless`.

    What the file holds is data: nothing in it is followed, opened or run.

    Raises:
        DocumentError: there is no such file, it is too large, of another kind, or holds no text.
    """
    file, name = Path(path).expanduser(), clean_line(str(path))
    data = _bytes_of(file, name)
    if data.lstrip()[:5] == b"%PDF-":
        from interviewer.tailoring.pdf_text import pdf_text  # noqa: PLC0415 - only for a PDF

        text = pdf_text(data, name)
    elif file.suffix.lower() in TEXT_ENDINGS:
        text = _decoded(data, name)
    elif file.suffix.lower() == ".pdf":
        raise DocumentError(f"{name} is called a PDF but is none; save it as PDF again, or give it as text.")
    else:
        raise DocumentError(f"{name} is neither text, Markdown nor PDF; save it as one of these.")
    text = harmless(text)
    if not text.strip():
        raise DocumentError(f"{name} holds no text; give a file with words in it.")
    return text


def harmless(text: str) -> str:
    """The text without anything that cannot be seen or that changes how the rest is read, and no longer than `MOST_CHARS`.

    Control characters, terminal escapes, zero-width and direction characters, tags and private characters go; ligatures
    and wide letters become plain ones; line breaks and tabs stay.
    """
    text = text[:MOST_CHARS].replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    text = unicodedata.normalize("NFKC", clean(text))
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept)[:MOST_CHARS]


def _bytes_of(file: Path, name: str) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        reason = getattr(error, "strerror", None) or "that is no file name"
        raise DocumentError(f"{name} cannot be read ({reason}); check the path.") from error
    if len(data) > MOST_BYTES:
        raise DocumentError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB; give a smaller file, or its text.")
    return data


def _decoded(data: bytes, name: str) -> str:
    """Text in UTF-8, or UTF-16 with its mark, or else in the old Windows encoding of western Europe."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise DocumentError(f"{name} is not a text file; give text, Markdown or PDF.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
