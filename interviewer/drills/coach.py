"""A drill on the one runner: its questions, its judge, and the second try where an answer did not pass."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from audio.transcript import Transcript
from interviewer.answers.assessing import Assessor, Background, Judged, Turn
from interviewer.drills.catalogue import DRILLS, Drill, DrillName
from interviewer.drills.lines import again_line
from interviewer.drills.metric import metric_verdict
from interviewer.drills.ownership import ownership_verdict
from interviewer.drills.setup import setup_verdict
from interviewer.drills.think_aloud import think_aloud_verdict
from interviewer.drills.two_minute import two_minute_verdict
from interviewer.drills.verdict import Answer, Check, DrillVerdict
from interviewer.review.review import Review, TurnReview
from interviewer.runner import Interview, Runner, on_thread
from interviewer.script import Patience
from interviewer.sessions.records import DRILL_PREFIX
from prompts.drills import DrillPrompt, DrillPrompts
from prompts.schema import BehavioralQuestion, Question, TechnicalQuestion
from prompts.vocabulary import Principle
from rubrics.assessment import Assessment, Criterion, Evidence, FollowUp, Judge, JudgeError, ScorerInfo, Structure

log = logging.getLogger(__name__)

UNSCORED = "a drill trains one skill and gives no score"
AGAIN = "again"
"""Target of the second try."""
_READ_BY_MODEL: frozenset[DrillName] = frozenset({"setup", "two-minute"})
"""Drills whose answers have parts of a story; the others rest on cue words and numbers alone."""
_ABSENCES = frozenset({"padding", "stopped", "we", "silence", "setup"})
"""Checks that something is not there: no part of what an assessment lists as found or missing."""
_PRINCIPLES: dict[DrillName, Principle] = {"ownership": "ownership"}


def round_id(name: DrillName) -> str:
    """The round of a drill's sessions; by it the history leaves them out."""
    return f"{DRILL_PREFIX}{name}"


def verdict_of(
    name: DrillName,
    answer: Answer,
    structure: Structure | None = None,
    voiced: tuple[tuple[float, float], ...] = (),
    passage: str = "",
) -> DrillVerdict:
    """The verdict of a drill on an answer. Pure."""
    match name:
        case "setup":
            return setup_verdict(answer.transcript, structure)
        case "metric":
            return metric_verdict(answer.transcript, passage)
        case "ownership":
            return ownership_verdict(answer.transcript)
        case "two-minute":
            return two_minute_verdict(answer.transcript, structure)
        case "think-aloud":
            return think_aloud_verdict(answer.transcript, voiced)


def turn_verdict(name: DrillName, turn: TurnReview, passages: Mapping[str, str]) -> DrillVerdict | None:
    """The verdict on a turn of a session, worked out again from what was kept; None where nothing was answered. Pure."""
    if turn.transcript is None or not turn.transcript.words:
        return None
    structure = turn.assessment.structure if turn.assessment else None
    answer = Answer.of(turn.transcript)
    return verdict_of(name, answer, structure, turn.voiced, passages.get(turn.question_id, ""))


def session_verdicts(
    name: DrillName, review: Review, passages: Mapping[str, str]
) -> list[tuple[TurnReview, DrillVerdict]]:
    """Every answer of a drill with its verdict, in order. Pure."""
    found = ((turn, turn_verdict(name, turn, passages)) for turn in review.turns)
    return [(turn, verdict) for turn, verdict in found if verdict is not None]


def drill_interview(drill: Drill, prompts: DrillPrompts, drawn: Sequence[DrillPrompt], patience: Patience) -> Interview:
    """The plan of a drill: each prompt is a question, and a second try is its one follow-up."""
    return Interview(
        questions=tuple(_question(drill, prompt) for prompt in drawn),
        opening=prompts.intro,
        closing="That was the drill.",
        follow_ups=drill.tries - 1,
        patience=patience,
    )


def _question(drill: Drill, prompt: DrillPrompt) -> Question:
    common: dict[str, Any] = {"id": prompt.id, "text": prompt.spoken, "minutes": drill.limit_s / 60}
    if drill.name == "think-aloud":
        return TechnicalQuestion(kind="technical", topic="coding", **common)
    principle = _PRINCIPLES.get(drill.name, "deliver-results")
    return BehavioralQuestion(kind="behavioral", principles=(principle,), **common)


class DrillJudge:
    """Reads the parts of a story where the drill needs them, and gives no score.

    Args:
        name: of the drill.
        reader: the judge whose model reads the parts; where it fails, cue words do.
        passages: what each prompt wants said better, by its id.
    """

    info = ScorerInfo(name="drill", version="1")

    def __init__(self, name: DrillName, reader: Judge, passages: Mapping[str, str]) -> None:
        self._name, self._reader, self._passages = name, reader, passages

    def load(self) -> None:
        """Load the model, where this drill uses one."""
        if self._name in _READ_BY_MODEL:
            self._reader.load()

    def prepare(self, question: Question) -> None:
        """Get ready while the candidate speaks."""
        if self._name in _READ_BY_MODEL:
            self._reader.prepare(question)

    def judge(self, question: Question, transcript: Transcript, target: str = "") -> Assessment:  # noqa: ARG002
        """The parts that were found, each with its words; no score."""
        structure = self._structure(question, transcript)
        verdict = verdict_of(
            self._name, Answer.of(transcript), structure, passage=self._passages.get(question.id, "")
        )  # fmt: skip
        return Assessment(
            kind="technical" if question.kind == "technical" else "behavioral",
            unscored_reason=UNSCORED,
            structure=structure,
            criteria=tuple(_criterion(check, transcript.text) for check in verdict.checks if check.id not in _ABSENCES),
            scorer=self.info,
        )

    def _structure(self, question: Question, transcript: Transcript) -> Structure | None:
        if self._name not in _READ_BY_MODEL:
            return None
        try:
            return self._reader.judge(question, transcript).structure
        except JudgeError as error:
            log.info("the drill goes by cue words alone: %s", error)
            return None


def _criterion(check: Check, text: str) -> Criterion:
    start = text.find(check.quote) if check.quote else -1
    found = (Evidence(quote=check.quote, start_char=start, end_char=start + len(check.quote)),) if start >= 0 else ()
    return Criterion(id=check.id, verdict="met" if check.ok and found else "missing", confidence=1.0, evidence=found)


class DrillAssessor(Assessor):
    """Asks for a second try where the first did not pass.

    Args:
        judge: of the drill.
        background: how slow work is done.
        name: of the drill.
        passages: what each prompt wants said better, by its id.
        tell: told each verdict as soon as it is there.
    """

    def __init__(
        self,
        judge: Judge,
        background: Background,
        name: DrillName,
        passages: Mapping[str, str],
        tell: Callable[[DrillVerdict], None],
    ) -> None:
        super().__init__(judge, background)
        self._reading = judge
        self._name, self._passages, self._tell = name, passages, tell

    def judge(self, turn: Turn, earlier: Sequence[Turn]) -> Judged:
        """The verdict on one try; the follow-up is the same prompt once more.

        Raises:
            JudgeError: never by itself; what the judge raises passes through.
        """
        assessment = self._reading.judge(turn.question, turn.transcript)
        passage = self._passages.get(turn.question.id, "")
        verdict = verdict_of(self._name, Answer.of(turn.transcript), assessment.structure, passage=passage)
        self._tell(verdict)
        again = None
        if not verdict.passed and len(earlier) + 1 < DRILLS[self._name].tries:
            again = FollowUp(target=AGAIN, line=again_line(passage), why=verdict.change)
        return Judged(assessment.model_copy(update={"follow_up": again}), None, again)

    def judge_ahead(self, *_: Any, **__: Any) -> None:
        """A verdict takes no time; nothing is worked out beforehand."""


class DrillRunner(Runner):
    """The one runner with a coach in place of the judge's follow-ups.

    Args:
        name: of the drill.
        passages: what each prompt wants said better, by its id.
        tell: told each verdict as soon as it is there.
        usual: as for `Runner`.
    """

    def __init__(
        self,
        name: DrillName,
        passages: Mapping[str, str],
        tell: Callable[[DrillVerdict], None],
        *usual: Any,
        **more: Any,
    ) -> None:
        interview, ports, judge, *rest = usual
        background = rest[1] if len(rest) > 1 else more.get("background", on_thread)
        super().__init__(interview, ports, DrillAssessor(judge, background, name, passages, tell), *rest, **more)
