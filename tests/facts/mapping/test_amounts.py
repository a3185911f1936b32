"""Amounts in every shape they are written in: read exactly by their decimal mark, or by none at all."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import MappingError
from customerhero.facts.currencies import CODES, code_of, in_heading, may_be
from customerhero.facts.mapping import Mapped, Options, apply
from customerhero.facts.mapping.amounts import amounts_remedy, currency_of, number, read_amount
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import FromColumns
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, refused, rows

SHAPES = [
    # written, by a point, by a comma, the currency it carries
    ("1234.50", "1234.50", None, None),
    ("1,234.50", "1234.50", None, None),
    ("1.234,50", None, "1234.50", None),
    ("1 234,50", None, "1234.50", None),
    ("1\u00a0234,50", None, "1234.50", None),
    ("1\u202f234,50", None, "1234.50", None),
    ("1 234.50", "1234.50", None, None),
    ("1'234.50", "1234.50", None, None),
    ("1\u2019234.50", "1234.50", None, None),
    ("1'200.\u2013", "1200", "1200", None),
    ("1.234,-", None, "1234", None),
    ("1.234,\u2013", None, "1234", None),
    ("12,34,567.00", "1234567", None, None),
    ("1.234", "1.234", "1234", None),
    ("1,234", "1234", "1.234", None),
    ("0,125", None, "0.125", None),
    ("0.125", "0.125", None, None),
    ("1.234.567", None, "1234567", None),
    ("12.34.567", None, None, None),
    ("1,23,456,789", None, None, None),
    ("12 34", None, None, None),
    ("-5", "-5", "-5", None),
    ("\u22125", "-5", "-5", None),
    ("5-", "-5", "-5", None),
    ("(1,234.50)", "-1234.50", None, None),
    ("(1.234,50)", None, "-1234.50", None),
    ("(5", None, None, None),
    ("-5-", None, None, None),
    ("--5", None, None, None),
    ("(-5)", None, None, None),
    ("+5", "5", "5", None),
    ("1e3", "1000", "1000", None),
    ("\u20ac 1.234,50", None, "1234.50", "EUR"),
    ("1.234,50 \u20ac", None, "1234.50", "EUR"),
    ("1.234,50 EUR", None, "1234.50", "EUR"),
    ("-\u20ac5.00", "-5", None, "EUR"),
    ("\u20ac-5.00", "-5", None, "EUR"),
    ("(\u00a35.00)", "-5", None, "GBP"),
    ("1,234.50 USD", "1234.50", None, "USD"),
    ("US$ 5", "5", "5", "USD"),
    ("$1,200.00 CAD", "1200", None, "CAD"),
    ("$5", "5", "5", "USD"),
    ("CHF 1'200.\u2013", "1200", "1200", "CHF"),
    ("Fr. 12.50", "12.50", None, "CHF"),
    ("12 Euro", "12", "12", "EUR"),
    ("\u20ac5 USD", None, None, None),
    ("12 %", None, None, None),
    ("12 pieces", None, None, None),
    ("EUR", None, None, "EUR"),
    ("abc", None, None, None),
]


def in_sql(texts: list[str], mark: str, currency: str = "") -> list[tuple[Decimal | None, str | None]]:
    columns = "{customer_id: c, period: m, amount: a, currency: d}"
    text = f'decimal: "{mark}"\ntables:\n  - table: revenue\n    columns: {columns}'
    header = Header({"a": "VARCHAR"}, parse_mapping(text, "m"))
    amount = number("t", "DECIMAL(18,4)", header, FromColumns(("a",)), currency)
    sql = f"SELECT {amount}, {currency_of('t')} FROM (SELECT unnest(?::VARCHAR[]) AS t)"
    return duckdb.execute(sql, [texts]).fetchall()


@pytest.mark.parametrize("mark", [".", ","])
def test_every_shape_is_read_by_its_mark_or_not_at_all(mark: str) -> None:
    found = in_sql([written for written, *_ in SHAPES], mark)
    for (written, point, comma, currency), (amount, code) in zip(SHAPES, found, strict=True):
        right = point if mark == "." else comma
        expected = None if right is None else Decimal(right)
        assert (written, amount) == (written, expected)
        assert (written, read_amount(written, mark)) == (written, expected)
        assert currency is None or code == currency


AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
MARKS = st.sampled_from([(".", ","), (".", "'"), (".", " "), (",", "."), (",", " "), (",", "'"), (",", "\u00a0")])
SIGNS = ("{}", "\u20ac {}", "{} EUR", "CHF {}", "{}\u00a0\u20ac", "US${}")
MINUS = ("-{}", "({})", "{}-", "\u2212{}")


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, Decimal]:
    """An amount in one of the shapes, its decimal mark, and what it is."""
    amount, (mark, between) = draw(AMOUNTS), draw(MARKS)
    digits = f"{abs(amount):,.2f}".replace(",", "\0").replace(".", mark)
    digits = digits.replace("\0", draw(st.sampled_from((between, ""))))
    shown = draw(st.sampled_from(SIGNS)).format(digits)
    if amount < 0:
        shown = draw(st.sampled_from(MINUS)).format(shown)
    return shown, mark, amount


@settings(max_examples=25, deadline=None)
@given(st.lists(written(), min_size=1, max_size=20))
def test_an_amount_written_in_any_shape_reads_back_exactly(found: list[tuple[str, str, Decimal]]) -> None:
    for mark in ".,":
        some = [(shown, amount) for shown, its, amount in found if its == mark]
        told = in_sql([shown for shown, _ in some], mark)
        assert [(shown, amount) for (shown, _), (amount, _) in zip(some, told, strict=True)] == some
        assert [read_amount(shown, mark) for shown, _ in some] == [amount for _, amount in some]


@settings(max_examples=25, deadline=None)
@given(written())
def test_by_the_other_mark_it_is_none_and_the_remedy_says_so(found: tuple[str, str, Decimal]) -> None:
    shown, mark, _ = found
    other = "," if mark == "." else "."
    assert read_amount(shown, other) is None
    assert in_sql([shown], other)[0][0] is None
    assert f'decimal: "{mark}"' in amounts_remedy([shown, shown], other)
    assert "all of them" in amounts_remedy([shown, shown], other)


def test_per_cents_are_no_amounts_and_the_remedy_says_so() -> None:
    assert "per cents" in amounts_remedy(["12 %", "7,5 %"])
    assert amounts_remedy(["soon"]) == ""


def test_an_amount_that_carries_another_currency_than_its_row_is_refused() -> None:
    assert in_sql(["$5", "\u20ac5", "5", "5 USD"], ".", "'CAD'") == [
        (Decimal(5), "USD"),  # a Canadian dollar has this sign
        (None, "EUR"),
        (Decimal(5), None),
        (None, "USD"),
    ]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("EUR", "EUR"), ("eur", "EUR"), ("\u20ac", "EUR"), ("Euro", "EUR"), ("EURO", "EUR"), ("US$", "USD"),
        ("\u00a3", "GBP"), ("pounds", "GBP"),
        ("Pound sterling", "GBP"), ("Fr.", "CHF"), ("SFr", "CHF"),
        ("Schweizer Franken", "CHF"),
        ("A$", "AUD"), ("z\u0142", "PLN"), ("XXX", "XXX"), ("$", ""), ("\u00a5", ""),
        ("kr", ""), ("Rs.", ""), ("Narnia", ""), ("", ""),
    ],
)  # fmt: skip
def test_signs_and_names_are_codes_where_they_are_of_one_currency(told: str, code: str) -> None:
    assert code_of(told) == code
    found = in_sql([told], ".")[0][1]
    assert found == (code or None) or (told == "$" and found == "USD")


def test_a_sign_of_several_currencies_names_them() -> None:
    assert may_be("\u00a5") == ("JPY", "CNY")
    assert may_be("$")[0] == "USD"
    assert {code for told in ("kr", "$", "\u00a5", "rs") for code in may_be(told)} <= CODES


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Amount (EUR)", "EUR"), ("Umsatz in \u20ac", "EUR"), ("mrr_usd", "USD"), ("Price $", "USD"),
        ("Revenue [CHF]", "CHF"),
        ("Total for all", ""), ("EUR or USD", ""), ("Amount", ""), ("Top customers", ""),
    ],
)  # fmt: skip
def test_a_heading_names_its_currency(heading: str, code: str) -> None:
    assert in_heading(heading) == code


def of_revenue(lines: list[str], folder: Path, mapping: Any = "revenue") -> Mapped:
    return mapped_text(mapping, "\n".join(("customer_id,period,amount,currency", *lines)) + "\n", folder)


def test_names_of_one_currency_are_one_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    made = of_revenue(["a,2026-01,1,EUR", "b,2026-01,1,\u20ac", "c,2026-01,1,Euro", "d,2026-01,1,Narnia"], tmp_path)
    assert rows(made, "revenue", "count(*), min(currency), max(currency)") == [(3, "EUR", "EUR")]
    assert refused(made) == [("revenue", 4, "currency", "Narnia", "not a currency of ISO 4217")]


def test_a_dollar_sign_alone_is_taken_for_us_dollars_and_told_first(tmp_path: Path) -> None:
    made = of_revenue(["a,2026-01,1,$", "b,2026-01,1,USD"], tmp_path)
    assert rows(made, "revenue", "DISTINCT currency") == [("USD",)]
    assert [(note.code, note.value, note.count) for note in made.notes if note.first] == [("currency", "$", 1)]


@pytest.mark.parametrize(
    ("amounts", "decimal", "told"),
    [
        (("1.234", "950", "12.500"), ".", "exactly three digits"),
        (("1,234", "950", "12,500"), ",", "exactly three digits"),
        (("1,234", "1,235", "12,50"), ".", "1 value can only have a comma"),
        (("1.234", "1.235", "12.50"), ",", "1 value can only have a point"),
        (("1,234", "950.50"), ".", ""),
        (("1.234", "950.5"), ".", ""),
        (("1,234", "950"), ".", ""),
        (("12.50", "950"), ".", ""),
        (("1.234,50", "2.000"), ",", ""),
    ],
)
def test_a_column_that_speaks_for_the_other_mark_is_told_first(
    tmp_path: Path, amounts: tuple[str, ...], decimal: str, told: str
) -> None:
    columns = "{customer_id: customer_id, period: period, amount: amount, currency: currency}"
    mapping = parse_mapping(f'decimal: "{decimal}"\ntables:\n  - table: revenue\n    columns: {columns}\n', "m")
    made = of_revenue([f'k{n},2026-01,"{amount}",EUR' for n, amount in enumerate(amounts)], tmp_path, mapping)
    found = [note.sentence for note in made.notes if note.code == "decimal_mark" and note.first]
    assert len(found) == bool(told)
    assert not told or told in found[0]


@pytest.mark.parametrize(
    ("amounts", "decimal", "remedy"),
    [
        (("1,234", "12,50", "7,25"), ".", 'With `decimal: ","`'),
        (("1.234", "12.50", "7.25"), ",", 'With `decimal: "."`'),
    ],
)
def test_a_column_most_of_which_has_the_other_mark_stops_with_what_to_write(
    tmp_path: Path, amounts: tuple[str, ...], decimal: str, remedy: str
) -> None:
    columns = "{customer_id: customer_id, period: period, amount: amount, currency: currency}"
    mapping = parse_mapping(f'decimal: "{decimal}"\ntables:\n  - table: revenue\n    columns: {columns}\n', "m")
    with pytest.raises(MappingError, match=re.escape(remedy)):
        of_revenue([f'k{n},2026-01,"{amount}",EUR' for n, amount in enumerate(amounts)], tmp_path, mapping)


def test_refunds_are_told(tmp_path: Path) -> None:
    made = of_revenue(["a,2026-01,-12.50,EUR", "b,2026-01,(7.50),EUR", "c,2026-01,100,EUR"], tmp_path)
    assert [note.sentence for note in made.notes if note.code == "below_nought"] == [
        "2 of 3 amounts are below nought, together -20.00: "
        "they count as refunds and credit notes, which reduce the month they are in."
    ]


def test_minor_units_are_cents_but_of_currencies_without_them(tmp_path: Path) -> None:
    amount = "{column: amount, scale: minor_units}"
    columns = f"{{customer_id: customer_id, period: period, amount: {amount}, currency: currency}}"
    mapping = parse_mapping(f"tables:\n  - table: revenue\n    columns: {columns}\n", "m")
    lines = ["a,2026-01,1050,usd", "b,2026-01,1050,jpy", "c,2026-01,1050,kwd", "d,2026-01,500,ugx"]
    made = of_revenue(lines, tmp_path, mapping)
    assert rows(made, "revenue", "customer_id, amount::DOUBLE") == [("a", 10.5), ("b", 1050.0), ("c", 1.05), ("d", 5.0)]


def test_numbers_that_the_source_typed_need_no_mark(tmp_path: Path) -> None:
    columns = "{customer_id: c, period: m, amount: a, currency: {constant: EUR}}"
    mapping = parse_mapping(f'decimal: ","\ntables:\n  - table: revenue\n    columns: {columns}\n', "m")
    duckdb.execute(f"COPY (SELECT 'k' AS c, '2026-01' AS m, 12.345::DOUBLE AS a) TO '{tmp_path / 's.parquet'}'")
    made = apply(mapping, tmp_path / "s.parquet", tmp_path / "out", "s.parquet", Options())
    assert rows(made, "revenue", "amount::DOUBLE") == [(12.345,)]
