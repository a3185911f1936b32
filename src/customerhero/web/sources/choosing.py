"""From what somebody chose in the form to the mapping's YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from customerhero.errors import MappingError
from customerhero.facts.contracts import TABLES
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.facts.mapping.nodes import read_yaml
from customerhero.web.sources.choices import CONSTANT, OF_COLUMN, WRITTEN, Document, entries_of, is_shown

_EXTRAS: Final = ("values", "otherwise", "pattern", "dates", "zone", "scale", "required", "optional")
"""What a value says beside its column; choosing another column keeps it."""


def text_from(text: str, section: str, typed: Mapping[str, str]) -> str:
    """The YAML of a mapping with what somebody chose in its form; MappingError when it is none to start with."""
    document = read_yaml(text, "mapping").value
    _set_top(document, typed)
    entries = entries_of(document, section)
    if not all(is_shown(entry) for entry in entries):
        raise MappingError("Its tables cannot be shown as a form.", "Correct the YAML.", mapping="mapping")
    for place, entry in enumerate(entries, 1):
        entry["table"] = typed.get(f"table-{place}") or entry.get("table", TO_BE_SAID)
        _set_columns(entry, f"-{place}-", typed)
    kept = [entry for place, entry in enumerate(entries, 1) if f"drop-{place}" not in typed]
    added = typed.get("add", "")
    entries[:] = [*kept, *([{"table": added, "columns": {}}] if added in TABLES else [])]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def _set_top(document: Document, typed: Mapping[str, str]) -> None:
    if zone := typed.get("zone", "").strip():
        document["zone"] = zone
    dates = [line.strip() for line in typed.get("dates", "").splitlines() if line.strip()]
    if dates or ("dates" in typed and "dates" in document):
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


def _values(lines: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in lines.splitlines() if "=" in line]
    return {theirs.strip(): ours.strip() for theirs, _sign, ours in pairs if theirs.strip()}
