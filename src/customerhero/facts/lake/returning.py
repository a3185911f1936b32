"""Customers who came back: what was their life becomes an earlier one, and the newer one stands in its place."""

from __future__ import annotations

from typing import Final

from customerhero.facts.contracts import CUSTOMERS, LIVES
from customerhero.facts.lake.batches import Counts
from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.stored import STORED
from customerhero.facts.twins import quoted, with_twins_sql

_LIFE: Final = ", ".join(quoted(name) for name in LIVES.names)
_EARLIER: Final = "earlier_lives"
_FRESH: Final = "fresh_lives"


def with_known_lives(commit: Commit, rows: str) -> str:
    """The rows of customers to take in; lives that end before another begins are set aside, see `take_lives`.

    A row that begins after the known life ended is a life of its own, and so is one that ended before the known life
    began: then the known one stays. Any other row corrects what is known: the newest file is right.
    """
    shop, known = commit.shop, f"now_{CUSTOMERS.name}"
    after = "old.left_us >= coalesce(old.joined_us, old.left_us) AND new.joined_us >= old.left_us"
    after += " AND new.joined_us > coalesce(old.joined_us, new.joined_us - 1)"
    before = "new.left_us >= coalesce(new.joined_us, new.left_us) AND new.left_us <= old.joined_us"
    before += " AND coalesce(new.joined_us, old.joined_us - 1) < old.joined_us"
    beside = f"FROM ({rows}) new JOIN {known} old USING (customer_id)"
    shop.run(
        f"CREATE OR REPLACE TEMP TABLE {_EARLIER} AS "
        f"SELECT {_of('old')}, false AS came {beside} WHERE coalesce({after}, false) "
        f"UNION ALL SELECT {_of('new')}, true AS came {beside} WHERE coalesce({before}, false)"
    )
    if not shop.number(f"SELECT count(*) FROM {_EARLIER} WHERE came"):
        return rows
    columns = ", ".join(
        f"CASE WHEN coalesce({before}, false) THEN old.{quoted(name)} ELSE new.{quoted(name)} END AS {quoted(name)}"
        for name in CUSTOMERS.names
        if name != "customer_id"
    )
    whole = f"SELECT customer_id, {columns} FROM ({rows}) new LEFT JOIN {known} old USING (customer_id)"
    return with_twins_sql(CUSTOMERS, f"({whole})")


def forget_set_aside(commit: Commit) -> None:
    """Begin a batch with nothing set aside."""
    commit.shop.run(f"CREATE OR REPLACE TEMP TABLE {_EARLIER} AS SELECT {_typed()} WHERE false")


def take_lives(commit: Commit, brought: str | None) -> Counts:
    """Keep the earlier lives that a file brought and those set aside, beside what is known of the same customers."""
    shop, stored = commit.shop, STORED[LIVES.name]
    source = f"SELECT {_LIFE} FROM {_EARLIER}" + (f" UNION SELECT {_LIFE} FROM {brought}" if brought else "")
    shop.run(f"CREATE OR REPLACE TEMP TABLE new_lives AS {source}")
    read = shop.number("SELECT count(*) FROM new_lives")
    if not read:
        return Counts()
    commit.look(stored)
    overlaps = (
        "new.customer_id = old.customer_id AND coalesce(new.joined_at, '-infinity') <= old.left_at "
        "AND coalesce(old.joined_at, '-infinity') <= new.left_at"
    )
    known = f"SELECT {_LIFE} FROM now_lives WHERE customer_id IN (SELECT customer_id FROM new_lives)"
    beside = f"SELECT * FROM ({known}) old WHERE NOT EXISTS (SELECT 1 FROM new_lives new WHERE {overlaps})"
    every = f"FROM new_lives UNION ({beside})"
    differ = f"SELECT customer_id FROM (({every}) EXCEPT ({known}))"
    changed = f"{differ} UNION SELECT customer_id FROM (({known}) EXCEPT ({every}))"
    shop.run(f"CREATE OR REPLACE TEMP TABLE {_FRESH} AS SELECT * FROM ({every}) WHERE customer_id IN ({changed})")
    return _added(commit, read)


def _added(commit: Commit, read: int) -> Counts:
    shop, stored = commit.shop, STORED[LIVES.name]
    had = f"SELECT customer_id FROM now_lives WHERE customer_id IN (SELECT customer_id FROM {_FRESH})"
    superseded = shop.number(f"SELECT count(*) FROM ({had})")
    corrected = shop.number(f"SELECT count(*) FROM {_FRESH} WHERE customer_id IN ({had})")
    shop.run(
        f"CREATE OR REPLACE TEMP TABLE marked_lives AS SELECT *, {commit.number} AS batch, "
        f"customer_id IN ({had}) AS corrects FROM ({with_twins_sql(LIVES, _FRESH)})"
    )
    rows = commit.add(stored, "SELECT * FROM marked_lives", superseded)
    return Counts(max(read, rows), rows - corrected, max(read - rows, 0), corrected)


def _of(side: str) -> str:
    return ", ".join(f"{side}.{quoted(name)} AS {quoted(name)}" for name in LIVES.names)


def _typed() -> str:
    types = {"id": "VARCHAR", "text": "VARCHAR", "time": "TIMESTAMP"}
    return ", ".join(f"CAST(NULL AS {types[column.type]}) AS {quoted(column.name)}" for column in LIVES.columns)
