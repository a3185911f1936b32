"""Rows of the lake: an Ibis table asked for one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from customerhero.facts.collect import collect
from customerhero.web.look.keeping import kept
from customerhero.web.look.tables.asked import Asked
from customerhero.web.look.tables.columns import Column, Row

if TYPE_CHECKING:
    import ibis.expr.types as ir

BATCH = 20_000
Found = TypeVar("Found")
_ONE_AT_A_TIME: Final = Lock()
"""All tables are asked of one engine."""


class LakeRows:
    """A lazy table, put together when it must be asked, with a column of unique values, by which it is paged.

    `of` names what the table is a table of, the state of the facts among it: answers are kept as long as it stands.
    """

    def __init__(self, table: Callable[[], ir.Table], columns: Sequence[Column], key: str, of: Hashable) -> None:
        self._table = table
        self._columns = columns
        self._key = key
        self._of = of

    def count(self, asked: Asked) -> int:
        """How many rows the filter leaves."""
        return self._kept("count", asked, lambda: self._count(asked))

    def page(self, asked: Asked, size: int) -> list[tuple[Any, Row]]:
        """So many rows and one more if there are, each with its key, after the cursor."""
        return self._kept(f"page of {size}", asked, lambda: self._page(asked, size))

    def _kept(self, what: str, asked: Asked, find: Callable[[], Found]) -> Found:
        by = (asked.sort.name if asked.sort else "", asked.descending)
        return kept((self._of, what, by, asked.words, tuple(sorted(asked.chosen.items())), asked.after), find)

    def _count(self, asked: Asked) -> int:
        with _ONE_AT_A_TIME:
            table = self._filtered(asked)
            return int(collect(table.aggregate(n=table.count()), question="rows of a table")[0]["n"])

    def _page(self, asked: Asked, size: int) -> list[tuple[Any, Row]]:
        with _ONE_AT_A_TIME:
            table = self._filtered(asked)
            if asked.after is not None:
                table = table.filter(self._beyond(table, asked, *asked.after))
            rows = collect(self._ordered(table, asked).limit(size + 1), question="a page of a table")
        return [(row[self._key], row) for row in rows]

    def every(self, asked: Asked) -> Iterator[Row]:
        """All rows the filter leaves, in order, a batch at a time."""
        while True:
            found = self._page(asked, BATCH)
            yield from (row for _, row in found[:BATCH])
            if len(found) <= BATCH:
                return
            key, row = found[BATCH - 1]
            asked = replace(asked, after=(asked.sort.value(row) if asked.sort else None, key))

    def choices(self, column: Column) -> list[str]:  # noqa: ARG002  # as the other kinds of rows
        """None: finding them would read the whole table."""
        return []

    def _filtered(self, asked: Asked) -> ir.Table:
        table = self._table()
        for name, value in asked.chosen.items():
            table = table.filter(table[name].cast("string") == value)
        for word in asked.words.casefold().split():
            table = table.filter(self._contains(table, word))
        return table

    def _contains(self, table: ir.Table, word: str) -> Any:
        searched = [table[column.name].cast("string") for column in self._columns if column.is_searched]
        found = searched[0].fill_null("").lower().contains(word)
        for column in searched[1:]:
            found = found | column.fill_null("").lower().contains(word)
        return found

    def _ordered(self, table: ir.Table, asked: Asked) -> ir.Table:
        key = table[self._key].asc()
        if asked.sort is None:
            return table.order_by(key)
        by = table[asked.sort.name]
        order = [by.isnull().asc(), by.desc() if asked.descending else by.asc()]
        # the engine refuses to order by one column twice
        return table.order_by(order if asked.sort.name == self._key else [*order, key])

    def _beyond(self, table: ir.Table, asked: Asked, value: Any, key: Any) -> Any:
        later = table[self._key] > key
        if asked.sort is None:
            return later
        by = table[asked.sort.name]
        if value is None:
            return by.isnull() & later
        bound = datetime.fromisoformat(value) if by.type().is_temporal() else value
        further = by < bound if asked.descending else by > bound
        return further | ((by == bound) & later) | by.isnull()
