"""Whatever way a file writes its dates, they come out as they are, or a question is asked: never otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.facts.duck import open_locked
from customerhero.facts.mapping import Options, Proposal, propose
from customerhero.facts.mapping.dates import seen_in
from customerhero.facts.mapping.dates_proposed import ColumnDates, decided
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.mapping.times import read_by
from tests.facts.mapping.making import mapped, rows, staged
from tests.facts.mapping.ways_to_write import DAYS, MOMENTS, MONTHS, Way

FIRST = datetime(2020, 1, 1)  # noqa: DTZ001
NOW = Options(now=datetime(2027, 6, 1))  # noqa: DTZ001
ENGINE = open_locked()
times = st.integers(0, 6 * 525_600).map(lambda minutes: FIRST + timedelta(minutes=minutes))
near = st.tuples(times, st.lists(st.integers(0, 60 * 1_440), min_size=1, max_size=20)).map(
    lambda drawn: [drawn[0] + timedelta(minutes=minutes) for minutes in drawn[1]]
)
samples = st.one_of(st.lists(times, min_size=1, max_size=20), near)


def day_of(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0)


def month_of(at: datetime) -> datetime:
    return day_of(at).replace(day=1)


def read(formats: tuple[str, ...], values: list[str]) -> list[datetime | None]:
    sql = f"SELECT date_trunc('second', {read_by('value', formats)} + INTERVAL 100 MILLISECONDS)"
    found = ENGINE.execute(f"{sql} FROM (SELECT unnest(?::VARCHAR[]) AS value)", [values]).fetchall()
    return [told for (told,) in found]


def is_right_or_asked(dates: ColumnDates, values: list[str], truth: list[datetime]) -> bool:
    if dates.asked:
        return any(read(formats, values) == truth for formats in dates.meant.values())
    return read(dates.formats, values) == truth


@settings(max_examples=60, deadline=None)
@given(samples, st.sampled_from(sorted(DAYS)))
def test_days_are_right_or_asked(drawn: list[datetime], way: str) -> None:
    values = [DAYS[way](at) for at in drawn]
    dates = decided("Created at", seen_in(ENGINE, values))
    assert is_right_or_asked(dates, values, [day_of(at) for at in drawn]), (way, dates)


@settings(max_examples=60, deadline=None)
@given(samples, st.sampled_from(sorted(MOMENTS)))
def test_moments_are_right_or_asked(drawn: list[datetime], way: str) -> None:
    values = [MOMENTS[way](at) for at in drawn]
    dates = decided("Created at", seen_in(ENGINE, values))
    assert is_right_or_asked(dates, values, drawn), (way, dates)


@settings(max_examples=30, deadline=None)
@given(samples, st.sampled_from(sorted(MONTHS)))
def test_months_are_right_or_asked(drawn: list[datetime], way: str) -> None:
    values = [MONTHS[way](at) for at in drawn]
    dates = decided("Billing month", seen_in(ENGINE, values))
    assert is_right_or_asked(dates, values, [month_of(at) for at in drawn]), (way, dates)


def proposed(header: str, lines: list[str], folder: Path, answers: dict[str, str] | None = None) -> Proposal:
    source = folder / "export.csv"
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return propose(staged(source, folder), "export.csv", answers or {})


def opened(proposal: Proposal, folder: Path) -> list[str]:
    made = mapped(parse_mapping(proposal.text, "p"), folder / "export.csv", folder, NOW)
    return [told for (told,) in rows(made, "cases", "opened_at::TEXT")]


def tickets(values: list[str], folder: Path, answers: dict[str, str] | None = None) -> Proposal:
    lines = [f'T{place},C{place % 3},"{value}",Billing' for place, value in enumerate(values)]
    return proposed("Ticket ID,Requester ID,Created at,Category", lines, folder, answers)


DRAWN = [FIRST + timedelta(days=13 * n, minutes=37 * n) for n in range(1, 9)]


@pytest.mark.parametrize(
    "way", [DAYS["13. März 2026"], DAYS["US midnight"], DAYS["mm/dd/yy"], DAYS["serial"], DAYS["compact"]]
)
def test_a_whole_file_comes_out_right_as_proposed(way: Way, tmp_path: Path) -> None:
    proposal = tickets([way(at) for at in DRAWN], tmp_path)
    if proposal.questions:
        proposal = tickets([way(at) for at in DRAWN], tmp_path, {"dates:Created at": "serial_1900"})
    assert sorted(opened(proposal, tmp_path)) == [f"{day_of(at)}" for at in DRAWN]


def test_what_decides_is_told_with_its_evidence(tmp_path: Path) -> None:
    proposal = tickets(["03/13/2026 10:00", "04/05/2026 11:00"], tmp_path)
    told = {one.key: f"{one.taken}, since {one.evidence}" for one in proposal.assumptions}
    assert told["dates:Created at"] == (
        "month before day, since 1 value can only be month before day, none only day before month"
    )
    assert told["zone"] == "times are told in UTC, since the times of Created at tell no offset from it"


def test_what_does_not_decide_is_asked_and_holds_an_import_up(tmp_path: Path) -> None:
    values = ["03/04/2026", "05/06/2026"]
    proposal = tickets(values, tmp_path)
    (question,) = proposal.questions
    assert (question.key, proposal.is_complete) == ("dates:Created at", False)
    assert [choice.value for choice in question.choices] == ["day-month", "month-day"]
    assert "between 2026-04-03 and 2026-06-05" in question.choices[0].evidence
    assert '{column: Created at, dates: ["???"]}' in proposal.text
    for answer, days in (("day-month", ["2026-04-03", "2026-06-05"]), ("month-day", ["2026-03-04", "2026-05-06"])):
        said = tickets(values, tmp_path, {"dates:Created at": answer})
        assert said.is_complete
        assert sorted(opened(said, tmp_path)) == [f"{day} 00:00:00" for day in days]


def test_both_orders_in_one_column_are_asked_never_mixed(tmp_path: Path) -> None:
    proposal = tickets(["13/04/2026", "04/13/2026", "05/06/2026"], tmp_path)
    (question,) = proposal.questions
    assert question.evidence == "1 value can only be day before month and 1 value can only be month before day."
    assert [choice.evidence for choice in question.choices] == ["1 value could not be read"] * 2


def test_the_shape_of_iso_8601_is_iso_8601_unless_its_values_speak_against_it() -> None:
    assert decided("Created at", seen_in(ENGINE, ["2026-02-01", "2026-03-04"])).formats == ()
    turned = decided("Created at", seen_in(ENGINE, ["2026-13-02", "2026-03-04"]))
    assert (turned.formats, turned.taken) == (("%Y-%d-%m",), "year, day, month")
    assert decided("Created at", seen_in(ENGINE, ["2026-13-02", "2026-03-14"])).asked


def test_months_of_two_digit_years_that_may_be_days_are_asked() -> None:
    asked = decided("Month", seen_in(ENGINE, ["Mar-13", "Mar-31"]))
    assert list(asked.meant) == ["month-year"]


def test_amounts_of_a_month_are_no_dates(tmp_path: Path) -> None:
    lines = [f"C{n},2026-0{n},{45000 + n}.50,EUR" for n in range(1, 9)]
    proposal = proposed("Customer ID,Month,Monthly revenue,Currency", lines, tmp_path)
    assert "serial" not in proposal.text


def test_a_column_of_another_order_has_its_own_formats(tmp_path: Path) -> None:
    lines = [f"T{n},C{n},{n}/3/2026,3/{n + 1}/2026,Billing" for n in range(13, 20)]
    proposal = proposed("Ticket ID,Requester ID,Created at,Closed at,Category", lines, tmp_path)
    assert proposal.questions == ()
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path, NOW)
    assert set(rows(made, "cases", "closed_at - opened_at")) == {(timedelta(days=1),)}


def test_days_and_times_of_two_columns_are_joined(tmp_path: Path) -> None:
    lines = [f"T{n},C{n},{n}.03.2026,{n}:30 Uhr,Billing" for n in range(13, 20)] + ["T9,C9,1.03.2026,,Billing"]
    proposal = proposed("Ticket ID,Requester ID,Created date,Created time,Category", lines, tmp_path)
    assert proposal.questions == ()
    assert "Created time" not in proposal.unused
    assert sorted(opened(proposal, tmp_path))[:2] == ["2026-03-01 00:00:00", "2026-03-13 13:30:00"]


def test_a_spreadsheet_that_swapped_day_and_month_is_asked(tmp_path: Path) -> None:
    values = ["2026-04-03 00:00:00", "2026-07-01 00:00:00", "03/15/2026", "03/28/2026"]
    (question,) = tickets(values, tmp_path).questions
    assert [choice.value for choice in question.choices] == ["swapped", "as-they-stand"]
    swapped = tickets(values, tmp_path, {"dates:Created at": "swapped"})
    days = ["2026-01-07", "2026-03-04", "2026-03-15", "2026-03-28"]
    assert sorted(opened(swapped, tmp_path)) == [f"{day} 00:00:00" for day in days]


def test_a_form_that_is_not_known_is_asked_for_by_its_column(tmp_path: Path) -> None:
    proposal = tickets(["2026年3月13日", "2026年3月14日"], tmp_path)
    (question,) = proposal.questions
    told = "It looks like the day it was opened, but I cannot read '2026年3月13日': add its format under dates."
    assert question.evidence == told
    said = tickets(["2026年3月13日", "2026年3月14日"], tmp_path, {question.key: "%Y年%m月%d日"})
    assert sorted(opened(said, tmp_path)) == ["2026-03-13 00:00:00", "2026-03-14 00:00:00"]
    assert "Created at" in tickets(["2026年3月13日"], tmp_path, {question.key: "unused"}).unused


def test_quarters_are_asked_about(tmp_path: Path) -> None:
    lines = [f"C{n},2026-Q{n},100,EUR" for n in range(1, 5)]
    (question,) = proposed("Customer ID,Month,Amount,Currency", lines, tmp_path).questions
    assert "a quarter is no month" in question.evidence
    said = proposed("Customer ID,Month,Amount,Currency", lines, tmp_path, {question.key: "quarter"})
    made = mapped(parse_mapping(said.text, "p"), tmp_path / "export.csv", tmp_path, NOW)
    assert sorted(rows(made, "revenue", "month(period)")) == [(1,), (4,), (7,), (10,)]


def test_numbers_are_dates_only_in_a_column_called_like_one(tmp_path: Path) -> None:
    lines = [f"{46000 + n},C{n},{46000 + n},{1770000000 + n}" for n in range(1, 9)]
    columns = {
        guess.column: guess.target
        for guess in proposed("Ticket ID,Customer,Created at,Subject", lines, tmp_path).guesses
    }
    assert columns == {
        "Ticket ID": "cases.case_id, events.case_id",
        "Customer": "cases.customer_id, events.customer_id",
        "Created at": "cases.opened_at, events.happened_at",
        "Subject": "cases.topic",
    }


def test_the_zone_that_was_said_is_the_zone_of_the_mapping(tmp_path: Path) -> None:
    proposal = tickets(["2026-07-01 10:00"], tmp_path, {"zone": "Europe/Berlin"})
    assert opened(proposal, tmp_path) == ["2026-07-01 08:00:00"]


def test_months_told_as_us_dates_are_months(tmp_path: Path) -> None:
    lines = [f"C{customer},0{month}/01/2026,10{month},USD" for month in range(1, 5) for customer in range(8)]
    proposal = proposed("Customer ID,Billing Month,Amount,Currency", lines, tmp_path)
    assert [one.taken for one in proposal.assumptions] == ["month before day"]
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path, NOW)
    found = rows(made, "revenue", "DISTINCT period::TEXT")
    assert sorted(found) == [(f"2026-0{month}-01",) for month in range(1, 5)]
    asked = proposed("Customer ID,Invoice date,Amount,Currency", lines, tmp_path)
    assert [question.key for question in asked.questions] == ["dates:Invoice date"]


def test_years_of_two_digits_are_years(tmp_path: Path) -> None:
    proposal = tickets([f"{day}.03.26" for day in range(13, 30)], tmp_path)
    assert proposal.questions == ()
    assert sorted(opened(proposal, tmp_path))[0] == "2026-03-13 00:00:00"
