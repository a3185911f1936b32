"""Whether a mapping reads the values of a file: found out on its first rows before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.contracts import Column
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import Entry, Mapping, OnePer, Section
from customerhero.facts.mapping.rows import EntryRows, Piece, entry_rows
from customerhero.facts.mapping.sampling import MOST, SAMPLE
from customerhero.facts.mapping.texts import Texts
from customerhero.facts.twins import quoted


def unread(mapping: Mapping, section: Section, staged: Path) -> MappingOf[str, str]:
    """The columns of ours of which the mapping reads too few values of a file, each with a value it does not read.

    A column that the mapping needs and that the file does not have is among them, without a value.
    """
    found: dict[str, str] = {}
    with open_locked(Reach((staged,))) as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({path_sql(staged)})").fetchall()
        types = {row[0]: row[1] for row in described}
        piece = Piece(staged, tuple(types), SAMPLE)
        for entry in section.entries:
            if _is_left_out(entry, Header(types, mapping)):
                continue
            try:
                rows = entry_rows(entry, Header(types, mapping, Texts(connection, piece.sql, mapping)), piece)
            except MappingError as lacking:
                found.setdefault(f"{entry.table}: {lacking.what}", "")
                continue
            if names := [name for name in rows.columns if _can_fail(rows.table.column(name))]:
                counts = connection.execute(_counts_sql(rows, names)).fetchone() or ()
                found.update(_too_few(rows.table.name, names, counts))
    return found


_EACH: Final = 3


def _is_left_out(entry: Entry, header: Header) -> bool:
    """Whether an import does without the entry, since the file does not have its key."""
    if not isinstance(entry.rows, OnePer) or header.mapping.absent_columns == "error":
        return False
    return any(header.find(key) is None for key in entry.rows.key)


def _can_fail(column: Column) -> bool:
    return column.type not in ("id", "text") or bool(column.choices)


def _counts_sql(rows: EntryRows, names: list[str]) -> str:
    counts = []
    for name in names:
        text, value = quoted(f"t:{name}"), quoted(name)
        counts += [f"count({text})", f"count({value})", f"min({text}) FILTER ({value} IS NULL)"]
    return f"SELECT {', '.join(counts)} FROM ({rows.sql})"


def _too_few(table: str, names: list[str], counts: tuple[object, ...]) -> dict[str, str]:
    told = [counts[place * _EACH : place * _EACH + _EACH] for place in range(len(names))]
    return {
        f"{table}.{name}": str(example)
        for name, (found, read, example) in zip(names, told, strict=True)
        if isinstance(found, int) and isinstance(read, int) and read < MOST * found
    }
