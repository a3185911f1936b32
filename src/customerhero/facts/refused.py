"""Refused rows as a file for the user: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.twins import text_sql

LEFT_OUT: Final = "left_out"
"""The file, beside that of the refused rows, of values that were left out of rows that are kept."""
FORMULA_STARTS: Final = r"^[=+\-@\t\r\n]"


def write_refused(refused: Path, source: str) -> Path:
    """The refused rows of a source as CSV beside the Parquet file that holds them.

    Cells that a spreadsheet would run as a formula are written as text, with an apostrophe before them.
    """
    target = refused_csv(refused)
    cells = ", ".join(f'{_safe(sql)} AS "{name}"' for name, sql in _columns(source).items())
    left_out = refused.with_stem(LEFT_OUT)
    both = ", ".join(path_sql(file) for file in (refused, left_out) if file.exists())
    with open_locked(Reach((refused, left_out), refused.parent)) as connection:
        connection.execute(
            f"COPY (SELECT {cells} FROM read_parquet([{both}]) AS told "
            f'ORDER BY told."row", told."table", told."column") TO {path_sql(target)} (FORMAT csv, HEADER)'
        )
    return target


def refused_csv(refused: Path) -> Path:
    """Where the CSV lies beside the Parquet file."""
    return refused.with_suffix(".csv")


@contextmanager
def handed_over(made: Path | None, target: Path) -> Iterator[Callable[[Path], Path | None]]:
    """A way to let the refused rows appear at `target` once the import is in; ReadError before it when they cannot.

    It is called with the file in which the lake keeps them, which a ReadError then names.
    """
    if made is None:
        yield _nothing
        return
    draft = _draft(target)
    try:
        with _told(target):
            copyfile(made, draft)
        yield lambda kept: _handed(draft, target, kept)
    finally:
        draft.unlink(missing_ok=True)


def forget_draft(target: Path) -> None:
    """Remove what an import that was killed at its very end could not hand over."""
    with _told(target):
        _draft(target).unlink(missing_ok=True)


def _nothing(_kept: Path) -> None:
    return


def _handed(draft: Path, target: Path, kept: Path) -> Path:
    try:
        return draft.replace(target)
    except OSError as fault:
        raise ReadError(
            f"The import is in the lake, but its refused rows cannot be written here: {fault.strerror or fault}.",
            f"The lake keeps them: copy {kept}.",
            str(target),
        ) from fault


def _draft(target: Path) -> Path:
    return target.with_name(f".{target.name}.draft")


def _columns(source: str) -> dict[str, str]:
    return {"file": text_sql(source), **{name: f'"{name}"' for name in ("table", "row", "column", "value", "reason")}}


def _safe(sql: str) -> str:
    text = f"CAST({sql} AS VARCHAR)"
    return f"CASE WHEN regexp_matches({text}, '{FORMULA_STARTS}') THEN '''' || {text} ELSE {text} END"


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise ReadError(
            f"The refused rows cannot be written: {fault.strerror or fault}.",
            "Name a file that may be written with --refused.",
            str(target),
        ) from fault
