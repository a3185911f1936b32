"""`hero restore`: a backup brought back, or only looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from customerhero.cli.backup import said


def bring_back(
    file: Annotated[Path, typer.Argument(help="A file that `hero backup` made.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="A new or empty folder; else HERO_DATA, else ./hero-data.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read all of it and compare it with its manifest.")
    ] = False,
) -> None:
    """Bring a backup back into an empty folder; nothing is put in place before all of it was read and compared."""
    from customerhero.web.backups.restoring import check as look_at
    from customerhero.web.backups.restoring import restore
    from customerhero.web.configuration import data_folder, value
    from customerhero.web.keys import fingerprint_in

    if check:
        manifest = look_at(file)
        typer.echo(f"{file.name} is whole. {said(manifest)}")
        return
    into = data or data_folder()
    restored = restore(file, into, value("DATABASE_URL"), _tell)
    typer.echo(f"{said(restored.manifest)} Restored into {into} in {restored.seconds:.0f} s.")
    for name, text in restored.manifest.settings.items():
        typer.echo(f"  it was set: HERO_{name}={text}")
    if restored.manifest.secrets:
        typer.echo(f"  secrets that were set: {', '.join(f'HERO_{name}' for name in restored.manifest.secrets)}")
    if restored.manifest.key not in ("", fingerprint_in(into.expanduser().absolute(), value("SECRET_KEY"))):
        typer.echo(
            f"The secret key of that time is not here: put it into {into / 'secret-key'}, or set HERO_SECRET_KEY as it "
            "was, before you start. Without it everybody signs in anew, and nobody passes a second step by app: "
            "hero second-step remove ADDRESS takes one away."
        )


def _tell(phase: str) -> None:
    typer.echo(f"{phase} ...", err=True)
