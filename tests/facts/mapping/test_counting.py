"""Void rows, credit notes, refunds and prices of one piece beside amounts are asked about, and every answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows, staged


def export(beside: str, odd: str, plain: str, day: str = "2026-01-15") -> str:
    """Three customers who pay 100 in a month, one of whom also has an odd row of 40."""
    lines = [f"K{place},{day},{plain},100.00,EUR" for place in range(3)]
    return "\n".join([f"Customer ID,Invoice Date,{beside},Amount,Currency", *lines, f"K0,{day},{odd},40.00,EUR"]) + "\n"


def proposal_for(csv: str, folder: Path, answers: Mapping[str, str] | None = None) -> Proposal:
    source = folder / "export.csv"
    source.write_text(csv, encoding="utf-8")
    return propose(staged(source, folder), "export", answers or {})


def total(proposal: Proposal, csv: str, folder: Path) -> float:
    assert proposal.is_complete
    made = mapped_text(parse_mapping(proposal.text, "proposed"), csv, folder)
    return float(rows(made, "revenue", "sum(amount)::DOUBLE")[0][0])


KINDS = [
    ("Status", "Void", "Paid", "counts:Status", {"left_out": 300, "counted": 340}),
    ("Status", "failed", "succeeded", "counts:Status", {"left_out": 300, "counted": 340}),
    ("Status", "Entwurf", "Bezahlt", "counts:Status", {"left_out": 300, "counted": 340}),
    ("State", "CANCELLED", "OPEN", "counts:State", {"left_out": 300, "counted": 340}),
    ("Transaction Type", "Payment", "Invoice", "counts:Transaction Type", {"left_out": 300, "counted": 340}),
    ("Type", "Credit Note", "Invoice", "sign:Type", {"taken_off": 260, "counted": 340, "left_out": 300}),
    ("Belegart", "Gutschrift", "Rechnung", "sign:Belegart", {"taken_off": 260, "counted": 340, "left_out": 300}),
    ("kind", "refund", "charge", "sign:kind", {"taken_off": 260, "counted": 340, "left_out": 300}),
    ("Soll/Haben", "H", "S", "sign:Soll/Haben", {"taken_off": 260, "counted": 340, "left_out": 300}),
    ("Amount Refunded", "10.00", "0.00", "minus:Amount Refunded", {"taken_off": 330, "counted": 340}),
]


@pytest.mark.parametrize(("beside", "odd", "plain", "key", "sums"), KINDS)
def test_it_is_asked_and_each_answer_gives_its_sum(
    tmp_path: Path, beside: str, odd: str, plain: str, key: str, sums: Mapping[str, float]
) -> None:
    csv = export(beside, odd, plain)
    open_one = proposal_for(csv, tmp_path)
    assert [question.key for question in open_one.questions] == [key]
    assert {choice.value for choice in open_one.questions[0].choices} == set(sums)
    assert not open_one.is_complete
    assert "???" in open_one.text
    for answer, right in sums.items():
        assert total(proposal_for(csv, tmp_path, {key: answer}), csv, tmp_path) == right


@pytest.mark.parametrize(
    ("beside", "odd", "plain"),
    [
        ("Status", "Overdue", "Paid"),
        ("Payment method", "Credit", "Debit"),
        ("Plan", "Draft Beer", "Void Linux"),
        ("Region", "H", "S"),
        ("Amount Refunded", "0.00", "0.00"),
        ("Quantity", "3", "1"),
    ],
)
def test_other_columns_ask_nothing(tmp_path: Path, beside: str, odd: str, plain: str) -> None:
    csv = export(beside, odd, plain)
    assert total(proposal_for(csv, tmp_path), csv, tmp_path) == 340


def test_credit_notes_below_zero_count_as_they_stand_and_it_is_said(tmp_path: Path) -> None:
    csv = export("Type", "Credit Note", "Invoice").replace(",40.00", ",-40.00")
    proposal = proposal_for(csv, tmp_path)
    assert total(proposal, csv, tmp_path) == 260
    assert "sign:Type" in {taken.key for taken in proposal.assumptions}


def test_rows_without_the_word_stay(tmp_path: Path) -> None:
    csv = export("Status", "void", "")
    assert total(proposal_for(csv, tmp_path, {"counts:Status": "left_out"}), csv, tmp_path) == 300


def test_a_word_behind_the_first_rows_is_seen(tmp_path: Path) -> None:
    lines = "".join(f"K{place},2026-01-15,Paid,1.00,EUR\n" for place in range(2_500))
    csv = f"Customer ID,Invoice Date,Status,Amount,Currency\n{lines}K0,2026-02-15,Void,7.00,EUR\n"
    assert [one.key for one in proposal_for(csv, tmp_path).questions] == ["counts:Status"]


def test_a_price_beside_a_quantity_is_asked_about(tmp_path: Path) -> None:
    csv = export("Quantity", "3", "2").replace("Amount", "Price")
    asked = proposal_for(csv, tmp_path)
    assert [question.key for question in asked.questions] == ["amount:Price"]
    assert total(proposal_for(csv, tmp_path, {"amount:Price": "whole"}), csv, tmp_path) == 340
