"""What a voice interview needs: devices and engines, and what is missing in one line with the remedy."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio.errors import DeviceError, ModelMissingError
from audio.protocols import Recorder, SpeechDetector, Synthesizer, Transcriber
from audio.recognisers import DEFAULT, Engine
from interviewer.config import Config, cache_folder, models_folder
from interviewer.errors import InterviewerError
from interviewer.events import Line
from interviewer.hints import hints_of
from interviewer.runner import Interview
from interviewer.script import FIXED_LINES
from interviewer.voice.ears import Ears, FileEars, MicrophoneEars
from interviewer.voice.recogniser import OnChunk, Recogniser
from prompts.load import lines
from prompts.rounds import Interviewer
from prompts.schema import Question

if TYPE_CHECKING:
    from audio.devices import Device
    from audio.speaker import Speaker


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


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """What the command line says of a voice interview."""

    model: str | None = None
    """Name or path of the speech model; None for the configured one."""
    transcriber: Engine = DEFAULT
    """The recognition engine."""
    files: tuple[str, ...] = ()
    """Recorded answers in place of the microphone."""
    barge_in: bool = False
    """Whether speaking over a line stops it."""


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


def known_lines(interview: Interview, question: Question) -> list[Line]:
    """The lines that may be said while and after `question` is answered and that are known beforehand, likely first."""

    def line(text: str, asked: Question | None = None) -> Line:
        return Line(kind="question", text=text, utterance=0, question_id=asked.id if asked else "")

    place = [one.id for one in interview.questions].index(question.id)
    fixed = lines()
    found = [line(fixed["nudge_answer"], question)]
    found += [line(one.wording, one) for one in interview.questions[place + 1 : place + 2]]
    found += [line(probe.line, question) for probe in question.follow_ups if "{" not in probe.line]
    probes = [text for texts in fixed["follow_ups"].values() for text in texts if "{" not in text]
    probes += [text for texts in fixed["more"].values() for text in texts]
    found += [line(text, question) for text in probes]
    found += [line(hint.text, question) for hint in hints_of(question)]
    unused: tuple[str, ...] = () if interview.interrupts else ("stop_action", "stop_result", "stop_point")
    unused += () if interview.strict_timing else ("stop_setup",)
    unused += () if interview.candidate_questions else ("invitation", "anything_else")
    unused += ("left", "left_asked", "left_answering")  # said before anything is got ready
    found += [line(fixed[name], question) for name in FIXED_LINES if name not in unused and "{" not in fixed[name]]
    return [*found, line(interview.closing)]


def make_detector() -> SpeechDetector:
    """Speech detection, whose model is loaded in the background."""
    from audio.silero_engine import SileroDetector  # noqa: PLC0415 - loads torch

    detector = SileroDetector()
    threading.Thread(target=detector.load, name="detector-load", daemon=True).start()
    return detector


def make_recogniser(transcriber: Transcriber | None, on_decoded: OnChunk, reason: str) -> Recogniser:
    """The recogniser, whose model is loaded in the background."""
    recogniser = Recogniser(transcriber, on_decoded, reason)
    recogniser.warm_up()
    return recogniser


def usable_transcriber(model: str, engine: Engine = DEFAULT) -> tuple[Transcriber | None, str]:
    """The recogniser, or None and why there is none."""
    from audio.models import require_model  # noqa: PLC0415
    from interviewer.answers.recognise import make_transcriber  # noqa: PLC0415

    try:
        require_model(model, models_folder())
    except ModelMissingError as error:
        return None, str(error)
    try:
        return make_transcriber(model, engine), ""
    except ModelMissingError as error:
        return None, str(error)


def usable_player(config: Config) -> Speaker | None:
    """The loudspeaker, opened in the background so that the first line starts as fast as the rest; None without one."""
    from audio.speaker import Speaker  # noqa: PLC0415

    if output_device(config.speaker) is None:
        return None
    player = Speaker(config.speaker)

    def open_it() -> None:
        try:
            player.warm_up()
        except DeviceError:
            return  # said when the first line is due, with the remedy

    threading.Thread(target=open_it, name="speaker-open", daemon=True).start()
    return player


def make_synthesizer(config: Config, interviewer: Interviewer | None = None) -> Synthesizer:
    """The interviewer's own voice, then the configured one, by pyttsx3; the system's own command after both.

    Lines are kept for the next time. Where the machine has no such voice, the next one speaks.
    """
    from audio.cached_synthesizer import CachedSynthesizer  # noqa: PLC0415
    from audio.command_synthesizer import SubprocessSynthesizer  # noqa: PLC0415
    from audio.fallback_synthesizer import FallbackSynthesizer  # noqa: PLC0415
    from audio.pyttsx3_engine import Pyttsx3Synthesizer  # noqa: PLC0415

    rate = config.rate
    engines: list[Synthesizer] = []
    if interviewer is not None:
        rate = interviewer.rate or rate
        if interviewer.voice and sys.platform == "linux":  # elsewhere the voices have other names
            engines.append(Pyttsx3Synthesizer(interviewer.voice, rate, config.volume))
    engines.append(Pyttsx3Synthesizer(config.voice, rate, config.volume))
    if sys.platform != "win32":
        engines.append(SubprocessSynthesizer(rate=rate, volume=config.volume))
    return CachedSynthesizer(FallbackSynthesizer(engines), cache_folder() / "lines")


def make_ears(
    config: Config, files: tuple[str, ...], exhausted: Callable[[], None], *, headphones: bool = False
) -> Ears:
    """The microphone, or recorded answers in its place."""
    if files:
        from audio.file_recorder import FileRecorder  # noqa: PLC0415
        from audio.samples import load_audio  # noqa: PLC0415

        recordings = iter([load_audio(name) for name in files])

        def following() -> Recorder | None:
            samples = next(recordings, None)
            return FileRecorder(samples) if samples is not None else None

        return FileEars(following, exhausted)
    from audio.devices import list_devices, refresh  # noqa: PLC0415
    from audio.microphone import Microphone  # noqa: PLC0415

    def others() -> Mapping[str, Callable[[], Recorder]]:
        used = input_device(config.microphone)
        names = [one.name for one in list_devices().devices if one.inputs and (used is None or one.name != used.name)]
        return {name: lambda name=name: Microphone(name) for name in names}  # type: ignore[misc]

    return MicrophoneEars(lambda: Microphone(config.microphone), refresh, others, headphones=headphones)
