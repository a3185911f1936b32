"""How many customers there were at each month's start, how many came and how many went: one count for every insight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Headcount:
    """A month's customers: at its start, those who joined in it, and those who left in it."""

    month: int
    """Months since year 0."""
    at_start: int
    joined: int
    lost: int
    lost_of_start: int
    """Those of the lost who were there at the month's start; the others joined and left in the month."""

    @property
    def customers(self) -> int:
        """All who were there in the month: nobody else could be lost in it."""
        return self.at_start + self.joined


def headcounts(turnover: Iterable[Mapping[str, Any]]) -> list[Headcount]:
    """The months from the first to the last of any joining or leaving.

    `turnover` has `joined_month` (None: always there), `left_month` (None: still here) and `customers`. A life never
    ends before it begins, so no count is below zero.
    """
    rows = [(row["joined_month"], row["left_month"], row["customers"]) for row in turnover]
    months = [month for joined, left, _ in rows for month in (joined, left) if month is not None]
    if not months:
        return []
    here = sum(customers for joined, _, customers in rows if joined is None)
    listed = []
    for month in range(min(months), max(months) + 1):
        joined = sum(customers for begun, _, customers in rows if begun == month)
        gone = [(begun, customers) for begun, left, customers in rows if left == month]
        lost = sum(customers for _, customers in gone)
        at_once = sum(customers for begun, customers in gone if begun == month)
        listed.append(Headcount(month, here, joined, lost, lost - at_once))
        here += joined - lost
    return listed
