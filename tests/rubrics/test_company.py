"""A statement beside the question's other statements, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rubrics.company import MISTAKE_COMPANY, POINT_COMPANY, alone, mistake_inputs, others_mean, point_inputs
from rubrics.heads import Heads, Linear

POINTS = np.array([[2.0, 0.0, -1.0], [4.0, 1.0, -2.0]])
"""Log-odds of covered, begun and contradicted of two points."""
MISTAKES = np.array([[1.0], [-2.0], [0.0]])
OWN = np.array([[7.0, 8.0], [9.0, 10.0]])
NONE = np.zeros((0, 1))


def chance(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def test_the_mean_of_the_others():
    assert others_mean(np.array([1.0, 2.0, 6.0])).tolist() == [4.0, 3.5, 1.5]
    assert others_mean(np.array([5.0])).tolist() == [0.0]
    assert others_mean(np.zeros(0)).tolist() == []


def test_the_company_of_points():
    mean = float(chance(np.array([1.0, -2.0, 0.0])).mean())
    found = point_inputs(OWN, POINTS, MISTAKES)
    assert found.shape == (2, len(POINT_COMPANY) + 2)
    assert found[0] == pytest.approx([2, 0, -1, 4, 1, mean, 7, 8])
    assert found[1] == pytest.approx([4, 1, -2, 2, 1, mean, 9, 10])


def test_points_of_a_question_without_misconceptions():
    assert point_inputs(OWN, POINTS, NONE)[0] == pytest.approx([2, 0, -1, 4, -3, 0, 7, 8])


def test_the_only_point_has_no_others():
    assert point_inputs(OWN[:1], POINTS[:1], NONE)[0] == pytest.approx([2, 0, -1, 0, -3, 0, 7, 8])


def test_the_company_of_misconceptions():
    own = np.array([[7.0], [8.0], [9.0]])
    found = mistake_inputs(own, MISTAKES, POINTS)
    assert found.shape == (3, len(MISTAKE_COMPANY) + 1)
    first, second, third = chance(MISTAKES[:, 0])
    assert found[0] == pytest.approx([1, 3, 0, (second + third) / 2, 7])
    assert found[1] == pytest.approx([-2, 3, 1, (first + third) / 2, 8])
    assert found[2] == pytest.approx([0, 3, 1, (first + second) / 2, 9])


def test_the_only_misconception_of_a_question_without_points():
    assert mistake_inputs(np.array([[7.0]]), np.array([[1.0]]), np.zeros((0, 3)))[0] == pytest.approx([1, 0, -3, 0, 7])


def test_the_first_layer_is_never_surer_than_nine():
    heads = Heads("t", {"alone:mistake": Linear((), np.array([[100.0]]), np.array([1.0]))}, {})
    assert alone(np.array([[1.0], [-1.0], [0.01]]), heads, "mistake").tolist() == [[9.0], [-9.0], [2.0]]
