"""Bright spots where the truth is known: whom each method names, in every scenario, and how often it is wrong."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import vl_convert

from bench import shared_work
from bench.many_cases import many_cases
from bench.measuring import OURS as OURS_PYTHON
from bench.measuring import PEERS, ROOT, run
from bench.report import Section
from bench.simulated_people import SCENARIOS, World, drawn
from customerhero.findings.casemix import LOGISTIC, Cells, Floats, Ints, adjust
from customerhero.findings.intervals import Z95
from customerhero.findings.shrinking import STRICT_ALLOWANCE, Shrunken, assessed, named

REPETITIONS: Final = 60
MOST_SECONDS, MOST_MB = 15, 2_000
ENOUGH: Final = 100
"""Answers from which on a hero should be found."""
OURS, STRICT = "Customer Hero", "Customer Hero, strict"
PAGE, PICTURE = ROOT / "docs" / "methods" / "bright-spots.md", ROOT / "docs" / "methods" / "bright-spots.svg"
_BEGIN, _END = "<!-- measured -->", "<!-- end of measured -->"


@dataclass
class Tally:
    """What one method did in one scenario."""

    named: int = 0
    false: int = 0
    found: int = 0
    heroes: int = 0
    silent: int = 0
    covered: list[float] = field(default_factory=list)
    told: list[tuple[float, bool]] = field(default_factory=list)
    """Posterior probabilities above a tenth and whether it was so."""

    def add(self, world: World, chosen: Ints) -> None:
        """One draw."""
        worth = world.heroes[world.answers[world.heroes] >= ENOUGH]
        self.named += len(chosen)
        self.silent += len(chosen) == 0
        self.false += int((world.quality[chosen] < world.bar).sum()) if world.quality.std() else len(chosen)
        self.heroes += len(worth)
        self.found += int(np.isin(worth, chosen).sum())

    @property
    def false_share(self) -> float | None:
        """Of those named the share that is not in the true upper fifth."""
        return self.false / self.named if self.named else None

    @property
    def power(self) -> float | None:
        """Of the heroes with enough answers the share named."""
        return self.found / self.heroes if self.heroes else None


def measured(repetitions: int) -> dict[str, dict[str, Tally]]:
    """By scenario and method."""
    found: dict[str, dict[str, Tally]] = {}
    for name, scenario in SCENARIOS.items():
        found[name] = defaultdict(Tally)
        for seed in range(repetitions):
            _once(drawn(scenario, seed), found[name])
        print(name, {method: (tally.false_share, tally.power) for method, tally in found[name].items()}, flush=True)
    return found


def _once(world: World, tallies: dict[str, Tally]) -> None:
    adjusted = adjust(world.cells, LOGISTIC)
    shrunken = assessed(adjusted, world.overdispersion)
    tallies[OURS].add(world, named(shrunken.above))
    tallies[STRICT].add(world, named(assessed(adjusted, world.overdispersion, STRICT_ALLOWANCE).above))
    for method, choose in _RIVALS.items():
        tallies[method].add(world, choose(world))
    _calibrate(tallies[OURS], world, shrunken)


def _calibrate(tally: Tally, world: World, shrunken: Shrunken) -> None:
    quality = world.quality[: len(shrunken.low)]
    centred = quality - np.median(quality) + shrunken.centre
    tally.covered.append(float(((shrunken.low <= centred) & (centred <= shrunken.high)).mean()))
    if world.quality.std():
        tally.told += [
            (float(p), bool(q >= world.bar)) for p, q in zip(shrunken.above, quality, strict=True) if p > 0.1
        ]


def _raw(world: World) -> Floats:
    return world.good / np.maximum(world.answers, 1)


def _top_tenth(world: World) -> Ints:
    return _best_of(world, world.answers > 0)


def _top_tenth_of_30(world: World) -> Ints:
    return _best_of(world, world.answers >= 30)


def _best_of(world: World, eligible: Any) -> Ints:
    who = np.flatnonzero(eligible)
    return who[np.argsort(-_raw(world)[who], kind="stable")[: max(1, len(who) // 10)]]


def _wilson(world: World) -> Ints:
    n, share = np.maximum(world.answers, 1), _raw(world)
    centre = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * np.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
    return np.flatnonzero((centre - half > world.good.sum() / world.answers.sum()) & (world.answers > 0))


def _raw_funnel(world: World) -> Ints:
    """Control limits at 1.96, widened by the over-dispersion of winsorised z-values [Spiegelhalter 2005]."""
    return _funnel(world, np.full(len(world.quality), world.good.sum() / world.answers.sum()))


def _expected_funnel(world: World) -> Ints:
    """The same on observed over expected, from a regression that leaves the people out."""
    cells = world.cells
    alone = Cells(np.zeros_like(cells.person), cells.factors, cells.n, cells.y)
    share = LOGISTIC.mean(adjust(alone, LOGISTIC).offsets)
    expected = np.bincount(cells.person, share, len(world.quality))
    return _funnel(world, expected / np.maximum(world.answers, 1))


def _funnel(world: World, usual: Floats) -> Ints:
    n = np.maximum(world.answers, 1)
    z = (_raw(world) - usual) / np.sqrt(np.maximum(usual * (1 - usual), 1e-9) / n)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = max(1.0, float((np.clip(z, low, high) ** 2).mean()))
    return np.flatnonzero(z / np.sqrt(phi) > Z95)


_RIVALS: Final = {
    "raw, top tenth": _top_tenth,
    "raw, top tenth of 30 and more": _top_tenth_of_30,
    "Wilson bound above the mean": _wilson,
    "funnel plot": _raw_funnel,
    "funnel plot, people left out of the model": _expected_funnel,
}


def table(found: dict[str, dict[str, Tally]], repetitions: int) -> list[str]:
    """The table of the page: share of those named who are not in the true upper fifth."""
    methods = [OURS, STRICT, *_RIVALS]
    lines = [
        f"Share of those named who are not in the true upper fifth, over {repetitions} draws of each scenario:",
        "",
        f"| scenario | {' | '.join(methods)} |",
        f"|---|{'---|' * len(methods)}",
    ]
    for name, tallies in found.items():
        lines.append(f"| {name} | {' | '.join(_told(tallies[method].false_share) for method in methods)} |")
    lines += ["", "What Customer Hero finds, and how honest it is about how sure it is:", ""]
    lines += [
        "| scenario | named a draw | heroes with 100 answers found | strict | draws with nobody named | "
        "90 % intervals that cover | largest miss of a band of probabilities |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, tallies in found.items():
        ours, strict = tallies[OURS], tallies[STRICT]
        lines.append(
            f"| {name} | {ours.named / repetitions:.1f} | {_told(ours.power)} | {_told(strict.power)} | "
            f"{ours.silent} of {repetitions} | {np.mean(ours.covered):.2f} | {_told(_miss(ours))} |"
        )
    return lines


def _told(share: float | None) -> str:
    return "none" if share is None else f"{share:.2f}"


def _miss(tally: Tally) -> float | None:
    """The largest difference of told and true in bands of a fifth that hold a hundred people or more."""
    told = np.array(tally.told, dtype=np.float64).reshape(-1, 2)
    misses = []
    for low in (0.1, 0.2, 0.4, 0.6, 0.8):
        band = told[(told[:, 0] > low) & (told[:, 0] <= (0.2 if low == 0.1 else low + 0.2))]
        if len(band) >= 100:
            misses.append(abs(band[:, 0].mean() - band[:, 1].mean()))
    return float(max(misses)) if misses else None


def picture(found: dict[str, dict[str, Tally]]) -> str:
    """The table's first half as an SVG."""
    shown = {OURS: "#1b7f5c", **dict.fromkeys(_RIVALS, "#999999")}
    palette = ["#c0504d", "#e08e45", "#8064a2", "#4f81bd", "#7f7f7f"]
    colours = [shown[OURS], *palette]
    rows = [
        {"scenario": name, "method": method, "wrong": tallies[method].false_share}
        for name, tallies in found.items()
        for method in shown
        if tallies[method].false_share is not None
    ]
    scale = {"domain": list(shown), "range": colours}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 460,
        "height": {"step": 26},
        "background": "white",
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0.85},
        "encoding": {
            "y": {"field": "scenario", "type": "nominal", "sort": list(found), "title": None},
            "x": {
                "field": "wrong", "type": "quantitative", "scale": {"domain": [0, 1]},
                "title": "share of those named who are not in the true upper fifth",
            },
            "color": {"field": "method", "type": "nominal", "scale": scale, "legend": {"title": None, "labelLimit": 320}},
            "shape": {"field": "method", "type": "nominal", "scale": {"domain": list(shown)}, "legend": {"title": None, "labelLimit": 320}},
        },
    }  # fmt: skip
    return vl_convert.vegalite_to_svg(json.dumps(spec))


def people_of_many_cases(cases: int = 5_000_000, of_peer: int = 10_000) -> Section:
    """Five million cases from the lake to names, beside the mixed model of statsmodels on what that one can do."""
    folder = many_cases(cases)
    section = Section(
        f"Bright spots, {cases / 1e6:,.0f} million cases of 2,000 people",
        "From the lake to those named: cases that stayed solved, adjusted for the mix, shrunken. statsmodels: a mixed logistic "
        f"model (variational Bayes) of the same outcome on the first {of_peer:,} cases, read from Parquet.",
    )
    section.runs = {
        f"statsmodels, {of_peer:,} cases": run(PEERS, "bench.peers.statsmodels_mixed", folder, of_peer),
        "Customer Hero, all cases": run(OURS_PYTHON, "bench.ours.bright_spots", folder / "lake"),
    }
    ours = section.runs["Customer Hero, all cases"]
    met = ours.seconds <= MOST_SECONDS and ours.peak_mb <= MOST_MB
    section.verdict = f"The aim was {MOST_SECONDS} seconds and {MOST_MB:,} MB." + ("" if met else " It is missed.")
    return section


def truth_known() -> Section:
    """The simulation with known truth, as a section without runs: its table stands in docs/methods/bright-spots.md."""
    lines = [*write(), "", *shared_work.write()]
    return Section("Bright spots where the truth is known", "\n".join(lines), verdict=f"Written to {PAGE.name}, too.")


def write(repetitions: int = REPETITIONS) -> list[str]:
    """Measure, and write the page's table and its picture."""
    started = time.process_time()
    lines = publish(measured(repetitions), repetitions)
    print(f"{time.process_time() - started:.0f} s of CPU")
    return lines


def publish(found: dict[str, dict[str, Tally]], repetitions: int) -> list[str]:
    """The page's table and picture of what was measured."""
    lines = table(found, repetitions)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(found), encoding="utf-8")
    if PAGE.exists():
        text = PAGE.read_text(encoding="utf-8")
        before, _, rest = text.partition(_BEGIN)
        _, _, after = rest.partition(_END)
        PAGE.write_text("\n".join([f"{before}{_BEGIN}", "", *lines, "", f"{_END}{after}"]), encoding="utf-8")
    return lines


if __name__ == "__main__":
    print("\n".join(write(int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS)))
