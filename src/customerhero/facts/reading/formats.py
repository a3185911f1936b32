"""What a file is, by its first bytes and then by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from customerhero.errors import ReadError
from customerhero.facts.reading.opening import head_of
from customerhero.facts.reading.reading import Reading

_FOREIGN: Mapping[bytes, tuple[str, str]] = {
    b"\xd0\xcf\x11\xe0": ("an old Excel (.xls) or password-protected file", "Save it as .xlsx without a password."),
    b"%PDF": ("a PDF", "Export the table behind it as CSV or XLSX."),
    b"SQLite format 3": ("an SQLite database", "Export the table from it as CSV."),
    b"BZh": ("bzip2", "Unpack it, or pack it with gzip."),
    b"\xfd7zXZ": ("xz", "Unpack it, or pack it with gzip."),
    b"7z\xbc\xaf": ("7-zip", "Unpack it, or pack it with gzip."),
    b"\x28\xb5\x2f\xfd": ("zstd", "Unpack it, or pack it with gzip."),
    b"\x1f\x8b": ("gzip within gzip", "Unpack it once."),
    b"\x89PNG": ("a picture", "Export the table as CSV or XLSX."),
    b"\xff\xd8\xff": ("a picture", "Export the table as CSV or XLSX."),
}
_MARKS: Mapping[bytes, str] = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}
_NAMED: Mapping[str, str] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".xes": "xes",
}
_WORDS: Mapping[str, str] = {"parquet": "Parquet", "xlsx": "an XLSX workbook"}


def format_of(reading: Reading) -> str:
    """One of csv, xlsx, jsonl, parquet, xes; ReadError for what is none of them."""
    head = head_of(reading, 4096)
    _refuse_foreign(reading.source, head)
    for mark, found in _MARKS.items():
        if head.startswith(mark):
            return found
    named = _NAMED.get(_suffix(reading.source), "")
    if named in _WORDS:
        raise ReadError(
            f"The name says {_WORDS[named]}, but the content is not.", "Export it again.", str(reading.source)
        )
    return named or _by_content(head)


def _refuse_foreign(source: Path, head: bytes) -> None:
    if not head:
        raise ReadError("The file is empty once unpacked.", "Export it again, with its header.", str(source))
    for mark, (kind, remedy) in _FOREIGN.items():
        if head.startswith(mark):
            raise ReadError(f"The file is {kind}, which is not read here.", remedy, str(source))


def _suffix(source: Path) -> str:
    return Path(source.stem if source.suffix.lower() == ".gz" else source.name).suffix.lower()


def _by_content(head: bytes) -> str:
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        return "xes"
    return "jsonl" if re.match(rb"\{|\[\s*\{", text) else "csv"
