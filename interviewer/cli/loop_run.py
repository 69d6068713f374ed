"""What `loop start`, `loop resume` and `phone-screen` share: from options to a loop on the disk, and its conducting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from interviewer.errors import UsageError
from interviewer.text import clean, shorten

if TYPE_CHECKING:
    from interviewer.config import Config
    from interviewer.loop.loop_file import Loop
    from interviewer.loop.stage import Stage
    from prompts.vocabulary import Level

ROLES = ("applied-scientist", "data-scientist")
LEVELS: tuple[Level, ...] = ("L4", "L5", "L6")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says besides the plan."""

    text: bool = False
    voice: bool = False
    realtime: bool = False
    one_round: bool = False
    feedback: bool = False
    strict_timing: bool = False
    model: str | None = None
    barge_in: bool = False
    cv: str | None = None
    job: str | None = None


def begin(options: Options, wishes: dict[str, Any], seed: int | None, packs: list[str]) -> Path:
    """Plan a loop and write it to the disk.

    Raises:
        UsageError: the options do not fit together.
        DocumentError: the CV or the job description cannot be read.
        PlanError: the bank has too few questions.
        LoopError: it cannot be written.
    """
    from interviewer import __version__  # noqa: PLC0415 - `--help` stays light
    from interviewer.cli.tailor import emphasis_of, read_profile  # noqa: PLC0415
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.loop.begin import begin_loop, stamp  # noqa: PLC0415
    from interviewer.loop.listing import loops_folder  # noqa: PLC0415
    from interviewer.loop.loop_records import LoopHeader  # noqa: PLC0415
    from interviewer.loop.plan import LoopWishes, named_projects, plan_loop  # noqa: PLC0415
    from interviewer.practice import new_seed, whole_bank  # noqa: PLC0415
    from interviewer.sessions.session_file import new_session_id  # noqa: PLC0415

    for name, known in (("role", ROLES), ("level", LEVELS)):
        if wishes[name] not in known:
            raise UsageError(f"--{name} takes one of {', '.join(known)}, not {shorten(wishes[name], 40)!r}.")
    if options.text and options.voice:
        raise UsageError("--text and --voice exclude each other; give one of them.")
    if options.text and options.barge_in:
        raise UsageError("--barge-in belongs to a loop by voice; leave --text out.")
    if options.realtime and not options.text:
        raise UsageError("--realtime belongs to --text; by voice, times are always measured.")
    config, profile = load_config(), read_profile(options.cv, options.job)
    mode = _mode(options, config)
    seed = new_seed() if seed is None else seed
    planned = LoopWishes(**wishes)
    prefer = emphasis_of(profile).of if profile is not None else None
    rounds = plan_loop(whole_bank(config, tuple(packs)), planned, seed, prefer=prefer)
    if profile is not None:
        rounds = named_projects(rounds, profile)
    now = datetime.now().astimezone()
    header = LoopHeader(
        loop_id=new_session_id(now),
        created_at=stamp(now),
        app_version=__version__,
        kind=planned.kind,
        role=planned.role,
        level=planned.level,
        compressed=planned.compressed,
        strict_timing=options.strict_timing,
        feedback=options.feedback,
        seed=seed,
        mode=mode,
        realtime=options.realtime,
    )
    return begin_loop(loops_folder(), header, rounds, now)


def found(name: str) -> Path:
    """The folder of a loop that is to go on; `last` is the last one that is not over.

    Raises:
        LoopError: there is none.
        UsageError: it is over.
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.loop.listing import loops_folder  # noqa: PLC0415
    from interviewer.loop.loop_file import find_loop, loop_folders, read_loop  # noqa: PLC0415
    from interviewer.loop.steps import next_step  # noqa: PLC0415

    if name == "last":
        for folder in reversed(loop_folders(loops_folder())):
            if next_step(read_loop(folder), sessions_folder()) is not None:
                return folder
    folder = find_loop(loops_folder(), name)
    if next_step(read_loop(folder), sessions_folder()) is None:
        raise UsageError(f"The loop {folder.name} is over; `interviewer loop review {folder.name}` shows it.")
    return folder


def conduct(folder: Path, options: Options, *, welcome: bool) -> int:
    """Conduct a loop from where it stands, show the debrief at its end, and turn that into an exit code.

    Raises:
        InUseError: another process conducts it.
    """
    from interviewer.loop.loop_file import FILE_NAME  # noqa: PLC0415
    from interviewer.sessions.file_lock import FileLock  # noqa: PLC0415

    with FileLock(folder / FILE_NAME, "loop"):
        return _conduct(folder, options, welcome=welcome)


def _conduct(folder: Path, options: Options, *, welcome: bool) -> int:
    from interviewer.config import home, load_config, sessions_folder  # noqa: PLC0415
    from interviewer.loop.conduct import Conductor  # noqa: PLC0415
    from interviewer.loop.debrief_lines import debrief_lines  # noqa: PLC0415
    from interviewer.loop.debrief_rules import rules_in_force  # noqa: PLC0415
    from interviewer.loop.filed import debrief_of, forms_of  # noqa: PLC0415
    from interviewer.loop.loop_file import read_loop  # noqa: PLC0415
    from interviewer.loop.steps import Hold, next_step  # noqa: PLC0415
    from interviewer.loop.words import resumed_lines, welcome_lines  # noqa: PLC0415

    config, loop = load_config(), read_loop(folder)
    rules = rules_in_force(home())  # before anything is asked: a broken file is said first
    with stage_for(loop, options, config) as stage:
        step = next_step(loop, sessions_folder())
        if welcome:
            stage.tell(welcome_lines(loop))
        elif isinstance(step, Hold):
            stage.tell(resumed_lines(loop, step.index))
        conductor = Conductor(folder, sessions_folder(), stage, rules, one_round=options.one_round)
        done = conductor.run()
    if done.over:
        read = read_loop(folder)
        debrief = debrief_of(read)
        if debrief is not None:
            typer.echo(clean("\n".join(["", *debrief_lines(debrief, forms_of(read))])))
            typer.echo(f"\nKept, with all forms: interviewer loop review {folder.name}")
    if done.interrupted:
        return 130
    return 1 if done.failed else 0


@contextmanager
def stage_for(loop: Loop, options: Options, config: Config) -> Iterator[Stage]:
    """Where this loop's rounds are held: as it was begun, by voice or in text."""
    if loop.header.mode == "text":
        from interviewer.loop.text_stage import TextStage  # noqa: PLC0415
        from interviewer.practice import make_judge  # noqa: PLC0415

        if options.barge_in or options.model:
            raise UsageError("That loop is a typed one; leave the options of voice out.")
        judge = make_judge(parse_level(loop.header.level))
        yield TextStage(
            sys.stdin.fileno(),
            sys.stdout,
            judge,
            realtime=loop.header.realtime,
            feedback=loop.header.feedback,
        )
        return
    from interviewer.loop.voice_stage import VoiceStage  # noqa: PLC0415
    from interviewer.voice.equipment import VoiceOptions, device_problem  # noqa: PLC0415

    problem = device_problem(config, ())
    if problem is not None:
        raise problem
    voice = VoiceOptions(model=options.model, barge_in=options.barge_in)
    yield VoiceStage(config, voice, feedback=loop.header.feedback)


def parse_level(level: str) -> Level:
    """A level that the judge knows; L5 for one of a later version."""
    return next((known for known in LEVELS if known == level), "L5")


def _mode(options: Options, config: Config) -> Literal["text", "voice"]:
    """Text or voice, as for `practice`.

    Raises:
        VoiceError: voice was asked for, and is not possible.
    """
    from interviewer.cli.practice import by_voice  # noqa: PLC0415
    from interviewer.voice.equipment import VoiceOptions  # noqa: PLC0415

    if options.text:
        return "text"
    wanted = VoiceOptions(model=options.model, barge_in=options.barge_in)
    return "voice" if by_voice(config, wanted, asked_for=options.voice, otherwise="Not by voice") else "text"
