"""How many customers there were at each month's start, how many came and how many went: one count for every insight."""

from __future__ import annotations

from collections import Counter
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
    joined, lost, at_once = (Counter[int | None]() for _ in range(3))
    for row in turnover:
        joined[row["joined_month"]] += row["customers"]
        lost[row["left_month"]] += row["customers"]
        if row["joined_month"] == row["left_month"]:
            at_once[row["left_month"]] += row["customers"]
    months = [month for month in (*joined, *lost) if month is not None]
    if not months:
        return []
    here, listed = joined[None], []
    for month in range(min(months), max(months) + 1):
        listed.append(Headcount(month, here, joined[month], lost[month], lost[month] - at_once[month]))
        here += joined[month] - lost[month]
    return listed
