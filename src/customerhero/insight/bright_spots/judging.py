"""Bright spots: counted work becomes names with probabilities, or the reason why nobody can be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customerhero.findings import Answer, Table
from customerhero.findings.shrinking import LEVEL
from customerhero.insight.bright_spots.accounts import held_back
from customerhero.insight.bright_spots.comparing import Compared, Standing, compare
from customerhero.insight.bright_spots.fairness import equity
from customerhero.insight.bright_spots.grouping import Row, fields_of_work
from customerhero.insight.bright_spots.naming import Bright, bright_ones
from customerhero.insight.bright_spots.noticing import findings_of
from customerhero.insight.bright_spots.options import NAME, Options
from customerhero.insight.bright_spots.reasons import why_nobody
from customerhero.insight.bright_spots.teaching import behaviours

NAMED_COLUMNS = (
    "key", "name", "outcome", "probability", "estimate", "low", "high", "expected_rate", "n", "observed", "expected",
    "customers", "compared_with", "probability_milder",
)  # fmt: skip


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Who is named, how sure, beside what was expected of the same work; nobody else is told about.

    Tables: `named` (per 100 with a 90 % interval at the person's own work; `observed` and `expected` are counts, of
    retention customers lost), `outcomes` (what was compared), `equity` and `behaviours`. Numbers: `cannot_tell`, the
    reason when nobody is named, else null; `level`, how sure the intervals are; `one_of_two`, how many are not named
    because they always work with the same colleague; `accounts_held_back`, of the table `held_back`: accounts that may
    be machines.
    """
    off = not options.people and options.by in ("person", "behaviour")
    compared = [] if off else [each for field in fields_of_work(rows, options) for each in compare(field, options)]
    bright = bright_ones(compared, rows, options)
    held = held_back(rows, options)
    numbers = {
        "month": options.month,
        "compared_by": "team" if not options.of_people else "person",
        "named_ones": len({one.standing.key for one in bright}),
        "cannot_tell": None if bright else why_nobody(compared, options),
        "one_of_two": sum(one.one_of_two for one in compared),
        "accounts_held_back": len(held.rows),
        "level": LEVEL,
    }
    tables = {
        "named": Table(NAMED_COLUMNS, tuple(_named_row(one) for one in bright)),
        "outcomes": Table.of([_outcome_row(one, bright) for one in compared]),
        "held_back": held,
        "equity": equity(compared, bright, rows, options),
        "behaviours": behaviours(compared, bright, rows, options),
    }
    return Answer(NAME, numbers, tables, tuple(findings_of(bright, rows, options)))


def _named_row(one: Bright) -> tuple[Any, ...]:
    told: Standing = one.standing
    return (
        told.key, one.name, told.outcome, told.probability, *told.rates, told.expected_rate, told.n, told.observed,
        told.expected, one.customers, one.compared_with, told.milder,
    )  # fmt: skip


def _outcome_row(one: Compared, bright: Sequence[Bright]) -> Row:
    group = one.group
    mine = [spot for spot in bright if (spot.standing.outcome, spot.standing.role) == (group.outcome, group.role)]
    return {
        "outcome": group.outcome,
        "role": group.role or None,
        "compared": one.peers,
        "n": one.n,
        "adjusted_for": ", ".join(group.adjusted_for) or None,
        "overdispersion": float(group.tempering.mean()),
        "spread": one.spread,
        "named_ones": len(mine),
    }
