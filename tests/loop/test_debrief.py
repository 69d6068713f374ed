"""The debrief: three characters, the veto, coverage, levels; and properties that hold for any forms at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.loop.debrief import decision_words, hold_debrief
from interviewer.loop.debrief_parts import Debrief, PlannedRound
from interviewer.loop.debrief_rules import load_rules
from interviewer.loop.form_parts import BarStanding, FiledForm, Quote, Reason, Signature
from interviewer.loop.form_recommendation import ORDER
from tests.loop.invented import PLANNED, ROUNDS, forms, with_form

RULES = load_rules()
BETTER = {"strong_no_hire": 0, "no_hire": 1, None: 2, "hire": 3, "strong_hire": 4}


def held(given_forms, level="L5", rules=RULES, planned=PLANNED):
    return hold_debrief(given_forms, rules, level, planned)


def step(debrief, rule):
    return next(one for one in debrief.steps if one.rule == rule)


@pytest.mark.parametrize(
    ("character", "decision"), [("strong", "strong_hire"), ("uneven", "no_hire"), ("weak", "strong_no_hire")]
)
def test_the_three_characters(character, decision):
    debrief = held(forms(character))
    assert debrief.decision == decision
    assert debrief.bar_raiser == "Ruth"
    assert all(one.cites for one in debrief.steps if one.at_most and one.rule != "bar_raised")
    assert all(one.guides or one.assumed for one in debrief.steps)


def test_two_voices_are_needed_for_each_against():
    three_to_two = held(forms("uneven"))
    assert step(three_to_two, "voices").at_most == "no_hire"
    assert "Wei, Marcus and Ruth recommend hire; Elena and Jonas no hire." in step(three_to_two, "voices").text
    assert "A hire needs two voices for it to each one against." in step(three_to_two, "voices").text
    four_to_one = held(with_form(forms("uneven"), "coding", recommendation="hire"))
    assert four_to_one.decision == "hire"


def test_a_tie_is_no_hire():
    tied = with_form(
        with_form(forms("strong"), "coding", recommendation="no_hire"), "ml-depth", recommendation="no_hire"
    )
    assert held(tied[:4] + tied[4:]).decision == "no_hire"
    two = [form for form in tied if form.round_id in {"coding", "ml-application"}]
    planned = [one for one in PLANNED if one.round_id in {"coding", "ml-application"}]
    assert hold_debrief(two, RULES, "L5", planned).decision == "no_hire"


def test_the_bar_raiser_may_veto_although_all_others_would_hire():
    vetoed = held(with_form(forms("strong"), "bar-raiser", recommendation="strong_no_hire"))
    assert vetoed.decision == "no_hire"
    assert vetoed.veto is not None
    assert vetoed.veto.text == "Ruth, the bar raiser, vetoes although everybody else would hire."
    assert vetoed.veto.cites
    assert vetoed.headline == vetoed.veto.text
    assert "even if all other interviewers want to hire you" in step(vetoed, "veto").guides


def test_a_no_of_the_bar_raiser_is_an_objection_and_no_veto():
    alone = held(with_form(forms("strong"), "bar-raiser", recommendation="no_hire"))
    assert alone.decision == "hire"
    assert alone.veto is None
    both = with_form(forms("strong"), "bar-raiser", recommendation="no_hire")
    assert held(with_form(both, "coding", recommendation="no_hire")).decision == "no_hire"


def test_one_strong_no_is_not_outvoted_by_a_majority_with_doubts():
    given_forms = with_form(forms("strong"), "coding", recommendation="strong_no_hire")
    assert held(given_forms).decision == "hire"
    doubted = with_form(given_forms, "ml-breadth", recommendation="no_hire")
    assert held(doubted).decision == "no_hire"


def test_a_hire_needs_the_bar_raised_somewhere():
    plain = tuple(
        form.model_copy(
            update={
                "technical": tuple(o.model_copy(update={"standing": "meeting"}) for o in form.technical),
                "principles": tuple(o.model_copy(update={"standing": "meeting"}) for o in form.principles),
            }
        )
        for form in forms("strong")
    )
    debrief = held(plain)
    assert debrief.decision == "no_hire"
    assert debrief.headline == "Nobody saw the bar raised in anything. At L5 a hire needs at least one."
    assert debrief.nearest is not None
    assert "Wei sees" in debrief.nearest.changes[0].text


def test_a_higher_level_asks_for_more():
    one_below = tuple(
        form.model_copy(
            update={
                "principles": tuple(
                    o.model_copy(update={"standing": "below"}) if o.id == "deliver-results" else o
                    for o in form.principles
                )
            }
        )
        for form in forms("strong")
    )
    assert held(one_below, "L5").decision == "strong_hire"
    at_l6 = held(one_below, "L6")
    assert at_l6.decision == "no_hire"
    assert step(at_l6, "principles").text.endswith("At L6 Deliver Results may not be.")
    assert "Deliver Results" in at_l6.nearest.changes[0].text


def test_without_the_bar_raiser_nothing_is_decided_and_the_rounds_to_hold_are_named():
    debrief = held(forms("strong")[:4])
    assert debrief.decision is None
    assert debrief.undecided_reason == "Not enough to decide: the bar raiser has not been heard."
    assert debrief.repeat == ("Bar raiser",)
    assert next((one.kind, one.name) for one in debrief.not_covered) == ("round", "Bar raiser")
    assert {one.name for one in debrief.not_covered} >= {"Ownership"}
    assert decision_words(debrief.decision) == "Not enough to decide"


def test_an_unscored_round_counts_as_not_covered_and_never_against_anybody():
    unscored = with_form(
        forms("strong"), "coding", recommendation=None, score=None, reasons=(), unscored_reason="the model failed"
    )
    debrief = held(unscored)
    assert debrief.decision == "strong_hire"
    assert ("round", "No recommendation: the model failed.") in [(o.kind, o.because) for o in debrief.not_covered]


def test_agreements_conflicts_and_habits():
    debrief = held(forms("uneven"))
    (recommendation, learning) = debrief.conflicts
    assert recommendation.kind == "recommendation"
    assert len(recommendation.views) == 5
    assert learning.name == "Machine learning"
    assert [view.says.split(".")[0] for view in learning.views] == ["Meets the bar", "Below the bar", "Meets the bar"]
    assert all(view.cites for conflict in debrief.conflicts for view in conflict.views)
    weak = held(forms("weak"))
    assert weak.conflicts == ()
    kinds = [(one.kind, one.name) for one in weak.agreements]
    assert ("recommendation", "Recommendation") in kinds
    assert ("competency", "Machine learning") in kinds
    assert ("pattern", "Missing in five rounds: your own part") in kinds


def test_what_would_have_changed_it():
    uneven = held(forms("uneven"))
    assert uneven.nearest.decision == "hire"
    assert uneven.nearest.changes[0].text == "Elena recommends hire instead of no hire."
    assert uneven.nearest.changes[0].advice == "Say what you yourself did, in the first person."
    weak = held(forms("weak"))
    assert weak.nearest is None
    assert weak.far == (
        "No small change would have made it a hire. Five more rounds would have had to reach the bar, and one thing above it."
    )
    assert held(forms("strong")).nearest is None
    assert held(forms("strong")).hinges == ()


def test_a_round_that_was_held_again_counts_once_and_the_later_form_counts():
    again = forms("uneven")[3].model_copy(
        update={"session_id": "later", "filed_at": "2026-12-01T11:00:00+00:00", "recommendation": "hire"}
    )
    assert held((again, *forms("uneven"))).decision == "hire"


def test_a_phone_screen_decides_whether_to_go_on():
    (form, *_) = forms("strong")
    debrief = hold_debrief([form], RULES, "L5", kind="phone-screen")
    assert debrief.decision == "hire"
    assert decision_words(debrief.decision, debrief.kind) == "On to the loop"


def test_nothing_filed_is_not_enough():
    assert hold_debrief([], RULES).decision is None
    assert hold_debrief([], RULES, "L6", PLANNED).repeat == tuple(title for _, title, *_ in ROUNDS)


# Properties: any forms, any standings, any level.

_KEYS = ("dive-deep", "ownership", "are-right-a-lot", "deliver-results")


@st.composite
def filed(draw, place):
    key, title, name, role, _ = ROUNDS[place]

    def graded(names):
        return tuple(
            BarStanding(
                id=one,
                name=one,
                standing=draw(st.sampled_from(["raising", "meeting", "below", "not_assessed"])),
                because="Because.",
                quotes=(Quote(quote=f"{one} in {key}", start_s=1.0, turn=1),),
            )
            for one in names
        )

    recommendation = draw(st.sampled_from([*ORDER, *ORDER, None]))
    return FiledForm(
        loop_id="loop",
        round_id=key,
        round_title=title,
        session_id=f"s-{key}",
        interviewer=Signature(name=name, role=role),
        is_bar_raiser=role == "bar-raiser",
        filed_at=f"2026-01-0{place + 1}",
        technical=graded(draw(st.lists(st.sampled_from(["machine-learning", "coding"]), unique=True, max_size=2))),
        principles=graded(draw(st.lists(st.sampled_from(_KEYS), unique=True, max_size=2))),
        recommendation=recommendation,
        reasons=(Reason(rule="answers", text="So.", quotes=(Quote(quote=f"said in {key}", turn=1),)),),
    )


loops = st.lists(st.sampled_from(range(5)), min_size=1, unique=True).flatmap(
    lambda places: st.tuples(*(filed(place) for place in sorted(places)))
)
levels = st.sampled_from(["L4", "L5", "L6", "L9"])
plans = st.sampled_from([(), PLANNED])


def raised_somewhere(form, data):
    """The form with one recommendation or standing lifted; the same where nothing can be."""
    options = []
    if form.recommendation is not None and form.recommendation != "strong_hire":
        up = ORDER[ORDER.index(form.recommendation) + 1 :]
        options += [{"recommendation": one} for one in up]
    scale = ("below", "meeting", "raising")
    for group in ("technical", "principles"):
        ones = getattr(form, group)
        for at, one in enumerate(ones):
            for standing in scale[scale.index(one.standing) + 1 :] if one.standing in scale else ():
                lifted = one.model_copy(update={"standing": standing})
                options.append({group: (*ones[:at], lifted, *ones[at + 1 :])})
    return form.model_copy(update=data.draw(st.sampled_from(options))) if options else form


@settings(max_examples=150, deadline=None)
@given(loops, levels, plans, st.data())
def test_raising_anything_never_worsens_the_decision(given_forms, level, planned, data):
    place = data.draw(st.integers(0, len(given_forms) - 1))
    lifted = list(given_forms)
    lifted[place] = raised_somewhere(lifted[place], data)
    before, after = (hold_debrief(one, RULES, level, planned).decision for one in (given_forms, lifted))
    assert BETTER[after] >= BETTER[before]


@settings(max_examples=100, deadline=None)
@given(loops, levels, plans, st.randoms())
def test_the_order_of_the_forms_does_not_matter_and_the_same_forms_decide_alike(given_forms, level, planned, dice):
    shuffled = list(given_forms)
    dice.shuffle(shuffled)
    first = hold_debrief(given_forms, RULES, level, planned)
    assert hold_debrief(shuffled, RULES, level, planned) == first
    assert Debrief.model_validate_json(first.model_dump_json()) == first


@settings(max_examples=100, deadline=None)
@given(loops, levels, plans)
def test_a_veto_always_wins(given_forms, level, planned):
    vetoed = with_form(given_forms, "bar-raiser", recommendation="strong_no_hire")
    debrief = hold_debrief(vetoed, RULES, level, planned)
    if any(form.is_bar_raiser for form in vetoed):
        assert debrief.decision in {"no_hire", "strong_no_hire"}
        assert debrief.veto is not None
        assert debrief.nearest is None or any("Ruth" in change.text for change in debrief.nearest.changes)


def cites_of(debrief):
    for one in (*debrief.steps, *debrief.agreements, *debrief.differing):
        yield from one.cites
    for conflict in debrief.conflicts:
        for view in conflict.views:
            yield from view.cites
    for other in (*debrief.hinges, *([debrief.nearest] if debrief.nearest else [])):
        for change in other.changes:
            yield from change.cites
    if debrief.veto:
        yield from debrief.veto.cites


@settings(max_examples=100, deadline=None)
@given(loops, levels, plans)
def test_whatever_is_cited_stands_on_the_form_of_its_round(given_forms, level, planned):
    there = {
        (form.session_id, quote.turn, quote.start_s, quote.quote) for form in given_forms for quote in form.quotes()
    }
    for cite in cites_of(hold_debrief(given_forms, RULES, level, planned)):
        assert (cite.session_id, cite.turn, cite.at_s, cite.quote) in there


@settings(max_examples=100, deadline=None)
@given(loops, levels, plans)
def test_the_nearest_change_is_true(given_forms, level, planned):
    """A hire was within reach, or the debrief says that nothing small would have done it."""
    debrief = hold_debrief(given_forms, RULES, level, planned)
    if debrief.decision in {"no_hire", "strong_no_hire"}:
        assert (debrief.nearest is None) == bool(debrief.far)
        assert debrief.nearest is None or debrief.nearest.decision in {"hire", "strong_hire"}
    assert (debrief.decision is None) == bool(debrief.undecided_reason)


def test_a_plan_of_one_round_without_a_bar_raiser_says_so():
    plan = [PlannedRound(round_id="coding", title="Coding", interviewer=Signature(name="Jonas", role="peer"))]
    debrief = hold_debrief([forms("strong")[3]], RULES, "L5", plan)
    assert "nobody who could veto" in step(debrief, "veto").text
