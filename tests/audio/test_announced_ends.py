"""Announced ends: on wordings by a writer who saw none that teach, with and without their meaning, and what they are worth."""

from __future__ import annotations

import pytest

from audio.completeness import Completeness, completeness
from audio.endpoint_settings import EndpointSettings
from audio.turn_signals import EndOfTurn
from tests.audio.meaning import loaded_meaning
from tests.audio.pause_corpus.fit_words import families
from tests.audio.test_endpoint_words import after, end_s
from tests.audio.test_word_model import lines

ENDS = """
    That's my answer.
    I'm done.
    And yeah, that's pretty much it.
    So I hope that answers your question.
    That's all I have on that one.
    Okay, I'll stop there.
    I think that covers it.
    Does that make sense?
    Let me know if you want me to go deeper on any part.
    Thank you, that is all from my side.
    That would conclude my response to your question.
    So, um, yeah, I guess that's about everything.
    I have finished my answer, you can ask the next one please.
    Anyway, I've been rambling, so over to you.
    Nothing more to add from me.
    We can move on to the next question whenever you're ready.
    And with that, I rest my case.
    From my side it is finished, thank you.
    Happy to take any follow-ups on that.
    I'll leave it at that.
    Yep, end of story.
    So that's the whole algorithm, and I'm happy with it as my final answer.
    That's how I'd design it, unless you'd like me to cover failure handling too.
    Is that what you were looking for?
    I believe I have addressed all the points you raised.
    Right, that's me done.
    That's where I'd wrap up.
    Sorry, that was long, but that's the full story.
    This is what I wanted to say about this topic.
    Did I answer everything you asked?
    I don't know what else to say, so that's it, really.
    Please go ahead, I am finish with this answer.
    So in short, log n lookups, constant space, and that's my solution.
    Okay, what's next?
    That's the best example I can give you.
    I'd be glad to elaborate, but that's the gist of it.
    My answer ends here, sir.
    Hopefully that gives you a good picture of how I work.
    So yes, to close, that is my experience with conflict in a team.
    I can pause here and hear your thoughts.
"""
STATEMENTS = """
    That's when the customer called us back and asked for a second demo.
    So that's why I went to my manager first, and he told me something I hadn't expected.
    By the end of the first week we had only migrated two of the nine tables.
    Nobody had an answer for why the latency doubled every Tuesday, so I started digging through the logs.
    Once the build is done, the pipeline pushes the image to a staging registry.
    We had to finish the audit before we could even begin the rewrite.
    I told them to stop deploying on Fridays, and at first they hated it.
    The first question I asked was who actually owned this service.
    It made sense on paper, but then the warehouse staff tried it.
    I went to thank the night shift in person, and that's how I heard about the second outage.
    All of the requests go through a gateway, which then does three things, the first being authentication.
    That's the first reason, and the second one is cost.
    So that's how the cache gets warm, and now let me explain how it gets invalidated.
    When a worker is done with its chunk, it asks the coordinator for another one.
    I thought we were finished, but two days later the tests started failing again.
    The front end sends the token, and the back end checks it against a table that looks like this.
    She asked me a really hard question about pricing, and here is what I told her.
    To answer the first half of your question, I joined in the middle of the project.
    We wrapped up the pilot in March and then the real trouble began.
    You stop the recursion when the list is empty, otherwise you split it in two and then the merging starts.
    That's all they gave us in the brief, so we had to go and interview users ourselves.
    My boss said that's it, we're cancelling the launch, and I asked him for one more day.
    In the end the vendor agreed, but they had two conditions.
    The thread finishes its job and hands control back to the scheduler, which picks the next one.
    He kept saying I'm done with this project, so I took him out for a coffee.
    It gave me a sense of where the bottleneck was, so next I profiled the parser.
    The customer thanked us for everything and then, to our surprise, asked for a refund.
    Moving on to the database side, we picked Postgres for a couple of reasons.
    What I had done wrong was skip the review, and that came back to bite me in two ways.
    We covered every edge case except one, and that one is where it gets interesting.
    The meeting ended with everyone shouting, so the next morning I called each person separately.
    The final version had three parts, starting with the ingestion layer.
    That's basically a hash map, and on top of it we put a linked list, which I'll get to in a second.
    I hoped the report would answer their questions, but it only raised new ones.
    If both pointers meet, there's a cycle, and from that point we do a second pass.
    I added nothing more to the ticket and went straight to the on-call engineer, who told me something odd.
    At the end of each row there's a checksum, and the reader uses it like so.
    So that's what the old process looked like, and this is what I changed.
    They let me know in June that my budget was cut in half, so I started with the obvious savings.
    The last thing I tried before asking for help was swapping the network card, and guess what happened.
"""
BEFORE = "We moved the data to the new place, and the errors stopped. "


def shares(kinds: list[Completeness]) -> float:
    return sum(kind is Completeness.CLOSING for kind in kinds) / len(kinds)


def test_no_wording_here_has_made_the_weights():
    known = {line for lines_of in families("announced_ends.txt").values() for line, _ in lines_of}
    assert not {*lines(STATEMENTS)} & known
    assert len({*lines(ENDS)} & known) <= 8, "the plainest are the same for everybody"


@pytest.mark.parametrize("before", ["", BEFORE])
def test_new_ways_of_announcing_the_end_are_recognised_and_statements_are_not(before):
    """When the lists were first tried, 37 of 40 ends were recognised, two taken for asks, and 1 of 40 statements for an end."""
    heard = {line: loaded_meaning().last_words(before + line) for line in lines(ENDS) + lines(STATEMENTS)}
    kinds = {line: completeness(before + line, words) for line, words in heard.items()}
    assert shares([kinds[line] for line in lines(ENDS)]) >= 0.85
    assert shares([kinds[line] for line in lines(STATEMENTS)]) <= 0.05
    assert len([line for line in lines(ENDS) if kinds[line] is Completeness.THINKING]) <= 2


def test_by_words_alone_most_are_recognised_too():
    assert shares([completeness(BEFORE + line) for line in lines(ENDS)]) >= 0.65
    assert shares([completeness(BEFORE + line) for line in lines(STATEMENTS)]) <= 0.05


def test_who_announces_the_end_waits_least():
    story = "I led the move to the new forecast, and in the end the error fell by a third."
    closed = f"{story} And that's pretty much it."
    *_, (open_s, signal) = after(f"{story} So we used the", 20.0)
    assert isinstance(signal, EndOfTurn)
    assert end_s(closed) < EndpointSettings().settled_pause_s <= end_s(story) < open_s
