"""Losses: counted customers and values become numbers, tables and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Answer, Table
from customerhero.findings.headcount import headcounts
from customerhero.findings.intervals import wilson
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.findings.privacy import hidden_cells, hidden_groups
from customerhero.insight.losses.noticing import hidden_values, noticed
from customerhero.insight.losses.options import NAME, Options
from customerhero.insight.losses.reasons import Row, path_of, ranked, reason_rows

FRICTION = ("runaround", "refused", "rule_named", "broken_promise", "any")


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Who left, what they were worth, why, and what came before.

    Numbers: `customers`, `lost`, `lost_per_100` with Wilson interval, `value_lost` of `value_all`, `avoidable`,
    `lost_after_complaint` of `customers_with_complaint` and the same without, friction before the loss, silent losses,
    `won_back` (here in a later life), `lost_and_back_since`, and `left_before_joining`, who are left out of all.
    Tables: `months`, `domains`, `causes`, `reasons`, `root_reasons`, `stated_against_root`, `segments`, `rules`,
    `complaints`, `listed_customers`, `silent_segments`, `silent_customers`. Values in the facts' currency. Of fewer
    than `smallest_group` lost customers no value, reason or friction is told (None), only their number.
    """
    totals, few = rows["totals"][0], options.smallest_group
    numbers = {"month": options.month} | _volume(totals, few) | _complaint_numbers(rows["complaints"], few)
    numbers |= _friction_numbers(rows["friction"], totals["lost"], few) | _silent_numbers(rows["silent"], few)
    numbers |= _root_numbers(rows["reasons"], few)
    numbers |= {"won_back": totals["won_back"], "lost_and_back_since": totals["lost_and_back"]}
    numbers |= {"left_before_joining": rows["left_out"][0]["left_before_joining"]}
    found, looks = noticed(rows, options)
    return Answer(NAME, numbers, _tables(rows, options), found, looks)


def _tables(rows: Mapping[str, list[Row]], options: Options) -> dict[str, Table]:
    reasons, lost, few = rows["reasons"], rows["totals"][0]["lost"], options.smallest_group
    tables = {
        "months": _months(rows, options),
        "domains": reason_rows(ranked(reasons, 1), 1, lost, few),
        "causes": reason_rows(ranked(reasons, 2), 2, lost, few),
        "reasons": reason_rows(ranked(reasons, 3), 3, lost, few),
        "root_reasons": reason_rows(ranked(reasons, 3, "root"), 3, lost, few),
        "stated_against_root": _stated_against_root(reasons, few),
        "segments": _segments(rows, few),
        "rules": _rules(rows["rules"], few),
        "complaints": _complaints(rows["complaints"], few),
        "listed_customers": sorted(rows["customers"], key=lambda row: (-(row["value"] or 0.0), row["customer_id"])),
        "silent_segments": _silent_segments(rows["silent"], few),
        "silent_customers": sorted(
            rows["silent_customers"], key=lambda row: (-(row["silent_value"] or 0.0), row["customer_id"])
        ),
    }
    return {name: Table.of(listed) for name, listed in tables.items()}


def share(part: int, whole: int, name: str) -> dict[str, Any]:
    """A share per hundred with its Wilson interval, under names that begin alike."""
    interval = wilson(part, whole, 100.0)
    return {
        f"{name}_per_100": 100 * part / whole if whole else None,
        f"{name}_low": interval.low if interval else None,
        f"{name}_high": interval.high if interval else None,
    }


def _of_enough(value: Any, customers: int, few: int) -> Any:
    """A figure about so many customers; None about a few, which nobody is about."""
    return None if 0 < customers < few else value


def _worth(value: Any, customers: int) -> Any:
    """What customers were worth: nothing where there are none, not known (None) where nobody's revenue is."""
    return value if value is not None or customers else 0.0


def _worth_of(month: Row | None, customers: int) -> Any:
    return _worth(month["value"] if month else None, customers)


def _volume(totals: Row, few: int) -> dict[str, Any]:
    judged = totals["avoidable_known"] >= few
    return {
        "customers": totals["customers"],
        "lost": totals["lost"],
        **share(totals["lost"], totals["customers"], "lost"),
        "value_lost": _of_enough(_worth(totals["value_lost"], totals["lost"]), totals["lost"], few),
        "value_all": _of_enough(_worth(totals["value_all"], totals["customers"]), totals["customers"], few),
        "currency": totals["currency"] or None,
        "avoidable": _of_enough(totals["avoidable"], totals["avoidable_known"], few),
        "avoidable_known": totals["avoidable_known"],
        **share(totals["avoidable"] if judged else 0, totals["avoidable_known"] if judged else 0, "avoidable"),
    }


def _complaint_numbers(complaints: list[Row], few: int) -> dict[str, Any]:
    empty = {"customers": 0, "lost": 0}
    by = {row["complained"]: row for row in complaints}
    after, without = by.get(True, empty), by.get(False, empty)
    numbers = _after_and_without(after, without)
    hidden = hidden_groups({row["complained"]: row["customers"] for row in complaints}, few)
    return dict.fromkeys(numbers) if hidden else numbers


def _after_and_without(after: Row, without: Row) -> dict[str, Any]:
    return {
        "customers_with_complaint": after["customers"],
        "lost_after_complaint": after["lost"],
        **share(after["lost"], after["customers"], "lost_after_complaint"),
        "customers_without_complaint": without["customers"],
        "lost_without_complaint": without["lost"],
        **share(without["lost"], without["customers"], "lost_without_complaint"),
    }


def _friction_numbers(friction: list[Row], lost: int, few: int) -> dict[str, Any]:
    counted = {row["sign"]: row["customers"] for row in friction}
    numbers: dict[str, Any] = {}
    for sign in FRICTION:
        numbers[f"lost_after_{sign}"] = counted.get(sign, 0)
        numbers |= share(counted.get(sign, 0), lost, f"lost_after_{sign}")
    return dict.fromkeys(numbers) if 0 < lost < few else numbers


def _silent_numbers(silent: list[Row], few: int) -> dict[str, Any]:
    judged, gone = sum(row["judged"] for row in silent), sum(row["silent"] for row in silent)
    known = [row["value"] for row in silent if row["value"] is not None]
    value = _worth(sum(known) if known else None, gone)
    return {
        "silent": gone,
        "silent_judged": judged,
        **share(gone, judged, "silent"),
        "silent_value": _of_enough(value, gone, few),
    }


def _root_numbers(reasons: list[Row], few: int) -> dict[str, Any]:
    known = [row for row in reasons if row["root"] is not None]
    n = sum(row["customers"] for row in known)
    other = sum(row["customers"] for row in known if path_of(row["stated"], 2) != path_of(row["root"], 2))
    judged = n if n >= few else 0
    return {
        "root_known": n,
        "root_differs": _of_enough(other, n, few),
        **share(min(other, judged), judged, "root_differs"),
    }


def _months(rows: Mapping[str, list[Row]], options: Options) -> list[Row]:
    """From the first to the last month somebody was lost in: of its customers, how many and their value."""
    lost = {row["month_no"]: row for row in rows["months"] if row["month_no"] is not None}
    if not lost:
        return []
    sizes = {number: row["lost"] for number, row in lost.items()}
    few = {number for number, size in sizes.items() if size < options.smallest_group}
    hidden = few if options.month else hidden_groups(sizes, options.smallest_group)
    listed = [
        {
            "month": name_of_month(counted.month), "customers_at_start": counted.at_start,
            "customers": counted.customers, "lost": counted.lost, **share(counted.lost, counted.customers, "lost"),
            "value_lost": None if counted.month in hidden else _worth_of(lost.get(counted.month), counted.lost),
        }
        for counted in headcounts(rows["turnover"])
        if min(lost) <= counted.month <= max(lost)
    ]  # fmt: skip
    return _shown(listed, options)


def _shown(months: list[Row], options: Options) -> list[Row]:
    if options.month is None:
        return months
    oldest = month_name(months_before(month_start(options.month), options.trend_months - 1))
    return [row for row in months if oldest <= row["month"] <= options.month]


def _stated_against_root(reasons: list[Row], few: int) -> list[Row]:
    counted: dict[tuple[str, str], int] = {}
    for row in reasons:
        if row["root"] is not None:
            pair = (path_of(row["stated"], 1)[0], path_of(row["root"], 1)[0])
            counted[pair] = counted.get(pair, 0) + row["customers"]
    hidden = hidden_cells(counted, few)
    listed = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"stated": pair[0], "root": pair[1], "customers": n} for pair, n in listed if pair not in hidden]


def _segments(rows: Mapping[str, list[Row]], few: int) -> list[Row]:
    """Customers and how many were lost by segment; the value only where enough were lost."""
    hidden = hidden_groups({row["segment"]: row["customers"] for row in rows["segments"]}, few)
    worthless = hidden_values(rows, few)
    shown = sorted((row for row in rows["segments"] if row["segment"] not in hidden), key=_costliest)
    shown.sort(key=lambda row: row["segment"] in worthless)  # their order would tell of their value
    return [
        {
            "segment": row["segment"],
            "customers": row["customers"],
            "lost": row["lost"],
            **share(row["lost"], row["customers"], "lost"),
            "value_lost": None if row["segment"] in worthless else _worth(row["value_lost"], row["lost"]),
        }
        for row in shown
    ]


def _silent_segments(silent: list[Row], few: int) -> list[Row]:
    hidden = hidden_groups({row["segment"]: row["silent"] for row in silent}, few)
    return sorted(
        (row for row in silent if row["silent"] and row["segment"] not in hidden), key=lambda row: row["segment"]
    )


def _complaints(complaints: list[Row], few: int) -> list[Row]:
    """Both rows or none: one of them is the total less the other."""
    if hidden_groups({row["complained"]: row["customers"] for row in complaints}, few):
        return []
    worthless = hidden_groups({row["complained"]: row["lost"] for row in complaints}, few)
    listed = [_complaint(row) for row in sorted(complaints, key=lambda row: not row["complained"])]
    return [row | ({"value_lost": None} if row["complained"] in worthless else {}) for row in listed]


def _costliest(row: Row) -> tuple[float, str]:
    return -(row["value_lost"] or 0.0), row["segment"]


def _rules(rules: list[Row], few: int) -> list[Row]:
    shown = sorted((row for row in rules if row["lost"] >= few), key=lambda row: (-row["lost"], row["rule_id"]))
    return [
        {
            "rule": row["rule_id"],
            "name": row["rule_name"],
            "customers": row["customers"],
            "lost": row["lost"],
            **share(row["lost"], row["customers"], "lost"),
            "value_lost": _worth(row["value_lost"], row["lost"]),
        }
        for row in shown
    ]


def _complaint(row: Row) -> Row:
    counted = {"complained": row["complained"], "customers": row["customers"], "lost": row["lost"]}
    return (
        counted | share(row["lost"], row["customers"], "lost") | {"value_lost": _worth(row["value_lost"], row["lost"])}
    )
