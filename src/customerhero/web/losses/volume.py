"""How many we lost and what they were worth, with what became of it since the months before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from customerhero.charts import Pair, Range, css_palette, ranges, sides
from customerhero.findings import Change, Interval, Measure, Money
from customerhero.web.look.words import words_now
from customerhero.web.losses.columns import reason_told
from customerhero.wording import formats

_ = gettext_lazy
Row = Mapping[str, Any]
SIGNS: Final = {
    "runaround": _("Passed around"),
    "refused": _("Refused"),
    "rule_named": _("A rule named"),
    "broken_promise": _("A promise broken"),
    "any": _("Any of these"),
}
"""What the days before the end may have held."""
UNIT: Final = "per 100 customers"


@dataclass(frozen=True)
class Volume:
    """Losses of one month."""

    measure: Measure
    change: Change | None
    trend: tuple[float | None, ...]
    lost: int
    start: int
    value: Money | None
    values: tuple[float | None, ...]


def volume_of(months: list[dict[str, Any]], month: str, currency: str | None, change: Change | None) -> Volume | None:
    """Losses of the month, and what the agenda says became of them; None when nobody could be lost in it."""
    rows = {row["month"]: row for row in months if row["month"] <= month}
    row = rows.get(month)
    if row is None or row["lost_per_100"] is None:
        return None
    low, high = row["lost_low"], row["lost_high"]
    interval = Interval(low, high, "Wilson") if low is not None else None
    value = row["value_lost"]
    return Volume(
        measure=Measure("lost customers", row["lost_per_100"], UNIT, _customers(row), interval),
        change=change,
        trend=tuple(rows[name]["lost_per_100"] for name in sorted(rows)),
        lost=row["lost"],
        start=_customers(row),
        value=Money(value, currency) if value is not None and currency else None,
        values=tuple(rows[name]["value_lost"] for name in sorted(rows)),
    )


def _customers(row: Row) -> int:
    """Those of the month; of a run of an earlier version those at its start."""
    return int(row.get("customers") or max(row["customers_at_start"], row["lost"]))


def avoidable_of(numbers: Mapping[str, Any]) -> Measure | None:
    """Of those judged, how many could have been kept; None where few were judged."""
    return _share(numbers, "avoidable", "avoidable", int(numbers["avoidable_known"] or 0), _("judged"))


def _share(numbers: Mapping[str, Any], prefix: str, name: str, n: int, unit: Any) -> Measure | None:
    value = numbers.get(f"{prefix}_per_100")
    if value is None:
        return None
    interval = Interval(numbers[f"{prefix}_low"], numbers[f"{prefix}_high"], "Wilson")
    return Measure(name, value, gettext("per 100 %(of)s") % {"of": unit}, n, interval)


def reasons_drawn(rows: list[dict[str, Any]], currency: str | None) -> str:
    """Reasons side by side: how many gave them, and what those were worth; what few gave stands together at the end."""
    pairs = [_pair(row, currency) for row in rows if row["value"] is not None]
    return sides(pairs, (gettext("customers lost"), gettext("value lost")), css_palette())


def _pair(row: Row, currency: str | None) -> Pair:
    levels = [row[name] for name in ("domain", "cause", "detail") if row.get(name)]
    money = Money(row["value"], currency) if currency else None
    worth = formats.short_money(money, words_now().locale) if money else formats.number(row["value"])
    label = " › ".join(reason_told(level) for level in levels)
    return Pair(label, row["customers"], row["value"], formats.number(row["customers"], words_now().locale, 0), worth)


def before_drawn(numbers: Mapping[str, Any]) -> str:
    """What came before the end: of 100 lost, how many had met each trouble shortly before."""
    shown = [_range(str(label), numbers, f"lost_after_{sign}") for sign, label in SIGNS.items()]
    return ranges([one for one in shown if one], css_palette())


def before_rows(numbers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same as rows."""
    return [
        {
            "sign": str(label),
            "lost": numbers[f"lost_after_{sign}"],
            **{f"lost_{part}": numbers[f"lost_after_{sign}_{part}"] for part in ("per_100", "low", "high")},
        }
        for sign, label in SIGNS.items()
        if numbers.get(f"lost_after_{sign}_per_100") is not None
    ]


def _range(label: str, numbers: Mapping[str, Any], prefix: str) -> Range | None:
    value = numbers.get(f"{prefix}_per_100")
    if value is None:
        return None
    low, high = numbers[f"{prefix}_low"], numbers[f"{prefix}_high"]
    return Range(label, value, low, high, formats.number(value, words_now().locale, 1))
