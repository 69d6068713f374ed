"""Answers written after the rules were, and looked at by no rule since: how far the rules of thumb can be trusted.

Only what people would notice is labelled: what an answer lacks, as in cases.py. No rule was loosened after this file was
first run; the numbers of that run stand in docs/preparing.md.
"""

from __future__ import annotations

from tests.drills.cases import case

SETUP = {
    "telecom": case("""So this was at a telecom company about four years ago. Customers kept calling about dropped connections
        and the call centre was overwhelmed. I got the job of predicting which cells would fail next."""),
    "thesis": case("""While writing my master's thesis I depended on a data set that was withdrawn three weeks before the
        deadline. I had to find a replacement or change the topic."""),
    "bare robotics": case("""i was on the robotics team of a logistics firm and the arms were dropping every twentieth parcel
        and my director asked me to get that down to one in a hundred by spring"""),
    "news": case("""At my previous job, a news site, the editors had lost faith in our recommendations after an embarrassing
        headline. It was on me to win them back before the election."""),
    "energy": case("""In 2021 I joined an energy supplier as their second data scientist. Bills were wrong for eight thousand
        households. The goal I was given was to know why within two weeks."""),
    "no task": case("""I was at a game studio in Berlin. Players were quitting after the third level and the investors were
        getting nervous about it all through the autumn.""", "task"),
    "no stake": case("""In my second year at a publisher we had a tool that tagged articles. I was responsible for updating
        it to the new list of tags.""", "stake"),
    "no place": case("""The numbers in two dashboards did not match, and the board meeting was on Monday. Somebody had to
        explain it, and that was me; I was told to have it by Sunday.""", "situation"),
    "vague": case("""I think a good example would be something with models, there were many, and it is always hard when people
        want different things from you at once.""", "situation", "stake", "task"),
    "padded": case("""Okay, so, um, let me think, basically I was at a bank, you know, last summer, and, um, the cards kept
        being blocked, so customers were angry, and I was asked to, you know, fix it.""", "padding"),
}  # fmt: skip

METRIC = {
    "minutes": case("The report used to take two days. Now it takes twenty minutes, which I timed on the last five months."),
    "users": case("""Weekly active teams went up from 6 to 41 between January and June, according to the package index logs."""),
    "false alarms": case("""Of a hundred alarms, sixty had been false; afterwards it was seven, on a labelled sample of a
        thousand."""),
    "bare cost": case("""labelling one image cost us thirty five cents and with the new tool it is nine cents that is what the
        invoices of the second quarter say"""),
    "auc": case("AUC on the held-out month improved from 0.71 to 0.83."),
    "per thousand": case("""Returns dropped by a fifth relative to the season before, from ninety to seventy two per thousand
        parcels, in the warehouse data."""),
    "no measure": case("Onboarding takes nine days instead of three weeks.", "measured"),
    "no baseline": case("Click through is now at four percent, as an experiment showed.", "metric", "baseline"),
    "no numbers": case("Fraud losses are way down, finance confirmed it, and it is a lot compared with last year.",
        "metric", "baseline", "unit"),
    "words": case("Memory was cut in half, from sixteen gigabytes to eight, as the profiler shows."),
}  # fmt: skip

OWNERSHIP = {
    "gap": case("""I proposed the experiment and got it approved. I also wrote the analysis; Tom did the dashboards."""),
    "bare": case("""so basically i interviewed the planners myself and i made a prototype and i threw out half of the plan"""),
    "negated": case("I did not rewrite the loader. I profiled it, I filed the ticket, and I chased the owners until it was fixed."),
    "decided": case("I decided to roll back, called the vendor, and wrote the post mortem the next morning."),
    "team credit": case("""My team wanted to wait. I argued for the fix, I built it over the weekend, and I presented it on
        Monday."""),
    "we": case("We collected leaflets and we typed them in and then we trained a model.", "own_role", "we"),
    "mixed": case("I suggested rules. We wrote them, we trained on them, and we checked the hard cases.", "own_role", "we"),
    "our": case("Our approach was to reweight the data, and our sales people were convinced by it.", "own_role"),
    "led": case("I led the project and was responsible for it.", "own_role"),
    "quoted": case("""The director said: "I decided, I signed, I pay for it." So we stopped.""", "own_role", "we"),
}  # fmt: skip

THINK = {
    "stairs": case("""I'm going to assume the number of steps is at least one. I see two options: recursion with a memory, or
        building up from the bottom. With three steps I get one and one and one, one and two, two and one, so three. It takes
        time proportional to the number of steps, and I only keep two values, so constant memory."""),
    "words": case("""Does upper case matter? I'd say it does not, and go on. Sorting all words would work but it is n log n; a
        counter with a small heap is cheaper. On "a b a" the counter says two and one. So linear in the text."""),
    "mean": case("""Let me assume a window always has a hundred values. Recomputing the sum each time is the obvious thing,
        alternatively I keep the sum and subtract what falls out. Quick check: one, two, three, window two, the sum goes from
        three to five. Each step is constant."""),
    "bare rotate": case("""i am assuming k can be larger than the list so i take it modulo the length one approach is slicing the
        other one is reversing three times for instance one two three by one gives three one two and both are linear"""),
    "no example": case("""I assume lower case letters only. You could compare every pair of words, or use the sorted letters as
        a key, which I prefer. That is linear in the words, apart from the sorting of each.""", "example"),
    "no alternative": case("""Assuming the numbers are unique and one is missing, I add them all up and subtract. Say one, two,
        four: seven from ten is three. That is one pass.""", "alternative"),
    "no cost": case("""I suppose the log is sorted by time? Either a sliding window or a table of last times. If the log is
        empty the answer is no. Take seven at ten and seven at half past ten: yes. I go with the table.""", "complexity"),
    "no assumption": case("""Brute force first: every letter against every other. Better is to count. For example in noon every
        letter comes twice, so there is none. Two passes, linear.""", "assumption"),
    "silent type": case("""Right. So. You go left to right. And you remember the biggest. And the one before. And then you give
        that back. Done. I think that is really all there is to say about it.""", "assumption", "alternative", "example",
        "complexity"),
    "jargon only": case("""This is a classic two pointer problem, I have seen it many times, you just put one at each end and
        move them towards each other until you are done, and that always works out well.""", "assumption", "alternative",
        "example", "complexity"),
}  # fmt: skip
