"""Machines a mapping names are marked as such, though its file holds events only."""

from __future__ import annotations

from dataclasses import replace

from customerhero.facts.mapping.model import Condition, Constant, Entry, FromColumns, OnePer, Section


def with_machines(section: Section, accounts: tuple[str, ...]) -> Section:
    """The section with one more entry: of the accounts who act in its events, those named become people, marked.

    A file that has people of its own marks them there.
    """
    acting = [entry for entry in section.entries if entry.table == "events"]
    if not accounts or any(entry.table == "people" for entry in section.entries):
        return section
    columns = dict.fromkeys(name for entry in acting if (name := _plain_column(entry)))
    return replace(section, entries=(*section.entries, *(_marked(name, accounts) for name in columns)))


def _plain_column(entry: Entry) -> str:
    """The column that names who acted, where its values are taken as they are."""
    value = entry.columns.get("person_id")
    if not isinstance(value, FromColumns) or len(value.columns) > 1 or value.values or value.pattern or value.pad:
        return ""
    return value.columns[0]


def _marked(column: str, accounts: tuple[str, ...]) -> Entry:
    return Entry(
        "people",
        {"person_id": FromColumns((column,), optional=True), "is_system": Constant("true")},
        OnePer((column,)),
        (Condition(column, one_of=accounts),),
    )
