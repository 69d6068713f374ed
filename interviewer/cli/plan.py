"""`interviewer plan`: what to practise on which day until the interview."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from interviewer.errors import UsageError

if TYPE_CHECKING:
    import datetime as dt

    from interviewer.preparation.model import Wish

Date = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Day of the interview.")]


def plan(
    date: Date = None,
    hours_per_week: Annotated[
        float | None, typer.Option(metavar="HOURS", help="Hours a week that you have, 1 to 80.")
    ] = None,
    role: Annotated[str | None, typer.Option(help="applied-scientist or data-scientist.")] = None,
    level: Annotated[str | None, typer.Option(help="L4, L5 or L6.")] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="Begin on this day; else today."),
    ] = None,
    today: Annotated[bool, typer.Option("--today", help="Only the next session, of the last plan.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Every day step by step.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="PATH", help="Write the plan as a page.")] = None,
    ics: Annotated[Path | None, typer.Option(metavar="PATH", help="Write it for a calendar (iCalendar).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Plan the preparation day by day: what your answers lack, which stories to write, mocks, and what to type.

    The plan is kept: without --date it is made anew for the same interview, from what you have practised since.

    Example: interviewer plan --date 2027-01-15 --hours-per-week 6

    Example: interviewer plan --today
    """
    from interviewer.config import home  # noqa: PLC0415 - `--help` stays light
    from interviewer.preparation.lines import plan_lines, today_lines  # noqa: PLC0415
    from interviewer.preparation.make import make_plan  # noqa: PLC0415
    from interviewer.preparation.settings import load_wish, save_wish  # noqa: PLC0415

    if today and from_ is not None:
        raise UsageError("--today begins today; leave --from out.")
    day = from_.date() if from_ is not None else datetime.now().astimezone().date()
    last = load_wish(home())
    wish = _wish(last, (date, hours_per_week, role, level), day, anew=from_ is not None)
    made = make_plan(wish, day)
    if wish != last:
        save_wish(home(), wish)
    if html is not None:
        from interviewer.preparation.page import plan_page  # noqa: PLC0415
        from interviewer.web.still_page import write_page  # noqa: PLC0415

        write_page(html, plan_page(made))
        typer.echo(f"Written to {html}.", err=True)
    if ics is not None:
        from interviewer.preparation.ics import calendar_text  # noqa: PLC0415
        from interviewer.web.still_page import write_page  # noqa: PLC0415

        write_page(ics, calendar_text(made))
        typer.echo(f"Written to {ics}.", err=True)
    if as_json:
        typer.echo(made.model_dump_json())
    elif today:
        typer.echo("\n".join(today_lines(made)))
    elif html is None and ics is None:
        typer.echo("\n".join(plan_lines(made, whole=whole)))


def _wish(last: Wish | None, given: tuple[Any, ...], day: dt.date, *, anew: bool) -> Wish:
    """What is asked for, with what the last plan knows; another date or other hours begin a plan anew.

    Args:
        last: what the last plan was made for.
        given: date, hours, role and level of the command line, None where nothing was said.
        day: the first day, where a plan is begun.
        anew: whether it is begun in any case.

    Raises:
        UsageError: something is missing or out of range.
    """
    from interviewer.preparation.model import Wish  # noqa: PLC0415

    names = ("interview_on", "hours_per_week", "role", "level")
    said = {name: value for name, value in zip(names, given, strict=True) if value is not None}
    value = (last.model_dump() if last else {}) | said
    if "interview_on" not in value or "hours_per_week" not in value:
        raise UsageError("There is no plan yet; give --date YYYY-MM-DD and --hours-per-week HOURS.")
    try:
        wish = Wish.model_validate({"begun_on": day} | value)
        same = last is not None and (wish.interview_on, wish.hours_per_week) == (last.interview_on, last.hours_per_week)
        return wish if same and not anew else wish.model_copy(update={"begun_on": day})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        option = {"interview_on": "date", "hours_per_week": "hours-per-week"}.get(str(first["loc"][0]), first["loc"][0])
        raise UsageError(f"--{option}: {first['msg']}.") from error
