"""Finds the projects, papers and theses in a CV: their titles, what was done, the numbers claimed, the methods named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.tailoring.claims import Claim, claims_in
from interviewer.tailoring.layout import Entry, entries_of
from interviewer.tailoring.spoken import speakable
from interviewer.tailoring.titles import clean_title, is_work, made_in, split_title, without_dates
from interviewer.tailoring.words import Kind, methods_used, named
from prompts.schema import Strict
from prompts.vocabulary import Topic

MOST_PROJECTS = 15
MOST_DETAILS = 12
_YEARS = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)
_THESIS = re.compile(
    r"(?:(?:ph\.?d\.?|doctoral|master(?:'s|’s|s)?|m\.?sc\.?|diploma|bachelor(?:'s|’s|s)?)[ -](?:thesis|dissertation)|dissertation"
    r"|thesis|doktorarbeit|masterarbeit|diplomarbeit)(?: title| on)?\s*[:–—,-]?\s*[\"“„]?(?P<title>[^\"“”\n]{8,200})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„](?P<title>[^\"“”„]{12,200}?)[.,]?[\"”“]")
_NAME = re.compile(r"\b[A-ZÄÖÜ]\.|\bet al\b|\*|^(?:and|&)\b")
_AUTHORS = re.compile(
    r"^(?:(?:[A-ZÄÖÜ][\w'’-]+,? (?:[A-ZÄÖÜ]\.[ -]?){1,3}|(?:[A-ZÄÖÜ]\.[ -]?){1,3} ?[A-ZÄÖÜ][\w'’-]+)(?:, and |, & | and | & |[,;:.]? ))+"
)
"""Names in a reference: "Roe J., Example F. " and "C. Example, A. Smith. "."""
_VENUE = re.compile(
    r"^(?:in\b|in:|proc|proceedings|journal|conference|workshop|neurips|icml|iclr|kdd|acl|emnlp|cvpr"
    r"|sigir|aaai|arxiv|preprint|ieee|acm|nature|under review|to appear|accepted)",
    re.IGNORECASE,
)

_ARTICLE = re.compile(r"(?:an?|the|this|my|our|de[rmns]|die|das|eine?[rmns]?)\b", re.IGNORECASE)
_ONE_THING = re.compile(
    r"\b(?:model|system|recommender|engine|classifier|pipeline|platform|chatbot|bot|tool|app|network|detector|predictor|framework"
    r"|assistant|service|library|algorithm|simulator|tracker|library)$",
    re.IGNORECASE,
)
_PROPER = frozenset(
    "amazon bayesian english european fourier french gaussian german kalman markov monte poisson".split()
)


class Project(Strict):
    """One piece of work that a CV names."""

    kind: Kind
    title: str
    """As written, cleaned."""
    spoken: str
    """As it may be said; "" where it cannot be."""
    details: tuple[str, ...]
    """What was done, in the CV's words."""
    claims: tuple[Claim, ...]
    methods: tuple[str, ...]
    """Names from the table of methods."""
    topics: tuple[Topic, ...]
    years: tuple[int, ...]

    @property
    def key(self) -> str:
        """By which a loop remembers that it has been used."""
        return f"{self.kind}:{' '.join(self.title.casefold().split())}"


def projects_in(text: str) -> tuple[Project, ...]:
    """The projects of a CV, those with a heading of their own first; at most `MOST_PROJECTS`, each once."""
    entries = entries_of(text)
    found = [
        *_listed([e for e in entries if e.section == "projects"]),
        *_at_work([e for e in entries if e.section in {"experience", "start", "other"}]),
        *_theses(entries),
        *_papers([e for e in entries if e.section == "publications"]),
    ]
    unique: dict[str, Project] = {}
    for project in found:
        if project.title and not any(_same(project, other) for other in unique.values()):
            unique[project.key] = project
    return tuple(unique.values())[:MOST_PROJECTS]


def _project(kind: Kind, title: str, details: Iterable[str], heading: str = "") -> Project:
    told = tuple(details)[:MOST_DETAILS]
    whole = " ".join((title, heading, *told))
    years = sorted({int(year) for year in _YEARS.findall(f"{heading} {' '.join(told)}")})
    return Project(
        kind=kind,
        title=title,
        spoken=speakable(_in_a_sentence(title))
        if kind != "project"
        else speakable(_with_article(_in_a_sentence(title))),
        details=told,
        claims=tuple(claim for line in told for claim in claims_in(line))[:6],
        methods=methods_used(whole),
        topics=tuple(named(whole, "topics")),
        years=tuple(years[:6]),
    )


def _in_a_sentence(title: str) -> str:
    """The title with its first letter small where the word is an ordinary one, as it stands after "on"."""
    first, _, rest = title.partition(" ")
    ordinary = first[1:].islower() and (not rest or any(word[:1].islower() for word in rest.split() if len(word) > 3))
    return title[:1].lower() + title[1:] if ordinary and first.casefold() not in _PROPER else title


def _with_article(title: str) -> str:
    """With "the" where the title names one thing without an article: "movie recommender" is "the movie recommender"."""
    head = re.split(r" (?:for|of|with|in|on|to|from|at|that|using)\b|[:,(–—]", title)[0]
    return f"the {title}" if _ONE_THING.search(head) and title[:1].islower() and not _ARTICLE.match(title) else title


def _same(one: Project, other: Project) -> bool:
    mine, theirs = set(one.title.casefold().split()), set(other.title.casefold().split())
    common = {word for word in mine & theirs if len(word) > 3}
    return one.key == other.key or (len(common) >= 2 and len(common) >= 0.8 * min(len(mine), len(theirs)))


def _listed(entries: list[Entry]) -> Iterator[Project]:
    """Projects of a section of their own: a title with what follows, or one bullet each."""
    if not entries:
        return
    titled = [e for e in entries if not e.bullet and _heads(e)]
    if not titled:
        outer = min(e.indent for e in entries)
        starts = [i for i, e in enumerate(entries) if e.indent <= outer + 1]
        for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
            yield from _from_bullet(entries[start], entries[start + 1 : end])
        return
    starts = [i for i, e in enumerate(entries) if e in titled]
    for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
        head = entries[start]
        title, rest = split_title(head.text)
        details = [rest] if title and len(rest.split()) > 4 else []
        details += [e.text for e in entries[start + 1 : end]]
        if details or named(head.text, "topics") or named(head.text, "methods") or is_work(head.text):
            yield _project("project", title or clean_title(head.text), details, head.text)


def _heads(entry: Entry) -> bool:
    if entry.heading:
        return True
    text = without_dates(entry.text)
    return (len(text.split()) <= 14 and not text.endswith(".") and text[:1] in {text[:1].upper(), "“", '"'}) or bool(
        split_title(entry.text)[0]
    )


def _from_bullet(entry: Entry, inner: list[Entry]) -> Iterator[Project]:
    title, rest = split_title(entry.text)
    if not title:
        title = made_in(entry.text) or (clean_title(entry.text) if len(entry.text.split()) <= 12 else "")
    if title:
        yield _project("project", title, [rest, *(e.text for e in inner)], entry.text)


def _at_work(entries: list[Entry]) -> Iterator[Project]:
    """What was built in a job or told in a paragraph, one for each sentence that names it."""
    for entry in entries:
        told: list[tuple[str, list[str]]] = []
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])", entry.text):
            if thing := made_in(sentence):
                told.append((thing, [sentence]))
            elif told:  # what follows tells more of it
                told[-1][1].append(sentence)
        yield from (_project("project", thing, sentences) for thing, sentences in told)


def _theses(entries: list[Entry]) -> Iterator[Project]:
    for entry in entries:
        if entry.section in {"skills", "required", "preferred"}:
            continue
        if match := _THESIS.search(entry.text):
            title = clean_title(
                re.split(r"\. |[()]|, (?:supervis|advis|grade|betreu|\w+ cum laude|with hono)", match["title"])[0]
            )
            if len(title.split()) >= 2:
                yield _project("thesis", title, [entry.text], entry.text)


def _papers(entries: list[Entry]) -> Iterator[Project]:
    for entry in entries:
        if title := _paper_title(entry.text):
            yield _project("paper", title, [entry.text], entry.text)


def _paper_title(text: str) -> str:
    """The title in a reference: what stands in quotes, or the first part that is neither names nor a venue."""
    if match := _QUOTED.search(text):
        return clean_title(match["title"])
    text = _AUTHORS.sub("", text)
    text = re.sub(r"\((?:19|20)\d\d[a-z]?\)[.,:]?", ". ", text)
    for part in re.split(r"(?<=[a-zäöü)?!\d])[.?!]\s+|\s\.\s|\s*\.\s\.\s*", text):
        plain = part.strip(" .,;")
        names = len(_NAME.findall(plain)) + sum(len(p.split()) <= 3 for p in plain.split(",")[1:])
        if len(plain.split()) >= 4 and names == 0 and not _VENUE.match(plain):
            return clean_title(plain)
    return ""
