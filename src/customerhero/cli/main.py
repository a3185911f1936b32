"""`hero`: the commands and the last line of defence against a traceback."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from customerhero import __version__
from customerhero.cli import (
    agenda,
    backup,
    demo,
    effect,
    erase,
    importing,
    insight,
    lake,
    mapping,
    restore,
    schema,
    serve,
)
from customerhero.errors import HeroError

USER_ERROR, UNEXPECTED, INTERRUPTED = 2, 70, 130

app = typer.Typer(
    name="hero",
    help="Customer Hero: from your exports to the month's customer agenda.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts three times as fast
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("map")(mapping.propose_mapping)
app.command("import")(importing.import_files)
app.command("agenda")(agenda.show_agenda)
app.command("insight")(insight.ask_insight)
app.command("effect")(effect.tell_effect)
app.command("serve")(serve.serve)
app.command("backup")(backup.make)
app.command("restore")(restore.bring_back)
app.command("erase")(erase.erase_customer)
app.command("schema")(schema.show_schema)
app.add_typer(lake.app, name="lake")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"Customer Hero {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Customer Hero: from your exports to the month's customer agenda."""


def run() -> None:
    """Run a command; a user's mistake ends in a sentence and exit code 2, never in a traceback."""
    try:
        app()
    except HeroError as wrong:
        typer.secho(str(wrong), fg=typer.colors.RED, err=True)
        sys.exit(USER_ERROR)
    except KeyboardInterrupt:
        typer.secho("Stopped. Nothing was left half written; run the same command to go on.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as unexpected:
        if os.environ.get("HERO_DEBUG"):
            raise
        typer.secho(
            f"Something unexpected went wrong: {type(unexpected).__name__}: {unexpected}\n"
            "Run the command again with HERO_DEBUG=1 to see where, and please report it.",
            fg=typer.colors.RED,
            err=True,
        )
        sys.exit(UNEXPECTED)
