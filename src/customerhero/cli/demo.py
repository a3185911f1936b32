"""`hero demo`: an invented company, imported, and its agenda on the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from customerhero.cli.places import progress
from customerhero.cli.serve import require_web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customerhero.web.serving.options import Options


def demo(
    into: Annotated[Path, typer.Option("--into", help="The folder for data, lake and reports.")] = Path("demo"),
    customers: Annotated[int, typer.Option(help="How many customers.")] = 2_000,
    events: Annotated[int, typer.Option(help="About how many events.")] = 60_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 1,
    truths: Annotated[bool, typer.Option(help="Plant the truths that the agenda must find.")] = True,
    file_format: Annotated[
        Literal["parquet", "csv"], typer.Option("--format", help="Of the data's files.")
    ] = "parquet",
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Show the agenda here, and do not open the workplace.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port of the workplace; 0 for a free one.")] = 8321,
) -> None:
    """Generate the demo company, import it, show and write its agenda, and open the workplace on it."""
    from customerhero.demo import Company, generate

    os.umask(0o077)  # as of a workplace: a data folder is its owner's
    options = None if no_serve else _workplace(into, port)
    company = Company(customers=customers, events=events, seed=seed, truths=truths)
    with progress("Inventing the company") as tell:
        made = generate(
            company, into / "data", lambda done, total: tell("writing", done, total), file_format=file_format
        )
    _import(made.files, into / "lake")
    _show(into)
    if options is not None:
        from customerhero.web.serving.serve import serve

        serve(options, typer.echo)


def _workplace(into: Path, port: int) -> Options:
    """What is wrong is told before the work, not after it."""
    require_web()
    from customerhero.demo.cast import COMPANY_NAME
    from customerhero.web.serving.lock import refuse_when_served
    from customerhero.web.serving.options import Options, with_free_port

    refuse_when_served(into.expanduser().absolute())
    return with_free_port(Options(into, port=port, demo=True, company=COMPANY_NAME))


def _import(files: Mapping[str, Path], lake_path: Path) -> None:
    from customerhero.facts.importing import ImportOptions, import_file
    from customerhero.facts.lake import Lake

    lake = Lake.open_or_create(lake_path)
    for table, file in files.items():
        with progress(file.name) as tell:
            receipt = import_file(file, lake, ImportOptions(table), tell)
        written = sum(counts.written for counts in receipt.tables.values())
        typer.echo(f"{file.name:<20} {receipt.read:>10,} rows read, {written:>10,} written")


def _show(into: Path) -> None:
    from customerhero.agenda import AgendaOptions, agenda
    from customerhero.cli.agenda import show, write_agenda
    from customerhero.demo.cast import COMPANY_NAME
    from customerhero.facts.lake import Lake

    made = agenda(Lake.open(into / "lake").facts(), AgendaOptions(company=COMPANY_NAME))
    show(made)
    for written in write_agenda(made, into / "agenda.html", into / "agenda.pdf"):
        typer.echo(f"Written: {written}")
    typer.echo(f"\nAsk further, for example:\n  export HERO_LAKE={into / 'lake'}\n  hero insight runaround")
