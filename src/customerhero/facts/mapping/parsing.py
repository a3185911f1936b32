"""From a YAML document to a Mapping: every entry is checked against the contracts."""

from __future__ import annotations

from typing import Final, Literal

from customerhero.facts.contracts import EVENT_KINDS, TABLES
from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.checked import dates, digits, factor, pattern, spellings, zone
from customerhero.facts.mapping.fitting_together import check_entry
from customerhero.facts.mapping.machines import with_machines
from customerhero.facts.mapping.model import (
    DEFAULT_MISSING,
    MADE_IDS,
    TO_BE_SAID,
    Condition,
    Constant,
    Each,
    Entry,
    Fields,
    FromColumns,
    HashOf,
    HistoryOf,
    Joined,
    Kind,
    Mapping,
    OnePer,
    Previous,
    RowNumber,
    Rows,
    Section,
    Summed,
    Unpivot,
    Value,
)
from customerhero.facts.mapping.nodes import Node, nearest, read_yaml
from customerhero.facts.mapping.phrases import text_patterns

_TOP: Final = (
    "name",
    "title",
    "recognise",
    "zone",
    "missing",
    "dates",
    "decimal",
    "system_accounts",
    "absent_columns",
    "keep",
    "spellings",
    "new_ids",
    "codes",
    "unpivot",
    "tables",
    "files",
)
_SECTION: Final = ("name", "named", "recognise", "codes", "unpivot", "tables")
_ENTRY: Final = ("table", "rows", "where", "columns", "kinds", "kinds_from_text")
_FROM_COLUMNS: Final = (
    "column",
    "first_of",
    "values",
    "otherwise",
    "pattern",
    "dates",
    "zone",
    "time",
    "scale",
    "required",
    "optional",
    "keep",
    "pad",
    "case",
    "minus",
    "take",
    "when",
)
_KIND: Final = (
    "kind",
    "where",
    "matches",
    "first",
    "last",
    "changes",
    "passes",
    "increases",
    "becomes",
    "leaves",
    "unless",
)
_UNPIVOT: Final = "Such as {columns: {Jan 2026: 2026-01-01, Feb 2026: 2026-02-01}, name: month, value: amount}."
_ROW_MODES: Final = ("one_per", "history_of", "sum", "keep", "order", "prefer", "only_if", "of", "fields", "equal_rows")
_OPTIONS: Final = {
    "one_per": ("keep", "order", "prefer", "only_if", "of"),
    "history_of": ("order", "fields"),
    "sum": ("equal_rows",),
}
"""What may stand beside each way to choose rows."""


def parse_mapping(text: str, name: str) -> Mapping:
    """The mapping a YAML text describes; MappingError with the entry's path for whatever is wrong in it."""
    top = read_yaml(text, name)
    entries = top.entries(_TOP)
    machines = entries["system_accounts"].texts() if "system_accounts" in entries else ()
    told_zone = zone(entries["zone"]) if "zone" in entries else "UTC"
    return Mapping(
        name=entries["name"].text() if "name" in entries else name,
        title=entries["title"].text() if "title" in entries else "",
        sections=tuple(with_machines(section, machines) for section in _sections(top, entries)),
        zone=told_zone,
        missing=DEFAULT_MISSING + (entries["missing"].texts() if "missing" in entries else ()),
        dates=dates(entries["dates"]) if "dates" in entries else (),
        decimal=_decimal(entries["decimal"]) if "decimal" in entries else ".",
        system_accounts=machines,
        absent_columns=(
            entries["absent_columns"].choice(("error", "missing")) if "absent_columns" in entries else "error"
        ),
        keep=entries["keep"].texts() if "keep" in entries else (),
        spellings=spellings(entries["spellings"]) if "spellings" in entries else {},
        new_ids="new_ids" in entries and entries["new_ids"].flag(),
    )


def _decimal(node: Node) -> Literal[".", ","]:
    if node.text() == TO_BE_SAID:
        what = "It is still to be said which decimal mark the amounts have."
        raise node.error(what, 'Put "." or "," in the place of "???", or answer with --answer decimal=,')
    return node.choice((".", ","))


def _sections(top: Node, entries: dict[str, Node]) -> tuple[Section, ...]:
    if ("files" in entries) == ("tables" in entries):
        raise top.error("A mapping has either `tables:` or `files:`.")
    if "tables" in entries:
        return (_section(entries, top),)
    return tuple(_section(node.entries(_SECTION), node) for node in entries["files"].some())


def _section(entries: dict[str, Node], place: Node) -> Section:
    if "tables" not in entries:
        raise place.error("`tables:` is missing here.")
    return Section(
        name=entries["name"].text() if "name" in entries else place.mapping,
        recognise=entries["recognise"].texts() if "recognise" in entries else (),
        named=entries["named"].text() if "named" in entries else "",
        entries=tuple(_entry(node) for node in entries["tables"].some()),
        codes={name: node.names() for name, node in entries["codes"].entries().items()} if "codes" in entries else {},
        unpivot=_unpivot(entries["unpivot"]) if "unpivot" in entries else None,
    )


def _unpivot(node: Node) -> Unpivot:
    entries = node.entries(("columns", "name", "value"))
    for needed in ("columns", "name", "value"):
        if needed not in entries:
            raise node.error(f"`{needed}:` is missing here.", _UNPIVOT)
    listed = entries["columns"]
    columns = listed.texts_by_name() if isinstance(listed.value, dict) else {name: name for name in listed.names()}
    name, value = entries["name"].text(), entries["value"].text()
    if any(TO_BE_SAID in told for told in (*columns.values(), name, value)):
        raise node.error("It is still to be said of which year the columns are, or what their values are.", _UNPIVOT)
    if not columns:
        raise listed.error("No column is named here.", _UNPIVOT)
    return Unpivot(columns, name, value)


def _entry(place: Node) -> Entry:
    entries = place.entries(_ENTRY)
    table = _table(entries.get("table"), place)
    columns = _columns(entries.get("columns"), place, table)
    _check_required(columns, table, entries)
    entry = Entry(
        table=table,
        columns=columns,
        rows=_rows(entries["rows"]) if "rows" in entries else Each(),
        where=_conditions(entries["where"]) if "where" in entries else (),
        kinds=_kinds(entries, table, place),
    )
    check_entry(entry, entries)
    return entry


def _table(node: Node | None, place: Node) -> str:
    if node is None:
        raise place.error("`table:` is missing here.", f"The tables are {', '.join(TABLES)}.")
    if node.text() == TO_BE_SAID:
        raise node.error("It is still to be said what a row of the file is.", f"One of {', '.join(TABLES)}.")
    if node.text() not in TABLES:
        raise node.error(f"There is no table {cited(node.text())}.", nearest(node.text(), tuple(TABLES)))
    return node.text()


def _columns(node: Node | None, place: Node, table: str) -> dict[str, Value]:
    if node is None:
        raise place.error("`columns:` is missing here.")
    return {name: _said(value, table, name) for name, value in node.entries(TABLES[table].names).items()}


def _said(node: Node, table: str, name: str) -> Value:
    value = _value(node)
    listed = value.values.values() if isinstance(value, FromColumns) else ()
    if value in (Constant(TO_BE_SAID), FromColumns((TO_BE_SAID,))) or TO_BE_SAID in listed:
        what = f"It is still to be said what {name} of {table} is: {TABLES[table].column(name).meaning}"
        raise node.error(what, f'Put a column of the file or {{constant: ...}} in the place of "{TO_BE_SAID}".')
    return value


def _check_required(columns: dict[str, Value], table: str, entries: dict[str, Node]) -> None:
    made = {*MADE_IDS, *(["kind"] if "kinds" in entries or "kinds_from_text" in entries else [])}
    for column in TABLES[table].columns:
        if column.required and column.name not in made and column.name not in columns:
            what = f"The column {column.name!r} of {table} is needed: {column.meaning}"
            raise entries["columns"].error(what, "Give a column of the source, or {constant: ...}.")


def _value(node: Node) -> Value:
    if isinstance(node.value, str):
        return FromColumns((node.text(),))
    entries = node.entries()
    for name, build in _BUILDERS.items():
        if name in entries:
            return build(node)
    raise node.error(f"It is not clear what the value is; name one of {', '.join(_BUILDERS)}.")


def _constant(node: Node) -> Value:
    return Constant(node.entries(("constant",))["constant"].text())


def _joined(node: Node) -> Value:
    entries = node.entries(("columns", "join"))
    return Joined(entries["columns"].names(), entries["join"].text() if "join" in entries else "-")


def _row_number(node: Node) -> Value:
    return RowNumber(node.entries(("row_number",))["row_number"].text())


def _previous(node: Node) -> Value:
    return Previous(node.entries(("previous",))["previous"].text())


def _hash_of(node: Node) -> Value:
    return HashOf(node.entries(("hash_of",))["hash_of"].names())


def _from_columns(node: Node) -> FromColumns:
    if not isinstance(node.value, dict):
        return FromColumns(node.names())
    entries = node.entries(_FROM_COLUMNS)
    if ("column" in entries) == ("first_of" in entries):
        raise node.error("Either `column:` or `first_of:` is needed here.")
    return FromColumns(
        columns=(entries.get("column") or entries["first_of"]).names(),
        values=entries["values"].texts_by_name() if "values" in entries else {},
        otherwise=entries["otherwise"].choice(("keep", "missing", "refuse")) if "otherwise" in entries else "keep",
        pattern=pattern(entries["pattern"]) if "pattern" in entries else "",
        dates=dates(entries["dates"]) if "dates" in entries else (),
        zone=zone(entries["zone"]) if "zone" in entries else "",
        time=entries["time"].text() if "time" in entries else "",
        scale=factor(entries["scale"]) if "scale" in entries else "",
        required="required" in entries and entries["required"].flag(),
        optional="optional" in entries and entries["optional"].flag(),
        keep=entries["keep"].texts() if "keep" in entries else (),
        pad=digits(entries["pad"]) if "pad" in entries else 0,
        case=entries["case"].choice(("lower", "upper")) if "case" in entries else "",
        minus=entries["minus"].text() if "minus" in entries else "",
        take=entries["take"].choice(("earliest", "latest")) if "take" in entries else "",
        when=_conditions(entries["when"]) if "when" in entries else (),
    )


_BUILDERS: Final = {
    "constant": _constant,
    "columns": _joined,
    "row_number": _row_number,
    "previous": _previous,
    "hash_of": _hash_of,
    "column": _from_columns,
    "first_of": _from_columns,
}


def _rows(node: Node) -> Rows:
    if node.value == "each":
        return Each()
    entries = node.entries(_ROW_MODES)
    modes = [mode for mode in _OPTIONS if mode in entries]
    if len(modes) != 1:
        raise node.error("It is not clear which rows; say each, one_per, history_of or sum.")
    if foreign := [name for name in entries if name not in (*modes, *_OPTIONS[modes[0]])]:
        raise node.error(f"`{foreign[0]}:` says nothing together with `{modes[0]}:`.", "Remove it.")
    order = _from_columns(entries["order"]) if "order" in entries else None
    if "one_per" in entries:
        return _one_per(entries, order)
    if "history_of" in entries:
        return HistoryOf(entries["history_of"].names(), order, _fields(entries.get("fields")))
    once = "equal_rows" in entries and entries["equal_rows"].choice(("each", "once")) == "once"
    return Summed(entries["sum"].text(), once)


def _one_per(entries: dict[str, Node], order: FromColumns | None) -> OnePer:
    first = "keep" in entries and entries["keep"].choice(("first", "last")) == "first"
    prefer = tuple(_conditions(node) for node in entries["prefer"].some()) if "prefer" in entries else ()
    only_if = _conditions(entries["only_if"]) if "only_if" in entries else ()
    of = _rows(entries["of"]) if "of" in entries else None
    if of is not None and not isinstance(of, OnePer):
        raise entries["of"].error("Rows can only be chosen of others that are one per key.", "Say {one_per: KEY}.")
    return OnePer(entries["one_per"].names(), "first" if first else "last", order, prefer, only_if, of)


def _fields(node: Node | None) -> Fields | None:
    if node is None:
        return None
    entries = node.entries(("name", "value", "of"))
    for needed in ("name", "value", "of"):
        if needed not in entries:
            raise node.error(f"`{needed}:` is missing here.")
    return Fields(entries["name"].text(), entries["value"].text(), entries["of"].names())


def _conditions(node: Node) -> tuple[Condition, ...]:
    return tuple(_condition(name, value) for name, value in node.entries().items())


def _condition(column: str, node: Node) -> Condition:
    if node.value == "known":
        return Condition(column)
    if not isinstance(node.value, dict):
        return Condition(column, node.names())
    entries = node.entries(("not",))
    if "not" not in entries:
        remedy = "Say `known`, some values, {not: [values]}, or {not: known}."
        raise node.error("Nothing is said of the column here.", remedy)
    if entries["not"].value == "known":
        return Condition(column, unknown=True)
    return Condition(column, none_of=entries["not"].names())


def _kinds(entries: dict[str, Node], table: str, place: Node) -> tuple[Kind, ...]:
    if table != "events" and ("kinds" in entries or "kinds_from_text" in entries):
        raise place.error("Only events have kinds.")
    kinds = [_kind(node) for node in entries["kinds"].some()] if "kinds" in entries else []
    if "kinds_from_text" in entries:
        kinds += _kinds_from_text(entries["kinds_from_text"])
    return tuple(kinds)


def _kind(node: Node) -> Kind:
    entries = node.entries(_KIND)
    if "kind" not in entries:
        raise node.error("`kind:` is missing here.", f"The kinds are {', '.join(EVENT_KINDS)}.")
    return Kind(
        kind=_event_kind(entries["kind"]),
        where=_conditions(entries["where"]) if "where" in entries else (),
        matches={c: pattern(p) for c, p in entries["matches"].entries().items()} if "matches" in entries else {},
        first="first" in entries and entries["first"].flag(),
        last="last" in entries and entries["last"].flag(),
        changes=entries["changes"].names() if "changes" in entries else (),
        passes=entries["passes"].text() if "passes" in entries else "",
        increases=entries["increases"].text() if "increases" in entries else "",
        becomes=_conditions(entries["becomes"]) if "becomes" in entries else (),
        leaves=_conditions(entries["leaves"]) if "leaves" in entries else (),
        unless=entries["unless"].texts() if "unless" in entries else (),
    )


def _kinds_from_text(node: Node) -> list[Kind]:
    entries = node.entries(("column", "where", "patterns"))
    if "column" not in entries:
        raise node.error("`column:` is missing here.")
    column = entries["column"].text()
    where = _conditions(entries["where"]) if "where" in entries else ()
    if "patterns" not in entries:
        return [Kind(kind, where, {column: pattern}) for kind, pattern in text_patterns().items()]
    named = entries["patterns"].entries()
    if not named:
        raise entries["patterns"].error("There is no pattern here.", "Leave out `patterns:` for the shipped ones.")
    return [Kind(_event_kind_named(kind, n), where, {column: pattern(n)}) for kind, n in named.items()]


def _event_kind(node: Node) -> str:
    return _event_kind_named(node.text(), node)


def _event_kind_named(kind: str, node: Node) -> str:
    if kind not in EVENT_KINDS:
        raise node.error(f"There is no event kind {cited(kind)}.", nearest(kind, EVENT_KINDS))
    return kind
