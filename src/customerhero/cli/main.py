"""`hero`: the commands and the last line of defence against a traceback."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from customerhero import __version__
from customerhero.cli import (
    agenda,
    audit,
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
    second_step,
    serve,
)
from customerhero.cli.terminal import guard_streams
from customerhero.errors import HeroError
from customerhero.plain_text import fit_to_show

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
app.add_typer(audit.app, name="audit")
app.add_typer(second_step.app, name="second-step")


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
    guard_streams()
    try:
        app()
    except HeroError as wrong:
        _end(str(wrong), USER_ERROR)
    except KeyboardInterrupt:
        _end("Stopped. Nothing was left half written; run the same command to go on.", INTERRUPTED)
    except BrokenPipeError:
        sys.exit(0)
    except MemoryError:
        _end("There is not enough memory for this.\nEnd other programs, or split the file.", USER_ERROR)
    except OSError as refused:
        if os.environ.get("HERO_DEBUG"):
            raise
        place = f" ({refused.filename})" if refused.filename else ""
        _end(
            f"The system refused it: {refused.strerror or refused}{place}.\nCheck the place and its rights.", USER_ERROR
        )
    except Exception as unexpected:
        if os.environ.get("HERO_DEBUG"):
            raise
        _end(
            f"Something unexpected went wrong: {type(unexpected).__name__}: {unexpected}\n"
            "Run the command again with HERO_DEBUG=1 to see where, and please report it.",
            UNEXPECTED,
        )


def _end(told: str, code: int) -> NoReturn:
    typer.secho(fit_to_show(told), fg=typer.colors.RED, err=True)
    sys.exit(code)
