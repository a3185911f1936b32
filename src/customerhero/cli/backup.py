"""`hero backup`: everything kept, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from customerhero.web.backups.manifest import Manifest


def make(
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of everything kept; else HERO_DATA, else ./hero-data.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="A new file, or a folder: then it is named by the time; else here.")
    ] = None,
    with_key: Annotated[
        bool,
        typer.Option("--with-secret-key", help="Put the secret key in too: who has the file can then forge sessions."),
    ] = False,
) -> None:
    """Back up database, lake, uploads and settings into one file, also while the workplace is served."""
    from customerhero.web.backups.making import Wanted, make_backup
    from customerhero.web.configuration import data_folder, value

    wanted = Wanted(data or data_folder(), to or Path(), value("DATABASE_URL"), with_key)
    made = make_backup(wanted, tell=_tell)
    typer.echo(f"{made.file}")
    typer.echo(f"{said(made.manifest)} {made.bytes / 1e6:,.1f} MB in {made.seconds:.0f} s.")
    if not with_key and made.manifest.key:
        typer.echo(
            "The secret key is not in it: keep a copy of it elsewhere. After a restore without it everybody signs in "
            "anew, and nobody passes a second step by app: hero second-step remove ADDRESS takes one away."
        )


def said(manifest: Manifest) -> str:
    """What a backup holds, in a sentence."""
    rows, facts = sum(manifest.rows.values()), sum(manifest.facts.values())
    parts = [f"{rows:,} rows of the database"] if manifest.header.database else []
    if manifest.lake_commit is not None:
        parts.append(f"{facts:,} rows of the lake at commit {manifest.lake_commit}")
    files = sum(name.startswith("uploads/") for name in manifest.members)
    parts += [f"{files:,} uploads"] if files else []
    return f"{', '.join(parts)}, of {manifest.header.moment:%Y-%m-%d %H:%M} UTC."


def _tell(phase: str) -> None:
    typer.echo(f"{phase} ...", err=True)
