"""What noticing damage costs, and many kills of whatever writes to a lake."""

from __future__ import annotations

import random
import shutil

from bench.companies import DATA, company
from bench.measuring import OURS, interleaved
from bench.report import Section
from customerhero.facts.lake import Lake
from tests.facts.lake.killed_keeper import rounds_of_killing

SIZE = (20_000, 1_000_000)
ROUNDS = 230


def checksums(rounds: int = 3) -> Section:
    """The agenda beside the checksums of what it reads, which are part of it."""
    lake = company(*SIZE) / "lake"
    section = Section(
        f"Checksums, {SIZE[1] / 1e6:,.0f} million events",
        "The whole agenda; the comparison of every file it reads with its checksum alone, which the agenda contains; and "
        "`hero lake check`, which reads older versions too, counts all rows and derives the stays again.",
    )
    section.runs = interleaved(
        rounds,
        **{
            "Customer Hero, agenda": (OURS, "bench.ours.agenda", lake),
            "its checksums alone": (OURS, "bench.ours.checksums", lake),
            "Customer Hero, lake check": (OURS, "bench.ours.checking", lake),
        },
    )
    share = section.runs["its checksums alone"].seconds / section.runs["Customer Hero, agenda"].seconds
    size = section.runs["its checksums alone"].told["bytes"] / 1e6
    section.verdict = f"Comparing {size:,.0f} MB is {share:.1%} of the agenda's time. The aim was at most 5 %." + (
        "" if share <= 0.05 else " It is missed."
    )
    return section


def kills() -> Section:
    """Imports, compactions, erasures, undoings and repairs killed at any of their syncs, one after another."""
    folder = DATA / "kills"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tally = rounds_of_killing(Lake.create(folder / "lake"), random.Random(9), ROUNDS)
    told = ", ".join(f"{count} of {kind}" for kind, count in sorted(tally.killed.items()))
    return Section(
        "Kills of the lake's writers",
        f"{tally.rounds} writes, each killed (SIGKILL) at a random sync and then done again: {told}. After each kill the lake is "
        "read, after each repetition looked through (`hero lake check`).",
        verdict=f"{sum(tally.killed.values())} kills; lost, doubled, half there or damaged: {len(tally.wrong)}."
        + "".join(f" {wrong}." for wrong in tally.wrong[:5]),
    )
