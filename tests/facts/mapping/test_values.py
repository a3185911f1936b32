"""Values become what the contract says, or are refused or left out and told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from customerhero.errors import ReadError
from customerhero.facts.contracts import TABLES
from customerhero.facts.mapping import Mapped, Options, apply, load_mapping
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.schemas import source_schema
from tests.facts.mapping.making import mapped_text, refused, rows

NOW = Options(now=datetime(2026, 6, 1))  # noqa: DTZ001


def _times(values: list[str], folder: Path, settings: str = "") -> Mapped:
    mapping = parse_mapping(f"{settings}\ntables:\n  - table: cases\n    columns: {{case_id: id, opened_at: t}}\n", "m")
    lines = "".join(f'{place},"{value}"\n' for place, value in enumerate(values, 1))
    return mapped_text(mapping, f"id,t\n{lines}", folder, NOW)


@pytest.mark.parametrize(
    ("written", "settings", "utc"),
    [
        ("2026-03-01T10:00:00.123456Z", "", "2026-03-01 10:00:00.123456"),
        ("2026-03-01 10:00:00+02:00", "", "2026-03-01 08:00:00"),
        ("2026-03-01T10:00:00.5+0530", "", "2026-03-01 04:30:00.5"),
        ("2026-03-01", "", "2026-03-01 00:00:00"),
        ("2026-03-01 10:00", "zone: Europe/Berlin", "2026-03-01 09:00:00"),
        ("2026-07-01 10:00", "zone: Europe/Berlin", "2026-07-01 08:00:00"),
        ("2026-07-01", "zone: Europe/Berlin", "2026-07-01 00:00:00"),
        ("1.7.2026", 'zone: Europe/Berlin\ndates: ["%d.%m.%Y", "%d.%m.%Y %H:%M"]', "2026-07-01 00:00:00"),
        ("1.7.2026 10:00", 'zone: Europe/Berlin\ndates: ["%d.%m.%Y", "%d.%m.%Y %H:%M"]', "2026-07-01 08:00:00"),
        ("2026-07-01T10:00:00Z", "zone: Europe/Berlin", "2026-07-01 10:00:00"),
        ("1/3/2026 10:00", 'dates: ["%d/%m/%Y %H:%M"]', "2026-03-01 10:00:00"),
        ("12/3/2026 10:00", 'dates: ["%d/%m/%Y %H:%M"]', "2026-03-12 10:00:00"),
        ("2026-13-02", 'dates: ["%Y-%d-%m"]', "2026-02-13 00:00:00"),
        ("01.03.2026 10:00:00 +0100", 'dates: ["%d.%m.%Y %H:%M:%S %z"]', "2026-03-01 09:00:00"),
        ("1772359200", "dates: [epoch]", "2026-03-01 10:00:00"),
        ("1772359200000", "dates: [epoch_ms]", "2026-03-01 10:00:00"),
    ],
)
def test_times_in_utc(tmp_path: Path, written: str, settings: str, utc: str) -> None:
    assert rows(_times([written], tmp_path, settings), "cases", "opened_at::TEXT") == [(utc,)]


@pytest.mark.parametrize(
    ("written", "settings"),
    [
        ("2024-03-01", ""),
        ("2024-03", ""),
        ("2024-03-01 00:00", ""),
        ("2024-02-29T23:00:00Z", ""),
        ("1709247600", "dates: [epoch]"),
        ("01.03.2024", 'dates: ["%d.%m.%Y"]'),
        ("01.03.2024 00:30", 'dates: ["%d.%m.%Y %H:%M"]'),
    ],
)
def test_a_month_of_revenue_is_the_month_of_the_own_clock(tmp_path: Path, written: str, settings: str) -> None:
    columns = "{customer_id: id, period: month, amount: paid, currency: {constant: EUR}}"
    tables = f"tables:\n  - table: revenue\n    columns: {columns}\n"
    mapping = parse_mapping(f"zone: Europe/Berlin\n{settings}\n{tables}", "m")
    made = mapped_text(mapping, f"id,month,paid\n1,{written},5\n", tmp_path, NOW)
    assert rows(made, "revenue", "period::TEXT") == [("2024-03-01",)]


@pytest.mark.parametrize("written", ["yesterday", "05-03-16", "2026-02-30", "0016-03-05"])
def test_an_optional_date_that_does_not_parse_is_left_out_and_told(tmp_path: Path, written: str) -> None:
    made = _times([written, "2026-01-01"], tmp_path)
    assert rows(made, "cases", "case_id, opened_at IS NULL") == [("1", True), ("2", False)]
    told = [(note.code, note.column, note.value, note.count) for note in made.notes]
    assert ("left_out", "opened_at", written, 1) in told


def test_a_required_date_that_does_not_parse_refuses_the_row(tmp_path: Path) -> None:
    lines = ("a,1,2026-01-01,opened", "b,1,soon,closed", "c,1,?,closed", "d,1,2026-01-02,danced")
    csv = "\n".join(("event_id,case_id,happened_at,kind", *lines))
    made = mapped_text("events", csv, tmp_path, NOW)
    assert (made.read, made.refused_rows, made.tables["events"].rows) == (4, 3, 1)
    told = refused(made)
    assert told[0] == ("events", 2, "happened_at", "soon", "not a date in any of the formats known")
    assert told[1] == ("events", 3, "happened_at", None, "missing")
    assert told[2][:4] == ("events", 4, "kind", "danced")


def test_hours_the_clock_change_skips_or_doubles_are_told(tmp_path: Path) -> None:
    made = _times(["2026-03-29 02:30", "2026-10-25 02:30", "2026-05-01 02:30"], tmp_path, "zone: Europe/Berlin")
    told = {note.code: note.count for note in made.notes if note.code.endswith("_hour")}
    assert told == {"skipped_hour": 1, "doubled_hour": 1}


def test_dates_in_the_future_are_told(tmp_path: Path) -> None:
    made = _times(["2026-05-01", "2036-05-01"], tmp_path)
    assert [note.count for note in made.notes if note.code == "future"] == [1]


@pytest.mark.parametrize(
    ("written", "decimal", "amount"),
    [
        ("1,234.50", ".", "1234.5000"),
        ("1.234,50", ",", "1234.5000"),
        ("-7", ".", "-7.0000"),
        ("0.12345", ".", "0.1235"),
    ],
)
def test_amounts(tmp_path: Path, written: str, decimal: str, amount: str) -> None:
    mapping = parse_mapping(
        f'decimal: "{decimal}"\ntables:\n  - table: revenue\n    columns: {{customer_id: c, period: m, amount: a, '
        "currency: {constant: eur}}\n",
        "m",
    )
    made = mapped_text(mapping, f'c,m,a\nk,2026-02,"{written}"\n', tmp_path)
    assert rows(made, "revenue", "period::TEXT, amount::TEXT, currency") == [("2026-02-01", amount, "EUR")]


def test_rows_of_one_month_are_added_up_when_the_mapping_says_so(tmp_path: Path) -> None:
    lines = ("1,1050,usd,k,2026-02-03,true,true", "2,50,usd,k,2026-02-28,true,true")
    csv = "\n".join(("id,amount,currency,customer_id,created,paid,captured", *lines))
    made = mapped_text("stripe-subscriptions", csv, tmp_path)
    assert rows(made, "revenue", "customer_id, amount::DOUBLE, currency") == [("k", 11.0, "USD")]


def test_repeated_keys(tmp_path: Path) -> None:
    csv = "customer_id,name\n1,Ann\n2,Bob\n1,Ann\n2,Bill\n"
    made = mapped_text("customers", csv, tmp_path)
    assert rows(made, "customers", "customer_id, name") == [("1", "Ann"), ("2", "Bob")]
    assert [(note.code, note.count) for note in made.notes if note.code == "repeated"] == [("repeated", 1)]
    assert [told[:4] for told in refused(made)] == [("customers", 4, "customer_id", "2")]


@pytest.mark.parametrize("mark", ["?", "-", "N/A", "null", "  ", ""])
def test_missing_marks(tmp_path: Path, mark: str) -> None:
    made = mapped_text("customers", f'customer_id,name\n1,"{mark}"\n', tmp_path)
    assert rows(made, "customers", "name IS NULL") == [(True,)]


@pytest.mark.parametrize("name", list(TABLES))
def test_plain_files_have_the_schema_of_the_contract(tmp_path: Path, name: str) -> None:
    table = TABLES[name]
    values = {"time": "2026-01-01", "date": "2026-01-01", "flag": "yes"}
    codes = {"currency": "EUR", "from_currency": "USD", "to_currency": "EUR"}
    row = [
        column.choices[0] if column.choices else codes.get(column.name) or values.get(column.type, "1")
        for column in table.columns
    ]
    made = mapped_text(name, f"{','.join(table.names)}\n{','.join(row)}\n", tmp_path)
    written = pq.read_schema(made.tables[name].file)
    assert [(field.name, field.type) for field in written] == [
        (field.name, field.type) for field in source_schema(table)
    ]
    assert (made.tables[name].rows, made.refused_rows, made.notes) == (1, 0, ())


def test_a_dry_run_reads_the_first_rows_only(tmp_path: Path) -> None:
    made = mapped_text("customers", "customer_id\n1\n2\n3\n", tmp_path, Options(limit=2))
    assert (made.read, made.tables["customers"].rows) == (2, 2)


def test_a_typed_source(tmp_path: Path) -> None:
    source = tmp_path / "typed.parquet"
    duckdb.execute(
        "COPY (SELECT 7.0::DOUBLE AS customer_id, TIMESTAMPTZ '2026-01-01 10:00:00+02' AS joined_at, "
        f"TIMESTAMP '2026-01-02 10:00:00' AS left_at, 3 AS segment) TO '{source}'"
    )
    made = apply(load_mapping("customers"), source, tmp_path / "out", "typed.parquet")
    assert rows(made, "customers", "customer_id, joined_at::TEXT, left_at::TEXT, segment") == [
        ("7", "2026-01-01 08:00:00", "2026-01-02 10:00:00", "3")
    ]


def test_a_file_cut_off_in_its_last_case_is_told(tmp_path: Path) -> None:
    head = "number,incident_state,reassignment_count,reopen_count,made_sla,sys_updated_at,assignment_group\n"
    lines = [f"I{n:03},{s},0,0,true,2026-01-0{d},A\n" for n in range(40) for d, s in ((1, "New"), (2, "Closed"))]
    made = mapped_text("servicenow-history", head + "".join(lines[:-1]), tmp_path)
    assert [(note.value, note.count) for note in made.notes if note.code == "truncated"] == [("I039", 1)]


def test_quotes_in_names_and_values_stay_what_they_are(tmp_path: Path) -> None:
    mapping = parse_mapping(
        'tables:\n  - table: teams\n    columns:\n      team_id: "a\'b \\"c\\""\n      name: {constant: "it\'s"}\n', "m"
    )
    made = mapped_text(mapping, '"a\'b ""c"""\n"x\'); DROP TABLE y"\n', tmp_path)
    assert rows(made, "teams", "team_id, name") == [("x'); DROP TABLE y", "it's")]


def test_a_value_outside_a_list_refuses_the_row(tmp_path: Path) -> None:
    mapping = parse_mapping(
        "tables:\n  - table: teams\n    columns:\n      team_id: t\n"
        "      function: {column: f, values: {S: sales, X: ''}, otherwise: refuse}\n",
        "m",
    )
    made = mapped_text(mapping, "t,f\na,s\nb,Z\nc,\nd,X\n", tmp_path)
    assert rows(made, "teams", "team_id, function") == [("a", "sales"), ("c", None), ("d", None)]
    assert refused(made) == [("teams", 2, "function", "Z", "not in the mapping's list of values")]


def test_system_accounts_are_marked_among_people(tmp_path: Path) -> None:
    mapping = parse_mapping("system_accounts: [robot]\ntables:\n  - table: people\n    columns: {person_id: p}\n", "m")
    made = mapped_text(mapping, "p\nann\nrobot\n", tmp_path)
    assert rows(made, "people", "person_id, is_system") == [("ann", None), ("robot", True)]


def test_a_history_row_without_its_case_is_told(tmp_path: Path) -> None:
    csv = "field_name,ticket_id,updated,value\nstatus,,2026-01-01,solved\nstatus,7,2026-01-01,solved\n"
    made = mapped_text("zendesk-history", csv, tmp_path)
    assert rows(made, "events", "case_id, kind") == [("7", "resolved")]
    assert [(note.column, note.count) for note in made.notes if note.code == "no_key"] == [("ticket_id", 1)]


def test_a_staged_file_that_is_none_is_told_as_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no parquet")
    with pytest.raises(ReadError, match="cannot be read"):
        apply(load_mapping("customers"), tmp_path / "x.parquet", tmp_path / "out", "x.csv")


def test_system_accounts_are_marked_where_a_file_has_events_only(tmp_path: Path) -> None:
    mapping = parse_mapping(
        "system_accounts: [robot]\ntables:\n  - table: events\n"
        "    columns: {case_id: c, happened_at: t, kind: {constant: assigned}, person_id: p}\n",
        "m",
    )
    made = mapped_text(mapping, "c,t,p\n1,2026-01-01,ann\n2,2026-01-02,robot\n3,2026-01-03,robot\n", tmp_path)
    assert rows(made, "people", "person_id, is_system") == [("robot", True)]
    assert len(rows(made, "events")) == 3
