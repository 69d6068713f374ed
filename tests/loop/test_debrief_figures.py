"""What was told differently to two interviewers: found with both sentences, and no more than a reason against a strong hire."""

from __future__ import annotations

from interviewer.loop.debrief import hold_debrief
from interviewer.loop.debrief_rules import load_rules
from interviewer.loop.form_parts import FormNote, Quote
from tests.loop.invented import PLANNED, forms, with_form

PROJECT = "In that project I rebuilt the demand forecasting pipeline for the grocery warehouses and retrained the ranking models."


def told(form, turn, sentence):
    note = FormNote(
        question_id=f"q-{form.round_id}",
        turn=turn,
        asked="Tell me about a project.",
        figures=(Quote(quote=sentence, start_s=21.0, turn=turn),),
        answers=(Quote(quote=f"{PROJECT} {sentence}", start_s=1.0, turn=turn),),
    )
    return (*form.notes, note)


def loop(one, other):
    given = forms("strong")
    given = with_form(given, "ml-depth", notes=told(given[0], 7, one))
    return with_form(given, "bar-raiser", notes=told(given[4], 8, other))


def test_a_figure_told_differently_is_shown_with_both_sentences():
    given = loop("The delivery error fell by twelve percent.", "The delivery error fell by thirty percent.")
    debrief = hold_debrief(given, load_rules(), "L5", PLANNED)
    (found,) = debrief.differing
    assert found.text == "Wei and Ruth heard two things that do not go together."
    assert [(cite.interviewer, cite.turn, cite.at_s, cite.quote) for cite in found.cites] == [
        ("Wei", 7, 21.0, "The delivery error fell by twelve percent."),
        ("Ruth", 8, 21.0, "The delivery error fell by thirty percent."),
    ]
    assert debrief.decision == "hire", "it stands in the way of a strong hire"
    assert debrief.far == "Only what was told differently to two interviewers stood in the way of a strong hire."
    assert hold_debrief(reversed(given), load_rules(), "L5", PLANNED) == debrief


def test_the_same_figure_or_another_story_is_nothing():
    same = loop("The delivery error fell by twelve percent.", "The delivery error fell by twelve percent.")
    assert hold_debrief(same, load_rules(), "L5", PLANNED).differing == ()
    assert hold_debrief(same, load_rules(), "L5", PLANNED).decision == "strong_hire"


def test_rules_may_let_it_pass(tmp_path):
    own = tmp_path / "rules.yaml"
    own.write_text("differing_figures_block_strong_hire: false\n", encoding="utf-8")
    given = loop("The delivery error fell by twelve percent.", "The delivery error fell by thirty percent.")
    debrief = hold_debrief(given, load_rules(own), "L5", PLANNED)
    assert debrief.decision == "strong_hire"
    assert debrief.differing


STORY = (
    "Last year I worked on the demand model of an online grocery. The weekly error suddenly doubled for fresh fruit. "
    "I pulled the raw orders of eight weeks, compared them store by store, and found a changed scanner in one warehouse."
)


def test_a_story_told_to_two_interviewers_is_noticed():
    given = loop(STORY, f"{STORY} The planners trusted it again.")
    (found,) = [one for one in hold_debrief(given, load_rules(), "L5", PLANNED).agreements if "One story" in one.name]
    assert found.name == "One story told to two interviewers"
    assert [cite.interviewer for cite in found.cites] == ["Wei", "Ruth"]
    other = loop(
        STORY,
        "I trained a speech recogniser for call centres, and cut its latency by pruning layers and caching beams.",
    )
    assert not [o for o in hold_debrief(other, load_rules(), "L5", PLANNED).agreements if "One story" in o.name]
