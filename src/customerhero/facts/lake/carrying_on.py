"""A history that comes in several files: the first rows of the next one say again what the lake knows already.

They become no events then, and a case that stands at another team has been handed on. So the figures are those of one
file with all rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from customerhero.facts.checks import DataNote
from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.deriving import EVENTS

_GOES_ON = "going_on"
_STATES = "('waiting', 'resolved', 'closed', 'reopened')"


@dataclass(frozen=True)
class GoingOn:
    """The events of a file that goes on with what is known, as SQL; how many said nothing new; and what is told."""

    source: str
    known: int = 0
    notes: tuple[DataNote, ...] = ()


def going_on(commit: Commit, source: str) -> GoingOn:
    """The events of a history, without those that only say how a case stood before the file begins."""
    if not commit.state(EVENTS).rows:
        return GoingOn(source)
    commit.look(EVENTS)
    commit.shop.run(f"CREATE OR REPLACE TEMP TABLE {_GOES_ON} AS {_compared_sql(source)}")
    ((known, cases, late),) = commit.shop.rows(
        "SELECT count(*) FILTER (known), count(DISTINCT case_id) FILTER (known OR passed), "
        f"count(DISTINCT case_id) FILTER (late) FROM {_GOES_ON}"
    )
    event_id = "CASE WHEN passed THEN regexp_replace(event_id, 'assigned$', 'transferred') ELSE event_id END"
    rows = (
        f"(SELECT * EXCLUDE (known, passed, moved, late, known_team) REPLACE ({event_id} AS event_id, "
        "CASE WHEN passed THEN 'transferred' ELSE kind END AS kind, "
        "CASE WHEN passed OR moved THEN coalesce(from_team_id, known_team) ELSE from_team_id END AS from_team_id) "
        f"FROM {_GOES_ON} WHERE NOT known)"
    )
    return GoingOn(rows, known, (*_told_known(cases), *_told_late(late)))


def _compared_sql(source: str) -> str:
    """The events, each with whether it only says what is known, and whether it hands the case on from a known team."""
    team, person = (
        f"(new.{one}_id IS NULL OR coalesce(new.{one}_id = old.{one}, false))" for one in ("team", "person")
    )
    held = f"new.kind = 'assigned' AND bool_and({team} AND {person}) OVER told"
    stood = "new.happened_at = span.first_at AND new.kind = old.state AND new.kind <> 'reopened'"
    came_back = "new.happened_at = span.first_at AND new.kind = 'reopened' AND old.reopened"
    first_team = "count(new.team_id) FILTER (new.kind IN ('assigned', 'transferred')) OVER told = 1"
    passed = f"new.kind = 'assigned' AND new.from_team_id IS NULL AND new.team_id <> old.team AND {first_team}"
    moved = "new.happened_at = span.first_at AND new.kind NOT IN ('kept', 'broken') AND new.team_id <> old.team"
    return (
        f"WITH new AS (SELECT * FROM {source}), span AS (SELECT case_id, min(happened_at) AS first_at, "
        "max(happened_at) AS last_at FROM new WHERE kind <> 'opened' GROUP BY case_id), "
        f"old AS ({_known_sql()}), later AS ({_later_sql()}) "
        f"SELECT new.*, coalesce({held} OR {stood} OR {came_back}, false) AND old.case_id IS NOT NULL AS known, "
        f"coalesce({passed}, false) AS passed, coalesce({moved}, false) AS moved, "
        "later.case_id IS NOT NULL AS late, old.team AS known_team "
        "FROM new LEFT JOIN span USING (case_id) LEFT JOIN old USING (case_id) LEFT JOIN later USING (case_id) "
        "WINDOW told AS (PARTITION BY new.case_id, new.kind = 'opened' ORDER BY new.happened_at, new.event_seq "
        "ROWS UNBOUNDED PRECEDING)"
    )


def _known_sql() -> str:
    """By case what was known before the file's first row of it: who held it, and how it stood."""
    in_order = "ORDER BY known.happened_at, known.event_seq"
    return (
        f"SELECT case_id, last(known.team_id {in_order}) FILTER (known.team_id IS NOT NULL) AS team, "
        f"last(known.person_id {in_order}) FILTER (known.person_id IS NOT NULL) AS person, "
        f"last(known.kind {in_order}) FILTER (known.kind IN {_STATES}) AS state, "
        "bool_or(known.kind = 'reopened') AS reopened "
        f"FROM now_{EVENTS.name} known JOIN span USING (case_id) "
        "WHERE known.kind <> 'opened' AND known.happened_at < span.first_at GROUP BY case_id"
    )


def _later_sql() -> str:
    """The cases of which everything known happened after the file's last row of them."""
    return (
        f"SELECT case_id FROM now_{EVENTS.name} known JOIN span USING (case_id) WHERE known.kind <> 'opened' "
        "GROUP BY case_id HAVING min(known.happened_at) > max(span.last_at)"
    )


def _told_known(cases: int) -> list[DataNote]:
    if not cases:
        return []
    told = (
        f"{_cases(cases)} from what is known: what the first rows say again of who held them and how they "
        "stood is no new event."
    )
    return [DataNote("goes_on", "events", "case_id", "", cases, told, first=True)]


def _told_late(cases: int) -> list[DataNote]:
    if not cases:
        return []
    told = (
        f"{_lie(cases)} in this file before all that is known of them: the first rows of the later file counted as "
        "if the case had come to its team and person then. Import the files of a history in the order of time."
    )
    return [DataNote("came_late", "events", "case_id", "", cases, told, first=True)]


def _cases(cases: int) -> str:
    return "1 case goes on" if cases == 1 else f"{cases:,} cases go on"


def _lie(cases: int) -> str:
    return "1 case lies" if cases == 1 else f"{cases:,} cases lie"
