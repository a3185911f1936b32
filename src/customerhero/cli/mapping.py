"""`hero map`: a proposal how an unknown file becomes facts, with the reason for each guess."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.receipt import show_receipt
from customerhero.errors import MappingError, QuestionError

if TYPE_CHECKING:
    from customerhero.facts.mapping import Proposal
    from customerhero.facts.reading import ReadOptions


def propose_mapping(
    file: Annotated[Path | None, typer.Argument(help="The file to look at.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the proposed mapping to this YAML file.")] = None,
    preset: Annotated[str | None, typer.Option(help="Print the YAML of a preset, to start one's own from.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV; found out when left out.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of an XLSX; the first when left out.")] = None,
) -> None:
    """Propose a mapping for a file and try it on the first rows. Without a file: list the presets."""
    from customerhero.facts.mapping import load_mapping, preset_text, presets
    from customerhero.facts.reading import ReadOptions

    if preset is not None:
        typer.echo(preset_text(load_mapping(preset).name))
    elif file is None:
        for name, title in presets():
            typer.echo(f"{name:<22} {title}")
    else:
        _propose(file, to, ReadOptions(delimiter=delimiter, encoding=encoding, sheet=sheet))


def _propose(file: Path, to: Path | None, reading: ReadOptions) -> None:
    """The YAML goes to standard output or into `to`, everything about it to standard error."""
    from customerhero.facts.mapping import preset_text, propose
    from customerhero.facts.reading import sample

    _refuse_to_overwrite(to)
    with TemporaryDirectory(prefix="customerhero-") as folder:
        work = Path(folder)
        proposal = propose(sample(file, reading, into=work).file, file.stem)
        text = preset_text(proposal.preset) if proposal.preset else proposal.text
        if to is None:
            typer.echo(text, nl=False)
        else:
            _write(text, to)
        _explain(proposal)
        _try(file, _kept(text, work), reading)
    mapping = str(to) if to else proposal.preset or "MAPPING.yaml"
    typer.echo(f"Next: hero import {file} --map {mapping}", err=True)


def _refuse_to_overwrite(to: Path | None) -> None:
    if to is not None and to.exists():
        raise QuestionError(f"{to} is there already.", "Name another file with --to, or remove it first.")


def _write(text: str, to: Path) -> None:
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as fault:
        to.unlink(missing_ok=True)
        raise QuestionError(
            f"{to} cannot be written: {fault.strerror}.", "Name a file in a folder that may be written."
        ) from fault


def _kept(text: str, work: Path) -> Path:
    yaml = work / "proposal.yaml"
    yaml.write_text(text, encoding="utf-8")
    return yaml


def _explain(proposal: Proposal) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(stderr=True, highlight=False, markup=False)
    console.print()
    if proposal.preset:
        console.print(f"The file has all columns that the preset {proposal.preset} needs: that is the mapping shown.\n")
        return
    console.print(f"Proposed: each row is a row of {proposal.table}.", style="bold")
    shown = Table("column", "becomes", "sure", "because", box=None, pad_edge=False)
    for guess in proposal.guesses:
        sure = f"{guess.confidence:.0%}" if guess.target else ""
        shown.add_row(guess.column, guess.target or "-", sure, guess.reason)
    console.print(shown)
    console.print()


def _try(file: Path, yaml: Path, reading: ReadOptions) -> None:
    from customerhero.facts.importing import ImportOptions, try_import

    try:
        receipt = try_import(file, yaml.parent, ImportOptions(str(yaml), reading=reading))
    except MappingError as lacking:
        typer.echo(f"It cannot be imported like this yet. {lacking}", err=True)
    else:
        show_receipt(receipt, dry_run=True, to_errors=True)
