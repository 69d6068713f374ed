"""The rules by which a debrief decides: read from YAML, with what of each is in the guides and what is our assumption."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError, model_validator

from interviewer.review.review import Strict
from prompts.problems import problems_of
from prompts.vocabulary import Level, Principle
from prompts.yaml_source import Lines, Problem, SourceError, parse, read_text

RULES_FILE = Path(__file__).with_name("debrief.yaml")
DEFAULT_LEVEL: Level = "L5"
"""Taken where a loop names no level."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=30)]


class LevelRules(Strict):
    """What the bar of one level asks for."""

    raised_for_hire: Count
    """Competencies and principles that somebody saw raised above the bar, at least."""
    raised_for_strong_hire: Count
    competencies_below: Count
    """Technical competencies that may stand below the bar, at most."""
    principles_below: Share
    """Share of the assessed principles that may stand below the bar, at most."""
    must_meet: tuple[Principle, ...] = ()
    """Principles that may not stand below the bar."""

    @model_validator(mode="after")
    def _strong_asks_for_more(self) -> LevelRules:
        if self.raised_for_strong_hire < self.raised_for_hire:
            raise ValueError("raised_for_strong_hire must be at least raised_for_hire")
        return self


class DebriefRules(Strict):
    """Every number that a debrief uses; what each means stands in debrief.yaml."""

    rounds_covered: Share
    principles_covered: Share
    voices_for_each_against: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]
    strong_no_counts: Annotated[int, Field(ge=1, le=5)]
    objections: Annotated[int, Field(ge=1, le=10)]
    veto: Literal["strong_no_hire", "no_hire", "never"]
    differing_figures_block_strong_hire: bool
    levels: dict[Level, LevelRules]

    @model_validator(mode="after")
    def _every_level(self) -> DebriefRules:
        missing = sorted({"L4", "L5", "L6"} - self.levels.keys())
        if missing:
            raise ValueError(f"levels lacks {', '.join(missing)}")
        return self

    def at(self, level: str) -> LevelRules:
        """The rules of a level; of L5 where it is none of those known."""
        return next((rules for name, rules in self.levels.items() if name == level), self.levels[DEFAULT_LEVEL])


def rules_in_force(home: Path, given: Path | None = None) -> DebriefRules:
    """The rules of a file that is given, else those of debrief.yaml in the data folder, else the default ones.

    Args:
        home: the data folder.
        given: rules for this once.

    Raises:
        SourceError: the file cannot be used.
    """
    own = home / RULES_FILE.name
    return load_rules(given or (own if own.is_file() else None))


def load_rules(path: Path | None = None) -> DebriefRules:
    """The default rules, or those of a file laid over them.

    Raises:
        SourceError: the file cannot be read, or something in it is no rule; it names file, line and place.
    """
    values = parse(read_text(RULES_FILE), RULES_FILE)
    text = ""
    if path is not None:
        text = read_text(path)
        values = _laid_over(values, parse(text, path), text, path)
    try:
        return DebriefRules.model_validate(values)
    except ValidationError as error:
        raise SourceError(problems_of(error, text, path or RULES_FILE)) from error


def _laid_over(base: dict[str, Any], own: Any, text: str, path: Path) -> dict[str, Any]:
    """One's own values where there are some; a level's may be given in part, too."""
    if own is None:
        return base
    if not isinstance(own, dict):
        raise SourceError([Problem(path, 1, "", "is no mapping of rules; see the debrief's documentation")])
    twice = Lines(text).duplicate_keys()
    if twice:
        raise SourceError([Problem(path, line, str(key), "stands twice") for line, key in twice])
    levels = own.get("levels")
    merged = {**base, **own}
    if isinstance(levels, dict):
        merged["levels"] = dict(base["levels"])
        for name, value in levels.items():
            known = base["levels"].get(name) if isinstance(name, str) else None
            merged["levels"][name] = {**known, **value} if known and isinstance(value, dict) else value
    return merged


class Anchor(NamedTuple):
    """Where a rule comes from."""

    title: str
    guides: str
    """Section of the applied scientist guide, and a few of its words; "" where the guides say nothing."""
    assumed: str
    """What of it is our assumption; "" where nothing is."""


ANCHORS: dict[str, Anchor] = {
    "coverage": Anchor(
        "Is there enough to decide?",
        "",
        "The guides do not speak of unfinished loops. Without most rounds, half of the principles and the bar raiser we decide nothing.",
    ),
    "voices": Anchor(
        "What the interviewers recommend",
        '2.3: each interviewer "files their notes" and "makes a hiring recommendation"',
        "How the recommendations are weighed: no average, two voices for each against, a strong no counts twice.",
    ),
    "objections": Anchor(
        "Weighty objections",
        "",
        "A strong no hire, or any no from the bar raiser, is not outvoted by a mere majority.",
    ),
    "veto": Anchor(
        "The bar raiser's veto",
        '2.3: "It\'s rare, but they can also veto hiring even if all other interviewers want to hire you"',
        "That a veto takes a strong no hire on the bar raiser's own form.",
    ),
    "bar_raised": Anchor(
        "Was the bar raised?",
        '2.2 B and C: interviewers look for "raising the bar" in each competency and principle',
        "How many must be raised, by level.",
    ),
    "competencies": Anchor(
        "Technical competencies",
        '2.2 B: "at least as good as or better than the average current Amazon applied scientist at the level"',
        "How many may stand below the bar, by level; where interviewers differ, the larger part counts, a tie as below.",
    ),
    "principles": Anchor(
        "Leadership Principles",
        '2.2 C: "each interviewer is given two or three leadership principles"',
        "What share may stand below the bar, and which principles weigh more at which level.",
    ),
    "figures": Anchor(
        "Told differently to two interviewers",
        "",
        "Nobody has asked about it yet, so it stands in the way of a strong hire and of nothing else.",
    ),
    "strong_hire": Anchor(
        "Is it a strong hire?",
        '2.2 D: "Strong hire" and "Hire" are two answers',
        "A strong hire has no voice against it, half of the voices or more strongly for it, and the bar raiser's yes.",
    ),
}
"""Where each rule comes from; docs/debrief.md tells the same at length."""
