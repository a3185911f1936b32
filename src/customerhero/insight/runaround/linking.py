"""A customer's linked cases: those on the same topic, and how many owners they had within some days together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import NOT_RECORDED, US_PER_DAY
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    from customerhero.insight.runaround.options import Options


@dataclass(frozen=True)
class Links:
    """Cases that have others to be linked with.

    `arrivals`: where and when they came to a desk; `ends`: one row per case with its last arrival, `last_us`; `shared`:
    the customers with too many cases at once to be one customer. Linked cases have the same int64 `link`.
    """

    arrivals: ir.Table
    ends: ir.Table
    shared: ir.Table


def links_of(book: ir.Table, stays: ir.Table, options: Options) -> Links:
    """The links of a casebook's cases by the stays that do harm."""
    arrivals = kept(_arrivals(book, stays, options))
    ends = kept(arrivals.group_by("case_key", "customer_key", "link").aggregate(last_us=arrivals.at_us.max()))
    return Links(arrivals, ends, kept(_shared(ends, options)))


def linked_owners(links: Links, options: Options) -> ir.Table:
    """Per case: distinct owners of the customer's linked cases in the days up to the case's last stay."""
    ends, arrivals = links.ends.anti_join(links.shared, "customer_key"), links.arrivals
    near = ends.join(
        arrivals,
        [
            ends.link == arrivals.link,
            arrivals.at_us <= ends.last_us,
            arrivals.at_us > ends.last_us - options.linked_days * US_PER_DAY,
        ],
        rname="near_{name}",
    )
    owned = near.group_by("case_key", "holder").aggregate(
        least=near.near_case_key.min(), greatest=near.near_case_key.max()
    )
    counted = owned.group_by(linked_key=owned.case_key).aggregate(
        linked_owners=owned.count(), least=owned.least.min(), greatest=owned.greatest.max()
    )
    return counted.filter(counted.least < counted.greatest).select("linked_key", "linked_owners")


def _arrivals(book: ir.Table, stays: ir.Table, options: Options) -> ir.Table:
    same = ["customer_key", "topic"] if options.linked_by_topic else ["customer_key"]
    known = book.filter(book.customer_key.notnull()).select("case_key", "customer_key", "topic")
    if options.linked_by_topic:
        known = _with_topic(known, book)
    several = known.group_by(same).aggregate(cases=known.count(), link=known.case_key.min())
    several = several.filter(several.cases > 1)
    keys = known.join(several, same).select("case_key", "customer_key", "link")
    counted = stays.filter(~stays.harmless)
    return counted.join(keys, counted.case_key == keys.case_key).select(
        counted.case_key, keys.customer_key, keys.link, counted.holder, counted.at_us
    )


def _with_topic(known: ir.Table, book: ir.Table) -> ir.Table:
    """Two unknown topics are not one topic; where most are unknown, topics tell nothing apart and customers do."""
    recorded = book.aggregate(share=(book.topic != NOT_RECORDED).cast("int64").mean())
    each = known.cross_join(recorded)
    return each.filter((each.topic != NOT_RECORDED) | (each.share <= 0.5)).drop("share")


def _shared(ends: ir.Table, options: Options) -> ir.Table:
    """Only customers who have too many cases at all are looked at more closely."""
    each = ends.group_by(busy_key="customer_key").aggregate(cases=ends.count())
    many = ends.semi_join(each.filter(each.cases > options.most_linked_cases), [("customer_key", "busy_key")])
    span = options.linked_days * US_PER_DAY
    window = ibis.range_window(preceding=span, following=0, group_by=many.customer_key, order_by=many.last_us)
    busy = many.mutate(at_once=many.count().over(window))
    return busy.filter(busy.at_once > options.most_linked_cases).select("customer_key").distinct()
