"""Losses on the web: how many, what they were worth and why; growth that adds up or says by how much not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.facts.lake import Lake
from customerhero.findings import Money, Table
from customerhero.findings.agenda import Unanswered
from customerhero.findings.intervals import wilson
from customerhero.web.losses.growing import customer_bridge, value_bridge
from customerhero.web.losses.volume import reasons_drawn, volume_of
from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import agenda_of
from customerhero.wording import formats
from customerhero.wording.changes import change_chip
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db
PAGES = {"losses": "losses", "lost-customers": "losses", "growth": "growth", "retention": "retention"}
BRIDGE: Mapping[str, Any] = {
    "currency": "EUR", "start": 1000.0, "new": 300.0, "won_back": 20.0, "up": 50.0, "down": 40.0, "lost": 130.0,
    "end": 1200.0, "unreconciled": 0.0, "customers_start": 100, "customers_new": 30, "customers_won_back": 2,
    "customers_lost": 12, "customers_end": 120,
}  # fmt: skip


@pytest.fixture
def lead(client: Client, bob: Person, sign_in: Callable[[Client, Person], Client]) -> Client:
    return sign_in(client, bob)


@pytest.fixture
def no_lake(monkeypatch: pytest.MonkeyPatch, small: Filled) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("A page has opened the lake.")

    monkeypatch.setattr(Lake, "open", refuse)


@pytest.mark.usefixtures("no_lake")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_told_from_the_stored_run(filled: Run, lead: Client, name: str) -> None:
    response = lead.get(reverse(name))
    assert response.status_code == 200
    assert "How it is computed" in _text(response)


def test_how_many_left_of_how_many_with_interval_and_worth(filled: Run, small: Filled, lead: Client) -> None:
    answer = small.computed.agenda.answers["losses"]
    row = next(row for row in answer.tables["months"].records() if row["month"] == filled.month)
    page = _text(lead.get(reverse("losses")))
    assert f"{row['lost']} of {formats.number(row['customers'])} customers left" in page
    interval = wilson(row["lost"], row["customers"], 100.0)
    assert interval
    assert formats.number(interval.high, places=1) in page
    if row["value_lost"] is not None:
        assert formats.money(Money(row["value_lost"], answer.numbers["currency"])) in page


def test_losses_tell_the_change_that_the_agenda_tells(filled: Run, lead: Client) -> None:
    told = agenda_of(filled).changes["losses/organisation/all"]
    assert change_chip(told) in _text(lead.get(reverse("losses")))
    month = {"month": "2026-02", "customers_at_start": 500, "lost": 40, "lost_per_100": 8.0, "lost_low": 0.0,
             "lost_high": 9.0, "value_lost": None}  # fmt: skip
    shown = volume_of([month], "2026-02", "EUR", told)
    assert shown
    assert shown.change == told
    assert volume_of([month], "2026-03", "EUR", told) is None


def test_reasons_stand_side_by_side_by_count_and_by_value() -> None:
    rows = [
        {"domain": "price", "cause": "tariff", "customers": 10, "value": 1000.0},
        {"domain": "service", "cause": "waiting", "customers": 5, "value": 4000.0},
        {"domain": "(others together)", "cause": None, "customers": 5, "value": None},
    ]
    svg = reasons_drawn(rows, "EUR")
    assert "price › tariff" in svg
    assert "€4,000" in svg
    assert "others" not in svg, "what is not worth telling of few is not drawn"
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]
    assert widths[0] == pytest.approx(2 * widths[2], abs=0.2)
    assert widths[3] == pytest.approx(4 * widths[1], abs=0.2)


def test_every_customer_of_the_list_leads_to_what_happened(filled: Run, small: Filled, lead: Client) -> None:
    listed = small.computed.agenda.answers["losses"].tables["listed_customers"].records()
    html = lead.get(reverse("lost-customers")).content.decode()
    assert listed
    for row in listed[:25]:
        assert f'href="{reverse("autopsy", args=[row["customer_id"]])}"' in html


def test_the_list_is_taken_home_with_its_filter(filled: Run, small: Filled, lead: Client) -> None:
    listed = small.computed.agenda.answers["losses"].tables["listed_customers"].records()
    segment = listed[0]["segment"]
    rows = _csv(lead.get(reverse("lost-customers"), {"lost.is.segment": segment, "lost.export": "csv"}))
    assert [row["customer_id"] for row in rows] == [row["customer_id"] for row in listed if row["segment"] == segment]


def test_the_bridge_on_the_page_is_the_answers_and_adds_up(filled: Run, small: Filled, lead: Client) -> None:
    numbers = small.computed.agenda.answers["growth"].numbers
    page = _text(lead.get(reverse("growth")))
    for step in ("start", "end"):
        assert formats.money(Money(numbers[step], numbers["currency"])) in page
    assert page.count("It adds up.") == 2
    told = [numbers[name] for name in ("start", "new", "won_back", "up", "down", "lost", "end")]
    if None not in told:
        start, new, back, up, down, lost, end = told
        assert start + new + back + up - down - lost == pytest.approx(end, abs=0.01)


def test_the_bridge_says_by_how_much_it_does_not_add_up(filled: Run, small: Filled, lead: Client) -> None:
    _kept_with(small, "growth", {**BRIDGE, "end": 1212.5, "unreconciled": 12.5, "customers_end": 121})
    page = _text(lead.get(reverse("growth")))
    assert "It does not add up: €12 is left over." in page or "It does not add up: €13 is left over." in page
    assert "It does not add up: +1 is left over." in page
    assert "It adds up." not in page


def test_lines_of_the_bridge_have_their_signs() -> None:
    made = value_bridge(BRIDGE)
    assert made
    assert [line.sign for line in made.lines] == ["", "+", "+", "+", "−", "−", "="]
    heads = customer_bridge(BRIDGE)
    assert heads
    assert [line.written for line in heads.lines] == ["100", "30", "2", "12", "120"]
    assert not heads.left_over


def test_a_step_of_few_customers_is_not_told(filled: Run, small: Filled, lead: Client) -> None:
    empty = {"months": Table.of([]), "segments": Table.of([])}
    _kept_with(small, "growth", {**BRIDGE, "won_back": None, "down": None}, empty)
    page = _text(lead.get(reverse("growth")))
    assert "Steps of fewer than five customers are not told" in page
    assert "€20" not in page
    assert "€40" not in page


def test_half_a_cent_is_rounding() -> None:
    made = value_bridge({**BRIDGE, "unreconciled": -0.0001})
    assert made
    assert made.left_over == ""


def test_a_single_month_has_no_bridge_yet(filled: Run, small: Filled, lead: Client) -> None:
    _kept_with(small, "growth", {"month": filled.month, "base_month": None, "currency": "EUR"})
    assert "There is no earlier period to start from yet." in _text(lead.get(reverse("growth")))


def test_the_curves_are_the_stored_pictures_with_their_table(filled: Run, small: Filled, lead: Client) -> None:
    html = lead.get(reverse("retention")).content.decode()
    assert small.computed.drawings["losses-curve"] in html
    assert small.computed.drawings["losses-curves"] in html
    numbers = small.computed.agenda.answers["retention"].numbers
    assert formats.number(numbers["expected_months"], places=1) in _text(lead.get(reverse("retention")))
    points = small.computed.agenda.answers["retention"].tables["curves"].records()
    rows = _csv(lead.get(reverse("retention"), {"points.export": "csv"}))
    assert len(rows) == len(points)


def test_a_month_with_few_losses_tells_no_value(filled: Run, small: Filled, lead: Client) -> None:
    month = {"month": filled.month, "customers_at_start": 400, "lost": 3, "lost_per_100": 0.75, "lost_low": 0.2,
             "lost_high": 2.2, "value_lost": None}  # fmt: skip
    _kept_with(small, "losses", None, {"months": Table.of([month]), "causes": Table.of([])})
    page = _text(lead.get(reverse("losses")))
    assert "3 of 400 customers left" in page
    assert "In the twelve months before" not in page


@pytest.mark.parametrize("name", PAGES)
def test_before_the_first_run_the_pages_teach(lead: Client, name: str) -> None:
    assert "Nothing has been computed yet" in _text(lead.get(reverse(name)))


@pytest.mark.parametrize(("name", "insight"), list(PAGES.items()))
def test_what_could_not_be_asked_says_what_it_needs(
    filled: Run, small: Filled, lead: Client, name: str, insight: str
) -> None:
    answers = {one: answer for one, answer in small.computed.agenda.answers.items() if one != insight}
    lacking = (Unanswered(insight, ("customers",), ()),)
    agenda = replace(small.computed.agenda, answers=answers, unanswered=lacking)
    kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.ASKED))
    assert "This needs customers" in _text(lead.get(reverse(name)))


def _kept_with(
    small: Filled, insight: str, numbers: Mapping[str, Any] | None, tables: Mapping[str, Table] | None = None
) -> Run:
    answer = small.computed.agenda.answers[insight]
    changed = replace(
        answer,
        numbers=answer.numbers if numbers is None else dict(numbers),
        tables={**answer.tables, **(tables or {})},
    )
    agenda = replace(small.computed.agenda, answers={**small.computed.agenda.answers, insight: changed})
    return kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.ASKED))


def _text(response: Any) -> str:
    content = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", content).replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    return re.sub(r"\s+", " ", plain)


def _csv(response: Any) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_payments_and_months_left_out_are_said_before_the_figures(filled: Run, small: Filled, lead: Client) -> None:
    told = {
        "month": "2026-10", "currency": "EUR", "looks_like": "payments", "customers_paying_monthly": 10,
        "customers_paying_once": 80, "customers_paying_at_gaps": 3, "spread_over_months": None,
        "months_not_whole": "2026-11",
    }  # fmt: skip
    _kept_with(small, "growth", told, {"months": Table.of([]), "segments": Table.of([])})
    page = _text(lead.get(reverse("growth")))
    assert "10 customers pay monthly, 3 at longer gaps, 80 have paid once." in page
    assert "no month is set beside another" in page
    assert "only a part of them is there: 2026-11." in page
    assert "There is no earlier period" not in page
