"""Judges a session again: recognises recordings that have no words yet, and appends new assessments beside the old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audio.recognisers import DEFAULT, Engine
from audio.transcript import Transcript
from interviewer.answers.delivery import with_delivery
from interviewer.answers.followup import choose_follow_up
from interviewer.answers.timing import answer_timing
from interviewer.errors import SessionError
from interviewer.history.difference import Difference, difference
from interviewer.locale_format import number
from interviewer.review.review import TurnReview, build_review, question_of
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import Session, SessionWriter, read_session
from prompts.load import UnknownQuestionError, load_bank, recognition_prompt
from prompts.phrasebook import phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, Judge
from rubrics.exchange import merged

Recognise = Callable[[Path, str], Transcript]


@dataclass(frozen=True, slots=True)
class Change:
    """What a rescore did to one turn."""

    turn: int
    before: float | None
    after: float | None
    reason: str = ""
    difference: Difference | None = None
    """Verdict by verdict; None where one of the two assessments is not there."""
    new_words: bool = False
    """Whether the recording was recognised anew, so that the words themselves may differ."""

    def sentence(self) -> str:
        """One line for people."""
        old = phrase("rescore.unscored") if self.before is None else number(self.before, 1)
        new = phrase("rescore.unscored_why", reason=self.reason) if self.after is None else number(self.after, 1)
        return phrase("rescore.turn", turn=self.turn, old=old, new=new)


def rescore_session(  # noqa: PLR0913 - what to judge by, what to recognise with
    folder: Path,
    judge: Judge,
    *,
    model: str,
    engine: Engine = DEFAULT,
    transcribe_again: bool = False,
    recognise: Recognise | None = None,
    keep_scored: bool = False,
) -> list[Change]:
    """Assess every answered turn of a session anew; the old assessments stay in the file.

    Args:
        folder: the session's folder.
        judge: gives the verdicts.
        model: the speech model for recordings without words.
        engine: what runs it.
        transcribe_again: recognise all recordings, not only those without words.
        recognise: (recording, prompt) → transcript; by default the real recogniser.
        keep_scored: leave a score as it is where this judge gives none; a second look that fails takes nothing away.

    Raises:
        SessionError: the session cannot be read or written, or nothing in it can be scored.
        InUseError: another process writes to it.
        TranscriptionError: the recogniser's weights are missing or broken.
        JudgeError: the judge's model is missing or broken.
    """
    session = read_session(folder)
    review = build_review(session)
    run = datetime.now().astimezone().isoformat(timespec="seconds")
    writer = SessionWriter.reopen(session, at_s=review.duration_s)
    changes: list[Change] = []
    so_far: dict[str, list[tuple[TurnReview, Assessment, str]]] = {}
    try:
        judge.load()
        for turn in review.turns:
            question = question_of(session, turn.question_id) or _from_bank(turn.question_id)
            before = turn.assessment.score if turn.assessment else None
            transcript = turn.transcript
            recording = session.audio(turn.answer_audio)
            if recording is not None and (transcript is None or not transcript.words or transcribe_again):
                transcript = (recognise or _recogniser(model, engine))(recording, recognition_prompt(question.terms))
                writer.append(
                    rec.Transcribed(
                        at_s=writer.now_s(), turn=turn.turn, revision=0, transcript=transcript, request=None
                    )
                )
            if transcript is None or not transcript.words:
                changes.append(Change(turn.turn, before, None, phrase("rescore.nothing_said")))
                continue
            earlier = so_far.setdefault(turn.question_id, [])
            assessment, record = _assessed(judge, question, turn, transcript, earlier, recording)
            earlier.append((turn, assessment, transcript.text))
            if keep_scored and assessment.score is None and before is not None:
                changes.append(
                    Change(turn.turn, before, None, phrase("rescore.kept", reason=str(assessment.unscored_reason)))
                )
                continue
            writer.append(record.model_copy(update={"at_s": writer.now_s(), "run": run}))
            found = difference(turn.assessment, assessment, question) if turn.assessment else None
            reason = assessment.unscored_reason or ""
            changes.append(
                Change(turn.turn, before, assessment.score, reason, found, new_words=transcript is not turn.transcript)
            )
    finally:
        writer.close()
    if not changes:
        raise SessionError(f"Nothing was asked in the session in {folder}; there is nothing to score.")
    return changes


def last_changes(session: Session) -> list[Change]:
    """What the last rescore of a session changed, read from its file; empty where there was none."""
    changes = []
    for turn in build_review(session).turns:
        if turn.assessment is None or not turn.previous:
            continue
        old, new = turn.previous[-1], turn.assessment
        found = difference(old, new, question_of(session, turn.question_id))
        changes.append(Change(turn.turn, old.score, new.score, new.unscored_reason or "", found))
    return changes


def _assessed(
    judge: Judge,
    question: Question,
    turn: TurnReview,
    transcript: Transcript,
    earlier: list[tuple[TurnReview, Assessment, str]],
    recording: Path | None,
) -> tuple[Assessment, rec.Assessed]:
    assessment = judge.judge(question, transcript, turn.target)
    whole = merged([*(one for _, one, _ in earlier), assessment])
    asked = frozenset(t.target for t in [*(t for t, _, _ in earlier), turn] if t.target)
    said = " ".join([*(text for _, _, text in earlier), transcript.text])
    follow_up = choose_follow_up(question, whole, said=said, asked=asked)
    assessment = assessment.model_copy(update={"follow_up": follow_up})
    assessment = with_delivery(assessment, transcript, turn.voiced, recording)
    first_word = turn.timing.time_to_first_word_s if turn.timing else None
    timing = answer_timing(
        transcript, assessment.structure, question.minutes * 60, voiced=turn.voiced, time_to_first_word_s=first_word
    )
    record = rec.Assessed(at_s=0.0, turn=turn.turn, assessment=assessment, question_score=whole.score, timing=timing)
    return assessment, record


def _from_bank(question_id: str) -> Question:
    try:
        return load_bank().get(question_id)
    except UnknownQuestionError as error:
        raise SessionError(
            f"The session does not hold its question {question_id}, and the bank has none of that id."
        ) from error


def _recogniser(model: str, engine: Engine) -> Recognise:
    from interviewer.answers.recognise import recognise  # noqa: PLC0415 - loads the speech engines

    return lambda path, prompt: recognise(path, model, prompt, engine)[0]
