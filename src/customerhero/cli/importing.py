"""`hero import`: files into the lake, each with a receipt."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import DelimiterOption, EncodingOption, LakeOption, SheetOption, lake_path, progress
from customerhero.cli.receipt import show_receipt, told_receipt
from customerhero.errors import HeroError, MappingError, QuestionError, ReadError
from customerhero.plain_text import printable

if TYPE_CHECKING:
    from customerhero.facts.importing import ImportOptions, ImportReceipt
    from customerhero.facts.mapping import Mapping
    from customerhero.facts.reading import ReadOptions


def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, JSON, Parquet or XES; plain or .gz.")],
    mapping: Annotated[str, typer.Option("--map", help="A preset's name or a YAML file; see `hero map`.")],
    lake: LakeOption = None,
    section: Annotated[str, typer.Option(help="Which file of a preset for several files it is.")] = "",
    delimiter: DelimiterOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    refused: Annotated[
        Path | None, typer.Option(help="Where refused rows go: a CSV, or a folder. ./FILE.refused.csv when left out.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the first rows would become.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read a file again that was imported before.")] = False,
    new_ids: Annotated[
        bool, typer.Option("--new-ids", help="The file's customers are others than those known, though none meets.")
    ] = False,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Write it though known totals change by more than --ask-above.")
    ] = False,
    ask_above: Annotated[
        float,
        typer.Option(
            envvar="HERO_ASK_ABOVE",
            min=0,
            help="Percent by which a month's known revenue or number of cases may change without asking.",
        ),
    ] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="The receipts as JSON, a line a file.")] = False,
) -> None:
    """Import files: read, map, check and store them. The same file twice writes nothing."""
    from customerhero.facts.importing import ImportOptions
    from customerhero.facts.reading import ReadOptions

    reading = ReadOptions(delimiter=delimiter, encoding=encoding, sheet=sheet)
    given = files
    files = _fitting(given, mapping, section, reading)
    targets = _refused_files(files, refused)
    for place, file in enumerate(files):
        options = ImportOptions(
            mapping, section, reading, targets[place], again,
            new_ids=new_ids, accept_changes=accept_changes, most_change=ask_above / 100,
        )  # fmt: skip
        try:
            receipt = _dry_run(file, options) if dry_run else _import(file, lake_path(lake), options)
        except HeroError:
            _tell_the_rest(files, place)
            raise
        if as_json:
            typer.echo(json.dumps(told_receipt(receipt)))
        else:
            show_receipt(receipt, dry_run=dry_run)
    if not as_json:
        _tell_foreign(given, files)
        _tell_next(lake, dry_run)


def _fitting(files: list[Path], mapping: str, section: str, reading: ReadOptions) -> list[Path]:
    """Of several files those the mapping knows; a single file, and one that cannot be read, gets its own error."""
    from customerhero.facts.mapping import load_mapping

    if section or len(files) == 1:
        return files
    known = load_mapping(mapping)
    fitting = [file for file in files if _fits(file, known, reading)]
    if not fitting:
        raise QuestionError(
            f"None of the {len(files)} files is part of {known.name}.", "`hero map FILE` says what a file may be."
        )
    return fitting


def _fits(file: Path, mapping: Mapping, reading: ReadOptions) -> bool:
    from customerhero.facts.mapping import section_for
    from customerhero.facts.reading_apart import reader_apart

    with TemporaryDirectory(prefix="customerhero-") as work, reader_apart(file, Path(work), reading) as reader:
        try:
            section_for(mapping, list(reader.look(1).columns), file.name)
        except MappingError:
            return False
        except ReadError:
            return True  # the import tells what is wrong with it
    return True


def _tell_foreign(given: list[Path], files: list[Path]) -> None:
    foreign = [file.name for file in given if file not in files]
    if foreign:
        were = "1 file is" if len(foreign) == 1 else f"{len(foreign)} files are"
        typer.echo(printable(f"{were} not part of this mapping and left out: {', '.join(foreign)}."))


def _refused_files(files: list[Path], refused: Path | None) -> list[Path]:
    """Where each file's refused rows go: never two files' into one."""
    folder = Path() if refused is None else refused
    if refused is not None and not refused.is_dir():
        if len(files) > 1:
            raise QuestionError(
                f"--refused {refused} is not a folder, and {len(files)} files cannot share one file.",
                "Name a folder that is there, or import one file at a time.",
            )
        return [refused]
    taken: dict[str, int] = {}
    targets = []
    for file in files:
        taken[file.name] = taken.get(file.name, 0) + 1
        number = f".{taken[file.name]}" if taken[file.name] > 1 else ""
        targets.append(folder / f"{file.name}{number}.refused.csv")
    return targets


def _import(file: Path, lake: Path, options: ImportOptions) -> ImportReceipt:
    from customerhero.facts.importing import import_file

    with progress(file.name) as tell:
        return import_file(file, lake, options, tell)


def _dry_run(file: Path, options: ImportOptions) -> ImportReceipt:
    from customerhero.facts.importing import try_import

    with TemporaryDirectory(prefix="customerhero-") as work:
        return try_import(file, Path(work), options)


def _tell_the_rest(files: list[Path], failed: int) -> None:
    left = len(files) - failed
    if len(files) > 1:
        told = f"Stopped at {files[failed]}: {failed} of {len(files)} files were done, {left} are not."
        typer.echo(printable(told), err=True)


def _tell_next(lake: Path | None, dry_run: bool) -> None:
    if dry_run:
        typer.echo("Nothing was written. Run it without --dry-run to import.")
    else:
        typer.echo(f"Next: hero agenda{f' --lake {lake}' if lake else ''}")
