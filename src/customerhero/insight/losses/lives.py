"""Customers with the day they left or the period ended, their revenue up to it, and what was done to them before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import DAY_US, first_day, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, casebook, month_number, number_of_month
from customerhero.facts.keeping import kept
from customerhero.facts.lives import last_lives
from customerhero.facts.lives import lives as every_life
from customerhero.findings.months import month_start
from customerhero.insight.losses.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

FAR_FUTURE = 2**62
_TELLING = ("refused", "broken", "failed")
_NOTICE = "notice_to_leave"
_LEAVING = (_NOTICE, "retention_offer")


@dataclass(frozen=True)
class Period:
    """The period losses are counted in: its first and last microsecond (exclusive) and its last month's number."""

    start_us: int
    end_us: int
    last_month: int

    @classmethod
    def asked(cls, facts: Facts, options: Options) -> Period:
        """The month asked for, or all that is known."""
        if options.month is None:
            month = number_of_month(facts.known_until.date()) if facts.known_until else 0
            return cls(-FAR_FUTURE, FAR_FUTURE, month)
        return cls.of_month(number_of_month(month_start(options.month)))

    @classmethod
    def of_month(cls, number: int) -> Period:
        """The month of that number."""
        return cls(us_of_day(first_day(number)), us_of_day(first_day(number + 1)), number)

    @property
    def whole(self) -> bool:
        """Whether it is all that is known."""
        return self.end_us == FAR_FUTURE


def day_of_data(facts: Facts) -> int:
    """The microsecond after the day of the data: what is dated later has not happened yet."""
    return us_of_day(facts.known_until.date()) + DAY_US if facts.known_until else FAR_FUTURE


def first_record(facts: Facts) -> ir.Table:
    """One row: `first_us`, when the first case or event was recorded; null without any."""
    told = facts.cases.aggregate(first=facts.cases.opened_us.min()).union(
        facts.events.aggregate(first=facts.events.at_us.min())
    )
    return told.aggregate(first_us=told.first.min())


def lives(facts: Facts, period: Period, options: Options) -> ir.Table:
    """One row per customer of the period, in its last life begun by then: neither gone before it nor won after.

    Columns: the customer's key, id, name, segment, reasons and avoidable; `is_lost` in the period; `end_us`, when it
    left or, for those who stay, the period's end (or the day of the data); `end_month`, its month; `is_back`, whether
    this life began in the period and is not the customer's first; `back_us`, when a later one began.
    """
    end_us = min(period.end_us, day_of_data(facts))
    last = last_lives(facts, end_us, options.gap_days)
    return _seen(last.filter(ibis.coalesce(last.left_us, FAR_FUTURE) >= period.start_us), period, end_us)


def endings(facts: Facts, options: Options) -> ir.Table:
    """One row per life that ended, with the columns of `lives`: whoever left twice was lost twice."""
    end_us = day_of_data(facts)
    every = every_life(facts, options.gap_days)
    ended = every.filter(every.left_us.notnull(), every.left_us < end_us)
    return _seen(ended, Period(-FAR_FUTURE, FAR_FUTURE, 0), end_us)


def _seen(chosen: ir.Table, period: Period, end_us: int) -> ir.Table:
    lost = chosen.left_us.notnull() & (chosen.left_us < end_us)  # whoever leaves later is still here
    return chosen.select(
        "customer_key", "customer_id", "name", "left_at", "left_us", "avoidable", "joined_us", "back_us",
        segment=ibis.coalesce(chosen.segment, NOT_RECORDED),
        stated=ibis.coalesce(chosen.leave_reason, NOT_RECORDED),
        root=chosen.root_reason,
        is_back=(chosen.nth > 1) & (chosen.joined_us >= period.start_us),
        is_lost=lost,
        end_us=lost.ifelse(chosen.left_us, end_us),
        end_month=lost.ifelse(month_number(chosen.left_at), period.last_month),
    )  # fmt: skip


def telling_events(facts: Facts, period: Period, options: Options) -> ir.Table:
    """The events that can tell trouble before an end in the period, with the customer they happened to.

    Columns: `customer_key`, `at_us`, `kind`, `rule_id`. Refusals, broken promises, failures and events that name a
    rule; the customer is the event's own or that of its case. Of a month only the days before its ends are read.
    """
    events = facts.events
    if not period.whole:
        first = min(period.start_us, day_of_data(facts)) - options.before_days * DAY_US
        events = events.filter(events.at_us >= first, events.at_us <= period.end_us)
    told = events.filter(events.kind.isin(_TELLING) | events.rule_id.notnull())
    return _owned(facts, told)


def signs_of_trouble(facts: Facts, telling: ir.Table, period: Period) -> ir.Table:
    """`customer_key` and `at_us` of every case opened and every failure; a case without a day is taken as old.

    A case that is the leaving itself is no trouble before it: one with the notice or an offer to stay, or opened on
    the customer's last notice or after it.
    """
    events, book = facts.events, casebook(facts)
    leaving = kept(_owned(facts, events.filter(events.kind.isin(_LEAVING), events.at_us < period.end_us)))
    cases = leaving.filter(leaving.case_key.notnull()).select(leaving_key="case_key").distinct()
    opened = book.filter(book.customer_key.notnull()).anti_join(cases, book.case_key == cases.leaving_key)
    given = leaving.filter(leaving.kind == _NOTICE)
    notices = given.group_by(given_key=given.customer_key).aggregate(notice_us=given.at_us.max())
    opened = opened.select("customer_key", at_us=ibis.coalesce(opened.opened_us, 0))
    opened = opened.left_join(notices, opened.customer_key == notices.given_key)
    before = opened.filter(opened.at_us < ibis.coalesce(opened.notice_us, FAR_FUTURE))
    failed = telling.filter(telling.kind == "failed")
    return before.select("customer_key", "at_us").union(failed.select("customer_key", "at_us"))


def runarounds(facts: Facts, customers: ir.Table, options: Options) -> ir.Table:
    """`customer_key` and `at_us` of the opening of these customers' cases that were passed around between teams."""
    whose = customers.select(whose_key=customers.customer_key)
    book = casebook(facts).select("case_key", "customer_key", "opened_us")
    book = book.semi_join(whose, book.customer_key == whose.whose_key)
    theirs = book.select(their_key=book.case_key)
    stays = facts.team_stays.semi_join(theirs, facts.team_stays.case_key == theirs.their_key)
    cases = stays.group_by("case_key").aggregate(
        handoffs=stays.position.max() - 1, returns=stays.is_return.cast("int64").sum(), came_us=stays.at_us.min()
    )
    passed = cases.filter((cases.handoffs >= options.handoffs) | (cases.returns > 0))
    return passed.join(book, passed.case_key == book.case_key).select(
        book.customer_key, at_us=ibis.coalesce(book.opened_us, passed.came_us)
    )


def shortly_before(signs: ir.Table, customers: ir.Table, options: Options) -> ir.Table:
    """The signs of these customers that lie within the days before their end."""
    ends = customers.select(ended_key=customers.customer_key, ended_us=customers.end_us)
    joined = signs.join(ends, signs.customer_key == ends.ended_key)
    return joined.filter(
        joined.at_us <= joined.ended_us, joined.at_us >= joined.ended_us - options.before_days * DAY_US
    ).drop("ended_key", "ended_us")


def with_value(chosen: ir.Table, facts: Facts, period: Period, options: Options) -> ir.Table:
    """The customers with `value`, the revenue of the months up to their end; a decimal: exact in any order."""
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""))
    if period.whole:
        paid = revenue.select("customer_key", "amount", "period")
        ends = chosen.select(ended_key=chosen.customer_key, last=chosen.end_month)
        joined = paid.join(ends, paid.customer_key == ends.ended_key)
        months = joined.mutate(month_no=month_number(joined.period))  # after the join: of few rows
        counted = months.filter(months.month_no <= months.last, months.month_no > months.last - options.value_months)
    else:  # all ends lie in one month
        first, after = first_day(period.last_month - options.value_months + 1), first_day(period.last_month + 1)
        paid = revenue.filter(revenue.period >= first, revenue.period < after)
        counted = paid.select("amount", ended_key=paid.customer_key, last=ibis.literal(period.last_month, "int64"))
    worth = counted.group_by("ended_key", "last").aggregate(value=counted.amount.sum())
    same = [chosen.customer_key == worth.ended_key, chosen.end_month == worth.last]
    return chosen.left_join(worth, same).drop("ended_key", "last")


def _owned(facts: Facts, events: ir.Table) -> ir.Table:
    """Events with the customer they happened to: their own, or that of their case."""
    book = casebook(facts).select("case_key", owner_key="customer_key")
    chosen = events.select("case_key", "at_us", "kind", "rule_id", said_key=events.customer_key)
    joined = chosen.left_join(book, chosen.case_key == book.case_key).select(chosen, book.owner_key)
    owned = joined.mutate(customer_key=ibis.coalesce(joined.said_key, joined.owner_key)).drop("said_key", "owner_key")
    return owned.filter(owned.customer_key.notnull())
