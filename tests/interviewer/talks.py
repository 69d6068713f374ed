"""Small interviews for tests: questions, a judge that knows a few words, and a run under the virtual clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from audio.transcript import Transcript
from interviewer import events as ev
from interviewer.machine import Patience
from interviewer.review.review import Review, build_review
from interviewer.runner import Interview, Runner
from interviewer.scripted_io import Answer, ScriptedPorts
from interviewer.sessions import records as rec
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import FILE_NAME, Session, SessionWriter, read_session
from prompts.schema import BehavioralQuestion, Fact, FollowUpLine, KeyPoint, Question, TechnicalQuestion
from rubrics.assessment import Assessment, Criterion, Evidence, JudgeError, KeyPointVerdict, ScorerInfo
from rubrics.score import rescored
from rubrics.scripted_judge import ScriptedJudge

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("interviewer")
STORY = "At my last company the ranking model was slow. I profiled it and I rewrote the loader. It became faster."
NUMBER = "Latency fell by forty percent against the old loader."
SCORER = ScorerInfo(name="scripted", version="1")

STORY_QUESTION = BehavioralQuestion(
    id="bq-story",
    kind="behavioral",
    text="Tell me about a time when you went deep.",
    principles=("dive-deep",),
    follow_ups=(FollowUpLine(target="metric", line="How much did {topic} change?"),),
)
POINT_QUESTION = TechnicalQuestion(
    id="tq-points",
    kind="technical",
    text="What is overfitting?",
    topic="statistics",
    key_points=(KeyPoint(text="It fits noise."), KeyPoint(text="A held-out set shows it.")),
    facts=(Fact(about="how much data there is", answer="There are ten million rows."),),
)
SECOND_STORY = STORY_QUESTION.model_copy(
    update={"id": "bq-second", "text": "Tell me about a time when you were wrong."}
)
QUESTIONS: tuple[Question, ...] = (STORY_QUESTION, POINT_QUESTION, SECOND_STORY)

_SIGNS = {"situation": "company", "action": "i ", "own_role": "i ", "result": "became", "metric": "percent"}


def verdicts(question: Question, transcript: Transcript) -> Assessment:
    """Verdicts by single words: enough to make every branch of an interview happen."""
    text = transcript.text
    lower = text.lower() + " "
    if "judge fails" in lower:
        raise JudgeError("The judge was told to fail; run it again.")
    if "judge breaks" in lower:
        raise ZeroDivisionError("as told")
    if not text:
        return Assessment(kind=_kind(question), unscored_reason="Nothing was said.", scorer=SCORER)
    if isinstance(question, TechnicalQuestion):
        said = ("noise" in lower, "held" in lower)
        points = tuple(
            KeyPointVerdict(index=i, covered=c, verdict="covered" if c else "missing", probability=0.9 if c else 0.1)
            for i, c in enumerate(said)
        )
        return rescored(Assessment(kind="technical", key_points=points, scorer=SCORER, score=1.0))
    criteria = [_criterion("story", text, 0)]
    criteria += [_criterion(name, text, lower.find(sign)) for name, sign in _SIGNS.items()]
    return rescored(Assessment(kind="behavioral", criteria=tuple(criteria), scorer=SCORER, score=1.0))


def _kind(question: Question) -> Any:
    return "behavioral" if question.kind == "behavioral" else "technical"


def _criterion(name: str, text: str, at: int) -> Criterion:
    if at < 0:
        return Criterion(id=name, verdict="missing", confidence=0.9)
    quote = text[at : at + 20].strip()
    start = text.index(quote, at)
    found = Evidence(quote=quote, start_char=start, end_char=start + len(quote), start_s=0.0)
    return Criterion(id=name, verdict="met", confidence=0.9, evidence=(found,))


def header(name: str = "test", **more: Any) -> Header:
    more = {"mode": "scripted"} | more
    return Header(session_id=name, created_at="2026-01-01T00:00:00+00:00", app_version="0", **more)


def interview(
    questions: tuple[Question, ...] = QUESTIONS, *, follow_ups: int = 1, patience: Patience | None = None
) -> Interview:
    return Interview(
        questions=questions,
        opening="Hello.",
        closing="Thank you.",
        follow_ups=follow_ups,
        patience=patience or Patience(),
    )


@dataclass
class Talk:
    """An interview that is over, and what is left of it."""

    runner: Runner
    ports: ScriptedPorts
    judge: ScriptedJudge
    session: Session

    @property
    def review(self) -> Review:
        return build_review(self.session)

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(line.kind, line.text) for line in self.ports.said]

    def records(self, code: str) -> list[Any]:
        return [record for record in self.session.records if record.code == code]

    @property
    def notes(self) -> list[str]:
        return [record.note for record in self.records("note")]


_number = count(1)


def talk(
    sessions: Path,
    answers: Iterable[Answer | str],
    events: Iterable[tuple[float, ev.Event]] = (),
    *,
    judge: ScriptedJudge | None = None,
    plan: Interview | None = None,
) -> Talk:
    """Run a whole interview under the virtual clock; slow work is done at once."""
    script = [Answer(answer) if isinstance(answer, str) else answer for answer in answers]
    ports = ScriptedPorts(script, events)
    judge = judge or ScriptedJudge(verdicts)
    writer = SessionWriter.create(sessions, header(f"test-{next(_number)}"), clock=ports.now_s)
    runner = Runner(plan or interview(), ports, judge, writer, background=lambda work: work())
    runner.run()
    return Talk(runner, ports, judge, read_session(writer.folder))


def made_session(sessions: Path, *records: rec.Strict, **more: Any) -> Path:
    """A session with these records, made by the writer."""
    name = more.pop("name", f"made-{next(_number)}")
    writer = SessionWriter.create(sessions, header(name, **more))
    for record in records:
        writer.append(record)
    writer.close()
    return writer.folder


def raw_lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE_NAME).read_bytes().split(b"\n") if line.strip()]


def command(
    *arguments: str | bytes, data: bytes = b"", home: Path | None = None, timeout_s: float = 120, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own."""
    env = dict(os.environ)
    if home is not None:
        env["INTERVIEWER_HOME"] = str(home)
    env.update(more.pop("env", {}))
    return subprocess.run(
        [str(COMMAND), *arguments], input=data, capture_output=True, timeout=timeout_s, check=False, env=env, **more
    )


def one_clear_line(err: bytes | str) -> str:
    """The single line of diagnostics, after the checks that every one of them must pass."""
    text = err.decode() if isinstance(err, bytes) else err
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    assert lines[0].startswith("interviewer: "), text
    assert "Traceback" not in text
    assert not [c for c in text if ord(c) < 32 and c != "\n"], text
    return lines[0].removeprefix("interviewer: ")
