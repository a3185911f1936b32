"""`hero erase`: a customer leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from customerhero.cli.places import LakeOption, lake_path
from customerhero.facts.handing_over import folder_of, hand_over
from customerhero.plain_text import printable

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
    from customerhero.facts.naming import words_of_customer

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
        typer.confirm(f"Erase {printable(customer)} for good?", abort=True)
    words = words_of_customer(opened.facts(), customer)
    with _handed_over(opened, words), opened.writer(typer.echo) as writer:
        writer.erase(customer)
    told = printable(customer)
    typer.echo(f"{told} was erased. Imports leave out what they bring of {told} (lifted by --let-back-in).")


@contextmanager
def _handed_over(lake: Lake, words: tuple[str, ...]) -> Iterator[None]:
    """A workplace on this lake is told the words it has to forget: nobody can tell them once the lake forgot them.

    However this ends, words of somebody who was not erased are taken back.
    """
    from customerhero.facts.lake.trouble import told

    if not (lake.path.parent / "uploads").is_dir():
        yield
        return
    before = _erasures(lake)
    with told(folder_of(lake.path)):
        file = hand_over(lake.path, uuid4().hex, words)
    try:
        yield
    finally:
        if not lake.is_erasing and _erasures(lake) == before:
            file.unlink(missing_ok=True)


def _erasures(lake: Lake) -> list[int]:
    return [entry.number for entry in lake.history() if entry.kind == "erasure"]


def _let_back_in(lake: Lake, customer: str) -> None:
    with lake.writer(typer.echo) as writer:
        known = writer.let_back_in(customer)
    if known:
        typer.echo(
            f"The next import may bring {printable(customer)} back. A file that was imported already needs --again."
        )
    else:
        typer.echo(f"Nobody of the id {printable(customer)} was erased from this lake.")


def _show(would: Erasure) -> None:
    if not would.found:
        typer.echo(f"The lake holds nothing of {printable(would.customer_id)}.")
        return
    typer.echo(f"The lake holds of {printable(would.customer_id)}, in all versions together:")
    for table, rows in would.rows.items():
        typer.echo(f"  {table:<14} {rows:>8,} rows")
    typer.echo(f"  {'refused rows':<14} {would.refused_rows:>8,}")
    if would.notes:
        typer.echo(f"  {'notes':<14} {would.notes:>8,} (on imports; they would no longer name the customer)")
    if would.arrivals:
        typer.echo(f"  {'cut off imports':<14} {would.arrivals:>8,} (they may hold the customer and would be dropped)")
    typer.echo(f"{would.files:,} files would be written again without them; older versions too.")
