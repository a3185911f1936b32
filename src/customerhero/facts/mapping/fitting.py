"""The shipped mapping that knows a file by its header and its name, and what it makes of each column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from customerhero.facts.mapping.loading import load_mapping, preset_names, sections_that_fit
from customerhero.facts.mapping.model import Entry, FromColumns, HashOf, HistoryOf, Joined, OnePer, Previous, Section
from customerhero.facts.mapping.plain_names import squeezed

_DISTINCT: Final = 5
"""A header with so many columns of a preset is no chance."""


def preset_for(header: list[str], source: str, *, is_known: bool = True) -> tuple[str, Section] | None:
    """The preset and its section that fit a file: all columns they need, and most of the file or many of them.

    Fewer are enough where nothing else is known about the file.
    """
    many = _DISTINCT if is_known else _DISTINCT - 1
    fitting = []
    for name in preset_names():
        section, lacking = sections_that_fit(load_mapping(name), header, source)[0]
        used = len(uses(section, header))
        if not lacking and section.recognise and (len(section.recognise) >= many or 2 * used >= len(header)):
            fitting.append((len(section.recognise), used, name, section))
    best = max(fitting, key=lambda fit: fit[:3], default=None)
    return (best[2], best[3]) if best else None


def is_plain(section: Section) -> bool:
    """Whether a section reads columns that have the contract's own names: any file can have such by chance."""
    first, *others = section.entries
    return not others and all(
        isinstance(value, FromColumns) and value.columns == (name,) for name, value in first.columns.items()
    )


def uses(section: Section, header: list[str]) -> dict[str, str]:
    """What a section makes of the columns of a file, by column; those it does not use are left out."""
    named: dict[str, list[str]] = {}
    for entry in section.entries:
        for column, use in _uses(entry):
            named.setdefault(squeezed(column), []).append(use)
    found = {name: named[squeezed(name)] for name in header if squeezed(name) in named}
    return {name: ", ".join(dict.fromkeys(told)) for name, told in found.items()}


def _uses(entry: Entry) -> Iterator[tuple[str, str]]:
    for target, value in entry.columns.items():
        columns: tuple[str, ...] = ()
        if isinstance(value, FromColumns | Joined | HashOf):
            columns = tuple(name for name in value.columns if not name.startswith("="))
            columns += (value.time,) if isinstance(value, FromColumns) and value.time else ()
        elif isinstance(value, Previous):
            columns = (value.column,)
        yield from ((name, f"{entry.table}.{target}") for name in columns)
        if isinstance(value, FromColumns):
            beside = (*filter(None, [value.minus]), *(condition.column for condition in value.when))
            yield from ((name, f"{entry.table}.{target}") for name in beside)
    yield from ((condition.column, f"which {entry.table}") for condition in entry.where)
    if isinstance(entry.rows, OnePer):
        yield from ((name, f"which {entry.table}") for name in _choosing(entry.rows))
    if isinstance(entry.rows, OnePer | HistoryOf) and entry.rows.order:
        yield from ((name, "order") for name in entry.rows.order.columns)
    if isinstance(entry.rows, HistoryOf) and entry.rows.fields:
        yield from ((name, "what changed") for name in (entry.rows.fields.name, entry.rows.fields.value))
    for kind in entry.kinds:
        conditions = (*kind.where, *kind.becomes, *kind.leaves)
        named = (*(held.column for held in conditions), *kind.matches, *kind.changes, kind.passes, kind.increases)
        yield from ((name, "events.kind") for name in named if name)


def _choosing(mode: OnePer) -> Iterator[str]:
    """The columns that say which row of a key is kept, beside the order of times."""
    yield from (condition.column for conditions in (*mode.prefer, mode.only_if) for condition in conditions)
    if mode.of:
        yield from (*mode.of.key, *(mode.of.order.columns if mode.of.order else ()))
        yield from _choosing(mode.of)
