"""`interviewer questions`: what can be asked, one question whole, and a check of question files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.errors import UsageError
from interviewer.text import clean, slug

app = typer.Typer(no_args_is_help=False, invoke_without_command=True, help="List, show and check questions.")


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    """List, show and check questions.

    Example: interviewer questions list --topic statistics
    """
    if context.invoked_subcommand is None:
        _print_list(_bank(()), as_json=False)


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Option(help="behavioral, technical, coding or sql.")] = None,
    topic: Annotated[str | None, typer.Option(help="A technical topic.")] = None,
    principle: Annotated[str | None, typer.Option(help="A Leadership Principle.")] = None,
    pack: Annotated[list[str] | None, typer.Option(metavar="PATH", help="A pack of your own (repeatable).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print counts and questions as JSON.")] = False,
) -> None:
    """List the questions.

    Example: interviewer questions list --principle dive-deep
    """
    from interviewer.cli.practice import parse_wishes  # noqa: PLC0415

    if kind is not None and kind not in ("behavioral", "technical", "coding", "sql"):
        raise UsageError("--kind takes behavioral, technical, coding or sql.")
    wanted = slug(principle) if principle else None
    parse_wishes(topics=[topic] if topic else [], principles=[wanted] if wanted else [])
    questions = [
        q
        for q in _bank(tuple(pack or ()))
        if (kind is None or q.kind == kind)
        and (topic is None or getattr(q, "topic", None) == topic)
        and (wanted is None or wanted in getattr(q, "principles", ()))
    ]
    _print_list(questions, as_json=as_json)


@app.command("show")
def show(question_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one question with what a good answer contains.

    Example: interviewer questions show stats-p-value-ab-test
    """
    import yaml  # noqa: PLC0415

    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.practice import whole_bank  # noqa: PLC0415

    question = whole_bank(load_config()).get(question_id)
    value = {"kind": question.kind, **question.model_dump(mode="json", exclude_defaults=True)}
    typer.echo(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100).rstrip())


@app.command("check")
def check(path: Annotated[Path, typer.Argument(metavar="PATH", help="A YAML file, or a folder of them.")]) -> int:
    """Check question files and report every problem with its file and line.

    Example: interviewer questions check my-questions/
    """
    from interviewer.config import cache_folder  # noqa: PLC0415
    from prompts.check import check_files, files_of  # noqa: PLC0415
    from prompts.load import BANK_FOLDER, bank_without, load_bank  # noqa: PLC0415
    from prompts.yaml_source import SourceError  # noqa: PLC0415

    try:
        inside = path.resolve().is_relative_to(BANK_FOLDER.resolve())
        known = bank_without(path) if inside else load_bank(cache_folder()).questions.values()
        questions, problems = check_files(files_of(path), known)
    except SourceError as error:  # nothing to check, or the project's own files are broken
        questions, problems = [], error.problems
    for problem in problems:
        typer.echo(clean(str(problem)))
    typer.echo(f"{len(questions)} questions read, {len(problems)} problems.", err=True)
    return 1 if problems else 0


def _bank(packs: tuple[str, ...]) -> list[Any]:
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.practice import whole_bank  # noqa: PLC0415

    return list(whole_bank(load_config(), packs).questions.values())


def _print_list(questions: list[Any], *, as_json: bool) -> None:
    if as_json:
        counts = {
            "total": len(questions),
            "by_kind": dict(Counter(q.kind for q in questions)),
            "by_topic": dict(Counter(q.topic for q in questions if hasattr(q, "topic"))),
            "by_principle": dict(Counter(p for q in questions for p in getattr(q, "principles", ()))),
            "by_main_principle": dict(Counter(q.principles[0] for q in questions if getattr(q, "principles", ()))),
            "from_guides": sum(q.source.guide != "own" for q in questions),
        }
        listed = [{"id": q.id, "kind": q.kind, "text": q.text, **_tags(q)} for q in questions]
        typer.echo(json.dumps({"counts": counts, "questions": listed}, ensure_ascii=False))
        return
    for question in questions:
        tags = ", ".join(getattr(question, "principles", ()) or (getattr(question, "topic", ""),))
        typer.echo(clean(f"{question.id:<48} {tags}\n    {question.text}"))
    typer.echo(f"{len(questions)} questions.", err=True)


def _tags(question: Any) -> dict[str, Any]:
    tags: dict[str, Any] = {"levels": question.levels, "roles": question.roles, "source": question.source.model_dump()}
    for name in ("principles", "topic", "form", "depth"):
        if hasattr(question, name):
            tags[name] = getattr(question, name)
    return tags
