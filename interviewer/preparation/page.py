"""A plan as a page: one self-contained HTML file that loads and runs nothing."""

from __future__ import annotations

from interviewer.preparation.lines import duration, headline, next_session
from interviewer.preparation.model import Plan
from interviewer.web.still_page import render_page


def plan_page(plan: Plan) -> str:
    """The page, with every day until the interview."""
    day, session = next_session(plan)
    return render_page(
        "plan.html.j2",
        "",
        plan=plan,
        headline=headline(plan),
        next_day=day,
        next_session=session,
        mocks=[one for one in plan.days if one.kind == "mock"],
        duration=duration,
    )
