"""`hero erase`: a customer leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import LakeOption, lake_path

if TYPE_CHECKING:
    from customerhero.facts.lake import Erasure, Lake


def erase_customer(
    customer: Annotated[str, typer.Argument(help="The customer's id in the source.")],
    lake: LakeOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be erased.")] = False,
    let_back_in: Annotated[
        bool, typer.Option("--let-back-in", help="Undo only this: that imports leave the customer out.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a customer from every table and from every older version of the lake."""
    from customerhero.facts.lake import Lake

    opened = Lake.open(lake_path(lake))
    if let_back_in:
        _let_back_in(opened, customer)
        return
    with opened.writer(typer.echo) as writer:
        would = writer.erase(customer, dry_run=True)
    _show(would)
    if dry_run or not would.found:
        return
    if not yes:  # others may write meanwhile: what they bring of the customer goes as well
        typer.confirm(f"Erase {customer} for good?", abort=True)
    with opened.writer(typer.echo) as writer:
        writer.erase(customer)
    typer.echo(f"{customer} was erased. Imports leave out what they bring of {customer} (lifted by --let-back-in).")


def _let_back_in(lake: Lake, customer: str) -> None:
    with lake.writer(typer.echo) as writer:
        known = writer.let_back_in(customer)
    if known:
        typer.echo(f"The next import may bring {customer} back. A file that was imported already needs --again.")
    else:
        typer.echo(f"Nobody of the id {customer} was erased from this lake.")


def _show(would: Erasure) -> None:
    if not would.found:
        typer.echo(f"The lake holds nothing of {would.customer_id}.")
        return
    typer.echo(f"The lake holds of {would.customer_id}, in all versions together:")
    for table, rows in would.rows.items():
        typer.echo(f"  {table:<14} {rows:>8,} rows")
    typer.echo(f"  {'refused rows':<14} {would.refused_rows:>8,}")
    if would.notes:
        typer.echo(f"  {'notes':<14} {would.notes:>8,} (on imports; they would no longer name the customer)")
    if would.arrivals:
        typer.echo(f"  {'cut off imports':<14} {would.arrivals:>8,} (they may hold the customer and would be dropped)")
    typer.echo(f"{would.files:,} files would be written again without them; older versions too.")
