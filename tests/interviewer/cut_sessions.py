"""Sessions cut off at any byte and gone on with, under the virtual clock: a candidate who answers what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from interviewer.resume_point import ResumePoint, interview_of, resume_point
from interviewer.review.review import build_review
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.scripted_io import Answer, ScriptedPorts
from interviewer.sessions.session_file import FILE_NAME, Session, SessionWriter, read_session
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import header, interview, verdicts

PLEASE = "please?"
"""Said after an answer or a request that was whole when the interview was cut off."""


class Candidate:
    """Answers by the line that was said last: the first answer listed for it, then the next one when asked again.

    Args:
        answers: for each line.
        begun: the words of an answer in the middle of which the interview was cut off: it is told to its end.
    """

    def __init__(self, answers: dict[str, list[Answer | str]], begun: str = "") -> None:
        self._answers = {
            text: [Answer(a) if isinstance(a, str) else a for a in given] for text, given in answers.items()
        }
        self._begun = begun
        self.ports: ScriptedPorts

    def __iter__(self) -> Iterator[Answer]:
        return self

    def __next__(self) -> Answer:
        asked = next(line for line in reversed(self.ports.said) if line.text in self._answers)
        given = self._answers[asked.text]
        begun, self._begun = self._begun, ""
        if begun:
            for answer in given:
                if answer.text.startswith(begun):
                    while len(given) > 1 and given[0] is not answer:
                        given.pop(0)
                    if len(given) > 1:
                        given.pop(0)
                    return Answer(answer.text.removeprefix(begun).strip() or PLEASE)
            for words in [a.when_stopped.split() for a in given if a.when_stopped]:
                said = max((k for k in range(len(words) + 1) if begun.endswith(" ".join(words[:k]))), default=0)
                return Answer(" ".join(words[said:]) or PLEASE)
        return given.pop(0) if len(given) > 1 else given[0]


def begin(sessions: Path, name: str, answers: dict, plan: Interview | None = None) -> Session:
    """A whole interview."""
    candidate = Candidate(answers)
    ports = ScriptedPorts(candidate)
    candidate.ports = ports
    writer = SessionWriter.create(sessions, header(name), clock=ports.now_s)
    ports.keep_in(writer)
    Runner(plan or interview(), ports, ScriptedJudge(verdicts), writer, background=lambda work: work()).run()
    return read_session(writer.folder)


def go_on(folder: Path, answers: dict, *, left: bool = False) -> tuple[Session, Runner, ScriptedPorts]:
    """Go on with a session as it lies on the disk, and run it to its end."""
    session = read_session(folder)
    point = resume_point(session, left=left)
    candidate = Candidate(_not_said_yet(answers, session), _begun(point))
    ports = ScriptedPorts(candidate)
    candidate.ports = ports
    writer = SessionWriter.resume(session, clock=ports.now_s)
    ports.keep_in(writer)
    runner = Runner(
        interview_of(session, Patience()),
        ports,
        ScriptedJudge(verdicts),
        writer,
        background=lambda work: work(),
    )
    runner.run(point)
    return read_session(folder), runner, ports


def _not_said_yet(answers: dict, session: Session) -> dict:
    """People do not ask for the same thing again; what they told last they tell again where they are asked again."""
    stretches: dict[tuple[int, int], str] = {}
    for r in session.records:
        if r.code == "typed":
            stretches[r.turn, r.revision] = f"{stretches.get((r.turn, r.revision), '')} {r.text}".strip()
    said = [text.removesuffix(PLEASE).strip() for text in stretches.values()]
    open_ones = {r.turn: r.revision for r in session.records if r.code == "listening"}
    done = {text for text, (turn, revision) in zip(said, stretches, strict=True) if open_ones.get(turn) != revision}
    ended = {(r.turn, r.revision) for r in session.records if r.code == "answer_end"}
    done |= {text for text, key in zip(said, stretches, strict=True) if key in ended}
    return {text: [a for a in given[:-1] if a not in done] + given[-1:] for text, given in answers.items()}


def _begun(point: ResumePoint) -> str:
    last = point.goes_on
    if last is None or last.stage != "answering":
        return ""
    return " ".join(last.typed[last.answer_line :]).removesuffix(PLEASE).strip()


def cut(whole: bytes, length: int, folder: Path) -> Path:
    """A session whose file ends after `length` bytes."""
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(whole[:length])
    return folder


def asked_turns(session: Session) -> list[tuple[str, str, str]]:
    """(question, kind, text) of every turn, in order; the same turn once."""
    return [(turn.question_id, turn.kind, turn.asked) for turn in build_review(session).turns]
