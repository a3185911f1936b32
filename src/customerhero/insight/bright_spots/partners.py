"""Who works on cases with whom: counted by two actors, so that a colleague's work is not laid to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.sums import exact_sum
from customerhero.insight.bright_spots.options import OUTCOMES
from customerhero.insight.bright_spots.outcomes import late_handovers

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.insight.bright_spots.outcomes import Work

_LEAST_SHARE: Final = 1 / 8
"""Of a case that more than eight acted in nobody has a share that could be laid to somebody else."""
_WHOLE: Final = 0.999
_HELPED: Final = OUTCOMES.index("helped_by_finding_others")
_QUARTER: Final = 0.25
"""Half of a hand-over times the other half."""


def shared_work(work: Work, done: ir.Table) -> ir.Table:
    """By outcome and two actors (`one` before `other`) the sum of share times share over the work they share."""
    parts = [_of_cases(work, done)]
    if work.options.asks_for("helped_by_finding_others") and work.options.of_people:
        parts.append(_of_handovers(work))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _of_cases(work: Work, done: ir.Table) -> ir.Table:
    split = done.filter(done.credit < _WHOLE, done.credit >= _LEAST_SHARE, done.outcome != _HELPED)
    units = split.group_by("outcome", done_key="case_key").aggregate(units=exact_sum(split.credit, digits=18))
    pairs = _pairs(work.credits)
    both = units.join(pairs, units.done_key == pairs.case_key)
    summed = both.group_by("outcome", "one", "other").aggregate(
        products=exact_sum(both.units * both.product, digits=18)
    )
    return _typed(summed)


def _pairs(credit: ir.Table) -> ir.Table:
    """Every two who share a case, with the product of their equal shares."""
    several = credit.filter(credit.credit < _WHOLE, credit.credit >= _LEAST_SHARE)
    ours = several.select("case_key", one="actor", product=several.credit * several.credit)
    theirs = several.select(their_key="case_key", other="actor")
    return ours.join(theirs, (ours.case_key == theirs.their_key) & (ours.one < theirs.other))


def _of_handovers(work: Work) -> ir.Table:
    handed = late_handovers(work)
    pairs = handed.select(
        one=ibis.least(handed.previous, handed.holder), other=ibis.greatest(handed.previous, handed.holder)
    )
    counted = pairs.group_by("one", "other").aggregate(handovers=pairs.count())
    return _typed(counted.mutate(outcome=ibis.literal(_HELPED), products=_QUARTER * counted.handovers.cast("float64")))


def _typed(rows: ir.Table) -> ir.Table:
    """In types that are the same on every engine: small whole numbers come back larger from some."""
    return rows.select(
        "one", "other", outcome=rows.outcome.cast("int64"), products=rows.products.cast("float64")
    )  # fmt: skip
