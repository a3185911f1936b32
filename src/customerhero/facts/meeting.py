"""Whether the ids of a file meet those the lake knows: customers of two spellings are two customers in every figure.

Only distinct ids are compared. Letter case, zeros, `.0`, marks and what stands before a number are never changed here:
it is told that without them ids would meet, and where hardly any meets otherwise, the import stops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from customerhero.errors import StrangersError
from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import TABLES
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.mending import Pair, remedy

Files = Callable[[str], list[str]]
"""The files in which the lake keeps a table."""

_HARDLY, _MOSTLY = 0.05, 0.5
"""Hardly any id of the file meets, and most would in another spelling."""
_SOME: Final = 2
_FEW, _MANY = 10, 20
"""Where no spelling helps, so many customers of the file and of the lake miss each other only for a reason."""
_EXAMPLES: Final = 3


@dataclass(frozen=True)
class Incoming:
    """What a mapping made of a file, and what stands in the mapping about its ids."""

    tables: Mapping[str, Path]
    mapping: str
    columns: Mapping[str, str]
    """The source's columns of our ids."""
    new_ids: bool = False
    """Somebody said that its customers are others than those known."""


@dataclass(frozen=True)
class _Kind:
    """A kind of id: our column, the table whose rows they are, those that name them, and the word for them."""

    column: str
    home: str
    naming: tuple[str, ...]
    word: str
    must_meet: bool = False
    """Whether a file that names them without bringing them must know some."""


_KINDS: Final = (
    _Kind("customer_id", "customers", ("revenue", "cases", "feedback", "events"), "customers", must_meet=True),
    _Kind("case_id", "cases", ("events", "feedback"), "cases"),
    _Kind("team_id", "teams", ("people", "events", "feedback"), "teams"),
    _Kind("person_id", "people", ("events", "feedback"), "people"),
)


def meet(incoming: Incoming, known: Files, work: Path) -> list[DataNote]:
    """Notes on how many ids of a file are known and which would be in another spelling.

    StrangersError when hardly any customer or case is known but most would be in another spelling, or when of many
    customers none is known; not where somebody said that they are new.
    """
    lake = {name: known(name) for name in TABLES}
    paths = [Path(path) for files in lake.values() for path in files]
    with open_locked(Reach((*incoming.tables.values(), *paths), work)) as connection:
        compared = _Compared(connection, incoming, lake)
        notes = [note for kind in _KINDS for note in compared.notes(kind)]
        return notes + _before_joining(compared)


@dataclass(frozen=True)
class _Compared:
    connection: duckdb.DuckDBPyConnection
    incoming: Incoming
    lake: Mapping[str, list[str]]

    def row(self, sql: str) -> tuple[Any, ...]:
        return self.connection.execute(sql).fetchone() or ()

    def notes(self, kind: _Kind) -> list[DataNote]:
        came = [_of_files([str(file)], kind) for name, file in self.incoming.tables.items() if name in _named(kind)]
        if not came:
            return []
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE came AS {' UNION '.join(came)}")
        twins = self._twins(kind) if kind.must_meet else []
        known = self._known(kind)
        if not known:
            return twins
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE known AS {known}")
        return [*self._met(kind), *twins]

    def _known(self, kind: _Kind) -> str:
        """SQL for the ids of this kind that the lake knows: of their own table or, without it, of those naming them."""
        homes = [kind.home] if self.lake[kind.home] else [name for name in kind.naming if self.lake[name]]
        if kind.home == "cases" and "events" in homes and "events" in self.incoming.tables:
            return ""  # histories bring their own cases; to compare all of them would only cost
        return " UNION ".join(_of_files(self.lake[name], kind) for name in homes)

    def _met(self, kind: _Kind) -> list[DataNote]:
        own, met = self.row("SELECT count(*), count(*) FILTER (id IN (FROM known)) FROM came")
        (all_known,) = self.row("SELECT count(*) FROM known")
        if not own or not all_known:
            return []
        told = _known_in_words(kind, own, met)
        notes = [DataNote(f"known_{kind.word}", "", kind.column, "", met, told)] if kind.must_meet else []
        if met == own:
            return notes
        would, pairs = self._would_meet()
        if self._must_stop(kind, (own, met, all_known), would):
            raise self._stopped(kind, (own, met, all_known), pairs)
        return notes + (self._told(kind, would, pairs) if would else [])

    def _would_meet(self) -> tuple[int, list[Pair]]:
        """How many new ids would be known in another spelling, and some of them beside the known ones."""
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT id, {_loose('id')} AS loose, {_number('id')} AS number "
            "FROM came WHERE id NOT IN (FROM known)"
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE kept AS SELECT id, {_loose('id')} AS loose, {_number('id')} AS number "
            "FROM known"
        )
        same = "fresh.loose = kept.loose AND fresh.loose <> ''"
        tail = "fresh.number = kept.number AND (suffix(fresh.loose, kept.loose) OR suffix(kept.loose, fresh.loose))"
        found = [self._pairs(condition) for condition in (same, f"{tail} AND strlen(kept.number) > 1")]
        return max(found, key=lambda one: one[0])

    def _pairs(self, condition: str) -> tuple[int, list[Pair]]:
        joined = f"FROM fresh JOIN kept ON {condition}"
        (would,) = self.row(f"SELECT count(DISTINCT fresh.id) {joined}")
        rows = self.connection.execute(
            f"SELECT min(kept.id), fresh.id {joined} GROUP BY 2 ORDER BY 2 LIMIT {_EXAMPLES}"
        ).fetchall()
        return would, [Pair(*row) for row in rows]

    def _must_stop(self, kind: _Kind, counts: tuple[int, int, int], would: int) -> bool:
        own, met, known = counts
        if self.incoming.new_ids or kind.home in ("teams", "people") or met > _HARDLY * own:
            return False
        if would >= max(_SOME, _MOSTLY * own):
            return True
        return kind.must_meet and kind.home not in self.incoming.tables and own >= _FEW and known >= _MANY

    def _stopped(self, kind: _Kind, counts: tuple[int, int, int], pairs: list[Pair]) -> StrangersError:
        own, met, known = counts
        what = f"{met:,} of {own:,} {kind.word} of this file are among the {known:,} known"
        column = self.incoming.columns.get(kind.column, "")
        if pairs:
            what += f"; {excerpt(pairs[0].known)} is known, {excerpt(pairs[0].came)} came"
        else:
            came, kept = (self.row(f"SELECT min(id) FROM {table}")[0] for table in ("came", "known"))
            what += f"; {excerpt(kept)} is known, {excerpt(came)} came"
        lengths = self.row(
            "SELECT min(length(id)), max(length(id)), bool_and(id = lower(id)), bool_and(id = upper(id)) FROM known"
        )
        return StrangersError(f"{what}.", remedy(kind.column, column, pairs, lengths), self.incoming.mapping)

    def _told(self, kind: _Kind, would: int, pairs: list[Pair]) -> list[DataNote]:
        examples = ", ".join(f"{excerpt(pair.came)} (known is {excerpt(pair.known)})" for pair in pairs)
        told = (
            f"{would:,} of the new {kind.word} differ from known ones only by letter case, zeros, marks or what stands "
            f"before a number, and count as others: {examples}."
        )
        return [DataNote("nearly_known", "", kind.column, pairs[0].came, would, told, first=True)]

    def _twins(self, kind: _Kind) -> list[DataNote]:
        """Ids of one file that differ only by letter case or zeros."""
        found = self.connection.execute(
            f"SELECT min(id), max(id), count(*) OVER () FROM came GROUP BY {_plain('id')} HAVING count(*) > 1 "
            f"ORDER BY 1 LIMIT {_EXAMPLES}"
        ).fetchall()
        if not found:
            return []
        examples = ", ".join(f"{excerpt(one)} and {excerpt(other)}" for one, other, _ in found)
        told = (
            f"Some {kind.word} of this file have ids that differ only by letter case, zeros or .0 and count as "
            f"different ones, {found[0][2]:,} in all: {examples}."
        )
        return [DataNote("alike_ids", "", kind.column, found[0][0], found[0][2], told, first=True)]


def _before_joining(compared: _Compared) -> list[DataNote]:
    """Cases that were opened before their customer became one."""
    tables = compared.incoming.tables
    joined = [str(tables["customers"])] if "customers" in tables else compared.lake["customers"]
    if "cases" not in tables or not joined:
        return []
    batch = "0" if "customers" in tables else "batch"
    count, example = compared.row(
        f"WITH joined AS (SELECT customer_id, arg_max(joined_at, {batch}) AS at FROM {_read(joined)} GROUP BY 1) "
        f"SELECT count(*), min(case_id) FROM {_read([str(tables['cases'])])} AS c JOIN joined USING (customer_id) "
        "WHERE c.opened_at < date_trunc('day', joined.at)"
    )
    if not count:
        return []
    told = f"{count:,} cases (such as {excerpt(str(example))}) were opened before their customer became one."
    return [DataNote("before_joining", "cases", "opened_at", excerpt(str(example)), count, told)]


def _known_in_words(kind: _Kind, own: int, met: int) -> str:
    if met == own:
        return f"All {own:,} {kind.word} of this file are known."
    new = "1 is new" if own - met == 1 else f"{own - met:,} are new"
    return f"{met:,} of {own:,} {kind.word} of this file are known; {new}."


def _named(kind: _Kind) -> tuple[str, ...]:
    return (kind.home, *kind.naming)


def _of_files(files: list[str], kind: _Kind) -> str:
    return f"SELECT DISTINCT {kind.column} AS id FROM {_read(files)} WHERE {kind.column} IS NOT NULL"


def _read(files: list[str]) -> str:
    return f"read_parquet([{', '.join(path_sql(Path(file)) for file in files)}])"


def _plain(text: str) -> str:
    """SQL for an id in small letters without `.0` and without the zeros before its numbers."""
    whole = f"regexp_replace(lower({text}), '[.,]0$', '')"
    return f"regexp_replace({whole}, '(^|\\D)0+(\\d)', '\\1\\2', 'g')"


def _loose(text: str) -> str:
    """SQL for the same without marks and blanks, but for those between numbers: 1-10 is not 11-0."""
    plain = _plain(text)
    apart = f"regexp_replace({plain}, '(\\d)[^\\p{{L}}\\p{{N}}]+(\\d)', '\\1|\\2', 'g')"
    bare = f"regexp_replace({apart}, '[^\\p{{L}}\\p{{N}}|]+', '', 'g')"
    grouped = f"regexp_full_match({text}, '\\d{{1,3}}([ ,.''’]\\d{{3}})+')"
    return f"CASE WHEN {grouped} THEN ltrim(regexp_replace({text}, '\\D', '', 'g'), '0') ELSE {bare} END"


def _number(text: str) -> str:
    """SQL for the number an id ends with, without its zeros."""
    return f"ltrim(regexp_extract({_plain(text)}, '(\\d+)$', 1), '0')"
