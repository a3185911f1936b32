"""A sheet as a table: its header, found below titles and put together where it spans two rows, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from customerhero.facts.reading.merged import MergedCells
from customerhero.facts.reading.reading import Reading
from customerhero.facts.reading.sheet import Cells, SheetRows
from customerhero.facts.reading.table_place import LOOKED_AT, WithoutRemarks, header_at, told_above


class SheetTable:
    """The header of a sheet and the rows below it."""

    def __init__(
        self, rows: Iterator[tuple[int, Cells]], sheet_rows: SheetRows, merged: MergedCells, reading: Reading
    ) -> None:
        first = list(islice(rows, LOOKED_AT))
        place = header_at([listed(cells) for _, cells in first])
        self._notes = list(told_above([(number, listed(cells)) for number, cells in first[:place]]))
        self._merged = merged
        self._sheet_rows = sheet_rows
        self._reading = reading
        self.header: tuple[str, ...] = tuple(listed(first[place][1])) if first else ()
        below = first[place + 1 :]
        if below and self._spans_two_rows(first[place][0], below[0][1]):
            self._join(first[place][0], *below[0])
            below = below[1:]
        self._width = len(self.header)
        self._first = next((at for at, name in enumerate(self.header, start=1) if name.strip()), 1)
        self._remarks = WithoutRemarks[Cells](self._width, self._from_first)
        self._below = chain(below, rows)
        self._bands: list[int] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the table, after its rows were read."""
        bands = self._bands
        many = "" if len(bands) == 1 else f" and {len(bands) - 1:,} more"
        told = (f"row {bands[0]}{many} is one cell across the table and no row of it, so left out",) if bands else ()
        return (*self._notes, *self._remarks.notes, *told, *self._merged.notes, *self._sheet_rows.notes)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The rows of the table with their numbers in the sheet."""
        rows = self._without_bands(self._below)
        return self._remarks.of(self._merged.filled(rows) if self._merged else rows)

    def _from_first(self, cells: Cells) -> list[str]:
        return listed(cells)[self._first - 1 :] if len(cells) == 1 else []  # no other row can be a remark

    def _without_bands(self, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
        last = 0
        for row in rows:
            number, cells = row
            if 0 < last < number - 1:
                yield number - 1, {}  # a sheet does not say that a row is empty
            last = number
            if len(cells) == 1 and self._is_band(number):
                self._bands.append(number)
            else:
                yield row

    def _is_band(self, number: int) -> bool:
        blocks = self._merged.of_row(number)
        return self._width > 2 and any(2 * (block.right - block.left + 1) > self._width for block in blocks)

    def _spans_two_rows(self, number: int, below: Cells) -> bool:
        """Whether a name of the header is merged over several columns that are named in the row below."""
        blocks = [block for block in self._merged.of_row(number) if block.is_wide]
        return any(all(at in below for at in range(block.left, block.right + 1)) for block in blocks)

    def _join(self, number: int, second: int, below: Cells) -> None:
        names = dict(enumerate(self.header, start=1))
        for block in self._merged.of_row(number):
            names.update({at: names.get(block.left, "") for at in range(block.left, block.right + 1)})
        width = max((*names, *below))
        joined = [(names.get(at, ""), below.get(at, "")) for at in range(1, width + 1)]
        self.header = tuple(" ".join(part for part in dict.fromkeys(parts) if part) for parts in joined)
        self._notes.append(f"the header spans rows {number} and {second}: the names of both are joined")


def listed(cells: Cells) -> list[str]:
    """The cells of a row in their columns, empty ones as empty texts."""
    return [cells.get(at, "") for at in range(1, max(cells) + 1)] if cells else []
