"""Eight stories, each told three times in other words: to measure how a story is recognised, and to test feedback.

Written for this project. The pairs `forecast-scanner`/`forecast-promotions`, `filter-pm`/`metric-pm` and
`loader-rewrite`/`cache-latency` are near each other in subject on purpose: same trade, same words, another event.
A line is `role: sentence`; s situation, t task, a action, r result, l lesson.
"""

from __future__ import annotations

_ROLES = {"s": "situation", "t": "task", "a": "action", "r": "result", "l": "lesson"}

_TEXT = """
# forecast-scanner
s: Last year I worked on the demand forecast of an online grocery.
s: The weekly error suddenly doubled for fresh fruit in the northern region.
t: I was asked to find out why before the next order round.
a: I pulled the raw orders of eight weeks and compared them store by store.
a: I found that one warehouse had changed its barcode scanner and booked crates as single pieces.
r: After the fix the error fell from thirty one percent to fourteen, and the planners used the forecast again.
l: Since then I check unit changes before I touch a model.
--
s: At the grocery company our forecast for fruit went wrong overnight.
a: I did not believe the easy answer, the weather, and went through the orders of each store by hand.
a: A single warehouse stood out, and I called the shift lead there.
a: She told me about the new barcode scanner that counted crates as pieces, and I wrote a check for it.
r: The error went back to fourteen percent within a week.
--
s: This was with the fruit forecast at the grocery.
s: Everybody wanted to retrain the model because the error had doubled.
a: I asked for two days, compared the warehouses, and saw that one of them booked pieces in place of crates since its scanner was replaced.
r: We did not retrain anything, and the planners trusted the numbers again.
l: I learned to look at the data before the model.
# forecast-promotions
s: In my second year at a supermarket chain the demand forecast ignored promotions.
t: My manager wanted it better before the Easter campaign.
a: I collected the leaflets of three years and turned them into features by hand.
a: I trained a gradient boosted model on them and compared it with the old one for six weeks.
r: Waste of chocolate fell by eighteen percent at Easter.
l: I would start with the leaflets of one category next time.
--
s: The supermarket ordered far too much chocolate before Easter, because the forecast knew nothing of the leaflets.
a: I typed in old leaflets, built promotion features and ran the new model beside the old one.
r: We threw away eighteen percent less than the year before.
--
s: Our promotions were planned on paper leaflets that no model ever saw.
t: I had until Easter to change that.
a: I made a small table from the leaflets, with discount and shelf place, and fed it to a boosted tree model.
r: The buyers ordered less chocolate and the waste went down.
# filter-pm
s: At a mail company the product manager wanted to launch a spam filter that I had measured as unsafe.
s: It blocked one in two hundred invoices of small shops.
t: I had to convince her or sign the launch.
a: I collected forty blocked invoices and read five of them aloud in the review.
a: I proposed to launch to ten percent with a quarantine folder instead.
r: She agreed, and complaints stayed below ten a week.
l: Numbers did not move her, the invoices did.
--
s: I disagreed with my product manager about the launch date of our spam filter.
a: I showed her real invoices that customers would have lost, and suggested a quarantine for a tenth of the users.
a: When she decided to go with the tenth I supported it fully and wrote the announcement.
r: Complaints were below ten a week, and we went to everybody in March.
--
s: The spam filter ate invoices, and the launch was set for Monday.
a: I went to the product manager with a folder of forty invoices from small shops.
a: I offered a quarantine folder as a way out.
r: The launch was cut to ten percent of the mailboxes.
l: I learned that an example says more than a rate.
# metric-pm
s: At a travel site the product manager judged our ranking by clicks alone.
s: I saw that hotels with misleading photos were going up.
t: Nobody had asked me, but cancellations were on my desk.
a: I joined clicks with cancellations of the last quarter and showed that half of the gain was cancelled later.
a: I proposed booked nights kept after a week as the metric.
r: The team changed its metric, and cancellations fell by nine percent.
--
s: We had an argument about clicks at the travel site.
a: I linked every click to what became of the booking and found that many hotels with pretty photos were cancelled.
a: I put a chart of kept nights in front of the product manager.
r: From the next quarter on we ranked by kept nights, and nine percent fewer trips were cancelled.
--
s: Hotels with false photos won under our click metric.
t: I wanted the ranking to care about the guests who stayed.
a: I computed nights that were kept a week later, hotel by hotel, and presented it to the ranking group.
r: The metric was replaced, although the product manager had been against it at first.
# loader-rewrite
s: Training of our speech model took eleven days, and the cards stood idle most of the time.
t: I was new and was asked only to schedule jobs.
a: I profiled a run on my own and saw that the loader decoded every audio file again in each epoch.
a: I rewrote it to keep decoded shards on the local disk.
r: An epoch went from nine hours to two, and training took three days.
l: I profile first now.
--
s: Our graphics cards were waiting for data during speech training.
a: I measured where the time went, and it was decoding of the audio, over and over.
a: I cut the corpus into shards, decoded them once and put them on local disks.
r: The eleven days became three.
--
s: As a newcomer I noticed idle cards in the speech team.
a: I profiled the loader one evening and found repeated decoding.
a: I wrote a version with decoded shards and showed it at the Friday meeting.
r: The whole group switched to it, and epochs were four times faster.
# cache-latency
s: Our recommendation service answered in four hundred milliseconds at the ninety ninth percentile.
t: The front page team needed two hundred.
a: I traced requests for a day and found that user embeddings were fetched from a far region.
a: I put a cache with a ten minute lifetime in front and measured staleness against clicks.
r: Latency fell to one hundred and sixty milliseconds, and clicks did not change.
l: Stale by ten minutes was fine, but I would not have guessed that.
--
s: The front page waited for recommendations.
a: I looked at traces, and the embeddings of the users came from another region each time.
a: I decided on a cache of ten minutes instead of copying the store, because it cost one day.
r: The ninety ninth percentile went from four hundred to one hundred and sixty milliseconds.
--
s: A service of ours missed its latency target by a factor of two.
t: I had one sprint.
a: I traced it, cached the embeddings close by, and ran a test on stale entries.
r: The front page team got its two hundred milliseconds, with some room to spare.
# mentor-intern
s: Two summers ago an intern joined my group who had never written tests.
t: I was her mentor for twelve weeks.
a: I paired with her every morning and let her break my own code first.
a: I asked her to present one failure a week to the group.
r: She wrote the evaluation harness that we still use, and came back full time.
l: I now plan the first week of an intern around breaking things.
--
s: I mentored an intern who was afraid of the code base.
a: Every morning we sat together for half an hour, and her first task was to break something of mine.
r: At the end of twelve weeks her evaluation harness went into the main branch, and she got an offer.
--
s: Our intern had good ideas and no habit of testing.
a: I gave her a weekly slot to present a failure, and paired with her in the mornings.
r: The harness she built is still running, and she joined us full time.
# cheap-labels
s: For a claims project we had no budget for labels.
t: I was to get ten thousand of them in a month.
a: I wrote twelve labelling rules with two claims adjusters over lunch.
a: I trained on the rules and asked the adjusters only about the two hundred claims on which the rules disagreed.
r: The model reached ninety one percent of the accuracy of a paid data set, for the cost of two lunches.
l: Experts like rules more than forms.
--
s: An insurance team needed labels for claims and had no money.
a: I sat down with the adjusters and turned what they look for into twelve rules.
a: They only labelled the claims where the rules were at odds.
r: We came within nine percent of what paid labels gave us.
--
s: No budget, a month, and ten thousand unlabelled claims.
a: I used rules from two adjusters as weak labels and spent their time on two hundred hard claims.
r: It was nearly as good as the expensive way, which would have cost forty thousand euros.
"""

Telling = tuple[tuple[str, str], ...]


def tellings() -> dict[str, list[Telling]]:
    """Each story's tellings: (role, sentence) in order."""
    found: dict[str, list[Telling]] = {}
    for block in _TEXT.strip().split("# ")[1:]:
        name, _, body = block.partition("\n")
        found[name.strip()] = [
            tuple((_ROLES[line[0]], line[3:]) for line in one.strip().splitlines()) for one in body.split("--")
        ]
    return found


def text(telling: Telling) -> str:
    """The words of one telling."""
    return " ".join(sentence for _, sentence in telling)
