"""How a CSV is laid out: its delimiter, its header and what stands above the header."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import column_names
from customerhero.facts.reading.reading import Reading

HEAD = 2**20
_CANDIDATES = (",", ";", "\t", "|")
_LOOKED_AT = 200
_WORDS = {"\t": "tab", "\\t": "tab"}


@dataclass(frozen=True)
class Layout:
    """Where the table of a CSV begins and how its rows are split."""

    delimiter: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    skip: int
    """Lines above the header: blank ones, and the `sep=;` some spreadsheets write."""
    notes: tuple[str, ...]


def layout_of(head: str, reading: Reading) -> Layout:
    """The layout of a CSV whose text begins so; `head` holds at most HEAD letters."""
    skip, told, table = _table_of(head)
    if not table:
        raise ReadError("The file holds no header.", "Export it again, with its header.", str(reading.source))
    wanted = _one_letter(reading) or told
    delimiter = wanted or _likeliest(table)
    header = _header(table, delimiter, reading, cut=len(head) >= HEAD)
    if wanted:
        _check_wanted(header, wanted, table, reading)
    columns, notes = column_names(header, reading)
    return Layout(delimiter, tuple(header), columns, skip, notes)


def spoken(delimiter: str) -> str:
    """A delimiter as a person would write it."""
    return _WORDS.get(delimiter, repr(delimiter))


def _table_of(head: str) -> tuple[int, str | None, str]:
    skip, told = 0, None
    lines = list(io.StringIO(head, newline=""))  # as the reading of rows takes lines apart
    for line in lines:
        tidy = line.strip()
        if tidy and not (skip == 0 and _is_told(tidy)):
            break
        told = tidy[4:] if tidy else told
        skip += 1
    return skip, told, "".join(lines[skip:])


def _is_told(line: str) -> bool:
    return len(line) == 5 and line.lower().startswith("sep=")


def _one_letter(reading: Reading) -> str | None:
    wanted = reading.options.delimiter
    if wanted is None:
        return None
    letter = "\t" if wanted.lower() in ("tab", "\\t") else wanted
    if len(letter) != 1 or letter in '"\r\n\x00':
        raise ReadError(f"{wanted!r} is no delimiter.", "Give one letter, or tab.", str(reading.source))
    return letter


def _likeliest(table: str) -> str:
    return max(_CANDIDATES, key=lambda delimiter: _fit(table, delimiter))


def _fit(table: str, delimiter: str) -> tuple[bool, int, float]:
    rows = [row for row in islice(_rows(table, delimiter), _LOOKED_AT) if row]
    if len(rows) > 2 and len(table) >= HEAD:
        rows.pop()  # the last one may be cut
    width = len(rows[0]) if rows else 0
    if width < 2:
        return (False, 0, 0.0)
    share = sum(len(row) == width for row in rows) / len(rows)
    return (share > 0.9, width, share)


def _rows(table: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(HEAD)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows.extend(islice(reader, _LOOKED_AT))
    except csv.Error:
        return rows  # the careful reading names the row
    return rows


def _header(table: str, delimiter: str, reading: Reading, *, cut: bool) -> list[str]:
    text = io.StringIO(table, newline="")
    csv.field_size_limit(HEAD)
    header = next(csv.reader(text, delimiter=delimiter), [])
    if len(header) > reading.options.most_columns:
        raise ReadError(
            f"The header has more than {reading.options.most_columns:,} columns.",
            "Check that line breaks are there; take the columns you need, or raise most_columns.",
            str(reading.source),
        )
    if cut and text.tell() == len(table):
        raise ReadError(
            f"The first row is longer than {HEAD:,} letters, so it is no header.",
            "Check that the file is a table with line breaks, and its quotation marks.",
            str(reading.source),
        )
    return header


def _check_wanted(header: list[str], wanted: str, table: str, reading: Reading) -> None:
    better = _likeliest(table)
    if len(header) == 1 and _fit(table, better)[0]:
        raise ReadError(
            f"With the delimiter {spoken(wanted)} the file has one column; with {spoken(better)} it has "
            f"{_fit(table, better)[1]}.",
            f"Use {spoken(better)}, or leave the delimiter out to have it found.",
            str(reading.source),
            value=header[0][:80],
        )
