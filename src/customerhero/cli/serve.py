"""`hero serve`: the workplace in the browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from customerhero.errors import HeroError


def serve(
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The folder of everything kept; else HERO_DATA, else ./hero-data."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 for all of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at; 0 for a free one.")] = 8321,
    check: Annotated[bool, typer.Option("--check", help="Say what is set and what is wrong with it.")] = False,
) -> None:
    """Serve the workplace: sign in, upload exports, read the agenda."""
    require_web()
    from customerhero.web.configuration import data_folder
    from customerhero.web.serving.options import Options
    from customerhero.web.serving.serve import check as check_settings
    from customerhero.web.serving.serve import serve as serve_at

    options = Options(data or data_folder(), host, port)
    if check:
        raise typer.Exit(check_settings(options))
    serve_at(options, typer.echo)


def require_web() -> None:
    """HeroError when the workplace's packages are not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("django", "uvicorn", "django_tasks_db", "allauth") if find_spec(name) is None]
    if missing:
        raise HeroError(
            f"The workplace is not installed: {', '.join(missing)} is missing.", "pip install 'customerhero[web]'"
        )


def open_workplace(data: Path | None) -> None:
    """Django over the data folder, for commands that look into the database; HeroError when there is none."""
    require_web()
    if data is not None:
        os.environ["HERO_DATA"] = str(data)
    from customerhero.web.configuration import data_folder

    if not (data_folder() / "uploads").is_dir():  # whatever else it is, no workplace was ever served from it
        raise HeroError(f"There is no workplace in {data_folder()}.", "Name its folder with --data or HERO_DATA.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customerhero.web.settings")
    import django

    django.setup()
