"""Growth: the bridge from one period to the next, what it took to replace what was lost, and what was earned."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot, sqrt

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Answer, Measure, Table
from customerhero.findings.intervals import Z95
from customerhero.findings.privacy import hidden_cells, hidden_groups
from customerhero.insight.growth.bridge import MOVES, Row, bridge_of, cut_of, monthly, step_of, total
from customerhero.insight.growth.noticing import Material, noticed
from customerhero.insight.growth.nrr import net_revenue_retention
from customerhero.insight.growth.options import NAME, Options

EARNED = ("referral", "reputation")
_OF_ORIGINS = (
    "enc", "bought", "new_unknown", "earned_growth", "earned_growth_low", "earned_growth_high",
    "earned_growth_if_unknown_were_earned",
)  # fmt: skip


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Bridges of customers and value, replacement ratio, NRR, ENC and earned growth.

    Numbers of the month against the last period: `start, new, won_back, up, down, lost, end, unreconciled` (value) and
    `customers_*` (volume); `growth`, `nrr` (with interval), `enc`, `bought`, `earned_growth` per 100 of last period's
    revenue; `replacement_ratio` and `running_in_place`; `refunded` beyond what was paid in these months. Tables:
    `months` (month to month), `segments`.
    Source: Reichheld, Darnell, Burns, Winning on Purpose (2021). NRR interval: see `nrr`.
    """
    known = rows["known"][0]
    if known["is_unclear"]:
        return Answer(NAME, {"month": known["month"], "currency": known["currency"], **_payments(known)}, {}, ())
    if known["newest"] is None:
        return Answer(NAME, {"month": options.month, "words": "not enough data yet", **_left_out(known)}, {}, ())
    step = step_of(known, options)
    few = options.smallest_group
    chosen = [row for row in rows["bridge"] if row["step"] == step and row["month_no"] == known["newest"]]
    numbers = {"month": name_of_month(known["newest"]), "base_month": None, "currency": known["currency"]}
    if step:
        numbers |= {"base_month": name_of_month(known["newest"] - step)} | bridge_of(chosen, few)
        numbers |= _base_instead(known, step, options) | _earned(chosen, few)
        numbers |= _left(rows["left"], known, step, numbers["customers_lost"])
    else:
        numbers |= {"words": f"Of {numbers['month']} nothing can be said: no whole month before it to set beside it."}
    numbers |= _refunded(rows["refunds"], known, step, few)
    numbers |= {**_left_out(known), **(_payments(known) if known["term"] else {})}
    tables = {
        "months": Table.of(monthly(rows["bridge"], known, options)),
        "segments": Table.of(_segments(chosen, options)),
    }
    found, looks = noticed(Material(chosen, step, rows, options)) if step else ((), ())
    return Answer(NAME, numbers, tables, found, looks)


def _base_instead(known: Row, step: int, options: Options) -> Row:
    """That another month than that of the period before is the base, and why."""
    if step == options.period_months:
        return {}
    wanted, base = name_of_month(known["newest"] - options.period_months), name_of_month(known["newest"] - step)
    reaches = known["newest"] - options.period_months >= known["oldest"]
    why = (
        f"{wanted} is missing, or only a part of it is there" if reaches else f"revenue does not reach back to {wanted}"
    )
    return {"base_instead": f"Set beside {base}, the month before: {why}."}


def _left(left: list[Row], known: Row, step: int, lost: int) -> Row:
    """How many left since the base month by the list of customers, as losses count them, and why it differs."""
    if not known["leaving_is_known"]:
        return {}
    base, newest = known["newest"] - step, known["newest"]
    count = int(total((row for row in left if base < row["month_no"] <= newest), "customers"))
    first, since, last = (name_of_month(month) for month in (base, base + 1, newest))
    told = (
        f"By the list of customers {count:,} left from {since} to {last}. Here {lost:,} are counted: they paid in "
        f"{first}, have left and pay nothing in {last}. Who still paid in {last} is lost later, who left in {first} "
        "may be lost here, and who did not pay then is not."
    )
    return {"customers_left": count, **({"left_and_lost": told} if count != lost else {})}


def _refunded(refunds: list[Row], known: Row, step: int, few: int) -> Row:
    """What was paid back beyond what came in, in either month compared: it is no customer's revenue of the month."""
    of_months = [row for row in refunds if row["month_no"] in (known["newest"], known["newest"] - step)]
    count = int(total(of_months, "customers"))
    told = total(of_months, "amount") if count >= few else None
    return {"refunded": told, "refunded_customers": count} if count else {}


def _payments(known: Row) -> Row:
    """That revenue looks like payments: how many customers pay how, and what was made of it."""
    payments = known["single"] + known["spaced"]
    mostly = 2 * payments > known["monthly"] + payments
    told = "Revenue looks like payments" if mostly else "Some customers' revenue looks like payments"
    told += " and not like revenue of the month: "
    paying = f"of {known['monthly'] + payments:,} customers "
    paying += f"{known['single']:,} have one payment and {known['spaced']:,} pay at longer gaps."
    made = (
        f" Payments are spread over the months they pay for, {known['term']} where a customer's own do not tell."
        if known["term"]
        else " No month is set beside another. If you know what a payment pays for, ask again with --set term=12."
    )
    return {
        "looks_like": "payments" if mostly else "payments of some",
        "customers_paying_monthly": known["monthly"],
        "customers_paying_once": known["single"],
        "customers_paying_at_gaps": known["spaced"],
        "spread_over_months": known["term"],
        "words": told + paying + made,
    }


def _left_out(known: Row) -> Row:
    """The months that were compared with no other, because they are not over or only a part of them is there."""
    months = [name_of_month(month) for month in sorted(cut_of(known))]
    told: Row = {"months_not_whole": ", ".join(months) or None}
    if known["newest"] is not None and known["newest_of_all"] != known["newest"]:
        newest, last = name_of_month(known["newest"]), name_of_month(known["newest_of_all"])
        told["told_instead"] = f"{newest} is told: {last} is not over, or only a part of it is there."
    return told


def _earned(rows: list[Row], few: int) -> Row:
    """What was earned and what was bought; None where few customers are behind it, all of the new ones together."""
    start = total(rows, "before")
    nrr = net_revenue_retention(rows)
    if not start or nrr.n < few:
        return {"growth": None, "nrr": None, "enc": None, "bought": None, "earned_growth": None}
    told = _earned_of(rows, start, nrr)
    origins: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "new":
            origin = "earned" if row["acquired_by"] in EARNED else row["acquired_by"]
            origins[origin] = origins.get(origin, 0) + int(row["customers"])
    back = int(total((row for row in rows if row["kind"] == "won_back"), "customers"))
    if hidden_groups(origins, few):
        told |= dict.fromkeys(_OF_ORIGINS)
    return told | ({"won_back_per_100": None} if 0 < back < few else {})


def _earned_of(rows: list[Row], start: float, nrr: Measure) -> Row:
    new = [row for row in rows if row["kind"] == "new"]
    earned = [row for row in new if row["acquired_by"] in EARNED]
    enc = 100 * total(earned, "now") / start
    unknown = 100 * total((row for row in new if row["acquired_by"] == "unknown"), "now") / start
    kept = nrr.value or 0.0
    return {
        "growth": 100 * (total(rows, "now") - start) / start,
        "nrr": nrr.value,
        "nrr_low": nrr.interval.low if nrr.interval else None,
        "nrr_high": nrr.interval.high if nrr.interval else None,
        "enc": enc,
        "bought": 100 * total((row for row in new if row["acquired_by"] == "bought"), "now") / start,
        "new_unknown": unknown,
        "won_back_per_100": 100 * total((row for row in rows if row["kind"] == "won_back"), "now") / start,
        "earned_growth": kept + enc - 100,
        **_earned_ends(nrr, enc, 100 * Z95 * sqrt(total(earned, "now_squared")) / start),
        "earned_growth_if_unknown_were_earned": kept + enc + unknown - 100,
    }


def _earned_ends(nrr: Measure, enc: float, half: float) -> Row:
    """The interval of earned growth: NRR's and that of what was earned, each new customer's revenue one draw."""
    if nrr.interval is None or nrr.value is None:
        return {"earned_growth_low": None, "earned_growth_high": None}
    middle = nrr.value + enc - 100
    down = hypot(nrr.value - nrr.interval.low, min(half, enc))
    return {
        "earned_growth_low": middle - down,
        "earned_growth_high": middle + hypot(nrr.interval.high - nrr.value, half),
    }


def _segments(chosen: list[Row], options: Options) -> list[Row]:
    listed, few = [], options.smallest_group
    segments = {name: [row for row in chosen if row["segment"] == name] for name in {row["segment"] for row in chosen}}
    hidden = hidden_groups({name: net_revenue_retention(rows).n for name, rows in segments.items()}, few)
    cells: dict[tuple[str, str], int] = {}
    for row in chosen:
        if row["kind"] in MOVES:
            cell = (row["segment"], row["kind"])
            cells[cell] = cells.get(cell, 0) + int(row["customers"])
    untold = hidden_cells(cells, few)
    for segment, rows in sorted(segments.items()):
        nrr = net_revenue_retention(rows)
        if nrr.n and segment not in hidden:
            interval = nrr.interval
            listed.append({
                "segment": segment, "customers": nrr.n, "nrr": nrr.value,
                "nrr_low": interval.low if interval else None, "nrr_high": interval.high if interval else None,
                **_values(rows, few), **{kind: None for name, kind in untold if name == segment},
            })  # fmt: skip
    return listed


def _values(rows: list[Row], few: int) -> Row:
    return {name: value for name, value in bridge_of(rows, few).items() if not name.startswith("customers_")}
