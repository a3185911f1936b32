"""Whether a proposed mapping would lose amounts because customer, month and currency repeat: then they are added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from customerhero.errors import MappingError
from customerhero.facts.columns import types_of
from customerhero.facts.contracts import REVENUE
from customerhero.facts.duck import Reach, open_locked
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.assumptions import Assumption
from customerhero.facts.mapping.drafting import Draft, text_of_drafts
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import TO_BE_SAID, Each, Entry, Section
from customerhero.facts.mapping.model import Mapping as SourceMapping
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.mapping.repeats import looks_like_id
from customerhero.facts.mapping.rows import Piece, entry_rows
from customerhero.facts.mapping.sampling import Sampled
from customerhero.facts.mapping.texts import Texts
from customerhero.facts.twins import quoted

KEY: Final = "rows"
EACH: Final = "each"
_SUM, _SUM_ONCE = "{sum: amount}", "{sum: amount, equal_rows: once}"
_PROBE: Final = "XXX"
"""Stands for what is still to be said while rows are counted."""
_ONE_EACH: Final = 0.95
"""The share of differing rows in which an id has a value of its own."""


@dataclass(frozen=True)
class Repeats:
    """Rows that make an amount, how many of them repeat the key of an earlier one, and whole rows that repeat."""

    rows: int
    repeated: int
    equal: int
    id_column: str = ""
    """A column with a value of its own in each of the rows that differ."""


def with_sums(
    staged: Path, drafts: list[Draft], columns: list[Sampled], answers: Mapping[str, str]
) -> tuple[list[Draft], list[Assumption]]:
    """The drafts, amounts of one customer, month and currency added up where they repeat; and why."""
    if answers.get(KEY) == EACH or not any(draft.table == REVENUE.name for draft in drafts):
        return drafts, []
    try:
        mapping = parse_mapping(text_of_drafts("probe", drafts, columns).replace(TO_BE_SAID, _PROBE), "probe")
    except MappingError:
        return drafts, []  # its own error says what is wrong
    found = repeats(staged, mapping, mapping.sections[0])
    if not found.repeated:
        return drafts, []
    how = _SUM_ONCE if found.equal and found.id_column else _SUM
    summed = [replace(draft, rows=how) if draft.table == REVENUE.name else draft for draft in drafts]
    return summed, [_taken(found)]


def repeats(staged: Path, mapping: SourceMapping, section: Section) -> Repeats:
    """How often the rows of a staged file repeat a customer's month, where a mapping takes each as an amount."""
    entries = [one for one in section.entries if one.table == REVENUE.name and isinstance(one.rows, Each)]
    if not entries:
        return Repeats(0, 0, 0)
    with open_locked(Reach((staged,))) as connection:
        return _counted(connection, staged, mapping, entries[0])


def _counted(connection: duckdb.DuckDBPyConnection, staged: Path, mapping: SourceMapping, entry: Entry) -> Repeats:
    types = types_of(connection, staged)
    piece = Piece(staged, tuple(types))
    header = Header(types, mapping, Texts(connection, piece.sql, mapping))
    rows = entry_rows(entry, header, piece)
    key = ", ".join(quoted(name) for name in REVENUE.key)
    known = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in (*REVENUE.key, "amount"))
    amounts, months = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({key})) FROM ({rows.sql}) WHERE {known}"
    ).fetchone() or (0, 0)
    own = {name: header.own(name) for name in header.types}
    ids = [name for name in own if name not in header.used and looks_like_id(name)]
    told = [f"hash({', '.join(own.values())})", *(own[name] for name in ids)]
    counts = ", ".join(f"count(DISTINCT {sql})" for sql in told)
    every, differing, *values = connection.execute(f"SELECT count(*), {counts} FROM ({piece.sql})").fetchone() or (0, 0)
    distinct = [name for name, many in zip(ids, values, strict=True) if many >= _ONE_EACH * differing]
    return Repeats(amounts, amounts - months, every - differing, next(iter(distinct), ""))


def _taken(found: Repeats) -> Assumption:
    taken = "amounts of one customer, month and currency are added up"
    evidence = f"{found.repeated:,} of {found.rows:,} rows have the customer, month and currency of an earlier one"
    if found.equal and found.id_column:
        taken += ", a row that repeats an earlier one in every column only once"
        evidence += f", {found.equal:,} rows repeat an earlier one, {excerpt(found.id_column)} among it"
    elif found.equal:
        evidence += f"; {found.equal:,} of them are equal to an earlier one in every column and are added too"
    elif found.id_column:
        evidence += f" and differ in {excerpt(found.id_column)}"
    return Assumption(KEY, "", taken, evidence)
