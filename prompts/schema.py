"""The shape of a question file: frozen models, unknown keys forbidden, one class for each kind of question."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from prompts.vocabulary import Gap, Guide, Level, Principle, Role, Topic

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]

ALL_LEVELS: tuple[Level, ...] = ("L4", "L5", "L6")
ALL_ROLES: tuple[Role, ...] = ("applied-scientist", "data-scientist")
GAPS = frozenset(Gap.__args__)  # type: ignore[attr-defined]
INDEXED_TARGET = re.compile(r"^(key_point|misconception):(\d{1,3})$")
"""The target of a probe for one entry of a question's own list."""


class Strict(BaseModel):
    """Base of every model here: immutable, and an unknown key is an error rather than a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Strict):
    """Where a question comes from: a guide and its section, or `own`."""

    guide: Guide = "own"
    section: str = ""
    """Heading of the guide's section, for example "3.2 Supervised Learning"."""
    phrase: str = ""
    """A few words by which the guide's own question is recognised; empty for our own questions."""


class Term(Strict):
    """A technical term whose written form is not how it is said."""

    written: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    """As it should appear in a transcript; it biases recognition."""
    spoken: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """As the voice should be given it, for example "rock A U C"."""


class KeyPoint(Strict):
    """One checkable statement that a good answer makes."""

    text: Text
    paraphrases: tuple[Text, ...] = ()
    """Other ways in which people really say the same thing."""
    level: Level = "L4"
    """The lowest level at which an interviewer expects the point; above the candidate's level it is a bonus."""


class Misconception(Strict):
    """A wrong statement, as people state it, and what is right instead."""

    text: Text
    paraphrases: tuple[Text, ...] = ()
    """Other ways in which people state the same mistake."""
    correction: Text


class FollowUpLine(Strict):
    """A spoken probe and the gap that calls for it. `{topic}` stands for what the candidate said."""

    target: str
    line: Text

    @field_validator("target")
    @classmethod
    def _known_target(cls, value: str) -> str:
        if value in GAPS or INDEXED_TARGET.match(value):
            return value
        names = ", ".join(sorted(GAPS))
        raise ValueError(f"target must be one of {names}, key_point:INDEX or misconception:INDEX, not {value!r}")


class Fact(Strict):
    """Something the interviewer knows about an open design problem and tells only when asked."""

    about: Text
    """What a candidate would have to ask about, for example "how much data there is"."""
    answer: Text
    """What the interviewer then says."""


class _Question(Strict):
    id: Identifier
    text: Text
    """The question as the interviewer says it aloud."""
    asked_as: str = Field(default="", max_length=1000)
    """How the interviewer says it to this candidate, where it names a project of theirs; empty: as in `text`.

    Written by the program, not in question files. It is spoken and shown, and no judge reads it: it holds words that the
    candidate chose."""
    levels: tuple[Level, ...] = ALL_LEVELS
    roles: tuple[Role, ...] = ALL_ROLES
    source: Source = Source()
    minutes: float = Field(default=3.0, gt=0, le=60)
    """Minutes the whole answer may take."""
    key_points: tuple[KeyPoint, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    follow_ups: tuple[FollowUpLine, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def wording(self) -> str:
        """The question in the words in which it is put to the candidate."""
        return self.asked_as or self.text

    @model_validator(mode="after")
    def _targets_exist(self) -> _Question:
        counts = {"key_point": len(self.key_points), "misconception": len(self.misconceptions)}
        past = []
        for index, follow_up in enumerate(self.follow_ups):
            match = INDEXED_TARGET.match(follow_up.target)
            if match and int(match[2]) >= counts[match[1]]:
                past.append((index, follow_up.target, counts[match[1]]))
        if past:
            raise PydanticCustomError("past_list", "a follow-up points past its list", {"targets": past})
        return self


class BehavioralQuestion(_Question):
    """A question about what the candidate did (a story), or about the candidate (a pitch)."""

    kind: Literal["behavioral"]
    principles: tuple[Principle, ...] = ()
    """Leadership Principles that the answer is listened to for; the first one counts most."""
    form: Literal["story", "pitch"] = "story"
    """`story`: a past event in STAR form. `pitch`: "Why Amazon?", "Tell me about yourself"; judged by key points."""

    @model_validator(mode="after")
    def _form_fits(self) -> BehavioralQuestion:
        if self.form == "story" and not self.principles:
            raise ValueError("a story question names at least one Leadership Principle in `principles`")
        if self.form == "pitch" and not self.key_points:
            raise ValueError("a pitch question needs `key_points`, since it has no story to judge")
        return self


class TechnicalQuestion(_Question):
    """A question with a right answer, an open design problem, or a walk through the candidate's own project."""

    kind: Literal["technical"]
    topic: Topic
    form: Literal["concept", "design", "project"] = "concept"
    """`design` carries facts to ask for; `project` has kinds of evidence as its key points."""
    depth: Literal["breadth", "depth"] = "breadth"
    reference: str = ""
    """A spoken model answer of 60 to 150 words; may be empty only for `project`."""
    facts: tuple[Fact, ...] = ()


class Complexity(Strict):
    """Expected asymptotic cost of the reference solution."""

    time: Text
    space: Text


class Case(Strict):
    """One call of the candidate's function with JSON values."""

    args: tuple[Any, ...]
    expected: Any
    note: str = ""


class Cases(Strict):
    """Cases shown to the candidate and cases held back."""

    visible: tuple[Case, ...] = Field(min_length=1)
    hidden: tuple[Case, ...] = Field(min_length=1)


class CodingQuestion(_Question):
    """A programming problem: spoken statement, exact statement, cases as data and a solution that passes them."""

    kind: Literal["coding"]
    topic: Literal["coding"] = "coding"
    statement: Text
    """The exact written statement: inputs, outputs, edge cases."""
    constraints: tuple[Text, ...]
    function: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
    parameters: tuple[str, ...]
    compare: Literal["exact", "unordered", "approximate"] = "exact"
    """`unordered`: lists equal up to order; `approximate`: numbers equal within 1e-6."""
    hints: tuple[Text, ...] = Field(min_length=2)
    """In the order in which they are given."""
    complexity: Complexity
    mistakes: tuple[Text, ...] = Field(min_length=2)
    cases: Cases
    solution: Text
    """Python source of the reference solution; defines `function`."""
    reference: Text
    """What a candidate says while explaining the approach."""


class SqlExpected(Strict):
    """The result a correct query returns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    ordered: bool = True
    """Whether the order of the rows matters."""


class SqlDataset(Strict):
    """Rows for each table and the result expected on them."""

    visible: bool
    rows: dict[str, tuple[tuple[Any, ...], ...]]
    expected: SqlExpected


class SqlQuestion(_Question):
    """A query problem on a small SQLite schema."""

    kind: Literal["sql"]
    topic: Literal["sql"] = "sql"
    statement: Text
    tables: Text
    """CREATE TABLE statements that SQLite accepts."""
    datasets: tuple[SqlDataset, ...] = Field(min_length=2)
    hints: tuple[Text, ...] = Field(min_length=2)
    mistakes: tuple[Text, ...] = Field(min_length=2)
    solution: Text
    """The reference query (SQLite)."""
    reference: Text


Question = Annotated[BehavioralQuestion | TechnicalQuestion | CodingQuestion | SqlQuestion, Field(discriminator="kind")]


class PackHeader(Strict):
    """Who wrote a pack of questions, and whether it has been reviewed."""

    id: Identifier
    title: Text
    version: int = Field(default=1, ge=1)
    reviewed_on: dt.date | None = None
    """Day of the last review of every fact in the file; absent until it is done."""
    review: str = ""
    """What the review looked at."""


class QuestionFile(Strict):
    """One YAML file of the bank or of a user's pack."""

    pack: PackHeader
    questions: tuple[Question, ...] = Field(min_length=1)
