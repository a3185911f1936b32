"""Where the lake is, how a file is read, and the progress of what takes long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from customerhero.facts.snapshot import Facts

LakeOption = Annotated[
    Path | None, typer.Option("--lake", help="The lake's directory; else HERO_LAKE, else ./lake.", show_default=False)
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="The facts as they were known at the end of that day, YYYY-MM-DD.")
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="duckdb:// here, or sc://host:port for Spark Connect (Apache Spark, Sail).")
]
DelimiterOption = Annotated[str | None, typer.Option("--delimiter", help="Of a CSV; found out when left out.")]
EncodingOption = Annotated[str | None, typer.Option("--encoding", help="Of a CSV; found out when left out.")]
SheetOption = Annotated[
    str | None,
    typer.Option(
        "--sheet", help="Of an XLSX: one, several with commas, or * for all alike; the list of a JSON document."
    ),
]


def lake_path(given: Path | None) -> Path:
    """The lake's directory: as given, else HERO_LAKE, else ./lake."""
    return given or Path(os.environ.get("HERO_LAKE") or "lake")


def facts_at(lake: Path | None, as_of: str | None, engine: str) -> Facts:
    """The facts of the lake, as known now or at the end of a day, on the organisation's clock."""
    from customerhero.facts.lake import Lake

    day, opened = day_of(as_of), Lake.open(lake_path(lake))
    return opened.facts(engine, as_of=day, zone=opened.zone(os.environ.get("HERO_TIME_ZONE", "")))


def day_of(text: str | None) -> date | None:
    """A day written YYYY-MM-DD; QuestionError when it is not one."""
    from datetime import date

    from customerhero.errors import QuestionError

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise QuestionError(f"{text!r} is not a day.", "Write it as YYYY-MM-DD, such as 2026-10-01.") from wrong


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error: call it with a phase, how much is done and of how much (0 when not known)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from customerhero.cli.terminal import bare_errors
    from customerhero.plain_text import printable

    words = TextColumn("{task.description}", markup=False)
    parts = (SpinnerColumn(), words, BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    console = Console(file=bare_errors())
    title = printable(title)
    with Progress(*parts, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def tell(phase: str, done: int, total: int) -> None:
            if not total:
                bar.tasks[0].total = None  # Rich takes None in update() for "as it was"
            bar.update(task, description=f"{title}: {printable(phase)}", completed=done, total=total or None)

        yield tell
