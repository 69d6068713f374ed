"""When speech starts, pauses, resumes and ends: a policy over one probability a frame and the words so far.

Theory of operation. Frame n covers the samples [n * 512, (n + 1) * 512). A *run* begins at a frame whose probability
reaches `on` and lasts until one falls below `off`; a run of `min_speech_s` is speech, a shorter one is a click and
changes nothing. Silence is counted from the end of the last speech. It is a *pause* from `soft_pause_s` on: work on
the words so far can begin. What it takes to end the turn depends on those words (`hear`), as soon as they are there:

    closing, "so that's the result"     closing_pause_s
    a finished sentence                 complete_pause_s, later for a speaker who pauses long
    no words yet, or unclear ones       end_pause_s, later for a speaker who pauses long
    an open sentence, "because the"     a `Nudge` after open_pause_s, the end after_nudge_s later
    "let me think"                      a `Nudge` after thinking_pause_s, the end after_nudge_s later

Speech after a pause, a nudge or an end is a resumption, so a turn that ended too early is taken up again. Before the
first speech there is no pause: thinking is not an end. There is no clock here, no sound and no model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np

from audio.completeness import Completeness, completeness
from audio.pause_habit import PauseHabit
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples, SpeechDetector
from audio.turn_signals import EndOfTurn, Nudge, Signal, SpeechPaused, SpeechResumed, SpeechStarted

__all__ = [
    "EndOfTurn",
    "EndpointSettings",
    "Endpointer",
    "Nudge",
    "SegmentSamples",
    "Signal",
    "SpeechPaused",
    "SpeechResumed",
    "SpeechStarted",
    "speech_segments",
]


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Thresholds of the policy."""

    on: float = 0.5
    """Probability from which a frame can begin speech; Silero's default."""
    off: float = 0.35
    """Probability below which a frame ends it; Silero's default is `on` - 0.15."""
    min_speech_s: float = 0.096
    """Seconds (3 frames) that make a run of frames speech; shorter than any spoken word."""
    min_gap_s: float = 0.1
    """Seconds of silence that separate two segments; Silero's default."""
    soft_pause_s: float = 0.4
    """Seconds of silence after which recognition of the words so far can begin."""
    end_pause_s: float = 2.5
    """Seconds of silence that end the turn while nothing is known of the words; a user's setting."""
    closing_pause_s: float = 1.5
    """Seconds after words that announce the end; the least that turn-taking by voice and words together asks for."""
    complete_pause_s: float = 1.9
    """Seconds after a finished sentence: 3 of 156 answers cut in benchmarks/bench_endpointing.py, 5 with 1.85."""
    learned_s: float = 0.35
    """Seconds by which the speaker's own long pauses lengthen `complete_pause_s` and `end_pause_s` at most; 0: never."""
    open_pause_s: float = 6.0
    """Seconds after an unfinished sentence until a nudge; most searches for a word are over by then."""
    thinking_pause_s: float = 10.0
    """Seconds after "let me think" until a nudge."""
    after_nudge_s: float = 8.0
    """Seconds from a nudge to the end: the time to understand it, and to think once more."""

    @classmethod
    def patient(cls, end_pause_s: float) -> EndpointSettings:
        """All silences that end a turn longer or shorter in proportion to `end_pause_s`, a user's one setting."""
        default = cls()
        factor = end_pause_s / default.end_pause_s
        return cls(
            end_pause_s=end_pause_s,
            closing_pause_s=default.closing_pause_s * factor,
            complete_pause_s=default.complete_pause_s * factor,
        )


SegmentSamples = tuple[int, int]
"""A stretch of speech as [start_sample, end_sample)."""


_COVER_SAMPLES = SAMPLE_RATE // 5
"""Samples by which the end of the recognised words may miss the end of the speech: detection is that coarse."""


class Endpointer:
    """The state of one turn.

    Args:
        settings: thresholds.
        habit: how long this speaker pauses, as learned in the turns before (`Endpointer.habit`).
    """

    def __init__(self, settings: EndpointSettings | None = None, habit: PauseHabit | None = None) -> None:
        self._settings = settings or EndpointSettings()
        self._habit = habit or PauseHabit()
        self._now = 0
        self._run_start: int | None = None
        self._segments: list[SegmentSamples] = []
        self._extension_s = 0.0
        self._paused = False
        self._nudged_s: float | None = None
        self._ended = False
        self._heard = Completeness.UNKNOWN
        self._heard_until = 0

    @property
    def segments(self) -> tuple[SegmentSamples, ...]:
        """The speech so far, in order; the last segment may still grow."""
        return tuple(self._segments)

    @property
    def last_segment(self) -> SegmentSamples | None:
        """The latest of `segments`, or None before the first speech."""
        return self._segments[-1] if self._segments else None

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech; 0 before the first."""
        return (self._now - self._segments[-1][1]) / SAMPLE_RATE if self._segments else 0.0

    @property
    def habit(self) -> PauseHabit:
        """How long this speaker pauses, with what this turn has taught; for the next turn's endpointer."""
        return self._habit

    @property
    def completeness(self) -> Completeness:
        """What the words up to the last speech announce; UNKNOWN while they are not there."""
        covered = bool(self._segments) and self._heard_until + _COVER_SAMPLES >= self._segments[-1][1]
        return self._heard if covered else Completeness.UNKNOWN

    @property
    def end_pause_s(self) -> float:
        """Seconds of silence that would end the turn now."""
        if self._nudged_s is not None:
            return self._nudged_s + self._settings.after_nudge_s + self._extension_s
        nudge_s = self._nudge_pause_s()
        if nudge_s is not None:
            return nudge_s + self._settings.after_nudge_s
        pause_s = self._learned(self._settings.end_pause_s)
        if self.completeness is Completeness.CLOSING:
            pause_s = min(pause_s, self._settings.closing_pause_s)
        elif self.completeness is Completeness.COMPLETE:
            pause_s = min(pause_s, self._learned(self._settings.complete_pause_s))
        return pause_s + self._extension_s

    def hear(self, text: str, until_sample: int) -> None:
        """Take note of the words so far; at any time, late, and again when they are revised.

        Args:
            text: all words of the turn that were said before `until_sample`.
            until_sample: index after the last sample that was recognised; what is older than known is ignored.
        """
        if until_sample >= self._heard_until:
            self._heard, self._heard_until = completeness(text), until_sample

    def extend(self, seconds: float) -> None:
        """Ask for more time: the present pause, or the next one, may last `seconds` longer; then it is forgotten."""
        self._extension_s += seconds
        self._ended = False

    def push(self, probability: float) -> tuple[Signal, ...]:
        """Take the next frame's probability of speech, 0 to 1; return what it makes happen."""
        frame_start, self._now = self._now, self._now + FRAME_SAMPLES
        if self._run_start is None:
            if probability >= self._settings.on:
                self._run_start = frame_start
        elif not probability >= self._settings.off:
            self._run_start = None
        if self._run_start is None:
            return tuple(self._silence())
        if self._now - self._run_start >= self._settings.min_speech_s * SAMPLE_RATE:
            return tuple(self._speech(self._run_start))
        return ()

    def _speech(self, run_start: int) -> Iterator[Signal]:
        first = not self._segments
        if self._paused or self._ended:
            self._learn((run_start - self._segments[-1][1]) / SAMPLE_RATE)
        if first or run_start - self._segments[-1][1] >= self._settings.min_gap_s * SAMPLE_RATE:
            self._segments.append((run_start, self._now))
        else:
            self._segments[-1] = (self._segments[-1][0], self._now)
        if first:
            self._extension_s = 0.0
            yield SpeechStarted(run_start)
        elif self._paused or self._ended:
            self._extension_s = 0.0
            yield SpeechResumed(run_start)
        self._paused = self._ended = False
        self._nudged_s = None

    def _silence(self) -> Iterator[Signal]:
        if not self._segments:
            return
        last_sample = self._segments[-1][1]
        if not self._paused and self.silence_s >= self._settings.soft_pause_s:
            self._paused = True
            yield SpeechPaused(last_sample)
        nudge_s = self._nudge_pause_s()
        if nudge_s is not None and not self._ended and self._nudged_s is None and self.silence_s >= nudge_s:
            self._nudged_s = self.silence_s - self._extension_s
            yield Nudge(last_sample)
        if not self._ended and self.silence_s >= self.end_pause_s:
            self._ended = True
            yield EndOfTurn(last_sample)

    def _nudge_pause_s(self) -> float | None:
        """Seconds of silence until a nudge, or None where the words do not hold the floor."""
        match self.completeness:
            case Completeness.OPEN:
                return self._settings.open_pause_s + self._extension_s
            case Completeness.THINKING:
                return self._settings.thinking_pause_s + self._extension_s
        return None

    def _learned(self, pause_s: float) -> float:
        """`pause_s`, lengthened within bounds for a speaker whose pauses are longer."""
        return max(pause_s, min(self._habit.long_pause_s, pause_s + self._settings.learned_s))

    def _learn(self, pause_s: float) -> None:
        """Take note of a pause that is over, unless words or a key have explained it."""
        if not self._extension_s and self._nudge_pause_s() is None:
            self._habit = self._habit.after(pause_s)


def speech_segments(detector: SpeechDetector, samples: Samples) -> tuple[SegmentSamples, ...]:
    """The stretches of speech in a whole recording (float32, shape (n_samples,), 16 kHz mono), in order."""
    detector.reset()
    endpointer = Endpointer()
    for start in range(0, ceil(len(samples) / FRAME_SAMPLES) * FRAME_SAMPLES, FRAME_SAMPLES):
        frame = samples[start : start + FRAME_SAMPLES]
        endpointer.push(detector.probability(_padded(frame)))
    return tuple((start, min(end, len(samples))) for start, end in endpointer.segments)


def _padded(frame: Samples) -> Samples:
    """`frame` with the zeros it lacks to be a whole one."""
    return np.pad(frame, (0, FRAME_SAMPLES - len(frame)))
