"""The document of the session format names what the code writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audio.transcript import Segment, TranscriberInfo, Transcript, Word
from interviewer.answers.timing import AnswerTiming
from interviewer.events import LineKind, SpokenRequest
from interviewer.sessions import records as rec

TEXT = (Path(__file__).parents[2] / "docs" / "session-format.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\s]+)`", TEXT))
MODELS = [rec.Header, rec.PlannedRecord, *rec.Record.__args__, AnswerTiming, Transcript, Word, Segment, TranscriberInfo]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_named(model):
    assert set(model.model_fields) <= NAMED


@pytest.mark.parametrize("model", rec.Record.__args__, ids=lambda model: model.__name__)
def test_every_code_has_a_row_with_its_keys(model):
    code = model.model_fields["code"].default
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{code}` |")]
    keys = set(re.findall(r"`(\w+)`", row.split("|")[2]))
    assert keys == set(model.model_fields) - {"code", "at_s"}


def test_no_row_is_about_a_code_that_is_gone():
    table = TEXT.split("| code | keys |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == rec.CODES


def test_the_words_of_the_closed_lists_are_named():
    assert {*LineKind.__args__, *(request.value for request in SpokenRequest), rec.FORMAT} <= NAMED
    assert f"| `version` | {rec.VERSION};" in TEXT
