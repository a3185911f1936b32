"""Customers who repeat: what each has of cases and of hits, summed over the customers of a group in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customerhero.facts.sums import exact_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir


def over_customers(cases: ir.Table, hits: Sequence[str], hours: Sequence[str] = ()) -> ir.Table:
    """By `dimension` and `group`: cases, customers, and sums over the customers of what each of them has.

    `hits` are boolean columns; the first says who is `hurt`, and `hours` are columns summed over its cases, under their
    own names. Further columns: `n` cases, `customers`, `hurt` those with any hit, `sizes_squared`, and for each hit its
    `_total`, `_totals_squared` and `_products` with the customers' numbers of cases.
    """
    counted = [cases[hit].cast("int64").sum().name(hit) for hit in hits]
    summed = [exact_sum(cases[column], cases[hits[0]]).name(column) for column in hours]
    each = cases.group_by("dimension", "group", "party_key").aggregate(cases.count().name("own"), *counted, *summed)
    return each.group_by("dimension", "group").aggregate(
        each.count().name("customers"),
        each.count(where=each[hits[0]] > 0).name("hurt"),
        each.own.sum().name("n"),
        (each.own * each.own).sum().name("sizes_squared"),
        *(exact_sum(each[column]).name(column) for column in hours),
        *(total for hit in hits for total in _of_hit(each, hit)),
    )


def _of_hit(each: ir.Table, hit: str) -> list[ir.Value]:
    own = each[hit]
    return [
        own.sum().name(f"{hit}_total"),
        (own * own).sum().name(f"{hit}_totals_squared"),
        (own * each.own).sum().name(f"{hit}_products"),
    ]
