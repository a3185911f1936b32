"""The last resort judged: rates per 100 customers who gave notice, what they endured, and the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Caveat, Evidence, Finding, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.rates import Rates, Shown, name_of, spread
from customerhero.findings.standing_out import above, beyond, looks_of, told_of
from customerhero.insight.last_resort.options import NAME, Options

Rows = Mapping[str, list[Row]]
CUSTOMER_COLUMNS = (
    "customer_id",
    "segment",
    "failures",
    "contacts",
    "refusals",
    "days",
    "late_notice",
    "late_failures",
)
_COUNTED = ("noticed", "offered", "late", "failed", "failed_often", "late_failures", "last_resort")


@dataclass(frozen=True)
class Half:
    """One half of the definition: what the first effort came after, and among whom."""

    name: str
    rates: Rates
    late: str
    sample: str
    measure: str
    unit: str
    subject: str


def _halves(rows: Rows) -> tuple[Half, Half]:
    cells = rows["cells"]
    return (
        Half(
            "notice",
            Rates.of(cells, "late", "noticed"),
            "late",
            "after_notice",
            "last_resort_rate",
            "per 100 customers who gave notice",
            "all",
        ),
        Half(
            "failures",
            Rates.of(cells, "late_failures", "failed"),
            "late_failures",
            "after_failures",
            "last_resort_after_failures",
            "per 100 customers who met so many failures",
            "failures",
        ),
    )


def judge(rows: Rows, options: Options) -> Answer:
    """Numbers, tables and findings of the last resort from the collected parts of `ask`.

    `rate` is customers whose first effort came after their notice, per 100 who gave notice, `rate_of_offered` per 100
    of those who were offered anything; `after_failures_rate` is customers whose first effort came after `failures`
    failures per 100 who met so many; each with Wilson's interval (95 %). `days` is the median from the first trouble to
    the first effort of all of them; it, what they endured and `value` are None where they are fewer than
    `smallest_group`.
    """
    notice, failures = _halves(rows)
    tables = {
        "months": notice.rates.months("last_resort", "noticed"),
        "months_after_failures": failures.rates.months("late_failures", "failed"),
        "by": _by_table(notice.rates, "last_resort", options),
        "by_after_failures": _by_table(failures.rates, "late_failures", options),
        "listed_customers": Table.of(rows["customers"], CUSTOMER_COLUMNS),
    }
    numbers = _numbers(rows, options)
    material = Material(rows, numbers, options)
    segments = notice.rates.of_month(options.month).compared(lambda cell: cell.segment, by_topic=False)
    segments = [one for one in segments if one.group != NOT_RECORDED]
    looks = looks_of(NAME, "segment", segments)
    found = (
        *_overall(notice, tables["months"], _TOLD_OF_NOTICE, material),
        *_overall(failures, tables["months_after_failures"], _TOLD_OF_FAILURES, material),
        *_segments(notice, above(NAME, "segment", segments, beyond(looks)), material),
    )
    return Answer(NAME, numbers, tables, found, tuple(looks))


@dataclass(frozen=True)
class Material:
    """What findings are drawn from: the collected parts, the numbers made of them, and the question."""

    rows: Rows
    numbers: Mapping[str, Any]
    options: Options


def _by_table(rates: Rates, hits: str, options: Options) -> Table:
    chosen = rates.of_month(options.month)
    sizes = {cell.group: 0 for cell in chosen.cells}
    for cell in chosen.cells:
        sizes[cell.group] += cell.n
    return chosen.by(hits, Shown(sizes if options.by else {}, options.smallest_group), by_topic=False)


def _numbers(rows: Rows, options: Options) -> dict[str, Any]:
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    counted = {name: sum(cell[name] or 0 for cell in cells) for name in _COUNTED}
    rate, low, high = spread(rate_per_100("last_resort", counted["late"], counted["noticed"]))
    offered, offered_low, offered_high = spread(rate_per_100("last_resort", counted["late"], counted["offered"]))
    failed, failed_low, failed_high = spread(rate_per_100("last_resort", counted["late_failures"], counted["failed"]))
    enough = counted["last_resort"] >= options.smallest_group
    endured = _endured("any", rows) if enough else {}
    return counted | {
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "rate_of_offered": offered,
        "rate_of_offered_low": offered_low,
        "rate_of_offered_high": offered_high,
        "after_failures_rate": failed,
        "after_failures_low": failed_low,
        "after_failures_high": failed_high,
        **{name: endured.get(name) for name in _ENDURED},
        "value": _worth("any", "", rows) if enough else None,
        "currency": next((row["currency"] for row in rows["known"]), None) or None,
    }


_ENDURED = ("days", "failures", "contacts", "refusals")
_TOLD_OF_NOTICE = ("noticed", "offered", "late", "rate_of_offered")
_TOLD_OF_FAILURES = ("failed", "late_failures")


def _overall(half: Half, months: Table, told: tuple[str, ...], material: Material) -> tuple[Finding, ...]:
    """The rate of all; none before enough customers were kept so late."""
    numbers, rows, options = material.numbers, material.rows, material.options
    late = numbers[half.late]
    if late < options.smallest_group:
        return ()
    recorded = (Caveat("notice_as_recorded"),) if half.name == "notice" else ()
    overdue = {"overdue": options.failures} if half.name == "failures" else {}
    finding = Finding(
        insight=NAME,
        subject=Subject("organisation", half.subject, ""),
        tone="hurt",
        month=_month(rows, options),
        measure=half.rates.of_month(options.month).measure(half.measure, half.unit),
        customers=late,
        value=_money(half, "", material),
        change=half.rates.change(options.month),
        caveats=(Caveat("associated"), *recorded),
        evidence=_evidence(rows[half.sample], options),
        picture=Picture("trend", half.measure, months.columns, months.rows),
        facts={name: numbers[name] for name in told} | _endured(half.name, rows) | overdue,
    )
    return (finding,)


def _segments(half: Half, standing: list[Comparison], material: Material) -> list[Finding]:
    """Segments that stand out from all others, of enough customers kept so late."""
    return [_segment(half, one, material) for one in standing if one.hits >= material.options.smallest_group]


def _segment(half: Half, one: Comparison, material: Material) -> Finding:
    theirs = [row for row in material.rows[half.sample] if row["segment"] == one.group]
    return Finding(
        insight=NAME,
        subject=Subject("segment", one.group, one.group),
        tone="hurt",
        month=_month(material.rows, material.options),
        measure=Measure("last_resort_rate", one.rate, half.unit, one.n, one.rate_interval),
        customers=one.hits,
        value=_money(half, one.group, material),
        caveats=(Caveat("associated"),),
        evidence=_evidence(theirs, material.options),
        facts={"late": one.hits} | told_of(one),
    )


def _endured(half: str, rows: Rows) -> Row:
    found = next((row for row in rows["endured"] if row["half"] == half), {})
    return {name: found.get(name) for name in _ENDURED}


def _worth(half: str, group: str, rows: Rows) -> float | None:
    return next((row["value"] for row in rows["worth"] if (row["half"], row["group"]) == (half, group)), None)


def _money(half: Half, group: str, material: Material) -> Money | None:
    value, currency = _worth(half.name, group, material.rows), material.numbers["currency"]
    return Money(value, currency) if value is not None and currency else None


def _month(rows: Rows, options: Options) -> str:
    return options.month or next((row["month"] for row in rows["known"]), "")


def _evidence(customers: list[Row], options: Options) -> Evidence:
    few = tuple(row["customer_id"] for row in customers[: options.most_evidence] if row["customer_id"] is not None)
    month = f" --month {options.month}" if options.month else ""
    return Evidence((), few, f"hero insight {NAME}{month}")
