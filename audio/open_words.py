"""Words by what they promise, for `last_words` and `finality`: closed classes of English, in lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STARTERS = _words("so and but well okay ok yeah yes no right then also now um uh basically actually")
"""What begins spoken sentences and adds nothing to them."""

HESITATIONS = _words("um umm uh uhh uhm er erm hm hmm hmmm mm ah eh")

CONJUNCTIONS = _words("and or but nor because cause so plus then well okay like")
"""They lead on."""

SUBORDINATORS = _words(
    "when while if unless until since although though because whereas whether after before once as than whenever "
    "wherever which who whose whom what why how that during despite except instead throughout"
)

PREPOSITIONS = _words(
    "of to for from with without at by in on into onto about between among against through toward towards within "
    "upon under above below beyond per via across regarding including versus like during near inside throughout"
)
"""Those that can end an English sentence do so after "which", "what", "that" or "who"; particles are left out."""

DETERMINERS = _words(
    "a an the my our your their its every each any some these those several certain various his another such both "
    "very quite extremely rather fairly somewhat roughly approximately almost nearly around more-than one-of"
)

QUANTIFIERS = _words("any some each several another such both")
"""Determiners that can stand for what they determine: "we used both"."""

SUBJECTS = _words("i we they he she i'm we're they're he's she's you're i've we've they've i'd we'd they'd i'll we'll")
"""Forms that are never an object."""

OBJECT_PRONOUNS = _words("it that this you there these those her him them us me")

AUXILIARIES = _words(
    "is are was were am be been being has have had having will would can could should shall may might must do does "
    "did isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't don't doesn't "
    "didn't it's that's there's what's who's gonna"
)

NEEDS_OBJECT = _words(
    "used using built made making took taking gave giving got getting found finding said saying told put let letting "
    "kept keeping needed wanted decided realized realised noticed thought knew meant became seemed tried trying led "
    "included involved required caused allowed proposed suggested created introduced added wrote say said means "
    "involves includes requires need want use make take give get find put keep become seem seems becomes going gets "
    "called asked helped turned implemented went ignored deserved designed deleted showed shows show limited explained "
    "collected keeps left lets enables enabled offered received provided contained contains miss remembers"
)
"""Verbs that are seldom the last word, except in a relative clause."""

VERBS = _words(
    "went came fell rose grew saw ran met spoke chose began lost won paid sent spent left held stood felt dealt broke "
    "drew drove taught bought brought sold understood works worked runs goes comes depends learns happens tells shows "
    "gives takes leads helps measures stops starts turns looks wins fails changes improves lets"
)
"""Other verbs that show a sentence to have one."""

QUESTION_WORDS = _words("which who whom what where how why whose")
"""After one of these an object has been moved to the front, and the sentence can end in a preposition or a verb."""

WEAK = _words(
    "all many really just also only even basically actually mostly maybe probably more less most first second number"
)
"""A sentence can end here, and often does not."""
