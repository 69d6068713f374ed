"""Words and phrases by what they promise, for `completeness`: closed classes of English, in lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


STARTERS = _words("so and but well okay ok yeah yes no right then also now um uh basically actually")
"""What begins spoken sentences and adds nothing to them."""

HESITATIONS = _words("um umm uh uhh uhm er erm hm hmm hmmm mm ah eh")

CONJUNCTIONS = _words("and or but nor because cause so plus then well okay like")
"""They lead on; a "so" alone holds the floor ("I think so" is a set phrase)."""

SUBORDINATORS = _words(
    "when while if unless until since although though because whereas whether after before once as than whenever "
    "wherever which who whose whom what why how that during despite except instead throughout"
)

CLAUSE_OPENERS = CONJUNCTIONS | _words("that if when while because although though since whether unless until where")
"""After one of these a pronoun is a subject: "because it"."""

ENDS_IF_STOPPED = _words("after once why how whenever than like")
"""Ends of sentences only if the recogniser says so: "we had done that before.", "I do not know why."."""

EITHER_WAY = _words("before though since around instead okay")
"""Ends of sentences as often as not: "we have not lost an hour since"."""

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

DOING = _words(
    "do did done doing like than all know knew fix fixed solve solved change changed handle before after "
    "fixes solves changes handles explains"
)
"""Before a final "that" these make it an object."""

LICENSERS = _words("everything anything whatever whichever best way as than all much")
"""After one of these, as after a question word, the rest can end in a verb: "everything we could", "as I can"."""

PARTITIVES = _words("many some most all each one none few half part lot number share percent any much two three both")
"""Before a final "of" these ask for their whole: "how many of"."""

NEGATIONS = _words("never not nobody hardly barely didn't don't doesn't")
"""With one of these before it a verb needs no object: "the customers never noticed"."""

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

ANSWERS = _phrases(
    "yes, no, yeah, yep, nope, yup, sure, exactly, correct, right, absolutely, definitely, of course, not really, "
    "not yet, never, always, sometimes, it depends, i do, i did, i have, i am, i was, i can, i could, i would, we did, "
    "we do, we have, yes i do, yes i did, yes i have, yes i am, yes i was, yes i can, yes i would, yes we did, "
    "yes we do, yes it did, yes it was, yes it is, it was me, not that i know of, "
    "none, both, neither, once, twice, nothing, no one, nobody, everyone, i don't know, i don't remember, no idea, "
    "no i don't, no i didn't, no i haven't, no i'm not, no we didn't, no it didn't, no it wasn't, no it isn't, "
    "no not really, yes exactly, that's right, that's correct, yes of course, i think so, i guess so, i believe so, "
    "i hope so, i don't think so, yes absolutely, yes definitely, yeah exactly, yes we have, no we don't, "
    "no we haven't, skip, pass, done, okay, ok, only once, just me, just once"
)
"""Whole answers of a few words, punctuated or not."""

SET_PHRASES = _phrases(
    "think so, guess so, hope so, believe so, said so, or so, even so, and so on, so on, so forth, like that, like this, "
    "each other, one another, was that, "
    "went on, going on, early on, later on, move on, moved on, carry on, carried on, go on, worked on, working on, "
    "log in, signed in, checked in, came in, brought in, rolled out, not yet, from then on, kept going, keep going, "
    "as expected, as needed, as planned, or not, proud of, aware of, taken care of, was about, well as, and all that, "
    "more or less, for me, for us, to us, for it, about it, of it, with it, to it, on it, from it, so yeah, "
    "more than that, very well, as well, do so, did so, doing so, right then, back then, since then, "
    "until then, and more"
)
"""Ends that look open and are not."""

FRAMES = _phrases(
    "for example, for instance, first of all, on the other hand, on the one hand, as a result, in the end, after that, "
    "before that, at that point, at that time, at the time, at first, at some point, in addition, in general, "
    "in other words, in my last role, in my last job, in my previous role, in my current role, in this case, "
    "in that case, by the way, because of that, because of this, the first thing, the second thing, the main thing, "
    "the problem, the reason, the result, the idea, the goal, the thing, my task, my job, my role, my goal, "
    "i mean, i think, i guess, i believe, i would say, i'd say, let's say, it was like, the other thing, one thing, "
    "on top of that, at the same time, so basically, what i did, what we did, what happened, the point, in fact, "
    "to be honest, to be fair, last year, two years ago, one day, at the end, eventually, finally, firstly, secondly, "
    "however, therefore, meanwhile, then, first, second, third, next, also, besides"
)
"""Beginnings that wait for their sentence, even with a full stop behind them."""
