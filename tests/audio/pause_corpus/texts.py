"""The words of the corpus, in seven parts; no text stands in two of them. `plan` says what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_WORDS = Path(__file__).parent
FOLLOW_UP_SENTENCES = 2
"""An answer of so many sentences or fewer is one to a follow-up question."""

Story = tuple[str, ...]
"""The sentences of one answer, in order."""


@dataclass(frozen=True)
class Texts:
    """One part."""

    stories: tuple[Story, ...]
    """Answers that tell or explain something, each whole and in its order: set-up, actions, result, or none of these."""
    endings: tuple[str, ...]
    """Last sentences that announce the end."""
    shorts: tuple[str, ...]
    """Whole answers of a few words."""
    thoughts: tuple[str, ...]
    """Asks for time in the middle of an answer."""
    trailing: tuple[str, ...]
    """Last words that trail off and still are the end."""

    @property
    def long(self) -> tuple[Story, ...]:
        """Those that answer a first question."""
        return tuple(s for s in self.stories if len(s) > FOLLOW_UP_SENTENCES)

    @property
    def follow_ups(self) -> tuple[Story, ...]:
        """Those of one or two sentences."""
        return tuple(s for s in self.stories if len(s) <= FOLLOW_UP_SENTENCES)


def texts() -> dict[str, Texts]:
    """`tune`, `held_out`, `fresh`, `unseen`, `later`, `last` and `final`."""
    answers = yaml.safe_load((_WORDS / "answers.yaml").read_text(encoding="utf-8"))["answers"]
    spoken = tuple(tuple(sentence["text"] for sentence in answer["sentences"]) for answer in answers)
    return {
        "tune": Texts(_stories("stories_tune.txt") + spoken, *_TUNE),
        "held_out": Texts(_stories("stories_held_out.txt"), *_HELD_OUT),
        "fresh": Texts(_stories("stories_fresh.txt"), *_FRESH),
        "unseen": Texts(_stories("stories_unseen.txt"), *_UNSEEN),
        "later": Texts(_stories("stories_later.txt"), *_LATER),
        "last": Texts(_stories("stories_last.txt"), *_LAST),
        "final": Texts(_stories("stories_final.txt"), *_FINAL),
    }


def _stories(name: str) -> tuple[Story, ...]:
    """One sentence a line, an empty line between answers."""
    text = (_WORDS / name).read_text(encoding="utf-8").strip()
    return tuple(tuple(block.splitlines()) for block in text.split("\n\n"))


_TUNE = (
    (
        "So that's the result.",
        "That's it.",
        "Yeah, that's what happened.",
        "And that's how we solved it.",
        "That's pretty much it.",
        "I think that covers it.",
        "So, yeah, that's my answer.",
        "That's all I have on that one.",
        "And that was the outcome.",
        "So overall I was happy with the result.",
        "And since then we have not had a single outage.",
        "So in the end we saved about two million dollars a year.",
        "So that was how it ended.",
        "So I guess that's it.",
        "I hope that answers your question.",
        "Looking back, I would do it the same way again.",
    ),
    (
        "Yes.",
        "No.",
        "Yes, I have.",
        "No, not really.",
        "About three years.",
        "I would say gradient boosting.",
        "Around forty percent.",
        "It was my decision.",
        "Yeah, twice.",
        "Mostly Python.",
        "I think so.",
        "Ten people.",
        "A random forest.",
        "No, we never did that.",
        "Roughly five months.",
        "Not that I know of.",
        "In production.",
        "Only once.",
    ),
    (
        "Let me think.",
        "Let me think about that for a second.",
        "Hmm, that's a good question.",
        "Give me a second.",
        "How do I put this?",
        "What was the name of it?",
        "I'm trying to remember.",
        "Hold on a second.",
    ),
    (
        "So, yeah.",
        "And so on.",
        "And things like that.",
        "But, um.",
        "So, um, yeah.",
        "Et cetera.",
        "And, you know.",
        "So.",
    ),
)

_HELD_OUT = (
    (
        "So that's where it stands today.",
        "And that's the whole story.",
        "Yeah, that's roughly how it went.",
        "So that's what I would do.",
        "I think that's everything.",
        "That's all from me.",
        "And that was it, really.",
        "So that's why we did it that way.",
        "I'll stop there.",
        "Does that answer it?",
        "That would be my approach.",
        "And it has been running like that since.",
    ),
    (
        "Yes, twice.",
        "No, never.",
        "About a year.",
        "Mostly SQL.",
        "Seven people.",
        "I did.",
        "Random search.",
        "Yes, of course.",
        "It was a classification problem.",
        "Nearly half of them.",
        "Not at that time.",
        "Every second week.",
        "Just one.",
        "A few thousand.",
    ),
    (
        "Let me think about this.",
        "Hmm, one second.",
        "How can I explain this?",
        "Let me remember.",
        "Sorry, I need a moment.",
        "What was it called?",
    ),
    ("And, well, yeah.", "And that sort of thing.", "So, um.", "Or whatever.", "And all of that.", "But, yeah."),
)

_FRESH = (
    (
        "And that's how it went.",
        "That's really all there is to it.",
        "So yeah, that's the example I would give.",
        "That's what comes to mind.",
        "And I think that's the main point.",
        "So in short, we did it, and it worked.",
        "I hope that makes sense.",
        "That was my part in it.",
        "And the rest is history.",
        "That would be it from my side.",
        "Anyway, that's the story.",
        "So that is how I usually do it.",
    ),
    (
        "Yes, we did.",
        "No, not yet.",
        "Five or six.",
        "Around two thousand.",
        "Mostly in Java.",
        "I was.",
        "Support vector machines.",
        "Sure.",
        "It was a regression.",
        "More than half.",
        "Never.",
        "Once a month.",
        "Just my manager.",
        "I don't know.",
    ),
    (
        "Let me think back.",
        "Okay, give me a moment.",
        "How should I put it?",
        "Let me see if I remember that.",
        "Uh, just a second.",
        "What's the word?",
    ),
    ("And, yeah.", "And stuff.", "So, uh, yeah.", "Or something.", "And so on and so forth.", "But anyway."),
)

_UNSEEN = (
    (
        "So that's how we got there.",
        "And that was the end of it.",
        "That's all I can say about it.",
        "So yeah, that was that.",
        "I think that answers the question.",
        "So that's what happened.",
        "That's my view on it.",
        "And that's the result we got.",
        "So I would say it was worth it.",
        "That is about all.",
        "Thanks, that's it.",
        "That's the short version.",
    ),
    (
        "Yes, I was.",
        "No, I did not.",
        "Two weeks.",
        "About nine hundred.",
        "Naive Bayes.",
        "Of course.",
        "With my director.",
        "It was a pilot.",
        "Less than a third.",
        "Hardly ever.",
        "Every morning.",
        "The sales team.",
        "I'm not sure.",
        "In Python, mostly.",
    ),
    (
        "Hmm, let me think.",
        "Give me one moment.",
        "How do I explain that?",
        "Let me recall.",
        "One moment, please.",
        "What was the term?",
    ),
    ("Yeah, so.", "And things like these.", "And, um, yeah.", "Or so.", "And so forth.", "So that.", "But well."),
)

_LATER = (
    (
        "That would be my example.",
        "So that is the story of the queue.",
        "And I'd say that's my answer.",
        "Yeah, so that's where we ended up.",
        "I think I'll leave it there.",
        "So all in all, I'd do it again.",
        "And that's basically what I learned.",
        "That is how I'd approach it.",
        "Does that make sense?",
        "So that's one example of it.",
        "And that's still how we do it.",
        "Happy to go into more detail.",
    ),
    (
        "Yes, most of them.",
        "No, we couldn't.",
        "Four months.",
        "About thirty people.",
        "A decision tree.",
        "I did, alone.",
        "With the product manager.",
        "It was an internal tool.",
        "Two thirds, roughly.",
        "Rarely.",
        "Twice a week.",
        "The platform team.",
        "I honestly can't remember.",
        "Scala, at that time.",
    ),
    (
        "Let me think for a moment.",
        "Can I have a second?",
        "How shall I put this?",
        "Let me try to remember.",
        "Good question.",
        "What do you call it?",
    ),
    (
        "So, well.",
        "And all those things.",
        "And, so, yeah.",
        "Or so I think.",
        "And the like.",
        "Or, um.",
        "So, anyway.",
    ),
)

_LAST = (
    (
        "Yeah, I guess that's the short version of it.",
        "So that would be the example I'd give.",
        "And that, in a nutshell, is why I changed how I work.",
        "I'll leave it there.",
        "That's probably more than you wanted to know.",
        "I'm happy to go deeper into any of that.",
        "So, long story short, it worked out.",
        "Okay, I think I've answered the question.",
        "That was that.",
        "Does that answer what you were asking?",
        "And yeah, I still stand by it.",
        "Anyway, that's the one that comes to mind.",
    ),
    (
        "Yep.",
        "Not in my case, no.",
        "That's correct.",
        "About eight months.",
        "Just me, really.",
        "It was, yes.",
        "Hard to say.",
        "Not that I remember.",
        "The second one.",
        "Nine percent, give or take.",
        "We didn't, unfortunately.",
        "I'd rather not name them.",
        "Sorry, could you say that again?",
        "I'm afraid I can't answer that.",
    ),
    (
        "Hang on a second.",
        "Now, what's the best way to explain this.",
        "Where was I, right.",
        "I'm just trying to remember the order of things.",
        "Bear with me, I want to get this right.",
        "Oh, what was it called again.",
    ),
    (
        "so yeah, it is what it is",
        "but you know how these things go",
        "or whatever you want to call it",
        "and, well, the rest you can imagine",
        "so there was a bit of that as well",
        "and a few other bits and pieces",
        "I don't know, maybe",
    ),
)

_FINAL = (
    (
        "And with that, over to you.",
        "Right, I've said my piece.",
        "I'll pause here in case you've got questions.",
        "So to sum it up, we kept it simple and it paid off.",
        "That's the gist of it.",
        "And on that note, I'm done.",
        "So in the end everybody got something out of it.",
        "If you want the details, just ask.",
        "That's about as much as I can tell you.",
        "So that's my story about starting at the wrong end.",
        "I could go on, but I won't.",
        "Okay, done.",
        "And that's what I'd call ownership.",
        "I hope that's the kind of thing you were after.",
        "Is that enough, or should I say more?",
        "So if I had to put it in one line, talk to whoever has to live with it.",
        "That, for me, was the whole point of it.",
        "And they all lived happily ever after, more or less.",
        "So there you have it.",
        "There's nothing to add from my side, I think.",
        "To cut it short, it's in use and I'm glad I did it.",
        "Would you like me to go on?",
        "So much for that one.",
        "And that would be all.",
        "Which brings me back to what you asked, so, yes.",
        "I think you get the picture.",
        "Let me stop talking now.",
        "That's where my part in it ended.",
        "So that's the one, I don't have a better example.",
        "And today I'd still say it was the right call.",
        "Thank you, this is what I wanted to say.",
        "Sorry, that was rather long.",
        "That's the honest answer.",
        "And this is what I took with me from there.",
    ),
    (
        "Roughly a dozen.",
        "Every day, yes.",
        "Me and one intern.",
        "No idea, sorry.",
        "A bit of both.",
        "Since two thousand nineteen.",
        "Not personally.",
        "On Kubernetes.",
        "Definitely the second.",
        "Under a minute.",
        "I'd guess a quarter.",
        "Yes and no.",
        "Only for the trial.",
        "By hand.",
        "Finance did.",
        "It depends.",
        "Mainly R, and some C plus plus.",
        "Twelve, I believe.",
        "Never heard of it.",
        "Exactly.",
        "Monthly.",
        "The nurses, for the most part.",
        "I wasn't, no.",
        "A hidden Markov model.",
        "Can you repeat the question, please?",
        "Next to nothing.",
        "From day one.",
        "We did, in spring.",
        "I'd prefer to skip that, if that's okay.",
        "Oh, absolutely.",
    ),
    (
        "Just thinking.",
        "Wait, I'm mixing up two things here.",
        "Sorry, I've lost my thread.",
        "Now which year would that have been?",
        "I want to be careful how I say this.",
        "Can I take a sip of water first?",
        "Hmm, where do I even start?",
        "It's on the tip of my tongue.",
        "I'd need to count that on my fingers.",
        "Hm, no, that's not quite what I mean.",
        "I'm just going through it in my head.",
        "Is that right, though?",
        "Okay, so, what came next?",
        "Let me go back one step.",
        "Let me start that sentence over.",
        "Ooh, that's a tough one.",
        "I haven't thought about this in ages.",
        "What else was there?",
        "You're making me think now.",
        "I'll get there, don't worry.",
        "Just a sec.",
        "No, wait, that was afterwards.",
        "The name escapes me.",
        "If you'd give me half a minute.",
        "Let's see.",
        "I have to translate this in my head.",
        "How does one say this in English?",
        "Right, right, right.",
        "May I collect myself for a bit?",
        "I'm picturing the room right now.",
        "Was it before or after the summer, I wonder.",
        "Erm, how to phrase it.",
        "Oh gosh, who was it again?",
        "There's one more thing, it'll come to me.",
        "Let me work it out, twelve times four.",
        "I'm looking for a better example.",
        "Well, how honest should I be?",
        "I just have to think who else was involved.",
        "Sorry, my mind's gone blank.",
        "Mm.",
    ),
    (
        "so, you know, that kind of area",
        "and from there on it was more or less",
        "but that's, yeah",
        "I mean, you could also argue that",
        "and then of course all the paperwork and",
        "so we sort of just",
        "which, I don't know",
        "if that makes any",
        "and one thing led to another, so",
        "well, the usual",
        "or at least that was the",
        "because in the end, I mean",
        "and he's, yeah, he's",
        "so there's still that",
        "but maybe that's just me",
        "and the other stuff I mentioned",
        "you'd have to ask them, I suppose",
        "and, I guess, hm",
    ),
)
