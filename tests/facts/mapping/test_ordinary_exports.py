"""Exports as common tools write them are known without a word, or with the one question that they leave open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from customerhero.facts.mapping import Proposal, propose
from tests.facts.mapping.making import staged

DAYS = [datetime(2026, 1, 10, 9, tzinfo=UTC) + timedelta(days=place) for place in range(20)]


def proposal_of(header: str, row: str, folder: Path) -> Proposal:
    """For twenty rows, `{n}` a number and `{iso}`, `{us}`, `{de}` a day in each."""
    lines = [
        row.format(n=place, iso=f"{day:%Y-%m-%d %H:%M:%S}", us=f"{day:%m/%d/%Y %I:%M %p}", de=f"{day:%d.%m.%Y}")
        for place, day in enumerate(DAYS)
    ]
    source = folder / "export.csv"
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return propose(staged(source, folder), "export")


EXPORTS = [
    (
        "Case Number,Account Name,Contact Name,Subject,Status,Date/Time Opened,Date/Time Closed,Case Origin,Case Owner",
        "{n:08},Firm {n},Ann,Billing,Closed,{us},{us},Phone,Bob",
        "cases",
        {"Account Name": "customer_id", "Date/Time Opened": "opened_at", "Date/Time Closed": "closed_at"},
    ),
    (
        "Account ID,Account Name,Industry,Customer Since",
        "A{n},Firm {n},Retail,{iso}",
        "customers",
        {"Account ID": "customer_id", "Account Name": "name", "Customer Since": "joined_at"},
    ),
    (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,"
        "How likely is it that you would recommend us to a friend or colleague?,Anything else?",
        "{n},400,{us},{us},,8,fine",
        "feedback",
        {"Respondent ID": "feedback_id", "End Date": "happened_at"},
    ),
    (
        "#,How likely are you to recommend us?,Why?,Start Date (UTC),Submit Date (UTC),Network ID",
        "{n}a,9,fine,{iso},{iso},n{n}",
        "feedback",
        {"Submit Date (UTC)": "happened_at"},
    ),
    (
        "Date,Num,Memo,Customer,Sales Rep,Amount (USD),Balance",
        "{us},{n},Services,Firm {n},Ann,100.00,300.00",
        "revenue",
        {"Date": "period", "Customer": "customer_id", "Amount (USD)": "amount"},
    ),
    (
        "Kundennummer,Belegdatum,Belegnummer,Betrag,Währung,Text,Gegenkonto",
        'K{n},{de},R{n},"100,00",EUR,Miete,8400',
        "revenue",
        {"Belegdatum": "period", "Betrag": "amount"},
    ),
]


@pytest.mark.parametrize(("header", "row", "table", "targets"), EXPORTS)
def test_an_ordinary_export_is_known(
    tmp_path: Path, header: str, row: str, table: str, targets: dict[str, str]
) -> None:
    proposal = proposal_of(header, row, tmp_path)
    assert proposal.table == table
    assert not [question.asked for question in proposal.questions]
    assert proposal.is_complete
    used = {guess.column: guess.target for guess in proposal.guesses}
    for column, target in targets.items():
        assert target in used[column]
