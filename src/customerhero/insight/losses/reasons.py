"""Reasons in three levels: domain > cause > detail, by count and by value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.findings.privacy import hidden_groups

Row = dict[str, Any]
LEVELS: Final = ("domain", "cause", "detail")
GAPS: Final = frozenset({
    NOT_RECORDED, "unknown", "not known", "not given", "none given", "no reason", "no reason given", "none", "n/a",
    "na", "not stated", "unspecified", "not specified", "-", "?", "unbekannt", "nicht bekannt", "keine angabe",
    "nicht angegeben", "ohne angabe", "ohne grund", "kein grund", "k. a.", "k.a.",
})  # fmt: skip
"""What stands for a reason and is none: a gap to close."""


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


def is_told(reason: str) -> bool:
    """Whether it says why: unknown and not given are no reasons."""
    return not all(part.strip().rstrip(".").casefold() in GAPS or part.casefold() in GAPS for part in path_of(reason))


def ranked(rows: Iterable[Row], level: int, column: str = "stated") -> list[Reason]:
    """The reasons at a level, the most valuable first."""
    found: dict[tuple[str, ...], Reason] = {}
    for row in rows:
        if row[column] is not None:
            path = path_of(row[column], level)
            found.setdefault(path, Reason(path)).add(row)
    return sorted(found.values(), key=lambda reason: (-reason.value, -reason.customers, reason.path))


def reason_rows(reasons: list[Reason], level: int, total: int, smallest: int) -> list[Row]:
    """The reasons as rows; those of few customers are told together with others, or not at all when still few."""
    hidden = _hidden(reasons, smallest)
    shown = [reason for reason in reasons if reason.path not in hidden]
    few = Reason(("(others together)",))
    for reason in reasons:
        if reason.path in hidden:
            few.add({"customers": reason.customers, "value": reason.value})
    if few.customers >= smallest:
        shown.append(few)
    return [_row(reason, level, total, smallest) for reason in shown]


def _hidden(reasons: list[Reason], smallest: int) -> set[tuple[str, ...]]:
    """Of every cause its few details and enough others beside them: the cause's own total is shown one level up."""
    parts: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    for reason in reasons:
        parts.setdefault(reason.path[:-1], {})[reason.path] = reason.customers
    hidden = {path for sizes in parts.values() for path in hidden_groups(sizes, smallest)}
    return set(hidden_groups({reason.path: reason.customers for reason in reasons}, smallest, hidden))


def _row(reason: Reason, level: int, total: int, smallest: int) -> Row:
    judged = reason.avoidable_known >= smallest
    named = {LEVELS[place]: (reason.path[place] if place < len(reason.path) else None) for place in range(level)}
    return {
        **named,
        "customers": reason.customers,
        "per_100": 100 * reason.customers / total if total else None,
        "value": reason.value,
        "avoidable": reason.avoidable if judged else None,
        "avoidable_of": reason.avoidable_known,
    }
