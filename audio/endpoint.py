"""When speech starts, pauses, resumes and ends: a policy over one probability a frame and the words so far.

Theory of operation. Frame n covers the samples [n * 512, (n + 1) * 512). A *run* begins at a frame whose probability
reaches `on` and lasts until one falls below `off`; a run of `min_speech_s` is speech, a shorter one is a click and
changes nothing. Silence is counted from the end of the last speech. It is a *pause* from `soft_pause_s` on: work on
the words so far can begin. What it takes to end the turn depends on those words (`hear`), as soon as they are there:

    no words yet                        end_pause_s
    "that's it"                         shortest_pause_s
    words that are likely the last      settled_pause_s
    words that could be the last        longest_pause_s
    finished, but hardly ever the last  early_pause_s
    an open sentence, "because the"     a `Nudge` after open_pause_s, the end after_nudge_s later
    "let me think"                      a `Nudge` after thinking_pause_s, the end after_nudge_s later

How likely words are the last is the odds (`audio.finality`) that a speaker with these pauses (`audio.pause_habit`) still
goes on once a silence has lasted LONG_S.

Speech after a pause, a nudge or an end is a resumption, so a turn that ended too early is taken up again. Before the
first speech there is no pause: thinking is not an end. There is no clock here, no sound and no model.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, exp, log

import numpy as np

from audio.completeness import Completeness, completeness
from audio.endpoint_settings import EndpointSettings
from audio.finality import Outlook, outlook
from audio.pause_habit import PauseHabit
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples, SpeechDetector
from audio.turn_signals import EndOfTurn, Nudge, Signal, SpeechPaused, SpeechResumed, SpeechStarted
from audio.word_model import LastWords, last_words

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


SegmentSamples = tuple[int, int]
"""A stretch of speech as [start_sample, end_sample)."""


LONG_S = 2.3
"""Seconds of silence at which it is weighed whether the answer is over: between the settled and the longest pause."""
_SEARCHES_BEYOND = 0.75
"""Share of the searches for words of 1.5 s and more that outlast LONG_S, if their lengths are log-uniform up to 8 s."""
_LEAST_SHARE = 1e-9
"""What stands for no pause at all, where a logarithm is taken."""
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
        self._outlook = Outlook()
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
        known = self.completeness is not Completeness.UNKNOWN
        return (self._last_words_pause_s() if known else self._settings.end_pause_s) + self._extension_s

    def hear(self, text: str, until_sample: int, words: LastWords | None = None) -> None:
        """Take note of the words so far; at any time, late, and again when they are revised.

        Args:
            text: all words of the turn that were said before `until_sample`.
            until_sample: index after the last sample that was recognised; what is older than known is ignored.
            words: what the last of them are; None to ask the word model.
        """
        if until_sample >= self._heard_until:
            words = last_words(text) if words is None else words
            self._heard, self._heard_until = completeness(text, words), until_sample
            self._outlook = outlook(text, self._heard, words, self._settings.story)

    def extend(self, seconds: float) -> None:
        """Ask for more time: the present pause, or the next one, may last `seconds` longer; then it is forgotten."""
        self._extension_s += seconds
        self._ended = False

    def cut(self, seconds: float) -> None:
        """The turn was cut off here and goes on: the pause in which that happened may last `seconds` longer."""
        self._run_start = None
        self._paused = bool(self._segments)
        self._nudged_s = None
        self.extend(seconds)

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
            case Completeness.OPEN if self._outlook.search + log(_SEARCHES_BEYOND) >= self._settings.open_odds:
                return self._settings.open_pause_s + self._extension_s
            case Completeness.THINKING:
                return self._settings.thinking_pause_s + self._extension_s
        return None

    def _last_words_pause_s(self) -> float:
        """Seconds of silence after words that could be the last."""
        settings, odds = self._settings, self._odds()
        if odds >= settings.open_odds:
            return settings.early_pause_s
        if odds >= settings.settled_odds:
            return settings.longest_pause_s
        closing = self.completeness is Completeness.CLOSING
        return settings.shortest_pause_s if closing else settings.settled_pause_s

    def _odds(self) -> float:
        """The logarithm of the odds that the speaker still goes on after LONG_S of silence."""
        pauses_beyond = max(self._habit.share_beyond(LONG_S), _LEAST_SHARE)
        return log(exp(self._outlook.search) * _SEARCHES_BEYOND + exp(self._outlook.pause) * pauses_beyond)

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
