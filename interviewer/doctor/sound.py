"""The doctor's look at sound: microphone, loudspeaker, voice and recogniser, each really tried."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from audio.errors import AudioError
from interviewer.config import Config, models_folder
from interviewer.doctor.finding import Finding

if TYPE_CHECKING:
    from audio.protocols import Samples

NOISE_S = 1.5
"""Seconds of silence that are listened to."""
SENTENCE_S = 5.0
"""Seconds in which a sentence is to be spoken."""
LINE = "This is your interviewer. Tell me about a time you simplified something."
"""Spoken by the voice, and given to the recogniser."""
_SLOW = 1.0
"""Seconds of recognition for a second of speech from which on the interview would have to wait."""
_UNDERSTOOD = 0.5
"""Share of the words of a clear synthetic voice below which a model is of no use."""
_REFUSED = "Connect one, or allow this terminal to use it; meanwhile interview in text mode (--text)."


class Patient(Protocol):
    """Whoever sits in front of the machine."""

    def told(self, sentence: str) -> None:
        """Is told something to do now."""

    def agrees(self, question: str) -> bool:
        """Answers a question with yes or no."""


def microphone(config: Config, patient: Patient | None, *, listen: bool) -> Finding:
    """Whether the microphone gives sound, and how loud; without a patient only the noise of the room is measured."""
    from audio.devices import default_input, find_input, list_devices  # noqa: PLC0415 - starts the sound system
    from audio.streams import stream_format  # noqa: PLC0415

    found = find_input(config.microphone) if config.microphone else default_input()
    if found is None:
        listed = list_devices()
        if not listed.devices:
            return Finding("microphone", False, "none found", str(listed.reason))
        names = ", ".join(device.name for device in listed.devices if device.inputs) or "none"
        wanted = f" with {config.microphone!r} in its name" if config.microphone else ""
        return Finding("microphone", False, f"none was found{wanted}; there are: {names}", _REFUSED)
    if not listen:
        return Finding("microphone", True, f"{found.name}, {found.rate_hz} Hz")
    try:
        rate_hz, channels = stream_format(config.microphone, output=False)
    except AudioError as error:
        return Finding("microphone", False, str(error), _REFUSED)
    return _listened(
        config, patient, f"{found.name}, recorded in {'stereo' if channels > 1 else 'mono'} at {rate_hz} Hz"
    )


def _listened(config: Config, patient: Patient | None, name: str) -> Finding:
    from audio.levels import advice, measure_levels, silent  # noqa: PLC0415 - loads numpy
    from audio.samples import SILENCE_DBFS  # noqa: PLC0415

    speech = None
    try:
        # One stream for both: zeros that end in sound show a microphone that silences its own pauses.
        with _listening(config) as take:
            if patient is not None:
                patient.told(f"Please be quiet for {NOISE_S:.0f} seconds …")
            quiet, overflows = take(NOISE_S)
            if patient is not None:
                patient.told(f"Now speak a sentence or two, as you would in the interview: {SENTENCE_S:.0f} seconds …")
                speech, more = take(SENTENCE_S)
                overflows += more
    except AudioError as error:
        return Finding("microphone", False, f"{name}: {error}", _REFUSED)
    levels = measure_levels(quiet, speech)
    said = [name, "no noise at all" if levels.noise_dbfs <= SILENCE_DBFS else f"noise {levels.noise_dbfs:.0f} dBFS"]
    if levels.speech_dbfs is not None:
        said.append(f"speech {levels.speech_dbfs:.0f} dBFS, clipping {levels.clipping_share:.1%}")
    remedy = advice(levels)
    if overflows:
        said.append(f"lost input {overflows} times")
        remedy = f"{remedy} Close other programs: the machine is too busy to record without gaps.".strip()
    # Zeros while nobody speaks are what some headsets give; zeros while somebody does are a dead microphone.
    ok = not (silent(levels) and speech is not None)
    return Finding("microphone", ok, "; ".join(said), remedy)


@contextmanager
def _listening(config: Config) -> Iterator[Callable[[float], tuple[Samples, int]]]:
    """An open microphone: a function that gives the next seconds, and how often input was lost in them.

    Raises:
        DeviceError: it cannot be opened, or gives nothing; also from that function.
    """
    import numpy as np  # noqa: PLC0415

    from audio.errors import DeviceError  # noqa: PLC0415
    from audio.microphone import Microphone  # noqa: PLC0415
    from audio.protocols import SAMPLE_RATE, Block  # noqa: PLC0415

    recorder = Microphone(config.microphone)
    blocks: queue.SimpleQueue[Block] = queue.SimpleQueue()

    def take(duration_s: float) -> tuple[Samples, int]:
        while not blocks.empty():
            blocks.get()
        taken: list[Block] = []
        while sum(len(block.samples) for block in taken) < duration_s * SAMPLE_RATE:
            with suppress(queue.Empty):
                taken.append(blocks.get(timeout=0.1))
            reason = recorder.fault()
            if reason is not None:
                raise DeviceError(reason)
        return np.concatenate([block.samples for block in taken]), sum(block.overflow for block in taken)

    recorder.start(blocks.put)
    try:
        yield take
    finally:
        recorder.stop()


def voice(config: Config) -> tuple[Finding, Samples | None]:
    """Whether a line can be spoken, by which engine, and the line."""
    from audio.command_synthesizer import SubprocessSynthesizer  # noqa: PLC0415 - loads numpy
    from audio.protocols import SAMPLE_RATE  # noqa: PLC0415
    from audio.pyttsx3_engine import Pyttsx3Synthesizer  # noqa: PLC0415

    remedy = "Debian/Ubuntu: sudo apt-get install espeak-ng."
    try:
        started_s = time.monotonic()
        line = Pyttsx3Synthesizer(config.voice, config.rate, config.volume).synthesize(LINE)
    except AudioError as error:
        refused = str(error)
    else:
        took = f"{len(line) / SAMPLE_RATE:.1f} s of speech in {time.monotonic() - started_s:.2f} s"
        return Finding("voice", True, f"pyttsx3, {config.voice or 'its own voice'}, {took}"), line
    if config.voice:
        remedy = f"Check `voice = {config.voice!r}` in config.toml. {remedy}"
    try:
        line = SubprocessSynthesizer(rate=config.rate, volume=config.volume).synthesize(LINE)
    except AudioError as error:
        return Finding("voice", False, f"{refused} {error}", f"{remedy} Until then, questions are only shown."), None
    return Finding("voice", True, f"{refused} The system's own program speaks instead.", remedy), line


def speaker(config: Config, patient: Patient | None, line: Samples | None, *, play: bool) -> Finding:
    """Whether the loudspeaker plays to the end; a patient hears a tone and a sentence, and says whether that is so."""
    from audio.devices import default_output, find_output  # noqa: PLC0415 - starts the sound system

    found = find_output(config.speaker) if config.speaker else default_output()
    if found is None:
        wanted = f" with {config.speaker!r} in its name" if config.speaker else ""
        return Finding("speaker", False, f"none was found{wanted}", "Connect one; until then, read the questions.")
    name = f"{found.name}, {found.rate_hz} Hz"
    if not play:
        return Finding("speaker", True, name)
    if patient is not None:
        patient.told("Now a tone and a sentence come from the loudspeaker …")
    problem = _played(config, None if patient is None else line)
    if problem:
        return Finding("speaker", False, f"{name}: {problem}", "Restart the sound server, or choose another speaker.")
    if patient is None:
        return Finding("speaker", True, f"{name}; it takes sound (nothing was to be heard)")
    if patient.agrees("Did you hear a tone and a sentence?"):
        return Finding("speaker", True, f"{name}; heard")
    remedy = 'Turn the volume up, or put `speaker = "part of another name"` into config.toml.'
    return Finding("speaker", False, f"{name}; it plays, and is not heard", remedy)


def _played(config: Config, line: Samples | None) -> str:
    """Play a tone and the line, or silence without one; why that did not work, or ""."""
    import numpy as np  # noqa: PLC0415

    from audio.protocols import SAMPLE_RATE  # noqa: PLC0415
    from audio.samples import silence  # noqa: PLC0415
    from audio.speaker import Speaker  # noqa: PLC0415

    time_s = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    tone = (0.2 * np.sin(2 * np.pi * 440 * time_s) * np.hanning(len(time_s))).astype(np.float32)
    sound = silence(0.3) if line is None else np.concatenate((tone, silence(0.3), line))
    output, done = Speaker(config.speaker), threading.Event()
    try:
        output.play(sound, done.set)
        ended = done.wait(len(sound) / SAMPLE_RATE + 3)
    except AudioError as error:
        return str(error)
    finally:
        output.close()
    return "" if ended else "the sound does not come to its end"


def recogniser(config: Config, line: Samples | None) -> Finding:
    """Whether the speech model is there, loads, and is fast enough; it is given the line of our own voice."""
    from audio.models import find_model  # noqa: PLC0415 - loads numpy
    from audio.protocols import SAMPLE_RATE  # noqa: PLC0415
    from audio.samples import silence  # noqa: PLC0415
    from interviewer.answers.recognise import make_transcriber  # noqa: PLC0415

    path = find_model(config.model, models_folder())
    if path is None:
        remedy = f"`interviewer models get {config.model}`, or copy a .pt file and name it with --model PATH."
        return Finding("speech model", False, f"{config.model} is not on this machine", remedy)
    sound = silence(3.0) if line is None else line
    transcriber = make_transcriber(config.model)
    try:
        transcriber.transcribe(sound[: SAMPLE_RATE // 2])  # loads the weights
        started_s = time.monotonic()
        transcript = transcriber.transcribe(sound)
        took_s = time.monotonic() - started_s
    except AudioError as error:
        return Finding("speech model", False, f"{path}: {error}", "Get it again, or choose another with --model.")
    finally:
        getattr(transcriber, "close", lambda: None)()
    length_s = len(sound) / SAMPLE_RATE
    detail = f"{path}; {length_s:.1f} s of speech recognised in {took_s:.1f} s"
    remedy = "Choose a smaller model, such as tiny.en: this one is slow." if took_s > _SLOW * length_s else ""
    if line is not None:
        understood = _share_understood(transcript.text)
        detail += f", {understood:.0%} of the words right"
        if understood < _UNDERSTOOD:
            remedy = "Choose another model: this one does not understand even a clear voice."
    return Finding("speech model", True, detail, remedy)


def _share_understood(text: str) -> float:
    """Share of the words of LINE that are among the recognised ones."""
    said, heard = _words(LINE), set(_words(text))
    return sum(word in heard for word in said) / len(said)


def _words(text: str) -> list[str]:
    return [word.strip(".,?!").lower() for word in text.split()]
