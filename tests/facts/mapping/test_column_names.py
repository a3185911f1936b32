"""Whatever a source calls its columns, a mapping that names one of them reads it, in every format."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from customerhero.facts.columns import alike
from customerhero.facts.mapping import apply
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.reading import sample, stage
from tests.facts.mapping.making import refused, rows
from tests.facts.reading.making import csv_text, written

Make = Callable[[Sequence[str]], bytes]
OURS: Final = (
    *("file_row_number", "FILE_ROW_NUMBER", "filename", "#row", "#slot", "#kind", "#order", "#first", "#last"),
    *("#base", "#file", "t:note", "c:0", "c:1", "f:0", "column_1", "column_2", "id_2", "rowid"),
)
ODD: Final = ("\x1b[2J", "a\u202eb", "\u2066x\u2069", "a\x85b", "\x7f", "a\u2028b", "a\tb", "\ufeffa", 'say "a"', "a'b")
ANY_LETTER: Final = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
NAMES: Final = st.one_of(st.sampled_from(OURS + ODD), st.text(ANY_LETTER, min_size=1, max_size=8))


def values(names: Sequence[str]) -> list[str]:
    return [f"value {place}" for place in range(len(names))]


def as_csv(names: Sequence[str]) -> bytes:
    return csv_text([list(names), values(names)]).encode()


def as_xlsx(names: Sequence[str]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in (names, values(names)):
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])  # type: ignore[union-attr]
    book.save(file)
    return file.getvalue()


def as_json(names: Sequence[str]) -> bytes:
    return json.dumps(dict(zip(names, values(names), strict=True))).encode()


def as_parquet(names: Sequence[str]) -> bytes:
    file = BytesIO()
    pq.write_table(pa.table([[value] for value in values(names)], names=list(names)), file)
    return file.getvalue()


FORMATS: Final[dict[str, Make]] = {"csv": as_csv, "xlsx": as_xlsx, "jsonl": as_json, "parquet": as_parquet}


def read_by_name(name: str, source: bytes, ending: str, folder: Path) -> str | None:
    """What a mapping reads that asks for the column of this name, of all rows and of the first."""
    file = written(folder, f"source.{ending}", source)
    told = yaml.safe_dump({"tables": [{"table": "teams", "columns": {"team_id": name, "name": {"constant": "x"}}}]})
    mapping = parse_mapping(told, "mine.yaml")
    found: list[tuple[object, ...]] = []
    for staged in (stage(file, folder / "all"), sample(file, into=folder / "first")):
        made = apply(mapping, staged.file, folder / f"out {len(found)}", file.name)
        assert refused(made) == []
        found += rows(made, "teams", "team_id")
    assert found[0] == found[1]
    return str(found[0][0])


@pytest.mark.parametrize("ending", FORMATS)
@settings(deadline=None, max_examples=8)
@given(names=st.lists(NAMES, min_size=2, max_size=4, unique_by=alike), place=st.integers(0, 3))
@example(names=["file_row_number", "#row", "#slot", "#kind"], place=0)
@example(names=["#row", "#order", "#first", "#last"], place=0)
@example(names=["a", "\x1b[2J", "a\u202eb", "\x85"], place=2)
def test_a_mapping_that_names_a_column_reads_it(ending: str, names: list[str], place: int) -> None:
    given_names = [ILLEGAL_CHARACTERS_RE.sub("", name).lstrip("=") for name in names] if ending == "xlsx" else names
    named = [name for name in given_names if alike(name)]
    if len(set(map(alike, named))) < len(named) or not named:
        return  # no two columns are called alike, and one has a name at all
    wanted = named[place % len(named)]
    with TemporaryDirectory() as folder:
        found = read_by_name(wanted, FORMATS[ending](given_names), ending, Path(folder))
    assert found == f"value {given_names.index(wanted)}"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(
    ("names", "wanted", "place"),
    [
        (["id", "ID", "id_2"], "id_2", 2),
        (["", "column_1", "id"], "column_1", 1),
        (["id", "Id", "id_2", "ID"], "id", 0),
    ],
)
def test_a_name_made_up_for_one_column_is_never_that_of_another(
    tmp_path: Path, ending: str, names: list[str], wanted: str, place: int
) -> None:
    assert read_by_name(wanted, FORMATS[ending](names), ending, tmp_path) == f"value {place}"


@pytest.mark.parametrize("name", ["file_row_number", "File_Row_Number", "#row", "#slot", "\x1b[2J", "a\u202eb"])
def test_a_mapping_is_recognised_by_such_a_column(tmp_path: Path, name: str) -> None:
    told = {"tables": [{"table": "teams", "columns": {"team_id": name}}], "recognise": [name]}
    staged = stage(written(tmp_path, "t.csv", as_csv([name, "other"])), tmp_path / "work")
    made = apply(parse_mapping(yaml.safe_dump(told), "mine.yaml"), staged.file, tmp_path / "out", "t.csv")
    assert rows(made, "teams", "team_id") == [("value 0",)]


@pytest.mark.parametrize("name", ["file_row_number", "FILE_ROW_NUMBER", "#row"])
def test_a_header_that_stands_there_again_is_found_beside_such_a_column(tmp_path: Path, name: str) -> None:
    header = [name, "other"]
    source = written(tmp_path, "t.csv", csv_text([header, ["a", "b"], header]))
    staged = stage(source, tmp_path / "work")
    assert staged.rows == 1
    assert any("the header stands again in line 3" in note for note in staged.notes)
