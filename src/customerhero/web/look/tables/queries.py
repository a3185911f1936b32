"""Rows of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from customerhero.web.look.tables.asked import Asked
from customerhero.web.look.tables.columns import Column, Row

MOST_CHOICES = 50


class Query:
    """A queryset; it pages by the sort value and the primary key, so that no row is seen twice or missed."""

    def __init__(self, rows: QuerySet[Any], columns: Sequence[Column]) -> None:
        self._all = rows
        self._columns = columns

    def count(self, asked: Asked) -> int:
        """How many rows the filter leaves."""
        return self._filtered(asked).count()

    def page(self, asked: Asked, size: int) -> list[tuple[Any, Row]]:
        """So many rows and one more if there are, each with its key, after the cursor."""
        rows = self._filtered(asked).order_by(*self._order(asked))
        if asked.after is not None:
            rows = rows.filter(self._beyond(asked, *asked.after))
        return [(row.pk, row) for row in rows[: size + 1]]

    def every(self, asked: Asked) -> Iterator[Row]:
        """All rows the filter leaves, in order."""
        return self._filtered(asked).order_by(*self._order(asked)).iterator(chunk_size=2000)

    def choices(self, column: Column) -> list[str]:
        """The values of a column."""
        values = self._all.order_by(column.name).values_list(column.name, flat=True).distinct()[:MOST_CHOICES]
        return [str(value) for value in values if value not in (None, "")]

    def _filtered(self, asked: Asked) -> QuerySet[Any]:
        rows = self._all.filter(**asked.chosen)
        for word in asked.words.split():
            rows = rows.filter(self._contains(word))
        return rows

    def _contains(self, word: str) -> Q:
        found = Q()
        for column in self._columns:
            if column.is_searched:
                found |= Q(**{f"{column.name}__icontains": word})
        return found

    def _order(self, asked: Asked) -> list[Any]:
        if asked.sort is None:
            return ["-pk"]
        by = F(asked.sort.name)
        return [by.desc(nulls_last=True) if asked.descending else by.asc(nulls_last=True), "-pk"]

    def _beyond(self, asked: Asked, value: Any, key: Any) -> Q:
        if asked.sort is None:
            return Q(pk__lt=key)
        name = asked.sort.name
        if value is None:
            return Q(**{f"{name}__isnull": True, "pk__lt": key})
        further = Q(**{f"{name}__{'lt' if asked.descending else 'gt'}": value})
        return further | Q(**{name: value, "pk__lt": key}) | Q(**{f"{name}__isnull": True})
