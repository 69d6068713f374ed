"""The full review as data: why, what was strong, how long each part took, the form, and the person's own usual."""

from __future__ import annotations

import json

import pytest

from audio.transcript import Transcript, Word
from interviewer.cli.main import run
from interviewer.review.delivery import history, measures
from interviewer.review.full import FullReview, full_review, load_full
from interviewer.review.review import TurnReview, build_review
from interviewer.review.shape import BUDGET_S, setup_end_s, shape
from interviewer.sessions.session_file import read_session
from rubrics.assessment import Assessment, RoleSpan, ScorerInfo, Structure
from tests.golden.build import build


def full(home, name, *, earlier=()):
    return full_review(read_session(build(home / "sessions", name)), earlier)


def test_a_follow_up_says_why_it_was_asked(home):
    review = full(home, "rambling")
    assert [one.why for one in review.details] == [
        "",
        "the answer does not tell the candidate's own part from the team's",
        "the result has no number",
    ]


def test_strong_moments_are_actions_and_results_and_no_quote_comes_twice(home):
    review = full(home, "strong")
    assert 2 <= len(review.moments) <= 3
    quotes = [m.evidence.quote for one in review.details for m in one.moments]
    assert len(quotes) == len(set(quotes))
    assert not {"the situation", "the task"} & {m.name for m in review.moments}, (
        "what everybody has is no strong moment"
    )
    assert not {"the situation", "the task"} & {m.name for m in review.moments}


def test_every_quote_stands_in_the_transcript_where_it_says(home):
    for name in ("strong", "rambling", "coding_talk"):
        review = full(home, name)
        for turn, details in zip(review.turns, review.details, strict=True):
            for one in details.judged:
                for evidence in one.evidence:
                    assert turn.transcript.text[evidence.start_char : evidence.end_char] == evidence.quote


def test_the_next_step_is_that_of_the_weakest_question(home):
    review = full(home, "rambling")
    assert review.next_step == review.turns[0].next_time
    assert review.next_step_turn == 1


def test_of_a_follow_up_only_what_it_adds_or_was_asked_for_is_shown(home):
    own_part = full(home, "rambling").details[1]
    assert {one.id for one in own_part.judged} == {"action", "own_role"}


def timed_turn(*sentences, kind="question"):
    """A turn whose sentences are (role, start_s, end_s)."""
    words = tuple(Word(text="word", start_s=a, end_s=b) for _, a, b in sentences)
    roles = tuple(
        RoleSpan(text="word", role=role, start_s=a, end_s=b, start_char=5 * i, end_char=5 * i + 4)
        for i, (role, a, b) in enumerate(sentences)
    )
    first = next((a for role, a, _ in sentences if role == "action"), None)
    setup_s = None if first is None else first - sentences[0][1]
    structure = Structure(score=3.0, roles=roles, setup_s=setup_s, setup_verdict="within", missing=())
    scorer = ScorerInfo(name="by hand", version="1")
    return TurnReview(
        turn=1,
        question_id="q",
        kind=kind,
        asked="?",
        asked_at_s=0,
        transcript=Transcript(words=words, duration_s=sentences[-1][2]),
        assessment=Assessment(kind="behavioral", structure=structure, scorer=scorer),
    )


def test_a_pause_counts_to_the_sentence_before_it_and_the_parts_add_up():
    turn = timed_turn(("situation", 2, 10), ("action", 14, 90), ("result", 92, 115), ("lesson", 115, 130))
    spent = {part.part: part.spent_s for part in shape(turn)}
    assert spent == {"setup": 12, "action": 78, "result": 23, "lesson": 15}
    assert sum(spent.values()) == 130 - 2
    assert {part.verdict for part in shape(turn)} == {"within"}


def test_everything_before_the_first_action_is_set_up_and_the_mark_is_on_the_recording():
    turn = timed_turn(("other", 1, 5), ("result", 5, 8), ("action", 40, 50), ("situation", 50, 60))
    parts = {part.part: part for part in shape(turn)}
    assert parts["setup"].spent_s == 39 + 10
    assert parts["setup"].verdict == "over"
    assert parts["lesson"].verdict == "absent"
    assert setup_end_s(turn) == 40


def test_only_the_set_up_has_its_budget_from_the_guides():
    turn = timed_turn(("situation", 0, 5), ("action", 5, 9))
    assert [part.source for part in shape(turn)] == ["guides", *["our assumption"] * 3]
    assert BUDGET_S["setup"] == (0, 30)
    assert (sum(most for _, most in BUDGET_S.values())) == 180
    assert shape(timed_turn(("action", 0, 5), kind="follow_up")) == ()


def test_delivery_stands_beside_the_median_of_earlier_answers(home):
    sessions = home / "sessions"
    past = [build_review(read_session(build(sessions, name))) for name in ("strong", "rambling")]
    review = full(home, "over_time", earlier=past)
    totals = sorted(t.timing.total_s for one in past for t in one.turns if t.kind == "question")
    whole = next(m for m in review.details[0].delivery if m.id == "total_s")
    assert whole.usual == pytest.approx(totals[1])
    assert whole.answers == 3
    assert review.earlier_sessions == 2


def test_without_history_there_is_no_usual(home):
    review = full(home, "strong")
    assert all(m.usual is None and m.answers == 0 for one in review.details for m in one.delivery)
    assert any(one.delivery for one in review.details)


def test_estimated_times_are_never_compared_with_measured_ones(home):
    review = build_review(read_session(build(home / "sessions", "strong")))
    timing = review.turns[0].timing.model_copy(update={"estimated": True})
    typed = review.turns[0].model_copy(update={"timing": timing})
    assert all(m.usual is None for m in measures(typed, history([review])))


def test_only_sessions_before_this_one_are_its_history(home):
    sessions = home / "sessions"
    build(sessions, "strong", session_id="later", created_at="2026-03-01T00:00:00+00:00")
    build(sessions, "strong", session_id="earlier", created_at="2026-01-01T00:00:00+02:00")
    (sessions / "broken").mkdir()
    (sessions / "broken" / "session.jsonl").write_text("no session\n")
    now = build(sessions, "rambling", created_at="2026-01-01T00:00:00+00:00")
    assert load_full(now, sessions)[1].earlier_sessions == 1


def test_the_form_says_what_raises_the_bar_who_says_so_and_what_could_not_be_judged(home):
    form = full(home, "strong").form
    assert {one.standing for one in form.principles} == {"raising"}
    assert form.principles[0].moment is not None
    assert [f"{s.name} {s.version}" for s in form.scorers] == ["golden 1"]
    rambling = full(home, "rambling").form
    assert rambling.principles[0].standing == "not_shown"
    assert rambling.principles[0].moment is None
    silent = full(home, "silent").form
    assert {one.standing for one in silent.principles} == {"not_judged"}
    assert silent.recommendation is None
    assert "not answered" in silent.not_judged[0]
    coding = full(home, "coding_talk").form
    assert [one.name for one in coding.technical] == ["Coding"]
    assert any("Sorting costs n log n" in line for line in coding.notes[0].impressions)


def test_the_json_is_the_review_with_more_and_can_be_read_back(home, capsys):
    folder = build(home / "sessions", "rambling")
    assert run(["review", "golden-rambling", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    plain = json.loads(build_review(read_session(folder)).model_dump_json())
    assert {key: printed[key] for key in plain} == plain
    assert FullReview.model_validate(printed).details[1].why


@pytest.mark.parametrize("name", ["strong", "rambling", "silent", "over_time", "coding_talk"])
def test_the_terminal_shows_every_golden_session(home, name, capsys):
    build(home / "sessions", name)
    assert run(["review", "last"]) == 0
    out = capsys.readouterr().out
    assert "The interviewer's form" in out
    assert max(map(len, out.splitlines())) <= 100
