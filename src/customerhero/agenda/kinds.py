"""What kinds of thing a source ever records: a figure about a kind that it never does is no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.calendar import DAY_US
from customerhero.facts.collect import Row, collect
from customerhero.facts.contracts import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_FILLED: Final[Mapping[str, Mapping[str, str]]] = {
    "customers": {
        "joining": "joined_us",
        "leaving": "left_us",
        "leave_reason": "leave_reason",
        "root_reason": "root_reason",
        "avoidable": "avoidable",
    },
    "cases": {"customer of a case": "customer_key", "resolved": "resolved_us", "closed": "closed_us"},
    "events": {"rule": "rule_id", "customer of an event": "customer_key"},
    "feedback": {"invitation": "invited_at", "comment": "comment"},
}
"""By table: the kinds that are there when a column is ever filled."""
_ANY_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "fight": ("refused", "asked_again"),
    "effort": ("retention_offer", "remedied", "apologised"),
    "contact": ("opened", "asked_again", "reopened"),
    "promise": ("kept", "broken"),
    "ended": ("resolved", "closed"),
    "friction": ("handed_on_by_team", "refused", "rule", "broken"),
    "customer of a case": ("customer of a case", "customer of an event"),
    "sign of trouble": ("cases", "events"),
    "sign of life": ("revenue", "customer of a case", "customer of an event"),
    "leaving": ("leaving", "lives"),
    "notice or failure": ("notice_to_leave", "failed"),
}
"""Kinds that are there when one of several is."""
MONTH_DAYS: Final = 31
_HANDED_ON: Final = {"handed_on_by_team": "team_stays", "handed_on_by_person": "person_stays"}


def kinds_of(facts: Facts) -> frozenset[str]:
    """The kinds of thing that these facts ever record, each table asked once; events by the names of their kinds."""
    asked = [_filled(facts.tables[name], _FILLED[name]) for name in _FILLED if name in facts.present]
    if "customers" in facts.present:
        asked += [_won_somehow(facts.customers), _left_over_time(facts.customers)]
    if "events" in facts.present:
        asked += [_happened(facts.events), *(_handed_on(facts.tables[held], kind) for kind, held in _HANDED_ON.items())]
    rows = [row for table in asked for row in collect(table, question="kinds of facts")]
    found = set(facts.present) | {kind for row in rows for kind in _found(row)}
    return frozenset(found | {kind for kind, several in _ANY_OF.items() if not found.isdisjoint(several)})


def _filled(table: ir.Table, columns: Mapping[str, str]) -> ir.Table:
    return table.aggregate(**{kind: table[column].count() for kind, column in columns.items()})


def _won_somehow(customers: ir.Table) -> ir.Table:
    return customers.aggregate(acquisition=customers.acquired_by.count(where=customers.acquired_by != "unknown"))


def _left_over_time(customers: ir.Table) -> ir.Table:
    """Whether leaving is known of more than one month: a snapshot tells who left, not when customers leave."""
    longer = customers.left_us.max() - customers.left_us.min() >= MONTH_DAYS * DAY_US
    return customers.aggregate(**{"leaving over time": ibis.coalesce(longer, False).cast("int64")})


def _happened(events: ir.Table) -> ir.Table:
    return events.aggregate(**{kind: (events.kind == kind).sum() for kind in EVENT_KINDS})


def _handed_on(stays: ir.Table, kind: str) -> ir.Table:
    return stays.aggregate(**{kind: (stays.position > 1).sum()})


def _found(row: Row) -> list[str]:
    return [kind for kind, count in row.items() if count]
