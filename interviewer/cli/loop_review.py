"""`interviewer loop review`: what the interviewers decided and why, in the terminal, as a page and for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def review(
    loop: Annotated[str, typer.Argument(metavar="[LOOP]", help="Its name, the beginning of it, or `last`.")] = "last",
    html: Annotated[Path | None, typer.Option("--html", metavar="PATH", help="Write a page for the browser.")] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="FILE", help="Decide by rules of your own (YAML).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the debrief and all forms as JSON.")] = False,
) -> None:
    """Show the debrief of a loop: the decision, each step to it with the words it rests on, and all forms.

    Example: interviewer loop review last --html debrief.html

    Of a loop that is not over it shows what could be decided so far, by your own rules if debrief.yaml lies in the data
    folder. The page works offline, loads nothing, and prints well. `--rules` holds the debrief once more by other rules,
    and changes nothing that is kept.
    """
    from interviewer.config import home  # noqa: PLC0415
    from interviewer.loop.debrief_rules import rules_in_force  # noqa: PLC0415
    from interviewer.loop.filed import debrief_of, forms_of, hold_debrief_on  # noqa: PLC0415
    from interviewer.loop.loop_file import find_loop, read_loop  # noqa: PLC0415
    from interviewer.text import clean, clean_line  # noqa: PLC0415

    read = read_loop(find_loop(home() / "loops", loop))
    forms = forms_of(read)
    filed = sum(read.form(one.index) is not None for one in read.rounds)
    if filed > len(forms):
        typer.echo(f"{filed - len(forms)} of {filed} forms cannot be read and are left out.", err=True)
    debrief = None if rules is not None else debrief_of(read)
    if debrief is None:
        debrief = hold_debrief_on(read, rules_in_force(home(), rules))
    if html is not None:
        from interviewer.loop.debrief_page import debrief_page  # noqa: PLC0415
        from interviewer.web.still_page import write_page  # noqa: PLC0415 - loads the template engine

        write_page(html, debrief_page(debrief, forms))
        typer.echo(clean_line(f"Written: {html}"), err=as_json)
    if as_json:
        both = {"debrief": debrief.model_dump(mode="json"), "forms": [form.model_dump(mode="json") for form in forms]}
        typer.echo(json.dumps(both, ensure_ascii=False))
    elif html is None:
        from interviewer.loop.debrief_lines import debrief_lines  # noqa: PLC0415

        typer.echo(clean("\n".join(debrief_lines(debrief, forms))))
