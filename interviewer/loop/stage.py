"""What conducting a loop needs of the world: one protocol that text, voice and a scripted candidate fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from interviewer.interview import Interview
from interviewer.script import Patience
from interviewer.sessions.session_file import Session, SessionWriter
from prompts.rounds import Interviewer


@dataclass(frozen=True, slots=True)
class Held:
    """How the holding of a round ended."""

    result: Literal["completed", "quit", "failed"]
    interrupted: bool = False
    """Whether the candidate pressed Ctrl-C."""


class Stage(Protocol):
    """Where the rounds of a loop are held."""

    @property
    def times_are(self) -> Literal["measured", "estimated"]:
        """What the sessions say of their times."""

    @property
    def transcriber(self) -> str:
        """The speech model of the sessions; empty where nothing is recognised."""

    def patience(self, interviewer: Interviewer) -> Patience:
        """How long this interviewer waits here."""

    def hold(self, interview: Interview, writer: SessionWriter, before: Session | None) -> Held:
        """Hold a round to its end.

        Args:
            interview: the round.
            writer: of its session.
            before: the session as it stood when it was cut off, where it goes on.
        """

    def tell(self, text: str) -> None:
        """Show the candidate something that no interviewer says."""

    def go_on(self, text: str) -> bool:
        """Show what comes next, and whether the candidate goes on now; asks only where somebody can answer."""
