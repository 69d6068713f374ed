"""How the interviewer behaves, rule by rule: time, interruptions, requests, hints, the candidate's own questions."""

from __future__ import annotations

import pytest

from interviewer import events as ev
from interviewer.interview import Interview
from interviewer.review.recovery import recovery
from interviewer.script import Patience
from interviewer.scripted_io import Answer
from prompts.schema import CodingQuestion, FollowUpLine, KeyPoint
from rubrics.assessment import RoleSpan, Structure
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, POINT_QUESTION, SECOND_STORY, STORY, STORY_QUESTION, talk, verdicts

WHOLE = f"{STORY} {NUMBER}"
POINTS = "It fits noise and a held-out set shows it."
SETTING = "The company had a service that was slow and everybody knew about it."
ACTED = "Then I rewrote the loader myself."


def plan(*questions, **rules) -> Interview:
    rules = {"follow_ups": 0, "patience": Patience()} | rules
    return Interview(questions=questions, opening="Hello.", closing="Goodbye.", **rules)


def timed(question, transcript):
    """Verdicts as in every test, and a structure: the sentence with "rewrote" is the first action."""
    found = verdicts(question, transcript)
    if question.kind != "behavioral" or not transcript.words:
        return found
    acted = next((word.start_s for word in transcript.words if word.text.startswith("rewrote")), None)
    structure = Structure(
        score=3.0,
        roles=(RoleSpan(text=transcript.text, role="other", start_char=0, end_char=len(transcript.text)),),
        setup_s=acted,
        setup_verdict="not_found" if acted is None else "within",
        missing=(),
    )
    return found.model_copy(update={"structure": structure})


def long(sentence: str, seconds: float) -> str:
    """A sentence again and again, for about so many seconds of speech."""
    return " ".join([sentence] * max(1, round(seconds / 0.4 / len(sentence.split()))))


def noted(done, *codes):
    return [record for record in done.records("note") if record.note in codes]


# --- time ----------------------------------------------------------------------------------------------------------


def test_without_a_budget_everything_is_asked_as_planned(tmp_path):
    done = talk(tmp_path, [long(SETTING, 2000), POINTS, WHOLE], plan=plan(STORY_QUESTION, POINT_QUESTION, SECOND_STORY))
    assert [line.kind for line in done.ports.said] == ["opening", "question", "question", "question", "closing"]
    assert not done.notes


def test_a_late_question_is_shortened_and_that_is_said(tmp_path):
    first = POINT_QUESTION.model_copy(update={"id": "tq-long", "minutes": 4.0})
    answers = [long(SETTING, 240), WHOLE]
    done = talk(tmp_path, answers, plan=plan(first, SECOND_STORY, minutes=6.5))
    (note,) = noted(done, "shortened")
    assert note.turn == 0
    assert note.reason.startswith("bq-second, ")
    said = [line.text for line in done.ports.said]
    assert said[-3:-1] == ["We have about two minutes for this one.", SECOND_STORY.text]
    assert done.records("assessment")[-1].timing.limit_s == pytest.approx(float(note.reason.split()[1]), abs=1)


def test_a_question_for_which_there_is_no_time_is_dropped(tmp_path):
    other = POINT_QUESTION.model_copy(update={"id": "tq-other"})
    done = talk(tmp_path, [long(SETTING, 170), POINTS], plan=plan(POINT_QUESTION, other, minutes=4))
    assert [note.reason for note in noted(done, "dropped")] == ["tq-other"]
    assert done.runner.result == "completed"


def test_the_story_on_an_owned_principle_comes_before_other_questions(tmp_path):
    owned = SECOND_STORY.model_copy(update={"principles": ("ownership",)})
    others = [POINT_QUESTION.model_copy(update={"id": f"tq-{n}"}) for n in range(3)]
    rules = {"minutes": 7.2, "principles": ("ownership",)}
    done = talk(tmp_path, [long(SETTING, 170)] * 4, plan=plan(*others, owned, **rules))
    asked = [line.question_id for line in done.ports.said if line.kind == "question"]
    assert asked == ["tq-0", "tq-1", "bq-second"]
    assert [note.reason for note in noted(done, "dropped")] == ["tq-2"]


def test_no_second_follow_up_when_the_next_principle_would_suffer(tmp_path):
    owned = SECOND_STORY.model_copy(update={"principles": ("ownership",)})
    vague = "We looked at it together once."
    rules = {"principles": ("dive-deep", "ownership"), "follow_ups": 3}
    short = talk(
        tmp_path, [vague, long(vague, 170), *[vague] * 9], plan=plan(STORY_QUESTION, owned, minutes=4.8, **rules)
    )
    kinds = [(line.kind, line.question_id) for line in short.ports.said if line.kind in {"question", "follow_up"}]
    assert kinds[:3] == [("question", "bq-story"), ("follow_up", "bq-story"), ("question", "bq-second")]
    ample = talk(tmp_path, [vague] * 12, plan=plan(STORY_QUESTION, owned, minutes=60, **rules))
    assert [line.kind for line in ample.ports.said][1:5] == ["question", "follow_up", "follow_up", "follow_up"]


def test_every_follow_up_says_why(tmp_path):
    done = talk(tmp_path, ["We looked at it together once."] * 9, plan=plan(STORY_QUESTION, follow_ups=3))
    turns = [line.turn for line in done.ports.said if line.kind == "follow_up"]
    assert [note.turn for note in noted(done, "follow_up_why")] == turns
    assert all(note.reason for note in noted(done, "follow_up_why"))


def test_the_manner_of_the_interviewer_bounds_the_follow_ups(tmp_path):
    from prompts.rounds import Interviewer

    who = Interviewer(role="peer", name="Elena", manner="quick", patience_s=40, probing=1)
    rules = {"follow_ups": 3, "interviewer": who, "minutes": 60}
    done = talk(tmp_path, ["We looked at it together once."] * 9, plan=plan(STORY_QUESTION, **rules))
    assert [line.kind for line in done.ports.said].count("follow_up") == 1


# --- interruptions -------------------------------------------------------------------------------------------------


def interrupted(tmp_path, answers, *, strict=False, questions=(STORY_QUESTION,)):
    rules = {"interrupts": True, "strict_timing": strict}
    return talk(tmp_path, answers, plan=plan(*questions, **rules), judge=ScriptedJudge(timed))


def test_an_answer_past_its_limit_is_stopped_once_and_goes_on(tmp_path):
    rambling = Answer(long(f"{SETTING} {ACTED}", 400), when_stopped="It became faster by forty percent.")
    done = interrupted(tmp_path, [rambling])
    (note,) = noted(done, "interrupted_for_time")
    lines = [line for line in done.ports.said if line.kind == "interruption"]
    assert [line.text for line in lines] == [note.reason]
    assert (note.turn, note.revision, note.answer_s) == (1, 1, 180.0)
    assert note.reason == "Let me stop you there for time. In one sentence: what came of it?"
    (turn,) = done.review.turns
    assert turn.transcript.text.endswith("It became faster by forty percent.")
    before = turn.transcript.words[: -len("It became faster by forty percent.".split())]
    assert before[-1].end_s == pytest.approx(180, abs=1), "nothing that was said is lost, and nothing was added"


def test_who_rambles_on_after_that_is_not_stopped_again(tmp_path):
    done = interrupted(tmp_path, [long(SETTING, 600)])
    (note,) = noted(done, "interrupted_for_time")
    assert note.reason.endswith("what did you do yourself?"), "no action so far"
    (turn,) = done.review.turns
    assert len(turn.transcript.words) == len(long(SETTING, 600).split())


def test_a_set_up_without_an_action_is_stopped_under_strict_timing(tmp_path):
    answer = Answer(long(SETTING, 100), when_stopped=f"{ACTED} It became faster.")
    done = interrupted(tmp_path, [answer], strict=True)
    (note,) = noted(done, "interrupted_for_setup")
    assert note.answer_s == 45.0
    assert "interrupted_for_time" not in done.notes


@pytest.mark.parametrize("strict", [True, False])
def test_a_set_up_with_an_action_goes_on(tmp_path, strict):
    answer = f"{SETTING} {ACTED} {long('It was a long way to the new loader.', 60)}"
    done = interrupted(tmp_path, [answer], strict=strict)
    assert not noted(done, "interrupted_for_setup", "interrupted_for_time")


def test_a_technical_answer_is_stopped_at_its_limit_only(tmp_path):
    done = interrupted(tmp_path, [long("It is about noise.", 300)], strict=True, questions=(POINT_QUESTION,))
    (note,) = noted(done, "interrupted_for_time", "interrupted_for_setup")
    assert note.note == "interrupted_for_time"
    assert note.reason.endswith("what should I remember from it?")


def test_an_answer_within_its_limit_is_never_stopped(tmp_path):
    assert not noted(interrupted(tmp_path, [WHOLE], strict=True), "interrupted_for_time", "interrupted_for_setup")


def test_a_request_before_the_answer_is_no_part_of_its_time(tmp_path):
    answers = ["Let me think.", Answer(f"{SETTING} {ACTED} {long('More of it.', 165)}", thinking_s=40)]
    assert not noted(interrupted(tmp_path, answers), "interrupted_for_time")


# --- how well it was recovered from --------------------------------------------------------------------------------


def test_a_recovery_gives_what_was_missing_in_few_words(tmp_path):
    rambling = Answer(long(f"{SETTING} {ACTED}", 400), when_stopped="Latency became half of what it was.")
    (turn,) = interrupted(tmp_path, [rambling]).review.turns
    found = recovery(turn)
    assert found.asked_for == "result"
    assert found.given
    assert found.seconds == pytest.approx(7 * 0.4, abs=0.5)
    assert "result" in found.sentence


def test_no_recovery_where_the_rambling_goes_on(tmp_path):
    (turn,) = interrupted(tmp_path, [long(SETTING, 600)]).review.turns
    found = recovery(turn)
    assert (found.asked_for, found.given) == ("action", False)
    assert found.seconds > 400


def test_no_interruption_no_recovery(tmp_path):
    assert recovery(interrupted(tmp_path, [WHOLE]).review.turns[0]) is None


# --- hints ---------------------------------------------------------------------------------------------------------

HINTED = POINT_QUESTION.model_copy(
    update={
        "key_points": (
            KeyPoint(text="A held-out set shows it.", level="L6"),
            KeyPoint(text="It fits noise.", level="L4"),
            KeyPoint(text="Regularisation helps.", level="L5"),
        ),
        "follow_ups": (
            FollowUpLine(target="key_point:0", line="How would you see it?"),
            FollowUpLine(target="key_point:1", line="What does the model learn besides the signal?"),
            FollowUpLine(target="key_point:2", line="What would you do against it?"),
        ),
    }
)


def hints(done):
    return [line.text for line in done.ports.said if line.kind == "hint"]


def test_who_does_not_know_gets_one_hint_and_then_it_is_the_answer(tmp_path):
    done = talk(tmp_path, ["I don't know.", "I don't know."], plan=plan(HINTED))
    assert hints(done) == ["Here is a pointer. What does the model learn besides the signal?"], "the most basic point"
    (turn,) = done.review.turns
    assert turn.requests == ("I don't know.",)
    assert turn.transcript.text == "I don't know."
    assert [note.reason for note in noted(done, "hint")] == hints(done)


def test_two_hints_a_question_and_then_a_kind_word(tmp_path):
    done = talk(tmp_path, ["Can I have a hint?", "Another hint, please.", "Give me a hint.", POINTS], plan=plan(HINTED))
    assert len(hints(done)) == 2
    assert [line.kind for line in done.ports.said][-2:] == ["reply", "closing"]


def test_a_key_or_command_asks_for_a_hint_before_or_within_the_answer(tmp_path):
    asks = [Answer("", command=ev.HintRequested()), Answer(long(POINTS, 20))]
    done = talk(tmp_path, asks, [(20.0, ev.HintRequested())], plan=plan(HINTED))
    assert len(hints(done)) == 2
    assert done.runner.result == "completed"
    assert done.review.turns[0].transcript.text.startswith(POINTS)


def test_a_long_silence_is_met_with_a_kind_word_then_with_a_hint(tmp_path):
    patience = Patience(nudge_after_s=45, hint_after_s=45, give_up_after_s=100)
    done = talk(tmp_path, ["", "", ""], plan=plan(STORY_QUESTION, patience=patience))
    kinds = [line.kind for line in done.ports.said]
    assert kinds == ["opening", "question", "nudge", "hint", "acknowledgement", "closing"]


def test_coding_questions_bring_their_hints():
    from interviewer.hints import hints_of
    from prompts.load import load_bank

    question = next(q for q in load_bank().questions.values() if isinstance(q, CodingQuestion))
    assert tuple(hint.text for hint in hints_of(question)) == question.hints


def test_every_question_of_the_bank_has_a_hint_that_can_be_spoken():
    from interviewer.hints import hints_of
    from prompts.content import unspeakable
    from prompts.load import load_bank

    for question in load_bank().questions.values():
        found = hints_of(question)
        assert found, question.id
        terms = [term.written for term in question.terms]
        assert not [fault for hint in found for fault in unspeakable(hint.text, terms)], question.id


# --- clarifying questions ------------------------------------------------------------------------------------------


def test_clarifying_questions_are_credited_and_what_nobody_knows_is_to_be_assumed(tmp_path):
    asks = ["Quick question. How much data do we have?", "Is there a budget?", POINTS]
    done = talk(tmp_path, asks, plan=plan(POINT_QUESTION))
    assert [(n.note, n.reason) for n in noted(done, "clarified", "assume")] == [
        ("clarified", asks[0]),
        ("assume", asks[1]),
    ]


def test_eight_clarifying_questions_are_welcome(tmp_path):
    done = talk(tmp_path, ["How much data do we have?"] * 8 + [POINTS], plan=plan(POINT_QUESTION))
    assert len(noted(done, "clarified")) == 8
    assert done.review.turns[0].transcript.text == POINTS


# --- the last minutes ----------------------------------------------------------------------------------------------


def last(tmp_path, *answers, **rules):
    rules = {"candidate_questions": True, "minutes": 15} | rules
    return talk(tmp_path, [WHOLE, *answers], plan=plan(STORY_QUESTION, **rules))


def test_the_candidate_asks_and_is_answered_until_that_is_all(tmp_path):
    done = last(tmp_path, "How big is the team?", "What does success in the first year look like?", "No, that's all.")
    kinds = [line.kind for line in done.ports.said][2:]
    assert kinds == ["invitation", "reply", "invitation", "reply", "invitation", "closing"]
    assert [note.reason for note in noted(done, "candidate_asked")] == [
        "How big is the team?",
        "What does success in the first year look like?",
    ]
    assert len(done.review.turns) == 1, "nothing of it is judged"
    assert done.runner.result == "completed"


def test_three_questions_are_answered(tmp_path):
    done = last(tmp_path, *["What is the team like?"] * 9)
    assert len(noted(done, "candidate_asked")) == 3


@pytest.mark.parametrize("answer", ["No, thank you.", "", "That's all from my side."])
def test_nothing_asked_is_noted(tmp_path, answer):
    done = last(tmp_path, answer)
    assert "nothing_asked" in done.notes
    assert done.ports.said[-1].kind == "closing"


def test_no_invitation_when_the_time_is_up(tmp_path):
    done = talk(tmp_path, [long(SETTING, 1000)], plan=plan(STORY_QUESTION, candidate_questions=True, minutes=15))
    assert "invitation" not in [line.kind for line in done.ports.said]
    assert "nothing_asked" not in done.notes, "nobody was asked"


def test_the_invitation_can_be_repeated_skipped_and_quit(tmp_path):
    done = last(tmp_path, "Could you repeat that?", "How big is the team?", Answer("", command=ev.SkipRequested()))
    assert [line.kind for line in done.ports.said][2:] == ["invitation", "repeat", "reply", "invitation", "closing"]
    assert last(tmp_path, Answer("", command=ev.QuitRequested())).runner.result == "quit"


# --- the plan in the file ------------------------------------------------------------------------------------------


def test_the_file_says_how_the_round_is_held(tmp_path):
    from prompts.rounds import Interviewer

    who = Interviewer(role="bar-raiser", name="Amara", manner="calm", patience_s=60, probing=3)
    rules = {"minutes": 15, "principles": ("dive-deep",), "interviewer": who, "interrupts": True, "loop_id": "loop-1"}
    done = talk(tmp_path, [WHOLE], plan=plan(STORY_QUESTION, round_id="bar-raiser", **rules))
    (record,) = done.records("plan")
    assert (record.minutes, record.principles, record.interrupts) == (15, ("dive-deep",), True)
    assert Interviewer.model_validate(record.interviewer) == who
    assert (record.round_id, record.loop_id, record.opening, record.closing) == (
        "bar-raiser",
        "loop-1",
        "Hello.",
        "Goodbye.",
    )
