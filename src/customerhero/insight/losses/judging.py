"""Losses: counted customers and values become numbers, tables and findings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Answer, Table
from customerhero.findings.intervals import wilson
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.insight.losses.noticing import findings_of
from customerhero.insight.losses.options import NAME, Options
from customerhero.insight.losses.reasons import Row, path_of, ranked, reason_rows

FRICTION = ("runaround", "refused", "rule_named", "broken_promise", "any")


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Who left, what they were worth, why, and what came before.

    Numbers: `customers`, `lost`, `lost_per_100` with Wilson interval, `value_lost` of `value_all`, `avoidable`,
    `lost_after_complaint` of `customers_with_complaint` and the same without, friction before the loss, silent losses.
    Tables: `months`, `domains`, `causes`, `reasons`, `root_reasons`, `stated_against_root`, `segments`, `rules`,
    `complaints`, `listed_customers`, `silent_segments`, `silent_customers`. Values in the facts' currency.
    """
    totals = rows["totals"][0]
    numbers = {"month": options.month} | _volume(totals) | _complaint_numbers(rows["complaints"])
    numbers |= _friction_numbers(rows["friction"], totals["lost"]) | _silent_numbers(rows["silent"])
    numbers |= _root_numbers(rows["reasons"])
    return Answer(NAME, numbers, _tables(rows, options), tuple(findings_of(rows, options)))


def _tables(rows: Mapping[str, list[Row]], options: Options) -> dict[str, Table]:
    reasons, lost, few = rows["reasons"], rows["totals"][0]["lost"], options.smallest_group
    tables = {
        "months": _months(rows, options),
        "domains": reason_rows(ranked(reasons, 1), 1, lost, few),
        "causes": reason_rows(ranked(reasons, 2), 2, lost, few),
        "reasons": reason_rows(ranked(reasons, 3), 3, lost, few),
        "root_reasons": reason_rows(ranked(reasons, 3, "root"), 3, lost, few),
        "stated_against_root": _stated_against_root(reasons, few),
        "segments": _segments(rows["segments"], few),
        "rules": _rules(rows["rules"], few),
        "complaints": [_complaint(row) for row in sorted(rows["complaints"], key=lambda row: not row["complained"])],
        "listed_customers": sorted(rows["customers"], key=lambda row: (-(row["value"] or 0.0), row["customer_id"])),
        "silent_segments": sorted(
            (row for row in rows["silent"] if row["silent"] >= few), key=lambda row: row["segment"]
        ),
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


def _volume(totals: Row) -> dict[str, Any]:
    return {
        "customers": totals["customers"],
        "lost": totals["lost"],
        **share(totals["lost"], totals["customers"], "lost"),
        "value_lost": totals["value_lost"] or 0.0,
        "value_all": totals["value_all"] or 0.0,
        "currency": totals["currency"] or None,
        "avoidable": totals["avoidable"],
        "avoidable_known": totals["avoidable_known"],
        **share(totals["avoidable"], totals["avoidable_known"], "avoidable"),
    }


def _complaint_numbers(complaints: list[Row]) -> dict[str, Any]:
    empty = {"customers": 0, "lost": 0}
    by = {row["complained"]: row for row in complaints}
    after, without = by.get(True, empty), by.get(False, empty)
    return {
        "customers_with_complaint": after["customers"],
        "lost_after_complaint": after["lost"],
        **share(after["lost"], after["customers"], "lost_after_complaint"),
        "customers_without_complaint": without["customers"],
        "lost_without_complaint": without["lost"],
        **share(without["lost"], without["customers"], "lost_without_complaint"),
    }


def _friction_numbers(friction: list[Row], lost: int) -> dict[str, Any]:
    counted = {row["sign"]: row["customers"] for row in friction}
    numbers: dict[str, Any] = {}
    for sign in FRICTION:
        numbers[f"lost_after_{sign}"] = counted.get(sign, 0)
        numbers |= share(counted.get(sign, 0), lost, f"lost_after_{sign}")
    return numbers


def _silent_numbers(silent: list[Row]) -> dict[str, Any]:
    judged, gone = sum(row["judged"] for row in silent), sum(row["silent"] for row in silent)
    value = sum(row["value"] or 0.0 for row in silent)
    return {"silent": gone, "silent_judged": judged, **share(gone, judged, "silent"), "silent_value": value}


def _root_numbers(reasons: list[Row]) -> dict[str, Any]:
    known = [row for row in reasons if row["root"] is not None]
    n = sum(row["customers"] for row in known)
    other = sum(row["customers"] for row in known if path_of(row["stated"], 2) != path_of(row["root"], 2))
    return {"root_known": n, "root_differs": other, **share(other, n, "root_differs")}


def _months(rows: Mapping[str, list[Row]], options: Options) -> list[Row]:
    lost = {row["month_no"]: row for row in rows["months"] if row["month_no"] is not None}
    joined = {row["month_no"]: row["joined"] for row in rows["joined"]}
    if not lost:
        return []
    numbers = list(range(min(lost), max(lost) + 1))
    dated = sorted(month for month in joined if month is not None)
    always = joined.get(None, 0)
    listed, gone = [], [0, *accumulate(lost[number]["lost"] if number in lost else 0 for number in numbers)]
    for place, number in enumerate(numbers):
        start = always + sum(joined[month] for month in dated if month < number) - gone[place]
        row = lost.get(number, {"lost": 0, "value": 0.0})
        listed.append({
            "month": name_of_month(number), "customers_at_start": start, "lost": row["lost"],
            **share(min(row["lost"], start), start, "lost"), "value_lost": row["value"] or 0.0,
        })  # fmt: skip
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
    listed = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"stated": one, "root": other, "customers": n} for (one, other), n in listed if n >= few]


def _segments(segments: list[Row], few: int) -> list[Row]:
    shown = sorted((row for row in segments if row["customers"] >= few), key=_costliest)
    return [
        {
            "segment": row["segment"],
            "customers": row["customers"],
            "lost": row["lost"],
            **share(row["lost"], row["customers"], "lost"),
            "value_lost": row["value_lost"] or 0.0,
        }
        for row in shown
    ]


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
            "value_lost": row["value_lost"] or 0.0,
        }
        for row in shown
    ]


def _complaint(row: Row) -> Row:
    counted = {"complained": row["complained"], "customers": row["customers"], "lost": row["lost"]}
    return counted | share(row["lost"], row["customers"], "lost") | {"value_lost": row["value_lost"] or 0.0}
