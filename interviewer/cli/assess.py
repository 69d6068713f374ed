"""`interviewer assess`: verdicts on an answer, or on a file of answers."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from audio.recognisers import DEFAULT, Engine
from interviewer.errors import InterviewerError, UsageError

if TYPE_CHECKING:
    from rubrics.assessment import Judge

TIDIED_EVERY = 100
"""Answers of a batch after which memory is given back; takes some milliseconds."""


def assess(
    question: Annotated[str | None, typer.Option(metavar="ID", help="A question of the bank.")] = None,
    question_file: Annotated[Path | None, typer.Option(metavar="FILE", help="A question as JSON or YAML.")] = None,
    text: Annotated[Path | None, typer.Option(metavar="FILE", help="The answer as text; - for standard input.")] = None,
    audio: Annotated[Path | None, typer.Option(metavar="FILE", help="The answer as a recording.")] = None,
    batch: Annotated[
        Path | None, typer.Option(metavar="IN.jsonl", help="Many answers, one JSON object a line.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="OUT.jsonl", help="Where the verdicts of a batch go.")] = None,
    level: Annotated[str, typer.Option(help="L4, L5 or L6.")] = "L5",
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Whisper model, or a path to a .pt file.")] = None,
    transcriber: Annotated[
        Engine, typer.Option(help="What runs the model; faster-whisper is an optional extra.")
    ] = DEFAULT,
    judge: Annotated[
        str | None,
        typer.Option(metavar="PATH_OR_NAME", help="Judge by an instruct model: its folder, or its hub name."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")] = False,
) -> int:
    """Judge an answer that was written or recorded elsewhere.

    Example: interviewer assess --question stats-p-value-ab-test --text answer.txt --json

    Example: interviewer assess --batch answers.jsonl --out verdicts.jsonl
    """
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.practice import make_judge, whole_bank  # noqa: PLC0415

    if level not in ("L4", "L5", "L6"):
        raise UsageError("--level takes L4, L5 or L6.")
    config = load_config()
    if batch is not None:
        if out is None or question or question_file or text or audio:
            raise UsageError("--batch takes --out OUT.jsonl and nothing else to assess.")
        return _batch(batch, out, whole_bank(config), make_judge(level, judge))  # type: ignore[arg-type]
    if (question is None) == (question_file is None) or (text is None) == (audio is None):
        raise UsageError("Give one of --question and --question-file, and one of --text and --audio; or --batch.")
    from interviewer.answers.assess import assess as judge_answer  # noqa: PLC0415
    from interviewer.answers.assess import output, parse_question  # noqa: PLC0415

    if str(question_file) == str(text) == "-":
        raise UsageError("Only one of --question-file and --text can be standard input.")
    asked = whole_bank(config).get(question) if question else parse_question(_read(question_file))
    transcript, delivery = _answer(text, audio, model or config.model, transcriber)
    assessment = judge_answer(make_judge(level, judge), asked, transcript)  # type: ignore[arg-type]
    if delivery is not None:
        assessment = assessment.model_copy(update={"delivery": delivery})
    if as_json:
        typer.echo(json.dumps(output(asked.id, assessment), ensure_ascii=False))
    else:
        from interviewer.review.show import assessment_lines  # noqa: PLC0415
        from interviewer.text import clean  # noqa: PLC0415

        typer.echo(clean("\n".join(assessment_lines(asked, assessment, estimated=transcript.estimated))))
    return 0


def _read(path: Path | None) -> str:
    assert path is not None
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InterviewerError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InterviewerError(f"{path} is not UTF-8 text; save it as UTF-8.") from error


def _answer(text: Path | None, audio: Path | None, model: str, engine: Engine) -> tuple[Any, dict[str, Any] | None]:
    if text is not None:
        from interviewer.answers.typed import typed_transcript  # noqa: PLC0415

        return typed_transcript(_read(text).splitlines()), None
    from interviewer.answers.recognise import recognise  # noqa: PLC0415

    assert audio is not None
    transcript, delivery = recognise(audio, model, engine=engine)
    return transcript, delivery.model_dump(mode="json")


def _batch(source: Path, target: Path, bank: Any, judge: Judge) -> int:
    """Judge line by line: each verdict is on the disk before the next answer is read, whatever ends it."""
    from interviewer.answers.assess import assess_lines, bounded_lines  # noqa: PLC0415
    from interviewer.freed_memory import give_back  # noqa: PLC0415
    from interviewer.sessions import append_only  # noqa: PLC0415

    if _is_same_file(source, target):
        raise UsageError("--out names the same file as --batch; the answers would be lost.")
    done = failed = 0
    with _answers(source) as answers, _progress(source) as advance:
        judge.load()
        with _verdicts(target) as results:
            try:
                for result in assess_lines(bounded_lines(answers), bank, judge):
                    append_only.write(results, json.dumps(result, ensure_ascii=False) + "\n")
                    done, failed = done + 1, failed + ("error" in result)
                    if done % TIDIED_EVERY == 0:
                        give_back()
                    advance()
            except BrokenPipeError:  # whoever reads the verdicts has enough
                return 0
            except OSError as error:
                raise InterviewerError(
                    f"The batch broke off: {error.strerror}. The first {done} verdicts are in {target}."
                ) from error
            except KeyboardInterrupt:
                typer.echo(f"interviewer: Interrupted. The first {done} verdicts are in {target}.", err=True)
                return 130
    if failed:
        typer.echo(
            f"interviewer: {failed} of {done} lines could not be assessed; each has an error in {target}.", err=True
        )
    return 1 if failed else 0


def _is_same_file(source: Path, target: Path) -> bool:
    """Whether opening the target would empty what is read; standard input may be a file, too."""
    try:
        read = os.fstat(sys.stdin.buffer.fileno()) if str(source) == "-" else source.stat()
        return stat.S_ISREG(read.st_mode) and os.path.samestat(read, target.stat())
    except (OSError, ValueError):  # one of them is not there, or standard input is no file
        return False


def _answers(source: Path) -> AbstractContextManager[BinaryIO]:
    """The answers of a batch, open for reading line by line."""
    if str(source) == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return source.open("rb")
    except OSError as error:
        raise InterviewerError(f"{source} cannot be read: {error.strerror}.") from error


def _verdicts(target: Path) -> BinaryIO:
    """The file for the verdicts, empty and unbuffered."""
    try:
        return target.open("wb", buffering=0)
    except OSError as error:
        raise InterviewerError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _progress(source: Path) -> Iterator[Callable[[], object]]:
    """A progress bar on a terminal, nothing elsewhere; yields the function that moves it on."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Judging", total=_count(source))
        yield lambda: progress.advance(task)


def _count(source: Path) -> int | None:
    """How many answers there are; None where they can be read only once."""
    from interviewer.answers.assess import bounded_lines  # noqa: PLC0415

    if not source.is_file():
        return None
    with _answers(source) as answers:
        return sum(1 for line in bounded_lines(answers) if line.strip())
