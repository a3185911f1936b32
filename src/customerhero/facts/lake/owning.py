"""Whose a row is: the newest version says so, and where that names nobody, the last customer an earlier one named.

A case is a customer's when the case says so, or when it names nobody and none of its events is somebody else's. Rows
that name another customer stay theirs, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customerhero.facts.lake.stored import STORED, Stored
from customerhero.facts.lake.workshop import Workshop

ERASED: Final = "erased_cases"
SHARED: Final = "shared_cases"
"""The temporary table of cases that keep something but lose events, so that their stays must be derived again."""
_OF_CASES: Final = ("cases", "events", "feedback")
_OWNED: Final = ("events", "feedback")


@dataclass(frozen=True)
class Versions:
    """A table's data files: those of its newest version and all others."""

    newest: Sequence[Path]
    older: Sequence[Path]

    @property
    def every(self) -> list[Path]:
        """All of them."""
        return sorted([*self.newest, *self.older])


@dataclass(frozen=True)
class Cases:
    """The keys of the cases that go, and of those that stay without some of their events."""

    erased: Sequence[int]
    shared: Sequence[int]


class Owning:
    """What of the lake is one customer's; made of temporary tables that live as long as the writer's connection."""

    def __init__(self, shop: Workshop, key: int, files: Mapping[str, Versions], known: Cases | None = None) -> None:
        self._shop = shop
        self._key = key
        for name in STORED:
            self._see(STORED[name], files[name])
        self._find(known)

    @property
    def cases(self) -> Cases:
        """The customer's cases."""
        return Cases(self._numbers(ERASED), self._numbers(SHARED))

    def is_mine(self, stored: Stored) -> str:
        """The condition under which a row is the customer's; never NULL."""
        columns, told_of = stored.schema.names, []
        if "customer_key" in columns:
            told_of.append(f"coalesce(customer_key = {self._key}, false)")
        if "customer_key" in columns and "case_key" in columns:
            told_of.append(f"(customer_key IS NULL AND coalesce(case_key IN (FROM {ERASED}), false))")
        if stored.name == "cases":
            told_of.append(f"case_key IN (FROM {ERASED})")
        if stored.name in _OWNED:
            told_of.append(f"{stored.key[0]} IN (SELECT key FROM owned_{stored.name})")
        return " OR ".join(told_of) or "false"

    def _see(self, stored: Stored, files: Versions) -> None:
        self._shop.view(f"newest_{stored.name}", files.newest, stored)
        self._shop.view(f"older_{stored.name}", files.older, stored)
        self._shop.run(
            f"CREATE OR REPLACE TEMP VIEW every_{stored.name} AS SELECT *, true AS is_newest "
            f"FROM newest_{stored.name} UNION ALL BY NAME SELECT *, false AS is_newest FROM older_{stored.name}"
        )

    def _find(self, known: Cases | None) -> None:
        if known is None:
            mine = f"case_key IS NOT NULL AND customer_key = {self._key}"
            found = (
                f"SELECT case_key FROM every_cases WHERE {mine} UNION SELECT case_key FROM every_events WHERE {mine}"
            )
        else:
            found = _listed([*known.erased, *known.shared])
        self._make("touched", found)
        for name in _OF_CASES:
            self._make(f"last_{name}", self._last_sql(STORED[name]))
        self._make(ERASED, self._erased_sql() if known is None else _listed(known.erased))
        for name in _OWNED:
            self._make(f"owned_{name}", self._owned_sql(name))
        self._make(SHARED, self._shared_sql() if known is None else _listed(known.shared))

    def _make(self, name: str, sql: str) -> None:
        self._shop.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def _last_sql(self, stored: Stored) -> str:
        """The newest version of every row that ever named the customer or stood in a case of theirs."""
        key = stored.key[0]
        touched = f"customer_key = {self._key} OR case_key IN (FROM touched)"
        return (
            f"SELECT {key} AS key, case_key, customer_key, "
            f"coalesce(bool_or(customer_key = {self._key}) OVER (PARTITION BY {key}), false) AS was_mine "
            f"FROM every_{stored.name} WHERE {key} IN (SELECT {key} FROM every_{stored.name} WHERE {touched}) "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY is_newest DESC, batch DESC) = 1"
        )

    def _erased_sql(self) -> str:
        of_others = f"SELECT case_key FROM last_events WHERE case_key IS NOT NULL AND customer_key <> {self._key}"
        return (
            "SELECT touched.case_key FROM touched LEFT JOIN last_cases USING (case_key) "
            f"WHERE last_cases.customer_key = {self._key} "
            f"OR (last_cases.customer_key IS NULL AND touched.case_key NOT IN ({of_others}))"
        )

    def _owned_sql(self, name: str) -> str:
        nobodys = f"customer_key IS NULL AND (was_mine OR coalesce(case_key IN (FROM {ERASED}), false))"
        return f"SELECT key FROM last_{name} WHERE coalesce(customer_key = {self._key}, false) OR ({nobodys})"

    def _shared_sql(self) -> str:
        losing = "SELECT case_key FROM last_events WHERE key IN (SELECT key FROM owned_events)"
        of_others = f"SELECT case_key FROM last_events WHERE customer_key <> {self._key}"
        return (
            f"SELECT case_key FROM (FROM touched UNION ({losing})) WHERE case_key IS NOT NULL "
            f"AND (case_key NOT IN (FROM {ERASED}) OR case_key IN ({of_others}))"
        )

    def _numbers(self, table: str) -> list[int]:
        return [row[0] for row in self._shop.rows(f"SELECT case_key FROM {table} ORDER BY 1")]


def _listed(keys: Iterable[int]) -> str:
    listed = ", ".join(map(str, keys))
    return f"SELECT unnest([{listed}]::BIGINT[]) AS case_key"
