"""What a proposal says of money: taken for granted with its evidence, or asked; never guessed in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, rows, staged

GERMAN, ENGLISH = "Kundennummer;Monat;Umsatz;Währung", "Customer ID;Month;Revenue;Currency"


def proposed(header: str, amounts: tuple[str, ...], folder: Path, currency: str = "EUR", **answers: str) -> Proposal:
    lines = [f"k{n};2026-01;{amount};{currency}" for n, amount in enumerate(amounts)]
    if header.count(";") < 3:
        lines = [line.rpartition(";")[0] for line in lines]
    source = folder / "umsatz.csv"
    source.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return propose(staged(source, folder), source.name, answers)


def amounts_of(proposal: Proposal, folder: Path) -> list[float]:
    made = mapped(parse_mapping(proposal.text, "p"), folder / "umsatz.csv", folder)
    return sorted(float(row[0]) for row in rows(made, "revenue", "amount"))


@pytest.mark.parametrize(
    ("header", "amounts", "evidence", "read"),
    [
        (GERMAN, ("1.234", "950", "12.500"), "headings are German", [950, 1234, 12500]),
        (GERMAN, ("1.234,50", "950", "12.500"), "1 value can only have a comma", [950, 1234.5, 12500]),
        (GERMAN, ("12.50", "1,234", "950"), "1 value can only have a point", [12.5, 950, 1234]),
        (ENGLISH, ("1.234,50", "2.000"), "1 value can only have a comma", [1234.5, 2000]),
        (ENGLISH, ("1,234", "950", "12,500"), "no heading is German", [950, 1234, 12500]),
        (ENGLISH, ("1,234.50", "2,000"), "1 value can only have a point", [1234.5, 2000]),
        (ENGLISH, ("0,125", "2,500"), "1 value can only have a comma", [0.125, 2.5]),
        (ENGLISH, ("1.234.567", "2.500"), "1 value can only have a comma", [2500, 1234567]),
        (ENGLISH, ("€ 1.234,50", "€ 2.000"), "such as € 1.234,50", [1234.5, 2000]),
        (ENGLISH, ("(1.234,50)", "2.000-"), "1 value can only have a comma", [-2000, -1234.5]),
    ],
)
def test_the_decimal_mark_is_taken_with_its_evidence(
    tmp_path: Path, header: str, amounts: tuple[str, ...], evidence: str, read: list[float]
) -> None:
    proposal = proposed(header, amounts, tmp_path)
    taken = [one for one in proposal.assumptions if one.key == "decimal"]
    assert len(taken) == 1
    assert evidence in taken[0].evidence
    assert (proposal.is_complete, amounts_of(proposal, tmp_path)) == (True, read)


@pytest.mark.parametrize(
    ("header", "amounts"),
    [
        (ENGLISH, ("1.234", "950", "12.500")),
        (GERMAN, ("1,234", "950", "12,500")),
        (ENGLISH, ("1.234,50", "2,000.50")),
        (ENGLISH, ("KWD 1,234", "KWD 2,500")),
    ],
)
@pytest.mark.parametrize("mark", [".", ","])
def test_the_decimal_mark_is_asked_where_nothing_decides(
    tmp_path: Path, header: str, amounts: tuple[str, ...], mark: str
) -> None:
    proposal = proposed(header, amounts, tmp_path)
    assert [(one.key, {choice.value for choice in one.choices}) for one in proposal.questions] == [
        ("decimal", {".", ","})
    ]
    with pytest.raises(MappingError, match="decimal mark"):
        parse_mapping(proposal.text, "p")
    answered = proposed(header, amounts, tmp_path, decimal=mark)
    assert (answered.questions, parse_mapping(answered.text, "p").decimal) == ((), mark)
    assert bool(answered.unread) == (
        "1.234,50" in amounts or "KWD" in amounts[0]
    )  # said, where some still cannot be read


def test_another_column_of_numbers_decides(tmp_path: Path) -> None:
    source = tmp_path / "umsatz.csv"
    source.write_text("Customer ID;Month;Revenue;Discount;Currency\na;2026-01;1.234;0,50;EUR\nb;2026-01;950;1,25;EUR\n")
    proposal = propose(staged(source, tmp_path), source.name)
    assert ["in Discount 2 values" in one.evidence for one in proposal.assumptions] == [True]
    assert amounts_of(proposal, tmp_path) == [950, 1234]


def test_where_the_mark_changes_nothing_nothing_is_said(tmp_path: Path) -> None:
    proposal = proposed(ENGLISH, ("950", "12"), tmp_path)
    assert (proposal.assumptions, proposal.questions, "decimal:" in proposal.text) == ((), (), False)


@pytest.mark.parametrize(
    ("amounts", "currencies"),
    [
        (("€5", "€7", "9"), ["EUR"]),
        (("$5", "$7"), ["USD"]),
        (("5 USD", "$7"), ["USD"]),
        (("5 EUR", "7 CHF"), ["CHF", "EUR"]),
    ],
)
def test_a_currency_within_the_amounts_is_theirs(
    tmp_path: Path, amounts: tuple[str, ...], currencies: list[str]
) -> None:
    proposal = proposed("Customer ID;Month;Revenue", amounts, tmp_path)
    assert [one.key for one in proposal.assumptions] == ["currency"]
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "umsatz.csv", tmp_path)
    assert sorted({code for (code,) in rows(made, "revenue", "currency")}) == currencies


def test_a_heading_that_names_the_currency_is_told(tmp_path: Path) -> None:
    proposal = proposed("Customer ID;Month;Revenue (EUR)", ("5", "7"), tmp_path)
    assert [(one.key, one.evidence) for one in proposal.assumptions] == [("currency", "the heading says so")]
    assert proposal.is_complete


@pytest.mark.parametrize(("sign", "code"), [("¥", "CNY"), ("kr", "SEK"), ("Rs.", "INR")])
def test_a_sign_of_several_currencies_is_asked(tmp_path: Path, sign: str, code: str) -> None:
    proposal = proposed(ENGLISH, ("5", "7"), tmp_path, currency=sign)
    assert [one.key for one in proposal.questions] == ["currency:Currency"]
    answered = proposed(ENGLISH, ("5", "7"), tmp_path, currency=sign, **{"currency:Currency": code})
    made = mapped(parse_mapping(answered.text, "p"), tmp_path / "umsatz.csv", tmp_path)
    assert {row for (row,) in rows(made, "revenue", "currency")} == {code}


def test_within_amounts_too(tmp_path: Path) -> None:
    proposal = proposed("Customer ID;Month;Revenue", ("kr 5", "7 kr"), tmp_path)
    assert [(one.key, one.choices[0].value) for one in proposal.questions] == [("currency", "SEK")]


def test_a_preset_gets_the_mark_of_the_file(tmp_path: Path) -> None:
    proposal = proposed("customer_id;period;amount;currency", ("1.234,50", "950"), tmp_path)
    assert amounts_of(proposal, tmp_path) == [950, 1234.5]
    asked = proposed("customer_id;period;amount;currency", ("1.234", "950"), tmp_path)
    assert [one.key for one in asked.questions] == ["decimal"]
