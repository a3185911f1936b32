"""The rows of the ledger: what each tells of one commit, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from customerhero.facts.lake.batches import Counts, counts_of
from customerhero.facts.lake.seals import Seals, checksum_of, plain_seals, seals_from

SCHEMA: Final = pa.schema(
    {
        "number": pa.int64(),
        "kind": pa.string(),
        "at": pa.timestamp("us"),
        "source": pa.string(),
        "sha256": pa.string(),
        "mapping": pa.string(),
        "mapping_sha256": pa.string(),
        "refused": pa.int64(),
        "undoes": pa.int64(),
        "counts": pa.string(),
        "notes": pa.string(),
        "tables": pa.string(),
        "others": pa.string(),
        "memory": pa.string(),
        "previous": pa.string(),
    }
)


@dataclass(frozen=True)
class TableState:
    """A table at one commit: its Delta version, all rows in it, and how many of them a newer batch corrects."""

    version: int
    rows: int
    superseded: int = 0
    files: Seals | None = None
    """Its data files; None in a lake that has no checksums yet."""

    @property
    def visible(self) -> int:
        """Rows a reader sees."""
        return self.rows - self.superseded


@dataclass(frozen=True)
class Entry:
    """One commit of the lake: import, compaction, rebuild, erasure or undo; times are UTC."""

    number: int
    kind: str
    at: datetime
    tables: Mapping[str, TableState] = field(default_factory=dict)
    source: str = ""
    sha256: str = ""
    mapping: str = ""
    mapping_sha256: str = ""
    refused: int = 0
    undoes: int | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    notes: Sequence[Any] = ()
    others: Seals = field(default_factory=dict, repr=False)
    """What else was written since the commit before: logs of the tables and of the ledger, refused rows."""
    memory: Seals = field(default_factory=dict, repr=False)
    """The file that says who was erased; none while nobody was."""
    previous: str = field(default="", repr=False)
    """The checksum of the row before."""
    digest: str = field(default="", repr=False, compare=False)
    """The checksum of this row, as it was read."""


NOTHING_YET: Final = Entry(0, "nothing", datetime(1970, 1, 1))  # noqa: DTZ001  # naive UTC, as everywhere in facts


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as it is written."""
    row = dict(vars(entry))
    del row["digest"]
    row["counts"] = json.dumps({name: asdict(counts) for name, counts in entry.counts.items()})
    row["tables"] = json.dumps({name: _plain_state(state) for name, state in entry.tables.items()})
    row["notes"] = json.dumps(list(entry.notes), default=str)
    row["others"], row["memory"] = json.dumps(plain_seals(entry.others)), json.dumps(plain_seals(entry.memory))
    return row


def entry_of(row: dict[str, Any]) -> Entry:
    """An entry as it was written; of a lake without checksums, one without."""
    known = {"others": "{}", "memory": "{}", "previous": "", **row}
    parsed = {name: json.loads(known[name]) for name in ("counts", "tables", "notes", "others", "memory")}
    return Entry(
        **{
            **known,
            "counts": {name: counts_of(told_of) for name, told_of in parsed["counts"].items()},
            "tables": {name: _state(told_of) for name, told_of in parsed["tables"].items()},
            "notes": tuple(parsed["notes"]),
            "others": seals_from(parsed["others"]),
            "memory": seals_from(parsed["memory"]),
        },
        digest=digest_of(row),
    )


def digest_of(row: Mapping[str, Any]) -> str:
    """The checksum of a row."""
    return checksum_of(json.dumps(dict(row), default=str, sort_keys=True))


def moment_after(earlier: datetime) -> datetime:
    """Now in UTC, or just after `earlier` should the clock have been set back a little."""
    return max(_now(), earlier + datetime.resolution)


def told_in_time(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, none of them later than now or than a later one: a clock once ahead must not hold for ever.

    Which commit came first, their numbers say; a time from a clock that was ahead becomes the latest it can have been.
    """
    told: list[Entry] = []
    latest = _now()
    for entry in reversed(entries):
        told.append(replace(entry, at=min(entry.at, latest)))
        latest = told[-1].at - datetime.resolution
    return told[::-1]


def clock_ahead(written: Sequence[Entry], told: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """The entries whose time as written cannot be, each with what is told of it."""
    return [(entry, seen) for entry, seen in zip(written, told, strict=True) if entry.at != seen.at]


def standing_imports(entries: Sequence[Entry]) -> list[Entry]:
    """The imports that were not undone, oldest first."""
    undone = {entry.undoes for entry in entries if entry.undoes is not None}
    return [entry for entry in entries if entry.kind == "import" and entry.number not in undone]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _plain_state(state: TableState) -> dict[str, Any]:
    files = {} if state.files is None else {"files": plain_seals(state.files)}
    return {"version": state.version, "rows": state.rows, "superseded": state.superseded, **files}


def _state(plain: Mapping[str, Any]) -> TableState:
    files = plain.get("files")
    return TableState(
        plain["version"], plain["rows"], plain.get("superseded", 0), None if files is None else seals_from(files)
    )
