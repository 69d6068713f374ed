"""A session whose words, names and notes try to be more than text."""

from __future__ import annotations

from pathlib import Path

from audio.transcript import Transcript, Word
from interviewer.review.full import load_full
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import read_session
from interviewer.web.page import write_page
from rubrics.assessment import Assessment, Criterion, Evidence, FollowUp, RoleSpan, ScorerInfo, Structure
from rubrics.score import rescored
from tests.interviewer.talks import made_session

TEXTS = (
    "<img src=x onerror=pwned=1>",
    "</script><script>window.pwned=1</script>",
    "</style><style>*{display:none}</style>",
    "<!--", "-->", "]]>", "{{7*7}}", "{%raw%}", "&lt;b&gt;", "&#x3c;",
    '"onmouseover="pwned=1',
    "javascript:pwned=1",
    "<a href=javascript:pwned=1 id=injected>x</a>",
    "../../etc/passwd",
    "[link](javascript:alert(1))",
    "![x](http://example.com/x.png)",
    "W" * 3000,
    "\u05e9\u05dc\u05d5\u05dd", "\u202etxt.exe", "\u2067abc",
    "👩‍👩‍👧‍👦", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙",
    "\x1b[31mred\x07", "a\x00b", "\u2028", "00:00:01.000-->00:00:02.000",
)  # fmt: skip
"""One word each, but those with spaces in them."""


def hostile_session(sessions: Path) -> Path:
    """A session folder in which every text that a stranger can choose is hostile."""
    text = " ".join(TEXTS)
    words = tuple(
        Word(text=one, start_s=round(0.4 * i, 1), end_s=round(0.4 * i + 0.4, 1)) for i, one in enumerate(TEXTS)
    )
    transcript = Transcript(words=words, duration_s=words[-1].end_s)
    quote = Evidence(quote=text, start_char=0, end_char=len(text), start_s=0.0)
    half = RoleSpan(text=text, role="action", start_s=0.0, end_s=9.0, start_char=0, end_char=len(text))
    assessment = rescored(
        Assessment(
            kind="behavioral",
            criteria=(
                Criterion(id="action", verdict="met", confidence=0.9, evidence=(quote,)),
                Criterion(id=f"principle:{TEXTS[0]}", verdict="missing", confidence=0.5),
            ),
            structure=Structure(score=1.0, roles=(half,), setup_s=0.0, setup_verdict="within", missing=()),
            follow_up=FollowUp(target="metric", line=TEXTS[1], why=TEXTS[1]),
            delivery={"fillers": TEXTS[1]},
            scorer=ScorerInfo(name=TEXTS[1], version=TEXTS[2]),
            score=1.0,
        )
    )
    planned = rec.PlannedRecord(question_id=TEXTS[0], kind=TEXTS[1], text=text, limit_s=60, follow_ups=1)
    said = {"question_id": TEXTS[0], "utterance": 1, "audio": "../../../etc/passwd"}
    return made_session(
        sessions,
        rec.Plan(at_s=0, questions=(planned,)),
        rec.Spoken(at_s=0, kind="question", turn=1, text=text, **said),
        rec.Listening(at_s=1, turn=1, revision=0, audio="../../secret.wav"),
        rec.Transcribed(at_s=2, turn=1, revision=0, transcript=transcript.model_copy(), request=None),
        rec.Transcribed(at_s=2, turn=1, revision=1, transcript=transcript, request=TEXTS[1]),
        rec.Assessed(at_s=3, turn=1, assessment=assessment, question_score=assessment.score),
        rec.Noted(at_s=3, turn=1, note=TEXTS[1], reason=text),
        rec.Spoken(at_s=4, kind="follow_up", turn=2, text=text, target="metric", **said),
        rec.Transcribed(at_s=5, turn=2, revision=0, transcript=transcript),
        name="hostile",
        round=TEXTS[1],
        role=TEXTS[0],
        level=TEXTS[2],
        transcriber=TEXTS[1],
    )


def hostile_page(folder: Path) -> Path:
    """Its page."""
    session = hostile_session(folder / "sessions")
    page = folder / "hostile.html"
    write_page(read_session(session), load_full(session, folder / "sessions")[1], page)
    return page
