"""Names and values of a source and of a mapping reach the engine as what they are, whatever they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import MappingError
from customerhero.facts.duck import open_locked
from customerhero.facts.mapping import Mapped, Options, apply
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.twins import quoted, text_sql
from tests.facts.mapping.making import refused, rows

OURS = ("#base", '"#base"', "#first", "#last", "#row", "#slot", "#kind", "#order", "#file", "t:note", "c:0", "f:0")
SIGNS = (
    "'",
    '"',
    "''",
    '"";',
    "--",
    "/*",
    "*/",
    ";",
    "$$",
    "\\",
    "\0",
    "?",
    "$1",
    "{x}",
    "%s",
    "%q",
    ")",
    "\n",
    "\x1f",
)
ENGINE = open_locked()
TEXTS = st.lists(st.one_of(st.sampled_from(OURS + SIGNS), st.text(max_size=5)), max_size=6).map("".join)


def made(columns: dict[str, list[Any]], entry: dict[str, Any], folder: Path, **top: Any) -> Mapped:
    file = folder / "staged.parquet"
    pq.write_table(pa.table(columns), file)
    mapping = parse_mapping(yaml.safe_dump({"tables": [entry], **top}), "mine.yaml")
    return apply(mapping, file, folder / "out", "source.csv", Options())


@settings(deadline=None, max_examples=60)
@given(text=TEXTS)
def test_a_text_comes_back_from_the_engine_as_it_was(text: str) -> None:
    with ENGINE.cursor() as engine:
        assert engine.execute(f"SELECT {text_sql(text)}, 7").fetchall() == [(text, 7)]


@settings(deadline=None, max_examples=60)
@given(name=TEXTS.filter(lambda name: name and "\0" not in name))
def test_a_name_comes_back_from_the_engine_as_it_was(name: str) -> None:
    with ENGINE.cursor() as engine:
        found = engine.execute(f"SELECT 7 AS {quoted(name)}")
        assert [column[0] for column in found.description or ()] == [name]


@settings(deadline=None, max_examples=20)
@given(name=TEXTS.filter(str.strip), value=TEXTS)
def test_names_and_values_are_data_wherever_a_mapping_has_them(
    name: str, value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mapped")
    columns = {"id": ["a", "b"], name: ["x", "y"]} if name != "id" else {"id": ["a", "b"]}
    entry = {
        "table": "teams",
        "where": {name: {"not": value}},
        "columns": {
            "team_id": {"columns": ["id", f"={value}", name], "join": value},
            "name": {"constant": value},
            "function": {"column": name, "values": {value: name, "other": value}},
        },
    }
    try:
        found = made(columns, entry, folder, codes={name: [value]}, missing=[value], zone="Europe/Berlin")
    except MappingError as told:  # a NUL cannot stand in a YAML
        assert "\0" in name + value
        assert "character" in told.what
        return
    assert found.tables["teams"].rows + found.refused_rows == 2
    assert {row[0] for row in rows(found, "teams", "name")} <= {value}


@pytest.mark.parametrize("stolen", ["#row", "#slot", "#kind", "#first", "#order", "#base", "t:case_id", "c:1", "f:0"])
@pytest.mark.parametrize("known", ["", "#known:", "#before:"])
def test_columns_called_like_our_own_helpers_are_columns(stolen: str, known: str, tmp_path: Path) -> None:
    name = known + stolen
    columns = {"id": ["1", "1", "2"], "at": ["2026-01-01", "2026-01-02", "2026-01-01"], name: ["a", "b", "a"]}
    entry = {
        "table": "events",
        "rows": {"history_of": "id", "order": "at"},
        "columns": {"case_id": "id", "happened_at": "at", "team_id": name, "from_team_id": {"previous": name}},
        "kinds": [{"kind": "opened", "first": "true"}, {"kind": "transferred", "passes": name}],
    }
    found = made(columns, entry, tmp_path)
    told = rows(found, "events", "case_id, kind, team_id, from_team_id")
    assert told == [("1", "opened", "a", None), ("1", "transferred", "b", "a"), ("2", "opened", "a", None)]


@pytest.mark.parametrize("name", ["file_row_number", "FILE_ROW_NUMBER", "File_Row_Number"])
def test_a_column_called_like_the_engines_row_numbers_is_a_column(name: str, tmp_path: Path) -> None:
    columns = {name: ["x", "y", None], "id": ["a", "b", "c"]}
    found = made(columns, {"table": "teams", "columns": {"team_id": name, "name": "id"}}, tmp_path)
    assert rows(found, "teams", "team_id, name") == [("x", "a"), ("y", "b")]
    assert refused(found) == [("teams", 3, "team_id", None, "missing")]


@pytest.mark.parametrize("expression", ["#base", 'say "#base"', "'#base'", '"#base" "#first"'])
def test_a_constant_that_looks_like_a_part_of_a_statement_is_a_constant(expression: str, tmp_path: Path) -> None:
    entry = {"table": "teams", "columns": {"team_id": "id", "name": {"constant": expression}}}
    assert rows(made({"id": ["a"]}, entry, tmp_path), "teams", "name") == [(expression,)]


def test_a_key_and_a_constant_made_to_read_a_file_are_a_name_and_a_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    key = f"k'||(SELECT CAST(content AS INT) FROM read_text($${secret}$$))--"
    note = (
        '"#base"\n AS "t:note", $$p$$ AS "t:person_id" FROM (SELECT 0::BIGINT AS "#row", 0 AS "#slot")))))) '
        f"TO $${tmp_path / 'x.parquet'}$$ --"
    )
    entry = {"table": "people", "columns": {"name": {"constant": note}, "person_id": key}}
    found = made({key: ["a"]}, entry, tmp_path)
    assert rows(found, "people", "person_id, name") == [("a", note)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "secret", "staged.parquet"]
