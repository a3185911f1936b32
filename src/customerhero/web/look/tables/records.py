"""Rows that are already at hand, such as those of a stored table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from customerhero.web.look.tables.asked import Asked
from customerhero.web.look.tables.columns import Column, Row


class Records:
    """Mappings in memory; a row's key is its place among them."""

    def __init__(self, rows: Sequence[Row], columns: Sequence[Column]) -> None:
        self._rows = list(enumerate(rows))
        self._columns = columns

    def count(self, asked: Asked) -> int:
        """How many rows the filter leaves."""
        return len(self._filtered(asked))

    def page(self, asked: Asked, size: int) -> list[tuple[Any, Row]]:
        """So many rows and one more if there are, each with its key, after the cursor."""
        rows = self._sorted(asked)
        return rows[self._start(rows, asked) :][: size + 1]

    def every(self, asked: Asked) -> Iterator[Row]:
        """All rows the filter leaves, in order."""
        return (row for _, row in self._sorted(asked))

    def choices(self, column: Column) -> list[str]:
        """The values of a column."""
        return sorted({str(value) for _, row in self._rows if (value := column.value(row)) not in (None, "")})

    def _filtered(self, asked: Asked) -> list[tuple[int, Row]]:
        words = asked.words.casefold().split()
        return [(key, row) for key, row in self._rows if self._has(row, words) and self._is_chosen(row, asked)]

    def _has(self, row: Row, words: Sequence[str]) -> bool:
        if not words:
            return True
        text = " ".join(self._text(column, row) for column in self._columns if column.is_searched).casefold()
        return all(word in text for word in words)

    def _text(self, column: Column, row: Row) -> str:
        value = column.value(row)
        return f"{'' if value is None else value} {column.told(row) if column.told else ''}"

    def _is_chosen(self, row: Row, asked: Asked) -> bool:
        wanted = ((column, asked.chosen[column.name]) for column in self._columns if column.name in asked.chosen)
        return all(str(column.value(row)) == value for column, value in wanted)

    def _sorted(self, asked: Asked) -> list[tuple[int, Row]]:
        rows, column = self._filtered(asked), asked.sort
        if column is None:
            return rows
        known = [pair for pair in rows if column.value(pair[1]) is not None]
        unknown = [pair for pair in rows if column.value(pair[1]) is None]
        return sorted(known, key=lambda pair: _order(column.value(pair[1])), reverse=asked.descending) + unknown

    def _start(self, rows: Sequence[tuple[int, Row]], asked: Asked) -> int:
        if asked.after is None:
            return 0
        return next((place for place, (key, _) in enumerate(rows, start=1) if key == asked.after[1]), 0)


def _order(value: Any) -> Any:
    """Texts are ordered as people read them, whatever their case; figures as they are."""
    if isinstance(value, str):
        return (1, 0.0, value.casefold())
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))
