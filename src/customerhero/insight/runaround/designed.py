"""Routes that look designed: most cases of a topic that came to the same team first take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from customerhero.findings.intervals import Z95

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.insight.runaround.options import Options

KIND: Final = ("topic", "first_holder")
"""Cases of one kind: about the same, and come to the same team first."""
ROUTE: Final = ("previous", "holder")


def designed_routes(stays: ir.Table, cases: ir.Table, options: Options) -> ir.Table:
    """By topic and first holder: the routes that surely `proposal_share` of at least `proposal_cases` cases take.

    "Surely" is the lower end of Wilson's interval (95 %): a trouble that hits nearly half of the cases in one month is
    no design. Routes that are declared already are not among them.
    """
    held = cases.filter(cases.first_holder.notnull())
    arrived = stays.filter(stays.position > 1, ~stays.harmless)
    on_route = arrived.join(held, arrived.case_key == held.case_key).select(
        arrived.case_key, *(held[name] for name in KIND), arrived.previous, arrived.holder
    )
    taken = on_route.group_by(*KIND, *ROUTE).aggregate(cases=on_route.case_key.nunique())
    sizes = held.group_by(*KIND).aggregate(all_cases=held.count())
    sizes = sizes.filter(sizes.all_cases >= options.proposal_cases)
    both = taken.join(sizes, list(KIND))
    share, n = options.proposal_share, both.all_cases.cast("float64")
    least = n * share + Z95 * (n * share * (1 - share)).sqrt()
    return both.filter(both.cases >= least).select(*KIND, *ROUTE)


def by_route_taken(handed: ir.Table, cases: ir.Table, designed: ir.Table) -> ir.Table:
    """By designed route and whether a case of its kind took it: cases, customers, and median hours on the clock."""
    taken = handed.select("case_key", *ROUTE).distinct()
    of_kind = cases.join(designed, list(KIND)).select(
        cases.case_key, cases.party_key, cases.clock_hours, *(designed[name] for name in (*KIND, *ROUTE))
    )
    marked = of_kind.left_join(
        taken,
        [
            of_kind.case_key == taken.case_key,
            of_kind.previous == taken.previous,
            of_kind.holder == taken.holder,
        ],
        rname="taken_{name}",
    )
    marked = marked.mutate(taken=marked.taken_case_key.notnull())
    return marked.group_by(*KIND, *ROUTE, "taken").aggregate(
        cases=marked.count(), customers=marked.party_key.nunique(), hours=marked.clock_hours.median()
    )
