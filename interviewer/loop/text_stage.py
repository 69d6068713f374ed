"""Holds the rounds of a loop in text mode: one reader of the keyboard or the pipe for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TextIO

from interviewer.interview import Interview
from interviewer.line_reader import LineReader
from interviewer.loop.stage import Held
from interviewer.practice import TEXT_PATIENCE, notes_of, prepare_in_background
from interviewer.resume_point import resume_point
from interviewer.review.review import Review, TurnReview
from interviewer.runner import Runner
from interviewer.script import Patience
from interviewer.sessions.session_file import Session, SessionWriter
from interviewer.text_io import TextPorts
from prompts.rounds import Interviewer
from rubrics.assessment import Judge


class RoundPorts(TextPorts):
    """Text mode in a round whose interviewer says nothing of how it goes."""

    def show_answer(self, turn: TurnReview) -> None:
        """Nothing: it is for the form."""

    def show_feedback(self, review: Review) -> None:
        """Nothing: it is for the debrief."""


class TextStage:
    """Text mode, at a keyboard or on a pipe.

    Args:
        input_fd: file descriptor the answers are read from.
        output: where the interviewers' lines go.
        judge: gives the verdicts of all rounds.
        realtime: measure times on the clock instead of estimating them from the words.
        feedback: whether each answer and each round is followed by how it went.
    """

    transcriber = ""

    def __init__(
        self, input_fd: int, output: TextIO, judge: Judge, *, realtime: bool = False, feedback: bool = False
    ) -> None:
        self._reader = LineReader(input_fd)
        self._out = output
        self._judge = judge
        self._realtime = realtime
        self._feedback = feedback
        self.times_are: Literal["measured", "estimated"] = "measured" if realtime else "estimated"

    def patience(self, interviewer: Interviewer) -> Patience:  # noqa: ARG002 - the protocol's signature
        """Nobody is hurried at a keyboard."""
        return TEXT_PATIENCE

    def hold(self, interview: Interview, writer: SessionWriter, before: Session | None) -> Held:
        """Hold a round; lines that it leaves unread are there for the next one."""
        kind: Callable[..., TextPorts] = TextPorts if self._feedback else RoundPorts
        ports = kind(
            self._reader,
            self._out,
            record=writer.append,
            session_s=writer.now_s,
            realtime=self._realtime,
            notes=notes_of(writer) if self._feedback else None,
        )
        runner = Runner(interview, ports, self._judge, writer, prepare=prepare_in_background(self._judge))
        try:
            result = runner.run(resume_point(before, left=True) if before is not None else None)
        finally:
            ports.release()
        return Held(result, runner.interrupted)

    def tell(self, text: str) -> None:
        """Write it where the interviewers' lines go."""
        try:
            self._out.write(text + "\n")
            self._out.flush()
        except (OSError, ValueError):
            return  # nobody reads any more

    def go_on(self, text: str) -> bool:
        """Wait at a keyboard for Enter; a pipe just goes on."""
        if not self._reader.interactive:
            self.tell(text)
            return True
        self.tell(f"{text} Enter to go on, q to stop here; `interviewer loop resume` goes on any day.")
        line = self._reader.line()
        return line is not None and line.strip().lower() not in {"q", "quit", "/quit"}
