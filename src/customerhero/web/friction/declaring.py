"""Routes are declared meant to be, and taken back; the next run counts accordingly."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.db import transaction

from customerhero.web.friction.models import LegitimateRoute, RouteWithdrawal
from customerhero.web.look.keeping import state_of
from customerhero.web.people.models import Person
from customerhero.web.runs.erased import Erased
from customerhero.web.runs.models import Run
from customerhero.web.runs.starting import start_run


def declare(start: str, end: str, reason: str, person: Person, month: str = "") -> LegitimateRoute:
    """Say that the route is meant to be and have the month counted anew; said already, it is not said twice."""
    with transaction.atomic():
        said = LegitimateRoute.objects.standing().between(start, end).first()
        if said is not None:
            return said
        route = LegitimateRoute.objects.create(from_team=start, to_team=end, reason=reason, by=person)
        start_run(Run.Reason.ASKED, person, month)
    return route


def take_back(route: LegitimateRoute, person: Person, month: str = "") -> None:
    """Let hand-offs on the route count again; two people may do so at once, and it is done once."""
    with transaction.atomic():
        standing = LegitimateRoute.objects.standing().between(route.from_team, route.to_team)
        said = list(standing.select_for_update(of=("self",)))
        for each in said:
            RouteWithdrawal.objects.get_or_create(route=each, defaults={"by": person})
        if said:
            start_run(Run.Reason.ASKED, person, month)


def state_of_declarations() -> Hashable:
    """What changes with every declaration and every withdrawal."""
    return state_of(LegitimateRoute), state_of(RouteWithdrawal)


def forget_reasons(erased: Erased) -> None:
    """Who was erased is not named in the reasons either."""
    erased.struck(LegitimateRoute.objects.all(), "reason")


def options_of_runaround() -> dict[str, Any]:
    """What a run asks the runaround with: the routes that stand."""
    standing = LegitimateRoute.objects.standing().values_list("from_team", "to_team")
    return {"legitimate": tuple(sorted(set(standing)))}
