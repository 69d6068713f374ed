"""A candidate made of data: answers keyed by question, principle, topic and the target of a follow-up; and a stage for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from interviewer.events import Line
from interviewer.interview import Interview
from interviewer.loop.stage import Held
from interviewer.resume_point import resume_point
from interviewer.runner import Runner
from interviewer.script import Patience
from interviewer.scripted_io import Answer, ScriptedPorts
from interviewer.sessions.records import Spoken
from interviewer.sessions.session_file import Session, SessionWriter
from prompts.rounds import Interviewer
from prompts.schema import BehavioralQuestion, Question
from rubrics.assessment import Judge

FOLDER = Path(__file__).with_name("candidates")


@cache
def candidate(name: str) -> dict[str, Any]:
    """The answers of one candidate: `questions`, `principles`, `topics`, `follow_ups`, `own`; laid over those of `base`."""
    own = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    if "base" not in own:
        return own
    base = candidate(own["base"])
    return {
        key: base[key] | own.get(key, {}) if isinstance(base[key], dict) else own.get(key, base[key]) for key in base
    }


def answer_to(data: dict[str, Any], question: Question, line: Line | Spoken) -> str:
    """What the candidate says to a question, or to a follow-up to it.

    A follow-up is answered by the entry for its target among the follow-ups of the question or the principle, or by their
    default, else by the candidate's own for that target, or the candidate's default.
    """
    entry = _entry(data, question)
    if line.kind == "question":
        return str(entry["answer"])
    target = line.target or "default"
    for table in (entry.get("follow_ups", {}), data["follow_ups"]):
        for key in (target, target.split(":")[0], "default"):
            if key in table:
                return str(table[key])
    raise KeyError(target)


def _entry(data: dict[str, Any], question: Question) -> dict[str, Any]:
    if question.id in data["questions"]:
        return data["questions"][question.id]
    if isinstance(question, BehavioralQuestion):
        return data["principles"][question.principles[0]]
    topics = data["topics"]
    return topics.get(question.topic) or topics["default"]


@dataclass
class CandidateStage:
    """Holds rounds with a scripted candidate under a virtual clock.

    Args:
        data: the candidate.
        judge: gives the verdicts.
    """

    data: dict[str, Any]
    judge: Judge
    times_are: Literal["measured", "estimated"] = "measured"
    transcriber: str = ""
    told: list[str] = field(default_factory=list)
    ports: list[ScriptedPorts] = field(default_factory=list)

    def patience(self, interviewer: Interviewer) -> Patience:
        return Patience(nudge_after_s=interviewer.patience_s, give_up_after_s=180.0, transcribe_s=None, judge_s=None)

    def hold(self, interview: Interview, writer: SessionWriter, before: Session | None) -> Held:
        ports = ScriptedPorts(())
        ports._answers = self._answers(ports, interview, before)
        self.ports.append(ports)
        runner = Runner(interview, ports, self.judge, writer, background=lambda work: work())
        point = resume_point(before, left=True) if before is not None else None
        try:
            return Held(runner.run(point), runner.interrupted)
        finally:
            writer.close()  # a test that kills goes on in the same process

    def tell(self, text: str) -> None:
        self.told.append(text)

    def go_on(self, text: str) -> bool:
        self.told.append(text)
        return True

    def _answers(self, ports: ScriptedPorts, interview: Interview, before: Session | None) -> Iterator[Answer]:
        """An answer to the line that has opened the present turn, whatever has been said since, before a cut or after."""
        questions = {question.id: question for question in interview.questions}
        earlier = [record for record in before.records if record.code == "line"] if before is not None else []
        while True:
            opening = {"question", "follow_up", "invitation"}
            opened = [line for line in (*earlier, *ports.said) if line.kind in opening]
            line = opened[-1]
            if line.kind != "invitation":
                text = answer_to(self.data, questions[line.question_id], line)
            else:
                text = self.data["own"] if opened[-2].kind != "invitation" else "No, that is all, thank you."
            yield Answer(str(text), when_stopped=self.data.get("when_stopped"))
