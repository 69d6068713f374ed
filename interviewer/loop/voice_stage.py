"""Holds the rounds of a loop by voice: each interviewer with a voice and a pace of their own."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Literal

import typer

from interviewer.config import Config
from interviewer.interview import Interview
from interviewer.loop.stage import Held
from interviewer.resume_point import resume_point
from interviewer.review.review import Review, TurnReview
from interviewer.script import Patience
from interviewer.sessions.session_file import Session, SessionWriter
from interviewer.voice.equipment import VoiceOptions, usable_player
from interviewer.voice.ports import VoicePorts
from interviewer.voice.run import hold_by_voice, voice_gear, voice_patience
from prompts.rounds import Interviewer


class RoundVoicePorts(VoicePorts):
    """Voice mode in a round whose interviewer says nothing of how it goes."""

    def show_answer(self, turn: TurnReview) -> None:
        """Nothing: it is for the form."""

    def show_feedback(self, review: Review) -> None:
        """Nothing: it is for the debrief."""


class VoiceStage:
    """Voice mode.

    Args:
        config: which devices are used.
        options: what the command line says.
        feedback: whether each answer and each round is followed by how it went.
    """

    times_are: Literal["measured", "estimated"] = "measured"

    def __init__(self, config: Config, options: VoiceOptions, *, feedback: bool = False) -> None:
        self._config = config
        self._options = options
        self._gear = replace(voice_gear(config, options), ports=VoicePorts if feedback else RoundVoicePorts)
        self._player_used = False

    @property
    def transcriber(self) -> str:
        """The speech model; empty where there is none."""
        return self._gear.model

    def patience(self, interviewer: Interviewer) -> Patience:
        """As the interviewer has it."""
        return voice_patience(interviewer.patience_s)

    def hold(self, interview: Interview, writer: SessionWriter, before: Session | None) -> Held:
        """Hold a round; the loudspeaker is closed after each and opened again for the next."""
        gear = replace(self._gear, player=usable_player(self._config)) if self._player_used else self._gear
        self._player_used = True
        point = resume_point(before, left=True) if before is not None else None
        runner = hold_by_voice(interview, writer, self._config, self._options, gear, point)
        return Held(runner.result or "failed", runner.interrupted)

    def tell(self, text: str) -> None:
        """Write it to the terminal."""
        typer.echo(text)

    def go_on(self, text: str) -> bool:
        """Wait for Enter, where somebody sits at a keyboard."""
        if not sys.stdin.isatty():
            self.tell(text)
            return True
        self.tell(f"{text} Enter to go on, q to stop here; `interviewer loop resume` goes on any day.")
        line = sys.stdin.readline()
        return bool(line) and line.strip().lower() not in {"q", "quit", "/quit"}
