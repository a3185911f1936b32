"""False alarms and power of ways to tell an effect as the product runs, by simulation in which the truth is known.

Errors are independent, or AR(1), or AR(1) and noise in equal parts; all have a standard deviation of 1. Every week counts,
the six just before the change as the product doubts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import vl_convert
from numpy.typing import NDArray

from bench.many_series import judged
from bench.measuring import ROOT
from bench.report import Section
from customerhero.charts import LIGHT
from customerhero.findings.beliefs import ALL, QUICK, Beliefs, Errors, Size
from customerhero.findings.interrupted import Weekly, level_change
from customerhero.findings.stories import STEADY
from customerhero.findings.student import t_below
from customerhero.findings.untouched import difference
from customerhero.insight.effect.course import course_of
from customerhero.insight.effect.options import Options

Numbers = NDArray[np.float64]
Shares = dict[str, dict[str, float]]
PAGE = ROOT / "docs" / "methods" / "effects.md"
STEP = 2.0
LENGTHS = ((26, 8), (52, 12))
YEAR = 52.1775


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
    def truth(self) -> Beliefs:
        return replace(ALL, errors=(Errors(self.alike, 1 - self.slow),))


PROCESSES = (
    Process("independent", 0.0),
    Process("AR 0.3", 0.3),
    Process("AR 0.6", 0.6),
    Process("AR 0.8", 0.8),
    Process("AR 0.8 and noise", 0.8, 0.5),
)
INDEPENDENT, SOME, ALIKE = PROCESSES[:3]
FREE = replace(ALL, trend=(Size(np.inf, 1.0),), season=(Size(0, 1.0),), stories=STEADY)
"""A trend that may be anything, no season, no other shift: what six weeks left out used to be judged by."""
OURS, KNOWN, LEFT_OUT = "Customer Hero", "(the errors known)", "six weeks left out, free trend"
METHODS = ("t-test", "segmented, ordinary errors", "segmented, Newey-West errors", LEFT_OUT, OURS, KNOWN)


@dataclass
class Simulated(Section):
    """A section with tables of shares instead of times."""

    tables: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [f"## {self.title}", "", self.about, "", *self.tables, self.verdict, ""]


def effects(rows: int = 300) -> Section:
    """False alarms, power, what lies outside the model, and comparison groups; also written to docs/methods/effects.md."""
    return told({name: piece(rows) for name, piece in PIECES.items()}, rows)


def told(pieces: Mapping[str, object], rows: int) -> Section:
    """The section of what the pieces measured; each may be measured by itself."""
    section = Simulated(
        "Effect of a change: false alarms and power",
        f"{rows:,} series each where nothing changed and {rows // 2:,} of all others; shares that claim an effect at 95 %. "
        "The last column is what knowing the errors would give.",
    )
    alarms = {size: pieces[f"alarms {size[0]}"] for size in LENGTHS}
    power = {size: pieces[f"power {size[0]}"] for size in LENGTHS}
    worst = max(alarms[size][OURS][process.name] for size in LENGTHS for process in PROCESSES)
    section.tables = [
        *_table("False alarms (aim: at most 0.08)", alarms),
        *_table(f"Power, a step of {STEP:g}", power),
        *(line for name in ("worst moment", "outside", "courses", "smallest", "groups") for line in pieces[name]),
    ]
    section.verdict = f"At most {worst:.3f} false alarms. The aim was 0.08." + (
        "" if worst <= 0.08 else " It is missed."
    )
    _write(section.tables, alarms, power)
    return section


def _shares(size: tuple[int, int], step: float, rows: int) -> Shares:
    weeks = tuple(range(-size[0], size[1]))
    told: Shares = {name: {} for name in METHODS}
    for place, process in enumerate(PROCESSES):
        series = process.draw(np.random.default_rng(1000 * size[0] + place), rows, len(weeks))
        series = series + step * (np.array(weeks) >= 0)
        for name in METHODS:
            told[name][process.name] = float(np.mean(_claims(name, process, weeks, series) != 0))
    return told


def _claims(name: str, process: Process, weeks: tuple[int, ...], series: Numbers) -> Numbers:
    """The sign of what each series makes a method claim: -1, 0 or 1."""
    if name == OURS:
        return judged(weeks, series).claims
    if name == KNOWN:
        return judged(weeks, series, process.truth).claims
    if name == LEFT_OUT:
        kept = np.array([not -6 <= week < 0 for week in weeks])
        return judged(tuple(np.array(weeks)[kept].tolist()), series[:, kept], FREE).claims
    plain = {"t-test": _t_test, METHODS[1]: partial(_segmented, lags=0), METHODS[2]: partial(_segmented, lags=4)}
    return np.array([plain[name](weeks, one) for one in series])


def _even(weeks: tuple[int, ...], values: Numbers) -> Weekly:
    return Weekly(weeks, tuple(values.tolist()), (1.0,) * len(weeks))


def _t_test(weeks: tuple[int, ...], values: Numbers) -> float:
    before, after = values[np.array(weeks) < 0], values[np.array(weeks) >= 0]
    free = len(values) - 2
    pooled = ((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()
    error = np.sqrt(pooled / free * (1 / len(before) + 1 / len(after)))
    return _claimed((after.mean() - before.mean()) / error, free)


def _segmented(weeks: tuple[int, ...], values: Numbers, lags: int) -> float:
    time = np.array(weeks, dtype=np.float64)
    columns = np.column_stack([np.ones_like(time), time, time >= 0])
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


def worst_moment(rows: int) -> list[str]:
    """Nothing changes; somebody acts right after the worst weeks of the last year, and judges eight weeks later."""
    weeks, names = tuple(range(-26, 8)), ("t-test", "segmented, ordinary errors", LEFT_OUT, OURS)
    lines = [
        "**A change made right after the worst weeks of 66: claims that it got better (and worse)**",
        "",
        f"| weeks resemble each other | worst | {' | '.join(names)} |",
        "|---" * (len(names) + 2) + "|",
    ]
    for process in (INDEPENDENT, SOME, ALIKE):
        for stretch in (4, 6):
            drawn = process.draw(np.random.default_rng(77), rows, 100)
            series = np.array([_after_the_worst(one, stretch) for one in drawn])
            claims = [_claims(name, process, weeks, series) for name in names]
            shares = [f"{np.mean(one < 0):.3f} ({np.mean(one > 0):.3f})" for one in claims]
            lines.append(f"| {process.name} | {stretch} weeks | {' | '.join(shares)} |")
    return [*lines, ""]


def _after_the_worst(values: Numbers, stretch: int) -> Numbers:
    means = np.convolve(values, np.ones(stretch) / stretch, mode="valid")
    now = 26 + int(np.argmax(means[26 - stretch : 92 - stretch]))
    return values[now - 26 : now + 8]


def outside(rows: int) -> list[str]:
    """What else goes on while nothing changes: shares that claim an effect all the same."""
    lines = [
        "**Something else goes on, and the change does nothing: false alarms**",
        "",
        f"| what goes on | {' | '.join(f'{name}, {b} + {a}' for b, a in LENGTHS for name in ('independent', 'AR 0.6'))} |",
        "|---|---|---|---|---|",
    ]
    for name, course in OUTSIDE.items():
        told = []
        for before, after in LENGTHS:
            weeks = tuple(range(-before, after))
            for process in (INDEPENDENT, ALIKE):
                chance = np.random.default_rng(7)
                series = process.draw(chance, rows, len(weeks))
                extra = np.array([course(np.array(weeks, dtype=float), chance) for _ in series])
                told.append(float(np.mean(judged(weeks, series + extra).claims != 0)))
        lines.append(f"| {name} | {' | '.join(f'{share:.3f}' for share in told)} |")
    return [*lines, ""]


OUTSIDE: dict[str, Callable[[Numbers, np.random.Generator], Numbers]] = {
    "a trend of 2 a year": lambda time, _: 2 * time / 52,
    "a trend of 4 a year": lambda time, _: 4 * time / 52,
    "a yearly season, 1 high": lambda time, chance: _season(time, chance, 1),
    "a yearly season, 2 high": lambda time, chance: _season(time, chance, 2),
    "a trend that flattens": lambda time, _: 4 * np.exp(-(time - time[0]) / (-time[0] / 2)),
    "a slow wander": lambda time, chance: np.cumsum(0.25 * chance.normal(size=len(time))),
    "another shift of 2, 4 weeks later": lambda time, _: 2.0 * (time >= 4),
    "another shift of 2, 10 weeks before": lambda time, _: 2.0 * (time >= -10),
}


def _season(time: Numbers, chance: np.random.Generator, high: float) -> Numbers:
    return high * np.sin(2 * np.pi * time / YEAR + chance.uniform(0, 2 * np.pi))


def courses(rows: int) -> list[str]:
    """How an effect came about: how often it is told, its size, and what is said of its course."""
    lines = [
        "**The course of an effect, 52 + 12 weeks: told, its mean over the weeks since (the truth), and what is said of it**",
        "",
        "| course | errors | told | mean (truth) | growing | gone again or fading | another shift later | not alike |",
        "|---|---|---|---|---|---|---|---|",
    ]
    weeks = tuple(range(-52, 12))
    for name, course in COURSES.items():
        effect = course(np.array(weeks, dtype=float)) * (np.array(weeks) >= 0)
        for process in (INDEPENDENT, ALIKE):
            series = process.draw(np.random.default_rng(9), rows, len(weeks)) + effect
            levels = judged(weeks, series).levels()
            said = [course_of(level, Options(on="2026-03-02")).kind for level in levels]
            kinds = (("growing",), ("passing", "fading"), ("later",), ("not alike",))
            shares = [f"{np.mean([kind in them for kind in said]):.2f}" for them in kinds]
            share, mean = np.mean([one.beyond_chance for one in levels]), np.mean([one.effect for one in levels])
            own = f"{mean:.2f} ({effect[52:].mean():.2f})"
            lines.append(f"| {name} | {process.name} | {share:.2f} | {own} | {' | '.join(shares)} |")
    return [*lines, ""]


COURSES: dict[str, Callable[[Numbers], Numbers]] = {
    "nothing": lambda time: 0 * time,
    "a step of 2": lambda time: 2 + 0 * time,
    "a step of 4": lambda time: 4 + 0 * time,
    "a ramp to 2 over 8 weeks": lambda time: 2 * np.clip((time + 1) / 8, 0, 1),
    "a ramp to 4 over 8 weeks": lambda time: 4 * np.clip((time + 1) / 8, 0, 1),
    "fading from 4, a third a month": lambda time: 4 * np.exp(-np.maximum(time, 0) / 4),
    "a step of 2, back after 3 weeks": lambda time: 2.0 * (time < 3),
    "a step of 4, back after 3 weeks": lambda time: 4.0 * (time < 3),
    "a shift of 4, 4 weeks later": lambda time: 4.0 * (time >= 4),
}


def smallest(rows: int) -> list[str]:
    """The change each series says would have shown, put into it: how often it is found."""
    lines = ["**The smallest change that would have shown four times in five, put in: found**", ""]
    lines += ["| weeks resemble each other | 26 + 8: its mean size | found | 52 + 12: its mean size | found |"]
    lines += ["|---|---|---|---|---|"]
    for process in PROCESSES:
        told = []
        for before, after in LENGTHS:
            weeks = tuple(range(-before, after))
            series = process.draw(np.random.default_rng(5), rows, len(weeks))
            sizes = np.array([level_change(_even(weeks, one)).detectable for one in series])
            found = judged(weeks, series + sizes[:, None] * (np.array(weeks) >= 0)).claims > 0
            told += [f"{np.mean(sizes):.2f}", f"{np.mean(found):.2f}"]
        lines.append(f"| {process.name} | {' | '.join(told)} |")
    return [*lines, ""]


def groups(rows: int) -> list[str]:
    """The treated one against five untouched groups, AR 0.6, 26 + 8 weeks."""
    lines = [
        "**Against five untouched groups, 26 + 8 weeks, AR 0.6: claims**",
        "",
        "| what goes on | alone | against them |",
    ]
    lines += ["|---|---|---|"]
    weeks = tuple(range(-26, 8))
    since, time = np.array(weeks) >= 0, np.array(weeks, dtype=float)
    cases: dict[str, tuple[float, float, float, float]] = {
        "nothing": (0, 0, 0, 0),
        "a season that all share, 2 high": (2, 2, 0, 0),
        "a season twice as high in the treated one": (2, 1, 0, 0),
        "a step of 2 in the treated one": (0, 0, 2, 0),
        "the same within a shared season": (2, 2, 2, 0),
        "a step of 2, half of it in the others": (0, 0, 2, 1),
    }
    for name, (own, theirs, step, spill) in cases.items():
        chance = np.random.default_rng(99)
        series = ALIKE.draw(chance, 6 * rows, len(weeks)).reshape(rows, 6, len(weeks))
        waves = np.array([_season(time, chance, 1) for _ in series])[:, None]
        shares = np.array([own] + [theirs] * 5)[None, :, None] * waves
        series = series + shares + np.array([step] + [spill] * 5)[None, :, None] * since
        alone = float(np.mean(judged(weeks, series[:, 0]).claims != 0))
        against_them = float(np.mean(_against(weeks, series)))
        lines.append(f"| {name} | {alone:.3f} | {against_them:.3f} |")
    return [*lines, ""]


def _against(weeks: tuple[int, ...], series: Numbers) -> Numbers:
    """Whether the first of six groups is claimed to have changed, once groups that move for no reason are allowed for."""
    each = [[_apart(weeks, six, place, from_) for place, from_ in _PLACES] for six in series]
    told = np.array(each)
    level, others = judged(weeks, told[:, 0]), [judged(weeks, told[:, place], QUICK) for place in range(1, 6)]
    moves = np.sort(np.array([np.abs(one.effect) / one.spread for one in others]), axis=0)[:-1]
    widened = np.maximum(1.0, np.sqrt((moves**2).mean(axis=0)))
    return (level.claims != 0) & (np.abs(level.effect) / level.spread > 1.96 * widened)


_PLACES = ((0, (1, 2, 3, 4, 5)), *((n, tuple(m for m in range(1, 6) if m != n)) for n in range(1, 6)))


def _apart(weeks: tuple[int, ...], six: Numbers, place: int, others: tuple[int, ...]) -> Numbers:
    return np.array(difference(_even(weeks, six[place]), [_even(weeks, six[other]) for other in others]).values)


PIECES: dict[str, Callable[[int], object]] = {
    "alarms 26": lambda rows: _shares(LENGTHS[0], 0.0, rows),
    "alarms 52": lambda rows: _shares(LENGTHS[1], 0.0, rows),
    "power 26": lambda rows: _shares(LENGTHS[0], STEP, rows // 2),
    "power 52": lambda rows: _shares(LENGTHS[1], STEP, rows // 2),
    "worst moment": lambda rows: worst_moment(rows // 2),
    "outside": lambda rows: outside(rows // 2),
    "courses": lambda rows: courses(rows // 2),
    "smallest": lambda rows: smallest(rows // 6),
    "groups": lambda rows: groups(rows // 2),
}


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
    colours = [LIGHT[name] for name in ("series-2", "series-4", "series-3", "neutral", "series-1", "series-5")]
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
