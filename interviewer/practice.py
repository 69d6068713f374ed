"""Puts an interview together from what the user asked for: the plan, the judge, the session and the ports."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from interviewer import __version__
from interviewer.config import Config, cache_folder, sessions_folder
from interviewer.resume_point import ResumePoint, interview_of, resume_point
from interviewer.review.review import Review, build_review
from interviewer.runner import Interview, Runner
from interviewer.script import Patience
from interviewer.sessions.records import Header
from interviewer.sessions.session_file import Session, SessionWriter, new_session_id, read_session
from interviewer.tailoring import Profile, tailored_plan
from interviewer.text_io import TextPorts, help_text
from prompts.load import Bank, load_bank, merged_bank
from prompts.rounds import Round, Wishes, draw_plan
from prompts.schema import Question
from prompts.vocabulary import Level
from rubrics.assessment import Judge, JudgeError

TEXT_PATIENCE = Patience(nudge_after_s=None, give_up_after_s=None, transcribe_s=None, judge_s=120.0, look_s=30.0)
"""Nobody is hurried at a keyboard."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for on the command line."""

    one: Round
    wishes: Wishes
    follow_ups: int
    seed: int
    level: Level
    role: str
    strict_timing: bool = False
    """Whether answers past their limit, and set-ups without an action, are interrupted."""
    profile: Profile | None = None
    """What is known from a CV and a job description."""


def whole_bank(config: Config, packs: tuple[str, ...] = ()) -> Bank:
    """The project's questions and those of the user's packs.

    Raises:
        SourceError: a file is broken.
    """
    return merged_bank(load_bank(cache_folder()), [*config.packs, *map(Path, packs)])


def plan_interview(bank: Bank, request: Request, patience: Patience) -> Interview:
    """The questions and fixed lines of one interview.

    Raises:
        PlanError: no question fits.
        UnknownQuestionError: a wished question does not exist.
    """
    questions = draw_plan(bank, request.one, request.wishes, request.seed)
    if request.profile is not None:
        questions, _ = tailored_plan(questions, request.profile)
    return Interview(
        questions=questions,
        opening=request.one.opening,
        closing=request.one.closing,
        follow_ups=request.follow_ups,
        patience=patience,
        level=request.level,
        interrupts=request.strict_timing,
        strict_timing=request.strict_timing,
    )


def new_seed() -> int:
    """A seed for a plan, short enough to be typed again."""
    return secrets.randbelow(1_000_000)


def make_judge(level: Level, instruct: str | None = None) -> Judge:
    """The judge; its model is loaded when it is first needed, or by `load`.

    Args:
        level: the candidate's.
        instruct: folder or hub name of an instruct model to judge by; None takes the judge that comes with the program.
    """
    threads = max(1, os.cpu_count() or 1)
    if instruct is not None:
        from rubrics.instruct_engine import InstructEngine  # noqa: PLC0415 - keeps `--help` light
        from rubrics.instruct_judge import InstructJudge  # noqa: PLC0415

        return InstructJudge(InstructEngine(instruct, threads), level)
    from rubrics.minilm_judge import MiniLMJudge  # noqa: PLC0415

    return MiniLMJudge(level=level, cache_dir=cache_folder(), threads=min(2, threads))


def prepare_in_background(judge: Judge) -> Callable[[Question], None]:
    """A function that gets the judge ready for a question on a thread of its own, so that no answer waits for it."""

    def prepare(question: Question) -> None:
        def work() -> None:
            try:
                judge.prepare(question)
            except JudgeError:
                return  # said when the answer is judged, with the remedy

        threading.Thread(target=work, name="judge-prepare", daemon=True).start()

    return prepare


def header(
    request: Request, mode: Literal["text", "voice", "file"], *, estimated: bool, transcriber: str = ""
) -> Header:
    """The first line of a new session."""
    now = datetime.now().astimezone()
    return Header(
        session_id=new_session_id(now),
        created_at=now.isoformat(timespec="seconds"),
        mode=mode,
        app_version=__version__,
        role=request.role,
        level=request.level,
        round=request.one.id,
        seed=request.seed,
        times_are="estimated" if estimated else "measured",
        transcriber=transcriber,
    )


def notes_of(writer: SessionWriter) -> Callable[[], Review]:
    """What has been noted so far, read from the disk as it stands."""
    return lambda: build_review(read_session(writer.folder))


def run_text(request: Request, bank: Bank, *, realtime: bool) -> tuple[str, Runner]:
    """A whole interview in text mode; returns the session's id and the runner.

    Raises:
        SessionError: the session cannot be begun.
    """
    interview = plan_interview(bank, request, TEXT_PATIENCE)
    writer = SessionWriter.create(sessions_folder(), header(request, "text", estimated=not realtime))
    about = f"{request.one.title}. Text mode: nothing is spoken or recorded."
    return writer.folder.name, hold_in_text(interview, writer, about, realtime=realtime)


def resume_text(session: Session, *, left: bool = False) -> tuple[str, Runner]:
    """Go on in text mode with a session that was cut off; returns its id and the runner.

    Args:
        session: as it was read.
        left: whether one that the candidate has left is opened again too.

    Raises:
        SessionError: it has come to its end, does not hold its plan, or cannot be written.
    """
    point = resume_point(session, left=left)
    interview = interview_of(session, TEXT_PATIENCE)
    about = f"Going on with the session {session.id}. Text mode: nothing is spoken or recorded."
    writer = SessionWriter.resume(session)
    realtime = session.header.times_are == "measured"
    return session.folder.name, hold_in_text(interview, writer, about, realtime=realtime, resume=point)


def hold_in_text(
    interview: Interview, writer: SessionWriter, about: str, *, realtime: bool, resume: ResumePoint | None = None
) -> Runner:
    """Hold an interview at the keyboard, or go on with it, to its end; returns the runner.

    Args:
        interview: the plan.
        writer: the open session.
        about: one line that says what this is.
        realtime: measure times on the clock.
        resume: where it stands if it was cut off.
    """
    ports = TextPorts(
        sys.stdin.fileno(),
        sys.stdout,
        record=writer.append,
        session_s=writer.now_s,
        realtime=realtime,
        notes=notes_of(writer),
    )
    ports.introduce(f"{about}\n{help_text()}")
    judge = make_judge(cast("Level", interview.level))
    runner = Runner(interview, ports, judge, writer, prepare=prepare_in_background(judge))
    runner.run(resume)
    return runner
