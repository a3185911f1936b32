"""A mapping entry's rows as DuckDB SQL: each row, one per key, a history compared row by row.

Every statement is put together from its parts, never by replacing text in one: what a user wrote would be replaced too.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeGuard

from customerhero.facts.columns import numbered, numbered_rows
from customerhero.facts.contracts import TABLES, Table
from customerhero.facts.mapping.amounts import currency_of
from customerhero.facts.mapping.header import ABSENT, Header
from customerhero.facts.mapping.model import (
    MADE_IDS,
    Condition,
    Constant,
    Entry,
    FromColumns,
    HashOf,
    HistoryOf,
    Kind,
    OnePer,
    Previous,
    Summed,
    Value,
)
from customerhero.facts.mapping.times import time_of
from customerhero.facts.mapping.values import (
    ROW,
    bounded,
    holds,
    just_before,
    known_before,
    made_id,
    text_of,
    typed,
)
from customerhero.facts.twins import quoted, text_sql

ORDER: Final = '"#order"'
SLOT: Final = '"#slot"'
_CONTENT: Final = frozenset(
    ("case_id", "customer_id", "happened_at", "kind", "team_id", "person_id", "note", "metric", "score", "comment")
)
"""An id is made from these: more would change it whenever a mapping learns one more column."""
_BASE: Final = '"#base"'
_FIRST: Final = '"#first"'
_LAST: Final = '"#last"'


@dataclass(frozen=True)
class Piece:
    """The staged file, as far as it is read."""

    file: Path
    columns: tuple[str, ...]
    limit: int | None = None
    without: tuple[int, ...] = ()
    """Rows, by their numbers from 0, that are no rows of a table, such as totals."""
    backwards: bool = False
    """Whether the file runs newest first, so that of rows of the same time the lowest happened first."""

    @property
    def place(self) -> str:
        """SQL that settles the order of rows of the same time."""
        return f"-{ROW}" if self.backwards else ROW

    @property
    def sql(self) -> str:
        """SQL for the file's rows with their numbers from 0, its columns called by their places."""
        rows = numbered_rows(self.file, self.columns, ROW)
        rows = rows if self.limit is None else f"{rows} LIMIT {self.limit:d}"
        return (
            f"SELECT * FROM ({rows}) WHERE {ROW} NOT IN ({', '.join(map(str, self.without))})" if self.without else rows
        )

    @property
    def differing_sql(self) -> str:
        """SQL for the rows that are not equal to an earlier one in every column."""
        columns = ", ".join(numbered(place) for place in range(len(self.columns)))
        return f"SELECT * FROM ({self.sql}) QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY {ROW}) = 1"


@dataclass(frozen=True)
class EntryRows:
    """One entry as SQL: every row it makes, with the texts found beside the typed values."""

    entry: Entry
    table: Table
    sql: str
    columns: tuple[str, ...]
    """The contract's columns the entry fills."""
    values: dict[str, Value]
    empty: frozenset[str] = frozenset()
    """Those of them about which the source says nothing at all."""
    makes_id: bool = False
    """Whether the rows' id is made from their content, since the source gives them none."""
    decimal: str = "."
    """The decimal mark of its amounts."""


def entry_rows(entry: Entry, header: Header, piece: Piece) -> EntryRows:
    """The SQL of an entry; columns `#row`, `#slot`, `t:NAME` (text found) and NAME (typed) for each column."""
    table = TABLES[entry.table]
    values = _filled(entry, header)
    shaped = _with_kinds(entry, _shaped(entry, header, piece.place), header)
    texts = {name: _text(name, value, table, header) for name, value in values.items()}
    _make_ids(entry, table, texts)
    base = _base(header, _piece_of(entry, piece))  # now it is known which columns it needs
    named = f"WITH {_BASE} AS NOT MATERIALIZED ({base})"
    sql = f"{named} {_converted(shaped, table, texts, values, header)}"
    empty = frozenset(name for name, text in texts.items() if text == ABSENT)
    return EntryRows(entry, table, sql, tuple(texts), values, empty, _makes_id(table, values), header.mapping.decimal)


def _filled(entry: Entry, header: Header) -> dict[str, Value]:
    values = dict(entry.columns)
    person, machines = values.get("person_id"), header.mapping.system_accounts
    if entry.table == "people" and machines and "is_system" not in values and isinstance(person, FromColumns):
        values["is_system"] = replace(person, values=dict.fromkeys(machines, "true"), otherwise="missing")
    if entry.kinds:
        values["kind"] = Constant("")
    return {name: value for name, value in values.items() if name not in MADE_IDS or _is_there(value, header)}


def _is_there(value: Value, header: Header) -> bool:
    """Whether the source gives the id, where a mapping is content without it: else it is made."""
    if not isinstance(value, FromColumns) or header.there(value.columns):
        return True
    if header.mapping.absent_columns == "missing":
        header.absent.update(dict.fromkeys(value.columns[:1]))
    return not (value.optional or header.mapping.absent_columns == "missing")


def _makes_id(table: Table, values: dict[str, Value]) -> bool:
    given = [values.get(name) for name in MADE_IDS if name in table.names]
    return any(value is None or isinstance(value, HashOf) for value in given)


def _text(name: str, value: Value, table: Table, header: Header) -> str:
    if name == "kind" and value == Constant(""):
        return '"#kind"'
    text = taken(name) if _is_taken(value) else text_of(value, header, required=table.column(name).required)
    conditions = value.when if isinstance(value, FromColumns) else ()
    if not conditions or text == ABSENT:
        return text
    held = " AND ".join(holds(condition, header.sql(condition.column)) for condition in conditions)
    return f"CASE WHEN {held} THEN {text} END"


def _is_taken(value: Value) -> TypeGuard[FromColumns]:
    return isinstance(value, FromColumns) and bool(value.take)


def taken(name: str) -> str:
    """SQL for the value of all rows of a key that a column of ours takes."""
    return quoted(f"#taken:{name}")


def _make_ids(entry: Entry, table: Table, texts: dict[str, str]) -> None:
    for name in MADE_IDS:
        if name not in table.names:
            continue
        if name not in texts:
            texts[name] = made_id([sql for column, sql in texts.items() if column in _CONTENT])
        elif len({kind.kind for kind in entry.kinds}) > 1:
            texts[name] = f"{texts[name]} || '-' || \"#kind\""


def _converted(shaped: str, table: Table, texts: dict[str, str], values: dict[str, Value], header: Header) -> str:
    found = ", ".join(f"{sql} AS {_found(name)}" for name, sql in texts.items())
    given = {name: values.get(name, Constant("")) for name in texts}
    currency = currency_of(_found("currency")) if "currency" in texts else ""
    types = ", ".join(
        f"{typed(_found(name), table.column(name), value, header, currency)} AS {quoted(name)}"
        for name, value in given.items()
    )
    sane = ", ".join(f"{bounded(name, table.column(name))} AS {quoted(name)}" for name in texts)
    kept = ", ".join([ROW, SLOT, *(_found(name) for name in texts)])
    inner = f"SELECT {ROW}, {SLOT}, {found} FROM ({shaped})"
    return f"SELECT {kept}, {sane} FROM (SELECT {kept}, {types} FROM ({inner}))"


def _found(name: str) -> str:
    return quoted(f"t:{name}")


def _piece_of(entry: Entry, piece: Piece) -> str:
    return piece.differing_sql if isinstance(entry.rows, Summed) and entry.rows.once else piece.sql


def _base(header: Header, source: str) -> str:
    return header.cleaned_sql(header.used, source, ROW)


def _shaped(entry: Entry, header: Header, place: str) -> str:
    conditions = [holds(condition, header.sql(condition.column)) for condition in entry.where]
    rows = f"SELECT * FROM {_BASE}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
    if isinstance(entry.rows, OnePer):
        return _one_per(entry.columns, entry.rows, rows, header, place)
    if isinstance(entry.rows, HistoryOf):
        return _history(entry, entry.rows, rows, header, place)
    return rows


def _one_per(columns: MappingOf[str, Value], mode: OnePer, rows: str, header: Header, place: str) -> str:
    if mode.of:
        rows = _one_per({}, mode.of, rows, header, place)
    keys = [header.sql(name) for name in mode.key]
    way = "DESC" if mode.keep == "last" else "ASC"
    order = [f"({_all_hold(conditions, header)}) DESC" for conditions in mode.prefer]
    order += [f"{_time(mode.order, header)} {way} NULLS LAST"] if mode.order else []
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    window = f"PARTITION BY {', '.join(keys)} ORDER BY {', '.join([*order, f'{place} {way}'])}"
    also = "".join(f", {_extreme(value, keys, header)} AS {taken(name)}" for name, value in _taken_of(columns))
    kept = f"SELECT *{also} FROM ({rows}) WHERE {known} QUALIFY row_number() OVER ({window}) = 1"
    return f"SELECT * FROM ({kept}) WHERE {_all_hold(mode.only_if, header)}" if mode.only_if else kept


def _all_hold(conditions: tuple[Condition, ...], header: Header) -> str:
    return " AND ".join(holds(condition, header.sql(condition.column)) for condition in conditions)


def _taken_of(columns: MappingOf[str, Value]) -> list[tuple[str, FromColumns]]:
    return [(name, value) for name, value in columns.items() if _is_taken(value)]


def _extreme(value: FromColumns, keys: list[str], header: Header) -> str:
    """SQL for the text of the earliest or latest time among all rows of the key."""
    text = text_of(value, header, required=True)
    chosen = "arg_min" if value.take == "earliest" else "arg_max"
    return f"{chosen}({text}, {time_of(text, value, header)}) OVER (PARTITION BY {', '.join(keys)})"


def _time(order: FromColumns, header: Header) -> str:
    return time_of(text_of(order, header, required=not order.optional), order, header)


def _history(entry: Entry, mode: HistoryOf, rows: str, header: Header, place: str) -> str:
    keys = ", ".join(header.sql(name) for name in mode.key)
    order = f"{_time(mode.order, header)}" if mode.order else "0"
    known = " AND ".join(f"{header.sql(name)} IS NOT NULL" for name in mode.key)
    timed = f"SELECT *, {order} AS {ORDER} FROM ({rows}) WHERE {known}"
    window = f"PARTITION BY {keys} ORDER BY {ORDER} NULLS LAST, {place}"
    if mode.fields:
        timed = _fields(mode, timed, window, header)
    helpers = [f"row_number() OVER w = 1 AS {_FIRST}", f"lead({ROW}) OVER w IS NULL AS {_LAST}"]
    helpers += [f"lag({own} IGNORE NULLS) OVER w AS {known_before(own)}" for own in _owned(_compared(entry), header)]
    helpers += [f"lag({own}) OVER w AS {just_before(own)}" for own in _owned(_watched(entry), header)]
    return f"SELECT *, {', '.join(helpers)} FROM ({timed}) WINDOW w AS ({window})"


def _fields(mode: HistoryOf, rows: str, window: str, header: Header) -> str:
    assert mode.fields is not None
    name, value = header.sql(mode.fields.name), header.sql(mode.fields.value)
    carried = ", ".join(
        f"nullif(last_value(CASE WHEN lower({name}) = {text_sql(field.lower())} THEN coalesce({value}, '') END "
        f"IGNORE NULLS) OVER (w ROWS UNBOUNDED PRECEDING), '') AS \"f:{place}\""
        for place, field in enumerate(mode.fields.of)
    )
    header.made.update({field: f'"f:{place}"' for place, field in enumerate(mode.fields.of)})
    return f"SELECT *, {carried} FROM ({rows}) WINDOW w AS ({window})"


def _owned(names: list[str], header: Header) -> list[str]:
    """SQL for those of these columns that are there, each once."""
    found = dict.fromkeys(header.sql(name) for name in names)
    return [own for own in found if own != ABSENT]


def _compared(entry: Entry) -> list[str]:
    names = [name for kind in entry.kinds for name in (*kind.changes, kind.passes, kind.increases) if name]
    names += [value.column for value in entry.columns.values() if isinstance(value, Previous)]
    return list(dict.fromkeys(names))


def _watched(entry: Entry) -> list[str]:
    return list(dict.fromkeys(held.column for kind in entry.kinds for held in (*kind.becomes, *kind.leaves)))


def _with_kinds(entry: Entry, rows: str, header: Header) -> str:
    if not entry.kinds:
        return f"SELECT *, 0 AS {SLOT} FROM ({rows})"
    names = list(dict.fromkeys(kind.kind for kind in entry.kinds))
    tests = {place: _test(kind, header) for place, kind in enumerate(entry.kinds)}
    cases = []
    for place, kind in enumerate(entry.kinds):
        others = [tests[p] for p, other in enumerate(entry.kinds) if other.kind in kind.unless]
        test = " AND NOT ".join([f"({tests[place]})", *(f"({other})" for other in others)])
        cases.append(f"CASE WHEN {test} THEN {names.index(kind.kind) + 1} END")
    slots = f"SELECT *, unnest(list_distinct([{', '.join(cases)}])) AS {SLOT} FROM ({rows})"
    kinds = ", ".join(text_sql(name) for name in names)
    return f'SELECT *, [{kinds}][{SLOT}] AS "#kind" FROM ({slots})'


def _test(kind: Kind, header: Header) -> str:
    tests = [holds(condition, header.sql(condition.column)) for condition in kind.where]
    tests += [
        f"coalesce(regexp_matches({header.sql(column)}, {text_sql(pattern)}, 'i'), false)"
        for column, pattern in kind.matches.items()
    ]
    tests += [_FIRST] * kind.first + [_LAST] * kind.last
    if kind.changes:
        tests.append("(" + " OR ".join(_changed(name, header) for name in kind.changes) + ")")
    if kind.passes:
        own = header.sql(kind.passes)
        tests.append(f"coalesce({own} <> {known_before(own)}, false)")
    if kind.increases:
        tests.append(_increased(kind.increases, header))
    for held in kind.becomes:
        own = header.sql(held.column)
        tests.append(f"{holds(held, own)} AND NOT {holds(held, just_before(own))}")
    for held in kind.leaves:
        own = header.sql(held.column)
        tests.append(f"{holds(held, just_before(own))} AND NOT {holds(held, own)}")
    return " AND ".join(tests) or "true"


def _changed(name: str, header: Header) -> str:
    own = header.sql(name)
    return f"({own} IS NOT NULL AND {own} IS DISTINCT FROM {known_before(own)})"


def _increased(name: str, header: Header) -> str:
    own = header.sql(name)
    here, before = (f"TRY_CAST({sql} AS DOUBLE)" for sql in (own, known_before(own)))
    return f"coalesce({here} > coalesce({before}, 0), false)"


def absent_key(entry: Entry, header: Header) -> list[str]:
    """The columns of the key by which the entry gathers rows that the file has not, though the mapping allows it."""
    if not isinstance(entry.rows, OnePer) or header.mapping.absent_columns == "error":
        return []
    return [name for name in entry.rows.key if header.find(name) is None]


def slots_of(entry: Entry) -> int:
    """How many rows of the table one source row can become."""
    return max(len({kind.kind for kind in entry.kinds}), 1)
