"""From a mapping's YAML to its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from customerhero.errors import MappingError
from customerhero.facts.columns import alike
from customerhero.facts.contracts import TABLES, Column
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.facts.mapping.nodes import read_yaml
from customerhero.web.sources.choices import (
    CONSTANT,
    NOTHING,
    OF_COLUMN,
    WRITTEN,
    Around,
    Choice,
    Document,
    EntryChoices,
    FormChoices,
    entries_of,
    is_shown,
    text_of,
    texts,
)


def form_of(text: str, around: Around) -> FormChoices | None:
    """The form of a mapping; None when its YAML is not one that can be shown."""
    try:
        document = read_yaml(text, "mapping").value
    except MappingError:
        return None
    entries = entries_of(document, around.section)
    if not all(is_shown(entry) for entry in entries):
        return None
    return FormChoices(
        zone=text_of(document.get("zone", "UTC")),
        dates="\n".join(texts(document.get("dates", []))),
        decimal=text_of(document.get("decimal", ".")),
        entries=tuple(_entry(place, entry, around) for place, entry in enumerate(entries, 1)),
    )


def _entry(place: int, entry: Document, around: Around) -> EntryChoices:
    name = text_of(entry.get("table", TO_BE_SAID))
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
        constant = text_of(value["constant"])
        return _with(plain, CONSTANT, constant="" if constant == TO_BE_SAID else constant)
    name = _single(value, around.columns)
    if name is None:
        return _with(plain, WRITTEN, written=_told(value))
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
    names = [named] if isinstance(named, str) else texts(named or [])
    there = [name for name in names if _own_spelling(name, columns) in columns]
    if len(names) == 1:
        return names[0]
    return there[0] if len(there) == 1 else None


def _own_spelling(name: str, columns: tuple[str, ...]) -> str:
    """The file's own spelling of a column."""
    spelled = {alike(column): column for column in reversed(columns)}
    return name if name in columns else spelled.get(alike(name), name)


def _lines(values: Any) -> str:
    return "\n".join(f"{theirs} = {ours}" for theirs, ours in values.items()) if isinstance(values, dict) else ""


def _told(value: Any) -> str:
    """A way of making a value that a form cannot show, in words."""
    if not isinstance(value, dict):
        return _("the first known of %(columns)s") % {"columns": ", ".join(texts(value))}
    if "columns" in value:
        return _("%(columns)s, joined") % {"columns": " + ".join(_part(name) for name in texts(value["columns"]))}
    if "hash_of" in value:
        return _("made from %(columns)s") % {"columns": ", ".join(texts(value["hash_of"]))}
    if "previous" in value:
        return _("what %(column)s was before") % {"column": text_of(value["previous"])}
    if "row_number" in value:
        return _("the number of the row")
    if "first_of" in value:
        return _("the first known of %(columns)s") % {"columns": ", ".join(texts(value["first_of"]))}
    return yaml.safe_dump(value, default_flow_style=True, width=1000).strip()


def _part(name: str) -> str:
    return f"“{name[1:]}”" if name.startswith("=") else name


def _told_rows(entry: Document) -> str:
    rows = entry.get("rows", "each")
    if isinstance(rows, dict) and "one_per" in rows:
        return _("one for each %(key)s") % {"key": ", ".join(texts(rows["one_per"]))}
    if isinstance(rows, dict) and "history_of" in rows:
        return _("what changed from row to row of each %(key)s") % {"key": ", ".join(texts(rows["history_of"]))}
    if isinstance(rows, dict) and "sum" in rows:
        return _("rows of the same key are added up")
    return _("one for each row of the file")


def _kinds(entry: Document) -> Iterator[str]:
    kinds = entry.get("kinds", [])
    found = [kind.get("kind") for kind in kinds if isinstance(kind, dict)] if isinstance(kinds, list) else []
    yield from dict.fromkeys(text_of(kind) for kind in found if kind)
    if "kinds_from_text" in entry:
        yield _("what the texts say")
