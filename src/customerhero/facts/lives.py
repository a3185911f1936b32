"""Lives: since when and until when somebody was a customer; whoever came back has several.

The one story of joining and leaving that every insight tells. Whoever left before joining has none: one of the two days
is wrong, and no count can be made of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.errors import QuestionError
from customerhero.facts.calendar import DAY_US
from customerhero.facts.casebook import month_number
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

GAP_DAYS: Final = 31
"""Lives no further apart are one: whoever changes the plan, or is back within a month, has not left."""
_EVER: Final = 2**62
_OWN: Final = ("name", "segment", "acquired_by", "owner_id")
_OF_THE_LAST: Final = ("root_reason", "avoidable")
_LIFE: Final = ("customer_key", "customer_id", "joined_at", "joined_us", "left_at", "left_us", "leave_reason")


def lives(facts: Facts, gap_days: int = GAP_DAYS) -> ir.Table:
    """One row per life of a customer.

    Columns: those of customers, with the days and the stated reason of this life (root reason and avoidable are known
    of the last one only); `nth`, 1 for the first life; `back_us`, when the next one begins, null for the last. A
    customer who left on the day of joining left no earlier than it joined.
    """
    sound = _ordered(facts.customers.filter(~_left_first(facts.customers)))
    if "lives" not in facts.present:
        return sound.mutate(nth=ibis.literal(1, "int64"), back_us=ibis.null("int64"))
    return facts.once(f"lives {gap_days}", lambda: _with_earlier(facts, sound, gap_days))


def refuse_short_gap(gap_days: int, question: str) -> None:
    """QuestionError for a gap within which somebody could leave and come back in one month."""
    if gap_days < GAP_DAYS:
        told = f"A gap of {gap_days} days between two lives is too short."
        raise QuestionError(told, f"Give {GAP_DAYS} or more.", question=question)


def left_before_joining(facts: Facts) -> ir.Table:
    """One row: `left_before_joining`, how many customers have no life because their days contradict each other."""
    return facts.customers.aggregate(
        left_before_joining=ibis.coalesce(_left_first(facts.customers).cast("int64").sum(), 0)
    )


def last_lives(facts: Facts, until_us: int, gap_days: int = GAP_DAYS) -> ir.Table:
    """Each customer's last life that had begun before that moment."""
    every = lives(facts, gap_days)
    begun = every.filter(ibis.coalesce(every.joined_us, -_EVER) < until_us)
    return begun.filter(begun.back_us.isnull() | (begun.back_us >= until_us))


def turnover(facts: Facts, until_us: int, gap_days: int = GAP_DAYS) -> ir.Table:
    """Lives by the months they began and ended in: `joined_month` (null when unknown), `left_month` (null while here).

    Of lives that had begun before that moment, `customers` each; what ends later has not ended yet.
    """
    every = lives(facts, gap_days)
    begun = every.filter(ibis.coalesce(every.joined_us, -_EVER) < until_us)
    ended = ibis.coalesce(begun.left_us < until_us, False)
    months = begun.select(
        joined_month=month_number(begun.joined_at),
        left_month=ended.ifelse(month_number(begun.left_at), ibis.null("int64")),
    )
    return months.group_by("joined_month", "left_month").aggregate(customers=months.count())


def _left_first(customers: ir.Table) -> ir.BooleanValue:
    """Left at least a day before joining: on the same day, a zone or a missing time of day can turn the two around."""
    return ibis.coalesce(customers.left_us + DAY_US <= customers.joined_us, False)


def _ordered(customers: ir.Table) -> ir.Table:
    """Nobody leaves earlier on the day of joining than at joining."""
    turned = ibis.coalesce(customers.left_us < customers.joined_us, False)
    return customers.mutate(
        left_us=turned.ifelse(customers.joined_us, customers.left_us),
        left_at=turned.ifelse(customers.joined_at, customers.left_at),
    )


def _with_earlier(facts: Facts, sound: ir.Table, gap_days: int) -> ir.Table:
    earlier = _ordered(facts.tables["lives"])
    whose = earlier.select(whose_key=earlier.customer_key).distinct()
    once = sound.anti_join(whose, sound.customer_key == whose.whose_key)
    once = once.mutate(nth=ibis.literal(1, "int64"), back_us=ibis.null("int64"))
    several = sound.semi_join(whose, sound.customer_key == whose.whose_key)
    merged = kept(_numbered(_merged(several.select(*_LIFE).union(earlier.select(*_LIFE)), gap_days)))
    own = facts.customers.select(*_OWN, *_OF_THE_LAST, own_key=facts.customers.customer_key)
    told = merged.join(own, merged.customer_key == own.own_key).drop("own_key")
    told = told.mutate(**{name: told.back_us.isnull().ifelse(told[name], ibis.null()) for name in _OF_THE_LAST})
    return once.union(told.select(*once.columns))


def _merged(every: ir.Table, gap_days: int) -> ir.Table:
    """Lives that overlap, touch or are no further apart than the gap become one, from the first day to the last."""
    spans = every.mutate(from_us=ibis.coalesce(every.joined_us, -_EVER), to_us=ibis.coalesce(every.left_us, _EVER))
    order = [spans.from_us, spans.to_us]
    so_far = ibis.cumulative_window(group_by=spans.customer_key, order_by=order)
    spans = spans.mutate(reached_us=spans.to_us.max().over(so_far))
    in_turn = ibis.window(group_by=spans.customer_key, order_by=[spans.from_us, spans.to_us])
    before_us = spans.reached_us.lag().over(in_turn)
    spans = spans.mutate(begins=(before_us.isnull() | (spans.from_us > before_us + gap_days * DAY_US)).cast("int64"))
    so_far = ibis.cumulative_window(group_by=spans.customer_key, order_by=[spans.from_us, spans.to_us])
    spans = spans.mutate(place=spans.begins.sum().over(so_far))
    whole = ibis.window(group_by=[spans.customer_key, spans.place])
    spans = spans.mutate(end_us=spans.to_us.max().over(whole))
    return spans.group_by("customer_key", "customer_id", "place").aggregate(
        joined_at=spans.joined_at.min(),
        joined_us=spans.joined_us.min(),
        has_start=(spans.from_us.min() > -_EVER),
        left_at=spans.left_at.max(),
        left_us=spans.left_us.max(),
        has_end=(spans.to_us.max() < _EVER),
        leave_reason=spans.leave_reason.max(where=spans.to_us == spans.end_us),
    )


def _numbered(merged: ir.Table) -> ir.Table:
    order = ibis.window(group_by=merged.customer_key, order_by=merged.place)
    start, end = merged.has_start, merged.has_end
    no_time, no_us = ibis.null("timestamp(6)"), ibis.null("int64")
    return merged.select(
        "customer_key",
        "customer_id",
        "leave_reason",
        joined_at=start.ifelse(merged.joined_at, no_time),
        joined_us=start.ifelse(merged.joined_us, no_us),
        left_at=end.ifelse(merged.left_at, no_time),
        left_us=end.ifelse(merged.left_us, no_us),
        nth=ibis.row_number().over(order).cast("int64") + 1,
        back_us=merged.joined_us.lead().over(order),
    )
