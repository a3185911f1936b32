"""Reasons in three levels: domain > cause > detail, by count and by value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

Row = dict[str, Any]
LEVELS: Final = ("domain", "cause", "detail")


@dataclass
class Reason:
    """Losses for one reason: customers, value, and how many of those judged were avoidable."""

    path: tuple[str, ...]
    customers: int = 0
    value: float = 0.0
    avoidable: int = 0
    avoidable_known: int = 0
    causes: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The reason as it is said: domain > cause > detail."""
        return " > ".join(self.path)

    def add(self, row: Row) -> None:
        """Count the losses of one row."""
        self.customers += row["customers"]
        self.value += row["value"] or 0.0
        if row.get("avoidable") is not None:
            self.avoidable_known += row["customers"]
            self.avoidable += row["customers"] if row["avoidable"] else 0


def path_of(reason: str, level: int = 3) -> tuple[str, ...]:
    """The first levels of a reason written "domain > cause > detail"; shorter where it says less."""
    parts = [part.strip() for part in reason.split(">", 2)]
    return tuple(part for part in parts if part)[:level] or (reason,)


def ranked(rows: Iterable[Row], level: int, column: str = "stated") -> list[Reason]:
    """The reasons at a level, the most valuable first."""
    found: dict[tuple[str, ...], Reason] = {}
    for row in rows:
        if row[column] is not None:
            path = path_of(row[column], level)
            found.setdefault(path, Reason(path)).add(row)
    return sorted(found.values(), key=lambda reason: (-reason.value, -reason.customers, reason.path))


def reason_rows(reasons: list[Reason], level: int, total: int, smallest: int) -> list[Row]:
    """The reasons as rows; those of fewer customers than `smallest` are told together, or not at all when still few."""
    shown = [reason for reason in reasons if reason.customers >= smallest]
    few = Reason(("(each fewer customers)",))
    for reason in reasons:
        if reason.customers < smallest:
            few.add({"customers": reason.customers, "value": reason.value})
    if few.customers >= smallest:
        shown.append(few)
    return [_row(reason, level, total) for reason in shown]


def _row(reason: Reason, level: int, total: int) -> Row:
    named = {LEVELS[place]: (reason.path[place] if place < len(reason.path) else None) for place in range(level)}
    return {
        **named,
        "customers": reason.customers,
        "per_100": 100 * reason.customers / total if total else None,
        "value": reason.value,
        "avoidable": reason.avoidable,
        "avoidable_of": reason.avoidable_known,
    }
