"""The single steps of a plan: what to do, why, how long it takes, and what to type. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.drills.catalogue import DRILLS, DrillName
from interviewer.preparation.costs import Costs
from interviewer.preparation.days import MockKind
from interviewer.preparation.gaps import BAR
from interviewer.preparation.model import Step, Wish
from interviewer.progress.progress import Area
from interviewer.review.feedback import principle_name

WRITE_MINUTES = 12
"""To put a story down in notes (our assumption)."""
KEEP_MINUTES = 2
READ_MINUTES = 8
"""To read the Leadership Principles and the job description once (our assumption)."""
LOOK_BACK_MINUTES = 3
"""Least time at the end of a sitting to read what was said of it."""
AFTER_MOCK_MINUTES = 10
SHORT_SPAN = 7
"""Days; in a plan no longer than this everything is shorter."""
INTRO_QUESTIONS = ("bq-intro-why-amazon", "bq-intro-about-yourself")
PEER_MINUTES = 45


def learn(costs: Costs, wish: Wish) -> Step:
    """The guides' first step: is it the right place, and why. In a plan of a week, one question in place of two."""
    short = (wish.interview_on - wish.begun_on).days <= SHORT_SPAN
    asked = INTRO_QUESTIONS[: 1 if short else None]
    return Step(
        kind="learn",
        title="The company, the role, and you",
        why="The guide's first step: know what the company is like before you spend hours on it. Read the sixteen Leadership "
        "Principles and the job description, ask somebody who works there, then say it aloud.",
        minutes=READ_MINUTES + costs.story * len(asked),
        commands=(_command("practice", *_each("--question", asked), *_person(wish)),),
        about=("question:intro",),
    )


def write_story(principle: str, costs: Costs, wish: Wish) -> Step:
    """A story for a principle that has none: noted, told, kept."""
    name = principle_name(principle)
    return Step(
        kind="write",
        title=f"Write a story: {name}",
        why="The guide: have at least one story for each principle. Note place, task, what you did, the number at the end, "
        "and what you learned; then tell it and keep it.",
        minutes=story_minutes(costs),
        commands=(
            _command("practice", "--principle", principle, "--questions", "1", *_person(wish)),
            _command("stories", "add", "last:1", "--name", f"{name} story", "--principle", principle),
        ),
        about=(f"principle:{principle}",),
    )


def story_minutes(costs: Costs) -> int:
    """Minutes of writing, telling and keeping one story."""
    return WRITE_MINUTES + costs.story + KEEP_MINUTES


def practise(area: Area, count: int, costs: Costs, wish: Wish, again_after: int | None = None) -> Step:
    """Questions on a principle or a topic; the first time, the last answer below the bar once more.

    Args:
        area: what is practised.
        count: how many questions.
        costs: how long they take.
        wish: for whom.
        again_after: days since the plan has it last; None where it has not had it yet.
    """
    told = area.kind == "principle"
    retake = again_after is None and is_weak(area)
    words: tuple[str, ...] = ("--principle" if told else "--topic", area.id, "--questions", str(count), *_person(wish))
    if retake:
        words = ("--retake", area.scores[-1].take)
    return Step(
        kind="tell" if told else "technical",
        title=area.name,
        why=_why(area, again_after),
        minutes=cost(area, costs) * (1 if retake else count),
        commands=(_command("practice", *words),),
        about=(f"{area.kind}:{area.id}",),
    )


def cost(area: Area, costs: Costs) -> int:
    """Minutes of one question on an area."""
    return costs.story if area.kind == "principle" else costs.topics[area.id]


def is_weak(area: Area) -> bool:
    """Whether the last scores lie below the bar."""
    return area.recent is not None and area.recent < BAR


def drill(name: DrillName, why: str = "", rounds: int | None = None) -> Step:
    """A short drill to begin with."""
    one = DRILLS[name]
    more = () if rounds is None else ("--rounds", str(rounds))
    return Step(
        kind="drill",
        title=f"Drill: {one.title}",
        why=why or one.trains,
        minutes=one.minutes if rounds is None else one.minutes_for(rounds),
        commands=(_command("drill", name, *more),),
        about=(f"drill:{name}",),
    )


def mock(kind: MockKind, costs: Costs, wish: Wish) -> Step:
    """A dress rehearsal."""
    title, why, words = {
        "phone-screen": ("Mock: the phone screen", "The first hurdle, at its real length.", ("phone-screen",)),
        "compressed": (
            "Mock: a compressed loop",
            "All rounds, a quarter of an hour each: it shows what the last days are for.",
            ("loop", "start", "--compressed"),
        ),
        "full": (
            "Mock: the full loop",
            "As long as the day itself. `interviewer loop resume` goes on after a break.",
            ("loop", "start"),
        ),
        "short": (
            "Mock: a short bar raiser's round",
            "The hours given leave no room for a loop.",
            ("practice", "--round", "bar-raiser", "--questions", "3"),
        ),
    }[kind]
    return Step(
        kind="mock", title=title, why=why, minutes=costs.mock(kind), commands=(_command(*words, *_person(wish)),),
        about=(f"mock:{kind}",),
    )  # fmt: skip


def peer(minutes: int) -> Step:
    """The guides' third step: practise with somebody."""
    return Step(
        kind="peer",
        title="With a friend",
        why="The guide: alone there is no pressure of a stranger. Let somebody ask you from this list, and ask for one thing "
        "to change after each answer; a person who has interviewed there is best.",
        minutes=minutes,
        commands=("interviewer questions list --kind behavioral",),
    )


def after_mock(kind: MockKind) -> Step:
    """The morning after: read it once more."""
    command = "interviewer review last" if kind == "short" else "interviewer loop review"
    return Step(
        kind="look-back", title="What the mock showed", why="Choose two things to change; leave the rest.",
        minutes=AFTER_MOCK_MINUTES, commands=(command,),
    )  # fmt: skip


def look_back(minutes: int) -> Step:
    """The end of a sitting."""
    return Step(
        kind="look-back", title="Look back", why="Read what was said of the last answer, and hear it once.",
        minutes=minutes, commands=("interviewer review last",),
    )  # fmt: skip


def one_story(area: Area, costs: Costs, wish: Wish) -> Step:
    """For the day before: a story that one likes."""
    words = ("practice", "--principle", area.id, "--questions", "1", *_person(wish))
    return Step(
        kind="tell", title=f"One story, for the pleasure of it: {area.name}", why="Once, and without looking at the score.",
        minutes=costs.story, commands=(_command(*words),), about=(f"principle:{area.id}",),
    )  # fmt: skip


def read_stories(minutes: int) -> Step:
    """The evening before."""
    return Step(
        kind="look-back", title="Read your stories once", why="Nothing new today: you know them.", minutes=minutes,
        commands=("interviewer stories",),
    )  # fmt: skip


def _why(area: Area, again_after: int | None) -> str:
    if again_after is not None:
        last = {0: "later the same day", 1: "the day after"}.get(again_after, f"{again_after} days later")
        return f"Again, {last}: what is repeated just before it fades holds longest."
    if area.recent is None:
        return "Told a few times, a story is fluent." if area.kind == "principle" else "Not practised here yet."
    if is_weak(area):
        return f"Your last scores here are {area.recent:.1f} of 5, below the bar of {BAR:.0f}."
    return f"Your last scores here are {area.recent:.1f} of 5; said again before it fades."


def _person(wish: Wish) -> tuple[str, ...]:
    role = () if wish.role is None else ("--role", wish.role)
    return role if wish.level is None else (*role, "--level", wish.level)


def _each(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _command(*words: str) -> str:
    """The command as it is typed in any usual shell: a word that needs quotes gets double ones.

    Every word is the program's own (ids, names of principles), so none holds what double quotes leave alive.
    """
    return " ".join(("interviewer", *(word if _PLAIN.fullmatch(word) else f'"{word}"' for word in words)))


_PLAIN = re.compile(r"[\w.:=-]+")
