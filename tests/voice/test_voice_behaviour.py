"""A real interviewer by voice, with virtual devices: a clarifying question, an interruption, the candidate's own question."""

from __future__ import annotations

import pytest

from interviewer.review.recovery import recovery
from interviewer.review.review import build_review
from interviewer.voice.answer_clock import AnswerClock
from interviewer.voice.ears import MicrophoneEars
from prompts.schema import Fact, KeyPoint, TechnicalQuestion
from tests.audio.tone_speech import ToneLanguage
from tests.voice.voice_rig import Candidate, Loudspeaker, Rig, verdicts

DESIGN = TechnicalQuestion(
    id="tq-design",
    kind="technical",
    text="How would you rank books?",
    topic="ml-application",
    minutes=0.1,
    key_points=(KeyPoint(text="It needs a metric."),),
    facts=(Fact(about="how many books there are", answer="Two million books."),),
)
ASKED = "How many books are there?"
RAMBLING = " ".join(["I would look at the books"] * 6)
POINT = "It needs a metric."
RULES = {"interrupts": True, "follow_ups": 0, "minutes": 15}


def run(tmp_path, speed, *, headphones, own):
    """The candidate speaks when the line before has been heard; each line takes 0.4 s a word."""
    language, candidate = ToneLanguage(), Candidate(speed)
    lines = []

    def speak(number):
        kind, text = lines_of(rig)[number - 1]
        lines.append(kind)
        wait_s = 0.4 * len(text.split()) + 0.6
        if kind == "question":
            candidate.say(wait_s, language.speak(ASKED), 4.0)
        elif kind == "reply" and lines.count("reply") == 1:
            candidate.say(wait_s, language.speak(RAMBLING))
        elif kind == "interruption":
            candidate.say(wait_s, language.speak(POINT), 4.0)
        elif kind == "invitation":
            own = "How big is the team?" if lines.count("invitation") == 1 else "No, that's all."
            candidate.say(wait_s, language.speak(own), 4.0)

    player = Loudspeaker(speak, speed)
    ears = MicrophoneEars(lambda: candidate, lambda: None, headphones=headphones)
    rig = Rig(
        tmp_path, language=language, ears=ears, player=player, barge_in=headphones, question=DESIGN,
        rules=RULES | {"candidate_questions": own},
        judge=verdicts("met"),
    )  # fmt: skip
    result, session = rig.run()
    return result, session, lines


def lines_of(rig):
    from interviewer.sessions.session_file import read_session

    return [(r.kind, r.text) for r in read_session(rig.writer.folder).records if r.code == "line"]


@pytest.mark.parametrize(
    ("speed", "headphones", "own"), [(1.0, False, False), (4.0, True, True)], ids=["real speed", "with headphones"]
)
def test_a_round_with_a_clarifying_question_an_interruption_and_an_own_question(tmp_path, speed, headphones, own):
    result, session, lines = run(tmp_path, speed, headphones=headphones, own=own)
    assert result == "completed"
    last = ["invitation", "reply", "invitation"] if own else []
    assert lines == ["opening", "question", "reply", "interruption", *last, "closing"]
    notes = {note.note: note for note in session.records if note.code == "note"}
    assert notes["clarified"].reason == ASKED
    stopped = notes["interrupted_for_time"]
    assert stopped.answer_s == pytest.approx(6.0, abs=0.1), "on the clock of the samples, from the answer's first word"
    if own:
        assert notes["candidate_asked"].reason == "How big is the team?"
    (turn,) = build_review(session).turns
    assert turn.requests == (ASKED,)
    assert turn.transcript.text.endswith(POINT)
    assert len(turn.transcript.words) >= 20 + len(POINT.split())
    found = recovery(turn)
    assert found.given
    assert found.seconds < 15


def test_a_mark_is_passed_only_while_somebody_speaks():
    clock = AnswerClock(marks_s=(5.0, 9.0))
    assert clock.passed(20.0) is None, "nobody has spoken yet"
    clock.speech(2.0)
    assert clock.passed(6.0) is None
    clock.silence()
    assert clock.passed(8.0) is None, "a pause may be the end of the answer"
    clock.speech(9.0)
    assert clock.passed(9.1) == pytest.approx(7.1)
    assert clock.passed(9.2) is None, "each mark is passed once"
    clock.restart()
    clock.speech(100.0)
    assert clock.passed(108.0) is None
    assert clock.passed(109.5) == pytest.approx(9.5)
