"""The same question has the same answer to the last digit, however many threads an engine has."""

from __future__ import annotations

import pytest

from customerhero.agenda import ask_one
from customerhero.agenda.questions import questions
from customerhero.facts.lake import Lake

MONTHLY = [question.name for question in questions if question.monthly]


@pytest.mark.parametrize("name", MONTHLY)
def test_no_digit_depends_on_the_engines_threads(demo_lake: Lake, name: str) -> None:
    one, other = (ask_one(demo_lake.facts(f"duckdb://?threads={threads}"), name) for threads in (1, 3))
    assert other.as_dict() == one.as_dict()
    assert other.findings == one.findings
