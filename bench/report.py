"""BENCHMARKS.md: each figure beside its peer, with where and how it was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measuring import Run

PACKAGES = ("customerhero", "duckdb", "ibis-framework", "deltalake", "pyarrow")


@dataclass
class Section:
    """One comparison: what was done, the runs by name, and what they mean."""

    title: str
    about: str
    runs: dict[str, Run] = field(default_factory=dict)
    verdict: str = ""

    def ratio(self, peer: str, ours: str) -> float:
        """How many times longer the peer took."""
        return self.runs[peer].seconds / self.runs[ours].seconds

    def lines(self) -> list[str]:
        """The section as Markdown."""
        table = ["| | seconds | CPU seconds of the whole process | peak memory, MB |", "|---|---|---|---|"]
        table += [
            f"| {name} | {run.seconds:,.2f} | {run.cpu:,.1f} | {run.peak_mb:,.0f} |" for name, run in self.runs.items()
        ]
        return [f"## {self.title}", "", self.about, "", *(table if self.runs else []), "", self.verdict, ""]


def write(sections: list[Section], target: Path) -> None:
    """Write the report."""
    where = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    head = [
        "# Benchmarks",
        "",
        f"Written by `make bench`, last whole on {datetime.now(UTC):%Y-%m-%d}: {where}; {versions}. Peers, with their versions pinned in "
        "bench/peers.lock, run in an environment of their own, each in its own process, in turns with ours; the best of the "
        "rounds is shown. Seconds are of the work itself, without starting Python and importing packages; CPU and memory are of "
        "the whole process. Compare within a table only.",
        "",
    ]
    body = [line for section in sections for line in section.lines()]
    target.write_text("\n".join([*head, *body]).rstrip() + "\n", encoding="utf-8")


def renew(sections: list[Section], target: Path) -> None:
    """Put sections in the place of those of the same title, or at the end, and leave the others as they were measured."""
    head, *parts = target.read_text(encoding="utf-8").split("\n## ")
    old = {part.partition("\n")[0]: part for part in parts}
    old |= {section.title: "\n".join(section.lines()).removeprefix("## ").rstrip() + "\n" for section in sections}
    target.write_text("\n## ".join([head, *old.values()]).rstrip() + "\n", encoding="utf-8")
