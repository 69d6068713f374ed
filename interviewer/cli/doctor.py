"""`interviewer doctor`: is everything there that an interview needs?"""

from __future__ import annotations

import json
from typing import Annotated

import typer


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> int:
    """Look at everything an interview needs, and say what to do about what is missing.

    Example: interviewer doctor
    """
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.doctor import examine  # noqa: PLC0415

    findings = examine(load_config())
    text_ok = all(f.ok for f in findings if f.needed_for == "everything")
    voice_ok = text_ok and all(f.ok for f in findings)
    if as_json:
        typer.echo(json.dumps({"text": text_ok, "voice": voice_ok, "findings": [f.as_dict() for f in findings]}))
        return 0 if text_ok else 1
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.ok else 'MISS'}  {finding.name:<13} {finding.detail}")
        if finding.remedy:
            typer.echo(f"      {'':<13} → {finding.remedy}")
    typer.echo("")
    typer.echo(
        f"Text interviews: {'ready' if text_ok else 'not possible'}. Voice interviews: {'ready' if voice_ok else 'not complete'}."
    )
    return 0 if text_ok else 1
