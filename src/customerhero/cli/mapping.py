"""`hero map`: a proposal how an unknown file becomes facts, with the reason for each guess."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import DelimiterOption, EncodingOption, SheetOption
from customerhero.cli.receipt import show_receipt
from customerhero.errors import MappingError, QuestionError
from customerhero.plain_text import printable

if TYPE_CHECKING:
    from rich.console import Console

    from customerhero.facts.mapping import Proposal, Question
    from customerhero.facts.reading import ReadOptions


_ROWS_SEEN = 20_000


def propose_mapping(
    file: Annotated[Path | None, typer.Argument(help="The file to look at.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Write the proposed mapping to this YAML file.")] = None,
    preset: Annotated[str | None, typer.Option(help="Print the YAML of a preset, to start one's own from.")] = None,
    delimiter: DelimiterOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="The answer to a question, as KEY=VALUE; once for each.")
    ] = None,
    yaml: Annotated[bool, typer.Option("--yaml", help="Print the proposed YAML too.")] = False,
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
        reading = ReadOptions(delimiter=delimiter, encoding=encoding, sheet=sheet)
        _propose(file, to, reading, _answers(answer or []), yaml=yaml)


def _answers(told: list[str]) -> dict[str, str]:
    for one in told:
        if "=" not in one:
            raise QuestionError(f"{one} is no answer.", "Write --answer KEY=VALUE, such as --answer decimal=,")
    return dict(one.split("=", 1) for one in told)


def _propose(file: Path, to: Path | None, reading: ReadOptions, answers: dict[str, str], *, yaml: bool) -> None:
    """The verdict, and the YAML only into `to` or, when asked for, to standard output (then the rest to errors)."""
    from customerhero.facts.reading_apart import reader_apart

    _refuse_to_overwrite(to)
    with TemporaryDirectory(prefix="customerhero-") as folder:
        work = Path(folder)
        with reader_apart(file, work, reading) as reader:
            staged, proposal = reader.propose(_ROWS_SEEN, answers)
        if yaml:
            typer.echo(proposal.text, nl=False)
        if to is not None:
            _write(proposal.text, to)
        _explain(file, proposal, to_errors=yaml)
        if proposal.tables:
            _try(file, _kept(proposal.text, work), reading, to_errors=yaml)
        else:
            for note in staged.notes:
                typer.echo(printable(f"Note: {note}."), err=yaml)
    typer.echo(printable(_next(file, proposal, to)), err=yaml)


def _next(file: Path, proposal: Proposal, to: Path | None) -> str:
    """The command that brings the user on, never one that cannot work."""
    shown, target = quote(str(file)), quote(str(to or "mapping.yaml"))
    if not proposal.tables:
        return "Next: `hero map` lists the presets; hero map --preset NAME prints one to start from."
    if proposal.preset and proposal.is_complete and to is None:
        return f"Next: hero import {shown} --map {proposal.preset}"
    steps = [] if to else [f"hero map {shown} --to {target}"]
    if proposal.unread:
        steps.append(f"say in {target} how these values are written (see docs/sources/mapping.md)")
    elif not proposal.is_complete:
        steps.append(f'replace each "???" in {target}, or give the answers with --answer')
    return "Next: " + ", then ".join([*steps, f"hero import {shown} --map {target}"])


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


def _explain(file: Path, proposal: Proposal, *, to_errors: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(stderr=to_errors, highlight=False, markup=False)
    console.print(printable(f"{file.name}: {_verdict(proposal)}"), style="bold")
    shown = Table("column", "becomes", "sure", "because", box=None, pad_edge=False)
    for guess in proposal.guesses:
        if guess.target:
            shown.add_row(*map(printable, (guess.column, guess.target, f"{guess.confidence:.0%}", guess.reason)))
    if shown.row_count:
        console.print(shown)
    if proposal.unused:
        console.print(printable(f"Not used: {', '.join(proposal.unused)}."))
    if proposal.unread:
        told = f"Not to be imported as it stands; too few values are read of: {', '.join(proposal.unread)}."
        console.print(printable(told), style="yellow")
    for taken in proposal.assumptions:
        about = f"{taken.column}: " if taken.column else ""
        console.print(printable(f"Taken for granted: {about}{taken.taken}, since {taken.evidence}."))
    for question in proposal.questions:
        _ask(console, question)
    console.print()


def _ask(console: Console, question: Question) -> None:
    console.print(printable(f"To be answered: {question.asked} {question.evidence}"), style="yellow")
    for choice in question.choices:
        told = f"--answer {quote(f'{question.key}={choice.value}')}  {choice.words}"
        console.print(printable(f"  {told}" + (f" ({choice.evidence})" if choice.evidence else "")))
    if not question.choices:
        console.print(printable(f"  --answer {quote(question.key + '=...')}"))


def _verdict(proposal: Proposal) -> str:
    if not proposal.tables:
        return "I cannot tell what a row is: too few of its columns have names or values that are known."
    if proposal.preset:
        return f"the preset {proposal.preset} knows it; it fills {', '.join(proposal.tables)}."
    also = f", and fills {', '.join(proposal.tables[1:])} too" if len(proposal.tables) > 1 else ""
    return f"each row is a row of {proposal.table}{also}."


def _try(file: Path, yaml: Path, reading: ReadOptions, *, to_errors: bool) -> None:
    from customerhero.facts.importing import ImportOptions, try_import

    try:
        receipt = try_import(file, yaml.parent, ImportOptions(str(yaml), reading=reading))
    except MappingError as lacking:
        typer.echo(f"It cannot be imported like this yet. {lacking}", err=to_errors)
    else:
        show_receipt(receipt, dry_run=True, to_errors=to_errors)
