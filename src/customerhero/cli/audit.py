"""`hero audit`: whether the workplace's audit trail is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from customerhero.errors import HeroError

app = typer.Typer(help="Look at the workplace's audit trail: verify.", no_args_is_help=True)
BROKEN = 1


@app.callback()
def _audit() -> None:
    """Look at the workplace's audit trail."""


@app.command()
def verify(
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The folder of everything kept; else HERO_DATA, else ./hero-data."),
    ] = None,
    head: Annotated[
        str, typer.Option("--head", help="A hash noted earlier: is everything that led to it as it was?")
    ] = "",
) -> None:
    """Check the whole chain: exit code 0 when it holds, 1 with the first place where it breaks."""
    from customerhero.cli.serve import open_workplace

    open_workplace(data)
    from django.db import DatabaseError

    from customerhero.web.people.verifying import verified

    try:
        found = verified(head.strip())
    except DatabaseError as trouble:
        raise HeroError(
            f"The trail cannot be read: {str(trouble).strip()}", "Start the workplace once: hero serve"
        ) from trouble
    if found.trouble:
        typer.secho(f"The audit trail is broken. {found.sentence}", fg=typer.colors.RED, err=True)
        raise typer.Exit(BROKEN)
    typer.echo(f"The audit trail is whole: {found.count:,} lines. Head: {found.head}")
    if head:
        typer.echo("Everything up to the head you named is as it was.")
    if found.waiting:
        typer.echo(f"{found.waiting:,} lines were just written and are sealed with the next one.")
