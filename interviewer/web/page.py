"""Makes the page: one template, one style sheet, one script, put into one file that may load and run nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from interviewer.locale_format import significant
from interviewer.review import words
from interviewer.review.full import FullReview
from interviewer.review.note_words import note_words
from interviewer.review.show import RECOMMENDATIONS, ROLES
from interviewer.sessions.session_file import Session
from interviewer.text import clean, clean_line
from interviewer.web import marked, view
from interviewer.web.sound import Clip, PageError, placed, read_clip
from interviewer.web.still_page import FOLDER, make_environment, source_of
from prompts.phrasebook import current


def write_page(session: Session, review: FullReview, page: Path, *, embed: bool = False) -> None:
    """Write the review of a session as one HTML file, its recordings beside it or in it.

    Args:
        session: whose recordings are played.
        review: of that session.
        page: the file to write; an older one is replaced.
        embed: put the recordings into the file.

    Raises:
        PageError: the page or a recording cannot be written, or the page would replace a file of the session.
    """
    own = page.parent.resolve() == session.folder.resolve() if page.parent.is_dir() else False
    if own and page.suffix.lower() in {".jsonl", ".wav"}:
        raise PageError(f"{page} is a file of the session itself; choose another name, such as review.html.")
    clips: dict[str, Clip] = {}
    lines: dict[str, str] = {}
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        for turn in review.turns:
            clip = _clip(session, turn.answer_audio, page, embed)
            if clip is not None and turn.answer_audio:
                clips[turn.answer_audio] = clip
            asked = _clip(session, turn.line_audio, page, embed)
            if asked is not None and turn.line_audio:
                lines[turn.line_audio] = asked.src
        page.write_text(render(review, clips, lines), encoding="utf-8")
    except OSError as error:
        raise PageError(f"The page cannot be written to {page}: {error.strerror}. Choose another path.") from error


def _clip(session: Session, name: str | None, page: Path, embed: bool) -> Clip | None:
    path = session.audio(name)
    clip = read_clip(path) if path is not None else None
    if clip is None or name is None:
        return None
    return Clip(clip.duration_s, clip.peaks, placed(session, name, page, embed=embed))


def render(review: FullReview, clips: Mapping[str, Clip], lines: Mapping[str, str]) -> str:
    """The page as text.

    Args:
        review: the session.
        clips: the recordings of answers that can be played, by name.
        lines: the addresses of the interviewer's recorded lines, by name.
    """
    style, script = _asset("review.css"), _asset("review.js")
    turns = view.turn_views(review, clips, lines)
    said = {number: turn.spoken for number, turn in turns.items()}
    step = turns.get(review.next_step_turn or 0)
    return _environment().get_template("review.html.j2").render(
        review=review,
        title=words.title(review),
        about=words.about(review),
        step_heading=step.within if step else "",
        language=current().language,
        roles=ROLES,
        turns=list(turns.values()),
        moments=[(turns[m.turn].heading, words.capital(m.name), view.quote_of(m, said)) for m in review.moments],
        form_quotes={
            one.id: view.quote_of(one.moment, said)
            for one in (*review.form.principles, *review.form.technical)
            if one.moment is not None
        },
        overall_words=words.score_words(review.score) if review.score is not None else "",
        recommendations=RECOMMENDATIONS,
        standings=words.STANDINGS,
        has_audio=bool(clips),
        data=_data(turns),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=_policy(style, script),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = make_environment()
    environment.globals.update(**marked.GLOBALS)
    environment.filters["significant"] = significant
    environment.filters["scorer"] = lambda one: clean_line(f"{one.name} {one.version}")
    environment.filters["clean"] = clean
    environment.filters["note_words"] = note_words
    environment.filters["capital"] = words.capital
    return environment


@cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded but sound, and nothing may run but this very style sheet and this very script."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {source_of(style)}",
            f"script-src {source_of(script)}",
            "media-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _data(turns: Mapping[int, view.TurnView]) -> Markup:
    """When each word of every turn that can be played begins and ends; no text of anybody's.

    For each word two whole numbers, hundredths of a second: from the end of the word before, and its own length.
    """
    times = {number: _steps(turn) for number, turn in turns.items() if turn.clip is not None}
    return Markup(json.dumps(times, separators=(",", ":")))  # noqa: S704 - numbers alone


def _steps(turn: view.TurnView) -> list[int]:
    steps, before = [], 0
    for start_s, end_s in zip(turn.spoken.starts_s, turn.spoken.ends_s, strict=True):
        start, end = round(100 * start_s), round(100 * end_s)
        steps += [start - before, end - start]
        before = end
    return steps
