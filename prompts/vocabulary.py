"""The closed vocabulary of the bank: every name that a question, a round or a rubric may use."""

from __future__ import annotations

from typing import Literal

Level = Literal["L4", "L5", "L6"]
Role = Literal["applied-scientist", "data-scientist"]
Principle = Literal[
    "customer-obsession",
    "ownership",
    "invent-and-simplify",
    "are-right-a-lot",
    "learn-and-be-curious",
    "hire-and-develop-the-best",
    "insist-on-the-highest-standards",
    "think-big",
    "bias-for-action",
    "frugality",
    "earn-trust",
    "dive-deep",
    "have-backbone-disagree-and-commit",
    "deliver-results",
    "strive-to-be-earths-best-employer",
    "success-and-scale-bring-broad-responsibility",
]
Topic = Literal[
    "supervised-learning",
    "unsupervised-learning",
    "probabilistic-models",
    "dimensionality-reduction",
    "sequential-models",
    "reinforcement-learning",
    "deep-learning",
    "nlp",
    "computer-vision",
    "training-and-optimization",
    "evaluation-metrics",
    "statistics",
    "ml-application",
    "project-depth",
    "coding",
    "sql",
]
# What an answer to a behavioral question can lack; a follow-up names one of these as its target.
Gap = Literal["situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson"]
Guide = Literal["applied-scientist-guide", "data-scientist-guide", "own"]
