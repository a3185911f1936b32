"""A table as a page shows it: one page of rows, the ways to sort, filter and go on, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from customerhero.web.look.tables.asked import FORMATS, Asked, asked_of, cursor
from customerhero.web.look.tables.columns import Column, Row
from customerhero.web.look.tables.exporting import exported
from customerhero.web.look.tables.queries import Query
from customerhero.web.look.tables.records import Records
from customerhero.web.look.taking import Taken, take

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = 25


class Rows(Protocol):
    """Where rows come from."""

    def count(self, asked: Asked) -> int:
        """How many rows the filter leaves."""

    def page(self, asked: Asked, size: int) -> list[tuple[Any, Row]]:
        """So many rows and one more if there are, each with its key."""

    def every(self, asked: Asked) -> Iterator[Row]:
        """All rows the filter leaves."""

    def choices(self, column: Column) -> list[str]:
        """The values of a column to choose from."""


@dataclass(frozen=True)
class Heading:
    """A column's head: its label, and where a click leads."""

    column: Column
    url: str
    order: str
    """ascending, descending or none, as aria-sort says it."""


@dataclass(frozen=True)
class Choice:
    """A column whose values can be chosen from."""

    column: Column
    parameter: str
    values: list[str]
    chosen: str


@dataclass(frozen=True)
class TableView:
    """What the template shows."""

    name: str
    caption: Promise | str
    columns: Sequence[Column]
    headings: list[Heading]
    rows: list[Row]
    count: int
    asked: Asked
    choices: list[Choice]
    kept: list[tuple[str, str]]
    """What else the address says, kept by the filter's form."""
    next_url: str
    first_url: str
    clear_url: str
    exports: list[tuple[str, str]]
    export: HttpResponseBase | None

    @property
    def has_filter(self) -> bool:
        """Whether only some of the rows are asked for."""
        return bool(self.asked.words or self.asked.chosen)

    @property
    def is_asked(self) -> bool:
        """Whether the address asks anything of it: a folded table then stands open."""
        return self.has_filter or self.asked.sort is not None or self.asked.after is not None

    @property
    def offers_filter(self) -> bool:
        """Whether a filter helps: not for the few rows one sees at a glance."""
        return self.has_filter or bool(self.choices) or self.count > 8  # a glance


def shown_table(
    request: HttpRequest,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row] | QuerySet[Any] | Rows,
    caption: Promise | str = "",
    default_sort: str = "",
) -> TableView:
    """The table of that name as the page's address asks for it; `export` is the file when one is asked for.

    `rows` are mappings, a queryset, or rows of the lake (`look.tables.lakes.LakeRows`). `default_sort` is a column's
    name, after a minus to descend; without it rows keep their order.
    """
    source = _source(rows, columns)
    asked = asked_of(name, columns, request.GET, default_sort)
    address = _Address(request, name)
    export = _export(request, name, asked, columns, source) if asked.export else None
    found = [] if export else source.page(asked, PAGE)
    return TableView(
        name=name,
        caption=caption,
        columns=columns,
        headings=[_heading(column, asked, address) for column in columns],
        rows=[row for _, row in found[:PAGE]],
        count=0 if export else source.count(asked),
        asked=asked,
        choices=[_choice(column, name, source, asked) for column in columns if column.choices],
        kept=address.others(),
        next_url=_next(found, asked, address),
        first_url=address.saying({"after": ""}) if asked.after else "",
        clear_url=address.clear(),
        exports=[(kind, address.saying({"after": "", "export": kind})) for kind in FORMATS],
        export=export,
    )


def _export(request: HttpRequest, name: str, asked: Asked, columns: Sequence[Column], source: Rows) -> HttpResponseBase:
    take(request, Taken(name, asked.export, source.count(asked)))
    return exported(name, asked.export, columns, source.every(asked))


def _source(rows: Sequence[Row] | QuerySet[Any] | Rows, columns: Sequence[Column]) -> Rows:
    if isinstance(rows, QuerySet):
        return Query(rows, columns)
    return Records(rows, columns) if isinstance(rows, Sequence) else rows


@dataclass(frozen=True)
class _Address:
    request: HttpRequest
    name: str

    def saying(self, changed: Mapping[str, str]) -> str:
        query = self.request.GET.copy()
        for part, value in {"export": "", **changed}.items():
            query.pop(f"{self.name}.{part}", None)
            if value:
                query[f"{self.name}.{part}"] = value
        return f"?{query.urlencode()}"

    def clear(self) -> str:
        return f"?{urlencode(self.others())}"

    def others(self) -> list[tuple[str, str]]:
        own = (f"{self.name}.q", f"{self.name}.after", f"{self.name}.export")
        chosen = f"{self.name}.is."
        lists = self.request.GET.lists()
        return [(key, value) for key, values in lists for value in values if key not in own and chosen not in key]


def _heading(column: Column, asked: Asked, address: _Address) -> Heading:
    here = asked.sort is not None and asked.sort.name == column.name
    turn = not (here and asked.descending) if column.is_figure else here and not asked.descending
    url = address.saying({"sort": f"{'-' if turn else ''}{column.name}", "after": ""}) if column.sortable else ""
    return Heading(column, url, ("descending" if asked.descending else "ascending") if here else "none")


def _choice(column: Column, name: str, source: Rows, asked: Asked) -> Choice:
    return Choice(column, f"{name}.is.{column.name}", source.choices(column), asked.chosen.get(column.name, ""))


def _next(found: list[tuple[Any, Row]], asked: Asked, address: _Address) -> str:
    if len(found) <= PAGE:
        return ""
    key, row = found[PAGE - 1]
    return address.saying({"after": cursor(asked.sort, asked.sort.value(row) if asked.sort else None, key)})
