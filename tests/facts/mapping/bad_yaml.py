"""Mappings that are wrong, each in one way: by what is wrong, the YAML and the entry that is told."""

from __future__ import annotations

from typing import Final


def of_events(columns: str = "", rest: str = "") -> str:
    """A mapping of events of which these columns and this rest of the entry are wrong."""
    needed = "case_id: Case, happened_at: At, kind: {constant: replied}"
    return f"tables:\n  - table: events\n    columns: {{{needed}{', ' if columns else ''}{columns}}}\n{rest}"


_COLUMNS = "tables[1].columns"
BAD: Final = {
    "where without words": (of_events(rest="    where: {Deleted: {}}\n"), "tables[1].where.Deleted"),
    "where without values": (of_events(rest="    where: {Deleted: []}\n"), "tables[1].where.Deleted"),
    "where not any": (of_events(rest="    where: {Deleted: {not: []}}\n"), "tables[1].where.Deleted.not"),
    "where of another word": (of_events(rest="    where: {Deleted: {nor: x}}\n"), "tables[1].where.Deleted"),
    "order of nothing": (of_events(rest="    rows: {one_per: Case, order: {}}\n"), "tables[1].rows.order"),
    "order without columns": (of_events(rest="    rows: {one_per: Case, order: []}\n"), "tables[1].rows.order"),
    "one per nothing": (of_events(rest="    rows: {one_per: []}\n"), "tables[1].rows.one_per"),
    "history of nothing": (of_events(rest="    rows: {history_of: []}\n"), "tables[1].rows.history_of"),
    "two ways to choose rows": (of_events(rest="    rows: {one_per: Case, sum: amount}\n"), "tables[1].rows"),
    "no way to choose rows": (of_events(rest="    rows: {}\n"), "tables[1].rows"),
    "an option of another way": (of_events(rest="    rows: {sum: amount, keep: last}\n"), "tables[1].rows"),
    "a sum of what is no money": (of_events(rest="    rows: {sum: note}\n"), "tables[1].rows"),
    "a sum of events": (of_events(rest="    rows: {sum: amount}\n"), "tables[1].rows"),
    "rows of a history": (of_events(rest="    rows: {one_per: Case, of: {history_of: Case}}\n"), "tables[1].rows.of"),
    "nothing preferred": (of_events(rest="    rows: {one_per: Case, prefer: []}\n"), "tables[1].rows.prefer"),
    "preferred without words": (
        of_events(rest="    rows: {one_per: Case, prefer: [{State: {}}]}\n"),
        "tables[1].rows.prefer[1].State",
    ),
    "the latest of each row": (of_events("note: {column: a, take: latest}"), f"{_COLUMNS}.note"),
    "the latest of a text": (
        of_events("note: {column: a, take: latest}", "    rows: {one_per: Case}\n"),
        f"{_COLUMNS}.note",
    ),
    "less than a text": (of_events("note: {column: a, minus: b}"), f"{_COLUMNS}.note"),
    "fields without names": (
        of_events(rest="    rows: {history_of: Case, fields: {name: F, value: V, of: []}}\n"),
        "tables[1].rows.fields.of",
    ),
    "no column": (of_events("note: {column: []}"), f"{_COLUMNS}.note.column"),
    "no first column": (of_events("note: {first_of: []}"), f"{_COLUMNS}.note.first_of"),
    "column and first of": (of_events("note: {column: a, first_of: b}"), f"{_COLUMNS}.note"),
    "nothing to join": (of_events("note: {columns: []}"), f"{_COLUMNS}.note.columns"),
    "no content to hash": (of_events("note: {hash_of: []}"), f"{_COLUMNS}.note.hash_of"),
    "a value of two kinds": (of_events("note: {constant: a, column: b}"), f"{_COLUMNS}.note"),
    "an empty value": (of_events("note: {}"), f"{_COLUMNS}.note"),
    "previous without history": (of_events("note: {previous: a}"), f"{_COLUMNS}.note"),
    "a format that is none": (of_events("", "dates: ['%q']\n"), "dates"),
    "a format without signs": (of_events("", "dates: [soon]\n"), "dates"),
    "another epoch": (of_events("", "dates: [epoch_us]\n"), "dates"),
    "a value's format that is none": (of_events("amount: {column: a, dates: '%q'}"), f"{_COLUMNS}.amount.dates"),
    "a scale that is no number": (of_events("amount: {column: a, scale: inf}"), f"{_COLUMNS}.amount.scale"),
    "a scale too fine": (of_events("amount: {column: a, scale: '0.00001'}"), f"{_COLUMNS}.amount.scale"),
    "a scale of other digits": (of_events("amount: {column: a, scale: '٣'}"), f"{_COLUMNS}.amount.scale"),
    "a zone only some know": (of_events("", "zone: localtime\n"), "zone"),
    "codes without values": (of_events("", "codes: {State: []}\n"), "codes.State"),
    "no tables": ("tables: []\n", "tables"),
    "no files": ("files: []\n", "files"),
    "a table that is none": ("tables: [abc]\n", "tables[1]"),
    "a table named by a list": ("tables: [{table: [events], columns: {}}]\n", "tables[1].table"),
    "columns that are a text": ("tables: [{table: events, columns: abc}]\n", "tables[1].columns"),
    "no kinds": (of_events(rest="    kinds: []\n"), "tables[1].kinds"),
    "no patterns": (
        of_events(rest="    kinds_from_text: {column: a, patterns: {}}\n"),
        "tables[1].kinds_from_text.patterns",
    ),
    "a kind that needs a history": (of_events(rest="    kinds: [{kind: opened, first: true}]\n"), "tables[1].kinds"),
    "no columns that change": (
        of_events(rest="    rows: {history_of: Case}\n    kinds: [{kind: opened, changes: []}]\n"),
        "tables[1].kinds[1].changes",
    ),
    "a pattern too large": (
        of_events("note: {column: a, pattern: '((x{1000}){1000}){9}'}"),
        f"{_COLUMNS}.note.pattern",
    ),
    "an entry twice": (of_events() + "zone: UTC\nzone: UTC\n", "line 5"),
    "a column twice": (of_events("note: a, note: b"), "line 3"),
    "a list as a name": ("? [a]\n: b\n", "line 1"),
    "an alias": (of_events("note: &a x, channel: *a"), "line 3"),
    "aliases of aliases": ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntables: *c\n", "line 2"),
    "an alias of itself": ("tables: &a [*a]\n", "line 1"),
    "two documents": ("name: a\n---\nname: b\n", "line 2"),
    "3,000 brackets": ("tables: " + "[" * 3_000, "line 1"),
    "100,000 closed brackets": ("tables: " + "[" * 100_000 + "]" * 100_000, "line 1"),
    "1,000 levels": ("\n".join(" " * depth + "a:" for depth in range(1_000)), "line 21"),
    "a million letters more": ("name: " + "x" * 1_000_000, ""),
    "a NUL": ("name: a\n\0", "line 2"),
    "half a character": ('name: a\ntitle: "\\ud800"\n', "line 2"),
    "an escape that is none": ('name: "\\q"\n', "line 1"),
    "a tab": ("tables:\n\t- table: events\n", "line 2"),
    "nothing": ("", ""),
    "only a remark": ("# soon\n", ""),
    "a list": ("- a\n", ""),
    "a text": ("mapping\n", ""),
}
