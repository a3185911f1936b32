"""A mapping as a form: for each column of ours the column of theirs, a fixed value, or what the YAML says.

What a form cannot show (histories, joined ids, event kinds) is kept as it is written, and told in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from customerhero.errors import MappingError
from customerhero.facts.contracts import TABLES, Column
from customerhero.facts.mapping.model import MADE_IDS, TO_BE_SAID
from customerhero.facts.mapping.nodes import read_yaml

NOTHING: Final = ""
CONSTANT: Final = "constant"
WRITTEN: Final = "written"
OF_COLUMN: Final = "column:"
Document = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One column of ours: what was chosen for it, and why it was proposed."""

    column: Column
    chosen: str
    """NOTHING, CONSTANT, WRITTEN or OF_COLUMN with the column's name."""
    constant: str = ""
    written: str = ""
    values: str = ""
    """Their values and ours, a line each: `theirs = ours`."""
    reason: str = ""
    sure: float = 0.0
    options: tuple[str, ...] = ()
    """The columns of the file."""
    error: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether the chosen column is not in the file."""
        return self.chosen.startswith(OF_COLUMN) and self.chosen_column not in self.options

    @property
    def chosen_column(self) -> str:
        """The column of theirs."""
        return self.chosen.removeprefix(OF_COLUMN)

    @property
    def is_used(self) -> bool:
        """Whether anything was chosen."""
        return self.chosen != NOTHING

    @property
    def is_needed(self) -> bool:
        """Whether a row cannot be without it."""
        return self.column.required and self.column.name not in MADE_IDS

    @property
    def takes_values(self) -> bool:
        """Whether their words may need to be told in ours."""
        return bool(self.column.choices) or self.column.type == "flag" or bool(self.values)


@dataclass(frozen=True)
class EntryChoices:
    """One table the rows become rows of."""

    place: int
    table: str
    meaning: str
    rows: str
    choices: tuple[Choice, ...]
    kinds: tuple[str, ...] = ()
    error: str = ""

    @property
    def used(self) -> list[Choice]:
        """The columns for which something was chosen, or must be."""
        return [choice for choice in self.choices if choice.is_used or choice.is_needed or choice.error]

    @property
    def others(self) -> list[Choice]:
        """The columns that may be chosen too."""
        return [choice for choice in self.choices if choice not in self.used]


@dataclass(frozen=True)
class FormChoices:
    """The whole mapping as a form."""

    zone: str
    dates: str
    decimal: str
    entries: tuple[EntryChoices, ...]
    tables: tuple[str, ...] = tuple(TABLES)


@dataclass(frozen=True)
class Around:
    """What a form is shown with: the file's columns, the reasons by column, and the entry that is wrong and why."""

    columns: tuple[str, ...]
    reasons: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    section: str = ""
    fault_entry: str = ""
    fault: str = ""


def form_of(text: str, around: Around) -> FormChoices | None:
    """The form of a mapping; None when its YAML is not one that can be shown."""
    try:
        document = read_yaml(text, "mapping").value
    except MappingError:
        return None
    entries = _entries(document, around.section)
    if not all(isinstance(entry, dict) and isinstance(entry.get("columns", {}), dict) for entry in entries):
        return None
    return FormChoices(
        zone=_text(document.get("zone", "UTC")),
        dates="\n".join(_texts(document.get("dates", []))),
        decimal=_text(document.get("decimal", ".")),
        entries=tuple(_entry(place, entry, around) for place, entry in enumerate(entries, 1)),
    )


def text_from(text: str, section: str, typed: Mapping[str, str]) -> str:
    """The YAML of a mapping with what somebody chose in its form; MappingError when it is none to start with."""
    document = read_yaml(text, "mapping").value
    _set_top(document, typed)
    entries = _entries(document, section)
    for place, entry in enumerate(entries, 1):
        entry["table"] = typed.get(f"table-{place}") or entry.get("table", TO_BE_SAID)
        _set_columns(entry, f"-{place}-", typed)
    kept = [entry for place, entry in enumerate(entries, 1) if f"drop-{place}" not in typed]
    added = typed.get("add", "")
    entries[:] = [*kept, *([{"table": added, "columns": {}}] if added in TABLES else [])]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def _entries(document: Document, section: str) -> list[Any]:
    """The entries of the document's tables, of the named part where it has several."""
    parts = document.get("files")
    if isinstance(parts, list) and parts:
        named = [part for part in parts if isinstance(part, dict) and part.get("name") == section]
        document = (named or [part for part in parts if isinstance(part, dict)] or [{}])[0]
    entries = document.setdefault("tables", [])
    return entries if isinstance(entries, list) else []


def _entry(place: int, entry: Document, around: Around) -> EntryChoices:
    name = _text(entry.get("table", TO_BE_SAID))
    table = TABLES.get(name)
    path = f"tables[{place}]"
    chosen = entry.get("columns", {})
    choices = [_choice(column, chosen.get(column.name), around, path) for column in table.columns] if table else []
    wrong = around.fault if path in around.fault_entry and not any(choice.error for choice in choices) else ""
    return EntryChoices(
        place=place,
        table=name,
        meaning=table.meaning if table else "",
        rows=_told_rows(entry),
        choices=tuple(choices),
        kinds=tuple(_kinds(entry)),
        error=wrong,
    )


def _choice(column: Column, value: Any, around: Around, path: str) -> Choice:
    error = around.fault if around.fault_entry.endswith(f"{path}.columns.{column.name}") else ""
    plain = Choice(column, NOTHING, options=around.columns, error=error)
    if value is None:
        return plain
    if isinstance(value, dict) and set(value) == {"constant"}:
        constant = _text(value["constant"])
        return _with(plain, CONSTANT, constant="" if constant == TO_BE_SAID else constant)
    name = _single(value, around.columns)
    if name is None:
        return _with(plain, WRITTEN, written=told(value))
    if name == TO_BE_SAID:
        return plain
    own = _own_spelling(name, around.columns)
    reason, sure = around.reasons.get(own, ("", 0.0))
    values = value.get("values", {}) if isinstance(value, dict) else {}
    return Choice(
        column, OF_COLUMN + own, values=_lines(values), reason=reason, sure=sure, options=around.columns, error=error
    )


def _with(plain: Choice, chosen: str, constant: str = "", written: str = "") -> Choice:
    return Choice(plain.column, chosen, constant, written, options=plain.options, error=plain.error)


def _single(value: Any, columns: tuple[str, ...]) -> str | None:
    """The one column a value is taken from; None when it is made in another way."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return None
    named = value.get("column", value.get("first_of"))
    names = [named] if isinstance(named, str) else _texts(named or [])
    there = [name for name in names if _own_spelling(name, columns) in columns]
    if len(names) == 1:
        return names[0]
    return there[0] if len(there) == 1 else None


def _own_spelling(name: str, columns: tuple[str, ...]) -> str:
    """The file's own spelling of a column."""
    alike = {_plain(column): column for column in reversed(columns)}
    return name if name in columns else alike.get(_plain(name), name)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _lines(values: Any) -> str:
    return "\n".join(f"{theirs} = {ours}" for theirs, ours in values.items()) if isinstance(values, dict) else ""


def told(value: Any) -> str:
    """A way of making a value that a form cannot show, in words."""
    if not isinstance(value, dict):
        return _("the first known of %(columns)s") % {"columns": ", ".join(_texts(value))}
    if "columns" in value:
        return _("%(columns)s, joined") % {"columns": " + ".join(_texts(value["columns"]))}
    if "hash_of" in value:
        return _("made from %(columns)s") % {"columns": ", ".join(_texts(value["hash_of"]))}
    if "previous" in value:
        return _("what %(column)s was before") % {"column": _text(value["previous"])}
    if "row_number" in value:
        return _("the number of the row")
    if "first_of" in value:
        return _("the first known of %(columns)s") % {"columns": ", ".join(_texts(value["first_of"]))}
    return yaml.safe_dump(value, default_flow_style=True, width=1000).strip()


def _told_rows(entry: Document) -> str:
    rows = entry.get("rows", "each")
    if isinstance(rows, dict) and "one_per" in rows:
        return _("one for each %(key)s") % {"key": ", ".join(_texts(rows["one_per"]))}
    if isinstance(rows, dict) and "history_of" in rows:
        return _("what changed from row to row of each %(key)s") % {"key": ", ".join(_texts(rows["history_of"]))}
    if isinstance(rows, dict) and "sum" in rows:
        return _("rows of the same key are added up")
    return _("one for each row of the file")


def _kinds(entry: Document) -> Iterator[str]:
    kinds = entry.get("kinds", [])
    found = [kind.get("kind") for kind in kinds if isinstance(kind, dict)] if isinstance(kinds, list) else []
    yield from dict.fromkeys(_text(kind) for kind in found if kind)
    if "kinds_from_text" in entry:
        yield _("what the texts say")


def _set_top(document: Document, typed: Mapping[str, str]) -> None:
    if zone := typed.get("zone", "").strip():
        document["zone"] = zone
    dates = [line.strip() for line in typed.get("dates", "").splitlines() if line.strip()]
    if dates or "dates" in document:
        document["dates"] = dates
    if typed.get("decimal") in (",", ".") and (typed["decimal"] == "," or "decimal" in document):
        document["decimal"] = typed["decimal"]


def _set_columns(entry: Document, mark: str, typed: Mapping[str, str]) -> None:
    columns = entry.setdefault("columns", {})
    table = TABLES.get(entry["table"])
    for column in table.columns if table and isinstance(columns, dict) else ():
        chosen = typed.get(f"column{mark}{column.name}")
        if chosen is None or chosen == WRITTEN:
            continue
        value = _value(chosen, columns.get(column.name), mark + column.name, typed)
        if value is not None:
            columns[column.name] = value
        else:
            columns.pop(column.name, None)


def _value(chosen: str, before: Any, mark: str, typed: Mapping[str, str]) -> Any:
    if chosen == CONSTANT:
        return {"constant": typed.get(f"constant{mark}", "").strip() or TO_BE_SAID}
    if not chosen.startswith(OF_COLUMN):
        return None
    name = chosen.removeprefix(OF_COLUMN)
    extras = {key: old for key, old in before.items() if key in _EXTRAS} if isinstance(before, dict) else {}
    if f"values{mark}" in typed:
        extras.pop("values", None)
        if values := _values(typed[f"values{mark}"]):
            extras["values"] = values
    return {"column": name, **extras} if extras else name


_EXTRAS: Final = ("values", "otherwise", "pattern", "dates", "zone", "scale", "required", "optional")


def _values(lines: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in lines.splitlines() if "=" in line]
    return {theirs.strip(): ours.strip() for theirs, _sign, ours in pairs if theirs.strip()}


def _texts(value: Any) -> list[str]:
    return [_text(one) for one in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
