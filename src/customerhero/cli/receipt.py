"""The receipt of an import, for eighty columns and more."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from customerhero.cli.reconciling import reckoned
from customerhero.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from customerhero.facts.importing import ImportReceipt
    from customerhero.facts.lake import Counts


def show_receipt(receipt: ImportReceipt, *, dry_run: bool = False, to_errors: bool = False) -> None:
    """Print what an import did: counts by table, refused rows, and what was noticed about the data."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=False, stderr=to_errors)
    console.print(printable(receipt.file), style="bold", end="")
    console.print(printable(f": {_what_happened(receipt, dry_run=dry_run)}"))
    for note in receipt.notes:
        if note.first:
            console.print(printable(f" ! {note.sentence}"), style="yellow")
    console.print(_counts(receipt.tables, dry_run=dry_run))
    left_out = {name: counts.erased for name, counts in receipt.tables.items() if counts.erased}
    if left_out:
        told = ", ".join(f"{name} {rows(count)}" for name, count in left_out.items())
        console.print(f"Left out because their customer was erased: {told}.", style="yellow")
    if receipt.refused:
        console.print(printable(_refusal(receipt, dry_run=dry_run)), style="yellow")
    sentences = [*reckoned(receipt.tables), *_sentences(receipt)]
    if sentences:
        console.print(_noticed(sentences))
    console.print()


def told_receipt(receipt: ImportReceipt) -> dict[str, object]:
    """The receipt as plain data, for JSON: amounts as text, the notes that come first at the head."""
    refused_file = str(receipt.refused_file) if receipt.refused_file else None
    return {**asdict(receipt), "refused_file": refused_file}


def rows(count: int) -> str:
    """A number of rows in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def _what_happened(receipt: ImportReceipt, *, dry_run: bool) -> str:
    through = f"through {receipt.mapping}" + (f", as its {receipt.section}" if receipt.section else "")
    if receipt.seen_before:
        return f"was imported before {through}, as number {receipt.number}; nothing was written."
    if dry_run:
        return f"the first {rows(receipt.read)} would become this {through}."
    return f"{rows(receipt.read)} read {through}; import number {receipt.number}."


def _counts(tables: Mapping[str, Counts], *, dry_run: bool) -> Table:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shown.add_column("table", min_width=12)
    names = ("rows",) if dry_run else ("rows", "written", "unchanged", "corrected")
    for name in names:
        shown.add_column(name, justify="right", min_width=10)
    for table, counts in tables.items():
        cells = (counts.read, counts.written, counts.unchanged, counts.corrected)
        shown.add_row(table, *(f"{cell:,}" for cell in cells[: len(names)]))
    return shown


def _refusal(receipt: ImportReceipt, *, dry_run: bool) -> str:
    refused = f"{rows(receipt.refused)} refused"
    if dry_run:
        return f"{refused}; an import writes them to a file with the reason."
    return f"{refused}: see {receipt.refused_file}" if receipt.refused_file else f"{refused}."


def _sentences(receipt: ImportReceipt) -> list[str]:
    """What was noticed, the columns that are not there in one sentence."""
    absent = [note.column for note in receipt.notes if note.code == "absent_column"]
    later = [note for note in receipt.notes if not note.first and note.code != "absent_column"]
    told = [*receipt.reading_notes, *(note.sentence for note in later)]
    if absent:
        told.append(f"Not in the file, so left empty: {', '.join(absent)}.")
    return told


def _noticed(sentences: list[str]) -> Table:
    from rich.table import Table

    shown = Table.grid(padding=(0, 1, 0, 0))
    for sentence in sentences:
        shown.add_row(" •", printable(sentence))
    return shown
