"""Holds an interview by voice, or goes on with one: what is missing is said before the first question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from audio.endpoint import EndpointSettings
from audio.meaning_engine import Meaning
from audio.protocols import Transcriber
from interviewer.config import Config, sessions_folder
from interviewer.events import Line, QuitRequested
from interviewer.practice import Request, header, make_judge, plan_interview, prepare_in_background
from interviewer.resume_point import ResumePoint, interview_of, resume_point
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.sessions.session_file import Session, SessionWriter
from interviewer.voice.equipment import (
    VoiceOptions,
    known_lines,
    make_detector,
    make_ears,
    make_recogniser,
    make_synthesizer,
    native_noise_hidden,
    usable_player,
    usable_transcriber,
)
from interviewer.voice.keys import listening_for_keys
from interviewer.voice.ports import Sound, VoicePorts
from interviewer.voice.screen import VoiceScreen
from prompts.load import Bank, recognition_prompt, spoken_form
from prompts.schema import Question
from prompts.vocabulary import Level

if TYPE_CHECKING:
    from rich.console import Console

    from audio.speaker import Speaker
    from prompts.rounds import Interviewer

PATIENCE_S = 45.0
"""Silence after a question until a kind reminder, where no interviewer has a patience of their own."""
HINT_AFTER_S = 60.0
"""Silence after the reminder until a hint."""
GIVE_UP_S = 120.0
"""Silence after that until the next question."""


@dataclass(frozen=True, slots=True)
class VoiceGear:
    """What there is on this machine for a voice interview."""

    console: Console
    transcriber: Transcriber | None
    reason: str
    """Why there is no recogniser."""
    model: str
    """Name of the speech model; empty where there is none."""
    player: Speaker | None
    ports: type[VoicePorts] = VoicePorts
    """What the candidate gets to see and hear."""


UNHEARD = "You are recorded, and times come from your voice; `interviewer rescore` scores it later."
"""What an interview without a recogniser is good for."""


def voice_gear(config: Config, options: VoiceOptions, *, unheard: str = UNHEARD, shown: str = "questions") -> VoiceGear:
    """Open what is there, and say what is missing.

    Args:
        config: which devices are used.
        options: what the command line says.
        unheard: what it is good for without a recogniser.
        shown: what can be read instead of heard.
    """
    from rich.console import Console  # noqa: PLC0415 - `--help` stays light

    console = Console(highlight=False)
    model = options.model or config.model
    transcriber, reason = usable_transcriber(model, options.transcriber)
    if transcriber is None:
        console.print(f"  ! {reason} {unheard}")
    player = usable_player(config)
    if player is None:
        console.print(f"  ! No loudspeaker was found; read the {shown}. See `interviewer doctor`.")
    return VoiceGear(console, transcriber, reason, model if transcriber is not None else "", player)


def run_voice(request: Request, bank: Bank, config: Config, options: VoiceOptions) -> tuple[str, Runner]:
    """A whole interview by voice; returns the session's id and the runner.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
        SessionError: the session cannot be begun.
    """
    gear = voice_gear(config, options)
    interview = plan_interview(bank, request, voice_patience(request.one.interviewer.patience_s))
    start = header(request, "file" if options.files else "voice", estimated=False, transcriber=gear.model)
    writer = SessionWriter.create(sessions_folder(), start)
    return writer.folder.name, hold_by_voice(interview, writer, config, options, gear)


def resume_voice(session: Session, config: Config, options: VoiceOptions, *, left: bool = False) -> tuple[str, Runner]:
    """Go on by voice with a session that was cut off; returns its id and the runner.

    Args:
        session: as it was read.
        config: which devices are used.
        options: what the command line says.
        left: whether one that the candidate has left is opened again too.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
        SessionError: it has come to its end, does not hold its plan, or cannot be written.
    """
    point = resume_point(session, left=left)
    interview = interview_of(session, voice_patience(_patience_of(session)))
    gear = voice_gear(config, options)
    writer = SessionWriter.resume(session)
    return session.folder.name, hold_by_voice(interview, writer, config, options, gear, point)


def voice_patience(nudge_after_s: float) -> Patience:
    """How long the interviewer waits by voice."""
    return Patience(nudge_after_s=nudge_after_s, hint_after_s=HINT_AFTER_S, give_up_after_s=GIVE_UP_S)


def _patience_of(session: Session) -> float:
    """That of the interviewer of the session, or of its kind of round."""
    from prompts.rounds import load_rounds  # noqa: PLC0415 - read only when an interview goes on

    who = interview_of(session, Patience()).interviewer
    one = load_rounds().get(session.header.round)
    if who is not None:
        return who.patience_s
    return one.interviewer.patience_s if one is not None else PATIENCE_S


def make_sound(
    config: Config,
    options: VoiceOptions,
    gear: VoiceGear,
    exhausted: Callable[[], None],
    interviewer: Interviewer | None = None,
) -> Sound:
    """The engines and devices of one interview.

    Args:
        config: which devices are used.
        options: what the command line says.
        gear: what there is.
        exhausted: told when there are no more recordings to stand for the microphone.
        interviewer: whose voice speaks; None takes the configured one.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
    """
    return Sound(
        ears=make_ears(config, options.files, exhausted, headphones=options.barge_in),
        player=gear.player,
        synthesizer=make_synthesizer(config, interviewer),
        detector=make_detector(),
        recogniser=lambda on_decoded: make_recogniser(gear.transcriber, on_decoded, gear.reason),
        settings=EndpointSettings.patient(config.end_pause_s),
        barge_in=options.barge_in,
        read=Meaning().load_in_background().last_words,
    )


def hold_by_voice(
    interview: Interview,
    writer: SessionWriter,
    config: Config,
    options: VoiceOptions,
    gear: VoiceGear,
    resume: ResumePoint | None = None,
) -> Runner:
    """Hold an interview by voice, or go on with it, to its end; returns the runner.

    Args:
        interview: the plan.
        writer: the open session.
        config: which devices are used.
        options: what the command line says.
        gear: what there is.
        resume: where it stands if it was cut off.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
    """
    screen = VoiceScreen(gear.console)
    quit_ports: list[VoicePorts] = []
    sound = make_sound(config, options, gear, lambda: quit_ports[0].post(QuitRequested()), interview.interviewer)
    questions = {question.id: question for question in interview.questions}

    def speak_as(line: Line) -> str:
        question = questions.get(line.question_id)
        return spoken_form(line.text, question.terms) if question else line.text

    def prompt_for(question_id: str) -> str:
        return recognition_prompt(questions[question_id].terms)

    room = gear.ports(sound, writer, screen, speak_as=speak_as, prompt_for=prompt_for)
    quit_ports.append(room)
    judge = make_judge(cast("Level", interview.level))
    with native_noise_hidden(), screen, listening_for_keys(room.key):
        get_judge_ready = prepare_in_background(judge)

        def prepare(question: Question) -> None:
            get_judge_ready(question)
            room.get_ready(known_lines(interview, question))

        runner = Runner(interview, room, judge, writer, prepare=prepare)
        try:
            runner.run(resume)
        finally:
            room.close()
            if gear.player is not None:
                gear.player.close()
    return runner
