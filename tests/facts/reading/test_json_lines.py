"""JSON lines become rows: nested objects flattened, lists as JSON, numbers digit by digit."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


TWO = '{"id": 1, "team": {"name": "a\\"]}, {"}}, {"id": 2, "tags": ["x", {"y": []}]}'


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("t.json", f"[{TWO}]", ""),
        ("t.json", f"[\n{TWO}\n]\n".replace('}, {"id', '},\n{"id'), ""),
        ("t", f"[ {TWO} ]", ""),
        ("t.json.gz", f'{{"count": 2, "results": [{TWO}], "next": null}}', "'results'"),
        ("t.json", f'{{\n "data": {{"tickets": [{TWO}]}}, "tags": ["a", "b"]\n}}', "'data.tickets'"),
    ],
)
def test_a_document_that_is_or_holds_one_list_of_objects_gives_its_rows(
    tmp_path: Path, name: str, text: str, taken: str
) -> None:
    source = written(tmp_path, name, text)
    staged = stage(source, tmp_path / "work")
    assert staged.columns == ("id", "team.name", "tags")
    assert table_of(staged) == [["1", 'a"]}, {', None], ["2", None, '["x", {"y": []}]']]
    assert [taken in found.taken for found in staged.found] == ([True] if taken else [])
    assert sample(source, rows=1, into=tmp_path / "work").rows == 1


def test_of_several_lists_one_has_to_be_named(tmp_path: Path) -> None:
    source = written(tmp_path, "t.json", '{"users": [{"id": 7}], "tickets": [{"id": 1}, {"id": 2}]}')
    with pytest.raises(ReadError, match=r"several lists of objects: 'tickets' \(2\), 'users' \(1\)"):
        stage(source, tmp_path / "work")
    assert table_of(stage(source, tmp_path / "work", ReadOptions(sheet="users"))) == [["7"]]
    with pytest.raises(ReadError, match="no list 'teams'"):
        stage(source, tmp_path / "work", ReadOptions(sheet="teams"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"id": 1}, {"id": 2}', "ends before"),
        ('[{"id": 1}, {"id": 2}}]', "do not fit together"),
        ('{"a": 1,\n "b": ["x"]}', "no list of objects"),
        ('[{"id": 1}, {"id": }]', "not JSON"),
        ("[" * 200 + "]" * 200, "nested more than"),
        ('[{"id": "' + "x" * 3_000_000 + '"}]', "longer than"),
    ],
)
def test_a_document_that_gives_no_rows_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ReadError, match=told):
        stage(written(tmp_path, "t.json", text), tmp_path / "work", ReadOptions(most_line_bytes=2_000_000))


KEY, TEXT = st.text(min_size=1, max_size=4), st.text(st.sampled_from('"\\\\{}[],: aé'), max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.dictionaries(KEY, TEXT | st.lists(TEXT, max_size=3), min_size=1, max_size=3), min_size=1, max_size=4)
)
def test_a_list_says_what_its_lines_say(rows: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as folder:
        lines = written(Path(folder), "t.jsonl", "\n".join(map(json.dumps, rows)))
        array = written(Path(folder), "t.json", json.dumps(rows, indent=1))
        assert table_of(stage(array, Path(folder, "a"))) == table_of(stage(lines, Path(folder, "l")))


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
