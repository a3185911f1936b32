"""A column that cannot be read stops the import; a few values that cannot are told with column, share and rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, refused
from tests.importing.bringing import brought, head, listed

CUSTOMERS = "tables:\n  - table: customers\n    columns: {customer_id: who, left_at: Churn date, avoidable: Ours?}\n"
REVENUE = "tables:\n  - table: revenue\n    columns: {customer_id: who, period: Month, amount: Paid, currency: Cur}\n"
FEEDBACK = (
    "tables:\n  - table: feedback\n    columns: {customer_id: who, score: Mark, metric: {constant: csat}, "
    "scale_max: {constant: '5'}}\n"
)
EVENTS = "tables:\n  - table: events\n    columns: {case_id: who, happened_at: At, kind: What, amount: Paid}\n"


@pytest.mark.parametrize(
    ("mapping", "header", "row", "told", "remedy"),
    [
        (CUSTOMERS, "who,Churn date,Ours?", "k{n},03/15/2026,yes", ("Churn date", "03/15/2026"), "%m/%d/%Y"),
        (CUSTOMERS, "who,Churn date,Ours?", "k{n},15/03/2026,yes", ("Churn date", "15/03/2026"), "%d/%m/%Y"),
        (CUSTOMERS, "who,Churn date,Ours?", "k{n},soon,yes", ("Churn date", "soon"), "dates:"),
        (CUSTOMERS, "who,Churn date,Ours?", "k{n},,vielleicht", ("Ours?", "vielleicht"), "values:"),
        (REVENUE, "who,Month,Paid,Cur", "k{n},Q-one,5,EUR", ("Month", "Q-one"), "dates:"),
        (REVENUE, "who,Month,Paid,Cur", "k{n},2026-01,much,EUR", ("Paid", "much"), "hero map"),
        (FEEDBACK, "who,Mark", "k{n},very good", ("Mark", "very good"), "values:"),
        (FEEDBACK, "who,Mark", "k{n},9", ("Mark", "9"), "scale_max"),
        (EVENTS, "who,At,What,Paid", "k{n},2026-01-01,Anruf,", ("What", "Anruf"), "opened"),
        (EVENTS, "who,At,What,Paid", "k{n},2026-01-01,replied,viel", ("Paid", "viel"), "hero map"),
    ],
)
def test_a_column_that_cannot_be_read_stops_with_column_value_and_remedy(
    mapping: str, header: str, row: str, told: tuple[str, str], remedy: str, tmp_path: Path
) -> None:
    text = "\n".join([header, *(row.format(n=number) for number in range(20)), ""])
    with pytest.raises(MappingError) as stopped:
        mapped_text(parse_mapping(mapping, "m"), text, tmp_path)
    column, value = told
    assert f"{column}, taken as " in stopped.value.what
    assert "none of 20 values could be read" in stopped.value.what
    assert value in stopped.value.what
    assert remedy in stopped.value.remedy


def test_one_leaving_day_that_cannot_be_read_is_no_customer_who_stays(tmp_path: Path) -> None:
    rows = "".join(f"k{number},{'2026-13-45' if number == 3 else ''},\n" for number in range(50))
    with pytest.raises(MappingError, match="Churn date, taken as left_at of customers: none of 1 value could be read"):
        brought(tmp_path, f"who,Churn date,Ours?\n{rows}", CUSTOMERS)
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(("bad", "stops"), [(9, False), (10, False), (11, True), (19, True)])
def test_more_than_half_unreadable_is_too_much(bad: int, stops: bool, tmp_path: Path) -> None:
    rows = "".join(f"k{number},{'soon' if number < bad else '2026-01-01'},\n" for number in range(20))
    text, mapping = f"who,Churn date,Ours?\n{rows}", parse_mapping(CUSTOMERS, "m")
    if stops:
        with pytest.raises(MappingError, match=f"only {20 - bad} of 20 values could be read"):
            mapped_text(mapping, text, tmp_path)
    else:
        assert mapped_text(mapping, text, tmp_path).tables["customers"].rows == 20


def test_a_few_values_are_told_with_their_column_share_and_rows(tmp_path: Path) -> None:
    rows = "".join(f"k{number},{'soon' if number in (4, 7) else '2026-01-01'},\n" for number in range(40))
    receipt = brought(tmp_path, f"who,Churn date,Ours?\n{rows}", CUSTOMERS)
    assert (receipt.refused, receipt.tables["customers"].written, head(receipt)) == (0, 40, ["left_out"])
    sentence = receipt.notes[0].sentence
    assert sentence.startswith("Churn date (left_at): 2 values are not a date")
    assert "'soon'" in sentence
    assert "5.0% of 40" in sentence
    assert [line[:3] for line in listed(tmp_path)] == [["5", "left_at", "soon"], ["8", "left_at", "soon"]]
    assert receipt.refused_file == tmp_path / "file.csv.refused.csv"


def test_rows_refused_and_values_left_out_stand_in_one_list(tmp_path: Path) -> None:
    rows = "".join(f"{'' if number == 2 else 'k'}{'' if number == 2 else number},2026-01-01,\n" for number in range(9))
    receipt = brought(tmp_path, f"who,Churn date,Ours?\n{rows}k9,soon,\n", CUSTOMERS)
    assert (receipt.refused, receipt.tables["customers"].written) == (1, 9)
    assert [line[:2] for line in listed(tmp_path)] == [["3", "customer_id"], ["10", "left_at"]]


def test_what_a_list_of_values_refuses_is_the_word_of_whoever_wrote_it(tmp_path: Path) -> None:
    mapping = EVENTS.replace("kind: What", "kind: {column: What, values: {a: opened}, otherwise: refuse}")
    text = "who,At,What,Paid\n" + "".join(f"k{number},2026-01-01,x,\n" for number in range(5))
    assert len(refused(mapped_text(parse_mapping(mapping, "m"), text, tmp_path))) == 5
