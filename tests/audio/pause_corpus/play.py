"""Plays an answer of the corpus to an endpointer, frame by frame, and says how it went."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from audio.endpoint import EndOfTurn, Endpointer, EndpointSettings, Nudge, SpeechPaused, SpeechResumed
from audio.pause_habit import PauseHabit
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE, Samples
from audio.word_model import LastWords, last_words
from tests.audio.pause_corpus.plan import SpokenAnswer
from tests.audio.pause_corpus.recognise import FaultyRecogniser

LONGEST_WAIT_S = 30.0
_MARGIN = SAMPLE_RATE // 4
"""Samples after the last speech that belong to the tail that is decoded, as in `audio.chunks`."""


@dataclass(frozen=True)
class Played:
    """What one policy did with one answer."""

    answer: SpokenAnswer
    cut_s: tuple[float, ...]
    """When it ended the turn before the true end."""
    reopened_s: tuple[float, ...]
    """For each of `cut_s`, how many seconds later the endpointing noticed that the speaker goes on."""
    voice_s: tuple[float, ...]
    """For each of `cut_s`, how many seconds later the speaker began to go on."""
    wait_s: float
    """Seconds from the true end to the last end of the turn; LONGEST_WAIT_S if there was none."""
    nudges_early: int
    """Nudges before the true end."""
    nudges_late: int
    habit: PauseHabit

    @property
    def cut(self) -> bool:
        """Whether any end was signalled before the true one; the strict count."""
        return bool(self.cut_s)

    def spoken_over(self, reply_s: float) -> bool:
        """Whether the speaker goes on after the interviewer has begun, `reply_s` seconds after a wrong end."""
        return any(resumed_s > reply_s for resumed_s in self.reopened_s)

    def replied_to(self, reply_s: float, going_on_s: float) -> bool:
        """Whether the speaker goes on so late into a reply that it no longer counts as going on.

        Args:
            reply_s: seconds from the wrong end to the interviewer's first sound.
            going_on_s: seconds of the reply in which voice goes on with the answer.
        """
        return any(voice_s > reply_s + going_on_s for voice_s in self.voice_s)


def play(
    answer: SpokenAnswer,
    spans: tuple[tuple[int, int], ...],
    track: Samples,
    settings: EndpointSettings,
    *,
    words: Literal["faulty", "true", "none"] = "faulty",
    habit: PauseHabit | None = None,
    told: bool = True,
    read: Callable[[str], LastWords] = last_words,
) -> Played:
    """Push all frames of `track`, with the words as a recogniser would give them.

    Args:
        answer: what is said.
        spans: where its parts lie, [start_sample, end_sample).
        track: probability of speech, one a frame.
        settings: of the policy.
        words: those of a recogniser with all its faults, the true ones, or none; the first two come late.
        habit: the speaker's, from the answers before.
        told: whether the policy knows what kind of question was asked.
        read: says what the last words are.
    """
    endpointer = Endpointer(replace(settings, story=answer.story if told else None), habit)
    recogniser = FaultyRecogniser(answer, spans, faults=words == "faulty")
    true_end, coming = spans[-1][1], list[tuple[int, int]]()
    ends, resumed, voices = list[int](), list[int](), list[int]()
    nudges, pauses = [0, 0], 0
    silent = np.zeros(round(LONGEST_WAIT_S * SAMPLE_RATE / FRAME_SAMPLES), np.float32)
    for index, probability in enumerate(np.concatenate((track, silent)).tolist()):
        now = (index + 1) * FRAME_SAMPLES
        while coming and coming[0][0] <= now:
            until = heapq.heappop(coming)[1]
            text = recogniser.text(until)
            endpointer.hear(text, until, read(text))
        for signal in endpointer.push(probability):
            if isinstance(signal, EndOfTurn):
                ends.append(now)
            elif isinstance(signal, SpeechResumed) and len(resumed) < len(ends):
                resumed.append(now)
                voices.append(signal.sample)
            elif isinstance(signal, Nudge):
                nudges[now > true_end] += 1
            elif isinstance(signal, SpeechPaused) and words != "none":
                pauses += 1
                delay = round(recogniser.delay_s(pauses) * SAMPLE_RATE)
                heapq.heappush(coming, (now + delay, signal.sample + _MARGIN))
        if ends and ends[-1] > true_end and index >= len(track):
            break
    wait_s = (ends[-1] - true_end) / SAMPLE_RATE if ends and ends[-1] > true_end else LONGEST_WAIT_S
    cuts = tuple(end / SAMPLE_RATE for end in ends if end <= true_end)
    late = tuple((back - end) / SAMPLE_RATE for end, back in zip(ends, resumed, strict=False))[: len(cuts)]
    begun = tuple((voice - end) / SAMPLE_RATE for end, voice in zip(ends, voices, strict=False))[: len(cuts)]
    return Played(answer, cuts, late, begun, wait_s, nudges[0], nudges[1], endpointer.habit)
