"""Clarifying questions: told from answers on a list labelled by hand, and answered with the fact that was asked for."""

from __future__ import annotations

import pytest

from interviewer.events import SpokenRequest
from interviewer.facts import matching_facts
from interviewer.requests import spoken_request
from prompts.load import load_bank

QUESTIONS = """
How much data do we have?
Quick question. How much data do we have?
Before I start, how many users are there?
What is the latency requirement?
Okay. And what is the business goal?
Can I assume that the labels are correct?
Should I assume the data is independent?
Do you mean the training set or the test set?
Could you clarify what counts as a duplicate?
Can you tell me a bit more about the users?
So just to clarify, are we ranking books or authors?
Is there an existing system today?
Are there any privacy constraints?
Do we have labels?
How often does the model have to be refreshed?
What kind of feedback do we record?
Which error is worse, a false positive or a false negative?
Hmm, what do you mean by fake?
I was wondering how many reviews come in per day?
I'd like to know how the labels were made.
One more question: how fast must the answer be?
Sorry, are you asking about the mean or about the median?
Is it okay if I talk about my master's thesis?
May I use an example from university?
What does a wrong decision cost?
how much data do we have
do we have labels
is there a latency budget
can I assume the data fits in memory
Thank you. How many categories are there?
Sure. First, who is the customer here?
We need to rank books. How many books are there?
By success, do you mean revenue?
Do you want a high level answer or the details?
Would you like me to write code or just describe it?
How is the data collected? And how many labels are there?
How large is the catalogue, roughly?
Are the classes balanced?
What about new users?
Any constraints on memory?
Does it have to run on the device?
Just to make sure I understand, is the goal to predict clicks?
Let me ask something first. What is the metric?
What data do we have, and how far does it go back?
Who labels the examples, experts or a crowd?
Is latency important? Is it online or batch?
When are the predictions needed?
Roughly how many customers are we talking about?
Before answering, may I ask what the output is used for?
Just one thing, is the data labelled?
Would a rule based approach be acceptable?
When you say duplicate, do you mean the same picture?
Does accuracy matter more than speed here?
With real time, do you mean under a second?
Has anyone tried this before?
Will the labels arrive with a delay?
Who would see the predictions?
Okay, thank you. How many sensors does each motor have?
Is there anything about the customers that I can't use?
Let me clarify one thing, is it per day or per week?
are the labels reliable
so what's the definition of churn here?
If a product is missing, is it lost?
Could we get more labels if we paid for them?
""".strip().splitlines()

ANSWERS = """
I would use gradient boosting, right?
What is overfitting? It is when a model learns the noise.
How would I evaluate it? I would hold out a test set.
That is the bias, isn't it?
It is the probability of the data given the null hypothesis, no?
I asked my manager: how much data do we have? And then I built the pipeline.
The first question I asked was how many users we had, and it turned out that we had two million of them in the end.
What matters most is the recall.
Which is why it works.
I would first ask how much data there is and then choose the model.
It fits the noise. Does that make sense?
I built the model and shipped it. Do you want more detail?
The customer asked us, can you do it faster? We said yes.
I learned to ask what the goal is.
How we did it was simple: we measured twice.
Where do I start?
What can I say, it was a hard year.
When I joined the team we had no tests.
Is the model better? We ran a test and it was.
I do not know.
I would use a random forest. We could tune it. What else?
Regularisation, dropout, early stopping. Is that what you wanted?
Do the simple thing first, that is my rule.
Are right, a lot, is the principle I would name.
We had ten million rows and the labels were noisy.
So why does that happen? Because the variance grows.
Data leakage is when the label hides in a feature.
I think the answer is no.
Can openers were our product, and I owned the forecast.
How many clusters? I would use the elbow and then look at them.
Precision is the share of the flagged that are right, recall the share of the right that are flagged.
What I did was to split the work into three parts.
Does it scale? It did, to a hundred million users.
I said, should we stop? And my manager agreed.
Who was the customer? It was the finance team, and I met them every week.
You would compare it with the baseline, correct?
Can you trust it? Only if the sample is random.
Why would accuracy mislead? Because the classes are rare.
We had one question left: is it worth it? It was.
If the classes are rare, would accuracy help? No, it would not.
So the answer is a hash map, right?
Is it done yet, she asked. I said it would take a week.
I'd look at the residuals. What do they look like?
Which brings me to the result, a drop of ten percent.
The customer, who was angry, called me twice.
May was the month in which we shipped.
Have a look at the data first, always.
When it was done I wrote it down.
""".strip().splitlines()


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_clarifying_question_is_recognised(text):
    assert spoken_request(text) is SpokenRequest.CLARIFY


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_that_holds_a_question_stays_an_answer(text):
    assert spoken_request(text) is None


@pytest.mark.parametrize(
    "text", ["I don't know.", "Honestly, I have no idea.", "I'm stuck.", "I am not sure.", "Nothing comes to mind.", "I can't think of an example."]
)  # fmt: skip
def test_who_is_stuck_is_heard_only_where_a_hint_is_left(text):
    assert spoken_request(text, stuck=True) is SpokenRequest.HINT
    assert spoken_request(text) is None


@pytest.mark.parametrize(
    "text", ["I don't know that the test was fair, but we ran it.", "I'm not sure whether it scales."]
)
def test_a_doubt_within_an_answer_is_no_cry_for_help(text):
    assert spoken_request(text, stuck=True) is None


@pytest.mark.parametrize(
    "text", ["Can I have a hint?", "Could you give me a small hint, please?", "I could use a hint.", "Any hints?"]
)
def test_asking_for_a_hint(text):
    assert spoken_request(text) is SpokenRequest.HINT


FACTS = """
ml-app-book-recommendations|How many books are there?|thirty million
ml-app-book-recommendations|What is the goal? What counts as success?|keep or finish
ml-app-book-recommendations|How much data do we have?|thirty million
ml-app-book-recommendations|Is there a latency requirement?|hundred milliseconds
ml-app-book-recommendations|Do we have star ratings?|star rating
ml-app-book-recommendations|What about new users, the cold start?|not signed in
ml-app-book-recommendations|What is in production today?|bestsellers of the category
ml-app-book-recommendations|What metadata do we have for a book?|Author, category
ml-app-book-recommendations|Are there any legal constraints?|minors
ml-app-marketing-emails|What data do we have about customers?|Two years of visits
ml-app-marketing-emails|What does an unsubscribe cost?|twelve dollars
ml-app-marketing-emails|Were past emails randomized?|random half
ml-app-marketing-emails|How often do we need the scores?|Once a day
ml-app-fake-reviews|How were the labels made?|Investigators confirm
ml-app-fake-reviews|What fraction of reviews is fake?|three percent
ml-app-fake-reviews|How quickly must we decide?|few hours
ml-app-fake-reviews|How many reviews do we get per day?|Three million
ml-app-product-categories|How many categories are there?|Five levels
ml-app-product-categories|Are the classes balanced?|Very uneven
ml-app-product-categories|Can humans check some of them manually?|twenty thousand products a day
ml-app-warehouse-inventory|What are the lead times of the suppliers?|three days and six weeks
ml-app-warehouse-inventory|Do we know about promotions in advance?|four weeks ahead
ml-app-duplicate-listings|Which mistake is worse?|wrong merge is much worse
ml-app-duplicate-listings|Do we have barcodes?|sixty percent
ml-app-support-assistant|Are there privacy rules for the customer data?|masking
ml-app-machine-failure|How many failures do we have on record?|hundred and eighty
ml-app-machine-failure|What does a false alarm cost compared with a failure?|thirty thousand dollars
ml-app-ad-clicks|How long until we see the clicks?|within minutes
ml-app-search-ranking|Do we have human judgments?|Two hundred thousand pairs
ml-app-search-ranking|Should I care about sponsored products?|Another team
ml-app-book-recommendations|Which programming language should I use?|
ml-app-book-recommendations|How many engineers are on the team?|
ml-app-book-recommendations|What colour is the button?|
ml-app-marketing-emails|Can I use a neural network?|
ml-app-fake-reviews|Who pays for the servers?|
ml-app-machine-failure|What is the weather like there?|
ml-app-search-ranking|Do you mean on a phone?|
ml-app-ad-clicks|How many servers do we have?|
ml-app-warehouse-inventory|Is there a mobile app?|
""".strip().splitlines()


@pytest.mark.parametrize("row", FACTS)
def test_the_fact_that_was_asked_for_is_told_and_no_other(row):
    question_id, asked, expected = row.split("|")
    told = matching_facts(asked, load_bank().get(question_id).facts)
    assert (expected in told) if expected else (told == "")
    facts = load_bank().get(question_id).facts
    assert sum(fact.answer in told for fact in facts) <= 2
