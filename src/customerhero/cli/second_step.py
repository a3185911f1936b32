"""`hero second-step`: a second step that nobody can pass any more is taken away on the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.errors import HeroError
from customerhero.plain_text import printable

if TYPE_CHECKING:
    from customerhero.web.people.models import Person

app = typer.Typer(help="Look after second steps of signing in: remove.", no_args_is_help=True)


@app.callback()
def _second_step() -> None:
    """Look after second steps of signing in."""


@app.command()
def remove(
    address: Annotated[str, typer.Argument(help="The mail address somebody signs in with.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The folder of everything kept; else HERO_DATA, else ./hero-data."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the trail.")] = "on the server",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take somebody's second step away: they sign in with their password alone and set up another."""
    from customerhero.cli.serve import open_workplace

    open_workplace(data)
    from django.db import DatabaseError

    from customerhero.web.people.second_step import take_away

    try:
        person = _person(address.strip())
        if not yes:
            typer.confirm(f"Take the second step of {printable(str(person))} ({person.email}) away?", abort=True)
        take_away(person, reason.strip()[:300] or "on the server", None)
    except DatabaseError as trouble:
        raise HeroError(
            f"The database cannot be used: {str(trouble).strip()}", "Start the workplace once: hero serve"
        ) from trouble
    typer.echo(f"{person.email} signs in with the password alone now and sets up another second step.")
    typer.echo("They are signed out everywhere; the trail has a line of it.")


def _person(address: str) -> Person:
    from customerhero.web.people.models import Person
    from customerhero.web.people.second_step import has_second_step

    person = Person.objects.filter(email__iexact=address).first()
    if person is None:
        raise HeroError(
            f"Nobody here has the address {printable(address)}.", "Give the one they sign in with; it stands on People."
        )
    if not has_second_step(person):
        raise HeroError(f"{person.email} has no second step.", "They sign in with their password alone already.")
    return person
