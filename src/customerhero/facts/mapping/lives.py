"""Customers who stand in a file more than once with other days: lives one after the other, or one life in parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.calendar import DAY_US
from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import CUSTOMERS
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.making import parquet
from customerhero.facts.mapping.values import ROW
from customerhero.facts.twins import quoted

_EVER: Final = 2**62
_EXAMPLES: Final = 3


@dataclass(frozen=True)
class Lives:
    """What a file says about its customers' lives, as SQL over its ranked rows."""

    ranked: Path

    @property
    def customers(self) -> str:
        """One row per customer: the newest life, from its first day to its last."""
        told = {"joined_at": '"#since"', "left_at": '"#until"'}
        names = ", ".join(f"{told.get(name, quoted(name))} AS {quoted(name)}" for name in CUSTOMERS.names)
        return f'SELECT {names}, {ROW} FROM {parquet(self.ranked)} WHERE "#place" = 1 ORDER BY {ROW}'

    @property
    def repeated(self) -> str:
        """The numbers of the rows that repeat an earlier one word for word."""
        return f'SELECT {ROW} FROM {parquet(self.ranked)} WHERE "#again" AND NOT "#away"'

    @property
    def earlier(self) -> str:
        """One row per life that is not the customer's last."""
        return (
            'SELECT customer_id, any_value("#since") AS joined_at, any_value("#until") AS left_at, '
            f'arg_min(leave_reason, "#in_life") AS leave_reason FROM {parquet(self.ranked)} '
            'WHERE "#life" < "#lives" GROUP BY customer_id, "#life"'
        )

    @property
    def refused(self) -> str:
        """The rows that say something else of the same days, and those of impossible days beside possible ones."""
        reason = (
            "CASE WHEN \"#away\" THEN 'left before joining, and other rows of this customer did not' "
            "ELSE 'an earlier row has this key and says something else' END"
        )
        return (
            f'SELECT \'customers\' AS "table", {ROW} + 1 AS "row", \'customer_id\' AS "column", '
            f'customer_id AS "value", {reason} AS "reason" FROM {parquet(self.ranked)} WHERE "#away" OR "#other"'
        )


def lives_sql(rows: str) -> str:
    """SQL that ranks a file's customers' rows (`rows` brings them with their row number).

    Rows whose days overlap or touch are one life. `#life` of `#lives`, with its days `#since` and `#until`; `#place`
    1 for the row that speaks for the customer: of the last life the one that ends last.
    """
    content = ", ".join(quoted(name) for name in CUSTOMERS.names)
    days = (
        f'coalesce(epoch_us(joined_at), -{_EVER}) AS "#from", coalesce(epoch_us(left_at), {_EVER}) AS "#to", '
        f'hash({content}) AS "#content"'
    )
    possible = f'bool_or("#to" + {DAY_US} > "#from") OVER (PARTITION BY customer_id)'
    weighed = f'SELECT *, "#to" + {DAY_US} <= "#from" AND {possible} AS "#away" FROM (SELECT *, {days} FROM ({rows}))'
    each = 'PARTITION BY customer_id, "#away"'
    reached = (
        f'max("#to") OVER ({each} ORDER BY "#from", "#to", {ROW} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)'
    )
    begun = f'SELECT *, coalesce("#from" > {reached} + {DAY_US}, true) AS "#begins" FROM ({weighed})'
    counted = f'SELECT *, sum("#begins"::INT) OVER ({each} ORDER BY "#from", "#to", {ROW}) AS "#life" FROM ({begun})'
    life = 'PARTITION BY customer_id, "#away", "#life"'
    same = 'PARTITION BY customer_id, "#away", "#from", "#to"'
    return (
        f'SELECT *, max("#life") OVER ({each}) AS "#lives", '
        f'CASE WHEN min("#from") OVER ({life}) > -{_EVER} THEN min(joined_at) OVER ({life}) END AS "#since", '
        f'CASE WHEN max("#to") OVER ({life}) < {_EVER} THEN max(left_at) OVER ({life}) END AS "#until", '
        f'row_number() OVER ({life} ORDER BY "#to" DESC, "#from" DESC, {ROW}) AS "#in_life", '
        f'row_number() OVER (PARTITION BY customer_id ORDER BY "#away", "#life" DESC, "#to" DESC, "#from" DESC, {ROW}) '
        'AS "#place", '
        f'"#content" <> first_value("#content") OVER ({same} ORDER BY {ROW}) AS "#other", '
        f'row_number() OVER (PARTITION BY customer_id, "#content" ORDER BY {ROW}) > 1 AS "#again" FROM ({counted})'
    )


def notes_of_lives(connection: duckdb.DuckDBPyConnection, lives: Lives) -> list[DataNote]:
    """How many rows repeat, how many customers came back, and of how many several rows are one life."""
    source = parquet(lives.ranked)
    again = connection.execute(f'SELECT count(*) FROM {source} WHERE "#again" AND NOT "#away"').fetchone() or (0,)
    notes = []
    if again[0]:
        sentence = f"{again[0]:,} rows repeat an earlier row word for word and count once."
        notes.append(DataNote("repeated", "customers", "customer_id", "", again[0], sentence))
    by_customer = (
        'SELECT customer_id, max("#life") AS lives, count(DISTINCT ("#from", "#to")) AS spans '
        f'FROM {source} WHERE NOT "#away" GROUP BY customer_id'
    )
    for code, condition, told in (("came_back", "lives > 1", _came_back), ("one_life", "spans > lives", _one_life)):
        chosen = f"SELECT customer_id FROM ({by_customer}) WHERE {condition}"
        sql = f"SELECT count(*), list(customer_id ORDER BY customer_id)[:{_EXAMPLES}] FROM ({chosen})"
        count, examples = connection.execute(sql).fetchone() or (0, [])
        if count:
            such = ", ".join(excerpt(str(one)) for one in examples)
            notes.append(DataNote(code, "customers", "customer_id", such, count, told(count, such), first=True))
    return notes


def _came_back(count: int, such: str) -> str:
    who = "1 customer stands" if count == 1 else f"{count:,} customers stand"
    return (
        f"{who} there more than once, with days apart ({such}): they left and came back. The last life counts as "
        "theirs now; the earlier ones are kept as lives."
    )


def _one_life(count: int, such: str) -> str:
    who = "1 customer has" if count == 1 else f"{count:,} customers have"
    return (
        f"{who} several rows whose days overlap or touch ({such}): they count as one life, from the first day to the "
        "last, and still here where one row has no day of leaving."
    )
