"""Rows of a file are as many things as they are rows; with an id of the source, equal ids are repetition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import MappingError
from tests.importing.bringing import brought, head, known, listed, proposed

ANSWERS = "tables:\n  - table: feedback\n    columns:\n      happened_at: day\n      score: score\n"
ANSWERS += "      metric: {constant: nps}\n      scale_max: {constant: '10'}\n"
EVENTS = "tables:\n  - table: events\n    columns: {case_id: case, happened_at: at, kind: kind}\n"
REVENUE = "tables:\n  - table: revenue\n    columns: {customer_id: who, period: day, amount: paid, currency: cur}\n"
SUMMED = REVENUE.replace("    columns", "    rows: {sum: amount}\n    columns")
ONCE = REVENUE.replace("    columns", "    rows: {sum: amount, equal_rows: once}\n    columns")


@pytest.mark.parametrize(
    ("mapping", "table", "header", "rows"),
    [
        (ANSWERS, "feedback", "day,score", ["2026-01-01,9"] * 3 + ["2026-01-02,9"]),
        (ANSWERS, "feedback", "day,score", [",9"] * 5),
        (EVENTS, "events", "case,at,kind", ["c1,2026-01-01 10:00,replied"] * 2 + ["c2,2026-01-01 10:00,replied"]),
        ("feedback", "feedback", "metric,scale_max,score", ["nps,10,9"] * 4),
        ("events", "events", "case_id,happened_at,kind", ["c1,2026-01-01,replied"] * 2),
    ],
)
def test_equal_rows_without_an_id_are_things_of_their_own(
    mapping: str, table: str, header: str, rows: list[str], tmp_path: Path
) -> None:
    text = "\n".join([header, *rows, ""])
    first = brought(tmp_path, text, mapping)
    assert first.tables[table].written == len(rows)
    assert "equal_rows" in head(first)
    again = brought(tmp_path, text, mapping, again=True)
    assert (again.tables[table].written, again.tables[table].unchanged) == (0, len(rows))
    more = brought(tmp_path, "\n".join([header, *rows, rows[0], ""]), mapping, "later.csv")
    assert more.tables[table].written == 1


def test_an_overlapping_file_brings_what_is_new_in_it(tmp_path: Path) -> None:
    brought(tmp_path, "day,score\n2026-01-01,9\n2026-01-01,3\n", ANSWERS)
    later = brought(tmp_path, "day,score\n2026-01-01,3\n2026-01-01,3\n2026-01-02,1\n", ANSWERS, "later.csv")
    assert (later.tables["feedback"].written, later.tables["feedback"].unchanged) == (2, 1)


def test_events_that_differ_only_in_what_no_id_is_made_of_are_kept(tmp_path: Path) -> None:
    mapping = EVENTS.replace("kind: kind", "kind: kind, channel: way")
    receipt = brought(tmp_path, "case,at,kind,way\nc1,2026-01-01,replied,mail\nc1,2026-01-01,replied,phone\n", mapping)
    assert (receipt.tables["events"].written, receipt.refused) == (2, 0)


def test_equal_ids_of_the_source_are_repetition(tmp_path: Path) -> None:
    mapping = ANSWERS.replace("happened_at", "feedback_id: no\n      happened_at")
    receipt = brought(tmp_path, "no,day,score\n1,2026-01-01,9\n1,2026-01-01,9\n2,2026-01-01,9\n", mapping)
    assert receipt.tables["feedback"].written == 2
    assert [note.code for note in receipt.notes if not note.first] == ["repeated"]


def test_a_column_that_could_be_the_id_is_named(tmp_path: Path) -> None:
    rows = "".join(f"{number},2026-01-01,9\n" for number in range(5))
    receipt = brought(tmp_path, f"Response ID,day,score\n{rows}", ANSWERS)
    assert receipt.tables["feedback"].written == 5
    assert "feedback_id: Response ID" in receipt.notes[0].sentence


def test_rows_that_differ_in_an_unused_id_are_told_to_be_perhaps_no_repetition(tmp_path: Path) -> None:
    mapping = EVENTS.replace("case_id: case", "event_id: case, case_id: case")
    text = "case,Event No,at,kind\nc1,1,2026-01-01,replied\nc1,2,2026-01-01,replied\n"
    receipt = brought(tmp_path, text, mapping)
    assert receipt.tables["events"].written == 1
    assert head(receipt) == ["repeated"]
    assert "Event No" in receipt.notes[0].sentence


@pytest.mark.parametrize(
    "rows",
    [
        ["k,2026-01-03,50,EUR", "k,2026-01-20,70,EUR"],
        ["k,2026-01-03,50,EUR", "k,2026-01-20,50,EUR"],
        ["k,2026-01-03,50,EUR", "k,2026-01-03,50,EUR"],
        ["k,2026-01-03,50,EUR", "k,2026-01-04,-20,EUR"],
        ["k,2026-01-03,50,EUR", "k,2026-01-04,50,eur"],
    ],
)
def test_amounts_that_would_not_count_stop_the_import(rows: list[str], tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"1 row has the customer, month and currency of an earlier row") as told:
        brought(tmp_path, "\n".join(["who,day,paid,cur", *rows, ""]), REVENUE)
    assert f"{Decimal(rows[1].split(',')[2]):,.2f} EUR" in told.value.what
    assert "rows: {sum: amount}" in told.value.remedy
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    "second", ["k,2026-02-03,50,EUR", "k,2026-01-03,50,USD", "j,2026-01-03,50,EUR"], ids=["month", "currency", "who"]
)
def test_amounts_of_another_key_are_no_repetition(second: str, tmp_path: Path) -> None:
    receipt = brought(tmp_path, f"who,day,paid,cur\nk,2026-01-03,50,EUR\n{second}\n", REVENUE)
    assert receipt.tables["revenue"].written == 2


def test_a_few_lost_amounts_stand_at_the_head_of_the_receipt(tmp_path: Path) -> None:
    rows = [f"k{number},2026-01-03,1,EUR" for number in range(200)]
    receipt = brought(tmp_path, "\n".join(["who,day,paid,cur", *rows, "k7,2026-01-09,33,EUR", ""]), REVENUE)
    assert head(receipt) == ["repeated_key"]
    assert "33.00 EUR" in receipt.notes[0].sentence
    told = receipt.tables["revenue"].reconciled
    assert told is not None
    assert [(one.read, one.kept) for one in told.sums] == [("233.0000", "200.0000")]
    assert [line[0] for line in listed(tmp_path)] == ["201"]


@pytest.mark.parametrize(
    ("rows", "mode", "amount"),
    [
        (["1,k,2026-01-03,50", "2,k,2026-01-20,70"], "{sum: amount}", "120"),
        (["1,k,2026-01-03,50", "2,k,2026-01-20,50"], "{sum: amount}", "100"),
        (["1,k,2026-01-03,50", "2,k,2026-01-03,-20"], "{sum: amount}", "30"),
        (["1,k,2026-01-03,50", "2,k,2026-01-20,70", "2,k,2026-01-20,70"], "{sum: amount, equal_rows: once}", "120"),
        (["7,k,2026-01-03,50", "7,k,2026-01-03,50", "8,k,2026-01-03,5"], "{sum: amount, equal_rows: once}", "55"),
    ],
)
def test_a_sum_is_proposed_where_a_month_repeats_and_said(
    rows: list[str], mode: str, amount: str, tmp_path: Path
) -> None:
    text = "\n".join(["Invoice ID,Customer ID,Invoice Date,Amount", *rows, ""])
    found = proposed(tmp_path, text)
    assert f"rows: {mode}" in found.text
    assert [taken.key for taken in found.assumptions if taken.key == "rows"] == ["rows"]
    receipt = brought(tmp_path, text, found.text.replace("???", "EUR"))
    assert [row["amount"] for row in known(tmp_path, "revenue")] == [Decimal(amount)]
    told = receipt.tables["revenue"].reconciled
    assert told is not None
    assert told.adds_up


def test_a_plain_file_of_revenue_that_repeats_months_is_proposed_a_sum_too(tmp_path: Path) -> None:
    text = "customer_id,period,amount,currency\nk,2026-01-01,5,EUR\nk,2026-01-02,6,EUR\n"
    found = proposed(tmp_path, text)
    assert (found.preset, "rows: {sum: amount}" in found.text) == ("", True)
    assert proposed(tmp_path, text.replace("2026-01-02", "2026-02-02")).preset == "revenue"


def test_two_entries_that_add_up_the_same_month_are_added_together(tmp_path: Path) -> None:
    both = SUMMED + SUMMED.removeprefix("tables:\n").replace("amount: paid", "amount: used")
    brought(tmp_path, "who,day,paid,used,cur\nk,2026-01-01,5,3,EUR\nj,2026-01-01,1,0,EUR\n", both)
    assert sorted(row["amount"] for row in known(tmp_path, "revenue")) == [Decimal(1), Decimal(8)]


PAID = st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.sampled_from((1, 2)), st.integers(-500, 500))


@settings(max_examples=6, deadline=None)
@given(st.lists(PAID, min_size=2, max_size=20))
def test_every_amount_of_a_file_counts_or_the_import_says_so(paid: list[tuple[str, int, int, int]]) -> None:
    rows = [f"{who},2026-{month:02d}-{day:02d},{amount},EUR" for who, day, month, amount in paid]
    text = "\n".join(["who,day,paid,cur", *rows, ""])
    with TemporaryDirectory() as folder:
        brought(Path(folder), text, SUMMED)
        assert sum(row["amount"] for row in known(Path(folder), "revenue")) == sum(row[3] for row in paid)
        if len({(who, month) for who, _, month, _ in paid}) < len(paid):
            with pytest.raises(MappingError):
                brought(Path(folder), text, REVENUE, "each.csv")


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10)), min_size=1, max_size=25))
def test_as_many_answers_are_kept_as_there_are_rows_and_none_twice(answers: list[tuple[int, int]]) -> None:
    text = "day,score\n" + "".join(f"2026-01-0{day},{score}\n" for day, score in answers)
    with TemporaryDirectory() as folder:
        brought(Path(folder), text, ANSWERS)
        assert sorted(row["score"] for row in known(Path(folder), "feedback")) == sorted(score for _, score in answers)
        assert brought(Path(folder), text, ANSWERS, again=True).tables["feedback"].written == 0
