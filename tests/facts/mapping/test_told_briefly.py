"""Notes and errors tell the beginning of a long value only, and what the engine says without wrong advice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from customerhero.errors import HeroError, MappingError, ReadError
from customerhero.facts.importing import ImportOptions, import_file, try_import
from customerhero.facts.mapping import Mapped, apply
from customerhero.facts.mapping.parsing import parse_mapping

LONG = "SECRET" * 2_000


def made(columns: dict[str, list[Any]], entries: list[dict[str, Any]], folder: Path, **top: Any) -> Mapped:
    pq.write_table(pa.table(columns), folder / "staged.parquet")
    mapping = parse_mapping(yaml.safe_dump({"tables": entries, **top}), "mine")
    return apply(mapping, folder / "staged.parquet", folder / "out", "source.csv")


def test_a_note_tells_the_beginning_of_a_long_value_only(tmp_path: Path) -> None:
    many = 430
    columns = {
        "id": [LONG, *(f"c{n}" for n in range(many))],
        "who": [LONG] * 30 + [f"w{n}" for n in range(many - 29)],
        "at": ["2026-01-02"] * many + [LONG],
        "end": ["2025-01-01"] * (many + 1),
        "mark": [LONG, *["x"] * many],
        "code": [LONG] * (many + 1),
    }
    case = {"case_id": "id", "customer_id": "who", "opened_at": "at", "resolved_at": "end", "topic": "mark"}
    event = {"case_id": "id", "happened_at": "end", "person_id": "who", "kind": {"constant": "replied"}}
    entries = [
        {"table": "cases", "columns": {**case, "channel": {"column": "code", "values": {"a": "b"}}}},
        {"table": "events", "columns": event},
    ]
    found = made(columns, entries, tmp_path, missing=[LONG], codes={"code": ["a"]})
    assert {note.code for note in found.notes} >= {"missing_mark", "time_order"}
    for note in found.notes:
        assert len(note.sentence) < 500, note.code
        assert len(note.value) < 100, note.code
    found = made(columns, entries, tmp_path, codes={"code": ["a"]})
    assert {note.code for note in found.notes} >= {"left_out", "unknown_code", "time_order", "shared_account"}
    for note in found.notes:
        assert len(note.sentence) < 500, note.code
        assert len(note.value) < 100, note.code


def test_amounts_that_add_up_to_too_much_are_told_as_that(tmp_path: Path) -> None:
    columns = {"who": ["a", "a"], "month": ["2026-01", "2026-01"], "paid": ["99999999999999", "99999999999999"]}
    paid = {"customer_id": "who", "period": "month", "amount": "paid", "currency": {"constant": "EUR"}}
    entry = {"table": "revenue", "rows": {"sum": "amount"}, "columns": paid}
    with pytest.raises(MappingError, match="add up to more") as told:
        made(columns, [entry], tmp_path)
    assert "scale" in told.value.remedy


def test_an_amount_that_its_scale_makes_too_large_is_refused_alone(tmp_path: Path) -> None:
    columns = {"who": ["a", "b"], "month": ["2026-01"] * 2, "paid": ["99999999999999", "1"]}
    amount = {"column": "paid", "scale": "1000"}
    paid = {"customer_id": "who", "period": "month", "amount": amount, "currency": {"constant": "EUR"}}
    found = made(columns, [{"table": "revenue", "columns": paid}], tmp_path)
    assert (found.tables["revenue"].rows, found.refused_rows) == (1, 1)


@pytest.mark.parametrize("unit", ["epoch", "epoch_ms"])
def test_a_number_of_seconds_beyond_all_time_is_refused_alone(unit: str, tmp_path: Path) -> None:
    columns = {"id": list("abcde"), "at": ["1700000000"] * 3 + ["99999999999999999", "9223372036854775807"]}
    event = {"case_id": "id", "happened_at": {"column": "at", "dates": [unit]}, "kind": {"constant": "replied"}}
    found = made(columns, [{"table": "events", "columns": event}], tmp_path)
    assert found.tables["events"].rows + found.refused_rows == 5
    assert found.refused_rows >= 2


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6])
def test_a_damaged_parquet_file_is_told_as_a_damaged_file(
    place: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "events.parquet"
    text = [f"{number:032x}" for number in range(20_000)]
    times = ["2026-01-02 03:04"] * len(text)
    columns = {"event_id": text, "case_id": text, "happened_at": times, "kind": ["replied"] * len(text)}
    pq.write_table(pa.table(columns), file, compression="zstd")
    damaged = bytearray(file.read_bytes())
    start = int(place * len(damaged))
    damaged[start : start + 2_000] = bytes(2_000)
    file.write_bytes(bytes(damaged))
    with pytest.raises(ReadError, match="cannot be read") as told:
        import_file(file, tmp_path / "lake", ImportOptions("events"))
    assert "again" in told.value.remedy
    assert not (tmp_path / "lake").exists()
    try:
        try_import(file, tmp_path / "work", ImportOptions("events"))
    except HeroError as trouble:
        assert "Free disk" not in trouble.remedy
        assert "backup" not in trouble.remedy
