"""Asks a question about a project that the CV names: other words, the same question to every judge. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from interviewer.tailoring.profile import Profile
from interviewer.tailoring.projects import Project
from interviewer.tailoring.words import ProjectLine, project_lines, words
from prompts.content import unspeakable
from prompts.load import fill
from prompts.schema import FollowUpLine, Question, TechnicalQuestion, Term

CV = Term(written="CV", spoken="C V")


def tailored(question: Question, profile: Profile, used: Collection[str] = ()) -> Question:
    """The question about a project of the CV that is not used yet; as it was where none fits or it is no project question.

    Only `asked_as` and the spoken probes change: id, text, key points and everything else that a judge reads stay.

    Args:
        question: of the bank.
        profile: of the candidate.
        used: keys (`Project.key`) of the projects that have been named already.
    """
    if not isinstance(question, TechnicalQuestion) or question.form != "project" or question.asked_as:
        return question
    line = project_lines().questions.get(question.id)
    project = _chosen(profile.projects, used, line)
    if project is None:
        return question
    named = fill(project_lines().kinds[project.kind], title=project.spoken)
    template = line.ask if line else project_lines().other
    asked = fill(template, project=named, question=question.text)
    terms = (*question.terms, CV)
    written = tuple(term.written for term in terms)
    if len(asked) > 1000 or (unspeakable(asked, written) and not unspeakable(question.text, written)):
        return question
    probes = tuple(_probes(question, project, line)) if line else ()
    return question.model_copy(
        update={"asked_as": asked, "follow_ups": (*probes, *question.follow_ups), "terms": terms}
    )


def tailored_plan(
    questions: Iterable[Question], profile: Profile, used: Collection[str] = ()
) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """(the questions, each about a project of its own as far as there are some; the keys of all projects used by then)."""
    keys, plan = list(used), []
    for question in questions:
        asked = tailored(question, profile, keys)
        key = named_project(asked, profile)
        if asked is not question and key is not None:
            keys.append(key)
        plan.append(asked)
    return tuple(plan), tuple(keys)


def named_project(question: Question, profile: Profile) -> str | None:
    """The key of the project that a question names, or None."""
    if not question.asked_as:
        return None
    phrases = project_lines().kinds
    there = [p for p in profile.projects if p.spoken and fill(phrases[p.kind], title=p.spoken) in question.asked_as]
    return max(there, key=lambda p: len(p.spoken)).key if there else None


def _chosen(projects: Iterable[Project], used: Collection[str], line: ProjectLine | None) -> Project | None:
    """The best project left: of the kind that the question prefers, with numbers and methods to ask about, told first."""
    left = [p for p in projects if p.spoken and p.key not in used]
    prefers = line.prefers if line else ()
    if not left:
        return None
    return max(left, key=lambda p: (p.kind in prefers, bool(p.claims) + bool(p.methods) + (p.kind == "project")))


def _probes(question: TechnicalQuestion, project: Project, line: ProjectLine) -> Iterable[FollowUpLine]:
    """What the interviewer asks where the answer leaves out a number that the CV claims, or why a method was taken."""
    wordings, points = project_lines(), len(question.key_points)
    if line.number is not None and line.number < points and project.claims:
        claim = project.claims[0].said
        yield FollowUpLine(target=f"key_point:{line.number}", line=fill(wordings.number_probes[0], claim=claim))
    if line.method is not None and line.method < points and project.methods:
        method = words().methods[project.methods[0]].said
        yield FollowUpLine(target=f"key_point:{line.method}", line=fill(wordings.method_probes[0], method=method))
