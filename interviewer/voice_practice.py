"""Puts a voice interview together: devices and engines, what is missing said before the first question."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audio.endpoint import EndpointSettings
from audio.errors import AudioError, ModelMissingError
from audio.protocols import Player, Recorder, SpeechDetector, Synthesizer, Transcriber
from interviewer.config import Config, cache_folder, models_folder, sessions_folder
from interviewer.errors import InterviewerError
from interviewer.events import Line, QuitRequested
from interviewer.keys import listening_for_keys
from interviewer.practice import Request, header, make_judge, plan_interview, prepare_in_background
from interviewer.recogniser import OnChunk, Recogniser
from interviewer.runner import Runner
from interviewer.script import Patience
from interviewer.session_file import SessionWriter
from interviewer.voice_io import Ears, FileEars, MicrophoneEars, Sound, VoicePorts
from interviewer.voice_screen import VoiceScreen
from prompts.load import Bank, recognition_prompt, spoken_form
from prompts.schema import Question

if TYPE_CHECKING:
    from audio.devices import Device


class VoiceError(InterviewerError):
    """A voice interview is not possible on this machine as it is."""


def input_device(name: str | None) -> Device | None:
    """The microphone that would be used, or None."""
    from audio.devices import default_input, find_input  # noqa: PLC0415 - starts the sound system

    return find_input(name) if name else default_input()


def output_device(name: str | None) -> Device | None:
    """The loudspeaker that would be used, or None."""
    from audio.devices import default_output, find_output  # noqa: PLC0415

    return find_output(name) if name else default_output()


def voice_problem(config: Config, model: str | None, files: tuple[str, ...]) -> VoiceError | None:
    """Why no voice interview is possible by default, in one line with the remedy, or None.

    A missing speech model is a reason to fall back to text mode, but not to refuse `--voice`: then the interview asks
    aloud and records, and `rescore` finishes it later.
    """
    serious = device_problem(config, files)
    if serious is not None:
        return serious
    from audio.models import find_model  # noqa: PLC0415

    wanted = model or config.model
    if find_model(wanted, models_folder()) is None:
        return VoiceError(
            f"The speech model {wanted} is not on this machine; run `interviewer models get {wanted}`, or give "
            "--model PATH.pt, or --voice to be recorded and scored later."
        )
    return None


def device_problem(config: Config, files: tuple[str, ...]) -> VoiceError | None:
    """Why nothing could be asked or heard, or None."""
    from audio.devices import list_devices  # noqa: PLC0415

    for name in files:
        if not Path(name).is_file():
            return VoiceError(f"The recording {name} does not exist.")
    if not files and input_device(config.microphone) is None:
        listed = list_devices()
        if not listed.devices:
            return VoiceError(listed.reason)
        named = f" with {config.microphone!r} in its name" if config.microphone else ""
        return VoiceError(f"No microphone{named} was found: connect one, or allow the terminal to use it.")
    return None


def run_voice(
    request: Request, bank: Bank, config: Config, *, model: str | None, files: tuple[str, ...] = ()
) -> tuple[str, Runner]:
    """A whole interview by voice; returns the session's id and the runner.

    Raises:
        AudioFileError: a recording that should stand for the microphone cannot be used.
        SessionError: the session cannot be begun.
    """
    from rich.console import Console  # noqa: PLC0415 - `--help` stays light

    console = Console(highlight=False)
    transcriber, reason = usable_transcriber(model or config.model)
    if transcriber is None:
        console.print(
            f"  ! {reason} You are recorded, and times come from your voice; `interviewer rescore` scores it later."
        )
    player = usable_player(config)
    if player is None:
        console.print("  ! No loudspeaker was found; read the questions. See `interviewer doctor`.")
    patience = Patience(nudge_after_s=request.one.interviewer.patience_s, give_up_after_s=180.0)
    interview = plan_interview(bank, request, patience)
    name = (model or config.model) if transcriber is not None else ""
    start = header(request, "file" if files else "voice", estimated=False, transcriber=name)
    writer = SessionWriter.create(sessions_folder(), start)
    screen = VoiceScreen(console)
    synthesizer = make_synthesizer(config)
    quit_ports: list[VoicePorts] = []
    sound = Sound(
        ears=make_ears(config, files, lambda: quit_ports[0].post(QuitRequested())),
        player=player,
        synthesizer=synthesizer,
        detector=_detector(),
        recogniser=lambda on_chunk: _recogniser(transcriber, on_chunk, reason),
        settings=EndpointSettings(end_pause_s=config.end_pause_s),
    )
    questions = {question.id: question for question in interview.questions}

    def speak_as(line: Line) -> str:
        question = questions.get(line.question_id)
        return spoken_form(line.text, question.terms) if question else line.text

    def prompt_for(question_id: str) -> str:
        return recognition_prompt(questions[question_id].terms)

    ports = VoicePorts(sound, writer, screen, speak_as=speak_as, prompt_for=prompt_for)
    quit_ports.append(ports)
    judge = make_judge(request.level)
    texts = [*(spoken_form(q.text, q.terms) for q in interview.questions), interview.closing]
    with native_noise_hidden(), screen, listening_for_keys(ports.key):
        get_judge_ready = prepare_in_background(judge)
        lines = iter([texts])

        def get_ready(question: Question) -> None:
            get_judge_ready(question)
            prefetch(synthesizer, next(lines, ()))

        runner = Runner(interview, ports, judge, writer, prepare=get_ready)
        try:
            runner.run()
        finally:
            ports.close()
    return writer.folder.name, runner


@contextmanager
def native_noise_hidden() -> Iterator[None]:
    """Keep sound libraries from writing into the status area: they use the error output's descriptor, we our own copy."""
    sys.stderr.flush()
    ours = os.dup(2)
    before = sys.stderr
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - os.devnull is no path to walk
            os.dup2(nowhere.fileno(), 2)
        sys.stderr = os.fdopen(os.dup(ours), "w", encoding="utf-8", errors="replace", buffering=1)
        yield
    finally:
        sys.stderr.close()
        sys.stderr = before
        os.dup2(ours, 2)
        os.close(ours)


def prefetch(synthesizer: Synthesizer, texts: Iterable[str]) -> None:
    """Render the lines that are known beforehand, one after the other, while nobody waits for them."""

    def render() -> None:
        for text in texts:
            try:
                synthesizer.synthesize(text)
            except AudioError:
                return  # said when the line is due

    threading.Thread(target=render, name="prefetch", daemon=True).start()


def _detector() -> SpeechDetector:
    from audio.silero_engine import SileroDetector  # noqa: PLC0415 - loads torch

    detector = SileroDetector()
    threading.Thread(target=detector.load, name="detector-load", daemon=True).start()
    return detector


def _recogniser(transcriber: Transcriber | None, on_chunk: OnChunk, reason: str) -> Recogniser:
    recogniser = Recogniser(transcriber, on_chunk, reason)
    recogniser.warm_up()
    return recogniser


def usable_transcriber(model: str) -> tuple[Transcriber | None, str]:
    """The recogniser, or None and why there is none."""
    from audio.models import require_model  # noqa: PLC0415
    from interviewer.recognise import make_transcriber  # noqa: PLC0415

    try:
        require_model(model, models_folder())
    except ModelMissingError as error:
        return None, str(error)
    return make_transcriber(model), ""


def usable_player(config: Config) -> Player | None:
    """The loudspeaker, or None where there is none."""
    from audio.speaker import Speaker  # noqa: PLC0415

    return Speaker(config.speaker) if output_device(config.speaker) is not None else None


def make_synthesizer(config: Config) -> Synthesizer:
    """pyttsx3 first, the system's own command after it; lines are kept for the next time."""
    from audio.cached_synthesizer import CachedSynthesizer  # noqa: PLC0415
    from audio.command_synthesizer import SubprocessSynthesizer  # noqa: PLC0415
    from audio.fallback_synthesizer import FallbackSynthesizer  # noqa: PLC0415
    from audio.pyttsx3_engine import Pyttsx3Synthesizer  # noqa: PLC0415

    engines: list[Synthesizer] = [Pyttsx3Synthesizer(config.voice, config.rate, config.volume)]
    if sys.platform != "win32":
        engines.append(SubprocessSynthesizer(rate=config.rate))
    return CachedSynthesizer(FallbackSynthesizer(engines), cache_folder() / "lines")


def make_ears(config: Config, files: tuple[str, ...], exhausted: Callable[[], None]) -> Ears:
    """The microphone, or recorded answers in its place."""
    if files:
        from audio.file_recorder import FileRecorder  # noqa: PLC0415
        from audio.samples import load_audio  # noqa: PLC0415

        recordings = iter([load_audio(name) for name in files])

        def following() -> Recorder | None:
            samples = next(recordings, None)
            return FileRecorder(samples) if samples is not None else None

        return FileEars(following, exhausted)
    from audio.devices import refresh  # noqa: PLC0415
    from audio.microphone import Microphone  # noqa: PLC0415

    return MicrophoneEars(lambda: Microphone(config.microphone), refresh)
