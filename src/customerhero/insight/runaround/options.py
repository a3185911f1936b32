"""What can be set when asking for the runaround; the defaults are the field's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

NAME: Final = "runaround"
NEEDS: Final = ("events",)


@dataclass(frozen=True)
class Options:
    """Which cases to look at and from when on being handed on is a runaround."""

    month: str | None = None
    """YYYY-MM: cases opened in that month, with the trend before it; None takes all facts."""
    by: Literal["segment", "topic", "team"] | None = None
    """Compare groups; a case's team is the one it came to first."""
    holder: Literal["team", "person"] = "team"
    """Whose hand-offs are counted. Of persons only totals are told, never who."""
    ping_pong: int = 1
    """So many ping-pongs make a runaround."""
    returns: int = 1
    """So many returns make a runaround."""
    handoffs: int = 3
    """So many hand-offs make a runaround."""
    linked_owners: int = 3
    """So many owners over the customer's linked cases make a runaround."""
    linked_days: int = 30
    """Cases are linked when the same customer was at somebody's desk about the same topic within so many days."""
    linked_by_topic: bool = True
    """Whether only cases about the same topic are linked."""
    most_linked_cases: int = 20
    """A customer with more cases than this within `linked_days` is taken for a shared account and not linked."""
    legitimate: tuple[tuple[str, str], ...] = ()
    """Routes (from, to) that a process is designed to take: hand-offs on them do no harm."""
    accept_hours: int = 48
    """A hand-off whose receiver has done nothing after so many hours is unaccepted."""
    proposal_share: float = 0.5
    """A route that surely more than this share of a topic's cases take, of those that came to the same team first,
    looks designed: it is proposed as legitimate, and until somebody decides it alarms nobody."""
    proposal_cases: int = 30
    """Proposals need so many such cases."""
    most_findings: int = 3
    """At most so many routes, topics and segments each become findings."""
    most_cases: int = 200
    """At most so many cases are listed, the worst first."""
    most_evidence: int = 20
    """At most so many cases are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
    smallest_team: int = 1
    """Routes from and to a team of fewer people are not told: for organisations that want small teams left out."""
