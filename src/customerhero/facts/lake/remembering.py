"""Who was erased is remembered, so that the next export does not bring them back: as salted hashes, without a name.

The salt is the lake's own and lies beside the hashes. So nobody can read off who it was, and the same customer has
another hash in another lake; who holds the lake and a list of ids can still try them one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Final

from customerhero.facts.contracts import Table
from customerhero.facts.durable import write_durably
from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.seals import Seals, sealed, verify
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.workshop import Workshop
from customerhero.facts.twins import text_sql

ROUNDS: Final = 8
"""Of SHA-256 over each id. Measured: an import of a million customers takes two seconds more, if anybody was erased."""


@dataclass(frozen=True)
class Memory:
    """The hashes of erased customers, each with those of their cases; and the salt of all of them."""

    salt: str
    customers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def hash_of(self, text: str) -> str:
        """The hash of an id."""
        for _ in range(ROUNDS):
            text = sha256(f"{self.salt}{text}".encode()).hexdigest()
        return text

    def hash_sql(self, column: str) -> str:
        """The hash of a column of ids."""
        for _ in range(ROUNDS):
            column = f"sha256({text_sql(self.salt)} || {column})"
        return column

    def knows(self, customer_id: str) -> bool:
        """Whether the customer was erased here."""
        return self.hash_of(customer_id) in self.customers

    def with_cases(self, customer_id: str, case_ids: Iterable[str]) -> Memory:
        """The memory of this customer too, and of these cases of theirs."""
        customer = self.hash_of(customer_id)
        cases = {*self.customers.get(customer, ()), *map(self.hash_of, case_ids)}
        return replace(self, customers={**self.customers, customer: tuple(sorted(cases))})

    def without(self, customer_id: str) -> Memory:
        """The memory of everybody else."""
        gone = self.hash_of(customer_id)
        return replace(self, customers={one: cases for one, cases in self.customers.items() if one != gone})


def memory_at(home: Home, named: Seals) -> Memory:
    """Who was erased, as the file says that a commit names; of nobody, with a new salt, when it names none."""
    verify(home.path, named)
    for path in named:
        with told(home.path):
            plain = json.loads((home.path / path).read_text(encoding="utf-8"))
        return Memory(plain["salt"], {one: tuple(cases) for one, cases in plain["customers"].items()})
    return Memory(token_hex(16))


def remember(commit: Commit, memory: Memory) -> None:
    """Have a commit name this memory; the one before goes with the next writer."""
    home = commit.shop.home
    file = home.erased / f"{commit.number:08d}.json"
    with told(home.path):
        home.erased.mkdir(exist_ok=True)
        write_durably(file, json.dumps(asdict(memory)))
    commit.memory = sealed(home.path, [file])


class LeavingOut:
    """What of a batch is left out of the lake because its customer was erased."""

    def __init__(self, commit: Commit, tables: Mapping[str, Path]) -> None:
        self._shop = commit.shop
        self._memory = memory_at(commit.shop.home, commit.memory)
        if self._memory.customers and "cases" in tables:
            self._learn(commit, tables["cases"])

    def kept_sql(self, table: Table, file: Path) -> str:
        """The rows of a file that may come in."""
        source = f"read_parquet({text_sql(str(file))})"
        if not self._memory.customers or "customer_id" not in table.names:
            return source
        _away(self._shop, "customer_id", source, self._memory, self._memory.customers)
        away = "coalesce(customer_id IN (FROM away_customer_id), false)"
        if "case_id" in table.names:
            nobodys = f"(SELECT case_id FROM {source} WHERE customer_id IS NULL)"
            cases = [one for listed in self._memory.customers.values() for one in listed]
            _away(self._shop, "case_id", nobodys, self._memory, cases)
            away += " OR (customer_id IS NULL AND coalesce(case_id IN (FROM away_case_id), false))"
        return f"(SELECT * FROM {source} WHERE NOT ({away}))"

    def _learn(self, commit: Commit, file: Path) -> None:
        """New cases of an erased customer are theirs too: other files may name the case and not the customer."""
        source = f"read_parquet({text_sql(str(file))})"
        _away(self._shop, "customer_id", source, self._memory, self._memory.customers)
        found = self._shop.rows(
            f"SELECT customer_id, list(case_id) FROM {source} WHERE customer_id IN (FROM away_customer_id) GROUP BY ALL"
        )
        memory = self._memory
        for customer_id, case_ids in found:
            memory = memory.with_cases(customer_id, case_ids)
        if memory != self._memory:
            self._memory = memory
            remember(commit, memory)


def _away(shop: Workshop, column: str, source: str, memory: Memory, hashes: Iterable[str]) -> None:
    """Make the temporary table of those ids of a source that have one of the hashes; each id is hashed once."""
    listed = ", ".join(text_sql(one) for one in hashes)
    shop.run(f"CREATE OR REPLACE TEMP TABLE ids_{column} AS SELECT DISTINCT {column} FROM {source}")
    shop.run(
        f"CREATE OR REPLACE TEMP TABLE away_{column} AS SELECT {column} FROM ids_{column} "
        f"WHERE {column} IS NOT NULL AND {memory.hash_sql(column)} IN (SELECT unnest([{listed}]::VARCHAR[]))"
    )
