"""Cuts the title of a project out of a line of a CV: without dates, places, tool lists and marks. Pure."""

from __future__ import annotations

import re

from interviewer.tailoring.words import named

_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)[a-zä]*\.?|spring|summer|autumn|fall|winter"
_YEAR = r"(?:19|20)\d\d"
_WHEN = rf"(?:(?:{_MONTH}) )?(?:\d\d?[./])?{_YEAR}"
_DATES = re.compile(
    rf"[(\[|,–—-]?\s*(?:since |seit )?{_WHEN}(?:\s*(?:-|–|—|to|bis)\s*(?:{_WHEN}|present|today|now|heute|ongoing))?\s*[)\]|]?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:project|projekt|title|capstone|case study|thesis|topic)(?: ?\d{1,2})? ?[:–—-] *", re.IGNORECASE
)
_BREAK = re.compile(r"\s*(?:\||\s[–—-]\s|;|•|·|\t)\s*")
_COLON = re.compile(r":\s+")
_TOOLS = re.compile(r"\s*[(\[][^)\]]*[)\]]?\s*$")
_TAIL = re.compile(
    r",?\s+(?:using|with|via|based on|built on|that|which|where|whose|leading to|resulting in|reducing|increasing"
    r"|improving|achieving|cutting|saving|serving|running|deployed|used by|mittels|mithilfe|unter)\b.*$",
    re.IGNORECASE,
)
_DID = (
    "built|developed|designed|created|implemented|trained|deployed|launched|led|owned|introduced|rebuilt|productionized"
    "|productionised|invented|proposed|prototyped|established|delivered|pioneered|engineered|shipped|modeled|modelled"
    "|architected|conceived|initiated|spearheaded|wrote|ran|conducted|redesigned|researched|investigated|formulated"
    "|entwickelte|baute|entwarf|implementierte|leitete"
)
_MADE = re.compile(
    rf"\b(?:{_DID}|building|developing|designing|training|deploying|implementing|entwicklung|aufbau|konzeption)\b"
    rf"(?: and (?:{_DID}))?(?: (?:the )?(?:development|design|implementation|deployment) of)?"
    r" (?P<thing>(?:(?:a|an|the|our|new|novel|ein|eine|einen|eines|einer) )?(?:[^,.;:()|•]|(?<=\d)[.,](?=\d)){3,140})",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s+(?:using|with|via|based on|built on|that|which|where|who|to (?!rank\b)[a-z]+|by|in (?:python|r|java|scala|pytorch|tensorflow|production"
    r"|order)"
    r"|leading|resulting|reducing|increasing|improving|achieving|cutting|saving|lifting|raising|lowering|on top|from|at|across|over"
    r"|and (?:[a-z]+ed|[a-z]+ing|cut|led|ran|built|wrote)|serving|so that|used|mit|mittels|zur reduktion)\b.*$",
    re.IGNORECASE,
)
_ARTEFACT = re.compile(
    r"\b(?:models?|systems?|pipelines?|algorithms?|engines?|classifiers?|classification|forecast\w*|detect\w*|predict\w*|recommend\w*|rank\w*"
    r"|search|experiments?|a/b tests?|platforms?|services?|chatbots?|bots?|assistants?|segmentation|optimi[sz]\w*|estimat\w*|simulat\w*|networks?"
    r"|methods?|frameworks?|tools?|scoring|matching|extraction|embeddings?|retrieval|translation|recognition|pricing|attribution|inference|clustering"
    r"|modell\w*|verfahrens?|\w*vorhersage\w*|\w*erkennung|\w*prognose\w*|\w*empfehlung\w*)\b",
    re.IGNORECASE,
)
_NEEDS_METHOD = re.compile(
    r"\b(?:tools?|platforms?|frameworks?|services?|pipelines?|systems?|experiments?|search|methods?)$", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"\b(?:team|teams|engineers|scientists|analysts|interns|students|meeting|workshops?|hiring|dashboards?|reports?|slides|course|lecture|roadmap|curriculum)\b",
    re.IGNORECASE,
)
MOST_WORDS = 12


def without_dates(line: str) -> str:
    """The line without years and ranges of them."""
    return " ".join(_DATES.sub(" ", line).split())


def clean_title(line: str) -> str:
    """The title in a line that heads a project: "**Churn model** (2021-22) | Python, SQL" is "Churn model"."""
    text = _LABEL.sub("", without_dates(line).strip(" -–—|,;:*_#"))
    text = _BREAK.split(text, maxsplit=1)[0]
    text = _TOOLS.sub("", text) or text
    if len(text.split()) > MOST_WORDS:
        head = _COLON.split(text, maxsplit=1)[0]
        text = head if 2 <= len(head.split()) <= MOST_WORDS else _TAIL.sub("", text)
    text = text.strip(" -–—|,;:.*_#\"“”'")
    if text.isupper() and len(text) > 5:
        text = text.capitalize()
    return text if 1 <= len(text.split()) <= MOST_WORDS else ""


def split_title(line: str) -> tuple[str, str]:
    """(title, the rest) of a bullet that holds both: "Churn prediction: built a model …"; ("", line) where it does not."""
    for mark in (_COLON, _BREAK):
        parts = mark.split(without_dates(line), maxsplit=1)
        if len(parts) == 2 and 1 <= len(parts[0].split()) <= 9 and len(parts[1].split()) >= 2:
            return clean_title(parts[0]), parts[1]
    return "", line


def is_work(text: str) -> bool:
    """Whether the text names something that a scientist makes: a model, a method, a prediction."""
    return bool(_ARTEFACT.search(text))


def made_in(sentence: str) -> str:
    """What somebody built, as the sentence names it: "Built a churn model with XGBoost …" is "a churn model"; "" for none.

    Only what a scientist is asked about counts: a model, a method, an experiment; not a team, a dashboard or a course.
    """
    match = _MADE.search(sentence)
    if match is None:
        return ""
    thing = _STOP.sub("", match["thing"]).strip(" -–—,")
    thing = re.sub(r"^our\b", "the", thing, flags=re.IGNORECASE)
    thing = re.sub(r"^eine[rs] \w+ (?:zur|zum|für|von) ", "", thing, flags=re.IGNORECASE)
    if not 1 <= len(thing.split()) <= MOST_WORDS or not _ARTEFACT.search(thing) or _PEOPLE.search(thing):
        return ""
    weak = _NEEDS_METHOD.search(thing) and len(set(_ARTEFACT.findall(thing))) < 2
    if weak and not (named(sentence, "methods") or set(named(sentence, "topics")) - {"coding", "sql"}):
        return ""
    return thing
