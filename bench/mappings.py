"""Wrong mappings by the thousand: none harms, and each is told."""

from __future__ import annotations

from bench.measuring import OURS, run
from bench.report import Section

SEEDS, MANY = (1, 2, 3, 4, 5), 1_000


def wrong_mappings() -> Section:
    """The fuzz of the tests, much longer."""
    section = Section(
        "Wrong mappings",
        f"{len(SEEDS) * MANY:,} mappings, each the whole of what a mapping can say with one to three things wrong (dropped, "
        "renamed, doubled, another type, signs of SQL, our own placeholders, ways to a file), applied to five odd rows. Each "
        "must end in a sentence or go well, and nothing outside its folder may be read or written.",
    )
    for seed in SEEDS:
        section.runs[f"{MANY:,} mappings, seed {seed}"] = run(OURS, "bench.ours.wrong_mappings", seed, MANY)
    ends = [each.told["ends"] for each in section.runs.values()]
    by_engine = sum(each.get("MappingError of the engine", 0) for each in ends)
    section.verdict = (
        f"{sum(each.get('well', 0) for each in ends):,} went well, {sum(each.get('MappingError', 0) for each in ends):,} ended "
        f"in a sentence with its place, {by_engine:,} in one of the engine's. The aim for the last was 0."
    )
    return section
