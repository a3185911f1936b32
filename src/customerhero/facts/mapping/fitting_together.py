"""Whether the parts of a mapping's entry fit together: what needs a history has one, and only money is added up."""

from __future__ import annotations

from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.model import Entry, FromColumns, HistoryOf, OnePer, Previous, Summed
from customerhero.facts.mapping.nodes import Node, nearest

_HISTORY = "Say `rows: {history_of: KEY, order: TIME}`, or leave it out."


def check_entry(entry: Entry, nodes: dict[str, Node]) -> None:
    """MappingError at the part that does not fit the others."""
    if isinstance(entry.rows, Summed):
        _check_sum(entry, entry.rows, nodes["rows"])
    if not isinstance(entry.rows, HistoryOf):
        _check_no_history(entry, nodes)
    for name, value in entry.columns.items():
        if isinstance(value, FromColumns):
            _check_value(entry, name, value, nodes["columns"].entries()[name])


def _check_sum(entry: Entry, rows: Summed, node: Node) -> None:
    money = [column.name for column in TABLES[entry.table].columns if column.type == "money"]
    if rows.column not in money or TABLES[entry.table].ordered:
        can = [name for name in money if not TABLES[entry.table].ordered]
        remedy = nearest(rows.column, can) if can else f"Rows of {entry.table} cannot be added up."
        raise node.error(f"{cited(rows.column)} of {entry.table} cannot be added up.", remedy)


def _check_value(entry: Entry, name: str, value: FromColumns, node: Node) -> None:
    kind = TABLES[entry.table].column(name).type
    if value.take and (kind != "time" or not isinstance(entry.rows, OnePer)):
        raise node.error("`take:` needs a time and rows that are one per key.", "Say `rows: {one_per: KEY}`.")
    if value.minus and kind != "money":
        raise node.error("`minus:` takes something off an amount.", f"{name} of {entry.table} is none; leave it out.")


def _check_no_history(entry: Entry, nodes: dict[str, Node]) -> None:
    for name, value in entry.columns.items():
        if isinstance(value, Previous):
            raise nodes["columns"].entries()[name].error("`previous:` needs the history of a key.", _HISTORY)
    for kind in entry.kinds:
        if kind.needs_history:
            raise nodes["kinds"].error(f"What is said of {kind.kind!r} needs the history of a key.", _HISTORY)
