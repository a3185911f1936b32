"""`hero import`: files into the lake, each with a receipt."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import LakeOption, lake_path, progress

if TYPE_CHECKING:
    from customerhero.facts.importing import ImportOptions, ImportReceipt


def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, JSON lines, Parquet or XES; plain or .gz.")],
    mapping: Annotated[str, typer.Option("--map", help="A preset's name or a YAML file; see `hero map`.")],
    lake: LakeOption = None,
    section: Annotated[str, typer.Option(help="Which file of a preset for several files it is.")] = "",
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of an XLSX; the first when left out.")] = None,
    refused: Annotated[Path | None, typer.Option(help="Where refused rows go, as CSV.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the first rows would become.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read a file again that was imported before.")] = False,
) -> None:
    """Import files: read, map, check and store them. The same file twice writes nothing."""
    from customerhero.facts.importing import ImportOptions
    from customerhero.facts.reading import ReadOptions

    reading = ReadOptions(delimiter=delimiter, encoding=encoding, sheet=sheet)
    options = ImportOptions(mapping, section, reading, refused, again)
    for file in files:
        receipt = _dry_run(file, options) if dry_run else _import(file, lake_path(lake), options)
        show_receipt(receipt, dry_run=dry_run)


def _import(file: Path, lake: Path, options: ImportOptions) -> ImportReceipt:
    from customerhero.facts.importing import import_file
    from customerhero.facts.lake import Lake

    with progress(file.name) as tell:
        return import_file(file, Lake.open_or_create(lake), options, tell)


def _dry_run(file: Path, options: ImportOptions) -> ImportReceipt:
    from customerhero.facts.importing import try_import

    with TemporaryDirectory(prefix="customerhero-") as work:
        return try_import(file, Path(work), options)


def show_receipt(receipt: ImportReceipt, *, dry_run: bool = False) -> None:
    """Print what an import did: counts by table, refused rows, and what was noticed about the data."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    told = "would become (first rows only)" if dry_run else "imported"
    if receipt.seen_before:
        told = f"was imported before as number {receipt.number}; nothing was written"
    console.print(f"[bold]{receipt.file}[/bold] {told} through {receipt.mapping}: {receipt.read:,} rows read.")
    table = Table("table", *("rows", "written", "unchanged", "corrected"), box=None, pad_edge=False)
    for name, counts in receipt.tables.items():
        table.add_row(name, f"{counts.read:,}", f"{counts.written:,}", f"{counts.unchanged:,}", f"{counts.corrected:,}")
    console.print(table)
    if receipt.refused:
        console.print(f"{receipt.refused:,} rows refused", style="yellow", end="")
        console.print(f": see {receipt.refused_file}" if receipt.refused_file else "")
    for sentence in [*receipt.reading_notes, *(note.sentence for note in receipt.notes)]:
        console.print(f"  • {sentence}", markup=False)
