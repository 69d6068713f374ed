"""The command `interviewer`: joins the commands and turns every error into one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import Any

import typer

from interviewer import __version__
from interviewer.cli import (
    assess,
    demo,
    doctor,
    drill,
    loop,
    models,
    phone_screen,
    plan,
    practice,
    progress,
    questions,
    replay,
    rescore,
    review,
    sessions,
    stories,
    tailor,
    takes,
    transcribe,
)
from interviewer.errors import InterviewerError, UsageError
from interviewer.text import clean_line

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    help="A local, private, spoken mock interviewer for scientist interviews at Amazon. Nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("practice")(practice.practice)
app.command("demo")(demo.demo)
app.add_typer(loop.app, name="loop")
app.command("phone-screen")(phone_screen.phone_screen)
app.command("replay")(replay.replay)
app.command("review")(review.review)
app.command("rescore")(rescore.rescore)
app.command("takes")(takes.takes)
app.add_typer(stories.app, name="stories")
app.add_typer(tailor.app, name="tailor")
app.command("progress")(progress.progress)
app.command("plan")(plan.plan)
app.command("drill")(drill.drill)
app.add_typer(sessions.app, name="sessions")
app.command("assess")(assess.assess)
app.command("transcribe")(transcribe.transcribe)
app.add_typer(questions.app, name="questions")
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(  # noqa: ARG001 - its callback prints it
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
    language: str | None = typer.Option(None, "--language", metavar="CODE", help="Of what is said and shown: en."),
) -> None:
    """A local, private, spoken mock interviewer for scientist interviews at Amazon. Nothing leaves this machine.

    Example: interviewer practice --text --principle dive-deep

    `--debug`, with any command, shows the details of an error.
    """
    _speak(language)


def _speak(language: str | None) -> None:
    """Speak the language of the option, else that of config.toml.

    Raises:
        UsageError: there are no phrases in it.
    """
    from interviewer.config import home, load_config  # noqa: PLC0415 - `--help` stays light

    if language is None and (home() / "config.toml").is_file():
        try:
            language = load_config().language
        except UsageError:  # said by the commands that need the file, with the remedy
            language = None
    from prompts import phrasebook  # noqa: PLC0415

    try:
        phrasebook.use(None if language is None else phrasebook.load_catalogue(language))
    except phrasebook.UnknownLanguageError as error:
        raise UsageError(str(error)) from error


def known_errors() -> tuple[type[Exception], ...]:
    """The errors whose message is meant for the user."""
    from audio.errors import AudioError  # noqa: PLC0415 - only when something has gone wrong
    from prompts.load import UnknownQuestionError  # noqa: PLC0415
    from prompts.rounds import PlanError  # noqa: PLC0415
    from prompts.yaml_source import SourceError  # noqa: PLC0415
    from rubrics.assessment import JudgeError  # noqa: PLC0415

    return (InterviewerError, AudioError, SourceError, UnknownQuestionError, PlanError, JudgeError)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted."""
    # Threads of torch that wait by spinning starve everything else on a busy machine: 17 s instead of 2 s for one decode
    # was measured. Read by the library when it is first loaded, so it is set before anything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.CRITICAL,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("numba", "matplotlib", "urllib3", "comtypes"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        result: Any = app(args=arguments, prog_name="interviewer", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except (typer.Abort, KeyboardInterrupt):
        _say("Interrupted.")
        return INTERRUPTED
    except SystemExit as end:  # the parser's way out where the reader has gone (`| head`), which is no fault
        if isinstance(end.__context__, BrokenPipeError):
            return DONE
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:
        usage = getattr(error, "format_message", None)  # the parser's own errors; their class is not public
        if usage is not None:
            _say_usage(usage(), getattr(error, "ctx", None))
            return WRONG_USAGE
        if debug:
            raise
        if isinstance(error, known_errors()):
            _say(str(error))
            return WRONG_USAGE if isinstance(error, UsageError) else FAILED
        if isinstance(error, OSError) and error.strerror:
            _say(f"{error.strerror}: {error.filename or ''}. Run again with --debug for the details.")
            return FAILED
        _say(
            f"Something unexpected went wrong ({type(error).__name__}: {error}). Run again with --debug for the details."
        )
        return FAILED


def _say(message: str) -> None:
    typer.echo("interviewer: " + clean_line(message), err=True)


def _say_usage(message: str, context: Any) -> None:
    if "Usage:" in message:  # a command that needs more said: the whole help
        typer.echo(message, err=True)
    else:
        _say(f"{message} See `{context.command_path if context else 'interviewer'} --help`.")


def _usable_streams() -> None:
    """Give a closed stream a place to go, and let a character that the terminal lacks become a question mark."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for good
        elif mode == "w":
            stream.reconfigure(errors="replace")


def main() -> None:
    """Entry point of the command `interviewer`."""
    _usable_streams()
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # the reader has gone or the disk is full; the interpreter would complain again
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            code = code or (DONE if isinstance(sys.exc_info()[1], BrokenPipeError) else FAILED)
    if any(thread.daemon and thread is not threading.main_thread() for thread in threading.enumerate()):
        # A model may still be loading, or a read of the keyboard be pending, on a background thread. Everything worth
        # keeping is on the disk; a normal exit would wait for them or crash inside a half-loaded library.
        os._exit(code)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
