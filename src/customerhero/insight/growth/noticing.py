"""What growth notices: that less comes than goes, and segments that keep less of their revenue than all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Caveat, Evidence, Finding, Interval, Look, Measure, Money, Picture, Subject
from customerhero.findings.budget import beyond_chance
from customerhero.findings.comparing import chance_of_z
from customerhero.findings.intervals import Z95
from customerhero.findings.months import OVER_MONTHS
from customerhero.insight.growth.bridge import Row, monthly, total
from customerhero.insight.growth.nrr import Kept, alike, chance_of_keeping, net_revenue_retention, normals
from customerhero.insight.growth.options import LESS, NAME, Options

IN_PLACE = Subject("organisation", "running in place", "running in place")
_CAME = ("new", "won_back")
_MORE = ("up", "unseen")
"""Customers of before who pay more: amounts that wander up and down take nothing from the whole."""


@dataclass(frozen=True)
class Material:
    """What findings are drawn from: the bridge of the step, how many months it spans, all rows, and the question."""

    chosen: Sequence[Row]
    step: int
    rows: Mapping[str, list[Row]]
    options: Options


def noticed(material: Material) -> tuple[tuple[Finding, ...], tuple[Look, ...]]:
    """The findings, and every comparison that was made."""
    segments = _segments(material)
    looks = [_look_in_place(material.chosen)]
    looks += [
        Look(f"{NAME}/segment/{name}", "hurt", chance_of_keeping(one, other)) for name, (one, other) in segments.items()
    ]
    stands = beyond_chance(looks, material.options.chance)
    found = [_in_place(material)] if looks[0].key in stands else []
    found += [_weak(name, material, segments) for name in segments if f"{NAME}/segment/{name}" in stands]
    return tuple(finding for finding in found if finding is not None), tuple(looks)


def _segments(material: Material) -> dict[str, tuple[Kept, Kept]]:
    """By segment what its customers keep, and what those of all others do."""
    compared = {}
    for name in sorted({row["segment"] for row in material.chosen}):
        mine = Kept.of(row for row in material.chosen if row["segment"] == name)
        others = Kept.of(row for row in material.chosen if row["segment"] != name)
        if min(mine.customers, others.customers) >= max(2, material.options.smallest_group):
            compared[name] = (mine, others)
    return compared


def _look_in_place(chosen: Sequence[Row]) -> Look:
    """Whether all revenue moved by more than chance, each customer's move taken as one draw."""
    came, gone, squares = _moved(chosen)
    more = _more(chosen)
    squares += _squared_loss(_of_kinds(chosen, _MORE))
    freedom = alike(came + more + gone, squares) - 1
    z = normals(abs(gone - came - more) / sqrt(squares), freedom) if squares > 0 else 0.0
    return Look(f"{NAME}/{IN_PLACE.kind}/{IN_PLACE.id}", "hurt", chance_of_z(z))


def _moved(chosen: Sequence[Row]) -> tuple[float, float, float]:
    """Revenue a month that came with customers new and won back, that went, and the sum of squares of both."""
    came, less = _of_kinds(chosen, _CAME), _of_kinds(chosen, LESS)
    return total(came, "now"), _gone(less), total(came, "now_squared") + _squared_loss(less)


def _more(chosen: Sequence[Row]) -> float:
    """What those who pay more pay beyond before."""
    return -_gone(_of_kinds(chosen, _MORE))


def _of_kinds(rows: Sequence[Row], kinds: Sequence[str]) -> list[Row]:
    return [row for row in rows if row["kind"] in kinds]


def _gone(less: Sequence[Row]) -> float:
    return total(less, "before") - total(less, "now")


def _squared_loss(less: Sequence[Row]) -> float:
    return total(less, "before_squared") - 2 * total(less, "product") + total(less, "now_squared")


def _in_place(material: Material) -> Finding | None:
    """Running in place: what went is more than what all others brought, new ones, those won back and who pays more."""
    came, gone, _squares = _moved(material.chosen)
    less = _of_kinds(material.chosen, LESS)
    customers = int(total(less, "customers"))
    if came + _more(material.chosen) >= gone or customers < material.options.smallest_group:
        return None
    measure = Measure("value replaced", came / gone, "value new or won back per value lost", customers,
                      _ratio_interval(material.chosen))  # fmt: skip
    facts = {
        "came": came, "lost_and_down": gone, "short": gone - came,
        "back": total(_of_kinds(material.chosen, ("won_back",)), "now") or None,
        "nrr": net_revenue_retention(material.chosen).value,
    }  # fmt: skip
    return _finding(IN_PLACE, measure, facts, material)


def _ratio_interval(chosen: Sequence[Row]) -> Interval:
    came, gone, _squares = _moved(chosen)
    squares = total(_of_kinds(chosen, _CAME), "now_squared")
    error = sqrt(squares + (came / gone) ** 2 * _squared_loss(_of_kinds(chosen, LESS))) / gone
    return Interval(max(0.0, came / gone - Z95 * error), came / gone + Z95 * error, "linearised ratio")


def _weak(name: str, material: Material, segments: Mapping[str, tuple[Kept, Kept]]) -> Finding | None:
    """A segment whose customers pay less than before and keep less of it than all others."""
    mine, others = segments[name]
    rows = [row for row in material.chosen if row["segment"] == name]
    customers = int(total(_of_kinds(rows, LESS), "customers"))
    own, beside = mine.nrr or 0.0, others.nrr or 0.0
    if own >= min(100.0, beside) or customers < material.options.smallest_group:
        return None
    left = int(total(_of_kinds(rows, ("lost",)), "customers"))
    facts: dict[str, Any] = {
        "others": beside, "others_n": others.customers, "base_customers": mine.customers,
        "groups_compared": len(segments), "left": left, "pay_less": customers - left,
    }  # fmt: skip
    return _finding(Subject("segment", name, name), net_revenue_retention(rows), facts, material)


def _finding(subject: Subject, measure: Measure, facts: dict[str, Any], material: Material) -> Finding:
    known, options, step = material.rows["known"][0], material.options, material.step
    mine = [row for row in material.chosen if subject in (IN_PLACE, _segment(row))]
    less = _of_kinds(mine, LESS)
    value = min(12 * _gone(less), _paid_in_a_year(subject, material))
    asked = f"hero insight growth{f' --month {options.month}' if options.month else ''} --by segment"
    return Finding(
        insight=NAME,
        subject=subject,
        tone="hurt",
        month=known["month"],
        measure=measure,
        customers=int(total(less, "customers")),
        value=Money(value, known["currency"]) if known["currency"] else None,
        caveats=(Caveat("other_currencies_left_out"),) if known["other_currencies"] else (),
        evidence=Evidence((), _evidence(subject, material), asked),
        picture=_picture(material.rows["bridge"], known, options),
        facts=facts | {
            "base_month": name_of_month(known["newest"] - step), "gone_a_month": _gone(less), OVER_MONTHS: step,
        },
    )  # fmt: skip


def _segment(row: Row) -> Subject:
    return Subject("segment", row["segment"], row["segment"])


def _paid_in_a_year(subject: Subject, material: Material) -> float:
    """What those who pay less paid in the year up to the base month, or in the one before now where that is more."""
    theirs = [
        row for row in material.rows["paid"] if row["step"] == material.step and subject in (IN_PLACE, _segment(row))
    ]
    return max(total(theirs, "paid_up_to_base"), total(theirs, "paid_before_now"))


def _evidence(subject: Subject, material: Material) -> tuple[str, ...]:
    wanted = [
        row for row in material.rows["samples"] if row["step"] == material.step and subject in (IN_PLACE, _segment(row))
    ]
    ids = [row["customer_id"] for row in sorted(wanted, key=lambda row: (-row["gone"], row["customer_id"]))]
    return tuple(ids[:20])


def _picture(bridge: list[Row], known: Row, options: Options) -> Picture:
    shown = monthly(bridge, known, options)[-options.trend_months :]
    points = tuple(
        (row["month"], row["new"], row["lost"] + row["down"], row["customers_lost"])
        for row in shown
        if None not in (row["new"], row["lost"], row["down"])
    )
    return Picture("trend", "New value and value lost by month", ("month", "new", "lost_and_down", "n"), points)
