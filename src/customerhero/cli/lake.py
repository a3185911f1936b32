"""`hero lake`: how the lake is and what happened to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import LakeOption, lake_path
from customerhero.cli.tables import table_lines
from customerhero.plain_text import printable

if TYPE_CHECKING:
    from customerhero.facts.lake import Checkup

app = typer.Typer(
    help="Look after the lake: status, history, notes, check, compact, rebuild, undo, export.", no_args_is_help=True
)


@app.command()
def status(lake: LakeOption = None) -> None:
    """Tables, rows, files, size and what upkeep is due."""
    from customerhero.facts.lake import Lake

    told = Lake.open(lake_path(lake)).status()
    rows = [(each.name, each.rows, each.files, each.bytes / 1e6, each.version) for each in told.tables]
    _echo_table(("table", "rows", "files", "MB", "version"), rows)
    typer.echo(
        f"{told.commits} commits. {told.bytes / 1e6:,.1f} MB are the newest versions, "
        f"{told.history_bytes / 1e6:,.1f} MB older ones."
    )
    if told.due:
        typer.echo(f"Compaction is due for {', '.join(told.due)}: hero lake compact")


@app.command()
def history(lake: LakeOption = None) -> None:
    """Every import, compaction and erasure, oldest first."""
    from customerhero.facts.lake import Lake

    rows = []
    for entry in Lake.open(lake_path(lake)).history():
        written = sum(counts.written for counts in entry.counts.values())
        corrected = sum(counts.corrected for counts in entry.counts.values())
        what = (entry.kind, entry.source, entry.mapping, written, corrected, entry.refused)
        rows.append((entry.number, f"{entry.at:%Y-%m-%d %H:%M:%S}", *what))
    _echo_table(("number", "at (UTC)", "what", "file", "mapping", "written", "corrected", "refused"), rows)


@app.command()
def notes(
    number: Annotated[int | None, typer.Argument(help="The import's number; all imports when left out.")] = None,
    lake: LakeOption = None,
) -> None:
    """What was noticed about the data when it was imported."""
    from customerhero.facts.lake import Lake

    for entry in Lake.open(lake_path(lake)).standing_imports():
        if entry.notes and number in (None, entry.number):
            typer.secho(f"{entry.number}  {printable(entry.source)}", bold=True)
            for note in entry.notes:
                typer.echo(f"   • {printable(str(note['sentence']))}")


@app.command()
def check(
    lake: LakeOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make anew what is derived; facts are not touched.")] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Give a lake of an earlier version checksums, of its files as they are.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Compare all of the lake with its checksums and its ledger; exit code 1 when something is wrong."""
    from customerhero.facts.lake import Lake

    if adopt:
        Lake.open(lake_path(lake)).adopt()
    found = Lake.check(lake_path(lake), repair=repair)
    if as_json:
        typer.echo(json.dumps({"whole": found.whole, **asdict(found)}, indent=2))
    else:
        _show_checkup(found)
    if not found.whole:
        raise typer.Exit(1)


@app.command()
def compact(lake: LakeOption = None) -> None:
    """Rewrite tables of many files or corrected rows into sorted ones."""
    from customerhero.facts.lake import Lake

    with Lake.open(lake_path(lake)).writer(typer.echo) as writer:
        rewritten = writer.compact()
    typer.echo(f"Rewritten: {', '.join(rewritten)}." if rewritten else "Nothing to do.")


@app.command()
def rebuild(lake: LakeOption = None) -> None:
    """Derive the kept tables (stays) from the events again."""
    from customerhero.facts.lake import Lake

    with Lake.open(lake_path(lake)).writer(typer.echo) as writer:
        writer.rebuild()
    typer.echo("Rebuilt.")


@app.command()
def undo(number: Annotated[int, typer.Argument(help="The import's number.")], lake: LakeOption = None) -> None:
    """Take the newest import back."""
    from customerhero.facts.lake import Lake

    with Lake.open(lake_path(lake)).writer(typer.echo) as writer:
        writer.undo(number)
    typer.echo(f"Import {number} was taken back.")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go: a folder without such files.")],
    lake: LakeOption = None,
) -> None:
    """Write the facts as they are now as plain Parquet files, one a table, for other tools."""
    from customerhero.facts.lake import Lake
    from customerhero.facts.lake.exporting import export as exported

    written = exported(Lake.open(lake_path(lake)), folder)
    _echo_table(("table", "rows"), written.items())


def _show_checkup(found: Checkup) -> None:
    for fault in found.faults:
        typer.secho(printable(f"{fault.where} {fault.what}"), fg=typer.colors.RED)
        typer.echo(f"   {printable(fault.remedy)}")
    for note in found.notes:
        typer.echo(printable(note))
    if found.whole:
        typer.echo(
            f"All is well: {found.commits:,} commits, {found.files:,} files ({found.bytes / 1e6:,.1f} MB), "
            f"{found.rows:,} rows."
        )


def _echo_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    for line in table_lines(columns, rows):
        typer.echo(line)
