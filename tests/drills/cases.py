"""Labelled answers for the drills, written for this project: what is in each, as a person would say who listens.

A case names what is missing (`lacks`); everything else that the drill looks for is there. Cases that begin with `bare` have
neither punctuation nor capitals, as a recogniser may give them.
"""

from __future__ import annotations

from dataclasses import dataclass

from audio.transcript import Transcript, Word
from interviewer.answers.typed import typed_transcript


@dataclass(frozen=True, slots=True)
class Case:
    """One answer and what it lacks."""

    text: str
    lacks: frozenset[str]
    passed: bool
    """Whether a coach would let it pass."""


def case(text: str, *lacks: str, passed: bool | None = None) -> Case:
    return Case(" ".join(text.split()), frozenset(lacks), not lacks if passed is None else passed)


def typed(text: str) -> Transcript:
    """As text mode takes it: times at 150 words a minute."""
    return typed_transcript([text])


def spoken(*stretches: tuple[float, str], per_word_s: float = 0.4) -> Transcript:
    """As a recogniser takes it: each stretch begins at its second."""
    words: list[Word] = []
    for start, text in stretches:
        for index, token in enumerate(text.split()):
            at = start + index * per_word_s
            words.append(Word(text=token, start_s=round(at, 2), end_s=round(at + per_word_s, 2)))
    return Transcript(words=tuple(words), duration_s=words[-1].end_s if words else 0.0)


SETUP = {
    "grocery": case("""Last spring I worked for an online grocery. Our forecast for fruit had suddenly doubled its error,
        and the planners were throwing crates away. I was asked to find the cause before the next order round."""),
    "bank": case("""At a bank, two years ago, our fraud model blocked the cards of honest customers and complaints were
        rising every day. My manager wanted me to bring the false alarms down within a month."""),
    "intern": case("""As an intern in a speech lab I saw that training took eleven days and the machines were idle most of
        the time. My task was only to schedule jobs, but I had to do it with half of the budget."""),
    "bare grocery": case("""last year i was working for a small grocery company and our demand forecast went wrong
        overnight we were losing money with every order my job was to find out why in two days"""),
    "hospital": case("""In 2023 I was a data scientist at a hospital. Patients waited four hours in the emergency room, and
        nobody knew why. I had to explain it to the board by Friday."""),
    "launch": case("""When I worked at a travel site, a launch was three weeks away and the new ranking lost bookings in
        every test. It was up to me to say whether we could go."""),
    "phd": case("""During my PhD our only labelled corpus turned out to be wrong in a tenth of its labels, and a deadline
        was six weeks off. My advisor asked me to decide whether we could still submit."""),
    "claims": case("""Three years ago, in my first year at an insurer, claims piled up because the rules rejected half of
        them by mistake. I was told to propose something better before the summer."""),
    "quoted number": case("""In March I joined the search team of a shop. Users left after two seconds, and a search took
        six. The goal was to halve that without new machines."""),
    "no task": case("""Last spring I worked for an online grocery. Our forecast for fruit had suddenly doubled its error,
        and the planners were throwing crates away every day.""", "task"),
    "no task bare": case("""two years ago at my old company the recommendations got slow and customers were complaining
        every single day it was a bad time for everybody there""", "task"),
    "no place": case("""Customers were complaining that the alarms came too late and some of them had lost data. I was
        asked to find out why and to fix it within a week.""", "situation"),
    "no stake": case("""Last year I was a scientist on the search team of a travel site. There was a model that ranked
        hotels by clicks. I was asked to look at it and to write a report.""", "stake"),
    "only a theme": case("""It was about a model and some data and the whole thing was really very interesting to work on
        for me and for the others.""", "situation", "stake", "task"),
    "too short": case("Last year at a bank, deadline Friday, I had to fix it.", "time"),
    "padding": case("""So, that's a great question. Um, basically, you know, last year I worked for a grocery, and, um, the
        forecast was wrong, you know, and the planners were basically losing money. I was asked to find out why.""",
        "padding"),
    "far too long": case("""Last year I worked for an online grocery. It was founded by two brothers who had met at school
        and who had begun with a single van and a phone. The office was in an old mill by the river, with a wonderful view
        over the town and a kitchen in which we all had lunch together on Fridays. There were about forty people, most of
        them in the warehouse, and the data group had five. We used a mix of tools that had grown over the years. Our
        forecast for fruit had suddenly doubled its error, and the planners were throwing crates away. I was asked to find
        the cause before the next order round.""", "time"),
    "goes on into the action": case("""Last spring I worked for an online grocery. Our forecast for fruit had doubled its
        error, and planners were throwing crates away. I was asked to find the cause. I pulled the orders of eight weeks
        and compared the stores. I called the shift lead and wrote a check.""", "stopped", passed=True),
    "asked somebody else": case("""At a bank the director asked the vendor for a better model, since customers were leaving.
        This was in my second year there, and the vendor had a month for it.""", "task"),
    "i noticed is no action": case("""In my last role, at an airline, I noticed that delays had doubled since the summer and
        customers were angry. I needed to find out why before the board met."""),
    "we had to": case("""We had to move the reports of a publisher to a new system by January, and nobody had documented the
        old one, so the finance team would have been blind. This was last autumn."""),
    "hypothetical": case("""I would always begin with the data, and then I would talk to the people, because in general that
        is where the answer lies in such projects.""", "situation", "stake", "task"),
}  # fmt: skip

METRIC = {
    "digits": case("Search got faster: the median fell from 800 to 300 milliseconds, measured over four weeks of logs."),
    "words": case("""We cut the median search time from eight hundred to three hundred milliseconds, and I know that from
        the logs of four weeks."""),
    "percent in words": case("""Tickets fell by twelve percent compared with the same month of the year before, counted in
        the support system."""),
    "bare": case("""the forecast error went from thirty one percent to fourteen percent on the held out weeks and before
        that it had been stuck for a year"""),
    "from to tickets": case("Support got 90 tickets a week, down from 400 before the release, as the dashboard shows."),
    "doubled": case("""In an A/B test over three weeks the share of clicks doubled, from one percent in the control group to
        two."""),
    "money": case("""A label used to cost forty cents. It costs six now, according to the invoices of the last quarter,
        which is 85 percent less."""),
    "memory": case("""The model needs two gigabytes instead of eight, profiled on the same hundred requests, so it is four
        times smaller than before."""),
    "survey": case("""Satisfaction rose from 3.1 to 4.2 points in the monthly survey of two thousand customers."""),
    "percentile": case("The ninety ninth percentile went from 400 to 160 milliseconds, measured in production for a month."),
    "onboarding": case("""New colleagues merged their first change after nine days rather than twenty one; I took the median
        from the log of merges, before and after."""),
    "fraud": case("""We stopped 340 thousand euros a month more than the old model, in an experiment with a tenth of the
        cards."""),
    "recall": case("Recall on the test set rose from 61 to 78 percent at the same precision as the baseline."),
    "no number": case("Search got a lot faster, and everybody was very happy about it in the end.",
        "metric", "baseline", "unit", "measured"),
    "only praise": case("The forecast got much better than before and the planners trusted it again.",
        "metric", "baseline", "unit", "measured"),
    "no baseline": case("It takes 300 milliseconds now, measured over four weeks of logs.", "metric", "baseline"),
    "no measure": case("The error fell from thirty one percent to fourteen percent.", "measured"),
    "no unit": case("In the survey the value went from 3 to 4.", "unit"),
    "change without baseline": case("We cut the costs by 20 percent, tracked on the dashboard.", "baseline"),
    "a date is no number": case("Since 2021 our search has been much faster, and we measured it.",
        "metric", "baseline", "unit"),
    "a count is no change": case("Three of us worked on it for a while, and the logs look good.", "metric", "baseline", "unit"),
    "repeats the line": case("We made search faster.", "metric", "baseline", "unit", "measured"),
    "half": case("""Training took half as long as with the old loader: a benchmark of ten runs fell from nine hours to four
        and a half."""),
    "years apart": case("In 2022 we had 50 returns per thousand parcels and in 2023 we had 31, both from the billing data."),
}  # fmt: skip

OWNERSHIP = {
    "clear": case("""Training was slow. I profiled a run, I rewrote the loader, and I measured it again: eleven days became
        three."""),
    "one subject": case("I traced the requests, built a cache and halved the latency of the front page."),
    "bare": case("""training was slow so i profiled it and i rewrote the loader and then i showed the group how to use it"""),
    "we sets the scene": case("""We had no labels. I sat down with two adjusters, wrote twelve rules with them, and I trained
        the model on those. We were happy with it."""),
    "one shared act": case("""I profiled the loader and I rewrote it. I ran the benchmark, I wrote the report, and we agreed to
        switch over."""),
    "we in a quote": case("""My manager said, "We ship on Monday." I collected forty blocked mails, I read five of them aloud,
        and I proposed a smaller launch."""),
    "we in a bare quote": case("""the product manager said we will launch on monday and i collected the blocked mails and i
        showed them to her"""),
    "credit by name": case("""I designed the test and Maria built the harness. I ran it for two weeks and presented the
        numbers."""),
    "contractions": case("I'd profiled it before, so I rewrote the loader myself and I've maintained it since."),
    "adverbs": case("I first interviewed ten planners, then I quickly drew a prototype, and I finally dropped half of it."),
    "all we": case("We profiled it, we rewrote the loader, and we brought a run down to three days.", "own_role", "we"),
    "bare we": case("we traced requests and then we built a cache and we halved the latency", "own_role", "we"),
    "the team": case("The team profiled the loader, the team rewrote it, and the team was proud.", "own_role", "we"),
    "half and half": case("""I profiled the run and I found the loop. We rewrote the loader, we tested it, and we rolled it
        out.""", "we"),
    "I in somebody's quote": case("""My manager said, "I rewrote it, I tested it, I own it." We rolled it out.""",
        "own_role", "we"),
    "I in a bare quote": case("""She told me, I will check the randomisation, I will run it again. We waited for a week.""",
        "own_role", "we"),
    "passive": case("The randomisation was checked, a bug was found, and the experiment was repeated.", "own_role"),
    "feelings are no acts": case("I was worried, I knew the data, I wanted to help, and I felt responsible.", "own_role"),
    "one act": case("I called the shift lead. Everything else had been settled before.", "own_role"),
    "they": case("They planned the move, they tested it twice, and they switched over on a Sunday.", "own_role"),
    "we hidden in the middle": case("""I planned the move. Then we tested it twice and we switched over, and we told the
        users.""", "own_role", "we"),
    "I said is mine": case("""I told the director that the test was broken, and I reran it with a fixed seed."""),
    "she said I should": case("""She said I should wait. I went on anyway: I checked the logs and I wrote to the vendor."""),
    "my colleagues": case("""My colleagues collected the leaflets, our team added the features, and I watched.""", "own_role", "we"),
}  # fmt: skip

THINK = {
    "whole": case("""I assume the text fits in memory and that capital letters count as different. One way is to look at each
        letter and count it again, which is quadratic. Alternatively I count all letters once and go through a second time.
        Let me try it on the word banana: b comes once, so b it is. That is two passes, so linear time, and the memory is
        that of the alphabet."""),
    "asks about the input": case("""Can the list hold negative numbers, and is it sorted? If not, brute force compares every
        pair. I could also keep the numbers that I have seen in a set. With the input three, five, nine and a total of
        fourteen, at nine I find five. It costs one pass and extra memory for the set."""),
    "bare": case("""let me assume the brackets are only round ones a simple way is to count up and down but with several kinds
        that is not enough so instead of a counter i keep a stack for example with open square close round it fails at once
        the whole thing is o of n and the stack grows with the depth"""),
    "empty case": case("""I take it that meetings are given as start and end. The naive approach compares all pairs. Another
        option is to sort by the start and walk once. If the list is empty, nothing comes out. Sorting costs n log n, the
        walk is linear."""),
    "suppose": case("""Suppose the log is ordered by time. I could keep all values of the last hour in a queue, or I could
        keep the last time of each value in a table; the table is simpler. Take a log with the value seven at noon and at
        half past: the difference is thirty minutes, so yes. Constant time for each entry."""),
    "either or": case("""Is it safe to say the numbers are distinct? Then either I sort and look for the gap, or I subtract the
        sum from the sum it should have. For instance from one to three without two: six minus four is two. One pass,
        constant space."""),
    "stream": case("""I'd assume that we never know the end. Two approaches come to mind: store everything, or keep one line
        and replace it with falling probability. Let me walk through three lines by hand. The memory is constant."""),
    "no assumption": case("""One way is to sort, another way is to use a table of counts. For example for noon and moon the
        sorted letters differ. Sorting each word costs n log n and the table is linear in the length of the word.""",
        "assumption"),
    "no alternative": case("""I assume that the list has at least two entries. I go through it and keep the largest and the
        second largest. For example for four, nine, seven I end with nine and seven. That is linear and needs no extra
        space.""", "alternative"),
    "no example": case("""I assume steps of one or two. The naive way is recursion, which is exponential; instead of that I
        keep the last two numbers and add them, which is linear time and constant space.""", "example"),
    "no cost": case("""I assume the entries may move in place. One way is to copy the list, another option is to reverse it
        three times. Let me try with one to five and a move of two: four, five, one, two, three. That works.""",
        "complexity"),
    "only a plan": case("""I would use a hash map and go through the letters and then I would return the first one that has a
        count of one and that should be it, I think that works fine for all of the texts that come.""",
        "assumption", "alternative", "example", "complexity"),
    "denies it": case("""I don't see another way here. I won't assume anything. I do not know the complexity. I just go
        through the list from the left to the right and look at each of the entries until I have found it, and then I
        stop and I am done with it.""", "assumption", "alternative", "example", "complexity"),
    "too short": case("I assume it is sorted, or I could sort it, for example two and one, and that is n log n.", "time"),
    "mumbling": case("""So, hm, the list, we go through the list, and then, hm, we have the list again, and we look, and then
        we look at the next one, and hm, then we take the next one, and so on, until the end, and there it is, I guess, or
        so it seems.""", "assumption", "alternative", "example", "complexity"),
    "order of n": case("""Should I assume that case matters? The obvious way is to compare each pair of words. I prefer a
        table by sorted letters. Say we have eat and tea: both become a e t. That is order n words times the sorting."""),
    "trade off": case("""May I assume there are more than two entries? There is a trade-off: sorting is short to write but
        slower than one walk. On an example of five, one, four the walk keeps five and then four. It runs in linear
        time."""),
    "how large": case("""How large is the text, does it fit in memory? If so, I count in a table; otherwise I split it, or I
        could count approximately. For example, with ten words a table is enough. Memory grows with the number of distinct
        words, time is linear."""),
    "edge cases": case("""My assumption is that the numbers are whole. A first idea is a table of what was seen; rather than
        that, the sum is enough. An edge case is the last number missing: then the difference is a thousand. It is one pass
        and constant space."""),
    "big o": case("""I'm assuming a grid of stairs is not meant, only steps. I could try all paths or build the count up from
        below. Let's take four steps: one, two, three, five. Big O of n, and two numbers of memory."""),
    "no other way but weighs": case("""Can I assume it is sorted? There is no other way than to look at each. Brute force
        compares pairs, though. Let me test it with two and two. Quadratic."""),
}  # fmt: skip
