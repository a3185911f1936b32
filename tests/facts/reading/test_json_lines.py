"""JSON lines become rows: nested objects flattened, lists as JSON, numbers digit by digit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import table_of, written


def test_objects_are_flattened_and_their_keys_joined(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "team": {"name": "Billing", "lead": {"id": "P1"}}, "tags": ["a", 1.50, null, {"x": "é"}]}',
        "",
        '{"id": 12345678901234567890, "open": true, "amount": 1.10, "team": null, "note": ""}',
    ]
    staged = stage(written(tmp_path, "t.jsonl", "\n".join(lines)), tmp_path / "work")
    assert staged.columns == ("id", "team.name", "team.lead.id", "tags", "open", "amount", "team", "note")
    assert table_of(staged) == [
        ["1", "Billing", "P1", '["a", 1.50, null, {"x": "é"}]', None, None, None, None],
        ["12345678901234567890", None, None, None, "true", "1.10", None, None],
    ]


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson.gz", "t.json", "t", "t.gz"])
def test_json_lines_are_known_by_name_or_content(tmp_path: Path, name: str) -> None:
    staged = stage(written(tmp_path, name, '{"id": "1"}\n{"id": "2"}\n'), tmp_path / "work")
    assert (staged.format, table_of(staged)) == ("jsonl", [["1"], ["2"]])


def test_columns_that_join_late_are_null_before(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number)} | ({"late": "x"} if number == 40_000 else {})) for number in range(40_001)]
    rows = table_of(stage(written(tmp_path, "t.jsonl", "\n".join(lines)), tmp_path / "work"))
    assert [row[0] for row in rows] == [str(number) for number in range(40_001)]
    assert [row[1] for row in rows] == [None] * 40_000 + ["x"]


def test_names_that_differ_in_case_alone_stay_apart(tmp_path: Path) -> None:
    staged = stage(
        written(tmp_path, "t.jsonl", '{"Id": "1", "ID": "2", "a.b": "3", "a": {"b": "4"}}\n'), tmp_path / "w"
    )
    assert staged.columns[:2] == ("Id", "ID_2")
    assert table_of(staged)[0][:2] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "row", "told"),
    [
        ('{"id": 1}\n{"id": \n', 2, "not JSON"),
        ('{"id": 1}\nid,team\n', 2, "not JSON"),
        ('{"id": 1}\n[1, 2]\n', 2, "no object"),
        ('{"id": 1}\n7\n', 2, "no object"),
        ('{"id": "\\ud83d\\ude00"}\n{"id": "\\ud83d"}\n', 2, "half of a surrogate pair"),
        ('{"id": ' + "[" * 200_000 + "\n", 1, "not JSON"),
        ("\n\n", None, "no JSON object"),
        ('{"a":' * 80 + "1" + "}" * 80, 1, "nested more than"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, text: str, row: int | None, told: str) -> None:
    with pytest.raises(ReadError, match=told) as refused:
        stage(written(tmp_path, "t.jsonl", text), tmp_path / "work")
    assert refused.value.row == row
    assert list((tmp_path / "work").iterdir()) == []


def test_a_json_array_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="one object a line"):
        stage(written(tmp_path, "t.json", '[{"id": 1}]'), tmp_path / "work")


def test_ids_for_names_and_endless_lines_are_refused(tmp_path: Path) -> None:
    wide = written(tmp_path, "wide.jsonl", json.dumps({str(number): 1 for number in range(50)}))
    with pytest.raises(ReadError, match="more than 20 different names"):
        stage(wide, tmp_path / "work", ReadOptions(most_columns=20))
    with pytest.raises(ReadError, match="longer than 100 letters"):
        stage(wide, tmp_path / "work", ReadOptions(most_line_bytes=100))


def test_a_sample_stops_before_a_fault_further_down(tmp_path: Path) -> None:
    source = written(tmp_path, "t.jsonl.gz", '{"id": 1}\n' * 10 + "oops\n")
    assert sample(source, rows=10, into=tmp_path / "work").rows == 10
    with pytest.raises(ReadError):
        stage(source, tmp_path / "work")
