"""An import becomes rows: the new ones are added, changed ones are added as corrections, the rest is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import CUSTOMERS, LIVES, TABLES, Table
from customerhero.facts.lake.batches import Batch, Counts
from customerhero.facts.lake.carrying_on import GoingOn, going_on
from customerhero.facts.lake.changing import brought, changed
from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.deriving import EVENTS, refresh_stays
from customerhero.facts.lake.remembering import LeavingOut
from customerhero.facts.lake.returning import forget_set_aside, take_lives, with_known_lives
from customerhero.facts.lake.standing_in import standing_in
from customerhero.facts.lake.stored import STORED
from customerhero.facts.twins import quoted, text_sql, with_twins_sql

CHANGED: Final = "changed_cases"


def take_in(commit: Commit, batch: Batch) -> tuple[dict[str, Counts], tuple[DataNote, ...]]:
    """Bring every table of the batch into the commit and the stays up to date; counts by table, and notes."""
    counts, leaving_out = {}, LeavingOut(commit, batch.tables)
    notes: tuple[DataNote, ...] = ()
    forget_set_aside(commit)
    for name, file in batch.tables.items():
        if name == LIVES.name:
            continue  # they come last: the customers' own rows may add to them
        unfilled = [column for column in TABLES[name].names if column not in batch.filled.get(name, TABLES[name].names)]
        kept = leaving_out.kept_sql(TABLES[name], file)
        gone_on = going_on(commit, kept) if batch.is_history and name == EVENTS.name else GoingOn(kept)
        taken = _take_table(commit, TABLES[name], gone_on.source, unfilled, batch.most_change)
        taken = replace(taken, read=taken.read + gone_on.known, unchanged=taken.unchanged + gone_on.known)
        notes += gone_on.notes
        erased = commit.shop.number(f"SELECT count(*) FROM read_parquet({text_sql(str(file))})") - taken.read
        told = batch.reconciled.get(name)
        counts[name] = replace(taken, read=taken.read + erased, erased=erased, reconciled=told)
        notes += standing_in(TABLES[name], counts[name])
    of_lives = batch.tables.get(LIVES.name)
    lives = take_lives(commit, leaving_out.kept_sql(LIVES, of_lives) if of_lives else None)
    return ({**counts, LIVES.name: lives} if lives.read else counts), notes


def _take_table(commit: Commit, table: Table, source: str, unfilled: list[str], most_change: float | None) -> Counts:
    stored = STORED[table.name]
    incoming = with_twins_sql(table, source)
    if not commit.state(stored).rows:
        rows = commit.add(stored, f"SELECT *, {commit.number} AS batch, false AS corrects FROM ({incoming})")
        if stored is EVENTS and rows:
            refresh_stays(commit, None)
        return Counts(rows, written=rows, changes=brought(commit, table, source))
    commit.look(stored)
    completed = with_twins_sql(table, f"({_completed_sql(table, source, unfilled)})") if unfilled else incoming
    if table is CUSTOMERS:
        completed = with_known_lives(commit, completed)
    return _take_changes(commit, table, completed, most_change)


def _completed_sql(table: Table, source: str, unfilled: list[str]) -> str:
    """The rows with what is known already in the columns that their source says nothing about."""
    key = ", ".join(quoted(name) for name in table.key)
    known = ", ".join(f"known.{quoted(name)} AS {quoted(name)}" for name in unfilled)
    return f"SELECT new.* REPLACE ({known}) FROM {source} new LEFT JOIN now_{table.name} known USING ({key})"


def _take_changes(commit: Commit, table: Table, incoming: str, most_change: float | None) -> Counts:
    stored = STORED[table.name]
    commit.shop.run(f"CREATE OR REPLACE TEMP TABLE fresh AS {_fresh_sql(commit, table, incoming)}")
    read = commit.shop.number(f"SELECT count(*) FROM ({incoming})")
    fresh = commit.shop.number("SELECT count(*) FROM fresh")
    corrected = commit.shop.number("SELECT count(*) FROM fresh WHERE corrects")
    changes = changed(commit, table, most_change) if fresh else ()
    if fresh:
        commit.add(stored, "SELECT * FROM fresh", corrected)
    if fresh and stored is EVENTS:
        commit.shop.run(f"CREATE OR REPLACE TEMP TABLE {CHANGED} AS {_changed_cases_sql()}")
        refresh_stays(commit, CHANGED)
    return Counts(read, fresh - corrected, read - fresh, corrected, changes=changes)


def _fresh_sql(commit: Commit, table: Table, incoming: str) -> str:
    """Rows whose key is new or whose content differs; both sides are hashed here and now, so no hash is kept."""
    key = ", ".join(quoted(name) for name in table.key)
    content = ", ".join(quoted(name) for name in table.names if name not in table.key)
    kept = _kept_place(table)
    return (
        f"SELECT new.*{_place(commit, table)}, {commit.number} AS batch, old.content IS NOT NULL AS corrects{kept} "
        f"FROM (SELECT *, hash({content}) AS content FROM ({incoming})) new "
        f"LEFT JOIN (SELECT *, hash({content}) AS content FROM now_{table.name}) old USING ({key}) "
        "WHERE old.content IS NULL OR old.content <> new.content"
    )


def _place(commit: Commit, table: Table) -> str:
    """Rows of a later batch come after those of earlier ones; a corrected row keeps its place."""
    if not table.ordered:
        return ""
    after = commit.shop.number(f"SELECT max(event_seq) + 1 FROM now_{table.name}")
    return f" REPLACE (coalesce(old.event_seq, new.event_seq + {after}) AS event_seq)"


def _kept_place(table: Table) -> str:
    return ", old.case_key AS old_case_key" if table.ordered else ""


def _changed_cases_sql() -> str:
    cases = "SELECT case_key FROM fresh UNION SELECT old_case_key FROM fresh WHERE corrects"
    return f"SELECT case_key FROM ({cases}) WHERE case_key IS NOT NULL"
