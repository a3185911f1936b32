"""Where nothing is wrong nothing is told, and where something is wrong it is; `make bench` asks many more companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.companies_at_rest.asked_again import statements_kept
from bench.companies_at_rest.planted import PLANTS
from bench.companies_at_rest.resting import agendas, everything, facts_of_company, told
from bench.companies_at_rest.shapes import ORDINARY, SHAPES, Trouble
from customerhero.agenda import AgendaOptions, agenda, asking, questions
from customerhero.facts.collect import collect_all

pytestmark = pytest.mark.slow

HARDEST = (
    "few accounts, many cases",
    "loops and three teams by design",
    "months that are not whole",
    "an export by closing date",
)


@pytest.fixture(autouse=True, scope="module")
def asked_alike() -> Iterator[None]:
    with statements_kept():
        yield


def test_nothing_is_told_where_nothing_is_wrong() -> None:
    said = [told(made, name, 1) for name in HARDEST for made in agendas(SHAPES[name], 1, (0,))]
    assert sum(len(one.hurts) for one in said) <= 1, said
    assert sum(bool(one.changes) for one in said) <= 1, said
    assert not any(one.persons for one in said), said


def test_what_is_wrong_is_told() -> None:
    company = replace(ORDINARY, trouble=Trouble(route=0.3, rule=0.3, leaving=0.04))
    (made,) = agendas(company, 1, (0,))
    for plant in PLANTS[:3]:
        assert [finding for finding in everything(made) if plant.tells(finding)], plant.name


def test_an_agenda_of_kept_statements_is_the_agenda(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of_company(replace(ORDINARY, customers=400), 2)
    again = agenda(facts, AgendaOptions(month="2026-06"))
    monkeypatch.setattr(asking, "questions", questions)
    monkeypatch.setattr(asking, "collect_all", collect_all)
    assert agenda(facts, AgendaOptions(month="2026-06")) == again
