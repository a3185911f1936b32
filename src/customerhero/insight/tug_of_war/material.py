"""What the tug-of-war's tables and findings are drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from customerhero.facts.collect import Row
from customerhero.findings import Table
from customerhero.findings.against import Counts
from customerhero.findings.rates import Rates, name_of
from customerhero.insight.tug_of_war.options import Options

Rows = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Material:
    """The collected parts, the numbers and tables made of them, and the question."""

    rows: Rows
    numbers: Mapping[str, Any]
    tables: Mapping[str, Table]
    rates: Rates
    options: Options

    @property
    def chosen(self) -> Rates:
        """The rates of the month asked for."""
        return self.rates.of_month(self.options.month)

    @property
    def month(self) -> str:
        """The month the findings are of: the one asked for, or that of the day of the data."""
        return self.options.month or next((row["month"] for row in self.rows["known"]), "")


def named_in(rows: Rows, month: str | None) -> list[Row]:
    """By rule: `rule_id`, asks and tugs-of-war that name it in the month; in all for None."""
    summed: dict[str, Counts] = defaultdict(lambda: (0, 0))
    for row in rows["named"]:
        if month in (None, name_of(row["month"])):
            tugs, asks = summed[row["rule_id"]]
            summed[row["rule_id"]] = (tugs + row["tugs"], asks + row["asks"])
    return [{"rule_id": rule, "asks": asks, "tugs": tugs} for rule, (tugs, asks) in sorted(summed.items())]


def touched_of(dimension: str, group: str, rows: Rows) -> Row:
    """Customers, those hurt, and their hours, of one group."""
    nobody: Row = {"customers": 0, "hurt": 0, "hours": None, "fought_hours": None}
    return next((row for row in rows["touched"] if (row["dimension"], row["group"]) == (dimension, group)), nobody)


def worth_of(dimension: str, group: str, rows: Rows) -> float | None:
    """The revenue of the customers hurt in one group."""
    return next((row["value"] for row in rows["worth"] if (row["dimension"], row["group"]) == (dimension, group)), None)


def currency_of(rows: Rows) -> str | None:
    """The currency of values; None where it is unknown."""
    return next((row["currency"] for row in rows["known"]), None) or None
