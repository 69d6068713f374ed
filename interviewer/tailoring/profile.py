"""What a CV and a job description say, as data: projects, topics, principles, level; and how it weighs on a plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from interviewer.tailoring.document import harmless
from interviewer.tailoring.layout import entries_of
from interviewer.tailoring.projects import Project, projects_in
from interviewer.tailoring.words import named
from prompts.rounds import Emphasis
from prompts.schema import Strict
from prompts.vocabulary import Level, Principle, Role, Topic

ASKED_FOR, PREFERRED, OWN = 1.0, 0.5, 0.5
"""What a topic gains by being named in the job description, among what is merely welcome there, and in the CV."""
MOST_NAMED = 3.0
"""What is named more often than three times weighs no more. All four figures are our assumption."""


class Profile(Strict):
    """What was understood of a CV and a job description; either may be missing."""

    projects: tuple[Project, ...] = ()
    skills: tuple[Topic, ...] = ()
    """Topics of the bank that the CV names."""
    topics: dict[Topic, float] = Field(default_factory=dict)
    """Topics that the job description asks for, with their weight."""
    principles: dict[Principle, float] = Field(default_factory=dict)
    """Leadership Principles that it emphasises, with their weight."""
    level: Level | None = None
    """The level that it hints at."""
    role: Role | None = None


def profile_of(cv: str | None, job: str | None) -> Profile:
    """What the texts say; of any text something is made, if only an empty profile.

    Args:
        cv: text of a CV, as `read_document` gives it, or None.
        job: text of a job description, or None.
    """
    own, wanted = harmless(cv or ""), harmless(job or "")
    levels = named(wanted, "levels")
    return Profile(
        projects=projects_in(own),
        skills=tuple(named(own, "topics")),
        topics=_asked_for(wanted),
        principles={name: min(float(n), MOST_NAMED) for name, n in named(wanted, "principles").items()},
        level=next(iter(levels), None),
        role=_role(wanted),
    )


def weights(profile: Profile) -> Emphasis:
    """How much more often each topic and principle is drawn: 1 is as before, and nothing ever weighs less than that.

    A topic gains its weight in the job description (up to 3) and a half where the CV names it; a principle gains a
    third of the times that the job description names it.
    """
    topics: dict[Topic, float] = {topic: 1 + gain for topic, gain in profile.topics.items()}
    for topic in profile.skills:
        topics[topic] = topics.get(topic, 1.0) + OWN
    return Emphasis(topics=topics, principles={name: 1 + n / MOST_NAMED for name, n in profile.principles.items()})


def _asked_for(job: str) -> dict[Topic, float]:
    """Each topic's weight: 1 for each naming, a half where it is only welcome, at most `MOST_NAMED`."""
    counts: dict[str, float] = {}
    for entry in entries_of(job):
        worth = PREFERRED if entry.section == "preferred" else ASKED_FOR
        for topic, times in named(entry.text, "topics").items():
            counts[topic] = counts.get(topic, 0.0) + worth * times
    return _bounded(counts)  # type: ignore[return-value]


def _bounded(counts: Mapping[str, float]) -> dict[str, float]:
    return {name: min(count, MOST_NAMED) for name, count in counts.items()}


def _role(job: str) -> Role | None:
    text = job.casefold()
    applied, data = text.count("applied scientist"), text.count("data scientist")
    if applied == data:
        return None
    return "applied-scientist" if applied > data else "data-scientist"
