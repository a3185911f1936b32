"""Growth: the bridge from one period to the next, what it took to replace what was lost, and what was earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Answer, Caveat, Evidence, Finding, Interval, Measure, Money, Picture, Subject, Table
from customerhero.findings.comparing import chance_of_z, holm
from customerhero.findings.intervals import Z95
from customerhero.findings.privacy import hidden_cells, hidden_groups
from customerhero.insight.growth.options import LESS, NAME, Options

Row = dict[str, Any]
EARNED = ("referral", "reputation")
KINDS = ("new", "won_back", "unseen", "up", "down", "same", "stopped", "lost")
MOVES = ("new", "won_back", "up", "down", "lost")
BASE = ("up", "down", "same", "stopped", "lost")


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Bridges of customers and value, replacement ratio, NRR, ENC and earned growth.

    Numbers of the month against the last period: `start, new, won_back, up, down, lost, end, unreconciled` (value) and
    `customers_*` (volume); `growth`, `nrr` (with interval), `enc`, `bought`, `earned_growth` per 100 of last period's
    revenue; `replacement_ratio` and `running_in_place`; `refunded` beyond what was paid in these months. Tables:
    `months` (month to month), `segments`.
    Source: Reichheld, Darnell, Burns, Winning on Purpose (2021). NRR interval: linearised ratio.
    """
    known = rows["known"][0]
    if known["is_unclear"]:
        return Answer(NAME, {"month": known["month"], "currency": known["currency"], **_payments(known)}, {}, ())
    if known["newest"] is None:
        return Answer(NAME, {"month": options.month, "words": "not enough data yet", **_left_out(known)}, {}, ())
    step = _step(known, options)
    few = options.smallest_group
    chosen = [row for row in rows["bridge"] if row["step"] == step and row["month_no"] == known["newest"]]
    numbers = {"month": name_of_month(known["newest"]), "base_month": None, "currency": known["currency"]}
    if step:
        numbers |= {"base_month": name_of_month(known["newest"] - step)} | bridge_of(chosen, few)
        numbers |= _earned(chosen, few)
        numbers |= _left(rows["left"], known, step, numbers["customers_lost"])
    numbers |= _refunded(rows["refunds"], known, step, few)
    numbers |= {**_left_out(known), **(_payments(known) if known["term"] else {})}
    tables = {
        "months": Table.of(_months(rows["bridge"], known, options)),
        "segments": Table.of(_segments(chosen, options)),
    }
    return Answer(NAME, numbers, tables, tuple(_findings(chosen, step, rows, options)))


def _left(left: list[Row], known: Row, step: int, lost: int) -> Row:
    """How many left since the base month by the list of customers, as losses count them, and why it differs."""
    if not known["leaving_is_known"]:
        return {}
    base, newest = known["newest"] - step, known["newest"]
    count = int(_sum((row for row in left if base < row["month_no"] <= newest), "customers"))
    first, since, last = (name_of_month(month) for month in (base, base + 1, newest))
    told = (
        f"By the list of customers {count:,} left from {since} to {last}. Here {lost:,} are counted: they paid in "
        f"{first}, have left and pay nothing in {last}. Who still paid in {last} is lost later, who left in {first} may "
        "be lost here, and who did not pay then is not."
    )
    return {"customers_left": count, **({"left_and_lost": told} if count != lost else {})}


def _refunded(refunds: list[Row], known: Row, step: int, few: int) -> Row:
    """What was paid back beyond what came in, in either month compared: it is no customer's revenue of the month."""
    of_months = [row for row in refunds if row["month_no"] in (known["newest"], known["newest"] - step)]
    count = int(_sum(of_months, "customers"))
    told = _sum(of_months, "amount") if count >= few else None
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
    months = [name_of_month(month) for month in sorted(_cut(known))]
    told: Row = {"months_not_whole": ", ".join(months) or None}
    if known["newest"] is not None and known["newest_of_all"] != known["newest"]:
        newest, last = name_of_month(known["newest"]), name_of_month(known["newest_of_all"])
        told["told_instead"] = f"{newest} is told: {last} is not over, or only a part of it is there."
    return told


def bridge_of(rows: Iterable[Row], few: int) -> Row:
    """Start + new + won back + up - down - lost = end, in customers and in value; what is left over is told.

    A value of fewer than `few` customers is None, and so is the next smallest, or it would close the bridge.
    """
    listed = list(rows)
    by = {kind: [row for row in listed if row["kind"] == kind] for kind in KINDS}
    moved = {kind: abs(_sum(by[kind], "now") - _sum(by[kind], "before")) for kind in KINDS}
    moved |= {"up": moved["up"] + moved["unseen"], "down": moved["down"] + moved["stopped"]}
    start, end = _sum(listed, "before"), _sum(listed, "now")
    gained = sum(moved[kind] for kind in ("new", "won_back", "up"))
    less = moved["down"] + moved["lost"]
    counts = {kind: int(_sum(by[kind], "customers")) for kind in KINDS}
    sizes = {**counts, "up": counts["up"] + counts["unseen"], "down": counts["down"] + counts["stopped"]}
    hidden = hidden_groups({kind: sizes[kind] for kind in MOVES}, few)
    first = sum(counts[kind] for kind in BASE)
    return {
        "start": start,
        **{kind: None if kind in hidden else moved[kind] for kind in MOVES},
        "end": end,
        "unreconciled": round(end - (start + gained - less), 4),
        "customers_start": first,
        "customers_new": counts["new"],
        "customers_won_back": counts["won_back"],
        "customers_unseen": counts["unseen"],
        "customers_stopped": counts["stopped"],
        "customers_lost": counts["lost"],
        "customers_end": first
        + counts["new"]
        + counts["won_back"]
        + counts["unseen"]
        - counts["lost"]
        - counts["stopped"],
        **_replaced(moved["new"], less, not hidden & {"new", "lost", "down"}),
    }


def _replaced(new: float, less: float, is_told: bool) -> Row:
    if not less or not is_told:
        return {"replacement_ratio": None, "running_in_place": None}
    return {"replacement_ratio": new / less, "running_in_place": new <= less}


def _step(known: Row, options: Options) -> int:
    """The period where whole months reach back so far, else one month; 0 without a whole month to start from."""
    span, cut = known["newest"] - known["oldest"], _cut(known)
    steps = (step for step in (options.period_months, 1) if step <= span and known["newest"] - step not in cut)
    return next(steps, 0)


def _cut(known: Row) -> set[int]:
    return {int(month) for month in known["cut"].split(",") if month}


def _sum(rows: Iterable[Row], column: str) -> float:
    return float(sum(row[column] for row in rows))


def _earned(rows: list[Row], few: int) -> Row:
    """What was earned and what was bought; None where few customers are behind it, all of the new ones together."""
    start = _sum(rows, "before")
    nrr = net_revenue_retention(rows)
    if not start or nrr.n < few:
        return {"growth": None, "nrr": None, "enc": None, "bought": None, "earned_growth": None}
    told = _earned_of(rows, start, nrr)
    origins: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "new":
            origin = "earned" if row["acquired_by"] in EARNED else row["acquired_by"]
            origins[origin] = origins.get(origin, 0) + int(row["customers"])
    back = int(_sum((row for row in rows if row["kind"] == "won_back"), "customers"))
    if hidden_groups(origins, few):
        told |= dict.fromkeys(("enc", "bought", "new_unknown", "earned_growth", "earned_growth_if_unknown_were_earned"))
    return told | ({"won_back_per_100": None} if 0 < back < few else {})


def _earned_of(rows: list[Row], start: float, nrr: Measure) -> Row:
    new = [row for row in rows if row["kind"] == "new"]
    enc = 100 * _sum((row for row in new if row["acquired_by"] in EARNED), "now") / start
    unknown = 100 * _sum((row for row in new if row["acquired_by"] == "unknown"), "now") / start
    kept = nrr.value or 0.0
    return {
        "growth": 100 * (_sum(rows, "now") - start) / start,
        "nrr": nrr.value,
        "nrr_low": nrr.interval.low if nrr.interval else None,
        "nrr_high": nrr.interval.high if nrr.interval else None,
        "enc": enc,
        "bought": 100 * _sum((row for row in new if row["acquired_by"] == "bought"), "now") / start,
        "new_unknown": unknown,
        "won_back_per_100": 100 * _sum((row for row in rows if row["kind"] == "won_back"), "now") / start,
        "earned_growth": kept + enc - 100,
        "earned_growth_if_unknown_were_earned": kept + enc + unknown - 100,
    }


def net_revenue_retention(rows: Iterable[Row]) -> Measure:
    """NRR: revenue now from last period's customers per 100 of last period's revenue, with a linearised interval."""
    base = [row for row in rows if row["kind"] in BASE]
    n, before, now = int(_sum(base, "customers")), _sum(base, "before"), _sum(base, "now")
    name, unit = "net revenue retention", "per 100 of last period's revenue"
    if before <= 0:
        return Measure(name, None, unit, n)
    ratio = now / before
    error = 100 * _error(base, ratio, n) / before
    interval = Interval(100 * ratio - Z95 * error, 100 * ratio + Z95 * error, "linearised ratio") if n > 1 else None
    return Measure(name, 100 * ratio, unit, n, interval)


def _error(base: list[Row], ratio: float, n: int) -> float:
    spread = _sum(base, "now_squared") - 2 * ratio * _sum(base, "product") + ratio**2 * _sum(base, "before_squared")
    return sqrt(max(spread, 0.0) * n / (n - 1)) if n > 1 else 0.0


def _months(bridge: list[Row], known: Row, options: Options) -> list[Row]:
    listed = []
    first = max(known["oldest"] + 1, known["newest"] - options.trend_months + 1 if options.month else 0)
    cut = _cut(known)
    for number in range(first, known["newest"] + 1):
        if number in cut or number - 1 in cut:
            continue
        rows = [row for row in bridge if row["step"] == 1 and row["month_no"] == number]
        listed.append({"month": name_of_month(number), **bridge_of(rows, options.smallest_group)})
    return listed


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


def _findings(chosen: list[Row], step: int, rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    if not step:
        return []
    return [*_in_place(chosen, rows, options), *_weak_segments(chosen, rows, options)]


def _in_place(chosen: list[Row], rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    """Running in place: what was lost is surely more than what new customers brought."""
    new = [row for row in chosen if row["kind"] == "new"]
    less = [row for row in chosen if row["kind"] in LESS]
    gone = _sum(less, "before") - _sum(less, "now")
    spread = _sum(new, "now_squared") + _squared_loss(less)
    short = gone - _sum(new, "now")
    customers = int(_sum(less, "customers"))
    if not spread or short <= Z95 * sqrt(spread) or customers < options.smallest_group:
        return []
    ratio = _sum(new, "now") / gone
    measure = Measure("replacement ratio", ratio, "new value per value lost", customers, _ratio_interval(new, less))
    facts = {"new": _sum(new, "now"), "lost_and_down": gone, "short": short, "nrr": net_revenue_retention(chosen).value}
    subject = Subject("organisation", "running in place", "running in place")
    return [_finding(subject, measure, less, facts, rows, options)]


def _squared_loss(less: list[Row]) -> float:
    return _sum(less, "before_squared") - 2 * _sum(less, "product") + _sum(less, "now_squared")


def _ratio_interval(new: list[Row], less: list[Row]) -> Interval | None:
    gained, gone = _sum(new, "now"), _sum(less, "before") - _sum(less, "now")
    ratio = gained / gone
    error = sqrt(_sum(new, "now_squared") + ratio**2 * _squared_loss(less)) / gone
    return Interval(max(0.0, ratio - Z95 * error), ratio + Z95 * error, "linearised ratio")


def _weak_segments(chosen: list[Row], rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    """Segments whose customers pay less than before and surely keep less of it than all others."""
    compared = []
    for segment in sorted({row["segment"] for row in chosen}):
        mine = [row for row in chosen if row["segment"] == segment]
        others = [row for row in chosen if row["segment"] != segment]
        one, other = net_revenue_retention(mine), net_revenue_retention(others)
        if min(one.n, other.n) >= options.smallest_group and one.interval and other.interval:
            compared.append((segment, mine, one, other, _z(one, other)))
    chances = holm([chance_of_z(z) for *_, z in compared])
    found = []
    for chance, (segment, mine, one, other, z) in zip(chances, compared, strict=True):
        less = [row for row in mine if row["kind"] in LESS]
        shrinks = one.value is not None and one.value < 100 and _sum(less, "customers") >= options.smallest_group
        if chance < options.chance and z < 0 and shrinks:
            facts = {"others": other.value, "others_n": other.n, "groups_compared": len(compared)}
            found.append(_finding(Subject("segment", segment, segment), one, less, facts, rows, options))
    return found


def _z(one: Measure, other: Measure) -> float:
    if not (one.interval and other.interval and one.value is not None and other.value is not None):
        return 0.0
    spread = sqrt((one.interval.high - one.value) ** 2 + (other.interval.high - other.value) ** 2) / Z95
    return (one.value - other.value) / spread if spread else 0.0


def _finding(
    subject: Subject,
    measure: Measure,
    less: list[Row],
    facts: dict[str, Any],
    rows: Mapping[str, list[Row]],
    options: Options,
) -> Finding:
    known = rows["known"][0]
    step = _step(known, options)
    gone = _sum(less, "before") - _sum(less, "now")
    wanted = [
        row for row in rows["samples"] if row["step"] == step and subject.id in ("running in place", row["segment"])
    ]
    ids = [row["customer_id"] for row in sorted(wanted, key=lambda row: (-row["gone"], row["customer_id"]))]
    asked = f"hero insight growth{f' --month {options.month}' if options.month else ''} --by segment"
    return Finding(
        insight=NAME,
        subject=subject,
        tone="hurt",
        month=known["month"],
        measure=measure,
        customers=int(_sum(less, "customers")),
        value=Money(12 * gone, known["currency"]) if known["currency"] else None,
        caveats=(Caveat("other_currencies_left_out"),) if known["other_currencies"] else (),
        evidence=Evidence((), tuple(ids[:20]), asked),
        picture=_picture(rows["bridge"], known, options),
        facts=facts | {"base_month": name_of_month(known["newest"] - step), "gone_a_month": gone},
    )


def _picture(bridge: list[Row], known: Row, options: Options) -> Picture:
    shown = _months(bridge, known, options)[-options.trend_months :]
    points = tuple(
        (row["month"], row["new"], row["lost"] + row["down"], row["customers_lost"])
        for row in shown
        if None not in (row["new"], row["lost"], row["down"])
    )
    return Picture("trend", "New value and value lost by month", ("month", "new", "lost_and_down", "n"), points)
