"""The person's stories: the shape of the story bank, and what the sessions add to it. Pure; the file is file.py."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from interviewer.errors import UsageError
from interviewer.history.history import Take
from interviewer.stories.match import groups
from interviewer.text import clean_line, shorten
from prompts.load import Bank
from prompts.rounds import is_story
from prompts.schema import BehavioralQuestion
from prompts.vocabulary import Principle

LEANT_ON = 3
"""Different questions from which on a story counts as leant on: a loop has five or six interviewers who compare notes."""


class Strict(BaseModel):
    """Base of every model here: immutable, unknown keys forbidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Telling(Strict):
    """One time that a story was told."""

    session: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
    turn: int = Field(ge=1)
    told_on: dt.date
    score: float | None = Field(default=None, ge=1, le=5)
    question: str = ""
    """Id of the question that it answered."""
    deleted: bool = False
    """Whether the session has been deleted since."""


class Story(Strict):
    """One story, as it stands in the file."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    principles: tuple[Principle, ...] = ()
    """What it is told for, the best fit first."""
    note: str = Field(default="", max_length=4000)
    tellings: tuple[Telling, ...] = ()


class StoryFile(Strict):
    """The whole story bank."""

    stories: tuple[Story, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> StoryFile:
        twice = [name for name, count in Counter(same_name(s.name) for s in self.stories).items() if count > 1]
        if twice:
            raise ValueError(f"two stories have the name {twice[0]!r}")
        return self


class StoryView(Strict):
    """A story with everything that the sessions know about it."""

    name: str
    """Of an unnamed one: its first words."""
    named: bool
    principles: tuple[str, ...]
    note: str = ""
    tellings: tuple[Telling, ...]
    """Oldest first, those in the file and those recognised in sessions."""
    best: Telling | None
    last_told: dt.date | None
    times_told: int
    questions: int
    """Different questions that it was told for."""

    @property
    def leant_on(self) -> bool:
        """Whether it answers more questions than one story should."""
        return self.questions >= LEANT_ON


def same_name(name: str) -> str:
    """A name as it is compared: without case and surplus spaces."""
    return clean_line(name).casefold()


def story_views(bank: StoryFile, takes: Sequence[Take]) -> tuple[StoryView, ...]:
    """All stories: those of the file, each with the sessions in which it was recognised, then those without a name.

    Args:
        bank: the file's content.
        takes: all answers so far, oldest first.
    """
    by_name = {take.name: take for take in takes}
    known = [
        [by_name[f"{t.session}:{t.turn}"] for t in s.tellings if f"{t.session}:{t.turn}" in by_name]
        for s in bank.stories
    ]
    found = groups(takes, known)
    named = [_view(story, group) for story, group in zip(bank.stories, found, strict=False)]
    return (*named, *(_view(None, group) for group in found[len(bank.stories) :]))


def telling_of(take: Take) -> Telling:
    """A take as the file keeps it."""
    return Telling(
        session=take.session,
        turn=take.turn,
        told_on=take.told_at.date(),
        score=take.question_score,
        question=take.question_id,
    )


def shown_principles(take: Take) -> tuple[str, ...]:
    """The principles that a take stands for: the question's main one, and others that it shows with a quote."""
    criteria = take.assessment.criteria if take.assessment else ()
    met = {c.id.removeprefix("principle:") for c in criteria if c.id.startswith("principle:") and c.verdict == "met"}
    return tuple(p for index, p in enumerate(take.principles) if index == 0 or p in met)


def find_story(views: Iterable[StoryView], name: str) -> StoryView:
    """The story of this name, or of the only name that begins so.

    Raises:
        UsageError: none or several fit.
    """
    there = [view for view in views if view.named]
    wanted = same_name(name)
    fitting = [v for v in there if same_name(v.name) == wanted] or [
        v for v in there if same_name(v.name).startswith(wanted)
    ]
    if len(fitting) == 1 and wanted:
        return fitting[0]
    names = ", ".join(view.name for view in fitting or there) or "none yet"
    what = "Several stories begin with" if fitting and wanted else "There is no story"
    raise UsageError(f"{what} {shorten(name, 60)!r}; the stories are: {names}.")


def with_story(bank: StoryFile, story: Story, *, instead_of: str | None = None) -> StoryFile:
    """The bank with one story added, or put in the place of another.

    Raises:
        UsageError: another story has that name.
    """
    old = same_name(instead_of if instead_of is not None else story.name)
    others = [one for one in bank.stories if same_name(one.name) != old]
    if same_name(story.name) in {same_name(one.name) for one in others}:
        raise UsageError(f"There is a story {story.name!r} already.")
    place = next((index for index, one in enumerate(bank.stories) if same_name(one.name) == old), len(others))
    return StoryFile(stories=(*others[:place], story, *others[place:]))


def with_recognised(bank: StoryFile, views: Iterable[StoryView]) -> StoryFile:
    """The bank with every telling that was recognised by its words: kept before the words of one of them are deleted."""
    tellings = {view.name: view.tellings for view in views if view.named}
    return StoryFile(
        stories=tuple(s.model_copy(update={"tellings": tellings.get(s.name, s.tellings)}) for s in bank.stories)
    )


def without_session(bank: StoryFile, session: str) -> StoryFile:
    """The bank with every telling in a deleted session marked as such."""
    return StoryFile(
        stories=tuple(
            story.model_copy(
                update={
                    "tellings": tuple(
                        t.model_copy(update={"deleted": True}) if t.session == session else t for t in story.tellings
                    )
                }
            )
            for story in bank.stories
        )
    )


def question_for(view: StoryView, bank: Bank, takes: Sequence[Take], seed: int) -> BehavioralQuestion:
    """A question that a story answers: on its first principle if there is one that it has not been told for.

    Args:
        view: the story.
        bank: all questions.
        takes: all answers so far; what was asked least often comes first.
        seed: draws among equals.

    Raises:
        UsageError: the story has no principle, or the bank no question on one of them.
    """
    if not view.principles:
        raise UsageError(f"The story {view.name!r} has no principle yet; `interviewer stories edit` gives it one.")
    told = {telling.question for telling in view.tellings}
    asked = Counter(take.question_id for take in takes)
    stories = [q for q in bank.questions.values() if isinstance(q, BehavioralQuestion) and is_story(q)]
    for principle in view.principles:
        fitting = [q for q in stories if q.principles[:1] == (principle,)]
        fitting.sort(key=lambda q: (q.id in told, asked[q.id], q.id))
        if fitting:
            best = [q for q in fitting if (q.id in told, asked[q.id]) == (fitting[0].id in told, asked[fitting[0].id])]
            return best[seed % len(best)]
    raise UsageError(f"The bank has no question on {', '.join(view.principles)}.")


def _view(story: Story | None, takes: Sequence[Take]) -> StoryView:
    tellings = {(t.session, t.turn): t for t in map(telling_of, takes)}
    for told in story.tellings if story else ():
        tellings.setdefault((told.session, told.turn), told)
    ordered = sorted(tellings.values(), key=lambda t: (t.told_on, t.session, t.turn))
    playable = [t for t in ordered if not t.deleted]
    best = max((t for t in playable if t.score is not None), key=lambda t: (t.score or 0, t.told_on), default=None)
    principles = story.principles if story and story.principles else _principles(takes)
    return StoryView(
        name=story.name if story else shorten(takes[0].answer, 60),
        named=story is not None,
        principles=principles,
        note=story.note if story else "",
        tellings=tuple(ordered),
        best=best or (playable[-1] if playable else None),
        last_told=max((t.told_on for t in ordered), default=None),
        times_told=len(ordered),
        questions=len({t.question for t in ordered if t.question}),
    )


def _principles(takes: Sequence[Take]) -> tuple[str, ...]:
    counts = Counter(principle for take in takes for principle in shown_principles(take))
    return tuple(principle for principle, _ in counts.most_common())
