"""The lake as Facts: every table at the version that one row of the ledger names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from customerhero.errors import LakeError
from customerhero.facts.engines import table_of_files
from customerhero.facts.gathering import assemble
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.namings import files_of
from customerhero.facts.lake.seals import verify
from customerhero.facts.lake.stored import STORED, Stored, newest, without_tombstones
from customerhero.facts.snapshot import Facts
from customerhero.facts.stays import STAYS_OF, stays

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


def facts_at(home: Home, entry: Entry, backend: BaseBackend, *, zone: str, afresh: bool = False) -> Facts:
    """The facts as one commit made them, on the clock of a zone; LakeError when a file of theirs is not as written.

    What this process has compared with its checksum is not read for it again, unless `afresh`.
    """
    for state in entry.tables.values():
        verify(home.path, state.files or {}, afresh=afresh)
    tables = {
        name: _table(home, stored, entry.tables.get(name), backend)
        for name, stored in STORED.items()
        if name in entry.tables or not stored.derived
    }
    derived = {name: stays(tables["events"], holder) for name, holder in STAYS_OF.items() if name not in tables}
    present = {name for name, state in entry.tables.items() if state.visible > 0 and name not in STAYS_OF}
    return assemble(backend, tables | derived, frozenset(present), entry.at, zone)


def entry_at(home: Home, entries: list[Entry], as_of: date | datetime) -> Entry:
    """The newest commit at that moment (a date means its end, UTC); LakeError when there was none yet."""
    moment = _moment(as_of)
    known = [entry for entry in entries if entry.at <= moment]
    if known:
        return known[-1]
    first = entries[0].at if entries else None
    told = f"its first import was on {first:%Y-%m-%d at %H:%M:%S} UTC." if first else "nothing has been imported yet."
    raise LakeError(f"The lake knew nothing on {as_of}: {told}", "Ask for a later date.", str(home.path))


def _moment(as_of: date | datetime) -> datetime:
    """The last moment that counts: a day's last one; no calendar goes on after 9999-12-31."""
    if not isinstance(as_of, datetime):
        return datetime.combine(as_of, time.max)
    return as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of


def _table(home: Home, stored: Stored, state: TableState | None, backend: BaseBackend) -> ir.Table:
    files = files_of(home, stored.name, state) if state else []
    rows = table_of_files(backend, stored.name, [str(file) for file in files], stored.ibis_schema)
    if state and state.superseded:
        rows = newest(rows, stored)
    return without_tombstones(rows, stored).select(*stored.schema.names)
