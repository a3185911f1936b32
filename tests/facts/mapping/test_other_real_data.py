"""The other real data sets and the shapes of warehouse tables, each through its preset, against published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Mapped
from tests.facts.mapping.making import mapped, refused, rows
from tests.realdata import shared_data


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    source = shared_data("cfpb_complaints/complaints_sample.csv")
    return mapped("cfpb-complaints", source, tmp_path_factory.mktemp("cfpb"))


def test_complaints_are_cases_of_companies(complaints: Mapped) -> None:
    assert (complaints.read, complaints.refused_rows) == (6_623, 0)
    assert rows(complaints, "cases", "count(*), min(opened_at)::DATE::TEXT, max(opened_at)::DATE::TEXT") == [
        (6_623, "2015-04-06", "2020-03-19")
    ]
    assert rows(complaints, "teams", "count(*)") == [(710,)]


def test_the_narrative_is_the_note_of_the_opening(complaints: Mapped) -> None:
    assert rows(complaints, "events", "count(note)", "kind = 'opened'") == [(1_532,)]


def test_timely_responses_are_promises_kept(complaints: Mapped) -> None:
    told = "count(*) FILTER (kind = 'broken'), count(*) FILTER (kind = 'kept')"
    assert rows(complaints, "events", told) == [(94, 6_529)]


@pytest.mark.parametrize(
    ("outcome", "share"), [("Closed with explanation", 83.90), ("Closed with monetary relief", 3.19)]
)
def test_outcomes_of_complaints(complaints: Mapped, outcome: str, share: float) -> None:
    found = rows(complaints, "cases", f"round(100.0 * count(*) FILTER (outcome = '{outcome}') / count(*), 2)")
    assert found == [(share,)]


def test_the_top_topic_of_complaints(complaints: Mapped) -> None:
    topics = rows(complaints, "cases", "count(*)", "topic = 'Incorrect information on your report'")
    assert topics == [(2_261,)]


def test_not_applicable_is_no_answer(complaints: Mapped) -> None:
    told = [(note.column, note.value, note.count) for note in complaints.notes if note.code == "missing_mark"]
    assert ("Consumer disputed?", "N/A", 6_591) in told


def test_a_survey_code_that_is_no_score_is_refused(tmp_path: Path) -> None:
    made = mapped("sfo-survey", shared_data("sfo_survey/fact_survey.csv"), tmp_path)
    told = "count(*), count(*) FILTER (score >= 9), count(*) FILTER (score IN (7, 8)), count(*) FILTER (score <= 6)"
    assert rows(made, "feedback", told) == [(2_746, 1_436, 968, 342)]
    reasons = [(value, reason) for _, _, column, value, reason in refused(made) if column == "score"]
    assert reasons.count(("11.0", "not a score of this scale")) == 84
    assert rows(made, "feedback", "count(weight)") == [(2_746,)]


def test_a_file_without_ids_and_dates_gets_them_from_its_mapping(tmp_path: Path) -> None:
    made = mapped("uci-telecom-churn", shared_data("uci_telecom_churn/Customer_Churn.csv"), tmp_path)
    assert rows(made, "customers", "count(*), count(left_at)") == [(3_150, 495)]
    assert rows(made, "revenue", "sum(amount)::DOUBLE") == [(1_483_564.685,)]
    assert rows(made, "events", "count(*)", "kind = 'failed'") == [(241,)]


def test_lost_customers_with_their_value_and_complaints(tmp_path: Path) -> None:
    made = mapped("uci-telecom-churn", shared_data("uci_telecom_churn/Customer_Churn.csv"), tmp_path)
    lost = f"customer_id IN (SELECT customer_id FROM '{made.tables['customers'].file}' WHERE left_at IS NOT NULL)"
    assert rows(made, "revenue", "sum(amount)::DOUBLE", lost) == [(61_781.65,)]
    assert rows(made, "events", "count(*)", f"kind = 'failed' AND {lost}") == [(200,)]


@pytest.mark.parametrize(
    ("preset", "file", "counts"),
    [
        ("servicenow-rest", "servicenow/incidents_REST.csv", {"cases": 67, "events": 164, "teams": 6, "people": 3}),
        ("zendesk-history", "zendesk/ticket_data.csv", {"cases": 7, "events": 7}),
        ("zendesk-history", "zendesk/ticket_field_history_data.csv", {"events": 20}),
        ("zendesk-history", "zendesk/ticket_comment_data.csv", {"events": 20}),
        ("zendesk-history", "zendesk/user_data.csv", {"customers": 8, "people": 2}),
        ("zendesk-history", "zendesk/group_data.csv", {"teams": 8}),
        ("intercom-history", "intercom/conversation_history_data.csv", {"cases": 2, "events": 6, "feedback": 0}),
        ("intercom-history", "intercom/conversation_part_history_data.csv", {"events": 8}),
        ("intercom-history", "intercom/admin_data.csv", {"people": 4}),
        ("intercom-history", "intercom/team_data.csv", {"teams": 3}),
        ("intercom-history", "intercom/contact_history_data.csv", {"customers": 9}),
        ("jira-history", "jira/issue.csv", {"cases": 3, "events": 3}),
        ("jira-history", "jira/issue_field_history.csv", {"events": 0}),
        ("jira-history", "jira/comment.csv", {"events": 3}),
        ("jira-history", "jira/user.csv", {"people": 3}),
        ("stripe-subscriptions", "stripe/customer_data.csv", {"customers": 12}),
        ("stripe-subscriptions", "stripe/subscription_history_data.csv", {"customers": 2, "events": 2}),
        ("stripe-subscriptions", "stripe/charge_data.csv", {"revenue": 0}),
        ("stripe-subscriptions", "stripe/invoice_data.csv", {"revenue": 2}),
    ],
)
def test_warehouse_tables_import(tmp_path: Path, preset: str, file: str, counts: dict[str, int]) -> None:
    made = mapped(preset, shared_data(f"warehouse_shapes/{file}"), tmp_path)
    assert {name: table.rows for name, table in made.tables.items()} == counts
    assert made.refused_rows == 0


def test_a_file_of_no_section_is_told_what_each_needs(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"does not look like a file of this mapping.*needs"):
        mapped("intercom-history", shared_data("warehouse_shapes/intercom/tag_data.csv"), tmp_path)
