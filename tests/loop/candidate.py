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
from interviewer.session_file import Session, SessionWriter
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


def answer_to(data: dict[str, Any], question: Question, line: Line) -> str:
    """What the candidate says to a line about a question; "" keeps silent.

    A follow-up is answered by the entry for its target among the follow-ups of the question or the principle, or by their
    default, else by the candidate's own for that target, or the candidate's default.
    """
    if line.kind == "invitation":
        return str(data["own"])
    entry = _entry(data, question)
    if line.kind == "question" or (line.kind == "repeat" and not line.target):
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
    return data["topics"][question.topic]


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
        ports._answers = self._answers(ports, interview)
        self.ports.append(ports)
        runner = Runner(interview, ports, self.judge, writer, background=lambda work: work())
        point = resume_point(before, left=True) if before is not None else None
        return Held(runner.run(point), runner.interrupted)

    def tell(self, text: str) -> None:
        self.told.append(text)

    def go_on(self, text: str) -> bool:
        self.told.append(text)
        return True

    def _answers(self, ports: ScriptedPorts, interview: Interview) -> Iterator[Answer]:
        questions = {question.id: question for question in interview.questions}
        while True:
            line = next(line for line in reversed(ports.said) if line.kind != "notice")
            asked = next(
                (one for one in reversed(ports.said) if one.kind in {"question", "follow_up", "invitation"}), line
            )
            if line.kind == "repeat":
                line = asked if asked.turn == line.turn else line
            question = questions.get(line.question_id, interview.questions[0])
            if asked.kind == "invitation":
                asked_before = sum(one.kind == "invitation" for one in ports.said) > 1 or line is not asked
                yield Answer("No, that is all, thank you." if asked_before else str(self.data["own"]))
                continue
            yield Answer(answer_to(self.data, question, line), when_stopped=self.data.get("when_stopped"))
