"""The stays kept in step with the events: worked out again for the cases that changed, or for all."""

from __future__ import annotations

from typing import Final

from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.stored import STORED, Stored
from customerhero.facts.stays import KEPT, STAYS_OF, Holder, stays

EVENTS: Final = STORED["events"]


def refresh_stays(commit: Commit, changed: str | None) -> None:
    """Derive the stays again of the cases in the temporary table `changed` (column `case_key`), or of all cases."""
    for name in KEPT:
        stored, holder = STORED[name], STAYS_OF[name]
        if changed is None or not commit.state(stored).rows:
            _derive_all(commit, stored, holder)
        else:
            _derive_changed(commit, stored, holder, changed)


def _derive_all(commit: Commit, stored: Stored, holder: Holder) -> None:
    derived = commit.shop.sql(stays(commit.look(EVENTS), holder))
    commit.replace(stored, f"SELECT *, {commit.number} AS batch, false AS corrects FROM ({derived})")


def _derive_changed(commit: Commit, stored: Stored, holder: Holder, changed: str) -> None:
    shop = commit.shop
    commit.look(stored)
    shop.run(
        f"CREATE OR REPLACE TEMP TABLE had AS SELECT case_key, count(*) AS rows FROM now_{stored.name} "
        f"WHERE case_key IN (SELECT case_key FROM {changed}) GROUP BY case_key"
    )
    events = commit.look(EVENTS)
    cases = shop.backend.table(changed)
    derived = shop.sql(stays(events.semi_join(cases, events.case_key == cases.case_key), holder))
    shop.run(f"CREATE OR REPLACE TEMP TABLE fresh_stays AS {_marked_sql(commit.number, derived)}")
    shop.run(f"INSERT INTO fresh_stays BY NAME {_tombstones_sql(commit.number)}")
    commit.add(stored, "SELECT * FROM fresh_stays", shop.number("SELECT sum(rows) FROM had"))


def _marked_sql(number: int, derived: str) -> str:
    corrects = "case_key IN (SELECT case_key FROM had)"
    return f"SELECT *, {number} AS batch, {corrects} AS corrects FROM ({derived})"


def _tombstones_sql(number: int) -> str:
    """A row at position 0 for each case that had stays and has none now."""
    gone = "SELECT case_key FROM had EXCEPT SELECT case_key FROM fresh_stays"
    return f"SELECT case_key, 0 AS position, {number} AS batch, true AS corrects FROM ({gone})"
