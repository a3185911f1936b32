"""Whether a mapping reads the values of a file: found out on its first rows before it is proposed."""

from __future__ import annotations

from pathlib import Path

from customerhero.errors import MappingError
from customerhero.facts.columns import types_of
from customerhero.facts.duck import Reach, open_locked
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import Mapping, Section
from customerhero.facts.mapping.refusing import can_be_unreadable
from customerhero.facts.mapping.rows import EntryRows, Piece, absent_key, entry_rows
from customerhero.facts.mapping.sampling import MOST, SAMPLE
from customerhero.facts.mapping.texts import Texts
from customerhero.facts.twins import quoted


def unread(mapping: Mapping, section: Section, staged: Path) -> tuple[str, ...]:
    """The columns of ours of which the mapping reads too few values of a file, and those needed that it has not."""
    found: dict[str, None] = {}
    with open_locked(Reach((staged,))) as connection:
        types = types_of(connection, staged)
        piece = Piece(staged, tuple(types), SAMPLE)
        texts = Texts(connection, piece.sql, mapping)
        for entry in section.entries:
            if absent_key(entry, Header(types, mapping)):
                continue
            try:
                rows = entry_rows(entry, Header(types, mapping, texts), piece)
            except MappingError as lacking:
                found[f"{entry.table}: {lacking.what}"] = None
                continue
            if names := [name for name in rows.columns if can_be_unreadable(rows.table.column(name))]:
                counts = connection.execute(_counts_sql(rows, names)).fetchone() or ()
                found.update(dict.fromkeys(_too_few(rows.table.name, names, counts)))
    return tuple(found)


def _counts_sql(rows: EntryRows, names: list[str]) -> str:
    counts = [f"count({quoted(f't:{name}')}), count({quoted(name)})" for name in names]
    return f"SELECT {', '.join(counts)} FROM ({rows.sql})"


def _too_few(table: str, names: list[str], counts: tuple[int, ...]) -> list[str]:
    told = zip(names, counts[::2], counts[1::2], strict=True)
    return [f"{table}.{name}" for name, found, read in told if read < MOST * found]
