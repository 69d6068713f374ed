"""`interviewer tailor`: what was understood of a CV and a job description, before an interview is built on it."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from interviewer.errors import UsageError
from interviewer.text import clean_line, shorten

app = typer.Typer(no_args_is_help=True, help="See what is read out of a CV and a job description.")
WIDTH = 100


@app.callback()
def _group() -> None:
    """See what is read out of a CV and a job description.

    Example: interviewer tailor show --cv cv.pdf --job job.txt
    """


@app.command("show")
def show(
    cv: Annotated[str | None, typer.Option(metavar="FILE", help="Your CV: text, Markdown or PDF.")] = None,
    job: Annotated[str | None, typer.Option(metavar="FILE", help="The job description, likewise.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show the projects, topics and principles that were read out of the two files; nothing is kept and nothing is sent.

    Example: interviewer tailor show --cv cv.pdf --job job.txt
    """
    profile = read_profile(cv, job)
    if profile is None:
        raise UsageError("Give --cv FILE, --job FILE or both.")
    if as_json:
        typer.echo(json.dumps(_as_json(profile), ensure_ascii=False))
        return
    for line in profile_lines(profile):
        typer.echo(clean_line(line) if line.strip() == line else f"  {clean_line(line)}")


def read_profile(cv: str | None, job: str | None) -> Any:
    """The profile out of the files named on the command line; None where none is named.

    Raises:
        DocumentError: one of them cannot be read.
    """
    if cv is None and job is None:
        return None
    from interviewer.tailoring import profile_of, read_document  # noqa: PLC0415 - `--help` stays light

    return profile_of(
        read_document(cv) if cv is not None else None,
        read_document(job) if job is not None else None,
    )


def emphasis_of(profile: Any) -> Any:
    """What comes up more often because of a profile, for the wishes of a plan; nothing does where there is none."""
    from interviewer.tailoring import Profile, weights  # noqa: PLC0415

    return weights(profile or Profile())


def profile_lines(profile: Any) -> list[str]:
    """A profile for the terminal."""
    lines = [
        f"{len(profile.projects)} project(s) found in the CV." if profile.projects else "No project was found in a CV."
    ]
    for project in profile.projects:
        asked = (
            f"asked about as: {project.spoken}"
            if project.spoken
            else "cannot be said aloud, so the question stays plain"
        )
        lines += [f"{project.kind}: {shorten(project.title, WIDTH)}", f"  {asked}"]
        lines += [f"  claim: {shorten(claim.quote, WIDTH)}" for claim in project.claims]
        if project.methods:
            lines.append(f"  methods: {', '.join(project.methods)}")
    lines.append(f"Topics in the CV: {', '.join(profile.skills) or 'none'}.")
    lines.append(f"Topics that the job asks for: {_weighed(profile.topics) or 'none'}.")
    lines.append(f"Principles that it stresses: {_weighed(profile.principles) or 'none'}.")
    if profile.level or profile.role:
        lines.append(f"It sounds like: {' '.join(part for part in (profile.role, profile.level) if part)}.")
    return lines


def _weighed(weights: dict[str, float]) -> str:
    listed = sorted(weights.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} ({weight:g})" for name, weight in listed)


def _as_json(profile: Any) -> dict[str, Any]:
    from interviewer.tailoring import weights  # noqa: PLC0415

    return {**profile.model_dump(mode="json"), "weights": weights(profile).model_dump(mode="json")}
