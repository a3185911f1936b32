"""Small worlds in a few letters: the path a case takes, as events."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from customerhero.facts.collect import collect_all
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer

Event = dict[str, Any]
MONDAY = datetime(2026, 3, 2, 9)  # noqa: DTZ001  # facts are naive UTC


def path(
    case: str, teams: str, customer: str | None = None, *, start: datetime = MONDAY, hours: float = 1
) -> list[Event]:
    """A case that is with each of these teams in turn, one letter a team, then resolved where it ended.

    Every case has persons of its own, so that a team is as large as the story is long.
    """
    customer = customer or f"customer of {case}"
    touches = [("assigned", team) for team in teams] + [("resolved", teams[-1])]
    return [
        {
            "event_id": f"{case}-{position}",
            "case_id": case,
            "customer_id": customer,
            "happened_at": start + timedelta(hours=hours * position),
            "kind": kind,
            "team_id": team,
            "person_id": f"person {team} of {case}",
        }
        for position, (kind, team) in enumerate(touches)
    ]


def answer(insight: Any, facts: Facts, options: Any = None) -> Answer:
    """Ask, collect and judge in one go."""
    chosen = options or insight.Options()
    return insight.judge(collect_all(insight.ask(facts, chosen)), chosen)
