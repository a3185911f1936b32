"""The cases behind a finding: all that its answer lists of the finding's own, or the sample it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customerhero.charts.columns import pretty
from customerhero.findings import Finding, Table
from customerhero.web.look.tables import Column, TableView, shown_table
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import answer_of

TABLES: Final = ("listed_cases", "listed_customers")
WHOLE: Final = "organisation"


@dataclass(frozen=True)
class Listed:
    """The cases, or customers, as the page shows them."""

    view: TableView | None
    is_sample: bool
    customers: tuple[tuple[str, str], ...]
    """Ids and where they lead, when there is no table."""
    cases: tuple[str, ...]


def listed_of(request: HttpRequest, run: Run, finding: Finding) -> Listed:
    """The rows behind a finding, from what the run kept."""
    rows, is_sample = _rows(run, finding)
    if rows.rows:
        columns = [_column(name, rows) for name in rows.columns]
        view = shown_table(request, "cases", columns, rows.records(), caption=_("The cases behind it"))
        return Listed(view, is_sample, (), ())
    customers = tuple((one, customer_url(one) or "") for one in finding.evidence.customers)
    return Listed(None, True, customers, finding.evidence.cases)


def customer_url(customer_id: object) -> str | None:
    """The page of a customer; None where there is none."""
    try:
        return reverse("customer", args=[customer_id]) if customer_id else None
    except NoReverseMatch:
        return None


def _rows(run: Run, finding: Finding) -> tuple[Table, bool]:
    """The rows listed of the finding's own, and whether they are only a sample."""
    answer = answer_of(run, finding.insight)
    table = next((kept for name in TABLES if answer and (kept := answer.table(name)).rows), Table((), ()))
    own = _own(table, finding)
    if own is not None:
        most = int(answer.options.get("most_cases") or 0) if answer else 0
        return Table(table.columns, tuple(own)), bool(most) and len(table.rows) >= most
    sample = _sampled(table, finding)
    return Table(table.columns, tuple(sample)), True


def _own(table: Table, finding: Finding) -> list[tuple[Any, ...]] | None:
    """Rows that a column says are the finding's; None when no column does."""
    kind, wanted = finding.subject.kind, finding.subject.id
    if kind == WHOLE:
        return list(table.rows)
    if kind not in table.columns:
        return None
    at = table.columns.index(kind)
    return [row for row in table.rows if str(row[at]) == wanted]


def _sampled(table: Table, finding: Finding) -> list[tuple[Any, ...]]:
    for name, wanted in (("case_id", finding.evidence.cases), ("customer_id", finding.evidence.customers)):
        if name in table.columns and wanted:
            at = table.columns.index(name)
            return [row for row in table.rows if row[at] in wanted]
    return []


def _column(name: str, table: Table) -> Column:
    link = _to_customer if name == "customer_id" else None
    return Column(name, _LABELS.get(name) or pretty(name), _kind(name, table), link=link)


def _kind(name: str, table: Table) -> Any:
    if name.endswith("_id"):
        return "id"
    if name.endswith("_at"):
        return "day"
    values = [row[table.columns.index(name)] for row in table.rows]
    return _kind_of(values)


def _kind_of(values: Sequence[Any]) -> str:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return "flag"
    if known and all(isinstance(value, int) for value in known):
        return "whole"
    return "number" if known and all(isinstance(value, int | float) for value in known) else "text"


def _to_customer(row: Any) -> str | None:
    return customer_url(row.get("customer_id"))


_LABELS: Final = {"case_id": lazy("Case"), "customer_id": lazy("Customer"), "left_at": lazy("Left on")}
