"""False alarms and power of ways to tell an effect, by simulation in which the truth is known.

Errors are independent, or AR(1), or AR(1) and noise in equal parts; all have a standard deviation of 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import vl_convert
from numpy.typing import NDArray

from bench.measuring import ROOT
from bench.report import Section
from customerhero.charts import LIGHT
from customerhero.findings.interrupted import Errors, Weekly, columns_of, level_change
from customerhero.findings.student import t_below
from customerhero.findings.untouched import difference

Numbers = NDArray[np.float64]
Verdict = Callable[[tuple[int, ...], Numbers], float]
"""The sign of what is claimed: -1, 0 or 1."""
PAGE = ROOT / "docs" / "methods" / "effects.md"
STEP = 2.0
LENGTHS = ((26, 8), (52, 12))


@dataclass(frozen=True)
class Process:
    """How weeks resemble each other: the share of the variance that is AR(1), and its coefficient."""

    name: str
    alike: float
    slow: float = 1.0

    def draw(self, chance: np.random.Generator, rows: int, weeks: int) -> Numbers:
        steps = chance.normal(size=(rows, weeks + 60))
        for at in range(1, steps.shape[1]):
            steps[:, at] = self.alike * steps[:, at - 1] + np.sqrt(1 - self.alike**2) * steps[:, at]
        noise = chance.normal(size=(rows, weeks))
        return np.sqrt(self.slow) * steps[:, 60:] + np.sqrt(1 - self.slow) * noise

    @property
    def truth(self) -> tuple[Errors, ...]:
        return (Errors(self.alike, 1 - self.slow),)


PROCESSES = (
    Process("independent", 0.0),
    Process("AR 0.3", 0.3),
    Process("AR 0.6", 0.6),
    Process("AR 0.8", 0.8),
    Process("AR 0.8 and noise", 0.8, 0.5),
)
OURS, KNOWN = "Customer Hero", "(the errors known)"
METHODS = ("t-test", "segmented, ordinary errors", "segmented, Newey-West errors", OURS, KNOWN)


@dataclass
class Simulated(Section):
    """A section with tables of shares instead of times."""

    tables: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [f"## {self.title}", "", self.about, "", *self.tables, self.verdict, ""]


def effects(rows: int = 1000) -> Section:
    """False alarms, power, regression to the mean and a shared season; also written to docs/methods/effects.md."""
    alarms = {size: _shares(size, 0.0, rows) for size in LENGTHS}
    power = {size: _shares(size, STEP, rows // 2) for size in LENGTHS}
    section = Simulated(
        "Effect of a change: false alarms and power",
        f"{rows:,} series each where nothing changed, {rows // 2:,} with a step of {STEP:g} standard deviations; shares that claim "
        "an effect at 95 %. The last row is what can be reached at best, by knowing the errors.",
    )
    worst = max(alarms[size][OURS][process.name] for size in LENGTHS for process in PROCESSES)
    section.tables = [
        *_table("False alarms (aim: at most 0.08)", alarms),
        *_table(f"Power, a step of {STEP:g}", power),
        *_worst_moment(rows // 2),
        *_shared_season(rows // 2),
    ]
    section.verdict = f"At most {worst:.3f} false alarms. The aim was 0.08." + (
        "" if worst <= 0.08 else " It is missed."
    )
    _write(section.tables, alarms, power)
    return section


def _shares(size: tuple[int, int], step: float, rows: int) -> dict[str, dict[str, float]]:
    weeks = tuple(range(-size[0], size[1]))
    told: dict[str, dict[str, float]] = {name: {} for name in METHODS}
    for place, process in enumerate(PROCESSES):
        series = process.draw(np.random.default_rng(1000 * size[0] + place), rows, len(weeks))
        series = series + step * (np.array(weeks) >= 0)
        for name in METHODS:
            verdict = _method(name, process)
            told[name][process.name] = float(np.mean([verdict(weeks, one) != 0 for one in series]))
    return told


def _method(name: str, process: Process) -> Verdict:
    known: dict[str, Verdict] = {
        "t-test": _t_test,
        "segmented, ordinary errors": lambda weeks, values: _segmented(weeks, values, lags=0),
        "segmented, Newey-West errors": lambda weeks, values: _segmented(weeks, values, lags=4),
        OURS: lambda weeks, values: _hero(weeks, values),
        KNOWN: lambda weeks, values: _hero(weeks, values, process.truth),
    }
    return known[name]


def _hero(weeks: tuple[int, ...], values: Numbers, errors: tuple[Errors, ...] | None = None) -> float:
    figure = Weekly(weeks, tuple(values.tolist()), (1.0,) * len(weeks))
    level = level_change(figure) if errors is None else level_change(figure, errors=errors)
    return float(np.sign(level.effect)) if level.beyond_chance else 0.0


def _t_test(weeks: tuple[int, ...], values: Numbers) -> float:
    before, after = values[np.array(weeks) < 0], values[np.array(weeks) >= 0]
    free = len(values) - 2
    pooled = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    error = np.sqrt(pooled / free * (1 / len(before) + 1 / len(after)))
    return _claimed((after.mean() - before.mean()) / error, free)


def _segmented(weeks: tuple[int, ...], values: Numbers, lags: int) -> float:
    columns = columns_of(weeks, season=False)
    inverse = np.linalg.inv(columns.T @ columns)
    found = inverse @ columns.T @ values
    left, free = values - columns @ found, len(values) - columns.shape[1]
    if not lags:
        return _claimed(found[2] / np.sqrt((left @ left) / free * inverse[2, 2]), free)
    part = (columns @ inverse)[:, 2] * left
    variance = part @ part + 2 * sum((1 - lag / (lags + 1)) * (part[lag:] @ part[:-lag]) for lag in range(1, lags + 1))
    return _claimed(found[2] / np.sqrt(max(variance, 1e-12) * len(values) / free), free)


def _claimed(t: float, free: int) -> float:
    below = float(t_below(np.array([t]), free)[0])
    return float(np.sign(t)) if min(below, 1 - below) < 0.025 else 0.0


def _worst_moment(rows: int) -> list[str]:
    """Nothing changes; somebody acts right after the four worst weeks of the last 36, and judges eight weeks later."""
    names = ("t-test", "segmented, ordinary errors", f"{OURS}, nothing left out", f"{OURS}, six weeks left out")
    lines = [
        "**A change made when things were at their worst: claims of success**",
        "",
        "| | independent | AR 0.6 |",
        "|---|---|---|",
    ]
    told: dict[str, list[float]] = {name: [] for name in names}
    for process in (PROCESSES[0], PROCESSES[2]):
        claims = [_at_the_worst(one) for one in process.draw(np.random.default_rng(77), rows, 70)]
        for name, share in zip(names, np.mean(claims, axis=0), strict=True):
            told[name].append(float(share))
    return [*lines, *(f"| {name} | {one:.3f} | {other:.3f} |" for name, (one, other) in told.items()), ""]


def _at_the_worst(values: Numbers) -> tuple[bool, ...]:
    now = 24 + int(np.argmax(np.convolve(values, np.ones(4) / 4, mode="valid")[20:56]))
    weeks = tuple(range(-now, 8))
    seen = values[: now + 8]
    kept = [at for at, week in enumerate(weeks) if not -6 <= week < 0]
    without = tuple(weeks[at] for at in kept)
    claims = (_t_test(weeks, seen), _segmented(weeks, seen, 0), _hero(weeks, seen), _hero(without, seen[kept]))
    return tuple(claim < 0 for claim in claims)


def _shared_season(rows: int) -> list[str]:
    """All groups have the same yearly wave (two standard deviations high); the change touches one, and does nothing."""
    weeks, chance = tuple(range(-26, 8)), np.random.default_rng(99)
    claims = []
    for series in PROCESSES[2].draw(chance, 6 * rows, len(weeks)).reshape(rows, 6, len(weeks)):
        wave = 2 * np.sin(2 * np.pi * np.array(weeks) / 52.18 + chance.uniform(0, 2 * np.pi))
        treated, *others = (Weekly(weeks, tuple((one + wave).tolist()), (1.0,) * len(weeks)) for one in series)
        claims.append((level_change(treated).beyond_chance, level_change(difference(treated, others)).beyond_chance))
    alone, against = np.mean(claims, axis=0)
    head = [
        "**A yearly season that all groups share, 26 + 8 weeks, AR 0.6: false alarms**",
        "",
        "| | share |",
        "|---|---|",
    ]
    return [*head, f"| {OURS}, alone | {alone:.3f} |", f"| {OURS}, against five untouched groups | {against:.3f} |", ""]


def _table(title: str, shares: dict[tuple[int, int], dict[str, dict[str, float]]]) -> list[str]:
    lines = [f"**{title}**", "", f"| weeks resemble each other | weeks | {' | '.join(METHODS)} |"]
    lines.append("|---" * (len(METHODS) + 2) + "|")
    for before, after in LENGTHS:
        for process in PROCESSES:
            told = [f"{shares[before, after][name][process.name]:.3f}" for name in METHODS]
            lines.append(f"| {process.name} | {before} + {after} | {' | '.join(told)} |")
    return [*lines, ""]


def _write(tables: list[str], alarms: dict, power: dict) -> None:
    begin, end = "<!-- measured by bench/effects.py -->", "<!-- end -->"
    page = PAGE.read_text(encoding="utf-8")
    whole = "\n".join([begin, "", *tables, end])
    PAGE.write_text(re.sub(f"{begin}.*?{end}", lambda _: whole, page, flags=re.DOTALL), encoding="utf-8")
    PAGE.with_suffix(".svg").write_text(vl_convert.vegalite_to_svg(_picture(alarms, power)), encoding="utf-8")


def _picture(alarms: dict, power: dict) -> dict:
    values = [
        {
            "what": what,
            "weeks": f"{size[0]} + {size[1]} weeks",
            "errors": process.name,
            "method": name,
            "share": shares[size][name][process.name],
        }
        for what, shares in (("false alarms", alarms), (f"power, a step of {STEP:g}", power))
        for size in LENGTHS
        for process in PROCESSES
        for name in METHODS
    ]
    colours = [LIGHT[f"series-{place}"] for place in (2, 4, 3, 1, 5)]
    point = {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.9},
        "encoding": {
            "x": {"field": "share", "type": "quantitative", "title": None, "scale": {"zero": True}},
            "y": {"field": "errors", "type": "nominal", "sort": None, "title": None},
            "color": {
                "field": "method",
                "type": "nominal",
                "sort": None,
                "title": None,
                "scale": {"domain": list(METHODS), "range": colours},
                "legend": {"orient": "top", "columns": 3},
            },
        },
    }
    limit = {
        "transform": [{"filter": "datum.what == 'false alarms'"}],
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": LIGHT["strong-line"]},
        "encoding": {"x": {"datum": 0.05}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "data": {"values": values},
        "facet": {"row": {"field": "weeks", "title": None}, "column": {"field": "what", "title": None, "sort": None}},
        "spec": {"width": 300, "height": 150, "layer": [limit, point]},
        "resolve": {"scale": {"x": "independent"}},
    }
