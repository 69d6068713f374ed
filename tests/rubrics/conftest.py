"""The real judge, loaded once, and the questions of the bank that its gates look at."""

from __future__ import annotations

import random

import pytest

from prompts.load import load_bank
from rubrics.minilm_judge import MiniLMJudge

SAMPLE = 12
"""Questions of the bank that the gates look at; the whole bank is a benchmark, not a test."""


@pytest.fixture(scope="session")
def judge(shared_cache):
    made = MiniLMJudge(cache_dir=shared_cache)
    made.load()
    return made


@pytest.fixture(scope="session")
def questions():
    with_reference = [q for q in load_bank().questions.values() if getattr(q, "reference", "") and q.key_points]
    return random.Random(11).sample(with_reference, SAMPLE)
