"""Where nothing is wrong nothing is told, and where something is wrong it is; `make bench` asks many more companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.companies_at_rest.asked_again import statements_kept
from bench.companies_at_rest.planted import PLANTS
from bench.companies_at_rest.resting import agendas, everything, facts_of_company, told
from bench.companies_at_rest.shapes import ORDINARY, SHAPES, Trouble
from customerhero.agenda import asking, question_named
from customerhero.facts.collect import collect_all

pytestmark = pytest.mark.slow

HARDEST = ("few accounts, many cases", "loops and three teams by design", "an export by closing date")


@pytest.fixture(autouse=True, scope="module")
def asked_alike() -> Iterator[None]:
    with statements_kept():
        yield


def test_nothing_is_told_where_nothing_is_wrong() -> None:
    said = [
        told(made, name, 1)
        for name in HARDEST
        for made in agendas(replace(SHAPES[name], customers=SHAPES[name].customers // 2), 1, (0,))
    ]
    assert sum(len(one.hurts) for one in said) <= 1, said
    assert sum(bool(one.changes) for one in said) <= 1, said
    assert not any(one.persons for one in said), said


def test_what_is_wrong_is_told() -> None:
    company = replace(ORDINARY, trouble=Trouble(route=0.3, rule=0.3, leaving=0.04))
    (made,) = agendas(company, 1, (0,))
    for plant in PLANTS[:3]:
        assert [finding for finding in everything(made) if plant.tells(finding)], plant.name


@pytest.mark.parametrize("name", ["voice", "losses"])
def test_an_answer_of_kept_statements_is_the_answer(name: str) -> None:
    asked = next(question for question in asking.questions if question.name == name)
    options = asked.options(month="2026-06")
    facts = [facts_of_company(replace(ORDINARY, customers=300), seed) for seed in (1, 2)]
    again = [asked.judge(asking.collect_all(asked.ask(one, options)), options) for one in facts]
    plain = question_named(name)
    assert [plain.judge(collect_all(plain.ask(one, options)), options) for one in facts] == again
