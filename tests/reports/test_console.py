"""The agenda in a terminal: ranked headlines, never markup from a user's text."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from customerhero.agenda import AgendaOptions, compose
from customerhero.agenda.composing import Known
from customerhero.reports.console import show
from tests.reports.sample import finding, sample


def printed(agenda: object) -> str:
    console = Console(file=StringIO(), width=110, force_terminal=False)
    show(agenda, console)  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_headlines_stand_in_order_with_what_is_missing() -> None:
    shown = printed(sample())
    places = [shown.index(f" {rank}  ") for rank in range(1, 10)]
    assert places == sorted(places)
    assert "Missing: events." in shown


def test_brackets_of_users_are_shown_as_they_are() -> None:
    from customerhero.findings import Answer

    nasty = finding("losses", "segment", "[red]Home[/red]")
    made = compose(Known("2026-10"), [Answer("losses", {}, {}, (nasty,))], [], AgendaOptions())
    assert "[red]Home[/red]" in printed(made)


def test_an_empty_month_is_told() -> None:
    assert "nothing that needs a decision" in printed(compose(Known("2026-10"), [], [], AgendaOptions()))
