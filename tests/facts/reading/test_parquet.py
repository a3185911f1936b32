"""Parquet is staged as itself; a broken one is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage


def parquet(folder: Path) -> Path:
    table = pa.table({"id": list(range(5_000)), "team": ["A"] * 5_000})
    pq.write_table(table, folder / "t.parquet")
    return folder / "t.parquet"


def test_a_parquet_file_is_its_own_staging(tmp_path: Path) -> None:
    source = parquet(tmp_path)
    staged = stage(source, tmp_path / "work")
    assert (staged.file, staged.columns, staged.rows) == (source, ("id", "team"), 5_000)
    assert list((tmp_path / "work").iterdir()) == []


def test_a_gzipped_one_is_unpacked_and_kept(tmp_path: Path) -> None:
    source = tmp_path / "t.parquet.gz"
    source.write_bytes(gzip.compress(parquet(tmp_path).read_bytes()))
    staged = stage(source, tmp_path / "work")
    assert pq.read_table(staged.file).num_rows == staged.rows == 5_000


def test_a_sample_holds_the_first_rows(tmp_path: Path) -> None:
    staged = sample(parquet(tmp_path), rows=1_500, into=tmp_path / "work")
    assert pq.read_table(staged.file)["id"].to_pylist() == list(range(1_500))
    assert staged.rows == 1_500


def test_a_broken_or_too_wide_one_is_refused(tmp_path: Path) -> None:
    source = parquet(tmp_path)
    with pytest.raises(ReadError, match="more than 1 columns"):
        stage(source, tmp_path / "work", ReadOptions(most_columns=1))
    source.write_bytes(source.read_bytes()[:-200])
    with pytest.raises(ReadError, match="cannot be read"):
        stage(source, tmp_path / "work")
    source.write_bytes(b"id,team\n1,A\n")
    with pytest.raises(ReadError, match="content is not"):
        stage(source, tmp_path / "work")


@pytest.mark.parametrize(
    ("kind", "beyond"),
    [
        (pa.timestamp("ms"), -(2**63)),
        (pa.timestamp("us"), 2**63 - 1),
        (pa.timestamp("ns"), 2**63 - 1),
        (pa.timestamp("us", "Europe/Berlin"), -(2**63)),
        (pa.date32(), 2**31 - 1),
    ],
)
def test_a_moment_beyond_any_calendar_is_missing_and_those_beside_it_are_as_they_were(
    tmp_path: Path, kind: pa.DataType, beyond: int
) -> None:
    whole = pa.int32() if kind == pa.date32() else pa.int64()
    given = pa.array([5, None, beyond, 7, None], whole).cast(kind)
    pq.write_table(pa.table({"at": given, "id": list("abcde")}), tmp_path / "t.parquet")
    staged = stage(tmp_path / "t.parquet", tmp_path / "work")
    found = pq.read_table(staged.file)
    assert found.schema.field("at").type == given.type
    assert found["at"].cast(whole).to_pylist() == [5, None, None, 7, None]
    assert found["id"].to_pylist() == list("abcde")
    assert [note for note in staged.notes if "beyond any calendar" in note]
