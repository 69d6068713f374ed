"""From behavioral answers to the heads of the story: roles, what sentences speak for, verdicts, principles.

Heads that build on other heads (verdicts on roles, say) learn from outputs that those gave for questions they had not
seen; otherwise they would trust them too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prompts.schema import BehavioralQuestion
from rubrics import cues
from rubrics.assessment import Criterion
from rubrics.heads import Floats, Heads, Linear
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.numbers import quantities
from rubrics.principle_evidence import PRINCIPLE_FEATURES, Indicators
from rubrics.principle_verdicts import judge_principle, principle_inputs
from rubrics.probes import PROBE_INPUTS, PROBED, own_inputs, probe_inputs
from rubrics.reading import Reading
from rubrics.screening import Screening, screen
from rubrics.story import CRITERIA, STORY_FEATURES, Told, sentence_features, story_criteria, story_features, told
from rubrics.structure import ROLES, Course, course, role_features
from rubrics.training.answers import BehavioralAnswer
from rubrics.training.lbfgs_engine import fit_multinomial, fit_outcomes
from rubrics.training.logistic import fit_falling, fit_logistic
from rubrics.training.noise import as_recognised
from rubrics.training.role_network_engine import RoleExample, fit_role_networks
from rubrics.training.technical import READ_AT_ONCE, spoken_words
from rubrics.windows import Sentence, sentences

ROLE_RIDGE = 6e-4
SPEAKS_RIDGE = 1e-3
VERDICT_RIDGE = 1e-2
PRINCIPLE_RIDGE = 3e-3
PROBE_RIDGE = 1e-2
"""Penalties per example, set once by leaving out questions of hands 1 and 2."""
NOISY_WEIGHT = 0.5
"""A noisy copy is no new answer."""
FOLDS = 5
CREDIT = {"missing": 0.0, "partial": 0.5, "met": 1.0}
GAPS_COUNTED = 3
"""Of each reader's gaps, the most important ones."""
SECOND_READER = 0.3
"""How much the second reader's role of a sentence counts beside the author's, who knows what was meant."""
DEBATED = ("tradeoff", "lesson")
"""Criteria of which the second reader's verdict counts half: with the others, scores came further from the labels."""
SMOOTHING = 5.0
"""Transitions added to each count."""


@dataclass(frozen=True)
class Story:
    """One answer, read and cut into sentences."""

    answer: BehavioralAnswer
    sentences: tuple[Sentence, ...]
    roles: Floats
    """How much each sentence plays each role, shape (n_sentences, 6): the share of its words, both readers heard."""
    weighs: Floats | None
    """Whether most of each sentence names an alternative or a price, shape (n_sentences,); None where nobody has marked that."""
    inputs: Floats
    """`structure.role_features`."""
    reading: Reading
    screening: Screening
    question: BehavioralQuestion
    weight: float = 1.0


def stories(
    answers: Sequence[BehavioralAnswer],
    questions: dict[str, BehavioralQuestion],
    readings: Sequence[Reading],
    *,
    by_hand: bool = False,
) -> list[Story]:
    """The answers, read.

    Args:
        answers: labelled.
        questions: by id.
        readings: of the answers' texts, see `read_texts`.
        by_hand: sentences as the author cut them, not as `windows.sentences` does.
    """
    made: list[Story] = []
    for answer, reading in zip(answers, readings, strict=True):
        transcript = spoken_words(answer.text)
        lines = lines_of(answer)
        found = lines if by_hand else sentences(transcript)
        roles = role_shares(found, lines, answer)
        screening = screen(transcript, found, questions[answer.question].text)
        if not screening.usable:
            screening = Screening(screening.flags, screening.unscored_reason, screening.empty, (True,) * len(found))
        inputs = role_features(found, reading)
        weighs = None
        if answer.weighs is not None:
            marked = np.isin(np.arange(len(lines)), answer.weighs)
            weighs = (shared_words(found, lines) @ marked >= 0.5).astype(float)
        made.append(Story(answer, found, roles, weighs, inputs, reading, screening, questions[answer.question]))
    return made


def read_texts(answers: Sequence[BehavioralAnswer], encoder: MiniLMEncoder) -> list[Reading]:
    """The texts of answers as the transformer reads them, in order."""
    made: list[Reading] = []
    for start in range(0, len(answers), READ_AT_ONCE):
        made += encoder.read([answer.text for answer in answers[start : start + READ_AT_ONCE]])
    return made


def noisy(answer: BehavioralAnswer) -> BehavioralAnswer:
    """A copy of an answer as recognised, sentence by sentence, with the same labels."""
    said = tuple(as_recognised(s, len(s)) for s in answer.sentences)
    return answer.model_copy(update={"sentences": said, "text": " ".join(said), "author": f"{answer.author} noisy"})


def lines_of(answer: BehavioralAnswer) -> tuple[Sentence, ...]:
    """The sentences of an answer as its author cut them, at 150 words a minute."""
    made, char, word = [], 0, 0
    for text in answer.sentences:
        count = len(text.split())
        made.append(
            Sentence(text, char, char + len(text), 0.4 * word, 0.4 * (word + count), word, max(word, word + count - 1))
        )
        char, word = char + len(text) + 1, word + count
    return tuple(made)


def role_shares(found: Sequence[Sentence], lines: Sequence[Sentence], answer: BehavioralAnswer) -> Floats:
    """How much each sentence plays each role, by the author and the second reader, shape (n_sentences, 6); rows add up to 1.

    Args:
        found: sentences as the judge cuts them; one may hold words of several lines.
        lines: as the author cut them, see `answer.roles`.
        answer: with the roles of both readings.
    """
    labels = np.zeros((len(lines), len(ROLES)))
    other = answer.other_roles or answer.roles
    for row, mine, theirs in zip(labels, answer.roles, other, strict=True):
        row[ROLES.index(mine)] += 1 - SECOND_READER
        row[ROLES.index(theirs)] += SECOND_READER
    return shared_words(found, lines) @ labels


def shared_words(found: Sequence[Sentence], lines: Sequence[Sentence]) -> Floats:
    """The share of each sentence's words that stand in each line, shape (n_found, n_lines); rows add up to 1."""
    starts, ends = (np.array([getattr(x, name) for x in lines]) for name in ("first_word", "last_word"))
    shared = np.array([np.minimum(s.last_word, ends) - np.maximum(s.first_word, starts) + 1 for s in found])
    made: Floats = np.maximum(shared, 0).astype(float)
    made /= made.sum(1, keepdims=True)
    return made


def fit_roles(told_stories: Sequence[Story]) -> tuple[Linear, Floats, Floats]:
    """The role head, the log-odds of one role following another, and of the first."""
    features = np.concatenate([s.inputs for s in told_stories])
    roles = np.concatenate([s.roles for s in told_stories])
    weights = np.concatenate([np.full(len(s.roles), s.weight) for s in told_stories])
    head = fit_multinomial(features, roles, ROLE_RIDGE, weights)
    share = roles.mean(0)
    table = np.full((len(ROLES), len(ROLES)), SMOOTHING)
    start = np.full(len(ROLES), SMOOTHING)
    for story in told_stories:
        start += story.roles[0]
        table += story.roles[:-1].T @ story.roles[1:]
    # The head already knows how common a role is; only what the neighbour adds to that belongs in the table.
    table = np.log(table / table.sum(1, keepdims=True)) - np.log(share)
    return head, 0.5 * table, 0.5 * (np.log(start / start.sum()) - np.log(share))


def role_example(story: Story) -> RoleExample:
    """A story as a network sees it."""
    bounds = tuple(story.reading.inside(s.start_char, s.end_char) for s in story.sentences)
    words = np.array([len(s.text.split()) for s in story.sentences], np.float64)
    return RoleExample(story.reading.manners, bounds, story.inputs, story.roles, words, story.weight)


def run_course(story: Story, heads: Heads) -> Course:
    """The course of a story under a set of heads."""
    return course(story.sentences, story.inputs, story.reading, heads, story.screening.usable)


def speaking(story: Story) -> tuple[Floats, Floats]:
    """What the sentences of a labelled story speak for: outcomes and weights, shape (n_sentences, 2 * len(CRITERIA)).

    A sentence speaks for a criterion as far as it plays the part that can, and as far as the story was given credit: two
    outcomes each, begun and met. Which sentences weigh an alternative is marked by hand; where it is not, a story that
    does so somewhere teaches nothing about it.
    """
    role = dict(zip(ROLES, story.roles.T, strict=True))
    count = len(story.sentences)
    own = np.array([bool(cues.OWN_I.search(cues.plain(s.text))) for s in story.sentences])
    number = np.array([bool(quantities(s.text)) for s in story.sentences])
    parts = {
        "story": 1 - role["other"] - role["lesson"],
        "own_role": role["action"] * own,
        "result": role["result"],
        "metric": role["result"] * number,
        "tradeoff": np.zeros(count) if story.weighs is None else story.weighs,
        "lesson": role["lesson"],
    }
    outcomes, weights = [], []
    for name in CRITERIA:
        credit = CREDIT[story.answer.verdicts[name]]
        known = name != "tradeoff" or story.weighs is not None or credit == 0
        outcomes += [parts[name] * (credit > 0), parts[name] * (credit == 1)]
        weights += [np.full(count, story.weight * known)] * 2
    return np.stack(outcomes, axis=1), np.stack(weights, axis=1)


def fit_speaks(told_stories: Sequence[Story], features: Sequence[Floats]) -> dict[str, Linear]:
    """For each criterion, which sentences begin it and which meet it.

    Args:
        told_stories: labelled.
        features: `sentence_features` of each.
    """
    labels = [speaking(story) for story in told_stories]
    outcomes, weights = (np.concatenate(some) for some in zip(*labels, strict=True))
    every = fit_outcomes(np.concatenate(features), outcomes, SPEAKS_RIDGE, weights)
    steps = {name: slice(2 * i, 2 * i + 2) for i, name in enumerate(CRITERIA)}
    return {f"speaks:{name}": Linear((), every.weights[:, at], every.bias[at]) for name, at in steps.items()}


def fit_verdicts(told_stories: Sequence[Story], features: Floats) -> dict[str, Linear]:
    """For each criterion, the probability that it is begun and that it is met."""
    weights = np.array([s.weight for s in told_stories])
    made = {}
    for name in CRITERIA:
        wanted = np.array([_given(name, s.answer) for s in told_stories])
        made[f"verdict:{name}"] = both(features, wanted, VERDICT_RIDGE, weights, STORY_FEATURES)
    return made


def _given(name: str, answer: BehavioralAnswer) -> tuple[float, float]:
    """Whether a criterion is begun and met, 0 to 1: by the settled verdict, and half by the second reader's where that is debated."""
    verdicts = [answer.verdicts[name]]
    if name in DEBATED and answer.other_verdicts is not None:
        verdicts.append(answer.other_verdicts[name])
    begun, met = np.mean([(CREDIT[v] > 0, CREDIT[v] == 1) for v in verdicts], axis=0)
    return float(begun), float(met)


def both(features: Floats, wanted: Floats, ridge: float, weights: Floats, names: tuple[str, ...]) -> Linear:
    """One layer with two outcomes: at least `partial`, and `met`.

    Args:
        features: shape (n, n_features).
        wanted: of each example both outcomes, 0 to 1, shape (n, 2).
        ridge: penalty per example.
        weights: of the examples.
        names: of the features.
    """
    begun, met = (fit_logistic(features, outcome, ridge, weights, names) for outcome in wanted.T)
    return Linear(names, np.hstack([begun.weights, met.weights]), np.concatenate([begun.bias, met.bias]))


def principle_rows(story: Story, tale: Told, indicators: dict[str, Indicators], heads: Heads) -> tuple[Floats, Floats]:
    """For each principle: features, and credit (0, 0.5, 1); the question's main principle first."""
    main = story.question.principles[0]
    names = (main, *(p for p in indicators if p != main))
    rows = [principle_inputs(n, story.question, tale, story.reading, indicators, heads)[0] for n in names]
    shown = [float(name in story.answer.shows) for name in names]
    return np.array(rows), np.array([CREDIT[story.answer.verdicts["principle"]], *shown[1:]])


def fit_principles(features: Floats, wanted: Floats, weights: Floats) -> Linear:
    """The head that says whether a principle is begun and met."""
    steps = np.stack([wanted > 0, wanted == 1], axis=1).astype(float)
    return both(features, steps, PRINCIPLE_RIDGE, weights, PRINCIPLE_FEATURES)


def fit_stories(train: Sequence[Story], indicators: dict[str, Indicators], extra: Sequence[Story] = ()) -> Heads:
    """All heads of the story.

    Args:
        train: answers as the judge cuts them.
        indicators: of the principles.
        extra: the same answers cut by hand, and noisy copies; for the roles alone.
    """
    questions = sorted({s.question.id for s in train})
    fold = {q: i % FOLDS for i, q in enumerate(questions)}
    courses: list[Course | None] = [None] * len(train)
    for f in range(FOLDS):
        part = [s for s in (*train, *extra) if fold.get(s.question.id) != f]
        head, table, start = fit_roles(part)  # without networks, which would treble the time
        heads = Heads("", {"roles": head}, {"transitions": table, "start": start})
        for i, story in enumerate(train):
            if fold[story.question.id] == f:
                courses[i] = run_course(story, heads)
    known = [c for c in courses if c is not None]
    said = [sentence_features(s.sentences, c, s.inputs, s.reading) for s, c in zip(train, known, strict=True)]
    tales: list[Told | None] = [None] * len(train)
    for f in range(FOLDS):
        inside = [i for i, s in enumerate(train) if fold[s.question.id] != f]
        speaks = fit_speaks([train[i] for i in inside], [said[i] for i in inside])
        for i, story in enumerate(train):
            if fold[story.question.id] == f:
                tales[i] = told(story.sentences, known[i], said[i], story.screening.usable, Heads("", speaks, {}))
    tale_list = [t for t in tales if t is not None]
    features = np.array([story_features(t) for t in tale_list])
    verdicts = fit_verdicts(train, features)
    rows = [principle_rows(s, t, indicators, Heads("", verdicts, {})) for s, t in zip(train, tale_list, strict=True)]
    principle = _principle(train, rows)
    found: list[tuple[Criterion, ...]] = [()] * len(train)
    for f in range(FOLDS):
        inside = [i for i, s in enumerate(train) if fold[s.question.id] != f]
        layers = fit_verdicts([train[i] for i in inside], features[inside])
        layers["principle"] = _principle([train[i] for i in inside], [rows[i] for i in inside])
        for i, story in enumerate(train):
            if fold[story.question.id] == f:
                found[i] = _criteria(story, tale_list[i], indicators, Heads("", layers, {}))
    head, table, start = fit_roles([*train, *extra])
    layers = {
        "roles": head,
        **fit_speaks(train, said),
        **verdicts,
        "principle": principle,
        "probe": fit_probes(train, found),
    }
    networks = fit_role_networks([role_example(s) for s in (*train, *extra)])
    return Heads("", layers, {"transitions": table, "start": start, **networks})


def _principle(train: Sequence[Story], rows: Sequence[tuple[Floats, Floats]]) -> Linear:
    weights = np.concatenate([np.full(len(r[1]), s.weight) for r, s in zip(rows, train, strict=True)])
    return fit_principles(np.concatenate([r[0] for r in rows]), np.concatenate([r[1] for r in rows]), weights)


def _criteria(story: Story, tale: Told, indicators: dict[str, Indicators], heads: Heads) -> tuple[Criterion, ...]:
    """What the judge would say of a story."""
    main = judge_principle(story.question.principles[0], story.question, tale, story.reading, indicators, heads)
    return (*story_criteria(tale, heads), main)


def fit_probes(train: Sequence[Story], found: Sequence[Sequence[Criterion]]) -> Linear:
    """The layer that says what an interviewer would ask for, from verdicts on stories that their heads had not seen.

    Args:
        train: with the gaps that their readers named.
        found: the verdicts.
    """
    inputs = np.array([probe_inputs(criteria) for criteria in found])
    weights = np.array([s.weight for s in train])
    fits = []
    for name in PROBED:
        wanted = np.array([_asked_for(name, s.answer) for s in train])
        fits.append(fit_falling(inputs, wanted, own_inputs(name), PROBE_RIDGE, weights))
    return Linear(PROBE_INPUTS, np.hstack([f.weights for f in fits]), np.concatenate([f.bias for f in fits]))


def _asked_for(name: str, answer: BehavioralAnswer) -> float:
    """Share of the readers who have a gap among their first three."""
    readers = [gaps[:GAPS_COUNTED] for gaps in (answer.gaps, answer.other_gaps) if gaps is not None]
    return sum(name in gaps for gaps in readers) / len(readers)
