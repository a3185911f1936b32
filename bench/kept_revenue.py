"""How often the interval of net revenue retention holds the truth, by simulation in which it is known."""

from __future__ import annotations

from itertools import product

import numpy as np

from bench.report import Section
from customerhero.findings.intervals import Z95
from customerhero.insight.growth.nrr import Kept

DRAWS = 1000
SPREADS = {"alike": 0.0, "sd 1 on the log scale": 1.0, "sd 1.5": 1.5}
LOSSES = {"1 % a month": 0.01, "3 % a month": 0.03}
CHANGES = ("nobody else changes", "3 of 10 pay more or less", "1 of 20 pays twice as much")
SIZES = (8, 20, 50, 200)


def revenue_kept() -> Section:
    """Coverage by size, amounts, losses and changes: ours beside the linearised ratio that was used before."""
    rows = [
        f"| {spread} | {loss} | {change} | "
        + " | ".join(_cell(SPREADS[spread], LOSSES[loss], change, n) for n in SIZES)
        + " |"
        for spread, loss, change in product(SPREADS, LOSSES, CHANGES)
    ]
    head = [
        "| amounts | losses | those who stay | " + " | ".join(f"n = {n}" for n in SIZES) + " |",
        "|---" * (3 + len(SIZES)) + "|",
    ]
    return Section(
        "Net revenue retention, how sure",
        f"Share of {DRAWS:,} draws whose 95 % interval holds the true NRR of a year, the linearised ratio's in brackets.",
        verdict="\n".join([*head, *rows]),
    )


def _cell(spread: float, monthly: float, change: str, n: int) -> str:
    rng = np.random.default_rng(n)
    lost = 1 - (1 - monthly) ** 12
    held = np.array([_held(rng, n, spread, lost, change) for _ in range(DRAWS)])
    ours, before = held.mean(axis=0)
    return f"{ours:.2f} ({before:.2f})"


def _held(rng: np.random.Generator, n: int, spread: float, lost: float, change: str) -> tuple[bool, bool]:
    before = np.exp(rng.normal(0, spread, n))
    factor, mean = _factors(rng, n, change)
    now = np.where(rng.random(n) < lost, 0.0, before * factor)
    truth, paying = 100 * (1 - lost) * mean, now > 0
    low, high = Kept(
        n, before.sum(), (before**2).sum(), int(paying.sum()), before[paying].sum(), (before[paying] ** 2).sum(),
        now.sum(), (now**2).sum(), (now * before).sum(),
    ).ends(Z95)  # fmt: skip
    ratio = now.sum() / before.sum()
    half = 100 * Z95 * np.sqrt(((now - ratio * before) ** 2).sum() * n / (n - 1)) / before.sum()
    return low <= truth <= high, bool(abs(100 * ratio - truth) <= half)


def _factors(rng: np.random.Generator, n: int, change: str) -> tuple[np.ndarray, float]:
    """What each who stays pays for each unit of before, and the mean of it."""
    if change == CHANGES[1]:
        return np.where(rng.random(n) < 0.3, np.exp(rng.normal(0.02, 0.2, n)), 1.0), 0.7 + 0.3 * np.exp(0.04)
    if change == CHANGES[2]:
        return np.where(rng.random(n) < 0.05, 2.0, 1.0), 1.05
    return np.ones(n), 1.0
