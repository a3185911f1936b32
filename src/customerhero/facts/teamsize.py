"""How many people a team has: what is told about a team of a few is told about persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts


def large_teams(facts: Facts, smallest: int) -> ir.Table:
    """The teams that figures may be told about: one column, `team`.

    Left out is a team known to have fewer than `smallest` people: distinct persons whom the people table places there
    or who acted for it in events, machines and shared accounts not among them. Teams of which no person is known are
    kept: nothing says that they are small. Made once for the same facts.
    """
    return facts.once(f"large_teams {smallest}", lambda: _large_teams(facts, smallest))


def _large_teams(facts: Facts, smallest: int) -> ir.Table:
    acting = facts.once("teams and persons acting", lambda: _acting(facts))
    teams, sizes = _all_teams(facts, acting), _sizes(facts, acting)
    small = sizes.filter(sizes.people < smallest)
    return teams.anti_join(small, teams.team == small.sized)


def _acting(facts: Facts) -> ir.Table:
    """Ten million events made as small as the organisation: what follows costs nothing beside it."""
    events = facts.events
    return events.filter(events.team_id.notnull()).select(team="team_id", person="person_id").distinct()


def _all_teams(facts: Facts, acting: ir.Table) -> ir.Table:
    named = [table.filter(table.team_id.notnull()).select(team="team_id") for table in (facts.people, facts.feedback)]
    return ibis.union(facts.teams.select(team="team_id"), acting.select("team"), *named, distinct=True)


def _sizes(facts: Facts, acting: ir.Table) -> ir.Table:
    people = facts.people
    placed = people.filter(people.team_id.notnull()).select(team="team_id", person="person_id")
    known = ibis.union(placed, acting.filter(acting.person.notnull()))
    machines = people.filter(people.is_system).select(machine="person_id")
    persons = known.anti_join(machines, known.person == machines.machine)
    return persons.group_by(sized="team").aggregate(people=persons.person.nunique())
