"""What the candidates of the golden sessions say: sentences with their role and what each of them shows."""

from __future__ import annotations

from dataclasses import dataclass

from prompts.schema import (
    BehavioralQuestion,
    Case,
    Cases,
    CodingQuestion,
    Complexity,
    FollowUpLine,
    KeyPoint,
    Misconception,
    Question,
)


@dataclass(frozen=True)
class Say:
    """One sentence: its role, the words, what it shows (criteria, `point:N`, `wrong:N`), the pause before it."""

    role: str
    text: str
    shows: tuple[str, ...] = ()
    pause_s: float = 0.3


ANOMALY = BehavioralQuestion(
    id="golden-anomaly",
    kind="behavioral",
    text="Tell me about something odd that you spotted in the data and did not let go of.",
    principles=("dive-deep", "ownership"),
    minutes=3,
    follow_ups=(FollowUpLine(target="metric", line="How large was the effect once you had it isolated?"),),
)
DISAGREED = BehavioralQuestion(
    id="golden-disagreed",
    kind="behavioral",
    text="Tell me about a time when you disagreed with your manager. What did you do?",
    principles=("have-backbone-disagree-and-commit",),
    minutes=3,
)
QUICKLY = BehavioralQuestion(
    id="golden-quickly",
    kind="behavioral",
    text="Tell me about a decision that you took quickly, without all the data.",
    principles=("bias-for-action",),
    minutes=2,
)
PAIRS = CodingQuestion(
    id="golden-pairs",
    kind="coding",
    text="Given a list of numbers and a target, how would you find two numbers whose product is the target?",
    statement="Return the indices of two different elements whose product is `target`, or an empty list.",
    constraints=("The list has up to 100,000 numbers.",),
    function="pairs",
    parameters=("numbers", "target"),
    hints=("What would you have to have seen already?", "What is the partner of a number?"),
    complexity=Complexity(time="O(n)", space="O(n)"),
    mistakes=("Dividing by zero.", "Using one element twice."),
    cases=Cases(
        visible=(Case(args=([2, 5, 3], 10), expected=[0, 1]),),
        hidden=(Case(args=([0, 4], 0), expected=[0, 1]),),
    ),
    solution="def pairs(numbers, target):\n    return []",
    reference="Walk once through the list and keep what has been seen in a dictionary.",
    key_points=(
        KeyPoint(text="A dictionary of the numbers seen so far finds the partner in constant time."),
        KeyPoint(text="One pass is enough: linear time and linear memory."),
        KeyPoint(text="Zero needs care, since nothing can be divided by it."),
        KeyPoint(text="Trying all pairs is quadratic."),
    ),
    misconceptions=(
        Misconception(
            text="Sorting makes the search linear.", correction="Sorting costs n log n, and the indices are lost."
        ),
    ),
)
QUESTIONS: tuple[Question, ...] = (ANOMALY, DISAGREED, QUICKLY, PAIRS)

STRONG = (
    Say("situation", "Last year I worked on the demand forecast of an online grocery.", ("situation", "story"), 0.9),
    Say("situation", "The weekly error suddenly doubled for fresh fruit, and nobody knew why."),
    Say("task", "I was asked to find the cause before the planners went back to their spreadsheets.", ("task",)),
    Say("action", "I pulled the raw orders of the last eight weeks, and I compared them store by store.",
        ("action", "own_role", "principle:dive-deep"), 0.8),
    Say("action", "I found that one warehouse had changed its scanner, and every crate was counted twice.",
        ("action", "principle:dive-deep")),
    Say("action", "I could have corrected the numbers by hand, but, um, I decided to fix the import, since it would "
        "have come back.", ("action", "tradeoff", "principle:ownership"), 1.4),
    Say("result", "The error went back from eighteen to nine percent within two weeks.", ("result", "metric"), 0.7),
    Say("result", "The planners went back to using the forecast.", ("result",)),
    Say("lesson", "I learned to look at the raw data first, and I have written a daily check since.", ("lesson",), 0.6),
)  # fmt: skip
STRONG_SECOND = (
    Say("situation", "Two years ago my director wanted to launch a ranking model before the summer.",
        ("situation", "story"), 0.6),
    Say("task", "I had to sign off the experiment.", ("task",)),
    Say("action", "I saw that the test set held bookings of the training users, and I told her in the review that I "
        "did not agree.", ("action", "own_role", "principle:have-backbone-disagree-and-commit"), 0.6),
    Say("action", "I proposed a test on five percent of the traffic instead of a full launch, although it would cost "
        "us two weeks.", ("action", "tradeoff")),
    Say("action", "She decided to launch in one country, and I committed to it and set up the monitoring myself.",
        ("action", "principle:have-backbone-disagree-and-commit"), 0.9),
    Say("result", "The test showed a loss of two percent, so we rolled it back after four days and spared nine "
        "markets.", ("result", "metric")),
)  # fmt: skip
RAMBLING = (
    Say("situation", "So this was at a company that sells furniture, and it was founded about twenty years ago.",
        ("situation", "story"), 1.0),
    *(Say("situation", text, (), 0.5) for text in (
        "It had offices in four countries, and I was in the one where, um, most of the data people were.",
        "There were about twelve of us, and we were organised in three groups.",
        "We had just moved to a new building, and there was a new manager as well.",
        "The data platform was quite old at the time, and, you know, there were two warehouses side by side.",
        "People used to complain about both of them, and rightly so.",
        "The product that I am talking about was a mail that went out every Tuesday.",
        "It had been there for many years, and the click rate was slowly going down.")),
    Say("other", "Um, where was I?", (), 1.6),
    Say("action", "We looked at the last fifty mails, and then we built a filter for them.", ("action:partial",), 0.8),
    Say("result", "In the end it became better, I think.", ("result:partial",), 0.6),
)  # fmt: skip
NUMBER = (Say("result", "I think the click rate went up by about twelve percent.", ("metric",), 0.8),)
OWN_PART = (Say("action", "I wrote the filter myself in one afternoon, and I tested it on ten percent of the mails.",
                ("action", "own_role"), 0.8),)  # fmt: skip
_LONG_WORK = tuple(
    Say("action", text, ("action", "own_role") if index < 2 else (), 0.4)
    for index, text in enumerate(
        f"{begin} the {part}, and I wrote down what I saw there before I went on to the next one."
        for part in ("checkout page", "payment service", "search index", "image store", "order queue", "stock table",
                     "courier feed", "refund job", "mail service", "login page", "price table", "tax rules")
        for begin in ("I looked at", "I wrote a test for")
    )
)  # fmt: skip
OVER_TIME = (
    Say("situation", "On the Friday before the sale our shop began to lose orders.", ("situation", "story"), 0.7),
    Say("task", "I was on call, and I had to decide whether to stop the release.", ("task",)),
    Say("action", "I stopped the release at once, although I did not know the cause yet.",
        ("action", "own_role", "principle:bias-for-action")),
    *_LONG_WORK,
    Say("result", "We lost about forty orders instead of four thousand.", ("result", "metric")),
)  # fmt: skip
CODING_TALK = (
    Say("other", "Let me say back what I understood: two different elements, and their product is the target.", (), 0.8),
    Say("other", "The simple way tries all pairs, and that is quadratic.", ("point:3",), 1.2),
    Say("other", "I would rather walk through the list once and keep a dictionary of the numbers that I have seen.",
        ("point:0",), 0.9),
    Say("other", "For each number I divide the target by it and look the partner up.", ("point:0",)),
    Say("other", "That is one pass, so linear time and linear memory.", ("point:1",)),
    Say("other", "One could also sort first, since sorting makes the search linear.", ("wrong:0",), 0.7),
)  # fmt: skip
CODING_ZERO = (
    Say("other", "Zero, right: I cannot divide by it, so I handle a target of zero apart.", ("point:2",), 1.5),
)
EVERYTHING = (*STRONG, *STRONG_SECOND, *RAMBLING, *NUMBER, *OWN_PART, *OVER_TIME, *CODING_TALK, *CODING_ZERO)


def text(sentences: tuple[Say, ...]) -> str:
    """The words of an answer."""
    return " ".join(" ".join(one.text.split()) for one in sentences)
