"""Sentences that hold nothing: filled with the words of interviews ("the situation was a challenge"), they could be said of anything. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rubrics.words import content_stems

HOLLOW_SHARE = 0.75
"""Share of its words in such sentences from which an answer is an empty template; of 677 written stories none is."""
_COMMONPLACES = content_stems(
    """
    situation situations task tasks action actions result results lesson lessons star problem problems challenge challenges
    challenging challenged solution solutions solve solved solving issue issues goal goals objective team teammate teams
    colleague colleagues coworkers manager boss company job role work worked working hard harder project projects important
    difficult difficulty tough great good well nice excellent amazing success successful successfully succeed succeeded happy
    satisfied positive outcome outcomes end ended final finally last first next learn learned learning time people person
    everybody everyone lot thing approach approached took taken taking made making did done give gave given got gotten have
    better best improve improved improvement impact achieve achieved deliver delivered stakeholder stakeholders customer
    customers client clients help helped communicate communicated communication collaborate collaborated collaboration
    able find found needed wanted experience experiences skill skills responsibility responsible plan planned step steps
    decide decided decision start started began finish finished complete completed handle handled deal dealt manage managed
    overcome overcame valuable value big small new old past year years day today career life question answer example
    story valuable key efficient efficiently effective effectively strong strongly together everything something nothing
    always never came come went going happen happened thought feel felt see saw seen look looked ask asked told tell said
    respective certain various several different specific
    """
)
"""What remains of a sentence when nothing is left of it."""


def is_hollow(sentence: str) -> bool:
    """Whether a sentence has no content word but commonplaces; one without any content word counts as such."""
    return content_stems(sentence) <= _COMMONPLACES


def is_template(sentences: Sequence[str]) -> bool:
    """Whether an answer consists of hollow sentences but for a rest.

    Args:
        sentences: of the answer.
    """
    words = [len(sentence.split()) for sentence in sentences]
    hollow = sum(count for count, sentence in zip(words, sentences, strict=True) if is_hollow(sentence))
    return bool(sentences) and hollow >= HOLLOW_SHARE * sum(words)
