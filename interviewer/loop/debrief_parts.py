"""The parts of a debrief: steps with their quotes, agreements, conflicts, what was not covered, what would have changed it."""

from __future__ import annotations

from typing import Literal

from interviewer.loop.form_parts import FiledForm, Quote, Signature
from interviewer.review.review import Strict
from rubrics.assessment import Recommendation

Decision = Recommendation
"""The group decides in the words in which each interviewer recommends."""


class PlannedRound(Strict):
    """A round of the loop, whether or not it took place."""

    round_id: str
    title: str
    interviewer: Signature
    principles: tuple[str, ...] = ()


class Cited(Strict):
    """A quote with its round: whoever doubts a judgement can look it up."""

    round_id: str
    round_title: str
    interviewer: str
    session_id: str
    turn: int
    at_s: float | None
    quote: str


class Step(Strict):
    """One step on the way to the decision."""

    rule: str
    title: str
    text: str
    at_most: Decision | None = None
    """The best decision that this step leaves; None where it limits nothing."""
    undecided: bool = False
    """There is too little to decide on."""
    guides: str = ""
    """Where the rule stands in the guides; "" where it does not."""
    assumed: str = ""
    """What of the rule is our assumption."""
    cites: tuple[Cited, ...] = ()


class View(Strict):
    """How one interviewer saw something."""

    interviewer: str
    round_title: str
    says: str
    cites: tuple[Cited, ...] = ()


class Agreement(Strict):
    """Something that several interviewers saw alike."""

    kind: Literal["recommendation", "competency", "principle", "pattern"]
    name: str
    text: str
    cites: tuple[Cited, ...] = ()


class Conflict(Strict):
    """Something that interviewers saw differently: who saw what."""

    kind: Literal["recommendation", "competency", "principle"]
    name: str
    views: tuple[View, ...]


class Differing(Strict):
    """A figure told differently to two interviewers."""

    text: str
    cites: tuple[Cited, Cited]


class Uncovered(Strict):
    """Something that nobody could judge, and why."""

    kind: Literal["round", "principle", "competency"]
    name: str
    round_title: str
    because: str


class Veto(Strict):
    """The bar raiser's veto."""

    interviewer: str
    text: str
    cites: tuple[Cited, ...] = ()


class Change(Strict):
    """One thing on one form that would have had to be different."""

    interviewer: str
    round_title: str
    text: str
    advice: str = ""
    """What would have brought it about, as that form says."""
    cites: tuple[Cited, ...] = ()


class Counterfactual(Strict):
    """The nearest way to another decision."""

    decision: Decision
    text: str
    changes: tuple[Change, ...]


class Debrief(Strict):
    """What the group decided, and how."""

    loop_id: str = ""
    kind: Literal["loop", "phone-screen"] = "loop"
    level: str
    bar_raiser: str = ""
    """Who led it; "" where no bar raiser filed a form."""
    decision: Decision | None
    """None: not enough to decide."""
    undecided_reason: str = ""
    repeat: tuple[str, ...] = ()
    """Titles of the rounds to hold, or to hold again, before anything can be decided."""
    headline: str
    """The decision and its main reason, in a sentence or two."""
    steps: tuple[Step, ...]
    agreements: tuple[Agreement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    differing: tuple[Differing, ...] = ()
    not_covered: tuple[Uncovered, ...] = ()
    veto: Veto | None = None
    nearest: Counterfactual | None = None
    """The smallest change that would have made the decision better."""
    far: str = ""
    """Where no small change would have: what it would have taken."""
    hinges: tuple[Counterfactual, ...] = ()
    """Single steps down that would have lost a hire: what it hung on."""


def cited(form: FiledForm, quotes: tuple[Quote, ...] | list[Quote], most: int = 1) -> tuple[Cited, ...]:
    """The first quotes of a form with their place in the loop."""
    return tuple(
        Cited(
            round_id=form.round_id,
            round_title=form.round_title,
            interviewer=form.interviewer.name,
            session_id=form.session_id,
            turn=quote.turn,
            at_s=quote.start_s,
            quote=quote.quote,
        )
        for quote in quotes[:most]
    )
