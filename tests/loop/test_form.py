"""The filed form: what it quotes, what it grades, what it never holds against anybody, and how it comes to its recommendation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.events import QuitRequested
from interviewer.loop.form import file_form
from interviewer.loop.form_parts import BarStanding, FiledForm, Observation, Quote, Seat, Signature
from interviewer.loop.form_recommendation import ORDER, Findings, recommend
from interviewer.loop.form_standings import against_bar
from interviewer.review.review import build_review
from interviewer.scripted_io import Answer
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, read_session
from rubrics.score import recommendation
from tests.golden.build import SILENT_NAMES, build
from tests.interviewer.hostile import hostile_session
from tests.interviewer.talks import STORY, interview, talk

SEAT = Seat(
    loop_id="loop-1",
    round_id="bar-raiser",
    round_title="Bar raiser",
    interviewer=Signature(name="Ruth", role="bar-raiser"),
    level="L5",
    principles=("dive-deep", "have-backbone-disagree-and-commit", "frugality"),
)


def golden(home, name, *notes):
    folder = build(home / "sessions", name)
    writer = SessionWriter.reopen(read_session(folder), 99.0)
    for note in notes:
        writer.append(note)
    writer.close()
    return read_session(folder)


def standing(form, principle):
    return next(one for one in form.principles if one.id == principle)


def test_a_strong_round_is_filed_with_what_it_rests_on(home):
    form = file_form(golden(home, "strong"), SEAT, "2026-01-05T10:30:00+00:00")
    assert form.recommendation == "strong_hire"
    assert form.is_bar_raiser
    assert [note.question_id for note in form.notes] == ["golden-anomaly", "golden-disagreed"]
    dive = standing(form, "dive-deep")
    assert dive.standing == "raising"
    assert dive.quotes[0].quote.startswith("I pulled the raw orders")
    assert form.reasons[0].quotes
    assert "5.0" not in form.model_dump_json(include={"reasons", "principles", "technical"}), "no false precision"


@pytest.mark.parametrize("name", SILENT_NAMES)
def test_every_quote_stands_in_the_transcript_of_its_turn(home, name):
    session = golden(home, name)
    said = {turn.turn: turn.transcript for turn in build_review(session).turns if turn.transcript}
    form = file_form(session, SEAT)
    for quote in form.quotes():
        assert quote.quote in said[quote.turn].text
        starts = {word.start_s for word in said[quote.turn].words}
        assert quote.start_s in starts
    if name != "silent":
        assert list(form.quotes())


def test_whatever_is_assessed_has_a_quote(home):
    for name in SILENT_NAMES:
        form = file_form(golden(home, name), SEAT)
        for one in (*form.principles, *form.technical):
            assert bool(one.quotes) == (one.standing != "not_assessed"), one
        assert all(reason.quotes for reason in form.reasons if reason.rule == "answers")


def test_a_principle_without_a_question_or_a_score_is_not_assessed_and_costs_nothing(home):
    form = file_form(golden(home, "strong"), SEAT)
    assert standing(form, "frugality").standing == "not_assessed"
    assert standing(form, "frugality").because == "No question about it was asked."
    silent = file_form(golden(home, "silent"), SEAT)
    assert {one.standing for one in silent.principles} == {"not_assessed"}


def test_a_principle_whose_question_was_dropped_says_so(home):
    seat = SEAT.model_copy(update={"principles": ("dive-deep",)})
    folder = build(home / "sessions", "rambling")
    text = (folder / "session.jsonl").read_text().splitlines()
    plan = next(line for line in text if '"code":"plan"' in line)
    from tests.golden.scripts import ANOMALY

    other = rec.PlannedRecord(
        question_id=ANOMALY.id,
        kind="behavioral",
        text=ANOMALY.text,
        limit_s=180,
        follow_ups=1,
        question=ANOMALY.model_dump(mode="json"),
    )
    old = rec.decode(plan)
    both = rec.encode(old.model_copy(update={"questions": (*old.questions, other)}))
    note = rec.encode(rec.Noted(at_s=60, turn=0, note="dropped", reason=f"{ANOMALY.id} 40 s"))
    (folder / "session.jsonl").write_text("\n".join([*(both if line == plan else line for line in text), note]) + "\n")
    form = file_form(read_session(folder), seat)
    assert standing(form, "dive-deep").because == "Its question was left out for lack of time."
    assert standing(form, "dive-deep").standing == "not_assessed"


def test_nothing_scored_means_no_recommendation_and_a_reason(home):
    form = file_form(golden(home, "silent"), SEAT)
    assert form.recommendation is None
    assert form.score is None
    assert form.unscored_reason == "it was not answered"


def test_a_round_that_was_left_early_needs_half_of_its_questions(home):
    left = talk(home / "sessions", [STORY, Answer("", command=QuitRequested())], plan=interview(follow_ups=0))
    form = file_form(left.session, SEAT)
    assert form.recommendation is None
    assert form.unscored_reason == "only 1 of 3 questions could be scored"
    assert form.notes[0].quotes


def test_wrong_statements_that_stay_cost_the_strong_hire(home):
    lines = golden(home, "coding_talk")
    seat = SEAT.model_copy(update={"principles": ()})
    taken_back = file_form(lines, seat)
    assert taken_back.recommendation == "strong_hire", "asked once more, it was not said again"
    kept = [
        record.model_copy(update={"target": "key_point:2"})
        if isinstance(record, rec.Spoken) and record.target == "misconception:0"
        else record
        for record in lines.records
    ]
    form = file_form(replace(lines, records=tuple(kept)), seat)
    assert form.recommendation == "hire"
    reason = next(one for one in form.reasons if one.rule == "misconception")
    assert "sorting makes the search linear" in reason.quotes[0].quote
    assert reason.text.endswith("From strong hire to hire.")


NOTES = (
    rec.Noted(at_s=1, turn=1, note="hint", reason="What would you have to have seen already?"),
    rec.Noted(at_s=2, turn=1, note="interrupted_for_time", reason="Let me stop you there."),
    rec.Noted(at_s=3, turn=1, note="clarified", reason="how much data there is"),
    rec.Noted(at_s=4, turn=2, note="assume", reason="the latency"),
    rec.Noted(at_s=5, turn=0, note="candidate_asked", reason="What does the team work on?"),
    rec.Noted(at_s=6, turn=2, note="something_else", reason="no part of the form"),
)


def test_what_was_noticed_stands_on_the_form(home):
    form = file_form(golden(home, "strong", *NOTES), SEAT)
    assert [one.kind for one in form.observations] == [
        "hint",
        "interruption",
        "clarifying",
        "clarifying",
        "candidate_question",
    ]
    assert form.observations[0].text == "A hint was given: What would you have to have seen already?"
    assert form.recommendation == "strong_hire", "none of these costs anything by itself"


def test_a_stated_assumption_is_credited_with_its_words(home):
    said = "I assume that the rows fit into memory. Overfitting fits noise, and a held out set shows it."
    told = talk(home / "sessions", [STORY, said, STORY], plan=interview(follow_ups=0))
    (one,) = [o for o in file_form(told.session, SEAT).observations if o.kind == "assumption"]
    assert one.quotes[0].quote == "I assume that the rows fit into memory."


@pytest.mark.parametrize(
    ("reply", "open_", "given"),
    [
        ("It was twelve percent in the pilot and twenty on the whole market.", False, "strong_hire"),
        ("Sorry, I misspoke, it was twelve.", False, "strong_hire"),
        ("Yes, it went well.", True, "hire"),
        ("", True, "hire"),
    ],
)
def test_a_contradiction_costs_a_level_only_where_it_is_left_unexplained(home, reply, open_, given):
    from interviewer.answers.typed import typed_transcript

    said = typed_transcript([reply]) if reply else typed_transcript([])
    form = file_form(
        golden(
            home,
            "strong",
            rec.Spoken(
                at_s=90,
                kind="follow_up",
                utterance=9,
                turn=4,
                question_id="golden-disagreed",
                text="Earlier you said twelve percent.",
                target="contradiction",
            ),
            rec.Transcribed(at_s=95, turn=4, revision=0, transcript=said),
            rec.Noted(at_s=90, turn=4, note="contradiction", reason="twelve percent earlier, twenty percent now"),
        ),
        SEAT,
    )
    (one,) = form.observations
    assert one.kind == "contradiction"
    assert one.unresolved is open_
    assert form.recommendation == given


def test_hostile_words_are_kept_as_they_are_and_break_nothing(tmp_path):
    form = file_form(read_session(hostile_session(tmp_path)), SEAT)
    assert form.notes[0].asked.startswith("<img")
    assert FiledForm.model_validate_json(form.model_dump_json()) == form


def test_against_the_bar_at_the_anchors():
    assert [against_bar(score) for score in (1, 2.99, 3, 3.99, 4, 5)] == [
        "below",
        "below",
        "meeting",
        "meeting",
        "raising",
        "raising",
    ]


QUOTE = Quote(quote="I did it.", start_s=1.0, turn=1)
standings = st.builds(
    BarStanding,
    id=st.sampled_from(["dive-deep", "ownership"]),
    name=st.just("Dive Deep"),
    standing=st.sampled_from(["raising", "meeting", "below", "not_assessed"]),
    because=st.just("."),
    quotes=st.just((QUOTE,)),
)
noticed = st.builds(
    Observation,
    kind=st.sampled_from(["contradiction", "hint"]),
    text=st.just("."),
    turn=st.just(1),
    unresolved=st.booleans(),
)
findings = st.builds(
    Findings,
    score=st.floats(1, 5),
    scored=st.integers(1, 5),
    asked=st.integers(1, 5),
    best=st.just((QUOTE,)),
    weakest=st.just((QUOTE,)),
    wrong=st.lists(st.just(QUOTE), max_size=3).map(tuple),
    principles=st.lists(standings, max_size=3).map(tuple),
    observations=st.lists(noticed, max_size=3).map(tuple),
    technical=st.lists(standings, max_size=2).map(tuple),
)


@given(findings)
def test_rules_only_lower_and_every_step_down_is_told(found):
    made = recommend(found)
    if found.scored < found.asked / 2:
        assert made.recommendation is None
        assert made.unscored_reason
        return
    base = recommendation(found.score)
    assert ORDER.index(made.recommendation) <= ORDER.index(base)
    assert (made.recommendation != base) == any(" to " in r.text and "From" in r.text for r in made.reasons)
    assert made.reasons[0].quotes == (QUOTE,)


@given(findings, st.floats(0, 4))
def test_a_higher_score_never_lowers_a_recommendation(found, more):
    before = recommend(found).recommendation
    after = recommend(replace(found, score=min(5.0, found.score + more))).recommendation
    assert before is None or ORDER.index(after) >= ORDER.index(before)


def test_how_an_interruption_was_met_stands_on_the_form(home):
    from prompts.load import lines

    note = rec.Noted(at_s=50, turn=1, note="interrupted_for_time", reason=lines()["stop_result"], answer_s=30.0)
    form = file_form(golden(home, "strong", note), SEAT)
    stopped, recovered = form.observations
    assert stopped.kind == "interruption"
    assert recovered.kind == "recovery"
    assert recovered.text.startswith("Stopped after 30 seconds, the result came within")


def test_the_form_keeps_the_whole_answers_for_the_debrief(home):
    session = golden(home, "rambling")
    (note,) = file_form(session, SEAT).notes
    assert [one.quote for one in note.answers] == [turn.transcript.text for turn in build_review(session).turns]


def test_good_stories_do_not_make_up_for_the_technical_part():
    below = BarStanding(id="coding", name="Coding", standing="below", because=".", quotes=(QUOTE,))
    found = Findings(
        score=4.2,
        scored=3,
        asked=3,
        best=(QUOTE,),
        weakest=(QUOTE,),
        wrong=(),
        principles=(),
        observations=(),
        technical=(below,),
    )
    made = recommend(found)
    assert made.recommendation == "no_hire"
    assert (
        made.reasons[-1].text == "Below the bar on Coding, all that is technical in this round. From hire to no hire."
    )
    assert (
        recommend(replace(found, technical=(below, below.model_copy(update={"standing": "meeting"})))).recommendation
        == "hire"
    )


def test_what_a_follow_up_brought_is_no_longer_missing(home):
    (note,) = file_form(golden(home, "rambling"), SEAT).notes
    assert "your own part" not in note.missing
    assert "a measured result" not in note.missing
    assert "a lesson" in note.missing
