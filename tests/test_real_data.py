"""Real exports, imported through the shipped presets and asked as a user would, against the figures known of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from customerhero.agenda import agenda, ask_one, options_from, question_named
from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Lake
from customerhero.reports.page import agenda_html
from tests.realdata import shared_data

pytestmark = pytest.mark.slow


def brought(name: str, preset: str, folder: Path) -> tuple[Lake, ImportReceipt]:
    source = shared_data(name)
    lake = Lake.create(folder / "lake")
    return lake, import_file(source, lake, ImportOptions(preset, refused_to=folder / "refused.csv"))


def asked(lake: Lake, name: str, **settings: str) -> dict[str, Any]:
    return ask_one(lake.facts(), name, options_from(question_named(name), settings)).as_dict()


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, ImportReceipt]:
    folder = tmp_path_factory.mktemp("incidents")
    return brought("uci_incident/incident_event_log.csv.gz", "servicenow-history", folder)


def test_incidents_by_team(incidents: tuple[Lake, ImportReceipt]) -> None:
    told = asked(incidents[0], "runaround")
    wanted = {
        "cases": 24_918,
        "cases_with_handoff": 9_575,
        "cases_3_owners": 3_159,
        "ping_pong_cases": 2_216,
        "return_cases": 2_628,
        "handoffs": 19_087,
        "ping_pongs": 3_675,
        "reported_handoffs": 23_414,
        "handoffs_used": "visible",
    }
    assert {name: told[name] for name in wanted} == wanted
    assert [(row["path"], row["ping_pongs"]) for row in told["top_ping_pongs"][:2]] == [
        ("70-20-70", 430),
        ("70-39-70", 275),
    ]


def test_incidents_by_person(incidents: tuple[Lake, ImportReceipt]) -> None:
    told = asked(incidents[0], "runaround", holder="person")
    assert (told["cases_with_handoff"], told["ping_pong_cases"]) == (2_858, 1_203)


def test_incidents_and_their_service_level(incidents: tuple[Lake, ImportReceipt]) -> None:
    told = asked(incidents[0], "promises")
    assert (told["broken"], round(told["broken_rate"], 2)) == (9_115, 36.58)
    assert (told["reopened"], round(told["reopened_rate"], 2)) == (275, 1.10)
    assert round(told["median_hours"], 2) == 145.87
    missed = {row["handoffs"]: round(row["rate"], 1) for row in told["by_reported_handoffs"]}
    assert list(missed.values()) == [21.6, 42.9, 64.6, 85.7]


def test_what_is_odd_about_the_incidents_is_told_and_kept(incidents: tuple[Lake, ImportReceipt]) -> None:
    lake, receipt = incidents
    noticed = {(note.code, note.value): note.count for note in receipt.notes}
    assert noticed["unknown_code", "-100"] == 5
    assert noticed["shared_account", "1904"] == 438
    kept = {(note["code"], note["value"]): note["count"] for note in lake.history()[-1].notes}
    assert kept == noticed


def test_the_incidents_make_an_agenda_that_says_what_is_missing(incidents: tuple[Lake, ImportReceipt]) -> None:
    made = agenda(incidents[0].facts())
    assert made.findings
    lacking = {question.insight: question for question in made.unanswered}
    assert {"losses", "voice", "growth"} <= set(lacking)
    assert all(question.remedies for question in lacking.values() if question.missing)
    assert all(question.missing or question.why for question in lacking.values())
    assert "hero import" in agenda_html(made)


def test_complaints(tmp_path: Path) -> None:
    lake, receipt = brought("cfpb_complaints/complaints_sample.csv", "cfpb-complaints", tmp_path)
    assert (receipt.read, receipt.refused) == (6_623, 0)
    told = asked(lake, "promises")
    assert (told["broken"], round(told["broken_rate"], 2)) == (94, 1.42)
    facts = lake.facts()
    outcomes = facts.cases.group_by("outcome").aggregate(cases=facts.cases.count()).to_pyarrow().to_pylist()
    shares = {row["outcome"]: round(100 * row["cases"] / 6_623, 2) for row in outcomes}
    assert shares["Closed with explanation"] == 83.90
    assert shares["Closed with monetary relief"] == 3.19
    topics = facts.cases.group_by("topic").aggregate(cases=facts.cases.count()).to_pyarrow().to_pylist()
    assert max(row["cases"] for row in topics) == 2_261


def test_passengers(tmp_path: Path) -> None:
    lake, receipt = brought("sfo_survey/fact_survey.csv", "sfo-survey", tmp_path)
    told = asked(lake, "voice")
    assert (told["nps_n"], round(told["nps"], 2), round(told["nps_weighted"], 2)) == (2_746, 39.84, 40.40)
    assert (told["promoters"], told["passives"], told["detractors"]) == (1_436, 968, 342)
    assert receipt.refused == 85
    assert (tmp_path / "refused.csv").read_text(encoding="utf-8").count("not a score") == 84


def test_telecom_customers(tmp_path: Path) -> None:
    lake, receipt = brought("uci_telecom_churn/Customer_Churn.csv", "uci-telecom-churn", tmp_path)
    assert receipt.read == 3_150
    told = asked(lake, "losses")
    assert (told["customers"], told["lost"]) == (3_150, 495)
    assert (round(told["value_lost"], 2), round(told["value_all"], 3)) == (61_781.65, 1_483_564.685)
    assert (told["lost_after_complaint"], told["customers_with_complaint"]) == (200, 241)
    assert (told["lost_without_complaint"], told["customers_without_complaint"]) == (295, 2_909)
