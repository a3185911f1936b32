"""Retention: the life table becomes curves, their comparison and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.findings import Answer, Caveat, Evidence, Finding, Look, Measure, Money, Picture, Subject, Table
from customerhero.findings.budget import beyond_chance
from customerhero.findings.headcount import Headcount, headcounts
from customerhero.findings.intervals import Z95, wilson
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.survival import (
    Counts,
    Curve,
    LifeTable,
    chance_of_losses,
    expected_losses,
    interval_of,
    kaplan_meier,
    life_table_of,
    log_rank,
)
from customerhero.insight.retention.options import MONTH_DAYS, NAME, Options

Row = dict[str, Any]
EVIDENCE = 20
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Beside:
    """A group beside all others: the log-rank statistic, its chance, and the losses it would have as all do."""

    statistic: float
    chance: float
    expected: float


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Shares kept with interval, medians, expected months, the log-rank test and findings.

    Numbers: `customers`, `lost`, `kept_12`, `kept_24` (per 100, with `_low` and `_high`), `median_months`,
    `expected_months` over the horizon, `log_rank` and `log_rank_chance`. Tables: `curve` and `curves` (by month kept),
    `groups`, `months`. Kaplan-Meier with log-log Greenwood interval; log-rank across groups.
    """
    counted = _counted(rows)
    groups = {name: life_table_of(counted[name]) for name in sorted({row["group"] for row in rows["exits"]})}
    shown = {name: table for name, table in groups.items() if table.n >= options.smallest_group}
    hidden = hidden_groups({name: table.n for name, table in groups.items()}, options.smallest_group)
    curve = kaplan_meier(life_table_of(_together(counted)))
    statistic, chance = log_rank(list(shown.values()))
    left_out = rows["left_out"][0]
    numbers = {
        "month": options.month,
        **_curve_row(curve, options),
        "log_rank": statistic if len(shown) > 1 else None,
        "log_rank_chance": chance if len(shown) > 1 else None,
        **{name: left_out[name] for name in left_out if name not in ("customers", "month", "currency")},
    }
    curves = {name: kaplan_meier(table) for name, table in shown.items()}
    listed = {name: one for name, one in curves.items() if name not in hidden}
    monthly = {name: _monthly(one, options) for name, one in listed.items()}
    tables = {
        "curve": Table.of(_monthly(curve, options)),
        "groups": Table.of([{options.group: name, **_curve_row(one, options)} for name, one in listed.items()]),
        "curves": Table.of([{options.group: name, **row} for name, known in monthly.items() for row in known]),
        "months": Table.of(_months(rows, options)),
    }
    rest = {name: life_table_of(_together(counted, name)) for name in shown}
    compared = _compared(shown, rest, options)
    looks = tuple(Look(_key(name, options), "hurt", beside.chance) for name, beside in compared.items())
    return Answer(NAME, numbers, tables, tuple(_findings(compared, looks, curves, rest, rows, options)), looks)


def _counted(rows: Mapping[str, list[Row]]) -> dict[str, Counts]:
    """By group the rows of a life table: time, lost, censored and entering."""
    found: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for row in rows["exits"]:
        found[row["group"]].append((row["days"], row["lost"], row["censored"], 0))
    for row in rows["entries"]:
        found[row["group"]].append((row["entry"], 0, 0, row["customers"]))
    return {name: np.array(listed, dtype=np.int64) for name, listed in found.items()}


def _together(counted: Mapping[str, Counts], but: str | None = None) -> Counts:
    """The rows of all groups but one."""
    chosen = [rows for name, rows in counted.items() if name != but]
    return np.concatenate(chosen) if chosen else np.zeros((0, 4), dtype=np.int64)


def _curve_row(curve: Curve, options: Options) -> Row:
    holds = curve.n >= max(options.smallest_group, 1) and not curve.emptied
    median = curve.median if holds else None
    return {
        "customers": curve.n,
        "lost": curve.lost,
        **_kept(curve, 12, options),
        **_kept(curve, 24, options),
        "median_months": median / MONTH_DAYS if median is not None else None,
        **_expected(curve, options, holds),
    }


def _expected(curve: Curve, options: Options, holds: bool) -> Row:
    """Months kept on average within the horizon; over what is known when that is shorter."""
    mean, error = (part / MONTH_DAYS for part in curve.mean_within(options.horizon_months * MONTH_DAYS))
    known = min(float(options.horizon_months), curve.known_until / MONTH_DAYS)
    return {
        "expected_months": mean if holds else None,
        "expected_low": max(mean - Z95 * error, 0.0) if holds else None,
        "expected_high": mean + Z95 * error if holds else None,
        "expected_over_months": known if holds else None,
    }


def _kept(curve: Curve, months: int, options: Options) -> Row:
    point = None if curve.emptied else curve.at(months * MONTH_DAYS)
    point = point if point and point.at_risk >= options.smallest_group else None
    return {
        f"kept_{months}": 100 * point.kept if point else None,
        f"kept_{months}_low": 100 * point.low if point else None,
        f"kept_{months}_high": 100 * point.high if point else None,
    }


def _monthly(curve: Curve, options: Options) -> list[Row]:
    """The curve at each full month, as far as it is known and enough customers are behind it."""
    listed: list[Row] = []
    if curve.emptied:
        return listed
    for month in range(int(curve.known_until / MONTH_DAYS) + 1):
        point = curve.at(month * MONTH_DAYS)
        if point and point.at_risk >= options.smallest_group:
            listed.append({
                "months_kept": month, "at_risk": point.at_risk, "kept_per_100": 100 * point.kept,
                "low": 100 * point.low, "high": 100 * point.high,
            })  # fmt: skip
    return listed


def _months(rows: Mapping[str, list[Row]], options: Options) -> list[Row]:
    """Per calendar month on record: customers at its start and the share of them kept to its end."""
    day = rows["record"][0]["first_day"]  # before it nobody who left is known: every month would seem without loss
    first = 0 if day is None else number_of_month(_EPOCH + timedelta(days=day))
    listed = [
        _month_row(counted)
        for counted in headcounts(rows["turnover"])
        if counted.at_start >= max(options.smallest_group, 1) and counted.month >= first
    ]
    if options.month is None:
        return listed
    oldest = month_name(months_before(month_start(options.month), options.trend_months - 1))
    return [row for row in listed if oldest <= row["month"] <= options.month]


def _month_row(counted: Headcount) -> Row:
    kept = counted.at_start - counted.lost_of_start
    interval = wilson(kept, counted.at_start, 100.0)
    return {
        "month": name_of_month(counted.month),
        "customers_at_start": counted.at_start,
        "lost": counted.lost,
        "kept_per_100": 100 * kept / counted.at_start,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def _compared(tables: Mapping[str, LifeTable], rest: Mapping[str, LifeTable], options: Options) -> dict[str, Beside]:
    """Each group beside all others, where enough of its customers would be lost if it did as all do."""
    compared = {}
    for name, table in tables.items():
        expected = expected_losses(table, rest[name]) if rest[name].n else 0.0
        if expected >= options.least_lost:
            compared[name] = Beside(log_rank([table, rest[name]])[0], chance_of_losses(table, rest[name]), expected)
    return compared


def _findings(
    compared: Mapping[str, Beside],
    looks: Sequence[Look],
    curves: Mapping[str, Curve],
    rest: Mapping[str, LifeTable],
    rows: Mapping[str, list[Row]],
    options: Options,
) -> list[Finding]:
    """Groups that lose customers sooner than all others, by more than chance, all groups taken together."""
    stands, few = beyond_chance(looks, options.chance), options.smallest_group
    worse = [
        name
        for name, beside in compared.items()
        if _key(name, options) in stands and curves[name].lost > beside.expected and curves[name].lost >= few
    ]
    return [
        _finding(name, {"log_rank": compared[name].statistic, "chance": compared[name].chance,
                        "expected": compared[name].expected, "groups": len(compared)},
                 curves, kaplan_meier(rest[name]), rows, options)
        for name in sorted(worse, key=lambda name: (compared[name].chance, name))
    ]  # fmt: skip


def _key(name: str, options: Options) -> str:
    return f"{NAME}/{options.group}/{name}"


def _finding(
    name: str,
    facts: dict[str, Any],
    curves: Mapping[str, Curve],
    others: Curve,
    rows: Mapping[str, list[Row]],
    options: Options,
) -> Finding:
    known, curve = rows["left_out"][0], curves[name]
    months = next((months for months in (12, 6, 3, 1) if curve.at(months * MONTH_DAYS)), 0)
    point, beside = curve.at(months * MONTH_DAYS), others.at(months * MONTH_DAYS)
    measure = Measure(
        f"kept after {months} months",
        100 * point.kept if point else None,
        "per 100 customers",
        curve.n,
        interval_of(point, 100.0) if point else None,
    )
    value = next((row["value"] for row in rows["lost"] if row["group"] == name), None)
    newest = sorted(rows["samples"], key=lambda row: (-row["left_us"], row["customer_id"]))
    ids = [row["customer_id"] for row in newest if row["group"] == name][:EVIDENCE]
    asked = f"hero insight retention{f' --month {options.month}' if options.month else ''} --by {options.group}"
    return Finding(
        insight=NAME,
        subject=Subject(options.group, name, name),
        tone="hurt",
        month=known["month"],
        measure=measure,
        customers=curve.lost,
        value=Money(value, known["currency"]) if value and known["currency"] else None,
        caveats=_caveats(known, facts["groups"]),
        evidence=Evidence((), tuple(ids), asked),
        picture=_picture(curves, options),
        facts={
            "months": months,
            "others_kept": 100 * beside.kept if beside else None,
            "lost": curve.lost,
            "expected_lost": facts["expected"],
            "log_rank": facts["log_rank"],
            "chance": facts["chance"],
        },
    )


def _caveats(known: Row, groups: int) -> tuple[Caveat, ...]:
    caveats = [Caveat("many_compared", {"groups": groups}), Caveat("associated_not_caused")]
    if known["late_entries"]:
        caveats.append(Caveat("joined_before_facts", {"customers": known["late_entries"]}))
    if known["without_start"]:
        caveats.append(Caveat("without_start", {"customers": known["without_start"]}))
    return tuple(caveats)


def _picture(curves: Mapping[str, Curve], options: Options) -> Picture:
    points = [
        (name, row["months_kept"], row["kept_per_100"], row["low"], row["high"], row["at_risk"])
        for name, curve in curves.items()
        for row in _monthly(curve, options)
    ]
    columns = (options.group, "months", "value", "low", "high", "n")
    return Picture("curves", f"Customers kept by {options.group}", columns, tuple(points))
