"""Bad input gets a sentence with file, place and remedy, and nothing is left behind."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import written

TABLE = "id,team,amount\n" + "".join(f"{number},Billing,3\n" for number in range(1, 5_001))
SHORT = gzip.compress(TABLE.encode(), mtime=0)
OTHER = "email,phone\nann@example.org,1\n"


def refusal(source: Path, options: ReadOptions | None = None) -> ReadError:
    work = source.parent / "work"
    with pytest.raises(ReadError) as refused:
        stage(source, work, options or ReadOptions())
    assert not work.exists() or list(work.iterdir()) == []
    assert str(source) in str(refused.value)
    assert refused.value.remedy
    return refused.value


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("t.csv", b"", "The file is empty"),
        ("t.csv", b"\n\n", "no header"),
        ("t.csv.gz", gzip.compress(b"", mtime=0), "empty once unpacked"),
        ("t.csv.gz", SHORT[:-100], "cut short"),
        ("t.csv.gz", SHORT[:2_000] + b"\x00" * 50 + SHORT[2_050:], "damaged|cut short"),
        ("t.csv.gz", SHORT[:-8] + bytes(8), "damaged"),
        ("t.csv.gz", TABLE.encode(), "not gzip"),
        ("t.csv", b"%PDF-1.7 ...", "a PDF"),
        ("t.csv", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "NUL byte in line 1"),
        ("t.csv", b"id,team\n1,A\n2,\x00B\n", "NUL byte in line 3"),
        ("t.csv", "id,team\n1,\x00\n".encode("utf-16"), "NUL"),
        ("t.csv", b"id,team\n1,Z\xc3\xbcrich\n2,Z\xfcrich\n", "UTF-8 up to line 3"),
        ("t.csv", TABLE.encode() + b'5001,"Billing,3\n5002,Billing,3\n', "line 5002 cannot be split"),
        ("t.csv", b'id,team\n1,"A"B"\n', "line 2 cannot be split"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    assert told in refusal(source).what or any(part in refusal(source).what for part in told.split("|"))


def test_a_missing_file_and_a_directory(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "absent.csv").what
    (tmp_path / "folder").mkdir()
    assert "a directory" in refusal(tmp_path / "folder").what


def test_a_wrong_delimiter_names_the_right_one(tmp_path: Path) -> None:
    told = refusal(written(tmp_path, "t.csv", TABLE), ReadOptions(delimiter=";"))
    assert "one column; with ',' it has 3" in told.what
    assert "no delimiter" in refusal(tmp_path / "t.csv", ReadOptions(delimiter="::")).what


@pytest.mark.parametrize(
    ("data", "encoding", "told"),
    [
        ("id,ort\n1,Zürich\n".encode("cp1252"), "utf-8", "line 2"),
        (TABLE.encode(), "utf-16", "no zero bytes"),
        (TABLE.encode("utf-16"), "utf-8", "begins as utf-16"),
        ("id,ort\n1,\x81\n".encode("latin-1"), "cp1252", "not cp1252"),
        (TABLE.encode(), "klingon", "no text encoding 'klingon'"),
        (TABLE.encode(), "rot13", "no text encoding 'rot13'"),
        (TABLE.encode("utf-16")[:-1], "utf-16", "not utf-16"),
    ],
)
def test_a_wrong_encoding_is_told(tmp_path: Path, data: bytes, encoding: str, told: str) -> None:
    assert told in refusal(written(tmp_path, "t.csv", data), ReadOptions(encoding=encoding)).what


def test_two_files_put_together_are_told_by_the_row_where_the_second_begins(tmp_path: Path) -> None:
    told = refusal(written(tmp_path, "t.csv", TABLE + OTHER))
    assert "line 5002 has 2 fields where the header has 3" in told.what
    assert (told.row, told.value) == (5_001, "email,phone")
    assert "two files" in told.remedy


def test_too_short_a_row_is_named_with_its_line_and_content(tmp_path: Path) -> None:
    told = refusal(written(tmp_path, "t.csv", 'id,note\n1,"two\nlines"\n2\n'))
    assert "line 4 has 1 fields" in told.what
    assert (told.row, told.value) == (2, "2")


@pytest.mark.parametrize("text", [",".join(f"column {number}" for number in range(1_000_000)), "x" * 5_000_000])
def test_a_million_columns_are_refused_in_little_memory(tmp_path: Path, text: str) -> None:
    source = written(tmp_path, "t.csv", f"{text}\n{text}\n")
    tracemalloc.start()
    told = refusal(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "more than 2,000 columns" in told.what or "no header" in told.what
    assert peak < 120 * 2**20


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path, "t.csv.gz", "id,team\n" + "1,A\n" * 500_000)
    assert "unpacks to more than" in refusal(source, ReadOptions(most_unpacked_bytes=1_000_000)).what


def test_a_work_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    source = written(tmp_path, "t.csv", TABLE)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReadError, match="cannot be read or staged"):
        stage(source, tmp_path / "file" / "work")


def test_a_sample_of_a_file_that_is_bad_further_down_still_shows_its_first_rows(tmp_path: Path) -> None:
    source = written(tmp_path, "t.csv", TABLE + OTHER)
    assert sample(source, rows=100, into=tmp_path / "work").rows == 100
    with pytest.raises(ReadError, match="line 5002"):
        sample(source, rows=10_000, into=tmp_path / "work")
