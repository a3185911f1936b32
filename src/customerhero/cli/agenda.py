"""`hero agenda`: the month's agenda in the terminal, as HTML, PDF or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customerhero.cli.places import AsOfOption, EngineOption, LakeOption, facts_at

if TYPE_CHECKING:
    from customerhero.agenda import Agenda


def show_agenda(
    lake: LakeOption = None,
    month: Annotated[str | None, typer.Option(help="YYYY-MM; the last full one of usual size when left out.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write it as one self-contained page.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write it as PDF.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    company: Annotated[str, typer.Option(help="The name at the top.")] = "",
    as_of: AsOfOption = None,
    engine: EngineOption = "duckdb://",
) -> None:
    """What stands between us and our customers this month: findings ranked, with the way to the cases."""
    from customerhero.agenda import AgendaOptions, agenda, as_dict

    for target in (html, pdf):
        _check_place(target)
    made = agenda(facts_at(lake, as_of, engine), AgendaOptions(month=month, company=company))
    if as_json:
        typer.echo(json.dumps(as_dict(made), indent=2, ensure_ascii=False))
    else:
        show(made)
    for written in write_agenda(made, html, pdf):
        typer.echo(f"Written: {written}", err=as_json)


def show(agenda: Agenda) -> None:
    """Show an agenda in the terminal."""
    from customerhero.reports.console import show as print_agenda

    print_agenda(agenda)


def write_agenda(agenda: Agenda, html: Path | None, pdf: Path | None) -> list[Path]:
    """Write an agenda as HTML and PDF where a path is given; the files written."""
    from customerhero.reports.page import agenda_html
    from customerhero.reports.paper import agenda_pdf

    written = []
    if html is not None:
        _write(html, agenda_html(agenda).encode())
        written.append(html)
    if pdf is not None:
        _write(pdf, agenda_pdf(agenda))
        written.append(pdf)
    return written


def _check_place(target: Path | None) -> None:
    from customerhero.errors import HeroError

    if target is not None and not target.resolve().parent.is_dir():
        raise HeroError(f"There is no folder {target.parent} to write {target.name} to.", "Name another place.")


def _write(target: Path, content: bytes) -> None:
    from customerhero.errors import HeroError

    draft = target.with_name(f".{target.name}.draft")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as trouble:
        draft.unlink(missing_ok=True)
        raise HeroError(f"{target} cannot be written: {trouble.strerror}.", "Name another place.") from trouble
