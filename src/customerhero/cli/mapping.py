"""`hero map`: a proposal how an unknown file becomes facts, with the reason for each guess."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from customerhero.cli.importing import show_receipt


def propose_mapping(
    file: Annotated[Path | None, typer.Argument(help="The file to look at.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the proposed mapping to this YAML file.")] = None,
    preset: Annotated[str | None, typer.Option(help="Print the YAML of a preset, to start one's own from.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of an XLSX; the first when left out.")] = None,
) -> None:
    """Propose a mapping for a file and try it on the first rows. Without a file: list the presets."""
    from customerhero.facts.mapping import preset_text, presets
    from customerhero.facts.reading import ReadOptions

    if preset is not None:
        from customerhero.facts.mapping import load_mapping

        typer.echo(preset_text(load_mapping(preset).name))
    elif file is None:
        for name, title in presets():
            typer.echo(f"{name:<22} {title}")
    else:
        _propose(file, to, ReadOptions(delimiter=delimiter, encoding=encoding, sheet=sheet))


def _propose(file: Path, to: Path | None, reading: object) -> None:
    from customerhero.facts.importing import ImportOptions, try_import
    from customerhero.facts.mapping import propose
    from customerhero.facts.reading import ReadOptions, sample

    assert isinstance(reading, ReadOptions)
    with TemporaryDirectory(prefix="customerhero-") as folder:
        work = Path(folder)
        staged = sample(file, reading, into=work)
        proposal = propose(staged.file, file.name)
        mapping = to or work / "proposal.yaml"
        mapping.write_text(proposal.yaml, encoding="utf-8")
        if to is None:
            typer.echo(proposal.yaml)
        typer.secho(proposal.summary(), bold=True)
        for guess in proposal.guesses:
            typer.echo(f"  {guess.sentence()}")
        typer.echo("")
        chosen = proposal.preset or str(mapping)
        show_receipt(try_import(file, work, ImportOptions(chosen, reading=reading)), dry_run=True)
        typer.echo(f"\nImport it with: hero import {file} --map {proposal.preset or to or 'MAPPING.yaml'}")
