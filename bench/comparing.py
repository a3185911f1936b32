"""How sure months and groups are compared, by simulation in which the truth is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.measuring import ROOT
from bench.report import Section
from customerhero.agenda.changed import Verdicts
from customerhero.findings import Answer, Change, Table
from customerhero.findings.clusters import Repeats
from customerhero.findings.intervals import wilson
from customerhero.findings.scores import net_promoter

Numbers = NDArray[np.float64]
PAGE: Final = ROOT / "docs" / "methods" / "comparison.md"
SHARES: Final = np.array([0.5, 0.3, 0.2])
"""Promoters, passives and detractors: a true NPS of 30."""
FIGURES: Final = (
    ("runaround", "runaround_cases", "cases", 1200, 0.11),
    ("tug_of_war", "tugs", "asks", 900, 0.05),
    ("losses", "lost", "customers", 2000, 0.015),
    ("recontact", "recontacts", "cases", 1100, 0.12),
    ("promises", "broken", "promised", 250, 0.2),
    ("last_resort", "last_resort", "noticed", 35, 0.3),
)
"""Insight, counted, of what, how many a month, and the true share."""
NPS: Final = "voice/organisation/nps"


@dataclass(frozen=True)
class World:
    """How months differ though nothing happened: moods of a month, half of them left from the one before, and a season.

    Both in standard deviations (amplitudes) of a tenth of a share and of three points of NPS.
    """

    name: str
    mood: float
    season: float

    def months(self, chance: np.random.Generator, months: int) -> Numbers:
        moods = [chance.normal()]
        for _ in range(months - 1):
            moods.append(0.5 * moods[-1] + chance.normal() * np.sqrt(0.75))
        year = 2 * np.pi * (np.arange(months) + chance.integers(12)) / 12
        return np.asarray(self.mood * np.array(moods) + self.season * np.sin(year))


WORLDS: Final = (World("calm", 0, 0), World("moods", 1, 0), World("season", 0, 1.4), World("moods and season", 1, 1.4))


def comparing(draws: int = 400) -> Section:
    """Intervals of customers who repeat, false changes, falls that are told and their size, and drifts."""
    chance = np.random.default_rng(11)
    parts = {"coverage": list(_coverage(chance, draws)), "changes": list(_false(chance, draws))}
    parts |= {"falls": list(_falls(chance, draws)), "courses": list(_courses(chance, draws))}
    for part, lines in parts.items():
        _publish(part, lines)
    told = "\n\n".join("\n".join(lines) for lines in parts.values())
    return Section("Comparing months and groups", told, verdict=f"{draws} draws of each row.")


def _coverage(chance: np.random.Generator, draws: int) -> Iterator[str]:
    yield "| answers of each customer | alike | customers | NPS | share | NPS as if independent |"
    yield "|---|---|---|---|---|---|"
    for each in (1.0, 1.2, 3.0, 20.0):
        for alike in (0.1, 0.5):
            for customers in (15, 50, 300):
                held = np.mean([_held(chance, each, alike, customers) for _ in range(draws)], axis=0)
                yield f"| {each:g} | {alike:g} | {customers} | " + " | ".join(f"{share:.3f}" for share in held) + " |"


def _held(chance: np.random.Generator, each: float, alike: float, customers: int) -> tuple[bool, bool, bool]:
    sizes = np.full(customers, int(each)) if each in (1.0, 20.0) else 1 + chance.poisson(each - 1, customers)
    leaning = chance.dirichlet(SHARES * (1 - alike) / alike, customers)
    given = np.array([chance.multinomial(size, share) for size, share in zip(sizes, leaning, strict=True)])
    n, high, low = int(sizes.sum()), int(given[:, 0].sum()), int(given[:, 2].sum())
    worth = _sums(given[:, 0] - given[:, 2], sizes, high + low).worth
    nps, plain = net_promoter(high, low, n, worth=worth), net_promoter(high, low, n)
    share = wilson(high, n, 100.0, worth=_sums(given[:, 0], sizes, high).worth)
    assert nps and plain and share
    return (
        nps.interval.low <= 30 <= nps.interval.high,
        share.low <= 50 <= share.high,
        plain.interval.low <= 30 <= plain.interval.high,
    )


def _sums(totals: NDArray[np.int64], sizes: NDArray[np.int64], squares: int) -> Repeats:
    return Repeats(
        int(sizes.sum()), int(totals.sum()), squares, int((totals**2).sum()), int((sizes**2).sum()),
        int((totals * sizes).sum()),
    )  # fmt: skip


def _false(chance: np.random.Generator, draws: int) -> Iterator[str]:
    yield "| months known | " + " | ".join(world.name for world in WORLDS) + " |"
    yield "|---" * (len(WORLDS) + 1) + "|"
    for months in (7, 13, 25):
        told = [np.mean([bool(_moved(_company(chance, world, months))) for _ in range(draws)]) for world in WORLDS]
        yield f"| {months} | " + " | ".join(f"{share:.3f}" for share in told) + " |"


def _falls(chance: np.random.Generator, draws: int) -> Iterator[str]:
    yield "| true fall | told, 100 answers | told, 300 answers | plain size | told size | interval holds the truth |"
    yield "|---|---|---|---|---|---|"
    for size in (7, 10, 15, 20, 24):
        few = [_nps(chance, 100, _step(size)) for _ in range(draws)]
        many = [_nps(chance, 300, _step(size)) for _ in range(draws)]
        told = [change for change in many if change.verdict == "worse"]
        plain = np.mean([change.plain or 0.0 for change in told])
        held = np.mean([change.interval.low <= -size <= change.interval.high for change in told if change.interval])
        shares = [np.mean([change.verdict == "worse" for change in changes]) for changes in (few, many)]
        yield (
            f"| {size} | {shares[0]:.2f} | {shares[1]:.2f} | {-plain:.1f} | "
            f"{-np.mean([change.difference for change in told]):.1f} | {held:.2f} |"
        )


def _courses(chance: np.random.Generator, draws: int) -> Iterator[str]:
    yield "| what happened, 300 answers a month | told as a drift | as a level since before | as a fall of this month |"
    yield "|---|---|---|---|"
    for months in (3, 4, 5, 6, 8, 10):
        drift = np.concatenate([np.zeros(13 - months), -3.5 * np.arange(1, months + 1)])
        yield _course(chance, draws, f"3.5 points a month for {months} months", drift)
    for ago in (0, 1, 2, 3):
        step = np.where(np.arange(13) >= 12 - ago, -15.0, 0.0)
        yield _course(chance, draws, f"15 points at once, {ago} months before" if ago else "15 points this month", step)


def _course(chance: np.random.Generator, draws: int, name: str, levels: Numbers) -> str:
    changes = [_nps(chance, 300, levels) for _ in range(draws)]
    counted = Counter(change.course for change in changes if change.verdict == "worse")
    return f"| {name} | " + " | ".join(f"{counted[kind] / draws:.2f}" for kind in ("drift", "level", "month")) + " |"


def _step(size: float) -> Numbers:
    return np.array([0.0] * 12 + [-size])


def _nps(chance: np.random.Generator, n: int, levels: Numbers) -> Change:
    return _company(chance, WORLDS[0], len(levels), n, levels).changes[NPS]


def _moved(verdicts: Verdicts) -> list[str]:
    return [key for key, change in verdicts.changes.items() if change.verdict in ("better", "worse")]


def _company(
    chance: np.random.Generator, world: World, months: int, n: int = 300, levels: Numbers | None = None
) -> Verdicts:
    """The verdicts on a company's newest month; it grows by 2 % a month and has so many answers a month."""
    names = [f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(months)]
    answers = []
    for insight, hits, of, size, share in FIGURES:
        sizes = chance.poisson(size * 1.02 ** np.arange(months))
        counted = chance.binomial(sizes, np.clip(share * np.exp(0.1 * world.months(chance, months)), 0, 0.9))
        rows = tuple((name, int(hit), int(one)) for name, hit, one in zip(names, counted, sizes, strict=True))
        answers.append(Answer(insight, {}, {"months": Table(("month", hits, of), rows)}))
    points = 30 + 3 * world.months(chance, months) + (0 if levels is None else levels)
    answers.append(_voice(chance, names, points, n))
    return Verdicts.of(answers, [], names[-1])


def _voice(chance: np.random.Generator, names: list[str], points: Numbers, n: int) -> Answer:
    rows = []
    for name, level in zip(names, points, strict=True):
        promoters = (0.7 + float(np.clip(level, -69, 69)) / 100) / 2
        high, _, low = chance.multinomial(n, [promoters, 0.3, 0.7 - promoters])
        rows.append((name, "NPS", int(high), int(low), n))
    columns = ("month", "measure", "happy", "unhappy", "n")
    return Answer("voice", {}, {"months": Table(columns, tuple(rows)), "measures": Table(("measure",), (("NPS",),))})


def _publish(part: str, lines: list[str]) -> None:
    begin, end = f"<!-- measured by bench/comparing.py: {part} -->", "<!-- end -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    PAGE.write_text("\n".join([before + begin, "", *lines, "", end + rest.partition(end)[2]]), encoding="utf-8")
