"""The sections of the benchmark: companies at rest, companies with one trouble, and intervals."""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from typing import Any, Final

import numpy as np

from bench.companies_at_rest.asked_again import Statements, statements_kept
from bench.companies_at_rest.coverage import coverage_table
from bench.companies_at_rest.planted import PLANTS, heroes_row, planted_table, seen
from bench.companies_at_rest.resting import Told, table, told_of
from bench.companies_at_rest.shapes import SHAPES
from bench.measuring import ROOT
from bench.report import Section

MOST_HURTS: Final = 0.15
MOST_CHANGES: Final = 0.05
PAGE: Final = ROOT / "docs" / "methods" / "verdicts.md"
WORDS: Final = ROOT / "src" / "customerhero" / "wording" / "measured.py"
_kept = ExitStack()


def at_rest(companies: int = 9) -> Section:
    """Companies of many shapes in which nothing is wrong: what their agendas say all the same."""
    asked = [(name, seed) for seed in range(1, companies + 1) for name in SHAPES]
    told = [one for many in in_turns(_told, asked) for one in many]
    lines = table(told)
    hurts = sum(len(one.hurts) for one in told) / len(told)
    changes = sum(bool(one.changes) for one in told) / len(told)
    naming = len({(one.shape, one.seed) for one in told if one.persons})
    _publish("at rest", lines)
    _tell({"companies": len(asked), "agendas": len(told), "hurts": sum(len(one.hurts) for one in told),
           "changes": sum(bool(one.changes) for one in told)})  # fmt: skip
    return Section(
        "Companies in which nothing is wrong",
        "\n".join([f"{companies} companies of each shape, three months of each. None is like the demo's.", "", *lines]),
        verdict=f"{hurts:.2f} findings an agenda hurt though nothing is wrong (the aim was at most {MOST_HURTS:g}), "
        f"{changes:.3f} of the agendas tell a change (at most {MOST_CHANGES:g}), {naming} of {len(asked)} companies name "
        "somebody for credit (at most 1 of 60)."
        + _missed(hurts <= MOST_HURTS, changes <= MOST_CHANGES, 60 * naming <= len(asked)),
    )


def with_one_trouble(companies: int = 6) -> Section:
    """Companies in which one thing is wrong: whether it is found."""
    asked = [
        (plant, size, seed) for plant in range(len(PLANTS)) for size in range(3) for seed in range(1, companies + 1)
    ]
    found = dict(zip(asked, in_turns(_seen, asked), strict=True))
    lines = planted_table(lambda plant, size: [found[plant, size, seed] for seed in range(1, companies + 1)])
    lines += ["", "| heroes, log-odds | named, of 6 in each company | others named, in all |", "|---|---|---|"]
    lines += in_turns(heroes_row, [(size, companies) for size in (0.0, 0.4, 0.8, 1.2)])
    _publish("one trouble", lines)
    return Section(
        "Companies in which one thing is wrong",
        "\n".join(lines),
        verdict=f"{companies} companies of each row. The aim was that those of middle size are found in at least 80 of 100.",
    )


def intervals() -> Section:
    """How often intervals hold the truth."""
    lines = list(coverage_table(np.random.default_rng(5)))
    _publish("intervals", lines)
    return Section(
        "Intervals where the truth is known",
        "\n".join(lines),
        verdict="The aims were 0.93 to 0.97 for NPS, and 0.90 and more for NRR.",
    )


def in_turns(asked: Callable[..., Any], each: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The answers in order, from as many processes as there are cores; what the first company taught serves all."""
    with statements_kept() as known:
        list(told_of(next(iter(SHAPES)), 0))
        away = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(os.cpu_count(), away, _begin, (known,)) as pool:
            return list(pool.map(_asked, ((asked, one) for one in each)))


def _begin(known: Statements) -> None:
    _kept.enter_context(statements_kept(known))


def _asked(one: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    return one[0](*one[1])


def _told(name: str, seed: int) -> list[Told]:
    return list(told_of(name, seed))


def _seen(plant: int, size: int, seed: int) -> Any:
    return seen(PLANTS[plant], PLANTS[plant].sizes[size], seed)


def _missed(*reached: bool) -> str:
    return "" if all(reached) else " It is missed."


def _publish(part: str, lines: list[str]) -> None:
    """The table on the page that tells how often verdicts are wrong."""
    begin, end = f"<!-- measured by bench/companies_at_rest: {part} -->", "<!-- end -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    PAGE.write_text("\n".join([before + begin, "", *lines, "", end + after]), encoding="utf-8")


def _tell(counted: dict[str, int]) -> None:
    """The counts that the page of how figures are computed tells."""
    source = WORDS.read_text(encoding="utf-8")
    told = ", ".join(f'"{name}": {many}' for name, many in counted.items())
    WORDS.write_text(re.sub(r"(AT_REST.* = ).*", rf"\1{{{told}}}", source), encoding="utf-8")
