"""A drill by voice: devices and engines of an interview, each verdict shown and spoken before the next line."""

from __future__ import annotations

from typing import Any, Literal

from rich.console import Console

from interviewer.config import Config, sessions_folder
from interviewer.drills.coach import DrillRunner, turn_verdict
from interviewer.drills.lines import spoken_verdict, verdict_lines
from interviewer.drills.run import Chosen, make_runner, review_summary
from interviewer.drills.verdict import DrillVerdict
from interviewer.events import Line, QuitRequested
from interviewer.practice import header
from interviewer.review.review import Review, TurnReview
from interviewer.script import Patience
from interviewer.sessions.session_file import SessionWriter
from interviewer.voice.equipment import VoiceOptions, native_noise_hidden
from interviewer.voice.keys import listening_for_keys
from interviewer.voice.ports import VoicePorts
from interviewer.voice.run import make_sound, voice_gear
from interviewer.voice.screen import VoiceScreen

UNHEARD = "You are recorded, and no verdict can be given on words that are not recognised."


def run_drill_voice(chosen: Chosen, config: Config, options: VoiceOptions) -> tuple[str, DrillRunner]:
    """A drill by voice; returns the session's id and the runner.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
        SessionError: the session cannot be begun.
    """
    gear = voice_gear(config, options, unheard=UNHEARD, shown="prompts")
    mode: Literal["file", "voice"] = "file" if options.files else "voice"
    start = header(chosen.request(), mode, estimated=False, transcriber=gear.model)
    writer = SessionWriter.create(sessions_folder(), start)
    screen = VoiceScreen(gear.console)
    made: list[DrillVoicePorts] = []
    sound = make_sound(config, options, gear, lambda: made[0].post(QuitRequested()))
    verdicts = SpokenVerdicts()
    ports = DrillVoicePorts(
        chosen, gear.console, sound, writer, screen, speak_as=verdicts.before, prompt_for=lambda _: ""
    )
    made.append(ports)
    patience = Patience(nudge_after_s=45.0, give_up_after_s=180.0)
    with native_noise_hidden(), screen, listening_for_keys(ports.key):
        runner = make_runner(chosen, patience, ports, writer, verdicts.hear)
        try:
            runner.run()
        finally:
            ports.close()
            if gear.player is not None:
                gear.player.close()
    return writer.folder.name, runner


class SpokenVerdicts:
    """Puts the verdict before the line that is spoken next, so that it is heard at once."""

    def __init__(self) -> None:
        self._waiting = ""

    def hear(self, verdict: DrillVerdict) -> None:
        """A verdict is there."""
        self._waiting = spoken_verdict(verdict)

    def before(self, line: Line) -> str:
        """A line as it is spoken. One that is only got ready (number 0) takes no verdict with it."""
        if not line.utterance or line.kind not in {"question", "follow_up", "closing"}:
            return line.text
        waiting, self._waiting = self._waiting, ""
        return f"{waiting} {line.text}".strip()


class DrillVoicePorts(VoicePorts):
    """A drill by voice.

    Args:
        chosen: the drill.
        console: where the verdicts are shown.
        voice: as for `VoicePorts`.
    """

    def __init__(self, chosen: Chosen, console: Console, *voice: Any, **more: Any) -> None:
        super().__init__(*voice, **more)
        self._chosen, self._console = chosen, console

    def show_answer(self, turn: TurnReview) -> None:
        """Show the verdict; it is spoken with the next line."""
        verdict = turn_verdict(self._chosen.drill.name, turn, self._chosen.passages)
        if verdict is not None:
            self._console.print("\n".join(verdict_lines(verdict)), markup=False)

    def show_feedback(self, review: Review) -> None:
        """Show the summary."""
        self._console.print("\n".join(review_summary(self._chosen, review)), markup=False)
