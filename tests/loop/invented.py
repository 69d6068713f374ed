"""Three invented loops as filed forms, for any test that needs a debrief: strong, uneven and weak.

forms("strong")     # five forms, in the order of the loop
PLANNED             # the five rounds
"""

from __future__ import annotations

from typing import Any

from interviewer.loop.debrief_parts import PlannedRound
from interviewer.loop.form_parts import BarStanding, FiledForm, FormNote, Observation, Quote, Reason, Signature

LOOP = "20261128-190000-abcd"
ROUNDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("ml-depth", "Machine learning depth", "Wei", "peer", ("dive-deep", "learn-and-be-curious")),
    ("ml-breadth", "Machine learning breadth", "Elena", "peer", ("are-right-a-lot", "earn-trust")),
    ("ml-application", "Machine learning application", "Marcus", "hiring-manager", ("customer-obsession", "deliver-results")),
    ("coding", "Coding", "Jonas", "peer", ("invent-and-simplify", "bias-for-action")),
    ("bar-raiser", "Bar raiser", "Ruth", "bar-raiser", ("ownership", "have-backbone-disagree-and-commit")),
)  # fmt: skip
PLANNED = tuple(
    PlannedRound(round_id=key, title=title, interviewer=Signature(name=name, role=role), principles=owned)
    for key, title, name, role, owned in ROUNDS
)
SAID = {
    "dive-deep": "I pulled the raw orders of eight weeks and compared them store by store.",
    "learn-and-be-curious": "I read three papers on censored demand and rebuilt the simplest one that weekend.",
    "are-right-a-lot": "I asked the two people who disagreed with me to break my test first.",
    "earn-trust": "I told the planners on the Monday that the error had been mine.",
    "customer-obsession": "I sat with four planners for a day before I touched the model.",
    "deliver-results": "The error went from eighteen to nine percent, and it stayed there for a year.",
    "invent-and-simplify": "I threw the whole cache away and sorted the list once.",
    "bias-for-action": "I rolled it back within the hour and looked for the cause afterwards.",
    "ownership": "Nobody owned the import, so I took it and wrote the daily check.",
    "have-backbone-disagree-and-commit": "I told her in the review that I did not agree, and then I set up the launch.",
    "machine-learning": "With so few positives I would look at precision and recall and never at accuracy.",
    "coding": "That is one pass, so linear time and linear memory.",
}
"""What the candidate said about each thing, where it was shown."""
VAGUE = "We as a team always looked at things quite closely, and in the end it became better, I think."
"""What was said where nothing was shown."""
NAMES = {
    "strong": "meets the bar everywhere and raises it often",
    "uneven": "strong on stories, with two technical rounds below the bar",
    "weak": "talk in general, and something wrong",
}
# For each round: the recommendation, the technical competency, the two principles (R raises, M meets, B below, - not assessed).
_CHARACTERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "strong": (("strong_hire", "R", "RM"), ("hire", "M", "MR"), ("strong_hire", "R", "RM"), ("hire", "M", "MM"), ("strong_hire", "-", "RR")),
    "uneven": (("hire", "M", "RM"), ("no_hire", "B", "M-"), ("hire", "M", "RM"), ("no_hire", "B", "BM"), ("hire", "-", "MM")),
    "weak": (("strong_no_hire", "B", "BB"), ("no_hire", "B", "BM"), ("strong_no_hire", "B", "BB"), ("strong_no_hire", "B", "B-"), ("strong_no_hire", "-", "BB")),
}  # fmt: skip
_LETTERS = {"R": "raising", "M": "meeting", "B": "below", "-": "not_assessed"}
_BECAUSE = {
    "R": "Shown, in an answer above the bar.",
    "M": "Shown, in an answer at the bar.",
    "B": "Asked for, and nothing in the answer shows it.",
    "-": "No question about it was asked.",
}


def forms(character: str) -> tuple[FiledForm, ...]:
    """The five forms of one of the three."""
    return tuple(_form(character, place) for place in range(len(ROUNDS)))


def with_form(given: tuple[FiledForm, ...], round_id: str, **changes: Any) -> tuple[FiledForm, ...]:
    """The same forms, one of them changed."""
    return tuple(form.model_copy(update=changes) if form.round_id == round_id else form for form in given)


def _form(character: str, place: int) -> FiledForm:
    key, title, name, role, owned = ROUNDS[place]
    given, technical, letters = _CHARACTERS[character][place]
    standings = [
        _standing(one, principle, letter, 1 + i)
        for i, (one, principle, letter) in enumerate(zip(owned, _titles(owned), letters, strict=True))
    ]
    competency = "coding" if key == "coding" else "machine-learning"
    technically = (
        () if technical == "-" else (_standing(competency, competency.replace("-", " ").capitalize(), technical, 3),)
    )
    rests_on = next((one.quotes for one in (*technically, *standings) if one.quotes), ())
    return FiledForm(
        loop_id=LOOP,
        round_id=key,
        round_title=title,
        session_id=f"2026112{place}-100000-{place}abc",
        interviewer=Signature(name=name, role=role),
        is_bar_raiser=role == "bar-raiser",
        level="L5",
        filed_at=f"2026-11-2{place}T11:00:00+00:00",
        notes=tuple(_note(one, i) for i, one in enumerate((*standings, *technically), 1)),
        technical=technically,
        principles=tuple(standings),
        observations=_observations(character, place),
        score={"strong_hire": 4.7, "hire": 3.6, "no_hire": 2.5, "strong_no_hire": 1.4}[given],
        recommendation=given,
        reasons=(Reason(rule="answers", text=f"Taken together: {given.replace('_', ' ')}.", quotes=rests_on),),
        next_step="Say what you yourself did, in the first person." if "no" in given else "",
    )


def _standing(key: str, name: str, letter: str, turn: int) -> BarStanding:
    quote = VAGUE if letter == "B" else SAID[key]
    quotes = () if letter == "-" else (Quote(quote=quote, start_s=4.0 + 10 * turn, turn=turn),)
    return BarStanding(id=key, name=name, standing=_LETTERS[letter], because=_BECAUSE[letter], quotes=quotes)


def _titles(owned: tuple[str, ...]) -> list[str]:
    from interviewer.review.feedback import principle_name

    return [principle_name(one) for one in owned]


def _note(one: BarStanding, turn: int) -> FormNote:
    return FormNote(
        question_id=f"q-{one.id}",
        turn=turn,
        asked=f"Tell me about a time that shows {one.name}.",
        said=tuple(f"Action: {quote.quote}" for quote in one.quotes),
        quotes=one.quotes,
        impressions=("Set-up: 16 s, within 30 s.",) if one.standing != "below" else ("Missing: your own part.",),
        missing=("your own part", "a measured result") if one.standing == "below" else (),
        unscored_reason="it was not answered" if one.standing == "not_assessed" else "",
    )


def _observations(character: str, place: int) -> tuple[Observation, ...]:
    if place == 2:
        return (
            Observation(kind="clarifying", text="Asked before answering: how much data there is", turn=1, at_s=70.0),
        )
    if character != "strong" and place == 3:
        return (Observation(kind="hint", text="A hint was given: What have you seen already?", turn=3, at_s=400.0),)
    return ()
