"""What a source never records is no nought: every figure of every insight, with every kind of thing left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from customerhero.agenda import agenda, ask_one, questions
from customerhero.cli.insight import ask_insight
from customerhero.errors import FactsError
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.reports.page import agenda_html
from customerhero.wording.languages import words_in
from tests.agenda.whole_world import MONTH, START, TOGETHER, removable, whole_world, without

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
@pytest.mark.parametrize("kind", removable()[::4])
def test_nor_is_it_with_a_kind_alone(kind: str) -> None:
    """Every fourth of them: all are left out together above, and each takes ten seconds."""
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


@pytest.fixture
def tickets() -> Facts:
    """Cases that persons pass on and close within two months; no teams, grants, customers or revenue."""
    kinds = ("opened", "replied", "closed")
    events = [
        {"event_id": f"e{at}-{step}", "case_id": f"c{at}", "kind": kind, "person_id": f"p{step}",
         "happened_at": START + timedelta(days=at % 55, hours=step)}
        for at in range(120)
        for step, kind in enumerate(kinds)
    ]  # fmt: skip
    return facts_of({"events": events, "cases": [{"case_id": f"c{at}", "topic": "Bill"} for at in range(120)]})


def test_every_insight_of_bare_tickets_gives_its_reason(tickets: Facts) -> None:
    """Persons who change are no hand-offs of teams; what closes without a known customer cannot come back."""
    made = agenda(tickets)
    why = {lacking.insight: lacking.why for lacking in made.unanswered if lacking.why}
    assert why["runaround"] == "Not recorded in this source: no case was ever handed on from team to team."
    assert why["tug_of_war"] == "Not recorded in this source: nothing was ever refused or asked again."
    assert why["recontact"] == "Not recorded in this source: whose the cases are."
    assert why["promises"] == "Not recorded in this source: whether promises were kept or broken."
    assert why["last_resort"] == "Not recorded in this source: nobody ever gave notice."
    silent = {question.name for question in questions if question.monthly} - {"bright_spots"}
    told = {number.insight for number in made.numbers} | {lacking.insight for lacking in made.unanswered}
    assert not silent - told


def test_growth_of_one_month_says_that_there_is_none_before_it() -> None:
    revenue = [
        {"customer_id": f"k{at}", "period": date(2026, 1, 1), "amount": 100, "currency": "EUR"} for at in range(9)
    ]
    made = agenda(facts_of({"revenue": revenue, "customers": [{"customer_id": f"k{at}"} for at in range(9)]}))
    why = {lacking.insight: lacking.why for lacking in made.unanswered}
    assert why["growth"] == "Only one whole month of revenue is known: there is none before it to compare with."
    assert why["losses"] == why["retention"] == "Not recorded in this source: nobody is known to have left."
    page = agenda_html(made, words_in("de"))
    assert "Nur ein ganzer Monat Umsatz ist bekannt" in page


def test_the_command_line_prints_the_reason_and_no_nought(
    tickets: Facts, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customerhero.cli.insight.facts_at", lambda *_: tickets)
    ask_insight("promises")
    told = capsys.readouterr().out
    assert "Not recorded in this source: no case was ever opened again." in told
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in told.splitlines() if " " in line}
    assert lines["reopened_rate"] == lines["broken_rate"] == lines["value"] == "not recorded in this source"
    ask_insight("promises", as_json=True)
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["reopened_rate"] is None
    assert numbers["not_recorded"]["reopened_rate"] == "Not recorded in this source: no case was ever opened again."
