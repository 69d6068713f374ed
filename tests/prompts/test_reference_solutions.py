"""Every reference solution of the bank gives the result that its question promises, on every case and dataset."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import prompts
from prompts.check import check_files, files_of
from prompts.compare import same_columns, same_result, same_rows
from prompts.schema import Case, CodingQuestion, SqlDataset, SqlQuestion

BANK = Path(prompts.__file__).parent / "questions"
CODING, CODING_PROBLEMS = check_files(files_of(BANK / "coding"))
SQL, SQL_PROBLEMS = check_files(files_of(BANK / "sql"))


def load(question: CodingQuestion) -> Callable[..., Any]:
    """The reference function, freshly defined, so that no state passes from one case to another."""
    namespace: dict[str, Any] = {"__name__": "solution"}
    exec(compile(question.solution, f"<solution of {question.id}>", "exec"), namespace)
    return namespace[question.function]


def all_cases(question: CodingQuestion) -> list[Case]:
    return [*question.cases.visible, *question.cases.hidden]


def as_json(value: Any) -> Any:
    """The value as it would arrive from a file: lists instead of tuples."""
    return json.loads(json.dumps(value, allow_nan=False))


def run_query(question: SqlQuestion, dataset: SqlDataset) -> tuple[list[str], list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(question.tables)
        for table, rows in dataset.rows.items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                database.execute(f'INSERT INTO "{table}" VALUES ({marks})', row)
        cursor = database.execute(question.solution)
        return [column[0] for column in cursor.description], cursor.fetchall()


def test_files_are_sound() -> None:
    assert not [str(problem) for problem in CODING_PROBLEMS + SQL_PROBLEMS]
    assert all(isinstance(question, CodingQuestion) for question in CODING)
    assert all(isinstance(question, SqlQuestion) for question in SQL)


@pytest.mark.parametrize("question", CODING, ids=lambda question: question.id)
def test_solution_passes_every_case(question: CodingQuestion) -> None:
    for case in all_cases(question):
        actual = load(question)(*copy.deepcopy(as_json(case.args)))
        assert same_result(case.expected, actual, question.compare), (
            f"{case.args} gave {actual!r}, expected {case.expected!r}"
        )


@pytest.mark.parametrize("question", CODING, ids=lambda question: question.id)
def test_solution_keeps_no_state_between_calls(question: CodingQuestion) -> None:
    function = load(question)
    for case in [*all_cases(question), *reversed(all_cases(question))]:
        arguments = as_json(case.args)
        assert same_result(case.expected, function(*copy.deepcopy(arguments)), question.compare), case.args
        assert same_result(case.expected, function(*arguments), question.compare), case.args


@pytest.mark.parametrize("question", CODING, ids=lambda question: question.id)
def test_cases_are_json_and_fit_the_signature(question: CodingQuestion) -> None:
    written = [json.dumps(as_json(case.args)) for case in all_cases(question)]
    assert len(set(written)) == len(written), "a case stands twice"
    assert len(question.cases.visible) >= 3
    assert len(question.cases.hidden) >= 5
    code = load(question).__code__
    assert code.co_varnames[: code.co_argcount] == question.parameters
    for case in all_cases(question):
        assert len(case.args) == len(question.parameters)
        as_json(case.expected)


@pytest.mark.parametrize("question", SQL, ids=lambda question: question.id)
def test_query_passes_every_dataset(question: SqlQuestion) -> None:
    assert {dataset.visible for dataset in question.datasets} == {True, False}
    for dataset in question.datasets:
        columns, rows = run_query(question, dataset)
        assert same_columns(dataset.expected.columns, columns)
        assert same_rows(dataset.expected.rows, rows, ordered=dataset.expected.ordered), f"the query gave {rows}"


@pytest.mark.parametrize("question", SQL, ids=lambda question: question.id)
def test_query_does_not_depend_on_the_order_of_the_rows(question: SqlQuestion) -> None:
    for dataset in question.datasets:
        turned = {table: tuple(reversed(rows)) for table, rows in dataset.rows.items()}
        _, rows = run_query(question, dataset.model_copy(update={"rows": turned}))
        assert same_rows(dataset.expected.rows, rows, ordered=dataset.expected.ordered), f"the query gave {rows}"


@pytest.mark.parametrize(
    ("expected", "actual", "compare", "same"),
    [
        ([1, 2], (1, 2), "exact", True),
        ([1, 2], [2, 1], "exact", False),
        (1, True, "exact", False),
        (2, 2.0, "exact", True),
        (None, 0, "exact", False),
        ("1", 1, "exact", False),
        ([1, [2, 3]], [[3, 2], 1], "unordered", True),
        ([1, 1, 2], [1, 2, 2], "unordered", False),
        ([], None, "unordered", False),
        (0.3, 0.1 + 0.2, "approximate", True),
        ([0.5, None], [0.5000001, None], "approximate", True),
        ([1.0, 2.0], [2.0, 1.0], "approximate", False),
        (1.0, 1.00001, "approximate", False),
        (1.0, float("nan"), "approximate", False),
        (0, False, "approximate", False),
        (1.0, 10**400, "approximate", False),
    ],
)
def test_same_result(expected: Any, actual: Any, compare: Any, *, same: bool) -> None:
    assert same_result(expected, actual, compare) is same


def test_same_rows() -> None:
    assert same_rows([("a", 1), ("b", None)], [["a", 1.0], ["b", None]], ordered=True)
    assert not same_rows([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], ordered=True)
    assert same_rows([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], ordered=False)
    assert not same_rows([("a",), ("a",), ("b",)], [("a",), ("b",), ("b",)], ordered=False)
    assert not same_rows([("a", None)], [("a", 0)], ordered=True)
    assert not same_rows([("a",)], [("a",), ("a",)], ordered=False)
