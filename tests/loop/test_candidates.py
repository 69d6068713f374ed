"""Three candidates made of data go through a whole compressed loop: the decisions, and reasons that quote their words."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest

from interviewer.loop.begin import begin_loop, stamp
from interviewer.loop.conduct import Conductor
from interviewer.loop.debrief_rules import load_rules
from interviewer.loop.filed import debrief_of, forms_of
from interviewer.loop.loop_file import read_loop
from interviewer.loop.loop_records import LoopHeader
from interviewer.loop.plan import LoopWishes, plan_loop
from interviewer.review.review import build_review
from interviewer.sessions.session_file import read_session
from prompts.load import load_bank
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import verdicts
from tests.loop.candidate import CandidateStage, candidate

SEED = 1
NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)


def begin(folder, wishes, seed=SEED):
    header = LoopHeader(
        loop_id="20261128-100000-test",
        created_at=stamp(NOW),
        kind=wishes.kind,
        role=wishes.role,
        level=wishes.level,
        compressed=wishes.compressed,
        seed=seed,
        mode="scripted",
    )
    return begin_loop(folder / "loops", header, plan_loop(load_bank(), wishes, seed), NOW)


def hold(folder, name, judge, wishes):
    """The loop of a candidate, held to its end."""
    loop = begin(folder, wishes)
    stage = CandidateStage(candidate(name), judge)
    assert Conductor(loop, folder / "sessions", stage, load_rules(), now=lambda: NOW).run().over
    return read_loop(loop)


def said(folder, loop):
    """Every word of the candidate by session, as one text each."""
    found = {}
    for one in loop.rounds:
        review = build_review(read_session(folder / "sessions" / loop.session_id(one.index)))
        found[review.session_id] = " ".join(turn.transcript.text for turn in review.turns if turn.transcript)
    return found


def check_quotes(folder, loop):
    words = said(folder, loop)
    for form in forms_of(loop):
        for quote in form.quotes():
            assert _plain(quote.quote) in _plain(words[form.session_id]), quote
    debrief = debrief_of(loop)
    cited = [cite for step in debrief.steps for cite in step.cites]
    for cite in cited:
        assert _plain(cite.quote) in _plain(words[cite.session_id]), cite
    return debrief, cited


def _plain(text):
    return re.sub(r"\W+", " ", text.removesuffix("…").lower()).strip()


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "decisions"),
    [("strong", {"hire", "strong_hire"}), ("uneven", {"no_hire"}), ("weak", {"strong_no_hire"})],
)
def test_a_candidate_goes_through_a_compressed_loop(tmp_path, shared_judge, name, decisions):
    begun = time.process_time()
    loop = hold(tmp_path, name, shared_judge, LoopWishes(compressed=True))
    assert time.process_time() - begun < 120, "of both processors together; a minute on the clock of a free machine"
    debrief, cited = check_quotes(tmp_path, loop)
    assert debrief.decision in decisions, debrief.headline
    assert cited
    forms = forms_of(loop)
    assert len(forms) == len(loop.rounds) == 5
    assert all(form.recommendation and any(reason.quotes for reason in form.reasons) for form in forms)
    kinds = {observation.kind for form in forms for observation in form.observations}
    wrong = [reason for form in forms for reason in form.reasons if reason.rule == "misconception"]
    if name == "strong":
        assert not wrong
        assert "interruption" not in kinds
        assert all(form.recommendation in {"hire", "strong_hire"} for form in forms)
    if name == "uneven":
        assert {form.recommendation for form in forms} >= {"hire", "no_hire"}
        assert "interruption" in kinds
        assert any("probability of buying" in quote.quote for reason in wrong for quote in reason.quotes)
    if name == "weak":
        assert all(form.recommendation == "strong_no_hire" for form in forms)
        assert any("no parameters" in quote.quote for reason in wrong for quote in reason.quotes)


@pytest.fixture(scope="module")
def shared_judge(shared_cache):
    from rubrics.minilm_judge import MiniLMJudge

    judge = MiniLMJudge(level="L5", cache_dir=shared_cache)
    judge.load()
    return judge


@pytest.mark.parametrize("kind", ["loop", "phone-screen"])
def test_the_whole_process_with_prepared_verdicts(tmp_path, kind):
    wishes = LoopWishes(kind=kind, compressed=True, rounds=2)
    begun = time.monotonic()
    loop = hold(tmp_path, "weak", ScriptedJudge(verdicts), wishes)
    assert time.monotonic() - begun < 60
    debrief, _ = check_quotes(tmp_path, loop)
    assert debrief.kind == kind
    assert len(forms_of(loop)) == len(loop.rounds) == (5 if kind == "loop" else 2)
    asked = [turn.asked for one in loop.rounds for turn in _turns(tmp_path, loop, one) if turn.kind == "question"]
    planned = [question["text"] for one in loop.rounds for question in one.questions]
    assert asked == planned


def _turns(folder, loop, one):
    return build_review(read_session(folder / "sessions" / loop.session_id(one.index))).turns


def test_a_form_comes_from_its_round_alone(tmp_path):
    wishes = LoopWishes(compressed=True)
    loop = hold(tmp_path, "weak", ScriptedJudge(verdicts), wishes)
    alone = forms_of(loop)[3]
    from interviewer.loop.filed import seat_of
    from interviewer.loop.form import file_form

    again = file_form(read_session(tmp_path / "sessions" / loop.session_id(3)), seat_of(loop, 3), alone.filed_at)
    assert again == alone


def test_nothing_is_told_of_how_it_goes(tmp_path):
    loop = begin(tmp_path, LoopWishes(compressed=True))
    stage = CandidateStage(candidate("weak"), ScriptedJudge(verdicts))
    Conductor(loop, tmp_path / "sessions", stage, load_rules(), now=lambda: NOW).run()
    told = " ".join(stage.told)
    assert told.count("A break. Next:") == 4
    assert not re.search(r"score|\d\.\d|hire\b(?! manager)", told.replace("hiring manager", ""))
