"""Amounts say what they are on every door, count the same span beside each other, and one story is told once."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from rich.console import Console

from customerhero.agenda import AgendaOptions, as_dict, compose
from customerhero.agenda.composing import Known
from customerhero.agenda.periods import with_period
from customerhero.agenda.ranking import ranked, told_once
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer, Evidence, Finding, Money
from customerhero.reports.console import show
from customerhero.reports.page import agenda_html
from customerhero.reports.workbook import agenda_xlsx
from customerhero.wording import headline, sentence, value_words
from customerhero.wording.languages import LANGUAGES, words_in
from tests.reports.sample import finding

INSIGHTS = {
    "runaround": "revenue of the customers touched",
    "voice": "revenue of the unhappy customers",
    "losses": "revenue of those who left",
    "retention": "revenue of those who left",
    "growth": "revenue lost",
    "bright_spots": "revenue of the customers served",
}
NOBODY = Evidence()


def worth(insight: str, **more: object) -> Finding:
    return finding(insight, "topic", insight, value=Money(1234.0, "EUR"), evidence=NOBODY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("insight", INSIGHTS)
def test_every_door_says_what_an_amount_is(insight: str) -> None:
    agenda = compose(Known("2026-10"), [Answer(insight, {}, {}, (worth(insight),))], [], AgendaOptions())
    told = INSIGHTS[insight]
    console = Console(record=True, width=200, file=None, quiet=True)
    console.quiet = False
    show(agenda, console)
    assert f"€1,234, {told} in 12 months" in console.export_text()
    label = told[:1].upper() + told[1:]
    page = agenda_html(agenda)
    assert page.count(label) == 2
    assert "in 12 months" in page
    assert as_dict(agenda)["findings"][0]["value_is"] == f"{label} in 12 months"
    sheet = openpyxl.load_workbook(BytesIO(agenda_xlsx(agenda)))["Findings"]
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    assert row[head.index("What the value is")] == f"{label} in 12 months"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_amount_stands_alone_in_any_language(language: str) -> None:
    words = words_in(language)
    for insight in INSIGHTS:
        told = value_words(worth(insight), words)
        assert told.startswith(("€1,234, ", "1.234"))
        assert len(told) > len("€1,234, in 12 months")


def test_where_one_month_of_revenue_is_known_the_value_is_that_of_one_month() -> None:
    revenue = [
        {"customer_id": f"k{at}", "period": date(2026, 10, 1), "amount": 100, "currency": "EUR"} for at in range(9)
    ]
    facts = facts_of({"revenue": revenue})
    lost = Answer("growth", {"month": "2026-10", "base_month": "2026-09"}, {}, (worth("growth"),))
    touched = Answer("runaround", {}, {}, (worth("runaround"),))
    (of_growth,) = with_period(facts, lost, "2026-10", object()).findings
    (of_runaround,) = with_period(facts, touched, "2026-10", object()).findings
    assert value_words(of_runaround) == "€1,234, revenue of the customers touched in 1 month"
    assert value_words(of_growth) == "€103, revenue lost in 1 month"


def test_a_year_of_losses_does_not_outrank_a_month() -> None:
    facts = facts_of({"revenue": [_paid(month) for month in range(1, 13)]})
    year = worth("growth", customers=60)
    answer = Answer("growth", {"month": "2026-12", "base_month": "2025-12"}, {}, (year,))
    (told,) = with_period(facts, answer, "2026-12", object()).findings
    month = finding("runaround", "topic", "Bill", customers=20, value=Money(400.0, "EUR"), evidence=NOBODY)
    assert [one.key for one in ranked([told, month])] == [month.key, year.key]


def _paid(month: int) -> dict[str, object]:
    return {"customer_id": "k1", "period": date(2026, month, 1), "amount": 100, "currency": "EUR"}


def test_all_that_is_told_of_a_segments_leaving_is_one_story() -> None:
    told = [
        finding("growth", "segment", "Trade", customers=90, evidence=NOBODY),
        finding("losses", "reason", "price > rise", customers=30, evidence=NOBODY, facts={"segment": "trade"}),
        finding("losses", "reason", "service > rude", customers=20, evidence=NOBODY, facts={"segment": "trade"}),
        finding("retention", "segment", "Trade", customers=10, evidence=NOBODY),
        finding("losses", "segment", "Home", customers=5, evidence=NOBODY),
    ]
    first, again = told_once(ranked(told))
    assert [one.key for one in first] == [told[0].key, told[4].key]
    assert again == {told[0].key: tuple(told[1:4])}


def test_mostly_the_same_customers_are_one_story() -> None:
    some = tuple(f"k{at}" for at in range(10))
    one = finding("runaround", "topic", "Bill", customers=30, evidence=Evidence(customers=some))
    other = finding("recontact", "topic", "Move", customers=20, evidence=Evidence(customers=(*some[:7], "x", "y", "z")))
    apart = finding("promises", "topic", "Ring", customers=9, evidence=Evidence(customers=(*some[:4], *"abcdef")))
    assert [found.key for found in told_once([one, other, apart])[0]] == [one.key, apart.key]


def test_cases_of_nobody_known_are_not_called_customers() -> None:
    nobody = finding("promises", "topic", "Bill", customers=24, evidence=NOBODY, facts={"touched": "cases"})
    agenda = compose(Known("2026-10"), [Answer("promises", {}, {}, (nobody,))], [], AgendaOptions())
    page = agenda_html(agenda)
    assert "24 cases" in page
    assert "24 customers" not in page
    told = as_dict(agenda)["findings"][0]
    assert (told["customers"], told["cases"], told["touched"]) == (None, 24, "24 cases")
    assert "customer" not in sentence(nobody)


def test_a_scale_reads_as_people_say_it() -> None:
    facts = {"score": "CSAT 4-5 of 5", "others": 70.1}
    told = headline(finding("voice", "segment", "Landlords", facts=facts))
    assert told == "Landlords: CSAT (4 to 5 of 5) is 11.6; among all others it is 70.1"
