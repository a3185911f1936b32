"""What a source never records is no nought: every figure of every insight, with every kind of thing left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from customerhero.agenda import ask_one, questions
from customerhero.errors import FactsError
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from tests.agenda.whole_world import MONTH, TOGETHER, removable, whole_world, without

EMPTY = (0, 0.0, 100.0)
"""What a figure says when nothing was seen, or all of it."""
TRUE_NOUGHTS = {
    "excess_handoffs": "teams and months of a small company may all need as many, so that none are too many",
    "lost_and_back_since": "of those lost in the month none came back yet, whatever else is recorded",
}


@cache
def answers(*kinds: str) -> Mapping[str, Answer]:
    """By insight what is answered without these kinds; of the whole company for none."""
    facts = facts_of(without(whole_world(), *kinds))
    found = {}
    for question in questions:
        if question.monthly and question.name != "bright_spots":
            try:
                found[question.name] = ask_one(facts, question.name, question.options(month=MONTH))
            except FactsError as lacking:  # a table is not there: said so, no figure
                assert lacking.remedy
    return found


def figures(answer: Answer) -> dict[str, Any]:
    """All its numbers, and of its tables the sum of each column of figures."""
    found = {name: value for name, value in answer.numbers.items() if _is_figure(value)}
    for name, table in answer.tables.items():
        for column in table.columns:
            values = [row[column] for row in table.records() if _is_figure(row[column])]
            if values:
                found[f"{name}.{column}"] = values[0] if len(set(values)) == 1 else sum(values)
    return found


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("kinds", TOGETHER, ids=lambda kinds: kinds[0])
def test_what_is_never_recorded_is_neither_nought_nor_all(kinds: tuple[str, ...]) -> None:
    walk(kinds)


@pytest.mark.slow
@pytest.mark.parametrize("kind", removable())
def test_nor_is_it_with_each_kind_alone(kind: str) -> None:
    walk((kind,))


def walk(kinds: tuple[str, ...]) -> None:
    """A figure that is only nought or a hundred because a kind was left out is None instead, with the reason."""
    found: dict[str, object] = {}
    for insight, less in answers(*kinds).items():
        whole, left = figures(answers()[insight]), figures(less)
        found |= {
            f"{insight} {name}": value
            for name, value in left.items()
            if value in EMPTY and name not in TRUE_NOUGHTS and whole.get(name) not in (None, value)
        }
        told = less.numbers.get("not_recorded") or {}
        assert all(reason.startswith("Not recorded in this source: ") for reason in told.values())
        assert all(less.numbers[name] is None for name in told if "." not in name)
    assert not found


def test_a_company_that_records_all_of_it_lacks_nothing() -> None:
    assert not {name: one.numbers["not_recorded"] for name, one in answers().items() if "not_recorded" in one.numbers}
