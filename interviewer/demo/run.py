"""Runs the demonstration: the one runner, the ports of a voice interview, and a candidate that is synthesised."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from audio.command_synthesizer import SubprocessSynthesizer
from audio.meaning_engine import Meaning
from audio.protocols import Player, Recorder, Transcriber
from audio.silero_engine import SileroDetector
from interviewer.config import Config, sessions_folder
from interviewer.demo.candidate import Candidate, load_candidate
from interviewer.demo.sound import SpokenAnswer, Unheard
from interviewer.errors import InterviewerError
from interviewer.events import Line
from interviewer.practice import Request, header, make_judge, plan_interview, prepare_in_background, whole_bank
from interviewer.review.review import Review
from interviewer.runner import Runner
from interviewer.script import Patience
from interviewer.sessions.records import DEMO_ROUND
from interviewer.sessions.session_file import SessionWriter
from interviewer.voice.equipment import native_noise_hidden, usable_player, usable_transcriber
from interviewer.voice.keys import listening_for_keys
from interviewer.voice.ports import FileEars, Sound, VoicePorts
from interviewer.voice.recogniser import OnChunk, Recogniser
from interviewer.voice.screen import VoiceScreen
from prompts.load import recognition_prompt, spoken_form
from prompts.rounds import Wishes, load_rounds

MODEL = Path(__file__).with_name("miniature.pt")
PROGRAM = "espeak-ng"
INTERVIEWERS_VOICE = "en-gb"
UNHEARD_PACE = 2.5
"""Times real time at which the candidate speaks where nobody can hear it."""

OPENING = "Hello. I have two questions for you."
CLOSING = "Thank you, that was my last question. Here is my feedback."


class DemoError(InterviewerError):
    """The demonstration is not possible on this machine as it is."""


def introduction(*, heard: bool) -> str:
    """What is shown before the first line: who speaks, who listens, and that neither is the real thing."""
    how = "in real time" if heard else f"without sound, {UNHEARD_PACE:g} times as fast as real time"
    return (
        f"A demonstration, {how}.\n"
        "The candidate is a stand-in: espeak-ng reads two prepared answers and its replies to follow-ups.\n"
        "The recogniser is a stand-in: a miniature Whisper that knows this one voice and these words.\n"
        "What is heard, timed, asked next and fed back is worked out as in an interview of your own."
    )


def run_demo(config: Config, *, silent: bool) -> tuple[str, Runner]:
    """One demonstration; returns the session's id and the runner.

    Raises:
        DemoError: espeak-ng or the miniature model is missing.
        SessionError: the session cannot be begun.
    """
    transcriber = usable_stand_ins()
    loudspeaker = None if silent else usable_player(config)
    pace = UNHEARD_PACE if loudspeaker is None else 1.0
    console = Console(highlight=False)
    console.print(introduction(heard=loudspeaker is not None))
    mouth = Mouth(load_candidate(), loudspeaker, pace)
    request = _request(mouth.candidate)
    interview = plan_interview(whole_bank(config), request, Patience())
    start = header(request, "file", estimated=False, transcriber="the demonstration's miniature")
    writer = SessionWriter.create(sessions_folder(), start)
    screen = VoiceScreen(console, now_s=lambda: time.monotonic() * pace)
    terms = {question.id: question.terms for question in interview.questions}
    ports = DemoPorts(
        mouth,
        _sound(mouth, transcriber),
        writer,
        screen,
        speak_as=lambda line: spoken_form(line.text, terms.get(line.question_id, ())),
        prompt_for=lambda question_id: recognition_prompt(terms[question_id]),
    )
    judge = make_judge(request.level)
    with native_noise_hidden(), screen, listening_for_keys(ports.key):
        runner = Runner(interview, ports, judge, writer, prepare=prepare_in_background(judge))
        try:
            runner.run()
        finally:
            ports.close()
    return writer.folder.name, runner


def usable_stand_ins() -> Transcriber:
    """The miniature recogniser, once it is certain that there is a voice too.

    Raises:
        DemoError: one of them is missing.
    """
    if shutil.which(PROGRAM) is None:
        raise DemoError(
            f"{PROGRAM}, the demonstration's voice, is missing: sudo apt install {PROGRAM} (macOS: brew install {PROGRAM})."
        )
    transcriber, reason = usable_transcriber(str(MODEL))
    if transcriber is None:
        raise DemoError(f"The demonstration's recogniser is missing: install the project again. {reason}")
    return transcriber


class Mouth:
    """Speaks the candidate's answer to the line that was asked last.

    Args:
        candidate: what it can say.
        loudspeaker: where it is heard; None for nowhere.
        pace: times real time.
    """

    def __init__(self, candidate: Candidate, loudspeaker: Player | None, pace: float) -> None:
        self.candidate = candidate
        self._loudspeaker = loudspeaker
        self.player: Player = loudspeaker or Unheard(pace)
        self._pace = pace
        self._synthesizer = SubprocessSynthesizer(PROGRAM, voice=candidate.voice, rate=candidate.words_per_minute)
        self.asked: Line | None = None

    def answer(self) -> Recorder | None:
        """The microphone for the turn that begins; None before anything was asked.

        Raises:
            SynthesisError: espeak-ng failed.
        """
        if self.asked is None:
            return None
        samples = self._synthesizer.synthesize(self.candidate.says(self.asked))
        return SpokenAnswer(samples, self._loudspeaker, self._pace)


class DemoPorts(VoicePorts):
    """Voice mode whose candidate is told what was asked.

    Args:
        mouth: of the candidate.
        voice: as for `VoicePorts`.
    """

    def __init__(self, mouth: Mouth, *voice: Any, **more: Any) -> None:
        super().__init__(*voice, **more)
        self._mouth = mouth

    def say(self, line: Line) -> None:
        """Speak the line; a question or a follow-up is what the candidate answers next."""
        if line.question_id:
            self._mouth.asked = line
        super().say(line)

    def show_feedback(self, review: Review) -> None:
        """Show the feedback; nobody waits for speech that cannot be heard."""
        if isinstance(self._mouth.player, Unheard):
            self._mouth.player.hurry()
        super().show_feedback(review)


def _request(candidate: Candidate) -> Request:
    fixed = {"id": DEMO_ROUND, "title": "Demonstration", "opening": OPENING, "closing": CLOSING}
    return Request(
        one=load_rounds()["mix"].model_copy(update=fixed),
        wishes=Wishes(questions=candidate.questions),
        follow_ups=1,
        seed=0,
        level="L5",
        role="",
    )


def _sound(mouth: Mouth, transcriber: Transcriber) -> Sound:
    def recogniser(on_chunk: OnChunk) -> Recogniser:
        made = Recogniser(transcriber, on_chunk)
        made.warm_up()
        return made

    return Sound(
        ears=FileEars(mouth.answer, lambda: None),
        player=mouth.player,
        synthesizer=SubprocessSynthesizer(PROGRAM, voice=INTERVIEWERS_VOICE),
        detector=SileroDetector(),
        recogniser=recogniser,
        read=Meaning().load_in_background().last_words,
    )
