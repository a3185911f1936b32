"""`hero erase`: a customer leaves no trace."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from customerhero.cli.places import LakeOption, lake_path
from customerhero.errors import HeroError
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
    with _handed_over(opened.path, words), opened.writer(typer.echo) as writer:
        writer.erase(customer)
    told = printable(customer)
    typer.echo(f"{told} was erased. Imports leave out what they bring of {told} (lifted by --let-back-in).")


@contextmanager
def _handed_over(lake: Path, words: tuple[str, ...]) -> Iterator[None]:
    """A workplace on this lake is told the words it has to forget: nobody can tell them once the lake forgot them."""
    if not (lake.parent / "uploads").is_dir():
        yield
        return
    folder = lake.parent / "erased"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{uuid4().hex}.json"
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as text:
        json.dump(words, text)
    try:
        yield
    except HeroError:  # nobody was erased
        file.unlink(missing_ok=True)
        raise


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
