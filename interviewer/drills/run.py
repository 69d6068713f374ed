"""Runs a drill in text mode: the same runner, ports and session files as an interview. By voice: voice.py."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from interviewer.config import sessions_folder
from interviewer.drills.catalogue import DRILLS, Drill, DrillName
from interviewer.drills.coach import DrillJudge, DrillRunner, drill_interview, round_id, session_verdicts, turn_verdict
from interviewer.drills.lines import summary_lines, verdict_lines
from interviewer.drills.verdict import DrillVerdict
from interviewer.ports import Ports
from interviewer.practice import TEXT_PATIENCE, Request, header, make_judge, notes_of, prepare_in_background
from interviewer.review.review import Review, TurnReview
from interviewer.runner import Interview
from interviewer.script import Patience
from interviewer.sessions.session_file import SessionWriter
from interviewer.text_io import TextPorts, help_text
from prompts.drills import DrillPrompt, draw_prompts, load_drills
from prompts.rounds import Wishes, load_rounds

INTRODUCTION = "Text mode: nothing is spoken or recorded. Each prompt comes once more where the first try did not pass."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A drill with the prompts drawn for it."""

    drill: Drill
    drawn: tuple[DrillPrompt, ...]
    seed: int

    @property
    def passages(self) -> dict[str, str]:
        """What each prompt wants said better, by its id."""
        return {prompt.id: prompt.passage for prompt in self.drawn}

    def interview(self, patience: Patience) -> Interview:
        """The plan."""
        return drill_interview(self.drill, load_drills()[self.drill.name], self.drawn, patience)

    def request(self) -> Request:
        """The drill as the header of a session has it."""
        one = load_rounds()["mix"].model_copy(update={"id": round_id(self.drill.name), "title": self.drill.title})
        return Request(one=one, wishes=Wishes(), follow_ups=self.drill.tries - 1, seed=self.seed, level="L5", role="")


def choose(name: DrillName, rounds: int | None, seed: int) -> Chosen:
    """A drill with its prompts; the same for the same seed.

    Raises:
        SourceError: drills.yaml is broken.
    """
    drill = DRILLS[name]
    drawn = draw_prompts(load_drills()[name], drill.rounds if rounds is None else rounds, seed)
    return Chosen(drill, drawn, seed)


class DrillTextPorts(TextPorts):
    """Text mode that shows the verdict after each answer and the best and last one at the end.

    Args:
        chosen: the drill.
        text: as for `TextPorts`.
    """

    def __init__(self, chosen: Chosen, *text: Any, **more: Any) -> None:
        super().__init__(*text, **more)
        self._chosen = chosen

    def show_answer(self, turn: TurnReview) -> None:
        """Write the verdict."""
        verdict = turn_verdict(self._chosen.drill.name, turn, self._chosen.passages)
        if verdict is not None:
            self._write("\n" + "\n".join(verdict_lines(verdict)) + "\n")

    def show_feedback(self, review: Review) -> None:
        """Write the summary."""
        self._write("\n" + "\n".join(review_summary(self._chosen, review)) + "\n")


def run_drill_text(chosen: Chosen, *, realtime: bool) -> tuple[str, DrillRunner]:
    """A drill in text mode; returns the session's id and the runner.

    Raises:
        SessionError: the session cannot be begun.
    """
    request = chosen.request()
    writer = SessionWriter.create(sessions_folder(), header(request, "text", estimated=not realtime))
    ports = DrillTextPorts(
        chosen, sys.stdin.fileno(), sys.stdout, record=writer.append, session_s=writer.now_s, realtime=realtime,
        notes=notes_of(writer),
    )  # fmt: skip
    ports.introduce(f"{chosen.drill.title}. {INTRODUCTION}\n{help_text()}")
    runner = make_runner(chosen, TEXT_PATIENCE, ports, writer, lambda _: None)
    runner.run()
    return writer.folder.name, runner


def make_runner(
    chosen: Chosen, patience: Patience, ports: Ports, writer: SessionWriter, tell: Callable[[DrillVerdict], None]
) -> DrillRunner:
    """The runner of a drill.

    Args:
        chosen: the drill.
        patience: the time-outs.
        ports: the candidate's side.
        writer: of the session.
        tell: told each verdict as soon as it is there.
    """
    judge = DrillJudge(chosen.drill.name, make_judge("L5"), chosen.passages)
    return DrillRunner(
        chosen.drill.name, chosen.passages, tell, chosen.interview(patience), ports, judge, writer,
        prepare=prepare_in_background(judge),
    )  # fmt: skip


def review_summary(chosen: Chosen, review: Review) -> list[str]:
    """The best and the last answer of a session."""
    found = session_verdicts(chosen.drill.name, review, chosen.passages)
    return summary_lines(chosen.drill, [verdict for _, verdict in found])
