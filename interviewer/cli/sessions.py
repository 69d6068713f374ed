"""`interviewer sessions`: the sessions that are kept."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer


def sessions(as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> None:
    """List the sessions, oldest first.

    Example: interviewer sessions --json
    """
    from interviewer.config import sessions_folder  # noqa: PLC0415
    from interviewer.errors import SessionError  # noqa: PLC0415
    from interviewer.review import build_review  # noqa: PLC0415
    from interviewer.session_file import read_session, session_folders  # noqa: PLC0415
    from interviewer.show import score_text  # noqa: PLC0415
    from interviewer.text import clean, clean_line  # noqa: PLC0415

    rows: list[dict[str, Any]] = []
    for folder in session_folders(sessions_folder()):
        try:
            review = build_review(read_session(folder))
        except SessionError as error:
            rows.append({"session_id": folder.name, "error": str(error)})
            continue
        rows.append(
            {
                "session_id": folder.name,
                "created_at": review.created_at,
                "mode": review.mode,
                "round": review.round,
                "ended": review.ended,
                "questions": len(review.questions),
                "score": review.score,
                "unscored_reason": review.unscored_reason,
                "recommendation": review.recommendation,
            }
        )
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        if "error" in row:
            typer.echo(clean_line(f"{row['session_id']}  cannot be read: {row['error']}"))
            continue
        score = score_text(row["score"], row["unscored_reason"])
        kind = f"{row['mode']:<5}  {row['round']:<14} {row['questions']} questions"
        typer.echo(clean(f"{row['session_id']}  {kind}  {row['ended']}  {score}"))
    if not rows:
        typer.echo(f"No sessions yet in {sessions_folder()}. `interviewer practice` makes one.", err=True)
