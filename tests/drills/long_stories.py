"""Five whole stories in their parts, of which the cases of the two-minute drill are put together.

Each part is as long as a person would make it: a set-up of about twenty seconds, actions of about a minute.
"""

from __future__ import annotations

PARTS = ("situation", "action", "result", "lesson")

STORIES: dict[str, dict[str, str]] = {
    "fruit": {
        "situation": """Last spring I worked for an online grocery. Our forecast for fruit had suddenly doubled its error, and
            the planners were throwing crates away every evening. My task was to find the cause before the next order round,
            which was ten days away.""",
        "action": """I pulled the raw orders of eight weeks and compared them store by store, by hand. I saw that one region
            stood out, and within it a single warehouse. I called the shift lead there and asked her to walk me through a
            delivery while I watched the records arrive on my screen. I noticed that the new barcode scanner booked crates as
            single pieces. I checked the same thing for the other eleven warehouses and made a list of three that were about
            to get the same scanner. I wrote a small check that compares units from day to day, and I presented it to the data
            owners. I decided against retraining the model, although my colleagues wanted to, because the model had done
            nothing wrong. I corrected the old records with a script and ran the forecast again over all eight weeks.""",
        "result": """As a result the error fell from thirty one percent to fourteen within a week, and the planners used the
            forecast again. The check has found two more such changes since.""",
        "lesson": "I learned to look at the units before I touch a model, and I still do that first today.",
    },
    "filter": {
        "situation": """Two years ago, at a mail company, our product manager wanted to launch a spam filter that I had measured
            as unsafe: it blocked one in two hundred invoices of small shops. I had to convince her or sign the launch.""",
        "action": """I collected forty blocked invoices and called the shops that had sent them, because I wanted to know what a
            lost invoice costs. I read five of them aloud in the review, with the names removed. I proposed to launch to ten
            percent of the mailboxes, with a quarantine folder that people could search. I built the folder in two evenings so
            that nobody could say that it would take too long. When she asked for a number, I computed how many invoices would
            be caught at each threshold, and I drew it on one page. I also talked to the support team and asked them to count
            complaints for me, and I wrote down beforehand at which count I would give in. She decided to go with the tenth,
            and I supported it fully and wrote the announcement myself.""",
        "result": """In the end complaints stayed below ten a week, and after six weeks we rolled it out to everybody. The
            quarantine folder is still in use.""",
        "lesson": "My takeaway is that an example moves people more than a rate does, and next time I would bring it on the first day.",
    },
    "loader": {
        "situation": """When I was new in a speech group, training took eleven days and the graphics cards stood idle most of
            the time. I was asked only to schedule jobs, but a paper deadline was six weeks away and we needed nine runs.""",
        "action": """I profiled a run on my own in the evening and found that the loader decoded every audio file again in each
            epoch. I measured how long a file takes and multiplied it, and the sum explained nine of the eleven days. I wrote
            a version that keeps decoded shards on the local disk, and I tested it on a tenth of the corpus so that nobody
            had to wait for me. I compared the losses of both versions step by step to be sure that nothing else had changed.
            I showed it at the Friday meeting and asked two colleagues to break it. They found a bug with short files, I fixed
            it, and then I moved all nine runs over one by one, beginning with the one that mattered least.""",
        "result": """Training went from eleven days to three, and we finished all nine runs a week before the deadline. The
            whole group has used the loader since.""",
        "lesson": "Looking back, I should have profiled on my first day; now I always measure before I plan.",
    },
    "labels": {
        "situation": """At an insurer, three years ago, we needed ten thousand labelled claims in a month and had no budget at
            all for them. It was up to me to find a way or to say that the project was off.""",
        "action": """I invited two claims adjusters to lunch and asked them what they look for on a form. I wrote down twelve
            rules in their own words and turned each of them into a few lines of code. I ran the rules over the archive and
            counted where they agreed with each other. I trained a first model on those claims alone. Then I picked the two
            hundred claims on which the rules disagreed most, and I asked the adjusters to decide only those, twenty a day,
            in a small form that I built for them. I compared their decisions with each other as well, because I wanted to
            know how good anybody could be. Where they disagreed I sat down with both and we found out why, and I changed
            two of the rules. I retrained the model every evening and sent them the curve.""",
        "result": """The model reached ninety one percent of the accuracy of a paid data set, and it cost two lunches. The
            project went live in the summer.""",
        "lesson": "I learned that experts prefer to argue about a rule than to fill in forms, and I begin with rules now.",
    },
    "latency": {
        "situation": """Last year, on the front page team of a shop, our recommendations took four hundred milliseconds, and
            customers left before they saw them. The target was two hundred, and I had one sprint to get there.""",
        "action": """I traced requests for a whole day and drew where the time went. I found that the embeddings of the users
            came from another region each time. I considered copying the whole store, which would have taken a month, and
            chose a cache with a lifetime of ten minutes instead, because it took a day. I built it, and I put a switch in
            front so that it could be turned off at once. Then I measured how stale the entries were and whether people
            clicked less on stale ones, with a test on a twentieth of the traffic. I wrote an alarm for the hit rate and
            walked the people on call through it. I rolled it out to a quarter, to a half, and then to everybody, and I
            stayed up for the first night to see the peak. I documented the switch and asked a colleague to try it without
            my help.""",
        "result": """The ninety ninth percentile dropped from four hundred to one hundred and sixty milliseconds, and clicks
            rose by three percent.""",
        "lesson": "What I took away is to ask how fresh a thing has to be before I ask how fast it can be.",
    },
}

RAMBLING = """I should say a little more about the place. It was founded by two brothers who had met at school, and the office was in an
    old mill by the river. There were about forty people, and most of them had been there from the beginning. We had lunch
    together on Fridays, and there was a dog. The tools had grown over the years, and nobody had a picture of the whole. People
    were friendly, but they were also tired, since the summer had been long and hot and the air conditioning was old."""
