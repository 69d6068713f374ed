"""The words of the corpus, in two halves: one to tune on, one to report. No text stands in both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_WORDS = Path(__file__).parent


@dataclass(frozen=True)
class Texts:
    """One half."""

    sentences: tuple[str, ...]
    """Finished sentences of the middle of an answer."""
    endings: tuple[str, ...]
    """Last sentences that announce the end."""
    shorts: tuple[str, ...]
    """Whole answers of a few words."""
    thoughts: tuple[str, ...]
    """Asks for time in the middle of an answer."""
    trailing: tuple[str, ...]
    """Last words that trail off and still are the end."""
    breaking: tuple[str, ...]
    """Sentences with a bar where the speaker stops to think."""


def halves() -> dict[str, Texts]:
    """`tune` and `report`."""
    answers = yaml.safe_load((_WORDS / "answers.yaml").read_text(encoding="utf-8"))["answers"]
    spoken = [sentence["text"] for answer in answers for sentence in answer["sentences"]]
    held_out = _lines("held_out.txt")
    return {
        "tune": Texts(_statements(_lines("sentences.txt")), *_TUNE),
        "report": Texts(_statements(held_out + spoken), *_REPORT),
    }


def _lines(name: str) -> list[str]:
    return (_WORDS / name).read_text(encoding="utf-8").splitlines()


def _statements(lines: list[str]) -> tuple[str, ...]:
    """Without the interviewer's questions and farewells."""
    leave_out = ("?", "Tell me", "Please", "Thank", "Let me", "Welcome", "Hello", "Good")
    texts = (_NOT_ENDS.get(line.strip(), line.strip()) for line in lines)
    return tuple(t for t in texts if t.endswith(".") and not t.startswith(leave_out) and len(t.split()) > 4)


_NOT_ENDS = {
    "Give me a second to think.": "The second model was better at night.",
    "It's a good question, let me think.": "The support team was the first to see it.",
    "That is a great question.": "We changed the order of the steps.",
}
"""Requests for time that cannot be the last words of an answer, and what stands in their place."""

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
        "Logistic regression.",
        "No, we never did that.",
    ),
    (
        "Let me think.",
        "Let me think about that for a second.",
        "Hmm, that's a good question.",
        "Give me a second.",
        "How do I put this?",
        "What was the name of it?",
    ),
    ("So, yeah.", "And so on.", "And things like that.", "But, um.", "So, um, yeah.", "You know, that kind of thing."),
    (
        "The reason was that | the training data was stale, because | nobody had looked at the pipeline.",
        "I decided to | roll back the release and | tell the customers.",
        "We were using, um, | a gradient boosted model with | about two hundred features.",
        "When the launch was delayed, | I talked to every team that | depended on us.",
        "The biggest problem was | the latency of the | feature store.",
        "I think the main trade-off is between | precision and recall, so | it depends on the cost.",
        "My manager wanted to | ship it, but I | had measured the error.",
        "It went from about | twelve percent to | three percent.",
        "So what I did was | I wrote a | short document.",
        "In my last role, | I was responsible for | the ranking model.",
        "And then | we ran an experiment on | half of the traffic.",
        "If I had to do it again, I would | start with the data, not with | the model.",
        "We noticed that | users in Europe were | leaving the page.",
        "The first thing I did was, uh, | look at the logs, | which showed a leak.",
        "It reduced the | cost by about | a third.",
        "We trained it on | two years of | sales data.",
    ),
)

_REPORT = (
    (
        "So that was how it ended.",
        "And that's about it.",
        "So that is what I did.",
        "Yeah, that's the story.",
        "That's everything from my side.",
        "And that is why I chose the simple model.",
        "So I guess that's it.",
        "I hope that answers your question.",
        "Yeah, so that was the result.",
        "That's what I learned from it.",
        "And the project is still running today.",
        "Looking back, I would do it the same way again.",
    ),
    (
        "Yes, exactly.",
        "No, I haven't.",
        "Yeah.",
        "Yes, I did.",
        "Roughly five months.",
        "A random forest.",
        "Less than one percent.",
        "I was the only engineer.",
        "Not that I know of.",
        "In production.",
        "It was me.",
        "Cross entropy.",
        "Only once.",
        "I don't think so.",
    ),
    (
        "Let me see.",
        "Just a moment.",
        "Okay, let me think for a minute.",
        "I'm trying to remember.",
        "How should I say this?",
        "Hold on a second.",
    ),
    ("So, yeah, um.", "And stuff like that.", "Et cetera.", "And, you know.", "Or something like that.", "So."),
    (
        "The team was split because | half of them wanted | to rewrite the service.",
        "I went to my director and | I told her that | we would miss the date.",
        "We had, uh, | around forty dashboards, and | none of them agreed.",
        "Although the metric looked good, | the customers were | still complaining.",
        "The root cause turned out to be | a bug in the | sampling code.",
        "You can use dropout or | weight decay, or you can | stop the training early.",
        "She suggested that | we test it with | a smaller group.",
        "Our revenue grew from | one million to almost | four million.",
        "What surprised me was | how many people | had the same issue.",
        "During the holidays, | the traffic was | ten times higher.",
        "After that, | I set up a weekly meeting with | the sales team.",
        "I should have | asked for help earlier, instead of | working alone.",
        "It became clear that | the labels were | wrong.",
        "The thing that helped most, um, | was a checklist, | that everyone could edit.",
        "We cut the time to | train by more than | a half.",
        "The embedding is fed into | a small network with | two layers.",
    ),
)
