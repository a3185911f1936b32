"""Tables: every row is seen once whatever the order, the filter holds in files too, and nothing runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customerhero.facts.gathering import facts_of
from customerhero.web.look.tables import Column, TableView, shown_table
from customerhero.web.look.tables.lakes import LakeRows
from customerhero.web.people.models import Team

NAMED = (Column("name", "Name"),)
COLUMNS = (Column("name", "Name"), Column("figure", "Figure", kind="number"), Column("kind", "Kind", choices=True))
rows_of_any_kind = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Ada", "bea", "=1+1", "Ünal", "", None]),
            "figure": st.none() | st.integers(-5, 5),
            "kind": st.sampled_from(["a", "b"]),
        }
    ),
    max_size=120,
)


def ask(query: str, columns: Sequence[Column], rows: Any) -> TableView:
    return shown_table(RequestFactory().get(f"/?{query}"), "t", columns, rows, caption="Rows")


def every_page(query: str, columns: Sequence[Column], rows: Any) -> list[Any]:
    seen: list[Any] = []
    view = ask(query, columns, rows)
    while True:
        seen += view.rows
        if not view.next_url:
            return seen
        view = ask(view.next_url[1:], columns, rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows_of_any_kind, st.sampled_from(["", "t.sort=figure", "t.sort=-figure", "t.sort=name", "t.sort=-name"]))
def test_pages_show_every_row_once(rows: list[dict[str, Any]], query: str) -> None:
    numbered = [{**row, "at": at} for at, row in enumerate(rows)]
    seen = every_page(query, COLUMNS, numbered)
    assert sorted(row["at"] for row in seen) == list(range(len(rows)))
    if "figure" in query:
        known = [row["figure"] for row in seen if row["figure"] is not None]
        assert known == sorted(known, reverse="-" in query)
        assert [row["figure"] for row in seen[len(known) :]] == [None] * (len(seen) - len(known))


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "t.sort=name", "t.sort=-name"])
def test_rows_of_the_database_are_seen_once(query: str) -> None:
    Team.objects.bulk_create(Team(name=f"Team {at % 7} {at}") for at in range(80))
    seen = every_page(query, NAMED, Team.objects.all())
    assert len(seen) == len({team.pk for team in seen}) == 80
    if query:
        assert [team.name for team in seen] == sorted((team.name for team in seen), reverse="-" in query)


@pytest.fixture(scope="module")
def lake_rows() -> Callable[[Sequence[Column]], LakeRows]:
    customers = [
        {"customer_id": f"C{at:03}", "name": None if at % 9 == 0 else f"Name {at % 5}", "segment": "ab"[at % 2]}
        for at in range(90)
    ]
    facts = facts_of({"customers": customers})
    return lambda columns: LakeRows(lambda: facts.customers, columns, "customer_id", of="a small lake")


@pytest.mark.parametrize("query", ["", "t.sort=name", "t.sort=-name", "t.sort=joined_at"])
def test_rows_of_the_lake_are_seen_once(lake_rows: Callable[[Sequence[Column]], LakeRows], query: str) -> None:
    columns = (*NAMED, Column("customer_id", "Number", kind="id"), Column("joined_at", "Since", kind="day"))
    seen = every_page(query, columns, lake_rows(columns))
    assert len({row["customer_id"] for row in seen}) == len(seen) == 90


def test_words_of_the_filter_are_looked_for_in_the_lake(
    lake_rows: Callable[[Sequence[Column]], LakeRows],
) -> None:
    columns = (*NAMED, Column("customer_id", "Number", kind="id"))
    view = ask("t.q=NAME+c03", columns, lake_rows(columns))
    assert view.count == len(view.rows)
    assert {row["customer_id"] for row in view.rows} == {f"C03{at}" for at in range(10)} - {"C036"}  # C036 has no name


ROWS = [
    {"name": "=cmd|' /C calc'!A0", "figure": 2.5, "kind": "a"},
    {"name": "plain", "figure": -1, "kind": "b"},
    {"name": "plain too", "figure": None, "kind": "a"},
]


def test_a_file_holds_all_rows_the_filter_leaves(db: None) -> None:
    rows = [{"name": f"Ada {at}", "figure": at, "kind": "ab"[at % 2]} for at in range(300)]
    view = ask("t.export=csv&t.q=ada&t.is.kind=b&t.sort=-figure&t.after=nonsense", COLUMNS, rows)
    assert view.export is not None
    told = list(csv.DictReader(StringIO(_content(view).decode())))
    assert [int(row["figure"]) for row in told] == list(range(299, 0, -2))


def test_a_spreadsheet_runs_nothing_of_it(db: None) -> None:
    told = list(csv.reader(StringIO(_content(ask("t.export=csv", COLUMNS, ROWS)).decode())))
    assert told[1][0].startswith("'=")
    assert told[2] == ["plain", "-1", "b"]
    sheet = openpyxl.load_workbook(BytesIO(_content(ask("t.export=xlsx", COLUMNS, ROWS)))).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "s"]


def test_parquet_keeps_figures_figures(db: None) -> None:
    table = pq.read_table(BytesIO(_content(ask("t.export=parquet", COLUMNS, ROWS))))
    assert table.column("figure").to_pylist() == [2.5, -1, None]
    assert table.column("name").to_pylist()[0] == ROWS[0]["name"]


@pytest.mark.parametrize(
    "nonsense",
    [
        "t.after=%00",
        "t.sort=password",
        "t.export=exe",
        "t.after=W10",
        "t.after=NQ",
        "t.after=WyJ4IiwgInkiXQ",
        "t.q=" + "x" * 999,
    ],
)
def test_what_the_address_asks_wrongly_is_passed_over(nonsense: str) -> None:
    view = ask(nonsense, COLUMNS, ROWS)
    assert view.export is None
    assert len(view.rows) == (0 if "xxx" in nonsense else 3)


def test_other_tables_of_the_page_keep_what_they_were_asked() -> None:
    view = ask("other.sort=a&other.q=b%26c&t.q=plain", COLUMNS, ROWS)
    addresses = [heading.url for heading in view.headings] + [view.clear_url] + [url for _, url in view.exports]
    assert all(QueryDict(url[1:])["other.q"] == "b&c" for url in addresses)
    assert "t.q" not in view.clear_url


def _content(view: TableView) -> bytes:
    assert view.export is not None
    return b"".join(view.export)  # type: ignore[arg-type]  # a stream of bytes
