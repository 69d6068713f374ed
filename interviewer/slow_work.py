"""What takes time in an interview: recognising, judging, looking ahead, the feedback. Each piece answers with exactly one event.

Every method may run on a background thread. A fault of an engine never ends the interview: it becomes an event.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from audio.errors import AudioError
from audio.transcript import Transcript
from interviewer import events as ev
from interviewer.answers.assessing import Assessor, Judged, Turn
from interviewer.answers.contradictions import Contradiction, Said, find_contradiction
from interviewer.answers.delivery import with_delivery
from interviewer.answers.timing import answer_timing
from interviewer.errors import InterviewerError, SessionError
from interviewer.facts import matching_facts
from interviewer.own_questions import answer_to
from interviewer.ports import Ports
from interviewer.requests import spoken_request
from interviewer.resume_point import ResumePoint
from interviewer.review.review import build_review
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, read_session, turn_audio
from interviewer.turn_so_far import TurnSoFar
from prompts.schema import BehavioralQuestion, KeyPoint, Question, TechnicalQuestion
from rubrics.assessment import Assessment, FollowUp, JudgeError

log = logging.getLogger(__name__)

OWN_QUESTIONS = BehavioralQuestion(
    id="candidate-questions",
    kind="behavioral",
    form="pitch",
    text="What would you like to ask me?",
    key_points=(KeyPoint(text="A question of the candidate's own."),),
)
"""Stands for what the candidate is asked in the last minutes; it is never judged."""


def turns_of(point: ResumePoint, questions: Mapping[str, Question]) -> dict[int, Turn]:
    """What is known of each turn of an interview that was cut off."""
    return {
        turn.number: Turn(
            question=OWN_QUESTIONS if turn.own else questions[turn.line.question_id],
            target=turn.line.target,
            first_word_s=turn.first_word_s,
            transcript=turn.transcript or Transcript(),
            requests_until_s=turn.requests_until_s,
            assessment=turn.assessment,
        )
        for turn in point.turns
    }


class MachineView(Protocol):
    """What slow work may know of the machine while it goes on."""

    @property
    def turn(self) -> int:
        """Number of the present turn."""

    @property
    def revision(self) -> int:
        """Number of the present stretch of listening."""

    @property
    def may_hint(self) -> bool:
        """Whether "I don't know" would be met with a hint."""


class SlowWork:
    """The slow pieces of one interview.

    Args:
        ports: the candidate's side; events go there.
        session: where everything is written, at once.
        assessor: decides on verdicts and follow-ups.
        machine: for looking at.
        turns: what is known about each turn; shared with the runner.
    """

    def __init__(
        self,
        ports: Ports,
        session: SessionWriter,
        assessor: Assessor,
        machine: MachineView,
        turns: dict[int, Turn],
    ) -> None:
        self._ports = ports
        self._session = session
        self._assessor = assessor
        self._machine = machine
        self._turns = turns
        self._noting = threading.Lock()
        """Held until everything about an answer is on disk."""

    # --- words -----------------------------------------------------------------------------------------------

    def transcribe(self, turn: int, revision: int) -> None:
        """The words of a turn, and what they ask for."""
        try:
            self._transcribe(turn, revision)
        except AudioError as error:
            self._post(ev.TranscriptionFailed(turn=turn, revision=revision, reason=str(error)))
        except SessionError as error:
            self._post(ev.SessionBroken(reason=str(error)))
        except Exception as error:  # a fault of an engine must not end the interview
            log.exception("transcription failed")
            reason = f"recognition failed ({type(error).__name__}); run with --debug for the details"
            self._post(ev.TranscriptionFailed(turn=turn, revision=revision, reason=reason))

    def _transcribe(self, turn: int, revision: int) -> None:
        now, session = self._turns[turn], self._session
        whole = self._ports.transcript(turn)
        if self._has_gone_on(turn, revision):
            return  # newer words are on their way
        own = now.question is OWN_QUESTIONS
        transcript = whole.after(now.requests_until_s)
        request = spoken_request(transcript.text, stuck=not own and self._machine.may_hint)
        if own and request not in {ev.SpokenRequest.REPEAT, ev.SpokenRequest.THINK}:
            request = None
        if request is not None:
            now.requests_until_s = max(whole.duration_s, transcript.words[-1].end_s)
        now.transcript = transcript
        session.append(
            rec.Transcribed(at_s=session.now_s(), turn=turn, revision=revision, transcript=transcript, request=request)
        )
        if not transcript.words:
            now.first_word_s = None  # it was a noise
        self._post(self._heard(turn, revision, request))

    def _has_gone_on(self, turn: int, revision: int) -> bool:
        """Whether an answer goes on after its end had been assumed."""
        return turn == self._machine.turn and revision < self._machine.revision

    def _heard(self, turn: int, revision: int, request: ev.SpokenRequest | None) -> ev.Event:
        """What the words of a turn are to the machine."""
        now = self._turns[turn]
        transcript = now.transcript
        if now.question is OWN_QUESTIONS and request is None and transcript.words:
            found = answer_to(transcript.text)
            return ev.CandidateAsked(
                turn=turn, revision=revision, asked=found.asked, reply=found.reply, over=found.over
            )
        reply = _reply(now.question, transcript.text) if request is ev.SpokenRequest.CLARIFY else ""
        return ev.Transcribed(
            turn=turn,
            revision=revision,
            words=len(transcript.words),
            request=request,
            reply=reply,
            said=transcript.text if request is not None else "",
        )

    # --- after a cut -----------------------------------------------------------------------------------------

    def due(self, turn: TurnSoFar, stage: ev.ResumeStage) -> ev.Event | None:
        """What the machine was to be told when the interview was cut off: what follows from words or verdicts on disk."""
        if stage == "heard":
            request = ev.SpokenRequest(turn.request) if turn.request in set(ev.SpokenRequest) else None
            return self._heard(turn.number, turn.revision, request)
        if stage == "judged" and turn.assessment is not None:
            judged = Judged(turn.assessment, turn.question_score, turn.assessment.follow_up)
            return self._verdict(turn.number, turn.revision, judged, wanted=True)
        return None

    def assess_late(self, turn: TurnSoFar) -> None:
        """Judge an answer that the interview had gone past when it was cut off: nothing follows from it."""
        with self._noting:
            try:
                judged = self._assessor.judge(self._turns[turn.number], self._before(turn.number))
                self._turns[turn.number].assessment = judged.answer
                self._note_assessment(turn.number, turn.revision, judged, turn.voiced)
            except (JudgeError, InterviewerError) as error:  # `rescore` makes up for it
                log.warning("an answer from before the cut was not judged: %s", error)
            except Exception:
                log.exception("an answer from before the cut was not judged")

    # --- verdicts --------------------------------------------------------------------------------------------

    def assess(self, turn: int, revision: int, probes_left: int) -> None:
        """Judge, say what comes next, and note it: by voice in this order, since nobody should wait for the notes."""
        judged = self._judge(turn, revision)
        if judged is None:
            return
        event = self._verdict(turn, revision, judged, wanted=probes_left > 0)
        with self._noting:
            if self._ports.keeps_audio:
                self._post(event)
            try:
                self._note_assessment(turn, revision, judged, self._ports.voiced(turn))
            except SessionError as error:
                self._post(ev.SessionBroken(reason=str(error)))
                return
        if not self._ports.keeps_audio:
            self._post(event)

    def _verdict(self, turn: int, revision: int, judged: Judged, *, wanted: bool) -> ev.Judged:
        probe = self._probe(turn, judged) if wanted else None
        return ev.Judged(turn=turn, revision=revision, probe=probe, given=_given(judged.answer))

    def _judge(self, turn: int, revision: int) -> Judged | None:
        """The verdicts; where there are none, the reason is posted."""
        try:
            judged = self._assessor.judge(self._turns[turn], self._before(turn))
        except (JudgeError, InterviewerError) as error:
            self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=str(error)))
        except Exception as error:  # a fault of the judge must not end the interview
            log.exception("judging failed")
            reason = f"the judge failed ({type(error).__name__}); run with --debug for the details"
            self._post(ev.JudgingFailed(turn=turn, revision=revision, reason=reason))
        else:
            self._turns[turn].assessment = judged.answer
            return judged
        return None

    def _probe(self, turn: int, judged: Judged) -> ev.Probe | None:
        """What to ask next: about a contradiction first, since nothing else that was said counts before it is cleared up."""
        found = self._contradiction(turn, self._turns[turn].transcript)
        if found is not None:
            return ev.Probe(target="contradiction", line=found.line, why=found.why, detail=found.detail)
        follow_up = judged.follow_up
        if follow_up is None:
            return None
        return ev.Probe(target=follow_up.target, line=follow_up.line, why=follow_up.why)

    def _contradiction(self, turn: int, transcript: Transcript) -> Contradiction | None:
        """What of an answer does not go together with earlier ones; a question asks about that once at most."""
        turns = dict(self._turns)  # a new one may begin meanwhile
        now = turns[turn]
        if any(one.target == "contradiction" and one.question.id == now.question.id for one in turns.values()):
            return None
        earlier = [
            Said(number, one.transcript.text, one.question.id)
            for number, one in sorted(turns.items())
            if number < turn and one.transcript.words and one.question is not OWN_QUESTIONS
        ]
        return find_contradiction(earlier, Said(turn, transcript.text, now.question.id))

    def look(self, turn: int, revision: int) -> None:
        """What the words so far of an answer tell; nobody knows anything where they cannot be had."""
        acted = True
        lacking: ev.Lacking = ""
        try:
            now = self._turns[turn]
            words = self._ports.words_so_far(turn).after(now.requests_until_s)
            if words.words:
                acted, lacking = _told(self._assessor.look(now, words))
        except SessionError as error:
            self._post(ev.SessionBroken(reason=str(error)))
        except (AudioError, JudgeError, InterviewerError) as error:  # an answer can be interrupted without it
            log.info("the words so far could not be looked at: %s", error)
        except Exception:
            log.exception("the words so far could not be looked at")
        self._post(ev.AnswerSeen(turn=turn, revision=revision, acted=acted, lacking=lacking))

    def judge_ahead(self, turn: int, so_far: Transcript) -> None:
        """Judge the words so far when there is time, and let the lines that may follow be rendered."""
        now = self._turns[turn]
        said = so_far.after(now.requests_until_s)

        def likely(follow_ups: list[FollowUp]) -> None:
            found = self._contradiction(turn, said)
            lines = [*([found.line] if found is not None else []), *(one.line for one in follow_ups)]
            self._ports.get_ready(
                ev.Line(kind="follow_up", text=line, utterance=0, question_id=now.question.id) for line in lines
            )

        self._assessor.judge_ahead(now, said, self._before(turn), likely)

    def _before(self, turn: int) -> list[Turn]:
        """The earlier turns that belong to the same question."""
        question = self._turns[turn].question.id
        return [t for number, t in sorted(self._turns.items()) if number < turn and t.question.id == question]

    def _note_assessment(
        self, turn: int, revision: int, judged: Judged, voiced: tuple[tuple[float, float], ...]
    ) -> None:
        """Keep the assessment with the times and the delivery of the answer, and show them.

        Raises:
            SessionError: the disk is full.
        """
        if self._has_gone_on(turn, revision):
            return  # it is judged anew at its real end
        now, session = self._turns[turn], self._session
        recording = session.folder / turn_audio(turn)
        assessment = with_delivery(judged.answer, now.transcript, voiced, recording)
        timing = answer_timing(
            now.transcript,
            assessment.structure,
            now.question.minutes * 60 if now.limit_s is None else now.limit_s,
            voiced=voiced,
            time_to_first_word_s=None if now.transcript.estimated else now.first_word_s,
        )
        session.append(
            rec.Assessed(
                at_s=session.now_s(),
                turn=turn,
                assessment=assessment,
                question_score=judged.question_score,
                timing=timing,
                revision=revision,
            )
        )
        review = build_review(read_session(session.folder))
        self._ports.show_answer(next(t for t in review.turns if t.turn == turn))

    # --- the end ---------------------------------------------------------------------------------------------

    def debrief(self) -> None:
        """Give the feedback on the whole interview."""
        try:
            with self._noting:
                review = build_review(read_session(self._session.folder))
            self._ports.show_feedback(review)
        except SessionError as error:
            self._ports.show_problem(str(error))
        except Exception:  # the session is on disk; `review` shows it again
            log.exception("the feedback could not be shown")
            self._ports.show_problem("The feedback could not be shown; `interviewer review last` shows it.")
        self._post(ev.DebriefGiven())

    @property
    def _post(self) -> Callable[[ev.Event], None]:
        return self._ports.post


def _reply(question: Question, text: str) -> str:
    """The interviewer's answer to a clarifying question, from the question's facts; empty where there is none."""
    return matching_facts(text, question.facts) if isinstance(question, TechnicalQuestion) else ""


def _given(assessment: Assessment) -> frozenset[str]:
    return frozenset(f"key_point:{one.index}" for one in assessment.key_points if one.verdict == "covered")


def _told(assessment: Assessment | None) -> tuple[bool, ev.Lacking]:
    """Whether an action has been told, or nobody can say; and what a story lacks most."""
    if assessment is None or assessment.structure is None:
        return True, ""
    acted = assessment.structure.setup_s is not None
    if not acted:
        return False, "action"
    return True, "result" if assessment.verdict("result") == "missing" else ""
