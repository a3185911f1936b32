"""What is noticed about a source while it is mapped: missing marks, unknown codes, columns that are not there."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from customerhero.facts.checks import ZONE_NOTED, Checked, DataNote, check_tables
from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import MOST_TOLD, cited, excerpt
from customerhero.facts.mapping.answers_told import told_of_answers
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import NAMED_FORMATS, Condition, FromColumns, HistoryOf, Mapping, Section
from customerhero.facts.mapping.noticing_texts import notes_on_texts
from customerhero.facts.mapping.rows import Piece
from customerhero.facts.mapping.texts import Texts
from customerhero.facts.mapping.times import zone_of
from customerhero.facts.mapping.values import holds
from customerhero.facts.twins import text_sql

_MOST_TOLD = 10


@dataclass
class Source:
    """A staged file, the mapping's section for it, and which of its columns were used or asked for in vain."""

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    section: Section
    types: dict[str, str]
    piece: Piece
    used: dict[str, None] = field(default_factory=dict)
    absent: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = Texts(self.connection, self.piece.sql, self.mapping)

    @property
    def header(self) -> Header:
        """Its header, with nothing asked of it yet."""
        return Header(self.types, self.mapping, self.texts)


def notes_of(source: Source, files: MappingOf[str, Path], now: datetime) -> list[DataNote]:
    """The notes on a source and on what was made of it."""
    is_history = source.section.is_history
    is_history = is_history and not source.piece.backwards  # its last row is its oldest
    checked = Checked(source.connection, files, source.mapping.system_accounts, is_history)
    return [
        *_absent_columns(source),
        *notes_on_texts(source.texts, source.used),
        *_without_key(source),
        *_unknown_codes(source),
        *_zones(source),
        *_clock_changes(source),
        *told_of_answers(checked),
        *check_tables(checked, now),
    ]


def _absent_columns(source: Source) -> list[DataNote]:
    return [
        DataNote("absent_column", "", name, "", 0, f"The file has no column {name}; what it would say is missing.")
        for name in map(excerpt, source.absent)
    ]


def _without_key(source: Source) -> list[DataNote]:
    keys = [name for entry in source.section.entries if isinstance(entry.rows, HistoryOf) for name in entry.rows.key]
    header, notes = source.header, []
    for name in dict.fromkeys(found for key in keys if (found := header.find(key))):
        sql = f"SELECT count(*) FROM ({header.cleaned_sql([name], source.piece.sql)}) WHERE {header.own(name)} IS NULL"
        count = (source.connection.execute(sql).fetchone() or (0,))[0]
        if count:
            told = f"{count:,} rows have no {excerpt(name)} and belong to no history; they are left out."
            notes.append(DataNote("no_key", "", name, "", count, told))
    return notes


def _unknown_codes(source: Source) -> list[DataNote]:
    notes = []
    for name, known in _known_codes(source).items():
        found = source.connection.execute(_codes_sql(source, name, known)).fetchall()
        notes += [
            DataNote("unknown_code", "", name, excerpt(code), count, _told_code(name, code, count))
            for code, count in found
        ]
    return notes


def _told_code(name: str, code: str, count: int) -> str:
    return f"{excerpt(name)} has the unknown code {cited(code)} in {count:,} rows."


@dataclass(frozen=True)
class _Codes:
    """The codes a column is known to have, and the rows in which it counts."""

    known: tuple[str, ...]
    where: tuple[Condition, ...] = ()


def _known_codes(source: Source) -> dict[str, _Codes]:
    header = source.header
    known = {found: _Codes(codes) for name, codes in source.section.codes.items() if (found := header.find(name))}
    for entry in source.section.entries:
        for value in entry.columns.values():
            if not isinstance(value, FromColumns) or not value.values or value.pattern or len(value.columns) > 1:
                continue
            found = header.find(value.columns[0])
            if found and found not in known and value.otherwise == "keep":  # else it is said what becomes of others
                known[found] = _Codes(tuple(value.values), entry.where)
    return known


def _codes_sql(source: Source, name: str, codes: _Codes) -> str:
    header = source.header
    conditions = [holds(condition, header.sql(condition.column)) for condition in codes.where]
    cleaned = header.cleaned_sql(dict.fromkeys([name, *header.used]), source.piece.sql)
    listed = ", ".join(text_sql(code.lower()) for code in codes.known)
    rows = f"SELECT {header.own(name)} AS code FROM ({cleaned}) WHERE {' AND '.join(conditions) or 'true'}"
    return (
        f"SELECT left(code, {MOST_TOLD + 1}), count(*) FROM ({rows}) "
        f"WHERE lower(code) NOT IN ({listed}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_TOLD}"
    )


def _clock_changes(source: Source) -> list[DataNote]:
    notes = []
    for name, zone in _zoned_columns(source).items():
        header = source.header
        local = f"coalesce({_local(header, name)})"
        utc = f"timezone('UTC', timezone({text_sql(zone)}, local))"
        counted = source.connection.execute(
            f"SELECT count(*) FILTER (timezone({text_sql(zone)}, timezone('UTC', utc)) <> local), count(*) FILTER "
            f"(timezone({text_sql(zone)}, timezone('UTC', utc - INTERVAL 1 HOUR)) = local "
            f"OR timezone({text_sql(zone)}, timezone('UTC', utc + INTERVAL 1 HOUR)) = local) "
            f"FROM (SELECT local, {utc} AS utc FROM (SELECT {local} AS local FROM "
            f"({header.cleaned_sql([name], source.piece.sql)})))"
        ).fetchone() or (0, 0)
        notes += _told_clock_changes(name, zone, counted)
    return notes


def _zones(source: Source) -> list[DataNote]:
    told = "Times that do not tell their own zone are read as those of {}."
    zones = dict.fromkeys(_zoned_columns(source).values())
    return [DataNote(ZONE_NOTED, "", "", zone, 0, told.format(zone), first=True) for zone in zones]


def _zoned_columns(source: Source) -> dict[str, str]:
    header, zones = source.header, {}
    for entry in source.section.entries:
        for target, value in entry.columns.items():
            is_time = TABLES[entry.table].column(target).type == "time"
            if not is_time or not isinstance(value, FromColumns) or zone_of(value, header) == "UTC":
                continue
            zones.update({found: zone_of(value, header) for name in value.columns if (found := header.find(name))})
    return zones


def _local(header: Header, name: str) -> str:
    formats = [told for told in header.mapping.dates if told not in NAMED_FORMATS and "%z" not in told]
    own = header.own(name)
    tries = [f"try_strptime({own}, [{', '.join(text_sql(f) for f in formats)}])"] if formats else []
    return ", ".join([*tries, f"CASE WHEN length({own}) <= 19 THEN TRY_CAST({own} AS TIMESTAMP) END"])


def _told_clock_changes(name: str, zone: str, counted: tuple[int, ...]) -> list[DataNote]:
    skipped, doubled = counted
    name, notes = excerpt(name), []
    if skipped:
        told = f"{skipped:,} times in {name} do not exist in {zone} (the clock was put forward); read an hour later."
        notes.append(DataNote("skipped_hour", "", name, zone, skipped, told))
    if doubled:
        told = f"{doubled:,} times in {name} exist twice in {zone} (the clock was put back); read as the later one."
        notes.append(DataNote("doubled_hour", "", name, zone, doubled, told))
    return notes
