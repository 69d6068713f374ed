"""Finds the numbers that a CV claims, and says each back in a sentence that can be spoken. Pure."""

from __future__ import annotations

import re

from interviewer.tailoring.spoken import NUMBER, number_in_words, speakable
from prompts.schema import Strict

MOST_CLAIMS = 6
"""Of one project."""
_PAST = {
    "reduced": "reduc(?:ed|e|es|ing)", "cut": "cut(?:s|ting)?", "lowered": "lower(?:ed|s|ing)",
    "decreased": "decreas(?:ed|e|es|ing)", "increased": "increas(?:ed|e|es|ing)", "raised": "rais(?:ed|e|es|ing)",
    "improved": "improv(?:ed|e|es|ing)", "boosted": "boost(?:ed|s|ing)", "lifted": "lift(?:ed|s|ing)",
    "grew": "gr(?:ew|ow|ows|owing)", "shortened": "shorten(?:ed|s|ing)", "accelerated": "accelerat(?:ed|e|es|ing)",
    "sped up": "(?:sped|speed(?:ed|s|ing)?) up",
}  # fmt: skip
_VERB = "|".join(_PAST.values())
_ITSELF = "fell|rose|dropped|grew|increased|improved|decreased|declined|went down|went up"
_NOUN = "reduction|improvement|increase|decrease|lift|uplift|gain|drop|growth|saving|savings|speedup|speed-up"
_THING = r"[a-zäöüß@][\w@'’/&-]*(?: (?!(?:by|to|from|which|that|and|while|with|using|through|via)\b)[\w@'’/&-]+){0,6}?"
_HEDGE = r"(?:(?P<hedge>about|around|approximately|roughly|nearly|almost|over|more than|up to|at least|~|>) ?)?"
_BY = re.compile(
    rf"\b(?P<verb>{_VERB}) (?P<thing>{_THING}) (?P<how>by|to) {_HEDGE}(?P<number>{NUMBER})(?![\w%])", re.IGNORECASE
)
_FROM = re.compile(
    rf"\b(?P<verb>{_VERB}) (?P<thing>{_THING}) from (?P<start>{NUMBER}) (?:down )?to {_HEDGE}(?P<number>{NUMBER})(?![\w%])",
    re.IGNORECASE,
)
_FELL = re.compile(
    rf"(?:^|[,.;:(] |\b(?:and|so that|so|where|which|after|dass) )(?P<thing>{_THING}) (?P<verb>{_ITSELF})"
    rf" (?:from (?P<start>{NUMBER}) )?(?P<how>by|to) {_HEDGE}(?P<number>{NUMBER})(?![\w%])",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER}) (?P<noun>{_NOUN}) (?:in|of) (?P<thing>{_THING})"
    r"(?=[,.;:()]|$| (?:by|to|from|which|that|and|while|with|using|through|via)\b)",
    re.IGNORECASE,
)
_SAVED = re.compile(
    rf"\b(?P<verb>sav(?:ed|es|ing)|generat(?:ed|es|ing)) {_HEDGE}(?P<number>[$€£] ?{NUMBER}|{NUMBER})"
    r"(?P<rate> (?:a|per) (?:year|month|week|day)| annually)?(?![\w%])",
    re.IGNORECASE,
)
_HEDGES = {"~": "about", ">": "more than"}


class Claim(Strict):
    """A number that a CV claims for a project."""

    quote: str
    """The words of the CV."""
    said: str
    """After "You write", for example "that you reduced churn by twelve percent"."""


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims of a text that can be said aloud, in their order; at most `MOST_CLAIMS`.

    Only a number is taken whose sentence names what was changed; a bare count ("12 models") is no claim.
    """
    text = " ".join(text.split())[:4000]
    text = text.lower() if text.isupper() else text
    found: list[tuple[int, int, Claim]] = []
    for pattern, say in ((_FROM, _say_from), (_BY, _say_by), (_FELL, _say_fell), (_OF, _say_of), (_SAVED, _say_saved)):
        for match in pattern.finditer(text):
            said = say(match)
            if said and not any(start < match.end() and match.start() < end for start, end, _ in found):
                quote = match[0].strip(" ,.;:(")
                found.append((match.start(), match.end(), Claim(quote=quote, said=said)))
    return tuple(claim for *_, claim in sorted(found, key=lambda one: one[:2]))[:MOST_CLAIMS]


def _say_by(match: re.Match[str]) -> str:
    thing, number = _thing(match["thing"]), _number(match)
    return f"that you {_past(match['verb'])} {thing} {match['how'].lower()} {number}" if thing and number else ""


def _say_from(match: re.Match[str]) -> str:
    thing, number, start = _thing(match["thing"]), _number(match), number_in_words(match["start"])
    return f"that you {_past(match['verb'])} {thing} from {start} to {number}" if thing and number and start else ""


def _say_fell(match: re.Match[str]) -> str:
    thing, number = _thing(match["thing"]), _number(match)
    start = number_in_words(match["start"] or "")
    since = f"from {start} " if start else ""
    return f"that {thing} {match['verb'].lower()} {since}{match['how'].lower()} {number}" if thing and number else ""


def _say_of(match: re.Match[str]) -> str:
    thing, number = _thing(match["thing"]), number_in_words(match["number"])
    if not thing or not number:
        return ""
    article = "an" if number.startswith(("eight", "eleven")) else "a"
    noun = match["noun"].lower()
    lead = "" if noun == "savings" else f"{article} "
    return f"of {lead}{number} {noun} in {thing}"


def _say_saved(match: re.Match[str]) -> str:
    number = _number(match)
    if not number or " " not in number:  # a bare count saves nothing that could be named
        return ""
    verb = "saved" if match["verb"].lower().startswith("sav") else "generated"
    return f"that it {verb} {number}{(match['rate'] or '').lower()}"


def _number(match: re.Match[str]) -> str:
    number = number_in_words(match["number"])
    hedge = (match["hedge"] or "").lower()
    return f"{_HEDGES.get(hedge, hedge)} {number}".strip() if number else ""


def _thing(written: str) -> str:
    """What was changed, as the interviewer names it; "" where it cannot be said."""
    thing = re.sub(r"^(?:our|my|their|its)\b", "the", written.strip(), flags=re.IGNORECASE)
    return speakable(thing[:1].lower() + thing[1:] if thing[1:2].islower() else thing, most_words=7)


def _past(verb: str) -> str:
    return next(past for past, pattern in _PAST.items() if re.fullmatch(pattern, verb, re.IGNORECASE))
