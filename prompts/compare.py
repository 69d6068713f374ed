"""Whether a candidate's result is the expected one: pure comparisons of JSON values and of query rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

Compare = Literal["exact", "unordered", "approximate"]

ABSOLUTE_TOLERANCE = 1e-6
"""How far two numbers may lie apart where small differences are allowed."""
RELATIVE_TOLERANCE = 1e-9
"""Covers the rounding of numbers so large that the absolute tolerance is below their last digit."""


def same_result(expected: Any, actual: Any, compare: Compare) -> bool:
    """Whether a function's result counts as the expected one.

    Tuples count as lists, and whole floats as integers, since JSON does not tell them apart; `True` is never `1`.

    Args:
        expected: the value that the question's author wrote down.
        actual: what the candidate's function returned; any Python value.
        compare: `exact` compares as it stands, `unordered` ignores the order of every list at any depth,
            `approximate` keeps the order and lets numbers differ by 1e-6.
    """
    if compare == "approximate":
        return _same(expected, actual, _close)
    if compare == "unordered":
        return _same_unordered(expected, actual)
    return _same(expected, actual, _equal)


def same_rows(expected: Sequence[Sequence[Any]], actual: Sequence[Sequence[Any]], *, ordered: bool) -> bool:
    """Whether a query returned the expected rows, each as often as expected.

    Numbers may differ by 1e-6, since databases sum in varying order; text and null must be equal.

    Args:
        expected: the rows that the question's author wrote down.
        actual: the rows that the candidate's query returned.
        ordered: whether the rows must come in the same order.
    """
    if len(expected) != len(actual):
        return False
    if ordered:
        return all(_same(list(mine), list(theirs), _close) for mine, theirs in zip(expected, actual, strict=True))
    rest = [list(row) for row in actual]
    for row in expected:
        wanted = list(row)
        for index, candidate in enumerate(rest):
            if _same(wanted, candidate, _close):
                del rest[index]
                break
        else:
            return False
    return True


def same_columns(expected: Sequence[str], actual: Sequence[str]) -> bool:
    """Whether the column names agree in order; SQL does not tell upper from lower case in names."""
    return [name.casefold() for name in expected] == [name.casefold() for name in actual]


def _same(expected: Any, actual: Any, equal_numbers: Callable[[float, float], bool]) -> bool:
    if _is_list(expected) or _is_list(actual):
        return (
            _is_list(expected)
            and _is_list(actual)
            and len(expected) == len(actual)
            and all(_same(mine, theirs, equal_numbers) for mine, theirs in zip(expected, actual, strict=True))
        )
    if isinstance(expected, dict) or isinstance(actual, dict):
        return (
            isinstance(expected, dict)
            and isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(_same(value, actual[key], equal_numbers) for key, value in expected.items())
        )
    if _is_number(expected) and _is_number(actual):
        return equal_numbers(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def _same_unordered(expected: Any, actual: Any) -> bool:
    """Equal up to the order of every list: each expected item is paired with one equal item, at any depth."""
    if _is_list(expected) and _is_list(actual):
        if len(expected) != len(actual):
            return False
        rest = list(actual)
        for item in expected:
            for index, candidate in enumerate(rest):
                if _same_unordered(item, candidate):
                    del rest[index]
                    break
            else:
                return False
        return True
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(
            _same_unordered(value, actual[key]) for key, value in expected.items()
        )
    return _same(expected, actual, _equal)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(expected: float, actual: float) -> bool:
    return expected == actual


def _close(expected: float, actual: float) -> bool:
    try:
        return math.isclose(expected, actual, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    except OverflowError:  # an integer too large for a float
        return expected == actual
