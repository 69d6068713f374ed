"""The pure parts around an answer's words: typed transcripts, requests, topics, follow-ups, advice, cleaning."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.transcript import Transcript
from interviewer.answers.followup import GAP_ORDER, choose_follow_up, topic_of
from interviewer.answers.timing import AnswerTiming, answer_timing
from interviewer.answers.typed import typed_transcript
from interviewer.events import SpokenRequest
from interviewer.facts import matching_facts
from interviewer.requests import MAX_REQUEST_WORDS, spoken_request
from interviewer.review.feedback import (
    criterion_name,
    length_sentence,
    missing,
    next_time,
    setup_sentence,
    strengths,
)
from interviewer.text import clean, clean_line, seconds, shorten, slug
from prompts.schema import Fact, FollowUpLine, KeyPoint, Misconception
from rubrics.assessment import Assessment, Criterion, Evidence, KeyPointVerdict, MisconceptionVerdict
from tests.interviewer.talks import POINT_QUESTION, SCORER, STORY_QUESTION

# --- typed words -----------------------------------------------------------------------------------------------------


def test_typed_words_take_two_fifths_of_a_second_each():
    transcript = typed_transcript(["I fixed it", "", "and it held"])
    assert transcript.text == "I fixed it and it held"
    assert transcript.estimated
    assert [word.start_s for word in transcript.words] == [0.0, 0.4, 0.8, 1.2, 1.6, 2.0]
    assert transcript.duration_s == 2.4
    assert [segment.text for segment in transcript.segments] == ["I fixed it", "and it held"]


def test_typed_words_may_be_measured():
    transcript = typed_transcript(["one two", "three"], [(0.0, 4.0), (4.0, 10.0)])
    assert not transcript.estimated
    assert [(word.start_s, word.end_s) for word in transcript.words] == [(0.0, 2.0), (2.0, 4.0), (4.0, 10.0)]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_typed_words_hold_no_control_characters_and_go_forward(lines):
    transcript = typed_transcript(lines)
    assert clean_line(transcript.text) == transcript.text
    times = [time for word in transcript.words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)


# --- requests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("Could you repeat the question?", SpokenRequest.REPEAT),
        ("Sorry, can you say that again please?", SpokenRequest.REPEAT),
        ("What was the question?", SpokenRequest.REPEAT),
        ("Come again?", SpokenRequest.REPEAT),
        ("I didn’t catch that.", SpokenRequest.REPEAT),
        ("Um, please repeat that.", SpokenRequest.REPEAT),
        ("Pardon me", SpokenRequest.REPEAT),
        ("Let's skip this one.", SpokenRequest.SKIP),
        ("Can we skip that?", SpokenRequest.SKIP),
        ("Next question please", SpokenRequest.SKIP),
        ("I'd like to skip this", SpokenRequest.SKIP),
        ("Let me think for a second.", SpokenRequest.THINK),
        ("Give me a moment", SpokenRequest.THINK),
        ("Okay, one second", SpokenRequest.THINK),
        ("Can I have a minute?", SpokenRequest.THINK),
        ("How many rows does the table have?", SpokenRequest.CLARIFY),
        ("Do you mean online or offline?", SpokenRequest.CLARIFY),
        ("Should I assume that the labels are clean?", SpokenRequest.CLARIFY),
    ],
)
def test_what_is_asked_of_the_interviewer(said, request_):
    assert spoken_request(said) is request_


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "...",
        "I don't know.",
        "Repeat customers were our main concern.",
        "Say a customer returns twice a week, then the model should know it.",
        "Skip connections let the gradient flow.",
        "Skip connections",
        "Let me think of a time. In 2021 I moved the pipeline to streaming and cut the cost in half.",
        "Could you repeat that? No wait, I remember. I led the migration and it took us three months to finish.",
        "One second of latency cost us four percent of the orders in that quarter, so I profiled it.",
        "We asked ourselves how many rows we had. It was ten million.",
        "I would ask how much data there is and which of the labels are clean.",
        "Give me a dataset and I will first look at the labels and where they come from.",
        "Let me think about it in terms of bias and variance, where more data lowers the variance",
    ],
)
def test_what_is_an_answer(said):
    assert spoken_request(said) is None


@given(st.text(max_size=200))
def test_any_text_is_either(said):
    assert spoken_request(said) is None or len(said.split()) <= MAX_REQUEST_WORDS


def test_the_fact_that_fits_best_is_told():
    facts = [Fact(about="how much data there is", answer="Ten million rows."), Fact(about="latency", answer="50 ms.")]
    assert matching_facts("How much data do we have?", facts) == "Ten million rows."
    assert matching_facts("What is the latency budget?", facts) == "50 ms."
    assert matching_facts("Who is the customer?", facts) == ""
    assert matching_facts("How much?", []) == ""


# --- topics and follow-ups -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("", "that"),
        ("I fixed the model.", "that"),
        ("The ranking model was slow. I profiled the ranking model.", "the ranking model"),
        ("We had a lot of time. It took a lot of time.", "that"),
        ("Our pipeline broke. I fixed our pipeline.", "the pipeline"),
        ("the {topic} one and the {topic} two", "the topic"),
        ("Our search team met. The search team agreed.", "that"),
        ("The ranking model was slow. The ranking loss was high.", "that"),
        ("The model broke down. Nobody trusted the model.", "the model"),
        ("The feed, loader and feed. Say the feed, please.", "the feed"),
    ],
)
def test_the_topic_is_a_phrase_that_came_back(said, topic):
    assert topic_of(said) == topic


@given(st.text(max_size=300))
def test_a_topic_is_letters_only_and_short(said):
    topic = topic_of(said)
    assert topic == "that" or (
        len(topic.split()) <= 4 and all(c.isascii() and (c.isalpha() or c in " '-") for c in topic)
    )


def judged(flags=(), confidence=0.8, **given_verdicts):
    criteria = tuple(
        Criterion(
            id=name.replace("principle_", "principle:"),
            verdict=verdict,
            confidence=confidence,
            evidence=()
            if verdict == "missing"
            else (Evidence(quote=f"quote of {name}", start_char=0, end_char=5, start_s=1.0),),
        )
        for name, verdict in given_verdicts.items()
    )
    return Assessment(kind="behavioral", score=3.0, criteria=criteria, flags=flags, scorer=SCORER)


def all_met(**but):
    return judged(**({"story": "met", **dict.fromkeys(GAP_ORDER, "met")} | but))


def test_the_gap_that_matters_most_is_asked_about_first_and_none_twice():
    assessment = judged(story="met", **dict.fromkeys(GAP_ORDER, "missing"))
    asked: list[str] = []
    while (chosen := choose_follow_up(STORY_QUESTION, assessment, said="", asked=frozenset(asked))) is not None:
        assert chosen.why
        asked.append(chosen.target)
    assert asked == list(GAP_ORDER)


def targets(question, assessment, said=""):
    """The targets of all probes, each asked after the one before."""
    order: list[str] = []
    while (chosen := choose_follow_up(question, assessment, said=said, asked=frozenset(order))) is not None:
        order.append(chosen.target)
    return order


@pytest.mark.parametrize(
    ("verdicts", "order"),
    [
        ({"action": "partial", "lesson": "missing"}, ["action", "lesson"]),  # 3.0 * 0.35 against 1.0
        ({"result": "partial", "metric": "missing"}, ["metric", "result"]),  # 2.5 * 0.35 against 1.5
        ({"result": "missing", "action": "partial"}, ["result", "action"]),
        ({"own_role": "partial", "tradeoff": "missing"}, ["tradeoff", "own_role"]),  # 2.0 * 0.35 against 1.0
        ({"tradeoff": "partial", "lesson": "partial"}, ["lesson", "tradeoff"]),  # equal: the order of GAP_ORDER
        ({"task": "missing"}, []),  # the situation stands for it
        ({"task": "missing", "situation": "missing"}, ["situation", "task"]),
        ({"story": "partial", "lesson": "missing"}, ["action", "lesson"]),  # half a story has thin actions
    ],
)
def test_what_is_missed_most_is_asked_about_first(verdicts, order):
    assert targets(STORY_QUESTION, all_met(**verdicts)) == order


def test_what_counts_is_how_much_a_part_lacks_where_the_judge_says_so():
    def lacking(name, verdict, credit, confidence):
        whole = all_met()
        one = next(c for c in whole.criteria if c.id == name)
        changed = one.model_copy(update={"verdict": verdict, "credit": credit, "confidence": confidence})
        return whole.model_copy(update={"criteria": tuple(changed if c.id == name else c for c in whole.criteria)})

    assert targets(STORY_QUESTION, lacking("metric", "met", 0.9, 0.9)) == []
    assert targets(STORY_QUESTION, lacking("metric", "met", 0.55, 0.6)) == ["metric"], "met, but nobody can be sure"
    unsure = choose_follow_up(STORY_QUESTION, lacking("metric", "met", 0.55, 0.6), said="", asked=frozenset())
    begun = choose_follow_up(STORY_QUESTION, all_met(metric="partial"), said="", asked=frozenset())
    assert unsure.line == begun.line


def test_where_something_was_begun_the_probe_does_not_presume_that_it_is_missing():
    for gap in GAP_ORDER:
        left_out, begun = (
            choose_follow_up(
                STORY_QUESTION, all_met(**{"situation": "missing", gap: verdict}), said="", asked=others(gap)
            )
            for verdict in ("missing", "partial")
        )
        assert left_out.target == begun.target == gap
        assert left_out.line != begun.line
        assert left_out.why != begun.why
        assert "\n" not in begun.why


def others(gap):
    return frozenset(GAP_ORDER) - {gap}


def test_the_questions_own_probe_is_preferred_and_its_slot_filled():
    said = "The feed loader was slow. I rewrote the feed loader."
    own = choose_follow_up(STORY_QUESTION, all_met(metric="missing"), said=said, asked=frozenset())
    assert own.line == "How much did the feed loader change?"
    general = choose_follow_up(STORY_QUESTION, all_met(result="missing"), said="", asked=frozenset({"metric"}))
    assert "{" not in general.line
    assert general.target == "result"


@pytest.mark.parametrize("flags", [("non_answer",), ("addresses_the_grader",)])
def test_nothing_is_asked_where_nothing_was_said(flags):
    assert choose_follow_up(STORY_QUESTION, judged(flags, story="missing"), said="", asked=frozenset()) is None
    unscored = Assessment(kind="behavioral", unscored_reason="Nothing was said.", scorer=SCORER)
    assert choose_follow_up(STORY_QUESTION, unscored, said="", asked=frozenset()) is None


def test_talk_in_general_is_asked_for_a_story_once():
    general = judged(confidence=0.95, story="missing", action="missing")
    first = choose_follow_up(STORY_QUESTION, general, said="", asked=frozenset())
    assert (first.target, "particular time" in first.line) == ("situation", True)
    assert choose_follow_up(STORY_QUESTION, general, said="", asked=frozenset({"situation"})).target == "action"


def test_a_story_that_is_only_doubted_is_not_asked_for_as_if_none_had_been_told():
    doubted = judged(confidence=0.8, story="missing", action="missing")
    assert choose_follow_up(STORY_QUESTION, doubted, said="", asked=frozenset()).target == "action"


TECHNICAL = POINT_QUESTION.model_copy(
    update={
        "key_points": (KeyPoint(text="First."), KeyPoint(text="Second.", level="L6"), KeyPoint(text="Third.")),
        "misconceptions": (Misconception(text="Wrong so.", correction="Right so."),),
        "follow_ups": (FollowUpLine(target="key_point:2", line="What of the third?"),),
    }
)


def points(*verdict_list, stated=False):
    made = tuple(
        KeyPointVerdict(index=i, covered=v == "covered", verdict=v, probability=0.5) for i, v in enumerate(verdict_list)
    )
    wrong = (MisconceptionVerdict(index=0, stated=stated, probability=0.9),)
    return Assessment(kind="technical", score=2.0, key_points=made, misconceptions=wrong, scorer=SCORER)


def test_half_hypothetical_talk_is_asked_for_a_story_too():
    half = judged(("hypothetical",), story="partial", situation="met", action="missing")
    assert "particular time" in choose_follow_up(STORY_QUESTION, half, said="", asked=frozenset()).line
    told = judged((), story="partial", situation="met", action="missing")
    assert choose_follow_up(STORY_QUESTION, told, said="", asked=frozenset()).target == "action"


def test_the_topic_near_the_gap_is_preferred():
    said = "The feed loader was slow. I rewrote the feed loader for our search index and our search index was fast."
    assert topic_of(said, "I rewrote the feed loader") == "the feed loader"
    assert topic_of(said, "our search index was fast") == "the search index"
    assert topic_of(said, "nothing of the kind") == topic_of(said)


def test_technical_follow_ups_go_from_errors_to_open_points_of_the_level():
    assessment = points("missing", "missing", "partial", stated=True)
    order, lines = [], []
    while (chosen := choose_follow_up(TECHNICAL, assessment, said="", asked=frozenset(order))) is not None:
        order.append(chosen.target)
        lines.append(chosen.line)
    assert order == ["misconception:0", "key_point:2", "key_point:0", "key_point:1"]
    assert "third" not in lines[1].lower(), "a point that was begun is left to the candidate"
    assert all(word not in " ".join(lines) for word in ("First", "Second", "Third.")), "no point is given away"


def test_what_was_left_out_gets_the_questions_own_probe():
    sure = points("covered", "covered", "missing")
    sure = sure.model_copy(
        update={"key_points": (*sure.key_points[:2], sure.key_points[2].model_copy(update={"probability": 0.1}))}
    )
    assert choose_follow_up(TECHNICAL, sure, said="", asked=frozenset()).line == "What of the third?"


def test_the_opposite_of_a_point_is_cleared_up_first_and_a_bonus_comes_last():
    assessment = points("missing", "missing", "contradicted").model_copy(
        update={"criteria": (Criterion(id="bonus:0", verdict="missing", confidence=0.1),)}
    )
    assert targets(TECHNICAL, assessment) == ["key_point:2", "key_point:1", "key_point:0"]
    line = choose_follow_up(TECHNICAL, assessment, said="", asked=frozenset()).line
    assert line.startswith("Let me make sure I understood you.")


def test_a_doubtful_misconception_gets_a_neutral_probe_after_the_points():
    doubtful = points("covered", "covered", "missing").model_copy(
        update={"misconceptions": (MisconceptionVerdict(index=0, stated=False, probability=0.5),)}
    )
    assert targets(TECHNICAL, doubtful) == ["key_point:2", "misconception:0"]
    chosen = choose_follow_up(TECHNICAL, doubtful, said="", asked=frozenset({"key_point:2"}))
    assert "understood" not in chosen.line
    unknown = doubtful.model_copy(
        update={"misconceptions": (MisconceptionVerdict(index=7, stated=True, probability=0.9),)}
    )
    assert targets(TECHNICAL, unknown) == ["key_point:2"], "the question no longer has it"


def test_a_complete_answer_calls_for_nothing():
    assert choose_follow_up(STORY_QUESTION, all_met(), said="", asked=frozenset()) is None
    assert choose_follow_up(TECHNICAL, points(*["covered"] * 3), said="", asked=frozenset()) is None


# --- feedback --------------------------------------------------------------------------------------------------------


def timing(verdict="within", setup_s=12.0, *, estimated=False, total_s=100.0):
    return AnswerTiming(
        time_to_first_word_s=1.0,
        setup_s=setup_s,
        setup_verdict=verdict,
        total_s=total_s,
        limit_s=180.0,
        limit_verdict="within" if total_s <= 180 else "over",
        estimated=estimated,
    )


def test_the_setup_in_a_sentence():
    assert setup_sentence(timing()) == "Set-up: 12 s, within 30 s."
    assert setup_sentence(timing(estimated=True)) == "Set-up: about 12 s, within 30 s."
    assert "at the limit" in setup_sentence(timing("borderline", 30.4))
    assert setup_sentence(timing("over", 42.0)) == "Set-up: 42 s, 12 s over the 30 s."
    assert "not found" in setup_sentence(timing("not_found", None))
    assert setup_sentence(timing(None, None)) == ""


def test_the_length_in_a_sentence():
    assert length_sentence(timing()) == "Answer: 1 min 40 s, within the 3 min 00 s this question allows."
    assert length_sentence(timing(total_s=200, estimated=True)).startswith("Answer: about 3 min 20 s, over")


def test_different_gaps_give_different_advice():
    advice = {gap: next_time(STORY_QUESTION, all_met(**{gap: "missing"}), timing()) for gap in GAP_ORDER}
    assert len(set(advice.values())) == len(GAP_ORDER)
    assert all(advice.values())


def test_the_advice_follows_what_weighs_most():
    everything = judged(story="missing", **dict.fromkeys(GAP_ORDER, "missing"))
    assert "one event that happened" in next_time(STORY_QUESTION, everything, timing())
    assert "Cut the set-up by 12 s" in next_time(STORY_QUESTION, all_met(metric="missing"), timing("over", 42.0))
    assert "Right so." in next_time(TECHNICAL, points("missing", "missing", "missing", stated=True), None)
    assert next_time(TECHNICAL, points("covered", "covered", "missing"), None) == "Add this: Third."
    assert 'where you said "quote of action"' in next_time(STORY_QUESTION, all_met(action="partial"), timing())
    assert next_time(STORY_QUESTION, all_met(), timing()) == ""
    flagged = {
        flag: next_time(STORY_QUESTION, judged((flag,)), None)
        for flag in ("non_answer", "addresses_the_grader", "off_topic")
    }
    assert len(set(flagged.values())) == 3
    unscored = Assessment(kind="behavioral", unscored_reason="Nothing was said.", scorer=SCORER)
    assert next_time(STORY_QUESTION, unscored, None) == ""


def test_strengths_are_the_surest_and_each_quote_once():
    assessment = all_met(lesson="missing")
    assert [name for name, _ in strengths(assessment, most=2)] == ["the action", "the result"]
    same = assessment.model_copy(
        update={
            "criteria": tuple(
                c.model_copy(update={"evidence": assessment.criteria[1].evidence}) for c in assessment.criteria
            )
        }
    )
    assert len(strengths(same, most=9)) == 1


def test_what_is_missing_comes_in_plain_words():
    assessment = judged(story="met", metric="missing", action="missing", **{"principle_dive-deep": "missing"})
    assert missing(STORY_QUESTION, assessment) == ["the action", "a measured result", "Dive Deep"]
    assert missing(TECHNICAL, points("covered", "missing", "contradicted")) == ["Second.", "Third."]
    assert criterion_name("principle:nobody") == "nobody"


def test_a_verdict_on_a_point_that_the_question_no_longer_has_is_passed_over():
    assert missing(STORY_QUESTION, points("missing")) == []
    assert next_time(STORY_QUESTION, points("missing", stated=True), None) == ""


# --- times -----------------------------------------------------------------------------------------------------------


def test_an_answer_of_no_words_takes_no_time():
    none = answer_timing(Transcript(), None, 180.0)
    assert (none.total_s, none.limit_verdict, none.setup_verdict) == (0.0, "within", None)
    heard = answer_timing(Transcript(), None, 180.0, voiced=((1.0, 2.0), (5.0, 200.0)))
    assert (heard.total_s, heard.limit_verdict) == (199.0, "over")


# --- cleaning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("plain é 😀", "plain é 😀"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hcleared", "cleared"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq a picture\x1b\\after", "after"),
        ("\x1b]an answer after Alt and ]", "an answer after Alt and ]"),
        ("\x1bPan answer after Alt and P", "an answer after Alt and P"),
        ("\x9b31mred", "31mred"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("a\rb", "ab"),
        ("right\u202eto left", "rightto left"),
        ("\ufeffbegins", "begins"),
        ("half \ud83d character", "half  character"),
        ("\x1b\x1b[31m[31mtwice", "[31mtwice"),
        ("two\nlines\tkept", "two\nlines\tkept"),
    ],
)
def test_cleaning(raw, safe):
    assert clean(raw) == safe


@given(st.text(alphabet=st.characters(codec=None) | st.sampled_from("\x1b[]P\\\x07;m0\x9b"), max_size=80))
def test_nothing_that_commands_a_terminal_is_left(text):
    safe = clean(text)
    assert all(c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in safe)
    assert clean(safe) == safe
    safe.encode()


def test_cleaning_a_megabyte_of_openings_takes_no_longer_than_reading_it():
    start = time.process_time()
    clean("\x1b]" * 500_000)
    clean("\x1bP" * 500_000)
    assert time.process_time() - start < 5


def test_shortening_and_seconds():
    assert shorten("one two three", 100) == "one two three"
    assert shorten("one two three", 9) == "one two…"
    assert len(shorten("x" * 500, 40)) == 40
    assert [seconds(value) for value in (0, 8.46, 12, 59.6, 72)] == [
        "0.0 s",
        "8.5 s",
        "12 s",
        "1 min 00 s",
        "1 min 12 s",
    ]


def test_slugs():
    names = ["Dive Deep", "dive-deep", " DIVE  deep! ", "Are Right, A Lot", "Strive to be Earth’s Best Employer"]
    assert [slug(n) for n in names] == ["dive-deep"] * 3 + ["are-right-a-lot", "strive-to-be-earths-best-employer"]
