"""What each account does and when, counted by the engine: from it is told which of them are no persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from customerhero.facts.accounts import BUSY, CROWDED, HANDLING, LEAST_ACTS, Verdict, accounts_of, verdicts
from customerhero.facts.casebook import US_PER_DAY, US_PER_HOUR
from customerhero.facts.collect import collect_all
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_US_PER_MINUTE: Final = 60_000_000
_THURSDAY: Final = 4
"""The weekday of 1 January 1970, Sunday being 0."""


@dataclass(frozen=True)
class Suspects:
    """Accounts that are no persons by what they do, and those of which it cannot be told."""

    verdicts: dict[str, Verdict]

    @property
    def machines(self) -> tuple[str, ...]:
        """The ids of those taken for machines."""
        return tuple(who for who, told in self.verdicts.items() if told.kind == "machine")


def suspects(facts: Facts) -> Suspects:
    """Told from the events of all time; accounts that are marked as machines are none of them."""
    return Suspects(verdicts(accounts_of(collect_all({"habits": habits(facts)})["habits"])))


def habits(facts: Facts) -> ir.Table:
    """One row an account: `person_id`, `name`, `acts` and, of them, how many of each habit."""
    return facts.once("habits", lambda: _habits(facts))


def _habits(facts: Facts) -> ir.Table:
    acts = facts.events.filter(facts.events.person_id.notnull())
    hourly = kept(_hourly(acts))
    totals = kept(_totals(hourly))
    whole = totals.select(whose="person_id", all_acts="acts")
    often = hourly.join(whole, hourly.person_id == whole.whose)
    often = often.filter(often.n * 100 >= often.all_acts)
    hours = often.group_by(hours_of="person_id").aggregate(hours=often.count())
    crowded = _crowded(acts, totals)
    names = facts.people.select(named="person_id", name="name")
    told = totals.left_join(hours, totals.person_id == hours.hours_of)
    told = told.left_join(crowded, told.person_id == crowded.crowded_of)
    told = told.left_join(names, told.person_id == names.named)
    return told.select("person_id", "name", "acts", "handled", "weekend", "night", "whole", "hours", "crowded")


def _totals(hourly: ir.Table) -> ir.Table:
    return hourly.group_by("person_id").aggregate(
        acts=hourly.n.sum(),
        handled=hourly.handled.sum(),
        weekend=hourly.weekend.sum(),
        night=hourly.n.sum(where=(hourly.hour >= 22) | (hourly.hour < 6)),
        whole=hourly.whole.sum(),
    )


def _hourly(acts: ir.Table) -> ir.Table:
    weekday = (acts.at_us // US_PER_DAY + _THURSDAY) % 7
    slim = acts.select(
        "person_id",
        hour=(acts.at_us // US_PER_HOUR) % 24,
        weekend=((weekday == 0) | (weekday == 6)).cast("int64"),  # Sunday and Saturday
        handled=acts.kind.isin(HANDLING).cast("int64"),
        whole=(acts.at_us % US_PER_HOUR == 0).cast("int64"),
    )
    return slim.group_by("person_id", "hour").aggregate(
        n=slim.count(), weekend=slim.weekend.sum(), handled=slim.handled.sum(), whole=slim.whole.sum()
    )


def _crowded(acts: ir.Table, totals: ir.Table) -> ir.Table:
    """Acts in minutes with many different cases, of the busiest accounts."""
    mean = totals.aggregate(mean_acts=totals.acts.mean())
    joined = totals.cross_join(mean)
    busy = joined.filter(joined.acts >= LEAST_ACTS, joined.acts.cast("float64") >= BUSY * joined.mean_acts)
    who = busy.select(busy_one="person_id")
    theirs = acts.semi_join(who, acts.person_id == who.busy_one)
    slim = theirs.select("person_id", "case_key", minute=theirs.at_us // _US_PER_MINUTE)
    minutes = slim.group_by("person_id", "minute").aggregate(acts=slim.count(), cases=slim.case_key.nunique())
    many = minutes.filter(minutes.cases >= CROWDED)
    return many.group_by(crowded_of="person_id").aggregate(crowded=many.acts.sum())
