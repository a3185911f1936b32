"""The bridge from one period to the next: what came, what went, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings.privacy import hidden_groups
from customerhero.insight.growth.nrr import BASE
from customerhero.insight.growth.options import Options

Row = dict[str, Any]
KINDS = ("new", "won_back", "unseen", "up", "down", "same", "stopped", "lost")
MOVES = ("new", "won_back", "up", "down", "lost")


def bridge_of(rows: Iterable[Row], few: int) -> Row:
    """Start + new + won back + up - down - lost = end, in customers and in value; what is left over is told.

    A value of fewer than `few` customers is None, and so is the next smallest, or it would close the bridge.
    """
    listed = list(rows)
    by = {kind: [row for row in listed if row["kind"] == kind] for kind in KINDS}
    moved = {kind: abs(total(by[kind], "now") - total(by[kind], "before")) for kind in KINDS}
    moved |= {"up": moved["up"] + moved["unseen"], "down": moved["down"] + moved["stopped"]}
    start, end = total(listed, "before"), total(listed, "now")
    gained = sum(moved[kind] for kind in ("new", "won_back", "up"))
    less = moved["down"] + moved["lost"]
    counts = {kind: int(total(by[kind], "customers")) for kind in KINDS}
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


def monthly(bridge: list[Row], known: Row, options: Options) -> list[Row]:
    """The bridges from month to month, of whole months beside whole ones."""
    listed = []
    first = max(known["oldest"] + 1, known["newest"] - options.trend_months + 1 if options.month else 0)
    cut = cut_of(known)
    for number in range(first, known["newest"] + 1):
        if number in cut or number - 1 in cut:
            continue
        rows = [row for row in bridge if row["step"] == 1 and row["month_no"] == number]
        listed.append({"month": name_of_month(number), **bridge_of(rows, options.smallest_group)})
    return listed


def step_of(known: Row, options: Options) -> int:
    """The period where whole months reach back so far, else one month; 0 without a whole month to start from."""
    span, cut = known["newest"] - known["oldest"], cut_of(known)
    steps = (step for step in (options.period_months, 1) if step <= span and known["newest"] - step not in cut)
    return next(steps, 0)


def cut_of(known: Row) -> set[int]:
    """The months that are set beside no other."""
    return {int(month) for month in known["cut"].split(",") if month}


def total(rows: Iterable[Row], column: str) -> float:
    """A column added up."""
    return float(sum(row[column] for row in rows))


def _replaced(new: float, less: float, is_told: bool) -> Row:
    if not less or not is_told:
        return {"replacement_ratio": None, "running_in_place": None}
    return {"replacement_ratio": new / less, "running_in_place": new <= less}
