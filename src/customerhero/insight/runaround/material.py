"""What the findings of the runaround are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from customerhero.facts.collect import Row
from customerhero.findings import Evidence, Money, Table
from customerhero.findings.rates import Rates
from customerhero.insight.runaround.options import NAME, Options

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """The collected parts, the numbers and tables made of them, and the question."""

    rows: Mapping[str, list[Row]]
    numbers: Numbers
    tables: Mapping[str, Table]
    rates: Rates
    """Runarounds by the definition."""
    astray: Rates
    """Cases that went astray: what is compared."""
    options: Options

    @property
    def month(self) -> str:
        """The month the findings are of: the one asked for, or that of the day of the data."""
        return self.options.month or next((row["month"] for row in self.rows["known"]), "")

    @property
    def compared(self) -> Rates:
        """The cases that went astray in the month asked for."""
        return self.astray.of_month(self.options.month)

    def money(self, value: float | None) -> Money | None:
        """An amount in the currency of the facts; None where either is unknown."""
        currency = self.numbers["currency"]
        return Money(value, currency) if value is not None and currency else None

    def evidence(self, cases: list[Row], further: str = "") -> Evidence:
        """The first cases, their customers, and the command that lists them all."""
        few = cases[: self.options.most_evidence]
        customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
        month = f" --month {self.options.month}" if self.options.month else ""
        return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}{further}")

    def team(self, team: str) -> str:
        """What a team is called."""
        return next((row["name"] for row in self.rows["teams"] if row["team_id"] == team), None) or team

    def rule(self, rule: str | None) -> str | None:
        """What a rule is called."""
        return next((row["name"] for row in self.rows["rules"] if row["rule_id"] == rule), None)
