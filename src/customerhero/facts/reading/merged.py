"""Merged cells of a sheet: what stands once for several rows or columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from customerhero.facts.reading.package import Package

Cells = dict[int, str]

_CHUNK: Final = 2**20
_MOST_TAIL: Final = 16 * 2**20
_END: Final = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_KEPT: Final = 64
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})[\"']"
)


@dataclass(frozen=True)
class Merged:
    """A block of cells shown as one; its value stands in the first. Rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_wide(self) -> bool:
        """Whether it spans columns."""
        return self.right > self.left


class MergedCells:
    """The merged cells of a sheet, filled in while its rows pass by."""

    def __init__(self, blocks: list[Merged]) -> None:
        self._by_row: dict[int, list[Merged]] = {}
        for block in blocks:
            self._by_row.setdefault(block.top, []).append(block)
        self._going_on: list[tuple[Merged, str]] = []
        self._first = ""
        self._count = 0

    def __len__(self) -> int:
        return len(self._by_row)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was filled down."""
        told = f"{self._first} is merged with the cells below it: its value is filled down ({self._count:,} cells)"
        return (told,) if self._count else ()

    def of_row(self, row: int) -> list[Merged]:
        """The blocks that begin in a row."""
        return self._by_row.get(row, [])

    def filled(self, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
        """The rows with what is merged over several of them in each."""
        for number, cells in rows:
            if cells:
                self._go_on(number, cells)
                self._begin(number, cells)
            yield number, cells

    def _go_on(self, number: int, cells: Cells) -> None:
        self._going_on = [(block, text) for block, text in self._going_on if block.bottom >= number]
        for block, text in self._going_on:
            if block.left not in cells:
                cells[block.left] = text
                self._count += 1

    def _begin(self, number: int, cells: Cells) -> None:
        for block in self.of_row(number):
            if block.bottom > block.top and block.left in cells:
                self._first = self._first or f"the cell {cells[block.left][:40]!r} in row {number}"
                self._going_on.append((block, cells[block.left]))


def merged_cells(package: Package, part: str) -> MergedCells:
    """The merged cells of a sheet: a sheet lists them below its rows, so its bytes are passed over once."""
    tail = _below_the_rows(package, part)
    return MergedCells(
        [Merged(int(top), _number(left), int(bottom), _number(right)) for left, top, right, bottom in _refs(tail)]
    )


def _refs(tail: bytes) -> list[tuple[bytes, bytes, bytes, bytes]]:
    return _MERGED.findall(tail)


def _below_the_rows(package: Package, part: str) -> bytes:
    kept, tail = b"", b""
    with closing(package.open(part)) as stream:
        while piece := stream.read(_CHUNK):
            if tail:
                tail += piece
            elif end := _END.search(kept + piece):
                tail = (kept + piece)[end.end() :] or b" "
            kept = piece[-_KEPT:]
            if len(tail) > _MOST_TAIL:
                break
    return tail


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
