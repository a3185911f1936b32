"""What the tables hold beside what the ledger says of them, and the stays beside what the events make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from customerhero.errors import LakeError
from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.namings import files_of
from customerhero.facts.lake.stored import STORED, Stored, without_tombstones
from customerhero.facts.lake.workshop import Workshop, now
from customerhero.facts.stays import KEPT, STAYS_OF, stays
from customerhero.facts.twins import quoted

EVENTS: Final = "events"
Difference = tuple[str, str, bool]
"""The table, what differs, and whether it can be made anew."""


def differences(shop: Workshop, entries: Sequence[Entry], whole: Sequence[str]) -> Iterator[Difference]:
    """Of these tables, whose files are as they were written, those that are not what they should be."""
    if not entries:
        return
    states = entries[-1].tables
    for name in whole:
        yield from _of_rows(shop, STORED[name], states[name])
        yield from _of_log(shop, name, states[name])
    for name in KEPT:
        if name in whole and EVENTS in whole and _differ(shop, name):
            yield name, "are not what the events make of them.", True


def _of_rows(shop: Workshop, stored: Stored, state: TableState) -> Iterator[Difference]:
    files = files_of(shop.home, stored.name, state)
    seen = shop.view_newest(files, stored, plain=not state.superseded)
    del seen
    rows = shop.number(f"SELECT count(*) FROM all_{stored.name}")
    visible = shop.number(f"SELECT count(*) FROM {now(stored)}")
    if (rows, visible) != (state.rows, state.visible):
        said = f"has {rows:,} rows, {visible:,} of them seen; the ledger says {state.rows:,} and {state.visible:,}."
        yield stored.name, said, stored.derived


def _of_log(shop: Workshop, name: str, state: TableState) -> Iterator[Difference]:
    folder = DeltaFolder(shop.home.table(name))
    try:
        same = folder.files(state.version) == files_of(shop.home, name, state)
    except LakeError:
        same = False
    if not same:
        yield f"{name}/{folder.log.name}", "does not name the files that the ledger names.", True


def _differ(shop: Workshop, name: str) -> bool:
    """Both sides are looked at as the last checks have left them: `now_events` and the stays' own view."""
    stored, columns = STORED[name], ", ".join(quoted(column) for column in STORED[name].schema.names)
    kept = shop.sql(without_tombstones(shop.backend.table(now(stored)), stored))
    derived = shop.sql(stays(shop.backend.table(now(STORED[EVENTS])), STAYS_OF[name]))
    one, other = (f"SELECT {columns} FROM ({rows})" for rows in (kept, derived))
    return bool(shop.number(f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"))
