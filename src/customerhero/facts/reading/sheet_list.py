"""The sheets of a workbook and how many rows each holds, so that somebody can choose one of them."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.formats import format_of
from customerhero.facts.reading.opening import checked_size, plain_file, storage_faults
from customerhero.facts.reading.package import DAMAGED, Attributes, Package, Sheet, opened_package
from customerhero.facts.reading.reading import Reading, ReadOptions
from customerhero.facts.reading.xml_stream import fed, local, new_parser

_MOST_COUNTED: Final = 64 * 2**20
"""Bytes of a sheet's XML through which rows are counted; a longer one has at least as many."""
_MOST_SHEETS: Final = 200


@dataclass(frozen=True)
class SheetSize:
    """A sheet, its rows that hold a cell, whether all of them were counted, and whether people see it."""

    name: str
    rows: int
    is_all: bool = True
    is_hidden: bool = False


def sheets_of(source: Path, options: ReadOptions, into: Path) -> list[SheetSize]:
    """The sheets of a workbook in its order; none for other formats and for what cannot be read."""
    found: list[SheetSize] = []
    with suppress(ReadError, *DAMAGED), storage_faults(source), TemporaryDirectory(dir=into) as work:
        reading = Reading(source, Path(work), options, size=checked_size(source))
        if format_of(reading) == "xlsx":
            with opened_package(reading, plain_file(reading, "unpacked.xlsx")) as (package, _done):
                found += [_counted(package, sheet, reading) for sheet in package.sheets()[:_MOST_SHEETS]]
    return found


def _counted(package: Package, sheet: Sheet, reading: Reading) -> SheetSize:
    rows, is_filled = 0, False

    def start(tag: str, _attributes: Attributes) -> None:
        nonlocal rows, is_filled
        kind = local(tag)
        if kind == "row":
            is_filled = False
        elif kind in ("v", "t") and not is_filled:
            rows, is_filled = rows + 1, True

    parser = new_parser(reading)
    parser.StartElementHandler = start
    with closing(package.open(sheet.part)) as stream:
        for done in fed(parser, stream, reading):
            if done > _MOST_COUNTED:
                return SheetSize(sheet.name, rows, is_all=False, is_hidden=sheet.is_hidden)
    return SheetSize(sheet.name, rows, is_hidden=sheet.is_hidden)
