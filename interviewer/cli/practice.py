"""`interviewer practice`: a mock interview, by voice or in text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from audio.recognisers import DEFAULT, Engine
from interviewer.cli.tailor import emphasis_of, read_profile
from interviewer.config import home, load_config, sessions_folder
from interviewer.errors import SessionError, UsageError
from interviewer.text import shorten, slug

if TYPE_CHECKING:
    from interviewer.config import Config
    from interviewer.voice.equipment import VoiceOptions

PATIENT_PAUSE_S = 4.0
"""Seconds of `end_pause_s` with which half as many answers are cut off as by default (docs/speech.md)."""


def practice(
    voice: Annotated[bool, typer.Option("--voice", help="Speak and listen.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Type; nothing is spoken.")] = False,
    round_: Annotated[
        str, typer.Option("--round", metavar="R", help="The kind of round: `mix`, `phone-screen`, …")
    ] = "mix",
    role: Annotated[str | None, typer.Option(help="applied-scientist or data-scientist.")] = None,
    level: Annotated[str, typer.Option(help="L4, L5 or L6.")] = "L5",
    principle: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A Leadership Principle (repeatable).")
    ] = None,
    topic: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A technical topic (repeatable).")] = None,
    question: Annotated[list[str] | None, typer.Option(metavar="ID", help="Ask exactly this (repeatable).")] = None,
    questions: Annotated[int | None, typer.Option(metavar="N", help="How many questions.")] = None,
    retake: Annotated[
        str | None, typer.Option(metavar="SESSION[:TURN]", help="Answer a question of that session again.")
    ] = None,
    story: Annotated[str | None, typer.Option(metavar="NAME", help="A question that this story answers.")] = None,
    cv: Annotated[str | None, typer.Option(metavar="FILE", help="Your CV: its projects are asked about.")] = None,
    job: Annotated[str | None, typer.Option(metavar="FILE", help="The job: what it asks for comes up more.")] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="SESSION", help="Go on with a session that was cut off, or with the `last`.")
    ] = None,
    follow_ups: Annotated[int | None, typer.Option(metavar="N", help="Most follow-ups to a question.")] = None,
    strict_timing: Annotated[
        bool, typer.Option("--strict-timing", help="Be interrupted at the limit, and at 45 s of set-up.")
    ] = False,
    seed: Annotated[int | None, typer.Option(metavar="N", help="The same seed draws the same plan.")] = None,
    pack: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="A question pack of your own (repeatable).")
    ] = None,
    realtime: Annotated[bool, typer.Option("--realtime", help="In text mode, measure times on the clock.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    transcriber: Annotated[
        Engine, typer.Option(help="What runs the model; faster-whisper is an optional extra.")
    ] = DEFAULT,
    barge_in: Annotated[
        bool, typer.Option("--barge-in", help="With headphones: speaking over the interviewer stops it.")
    ] = False,
    microphone_file: Annotated[
        list[str] | None,
        typer.Option(metavar="WAV", help="A recorded answer in place of the microphone, one a turn (repeatable)."),
    ] = None,
) -> int:
    r"""Be interviewed. Without --voice or --text: by voice where that is possible, else in text.

    Example: interviewer practice --round bar-raiser --level L6

    Example: interviewer practice --resume last

    Example: printf 'My answer.\n\n' | interviewer practice --text --principle dive-deep
    """
    from interviewer.practice import Request, new_seed, run_text, whole_bank  # noqa: PLC0415 - `--help` stays light

    _refuse_mixed_modes(
        text=text,
        realtime=realtime,
        heard={"--voice": voice, "--microphone-file": microphone_file, "--barge-in": barge_in},
    )
    config = load_config()
    files = tuple(microphone_file or ())
    if resume is not None:
        from interviewer.cli.practice_resume import refuse_plans, resumed  # noqa: PLC0415

        refuse_plans(
            {"--round": round_ != "mix", "--role": role, "--level": level != "L5", "--principle": principle,
             "--topic": topic, "--question": question, "--questions": questions, "--retake": retake,
             "--story": story, "--follow-ups": follow_ups, "--seed": seed, "--pack": pack, "--realtime": realtime,
             "--strict-timing": strict_timing}
        )  # fmt: skip
        heard = {"model": model, "transcriber": transcriber, "files": files, "barge_in": barge_in}
        return report(*resumed(resume, config, text=text, voice=heard))
    one = find_round(round_)
    bank = whole_bank(config, tuple(pack or ()))
    if retake is not None or story is not None:
        from interviewer.cli.practice_again import wished_again  # noqa: PLC0415

        bank, question = wished_again(bank, retake, story, question, seed)
    profile = read_profile(cv, job)
    wishes = parse_wishes(
        role=role,
        level=level,
        principles=[slug(name) for name in principle or []],
        topics=topic or [],
        questions=question or [],
        count=questions,
        emphasis=emphasis_of(profile),
    )
    if follow_ups is not None and not 0 <= follow_ups <= 5:
        raise UsageError("--follow-ups takes 0 to 5.")
    request = Request(
        one=one,
        wishes=wishes,
        follow_ups=one.follow_ups if follow_ups is None else follow_ups,
        seed=new_seed() if seed is None else seed,
        level=wishes.level or "L5",
        role=role or "",
        strict_timing=strict_timing,
        profile=profile,
    )
    if not text:
        from interviewer.voice.equipment import VoiceOptions  # noqa: PLC0415

        options = VoiceOptions(model=model, transcriber=transcriber, files=files, barge_in=barge_in)
        if by_voice(config, options, asked_for=voice, otherwise="No voice interview"):
            from interviewer.voice.run import run_voice  # noqa: PLC0415 - loads the engines

            return report(*run_voice(request, bank, config, options))
    return report(*run_text(request, bank, realtime=realtime))


def by_voice(config: Config, options: VoiceOptions, *, asked_for: bool, otherwise: str) -> bool:
    """Whether it can be held by voice; where it cannot and need not, that is said, and it goes on in text mode.

    Args:
        config: which devices are used.
        options: what the command line says.
        asked_for: whether voice was asked for; then a speech model that is missing is fetched first.
        otherwise: the beginning of the line that is said.

    Raises:
        VoiceError: voice was asked for, or recordings were given, and it is not possible.
    """
    from interviewer.voice.equipment import device_problem, voice_problem  # noqa: PLC0415

    forced = asked_for or bool(options.files)
    problem = device_problem(config, options.files) if forced else voice_problem(config, options.model, options.files)
    if problem is not None and forced:
        raise problem
    if problem is not None:
        typer.echo(f"{otherwise}: {problem}\nGoing on in text mode.\n")
        return False
    if asked_for:
        fetch_model(options.model or config.model)
    return True


def _refuse_mixed_modes(*, text: bool, realtime: bool, heard: Mapping[str, object]) -> None:
    for name, given in heard.items():
        if given and text:
            raise UsageError(f"{name} belongs to a voice interview; leave --text out.")
    if realtime and not text:
        raise UsageError("--realtime belongs to --text; by voice, times are always measured.")


def fetch_model(name: str) -> None:
    """Fetch a speech model that is named and not here yet; without a network the interview goes on without one."""
    from audio.errors import TranscriptionError  # noqa: PLC0415
    from audio.models import MODELS, find_model  # noqa: PLC0415
    from interviewer.cli.models import fetch  # noqa: PLC0415
    from interviewer.config import models_folder  # noqa: PLC0415

    if find_model(name, models_folder()) is not None or all(one.name != name for one in MODELS):
        return
    typer.echo(f"Fetching the speech model {name}, once.", err=True)
    try:
        fetch(name)
    except TranscriptionError as error:
        typer.echo(f"interviewer: {error}", err=True)


def report(session: str, runner: Any) -> int:
    """Say where the session is kept, and turn its end into an exit code."""
    typer.echo(f"\nThe session is kept as {session}: interviewer review {session}")
    typer.echo(advice_on_cuts(session), nl=False)
    if runner.interrupted:
        return 130
    return 1 if runner.result == "failed" else 0


def advice_on_cuts(session: str) -> str:
    """A line for a candidate whose pauses were taken for the end; nothing if none was, or if the session cannot be read."""
    from interviewer.sessions.counting import cut_off  # noqa: PLC0415 - not needed to start
    from interviewer.sessions.session_file import find_session, read_session  # noqa: PLC0415

    try:
        times = cut_off(read_session(find_session(sessions_folder(), session)).records)
        patient = load_config().end_pause_s >= PATIENT_PAUSE_S
    except (SessionError, UsageError):
        return ""
    if not times:
        return ""
    often = "once" if times == 1 else f"{times} times"
    longer = "" if patient else f"`end_pause_s = {PATIENT_PAUSE_S}` in {home() / 'config.toml'} waits longer, and "
    return f"A pause of yours was taken for the end {often}: {longer}m while you think gives you more time.\n"


def find_round(name: str) -> Any:
    """The round of this name.

    Raises:
        UsageError: there is none.
    """
    from prompts.rounds import load_rounds  # noqa: PLC0415

    rounds = load_rounds()
    if name not in rounds:
        raise UsageError(f"There is no round {name!r}; choose one of {', '.join(rounds)}.")
    return rounds[name]


_OPTIONS = {"principles": "principle", "topics": "topic", "questions": "question", "count": "questions"}


def parse_wishes(**wishes: Any) -> Any:
    """The filters as typed values.

    Raises:
        UsageError: one of them is not in the vocabulary.
    """
    from prompts.rounds import Wishes  # noqa: PLC0415

    try:
        return Wishes.model_validate(wishes)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = _OPTIONS.get(str(first["loc"][0]), first["loc"][0])
        raise UsageError(f"--{option}: {first['msg']}, not {shorten(str(first['input']), 60)!r}.") from error
