"""Judges answers for the runner, and ahead of time where the candidate pauses: the verdict is there when the answer ends.

Words so far are judged while nobody waits for it; only the newest are, one at a time. If the answer ends with the same
words, their assessment is taken as it is. If a few came after them, the judge remembers the stretches that it has
read, so that what is left to do hardly grows with the answer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from audio.transcript import Transcript, Word
from interviewer.answers.followup import choose_follow_up
from prompts.schema import Question
from rubrics.assessment import Assessment, FollowUp, Judge, JudgeError
from rubrics.exchange import merged

log = logging.getLogger(__name__)

Background = Callable[[Callable[[], None]], None]

LIKELY_LINES = 3
"""Follow-ups that are got ready: the one the words so far call for, and those that come after it."""


@dataclass(slots=True)
class Turn:
    """What is known about one turn while the interview runs."""

    question: Question
    target: str
    asked_at_s: float = 0.0
    limit_s: float | None = None
    """Seconds that the candidate was given; None where the question's own limit holds."""
    first_word_s: float | None = None
    transcript: Transcript = field(default_factory=Transcript)
    requests_until_s: float = 0.0
    """End of the last request to the interviewer; what was said up to there is no part of the answer."""
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The assessment of one answer and of the question with all answers to it."""

    answer: Assessment
    question_score: float | None
    follow_up: FollowUp | None


class Assessor:
    """The judge, and what it has been asked before.

    Args:
        judge: gives the verdicts.
        background: how work is done for which nobody waits.
    """

    def __init__(self, judge: Judge, background: Background) -> None:
        self._judge = judge
        self._background = background
        self._one_at_a_time = threading.Lock()
        self._waiting = threading.Lock()
        self._newest: Callable[[], None] | None = None
        self._at_work = False
        self._known: tuple[str, tuple[Word, ...], Assessment] | None = None

    def judge(self, turn: Turn, earlier: Sequence[Turn]) -> Judged:
        """The verdicts on the answer of a turn.

        Args:
            turn: with its words.
            earlier: the turns before it that belong to the same question, in order.

        Raises:
            JudgeError: the judge failed.
        """
        with self._waiting:
            self._newest = None  # what is left of earlier words is of no use any more
        return self._judged(turn, turn.transcript, earlier)

    def look(self, turn: Turn, so_far: Transcript) -> Assessment:
        """The verdicts on the words so far of an answer that goes on.

        Raises:
            JudgeError: the judge failed.
        """
        with self._one_at_a_time:
            return self._assessed(turn, so_far)

    def judge_ahead(
        self, turn: Turn, so_far: Transcript, earlier: Sequence[Turn], likely: Callable[[list[FollowUp]], None]
    ) -> None:
        """Judge the words so far when there is time; newer ones replace those that still wait. Returns at once.

        Args:
            turn: the turn that goes on.
            so_far: its words.
            earlier: the turns before it that belong to the same question, in order.
            likely: told the follow-ups that may come next, likeliest first, on the worker's thread.
        """

        def work() -> None:
            judged = self._judged(turn, so_far, earlier)
            likely(self._next_follow_ups(turn, so_far, earlier, judged))

        with self._waiting:
            self._newest = work
            if self._at_work:
                return
            self._at_work = True
        self._background(self._work_off)

    def _work_off(self) -> None:
        while True:
            with self._waiting:
                work, self._newest = self._newest, None
                if work is None:
                    self._at_work = False
                    return
            try:
                work()
            except JudgeError as error:
                log.info("nothing is judged ahead of time: %s", error)
            except Exception:  # nobody waits for it; if it fails again when it counts, it is said then
                log.exception("judging ahead of time failed")

    def _judged(self, turn: Turn, transcript: Transcript, earlier: Sequence[Turn]) -> Judged:
        with self._one_at_a_time:
            assessment = self._assessed(turn, transcript)
        whole = merged([*(t.assessment for t in earlier if t.assessment is not None), assessment])
        follow_up = self._follow_up(turn, transcript, earlier, whole, frozenset())
        return Judged(assessment.model_copy(update={"follow_up": follow_up}), whole.score, follow_up)

    def _assessed(self, turn: Turn, transcript: Transcript) -> Assessment:
        known = self._known
        if known is not None and known[:2] == (turn.question.id, transcript.words):
            return known[2]
        assessment = self._judge.judge(turn.question, transcript, turn.target)
        self._known = (turn.question.id, transcript.words, assessment)
        return assessment

    def _next_follow_ups(
        self, turn: Turn, transcript: Transcript, earlier: Sequence[Turn], judged: Judged
    ) -> list[FollowUp]:
        whole = merged([*(t.assessment for t in earlier if t.assessment is not None), judged.answer])
        found: list[FollowUp] = []
        while len(found) < LIKELY_LINES:
            one = self._follow_up(turn, transcript, earlier, whole, frozenset(f.target for f in found))
            if one is None:
                break
            found.append(one)
        return found

    def _follow_up(
        self, turn: Turn, transcript: Transcript, earlier: Sequence[Turn], whole: Assessment, without: frozenset[str]
    ) -> FollowUp | None:
        said = " ".join([*(t.transcript.text for t in earlier), transcript.text])
        asked = without | {t.target for t in (*earlier, turn) if t.target}
        return choose_follow_up(turn.question, whole, said=said, asked=asked)
