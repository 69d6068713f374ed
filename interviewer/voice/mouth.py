"""Speaks lines, one at a time, each on a thread of its own; likely ones are rendered before anybody waits for them."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.errors import AudioError
from audio.protocols import Player, Samples, Synthesizer
from audio.wav_file import write_wav

log = logging.getLogger(__name__)


def _ignore(_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line on its way to the loudspeaker."""

    number: int
    text: str
    """As it is spoken."""
    gain: float = 1.0
    """What its loudness is multiplied by."""


@dataclass(frozen=True, slots=True)
class MouthListener:
    """Who hears of what is spoken; called on the threads of the mouth and of the loudspeaker."""

    finished: Callable[[int], None] = _ignore
    """A line has been heard, or could not be spoken: its number."""
    rendered: Callable[[Utterance, Samples], None] = lambda _utterance, _samples: None
    """A line is about to be played."""
    failed: Callable[[Exception], None] = _ignore
    """A line is not spoken, and why."""


class Mouth:
    """The interviewer's voice.

    Args:
        synthesizer: turns text into sound.
        player: the loudspeaker; None where there is none, and then every line counts as heard at once.
        listener: who is told.
    """

    def __init__(self, synthesizer: Synthesizer, player: Player | None, listener: MouthListener) -> None:
        self._synthesizer = synthesizer
        self._player = player
        self._listener = listener
        self._wanted = 0
        """Number of the line that is being spoken; 0 for none."""
        self._speaking = threading.Lock()
        self._likely: deque[str] = deque()
        self._rendered: set[str] = set()
        self._rendering = threading.Condition()
        self._renderer: threading.Thread | None = None
        self.sounded = False
        """Whether any of the latest line has gone to the loudspeaker."""

    @property
    def busy(self) -> bool:
        """Whether a line is being spoken."""
        return self._wanted != 0

    def say(self, utterance: Utterance) -> None:
        """Speak; what is still being spoken ends. Returns at once, and `finished` follows."""
        self._wanted, self.sounded = utterance.number, False
        threading.Thread(target=self._say, args=(utterance,), name="voice", daemon=True).start()

    def stop(self) -> None:
        """Fall silent at once."""
        self._wanted = 0
        if self._player is not None:
            self._player.stop()

    def get_ready(self, texts: Iterable[str]) -> None:
        """Render lines that may come next, in this order and before those asked for earlier; returns at once."""
        with self._rendering:
            self._likely.extendleft(reversed([text for text in texts if text not in self._rendered]))
            if self._renderer is None:
                self._renderer = threading.Thread(target=self._render_likely, name="voice-ahead", daemon=True)
                self._renderer.start()
            self._rendering.notify()

    def speak_now(self, text: str, path: Path, hushed: threading.Event) -> bool:
        """Speak, keep the sound in `path`, wait until it has been heard or `hushed` is set; whether that worked."""
        if self._player is None:
            return False
        done = threading.Event()
        try:
            samples = self._synthesizer.synthesize(text)
            write_wav(path, samples)
            self._player.play(samples, done.set)
        except (AudioError, OSError) as error:
            log.warning("a line was not spoken: %s", error)
            return False
        while not done.wait(0.05):
            if hushed.is_set():
                self._player.stop()
        return True

    def _say(self, utterance: Utterance) -> None:
        with self._speaking:
            if self._wanted != utterance.number:
                return
            try:
                samples = self._synthesizer.synthesize(utterance.text)
                if utterance.gain != 1.0:
                    samples = (samples * np.float32(utterance.gain)).astype(np.float32)
                self._listener.rendered(utterance, samples)
                if self._wanted != utterance.number:
                    return
                if self._player is not None:
                    self.sounded = True
                    self._player.play(samples, lambda: self._finish(utterance.number))
                    return
            except (AudioError, OSError) as error:
                self._listener.failed(error)
        self._finish(utterance.number)

    def _finish(self, number: int) -> None:
        if self._wanted == number:
            self._wanted = 0
        self._listener.finished(number)

    def _render_likely(self) -> None:
        while True:
            with self._rendering:
                while not self._likely:
                    self._rendering.wait()
                text = self._likely.popleft()
                if text in self._rendered:
                    continue
                self._rendered.add(text)
            try:
                self._synthesizer.synthesize(text)
            except AudioError as error:
                log.info("a line could not be rendered ahead of time: %s", error)
