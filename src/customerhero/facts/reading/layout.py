"""How a CSV is laid out: its delimiter, its header and what stands above the header."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import column_names
from customerhero.facts.reading.reading import Found, Reading
from customerhero.facts.reading.second_header import HeaderLines, header_lines, seems_to_be_data
from customerhero.facts.reading.table_place import LOOKED_AT, header_at, told_above
from customerhero.plain_text import shortened

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
    """Lines above the header: blank ones, titles, and the `sep=;` some spreadsheets write."""
    notes: tuple[str, ...]
    below: int = 0
    """Further lines of the header, and lines of units, below it."""
    found: tuple[Found, ...] = ()


def layout_of(head: str, reading: Reading) -> Layout:
    """The layout of a CSV whose text begins so; `head` holds at most HEAD letters."""
    skip, told, table = _table_of(head)
    if not table:
        raise ReadError("The file holds no header.", "Export it again, with its header.", str(reading.source))
    wanted = _one_letter(reading) or told
    delimiter = wanted or _likeliest(table)
    above, titles, table = _above(table, delimiter, skip)
    header = _header(table, delimiter, reading, cut=len(head) >= HEAD)
    if wanted:
        _check_wanted(header, wanted, table, reading)
    elif len(header) == 1:
        _refuse_blanks(table, reading)
    below = [row for row in _rows(table, delimiter)[1:] if row]
    lines = header_lines(header, below)
    columns, notes = column_names(lines.names, reading)
    found = _found(delimiter, table, lines, below, is_told=bool(wanted))
    notes = (*titles, *lines.notes, *notes)
    return Layout(delimiter, tuple(header), columns, skip + above, notes, lines.below, found)


def _above(table: str, delimiter: str, skip: int) -> tuple[int, tuple[str, ...], str]:
    """How many lines stand above the header, a note on them, and the text from the header on."""
    text = io.StringIO(table, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    rows, ends = [], [0]
    try:
        for row in islice(reader, LOOKED_AT):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        rows = rows[:1]  # the careful reading names the row
    place = header_at(rows)
    titles = told_above([(skip + ends[at] + 1, rows[at]) for at in range(place) if any(rows[at])])
    return ends[place], titles, "".join(list(io.StringIO(table, newline=""))[ends[place] :])


def _found(
    delimiter: str, table: str, lines: HeaderLines, below: list[list[str]], *, is_told: bool
) -> tuple[Found, ...]:
    found = []
    others = [other for other in _CANDIDATES if other != delimiter and _fit(table, other)[0]]
    if not is_told and (delimiter != "," or others) and len(lines.names) > 1:
        also = f"; {' and '.join(map(spoken, others))} would separate them too, into fewer" if others else ""
        told = f"{len(below) + 1:,} lines have {len(lines.names)} fields each with it{also}"
        found.append(Found("delimiter", f"columns are separated by {spoken(delimiter)}", told))
    if seems_to_be_data(lines.names, below):
        cited = ", ".join(repr(shortened(cell, 40)) for cell in lines.names[:4])
        told = f"it is the first line, though it looks like a row: {cited}; put a line of names above it if it is one"
        found.append(Found("header", "the first line is the header", told))
    return tuple(found)


_GAPS: Final = re.compile(r"\s{2,}")
_MOSTLY: Final = 0.8


def _refuse_blanks(table: str, reading: Reading) -> None:
    """ReadError where columns seem to be parted by blanks alone: where one ends can only be guessed then."""
    lines = [line.strip() for line in islice(io.StringIO(table), _LOOKED_AT) if line.strip()]
    gaps = [len(_GAPS.split(line)) for line in lines]
    words = [len(line.split()) for line in lines]
    is_aligned = gaps[0] > 1 and len(gaps) > 1 and sum(count > 1 for count in gaps) > _MOSTLY * len(gaps)
    is_parted = gaps[0] == 1 and words[0] > 2 and len(words) > 2 and all(count == words[0] for count in words)
    if is_aligned or is_parted:
        raise ReadError(
            "The columns seem to be aligned by blanks, which does not tell for sure where one ends.",
            "Export the table again as CSV or XLSX"
            + (", or name a blank as the delimiter: --delimiter ' '." if is_parted else "."),
            str(reading.source),
            value=lines[0][:120],
        )


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
    rows = [row for row in _rows(table, delimiter) if row]
    rows = rows[header_at(rows) :]
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
    if len(header) == 1 and len(_rows(table, better)[0]) > 1 and _fit(table, better)[0]:
        raise ReadError(
            f"With the delimiter {spoken(wanted)} the file has one column; with {spoken(better)} it has "
            f"{_fit(table, better)[1]}.",
            f"Use {spoken(better)}, or leave the delimiter out to have it found.",
            str(reading.source),
            value=header[0][:80],
        )
