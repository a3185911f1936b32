"""Accounts that may be machines: held back from thanks until somebody says who they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from customerhero.facts.accounts import Verdict, accounts_of, verdicts
from customerhero.findings import Table
from customerhero.insight.bright_spots.grouping import Row
from customerhero.insight.bright_spots.options import Options

COLUMNS: Final = ("account", "name", "verdict", "signs", "acts", "share")


def suspected(rows: Mapping[str, list[Row]], options: Options) -> dict[str, Verdict]:
    """Accounts that nobody said to be a person or a machine and that may be no persons."""
    told = {*options.machines, *options.persons}
    return {who: verdict for who, verdict in verdicts(accounts_of(rows["accounts"])).items() if who not in told}


def held_back(rows: Mapping[str, list[Row]], options: Options) -> Table:
    """Who they are, what speaks for a machine, and how much they act (per 100 acts of all); whoever acts most first."""
    found, whole = suspected(rows, options), sum(row["acts"] for row in rows["accounts"])
    told: Sequence[Row] = sorted(rows["accounts"], key=lambda row: (-row["acts"], row["person_id"]))
    return Table(COLUMNS, tuple(_row(row, found[row["person_id"]], whole) for row in told if row["person_id"] in found))


def _row(row: Row, verdict: Verdict, whole: int) -> tuple[Any, ...]:
    signs = ", ".join(verdict.signs)
    return row["person_id"], row["name"], verdict.kind, signs, row["acts"], 100 * row["acts"] / whole
