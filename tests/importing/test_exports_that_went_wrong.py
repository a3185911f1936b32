"""Small exports on which figures of other programs went wrong: here they are right, asked about, or refused."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from customerhero.errors import MappingError
from customerhero.facts.importing import ImportReceipt
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text
from tests.facts.mapping.making import rows as values
from tests.importing.bringing import proposed
from tests.importing.ways import Desk, csv_text

PEOPLE = "customer_id,name,segment,joined_at,left_at"
REVENUE = "customer_id,period,amount,currency"
TICKETS = "Ticket ID,Requester ID,Created at,Closed at,Category"
QUARTER = ("2026-01", "2026-02", "2026-03")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A folder of one's own with nothing known yet."""
    return Desk(tmp_path)


def first(receipt: ImportReceipt) -> str:
    return " ".join(note.sentence for note in receipt.notes if note.first)


def day(number: int, month: int = 3) -> datetime:
    return datetime.combine(date(2026, month, number), time())


def test_months_as_us_dates_are_four_months(desk: Desk) -> None:
    rows = [f"C{who},0{month}/01/2026,{100 + who},USD" for month in range(1, 5) for who in range(8)]
    file = desk.file("revenue.csv", csv_text("Customer ID,Billing Month,Amount,Currency", rows))
    taken = {one.key: f"{one.taken}: {one.evidence}" for one in desk.proposed(file).assumptions}
    assert "month before day makes all of 32 values the first of a month" in taken["dates:Billing Month"]
    receipt = desk.brought(file)
    assert (receipt.tables["revenue"].written, receipt.refused) == (32, 0)
    assert "could be day before month as well" in first(receipt)
    growth = desk.told("growth")
    assert (growth["month"], growth["start"], growth["end"]) == ("2026-04", 828, 828)


def test_days_that_both_orders_fit_are_asked_about(desk: Desk) -> None:
    rows = [f"T{n},C{n},0{1 + n % 9}/0{1 + n % 7}/2026,,Billing" for n in range(20)]
    file = desk.file("tickets.csv", csv_text(TICKETS, rows))
    assert "dates:Created at" in [question.key for question in desk.proposed(file).questions]
    with pytest.raises(MappingError, match="still to be said how these dates are written"):
        desk.brought(file)
    desk.proposed(file, {"dates:Created at": "month-day"})
    desk.brought(file)
    assert desk.known("cases", "opened_at")[0] == (day(1, 1),)


def read_as(folder: Path, header: str, rows: list[str], column: str) -> set[tuple[Any, ...]]:
    """The values that a column gets as proposed, read and mapped without a lake."""
    proposal = proposed(folder, csv_text(header, rows))
    assert proposal.is_complete, proposal.questions
    made = mapped_text(parse_mapping(proposal.text, "m"), csv_text(header, rows), folder)
    return set(values(made, "revenue" if column == "period" else "cases", column))


TIMES = {
    "3/13/2026 1:05 PM": datetime(2026, 3, 13, 13, 5),  # noqa: DTZ001  # as facts tell times
    '"Mar 13, 2026"': day(13),
    "13-Mar-2026": day(13),
    "46094.5": datetime(2026, 3, 13, 12),  # noqa: DTZ001
    "1773396300000": datetime(2026, 3, 13, 10, 5),  # noqa: DTZ001
    "1773396300": datetime(2026, 3, 13, 10, 5),  # noqa: DTZ001
}


@pytest.mark.parametrize("written", TIMES)
def test_times_in_forms_of_their_own_are_those_times(written: str, tmp_path: Path) -> None:
    rows = [f"T{n},C{n},{written},,Billing" for n in range(20)]
    assert read_as(tmp_path, TICKETS, rows, "opened_at") == {(TIMES[written],)}


def test_years_of_two_digits_are_years_of_today(tmp_path: Path) -> None:
    rows = [f"T{n},C{n},{13 + n % 15}.03.26,,Billing" for n in range(20)]
    assert read_as(tmp_path, TICKETS, rows, "opened_at") == {(day(number),) for number in range(13, 28)}


@pytest.mark.parametrize("written", ["202601", "2026/01", "Jan 2026"])
def test_months_in_forms_of_their_own_are_those_months(written: str, tmp_path: Path) -> None:
    rows = [f"C{n},{written},9,EUR" for n in range(8)]
    assert read_as(tmp_path, "Customer ID,Month,Amount,Currency", rows, "period") == {(date(2026, 1, 1),)}


def test_quarters_are_asked_about(tmp_path: Path) -> None:
    rows = [f"C{n},2026-Q1,9,EUR" for n in range(8)]
    asked = proposed(tmp_path, csv_text("Customer ID,Month,Amount,Currency", rows)).questions
    assert [question.key for question in asked] == ["dates:Month"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_leaving_day_stays_that_day_from_csv_and_workbook(kind: str, desk: Desk) -> None:
    header, joined, left = ("Customer", "Customer since", "Cancelled on"), day(1, 1).replace(year=2024), day(1)
    rows = [(f"C{n}", joined, left if n < 6 else None) for n in range(20)]
    file = desk.folder / f"customers.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.worksheets[0].append(list(row))
        for cells in book.worksheets[0].iter_rows(min_row=2, min_col=2):
            for cell in cells:
                cell.number_format = "yyyy-mm-dd"
        book.save(file)
    else:
        lines = [f"{who},{since:%F},{until.date() if until else ''}" for who, since, until in rows]
        desk.file(file.name, csv_text(",".join(header), lines))
    columns = "{customer_id: Customer, joined_at: Customer since, left_at: Cancelled on}"
    desk.file(f"{file.name}.yaml", f"zone: Europe/Berlin\ntables:\n  - table: customers\n    columns: {columns}\n")
    desk.brought(file)
    losses = desk.told("losses")
    assert (losses["lost"], {row["month"]: row["lost"] for row in losses["months"]}["2026-03"]) == (6, 6)


def test_leaving_days_that_cannot_be_read_stop_the_import(desk: Desk) -> None:
    rows = [f"C{n},Firm,Home,2024-01-15,{'03/15/2026' if n < 8 else ''}" for n in range(20)]
    with pytest.raises(MappingError) as stopped:
        desk.brought(desk.file("customers.csv", csv_text(PEOPLE, rows)), "customers")
    assert "none of 8 values could be read (such as '03/15/2026')" in stopped.value.what
    assert 'dates: ["%m/%d/%Y"]' in stopped.value.remedy


def test_ids_lose_what_was_put_around_them(desk: Desk) -> None:
    ids = [f"00{number}" for number in range(701, 721)]
    people = [f"{one},Firm,Home,2024-01-01,{'2026-03-10' if one < '00707' else ''}" for one in ids]
    desk.brought(desk.file("customers.csv", csv_text(PEOPLE, people)), "customers")
    for number, written in enumerate(("'{}", '"=""{}"""', "{}\t", "\u200b{}")):
        rows = [f"{written.format(one)},{month},100,EUR" for month in QUARTER for one in ids]
        receipt = desk.brought(desk.file(f"revenue{number}.csv", csv_text(REVENUE, rows)), "revenue")
        assert "All 20 customers of this file are known." in [note.sentence for note in receipt.notes]
        assert receipt.tables["revenue"].written == (0 if number else 60)
    assert desk.told("losses")["value_lost"] == 1800


def test_ids_that_lost_their_zeros_stop_the_import(desk: Desk) -> None:
    people = [f"00{number},Firm,Home,2024-01-01," for number in range(701, 721)]
    desk.brought(desk.file("customers.csv", csv_text(PEOPLE, people)), "customers")
    for after in ("", ".0"):
        rows = [f"{number}{after},2026-01,100,EUR" for number in range(701, 721)]
        with pytest.raises(MappingError, match="00701 is known, 701 came") as stopped:
            desk.brought(desk.file("revenue.csv", csv_text(REVENUE, rows)), "revenue")
        assert "pad: 5" in stopped.value.remedy


def test_words_for_no_value_are_nobody_who_comes_back(desk: Desk) -> None:
    words = ("nan", "None", "#N/A", "(blank)", r"\N", "<NA>")
    rows = [
        f"T{n},{words[n // 2 % 6] if n % 2 else f'C{n}'},2026-02-{1 + n % 28:02},2026-02-{1 + n % 28:02},Billing"
        for n in range(48)
    ]
    header = "case_id,customer_id,opened_at,closed_at,topic"
    receipt = desk.brought(desk.file("cases.csv", csv_text(header, rows)), "cases")
    told = " ".join(note.sentence for note in receipt.notes)
    assert told.count("in customer_id is read as missing: 4 times.") == len(words)
    recontact = desk.told("recontact")
    assert (recontact["recontacts"], recontact["rate"]) == (0, 0)


def test_ninety_anonymous_answers_are_ninety(desk: Desk) -> None:
    scores = [10] * 30 + [9] * 20 + [8] * 10 + [7] * 5 + [3] * 10 + [0] * 15
    rows = [f"2026-10-{1 + n % 10:02},{score}," for n, score in enumerate(scores)]
    file = desk.file("answers.csv", csv_text("Submitted at,NPS score,Comment", rows))
    assert desk.proposed(file).is_complete
    assert "each counts as one more" in first(desk.brought(file))
    voice = desk.told("voice")
    assert (voice["nps_n"], round(voice["nps"], 1)) == (90, 27.8)


def test_several_invoices_a_month_are_added_up(desk: Desk) -> None:
    rows = [
        f"INV-{month}-{n}-{on},K{n},{month}-{on},{70 if on == 20 and n % 2 == 0 else 50}.00,EUR"
        for month in QUARTER
        for n in range(10)
        for on in (10, 20)
    ]
    file = desk.file("invoices.csv", csv_text("Invoice ID,Customer ID,Invoice Date,Amount,Currency", rows))
    taken = [one.taken for one in desk.proposed(file).assumptions]
    assert "amounts of one customer, month and currency are added up" in taken
    desk.brought(file)
    assert desk.told("growth")["end"] == 1100


def test_traces_without_a_name_are_refused_and_proposed_by_what_could_be_it(desk: Desk) -> None:
    name, at = '<string key="concept:name" value="{}"/>', '<date key="time:timestamp" value="2026-02-0{}T08:00:00Z"/>'
    steps = "".join(
        f"<event>{name.format(what)}{at.format(on)}</event>" for on, what in ((2, "register"), (3, "close"))
    )
    traces = [f'<trace><string key="caseid" value="K{n}"/>{steps}</trace>' for n in range(8)]
    file = desk.file("log.xes", f'<log xes.version="1.0">{"".join(traces)}</log>')
    with pytest.raises(MappingError, match="traces without a name") as stopped:
        desk.brought(file, "xes")
    assert "'case:caseid' could be it" in stopped.value.remedy
    desk.proposed(file)
    desk.brought(file)
    assert len(desk.known("cases", "case_id")) == 8
    assert len(desk.known("events", "event_id")) == 16


def test_points_of_thousands_in_a_german_file_are_thousands(desk: Desk) -> None:
    amounts = ("800", "2.000", "1.234", "950", "12.500")
    rows = [f"K{n % 8};0{1 + n // 8}.2026;{amounts[n % 5]};EUR" for n in range(24)]
    file = desk.file("umsatz.csv", csv_text("Kundennummer;Monat;Umsatz;Währung", rows))
    assert "a comma is the decimal mark" in [one.taken for one in desk.proposed(file).assumptions]
    desk.brought(file)
    growth = desk.told("growth")
    assert (growth["start"], growth["end"]) == (31_734, 21_668)


def test_other_currencies_are_told_beside_the_figures(desk: Desk) -> None:
    paid = {"2026-01": 1000, "2026-02": 1000, "2026-03": 10}
    rows = [
        f"M{n},{month},{100 if n % 3 else usd},{'EUR' if n % 3 else 'USD'}"
        for month, usd in paid.items()
        for n in range(24)
    ]
    desk.brought(desk.file("revenue.csv", csv_text(REVENUE, rows)), "revenue")
    growth = desk.told("growth")
    assert (growth["start"], growth["end"], growth["currency"]) == (1600, 1600, "EUR")
    left_out = growth["other_currencies"][0]
    assert (left_out["currency"], left_out["customers"], left_out["amount"]) == ("USD", 8, 16_080)


def test_signs_and_names_of_a_currency_are_that_currency(desk: Desk) -> None:
    names = ("EUR", "€", "Euro")
    rows = [f"M{n},{month},100,{names[n % 3]}" for month in QUARTER for n in range(24)]
    desk.brought(desk.file("revenue.csv", csv_text(REVENUE, rows)), "revenue")
    growth = desk.told("growth")
    assert (growth["end"], growth["customers_end"]) == (2400, 24)


def test_who_left_before_joining_is_told_and_left_out_alike(desk: Desk) -> None:
    days = ["2025-06-01,2024-06-01"] * 8 + ["2025-01-01,2025-10-01"] * 6 + ["2025-01-01,"] * 26
    rows = [f"C{n},Firm,Home,{one}" for n, one in enumerate(days)]
    receipt = desk.brought(desk.file("customers.csv", csv_text(PEOPLE, rows)), "customers")
    assert "8 customers left before joining (C0, C1, C2)" in first(receipt)
    losses, retention = desk.told("losses"), desk.told("retention")
    assert (losses["customers"], losses["lost"]) == (retention["customers"], retention["lost"]) == (32, 6)
    assert min(row["customers_at_start"] for row in losses["months"]) >= 0


def test_who_came_back_is_not_lost(desk: Desk) -> None:
    lives = [f"C{n},Firm,Home,{one}" for n in range(6) for one in ("2024-01-01,2025-03-01", "2025-09-01,")]
    lives += [f"C{n},Firm,Home,2024-01-01,{'2025-03-01' if n < 10 else ''}" for n in range(6, 20)]
    receipt = desk.brought(desk.file("customers.csv", csv_text(PEOPLE, lives)), "customers")
    assert "6 customers stand there more than once" in first(receipt)
    losses = desk.told("losses")
    assert (losses["customers"], losses["lost"]) == (20, 4)


def test_payments_once_a_year_lose_nobody(desk: Desk) -> None:
    months = [f"2026-{month:02}" for month in range(1, 11)]
    yearly = [(f"A{month}-{n}", month) for month in months for n in range(10)]
    rows = [f"{who},{month},1200,EUR" for who, month in yearly]
    rows += [f"M{n},{month},100,EUR" for n in range(10) for month in months]
    people = [f"{who},Yearly,{month}-01," for who, month in yearly] + [f"M{n},Monthly,2025-12-01," for n in range(10)]
    desk.brought(desk.file("revenue.csv", csv_text(REVENUE, rows)), "revenue")
    desk.brought(desk.file("c.csv", csv_text("customer_id,segment,joined_at,left_at", people)), "customers")
    growth = desk.told("growth")
    assert growth["looks_like"] == "payments"
    assert "No month is set beside another" in growth["words"]
    assert not growth.keys() & {"lost", "customers_lost", "nrr"}


def test_who_never_paid_or_changed_plan_is_not_lost(desk: Desk) -> None:
    never, ended = (
        "1736553600,1736553600,,1736640000,1739145600",
        "1735689600,1735689600,1744329600,1744329600,1767225600",
    )
    rows = [f"sub_{n},cus_{n:02},active,1735689600,1735689600,,,1796169600,false" for n in range(10)]
    rows += [f"sub_{n},cus_{n:02},incomplete_expired,{never},false" for n in range(10, 16)]
    for n in range(16, 22):
        rows += [f"sub_{n}a,cus_{n},canceled,{ended},false"]
        rows += [f"sub_{n}b,cus_{n},active,1744329600,1744329600,,,1746921600,false"]
    header = "id,customer_id,status,start_date,created,canceled_at,ended_at,current_period_end,cancel_at_period_end"
    desk.brought(desk.file("subscription.csv", csv_text(header, rows)), "stripe-subscriptions")
    losses = desk.told("losses")
    assert losses["customers"] == 16
    assert not losses["lost"]
    assert "left" in losses["not_recorded"]["lost"]  # of sixteen who stay nobody can tell whether leaving is recorded


@pytest.mark.parametrize("newest_first", [False, True])
def test_newest_first_makes_no_ping_pong(newest_first: bool, desk: Desk) -> None:
    steps = ("09:00,opened,Desk", "09:05,transferred,Billing", "09:05,transferred,Legal", "09:09,closed,Legal")
    rows = [f"{n}-{at},T{n},C{n},2026-02-{2 + n:02} {step}" for n in range(10) for at, step in enumerate(steps)]
    header = "event_id,case_id,customer_id,happened_at,kind,team_id"
    file = desk.file("events.csv", csv_text(header, rows[::-1] if newest_first else rows))
    assert ("newest first" in first(desk.brought(file, "events"))) == newest_first
    runaround = desk.told("runaround")
    assert (runaround["handoffs"], runaround["ping_pongs"], runaround["runaround_cases"]) == (20, 0, 0)


def test_a_preset_does_not_drop_the_days_of_a_list_of_customers(desk: Desk) -> None:
    rows = [f"C{n},Home,2024-01-01,{'' if n % 3 else '2026-01-15'}" for n in range(21)]
    file = desk.file("customers.csv", csv_text("Customer ID,Segment,Customer since,Churn date", rows))
    assert not desk.proposed(file).unused
    desk.brought(file)
    assert desk.told("losses")["lost"] == 7


def test_a_preset_does_not_drop_client_and_topic_of_cases(desk: Desk) -> None:
    rows = [f"T{n},2026-02-{1 + n:02},C{n},Billing" for n in range(20)]
    file = desk.file("cases.csv", csv_text("Case ID,Opened At,Client,Category", rows))
    assert not desk.proposed(file).unused
    desk.brought(file)
    assert desk.known("cases", "customer_id", "topic")[0] == ("C0", "Billing")


PLAIN: dict[str, tuple[str, list[str]]] = {
    "events": ("case_id,happened_at,kind", ["T1,2026-01-01,opened", "T1,2026-01-02,closed"]),
    "feedback": ("metric,score,scale_max", ["nps,9,10", "nps,3,10", "nps,3,10"]),
}


@pytest.mark.parametrize("table", PLAIN)
def test_plain_files_need_no_ids(table: str, desk: Desk) -> None:
    header, rows = PLAIN[table]
    file = desk.file(f"{table}.csv", csv_text(header, rows))
    assert (desk.proposed(file).preset, desk.proposed(file).is_complete) == (table, True)
    assert desk.brought(file, table).tables[table].written == len(rows)


def test_an_empty_score_with_a_comment_is_told_first(desk: Desk) -> None:
    answers: tuple[Any, ...] = (("", "never again"), (9, ""), (10, ""))
    rows = [f"F{n},C{n},nps,{answers[n % 3][0]},10,2026-10-{1 + n % 10:02},{answers[n % 3][1]}" for n in range(30)]
    header = "feedback_id,customer_id,metric,score,scale_max,happened_at,comment"
    receipt = desk.brought(desk.file("answers.csv", csv_text(header, rows)), "feedback")
    assert "10 answers have a day and a comment but no score" in first(receipt)
    assert "no 0 is among the scores" in first(receipt)
    assert desk.told("voice")["nps_n"] == 20
