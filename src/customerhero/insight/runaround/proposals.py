"""Routes that look designed: nearly every case of a topic takes them, and those that do are not slower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis.expr.types as ir

from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    from customerhero.insight.runaround.options import Options


def proposed_routes(handed: ir.Table, cases: ir.Table, options: Options) -> ir.Table:
    """By topic, route and whether it was taken: cases, customers and median hours on the customer clock.

    Only routes that `proposal_share` of at least `proposal_cases` cases of the topic take and that are not declared.
    """
    taken = kept(handed.filter(~handed.harmless).select("case_key", "topic", "previous", "holder").distinct())
    frequent = kept(_frequent(taken, cases, options))
    of_topic = cases.join(frequent, cases.topic == frequent.topic).select(
        cases.case_key, cases.party_key, cases.topic, cases.clock_hours, frequent.previous, frequent.holder
    )
    marked = of_topic.left_join(
        taken,
        [
            of_topic.case_key == taken.case_key,
            of_topic.previous == taken.previous,
            of_topic.holder == taken.holder,
        ],
        rname="taken_{name}",
    )
    marked = marked.mutate(taken=marked.taken_case_key.notnull())
    return marked.group_by("topic", "previous", "holder", "taken").aggregate(
        cases=marked.count(), customers=marked.party_key.nunique(), hours=marked.clock_hours.median()
    )


def _frequent(taken: ir.Table, cases: ir.Table, options: Options) -> ir.Table:
    sizes = cases.group_by("topic").aggregate(all_cases=cases.count())
    sizes = sizes.filter(sizes.all_cases >= options.proposal_cases)
    routes = taken.group_by("topic", "previous", "holder").aggregate(cases=taken.count())
    both = routes.join(sizes, routes.topic == sizes.topic)
    return both.filter(both.cases >= options.proposal_share * both.all_cases).select("topic", "previous", "holder")
