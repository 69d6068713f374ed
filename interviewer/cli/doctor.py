"""`interviewer doctor`: is everything there that an interview needs?"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.text import clean_line

if TYPE_CHECKING:
    from interviewer.doctor.finding import Finding

_INDENT = 20


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON; nobody is asked.")] = False,
    no_sound: Annotated[bool, typer.Option("--no-sound", help="Do not open microphone and loudspeaker.")] = False,
) -> int:
    """Try everything an interview needs, and say what to do about what does not work.

    In a terminal it asks you to speak and to listen. From a script (a pipe, or --json) it only measures the noise of
    the room, and nothing is to be heard. Exit code 0: text interviews are possible. 1: they are not.

    Example: interviewer doctor
    """
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.doctor.doctor import examine, verdict  # noqa: PLC0415

    asking = not as_json and not no_sound and sys.stdin.isatty() and sys.stdout.isatty()
    findings = []
    for finding in examine(load_config(), _Person() if asking else None, sound=not no_sound):
        findings.append(finding)
        if not as_json:
            for line in _lines(finding):
                typer.echo(line)
    text_ok, voice_ok = verdict(findings)
    if as_json:
        typer.echo(json.dumps({"text": text_ok, "voice": voice_ok, "findings": [f.as_dict() for f in findings]}))
        return 0 if text_ok else 1
    lacking = ", ".join(finding.name for finding in findings if not finding.ok)
    typer.echo("")
    typer.echo(f"Text interviews:  {'ready' if text_ok else f'not possible ({lacking})'}")
    typer.echo(f"Voice interviews: {'ready' if voice_ok else f'not complete ({lacking})'}")
    return 0 if text_ok else 1


class _Person:
    """Whoever sits at the terminal."""

    def told(self, sentence: str) -> None:
        """Show what to do."""
        typer.echo(f"      {typer.style(sentence, bold=True)}")

    def agrees(self, question: str) -> bool:
        """Ask for yes or no."""
        return typer.confirm(f"      {question}", default=True)


def _lines(finding: Finding) -> list[str]:
    """A finding as it is shown: a mark, the name, what was found, and below it what to do."""
    mark, colour = ("fail", "red") if not finding.ok else ("note", "yellow") if finding.remedy else ("ok", "green")
    margin = " " * _INDENT
    shown = _wrapped(finding.detail, margin, margin)
    shown[0] = f"{typer.style(f'{mark:<4}', fg=colour, bold=True)}  {finding.name:<{_INDENT - 6}}{shown[0].lstrip()}"
    if finding.remedy:
        shown += _wrapped(finding.remedy, f"{margin}→ ", f"{margin}  ")
    return shown


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    width = max(60, min(110, shutil.get_terminal_size().columns))
    return textwrap.wrap(
        clean_line(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [first]
