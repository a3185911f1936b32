"""Friction on the web: the stored figures as they are, a network one can walk, and routes that are meant to be."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.agenda import ask_one, option_values, question_named
from customerhero.facts.collect import collect
from customerhero.facts.lake import Lake
from customerhero.findings import Answer, Table
from customerhero.findings.agenda import Unanswered
from customerhero.insight import runaround
from customerhero.web.friction.cases_of_route import cases_of_route
from customerhero.web.friction.columns import route_url
from customerhero.web.friction.declaring import options_of_runaround
from customerhero.web.friction.ideas import IDEAS
from customerhero.web.friction.models import LegitimateRoute, RouteWithdrawal
from customerhero.web.people.models import Person
from customerhero.web.runs.drilling import Drill
from customerhero.web.runs.models import Run
from customerhero.web.runs.settings_of_insights import settled
from customerhero.wording import formats
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db

ROUTES = (
    "from", "to", "handoffs", "cases", "customers", "share", "legitimate", "harmed_cases", "hours", "value",
)  # fmt: skip
MADE_UP = (
    ("FRONT", "BACK/OFFICE", 40, 38, 30, 40.0, False, 12, 90.5, 12_000.0),
    ("BACK/OFFICE", "FRONT", 22, 20, 19, 22.0, False, 12, 80.0, 9_000.0),
    ("FRONT", "METERS", 30, 30, 28, 30.0, True, 0, None, None),
    ("METERS", "BILLING", 8, 8, 8, 8.0, False, None, None, None),
)
PROPOSED = (("Moving", "FRONT", "FRONT", "BILLING", 60, 57, 95.0, 20.0, 26.0),)


@pytest.fixture
def lead(client: Client, bob: Person, sign_in: Callable[[Client, Person], Client]) -> Client:
    return sign_in(client, bob)


@pytest.fixture
def made_up(filled: Run, small: Filled) -> Run:
    """A run whose routes are known to the last figure."""
    answer = small.computed.agenda.answers["runaround"]
    tables = {
        **answer.tables,
        "top_routes": Table(ROUTES, MADE_UP),
        "proposals": Table(answer.tables["proposals"].columns or _PROPOSAL, PROPOSED),
    }
    return _kept_with(small, replace(answer, tables=tables))


_PROPOSAL = ("topic", "first", "from", "to", "cases", "cases_on_route", "share", "hours", "hours_otherwise")


@pytest.fixture
def no_lake(monkeypatch: pytest.MonkeyPatch, small: Filled) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("A page has opened the lake.")

    monkeypatch.setattr(Lake, "open", refuse)


@pytest.mark.usefixtures("no_lake")
def test_the_overview_tells_every_rate_as_the_answers_have_it(filled: Run, small: Filled, lead: Client) -> None:
    page = _text(lead.get(reverse("friction")))
    for idea in IDEAS.values():
        answer = small.computed.agenda.answers[idea.insight]
        row = next(row for row in answer.tables["months"].records() if row["month"] == filled.month)
        assert f"n = {formats.number(row[idea.n])}" in page
        assert formats.number(row["rate"], places=1) in page


@pytest.mark.usefixtures("no_lake")
@pytest.mark.parametrize("slug", list(IDEAS))
def test_an_idea_is_told_from_the_stored_run(filled: Run, small: Filled, lead: Client, slug: str) -> None:
    response = lead.get(reverse("friction-idea", args=[slug]))
    page = _text(response)
    idea, answer = IDEAS[slug], small.computed.agenda.answers[IDEAS[slug].insight]
    row = next(row for row in answer.tables["months"].records() if row["month"] == filled.month)
    assert response.status_code == 200
    assert f"n = {formats.number(row[idea.n])}" in page
    assert "How it is computed" in page
    for found in answer.tables[idea.listed].records()[:5]:
        assert str(found["customer_id"]) in page
        assert reverse("customer", args=[found["customer_id"]]) in response.content.decode()


@pytest.mark.parametrize("address", ["/friction/", "/friction/runaround/", "/voice/", "/losses/", "/losses/growth/"])
def test_a_page_costs_a_bounded_number_of_queries(
    filled: Run, lead: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    lead.get(address)
    with django_assert_max_num_queries(25):
        assert lead.get(address).status_code == 200


def test_another_month_is_that_months_run(filled: Run, small: Filled, lead: Client) -> None:
    before = small.before.agenda
    row = before.answers["runaround"].tables["months"].records()[-1]
    page = _text(lead.get(reverse("friction-idea", args=["runaround"]), {"month": before.month}))
    assert f"n = {row['cases']}" in page
    assert lead.get(reverse("friction"), {"month": "1999-01"}).status_code == 404
    assert lead.get(reverse("friction"), {"month": "nonsense"}).status_code == 404


def test_every_team_and_every_way_of_the_network_is_a_link_with_a_twin_in_the_table(made_up: Run, lead: Client) -> None:
    html = lead.get(reverse("friction-idea", args=["runaround"])).content.decode()
    svg = re.search(r'<svg class="network".*?</svg>', html, re.S)
    assert svg
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', svg[0])
    drawn = [row for row in MADE_UP if not row[6]]
    ways = {route_url(row[0], row[1], made_up.month) for row in drawn}
    assert ways <= {href.replace("&amp;", "&") for href, _ in links}
    assert len(links) == len(ways) + len({team for row in drawn for team in row[:2]})
    assert any("40 hand-offs, 12 cases with a runaround" in words for _, words in links)
    assert 'role="group"' in html
    assert "aria-hidden" not in svg[0]
    table = html[html.index('id="table-routes"') :]
    for row in MADE_UP:
        assert f'href="{route_url(row[0], row[1], made_up.month)}"'.replace("&", "&amp;") in table


def test_a_route_meant_to_be_is_no_line_and_still_a_row(made_up: Run, lead: Client) -> None:
    LegitimateRoute.objects.create(from_team="FRONT", to_team="METERS", reason="By design.")
    LegitimateRoute.objects.create(from_team="METERS", to_team="BILLING", reason="Since today.")
    html = lead.get(reverse("friction-idea", args=["runaround"])).content.decode()
    svg = html[html.index('<svg class="network"') : html.index("</svg>", html.index('<svg class="network"'))]
    assert route_url("FRONT", "METERS", made_up.month).replace("&", "&amp;") not in svg
    table = html[html.index('id="table-routes"') :]
    assert table.count(">Meant to be</a></td>") == 1
    assert table.count(">From the next run on</a></td>") == 1
    assert table.count(">Is it meant to be?</a></td>") == 2


def test_the_export_has_the_rows_of_the_filter_and_no_others(made_up: Run, lead: Client) -> None:
    address = reverse("friction-idea", args=["runaround"])
    rows = _csv(lead.get(address, {"routes.q": "meters", "routes.export": "csv"}))
    assert [(row["from"], row["to"]) for row in rows] == [("FRONT", "METERS"), ("METERS", "BILLING")]
    assert [row["handoffs"] for row in rows] == ["30", "8"]
    html = lead.get(address, {"routes.q": "meters"}).content.decode()
    assert "routes.q=meters&amp;routes.export=csv" in html


def test_a_route_of_few_customers_has_no_page(made_up: Run, lead: Client) -> None:
    assert lead.get(reverse("route", args=["FRONT", "SECRET"])).status_code == 404


def test_what_was_harmed_of_few_is_said_not_to_be_told(made_up: Run, lead: Client) -> None:
    assert "too few customers to tell" in _text(lead.get(reverse("route", args=["METERS", "BILLING"])))


def test_a_team_may_be_called_anything(made_up: Run, lead: Client) -> None:
    for team in ("BACK/OFFICE", "a b", "100%", "Ümlaut", "q?x=1#y", "..", "%2F"):
        address = reverse("route", args=[team, "FRONT"])
        assert lead.get(address).resolver_match.kwargs["start"] == team
    assert "From BACK/OFFICE to FRONT" in _text(lead.get(reverse("route", args=["BACK/OFFICE", "FRONT"])))


def test_a_routes_cases_are_those_the_figures_count(filled: Run, small: Filled, lead: Client) -> None:
    routes = small.computed.agenda.answers["runaround"].tables["top_routes"].records()
    assert routes, "the company has routes to show"
    for route in routes[:3]:
        address = route_url(route["from"], route["to"], filled.month)
        rows = _csv(lead.get(f"{address}&cases.export=csv"))
        assert len(rows) == route["cases"]
        assert sum(int(row["times"]) for row in rows) == route["handoffs"]
        assert len({row["customer_id"] for row in rows}) == route["customers"]


def test_a_routes_cases_are_told_without_a_table_of_cases_too(small: Filled, filled: Run) -> None:
    facts = Lake.open(small.lake).facts()
    bare = replace(facts, tables={**facts.tables, "cases": facts.tables["cases"].limit(0)})
    route = ask_one(bare, "runaround", runaround.Options(month=filled.month)).tables["top_routes"].records()[0]
    found = collect(cases_of_route(bare, route["from"], route["to"], filled.month))
    assert len(found) == route["cases"]
    assert all(row["case_id"] and row["opened_at"] and row["handoffs"] >= 1 for row in found)


def test_a_routes_cases_are_those_of_the_months_that_figures_count(
    small: Filled, filled: Run, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone, lake = "Pacific/Auckland", Lake.open(small.lake)
    monkeypatch.setenv("HERO_TIME_ZONE", zone)
    settings.LAKE = small.lake
    opened = Drill(zoned=True).now()
    assert opened is not None
    asked = runaround.Options(month=filled.month)
    routes = ask_one(lake.facts(zone=zone), "runaround", asked).tables["top_routes"].records()
    assert routes != ask_one(lake.facts(), "runaround", asked).tables["top_routes"].records()
    for route in routes:
        found = collect(cases_of_route(opened.facts, route["from"], route["to"], filled.month))
        assert len(found) == route["cases"]


def test_a_route_declared_flows_into_the_next_run_and_back(
    filled: Run, small: Filled, lead: Client, bob: Person
) -> None:
    route = small.computed.agenda.answers["runaround"].tables["top_routes"].records()[0]
    ends = (route["from"], route["to"])
    response = lead.post(reverse("routes"), _filled_in(*ends, filled.month))
    assert response.status_code == 302
    said = LegitimateRoute.objects.get()
    assert (said.from_team, said.to_team, said.by, said.reason) == (*ends, bob, "It is how we work.")
    assert Run.objects.filter(month=filled.month, asked_by=bob, started_at=None).exists()
    assert settled()["runaround"]["legitimate"] == (ends,)
    counted = _asked_anew(small, filled.month)
    assert counted.numbers["legitimate_handoffs"] == route["handoffs"]
    _kept_with(small, counted)
    page = _text(lead.get(route_url(*ends, filled.month)))
    assert "It is how we work." in page
    assert "Bob Okafor" in page
    assert "the next run counts" not in page
    lead.post(reverse("route-withdrawals", args=[said.pk]), {"month": filled.month})
    assert RouteWithdrawal.objects.get().by == bob
    assert options_of_runaround() == {"legitimate": ()}
    assert _asked_anew(small, filled.month).numbers["legitimate_handoffs"] == 0


def test_a_route_is_declared_once_and_may_be_declared_again_after_it_was_taken_back(made_up: Run, lead: Client) -> None:
    for _ in range(2):
        lead.post(reverse("routes"), _filled_in("FRONT", "BACK/OFFICE", made_up.month))
    assert LegitimateRoute.objects.count() == 1
    for _ in range(2):
        lead.post(reverse("route-withdrawals", args=[LegitimateRoute.objects.get().pk]))
    assert RouteWithdrawal.objects.count() == 1
    lead.post(reverse("routes"), _filled_in("FRONT", "BACK/OFFICE", made_up.month))
    assert LegitimateRoute.objects.standing().count() == 1


@pytest.mark.parametrize(("start", "end", "reason"), [
    ("FRONT", "NOWHERE", "because"), ("FRONT", "FRONT", "because"), ("FRONT", "BACK/OFFICE", "  "), ("", "", "x"),
])  # fmt: skip
def test_what_is_no_route_or_has_no_reason_is_not_declared(
    made_up: Run, lead: Client, start: str, end: str, reason: str
) -> None:
    response = lead.post(reverse("routes"), _filled_in(start, end, made_up.month, reason), follow=True)
    assert LegitimateRoute.objects.count() == 0
    assert 'class="flash error' in response.content.decode()


def test_a_proposal_of_the_data_is_offered_and_taken_up(made_up: Run, lead: Client) -> None:
    page = _text(lead.get(reverse("friction-idea", args=["runaround"])))
    assert "57 of 60 cases about Moving that came to FRONT first take it." in page
    lead.post(reverse("routes"), _filled_in("FRONT", "BILLING", made_up.month))
    assert settled()["runaround"]["legitimate"] == (("FRONT", "BILLING"),)


def test_a_reader_sees_and_does_not_declare(
    made_up: Run, client: Client, rosa: Person, sign_in: Callable[[Client, Person], Client]
) -> None:
    reader = sign_in(client, rosa)
    html = reader.get(reverse("route", args=["FRONT", "BACK/OFFICE"])).content.decode()
    assert 'action="/friction/routes"' not in html
    assert reader.post(reverse("routes"), _filled_in("FRONT", "BACK/OFFICE", made_up.month)).status_code == 403
    assert LegitimateRoute.objects.count() == 0


def test_before_the_first_run_the_pages_teach(lead: Client) -> None:
    for address in (reverse("friction"), *(reverse("friction-idea", args=[slug]) for slug in IDEAS)):
        response = lead.get(address)
        assert response.status_code == 200
        assert "Nothing has been computed yet" in _text(response)


def test_what_could_not_be_asked_says_what_it_needs(filled: Run, small: Filled, lead: Client) -> None:
    answers = {name: answer for name, answer in small.computed.agenda.answers.items() if name != "tug_of_war"}
    lacking = Unanswered("tug_of_war", ("events",), ("Bring events.",))
    _kept(small, answers, (lacking,))
    assert "This needs events" in _text(lead.get(reverse("friction-idea", args=["tug-of-war"])))
    assert "it needs events" in _text(lead.get(reverse("friction")))


def test_there_is_no_other_idea(lead: Client) -> None:
    assert lead.get("/friction/nonsense/").status_code == 404


def _filled_in(start: str, end: str, month: str, reason: str = "It is how we work.") -> dict[str, str]:
    return {"from_team": start, "to_team": end, "month": month, "reason": reason}


def _asked_anew(small: Filled, month: str) -> Answer:
    options = runaround.Options(month=month, **settled()["runaround"])
    assert dict(option_values(question_named("runaround"), {"month": month}))["month"] == month
    return ask_one(Lake.open(small.lake).facts(), "runaround", options)


def _kept_with(small: Filled, answer: Answer) -> Run:
    return _kept(small, {**small.computed.agenda.answers, "runaround": answer})


def _kept(small: Filled, answers: dict[str, Answer], unanswered: tuple[Unanswered, ...] = ()) -> Run:
    agenda = replace(small.computed.agenda, answers=answers, unanswered=unanswered)
    return kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.ASKED))


def _text(response: Any) -> str:
    content = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", content).replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    return re.sub(r"\s+", " ", plain)


def _csv(response: Any) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))
