"""A judge that says what it was told to say: a real implementation of the protocol, for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from audio.transcript import Transcript
from prompts.schema import Question
from rubrics.assessment import Assessment, JudgeError, ScorerInfo

Verdicts = Callable[[Question, Transcript], Assessment]


class ScriptedJudge:
    """Gives prepared assessments, one a call in order, or asks a function for each.

    Args:
        script: assessments and errors in the order of the calls, or a function of question and transcript.
            A `JudgeError` in the list is raised.
    """

    info = ScorerInfo(name="scripted", version="1")

    def __init__(self, script: Iterable[Assessment | JudgeError] | Verdicts) -> None:
        self._function = script if callable(script) else None
        self._left = [] if callable(script) else list(script)
        self.asked: list[tuple[Question, Transcript]] = []
        """Every question and transcript that was judged, in order."""
        self.loads = 0
        """How often `load` was called."""

    def load(self) -> None:
        """Nothing to load; counted."""
        self.loads += 1

    def prepare(self, question: Question) -> None:
        """Nothing to prepare."""

    def judge(self, question: Question, transcript: Transcript, target: str = "") -> Assessment:  # noqa: ARG002
        """The next prepared assessment.

        Raises:
            JudgeError: it was prepared, or nothing is left.
        """
        self.asked.append((question, transcript))
        if self._function is not None:
            return self._function(question, transcript)
        if not self._left:
            raise JudgeError("The scripted judge has no assessment left; prepare one for each answer.")
        verdict = self._left.pop(0)
        if isinstance(verdict, JudgeError):
            raise verdict
        return verdict
