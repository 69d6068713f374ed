"""What judging an answer yields: verdicts with quoted evidence, and the score that arithmetic makes of them.

These models are the JSON that `assess` prints and that a session keeps; the names are a contract with the outside.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from audio.transcript import Transcript
from prompts.schema import Question

Probability = Annotated[float, Field(ge=0, le=1)]
SentenceRole = Literal["situation", "task", "action", "result", "lesson", "other"]
SetupVerdict = Literal["within", "borderline", "over", "not_found"]
CriterionVerdict = Literal["met", "partial", "missing"]
PointVerdict = Literal["covered", "partial", "missing", "contradicted"]
Recommendation = Literal["strong_no_hire", "no_hire", "hire", "strong_hire"]
Kind = Literal["behavioral", "technical"]
Flag = Literal[
    "off_topic",
    "keyword_stuffing",
    "hypothetical",
    "asks_clarification",
    "non_answer",
    "addresses_the_grader",
    "echoes_question",
    "not_english",
    "too_short",
    "too_long",
]


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Strict):
    """A piece of the transcript, exactly as it stands there."""

    quote: str
    start_char: int = Field(ge=0)
    """Offset in the transcript's text; `text[start_char:end_char] == quote`."""
    end_char: int = Field(ge=0)
    start_s: float | None = None
    """When it was said; None where the answer has no times."""


class Criterion(Strict):
    """A verdict on one thing that the answer should show."""

    id: str
    """`story`, a gap's name (`situation` … `lesson`), or `principle:NAME`."""
    verdict: CriterionVerdict
    confidence: Probability
    """Probability of the verdict."""
    evidence: tuple[Evidence, ...] = ()
    credit: Probability | None = None
    """What it is worth in the score: half for begun, half for met, each by its probability; None: the verdict's own."""
    missed: Probability | None = None
    """How likely an interviewer would ask for it next; None where the judge cannot say."""

    @property
    def is_bonus(self) -> bool:
        """Whether it marks a key point above the candidate's level; the point itself says the rest."""
        return self.id.startswith("bonus:")

    @property
    def is_merit(self) -> bool:
        """Whether it is something that an answer shows: no bonus, and not that the story is one for this question."""
        return not self.is_bonus and self.id != "on_question"


class RoleSpan(Strict):
    """One sentence of a behavioral answer and the part it plays in the story."""

    text: str
    role: SentenceRole
    start_s: float | None = None
    end_s: float | None = None
    start_char: int = Field(ge=0)
    end_char: int = Field(ge=0)


class Structure(Strict):
    """How a behavioral answer is built (STAR, or SPSIL: problem = task, solution = action, impact = result)."""

    score: float | None
    """1.0 to 5.0; None where the answer is unscored."""
    roles: tuple[RoleSpan, ...]
    setup_s: float | None
    """Seconds from the first word to the first word of the first action sentence; None when there is none."""
    setup_verdict: SetupVerdict
    missing: tuple[str, ...]


class KeyPointVerdict(Strict):
    """Whether the answer makes one key point."""

    index: int = Field(ge=0)
    covered: bool
    verdict: PointVerdict
    probability: Probability
    """That the point is covered."""
    evidence: tuple[Evidence, ...] = ()


class MisconceptionVerdict(Strict):
    """Whether the answer states one misconception."""

    index: int = Field(ge=0)
    stated: bool
    probability: Probability
    evidence: tuple[Evidence, ...] = ()


class FollowUp(Strict):
    """The probe that this answer calls for."""

    target: str
    line: str
    why: str


class ScorerInfo(Strict):
    """Which scorer made the verdicts."""

    name: str
    version: str


class Assessment(Strict):
    """Everything that was found in one answer."""

    score: float | None = Field(default=None, ge=1, le=5)
    unscored_reason: str | None = None
    recommendation: Recommendation | None = None
    kind: Kind
    structure: Structure | None = None
    criteria: tuple[Criterion, ...] = ()
    key_points: tuple[KeyPointVerdict, ...] = ()
    misconceptions: tuple[MisconceptionVerdict, ...] = ()
    follow_up: FollowUp | None = None
    flags: tuple[Flag, ...] = ()
    delivery: dict[str, Any] | None = None
    scorer: ScorerInfo
    interval: tuple[float, float] | None = None
    """Where the label of four in five such answers lies; None where there is no score."""

    def verdict(self, criterion_id: str) -> CriterionVerdict | None:
        """The verdict on one criterion, or None when it was not looked at."""
        return next((c.verdict for c in self.criteria if c.id == criterion_id), None)


class JudgeError(Exception):
    """No verdicts could be given; the message says why and what to do, in one line."""


class Judge(Protocol):
    """Gives verdicts on answers."""

    @property
    def info(self) -> ScorerInfo:
        """Which scorer this is."""

    def load(self) -> None:
        """Load the model; safe to call from a background thread and more than once.

        Raises:
            JudgeError: the model cannot be loaded.
        """

    def prepare(self, question: Question) -> None:
        """Do beforehand what does not need the answer, while the candidate speaks; safe from a background thread.

        Raises:
            JudgeError: the model cannot be loaded or fails.
        """

    def judge(self, question: Question, transcript: Transcript, target: str = "") -> Assessment:
        """The verdicts and the score for one answer, without a follow-up.

        Args:
            question: what was asked.
            transcript: the answer.
            target: for the reply to a follow-up, what that asked for; a word or two may then be enough.

        Raises:
            JudgeError: the model failed; the answer stays unscored.
        """
