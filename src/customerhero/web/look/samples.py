"""Invented figures for the page of components: one of each kind, in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from customerhero.charts import css_palette, network
from customerhero.charts.network import Lead, Leads
from customerhero.findings import Caveat, Change, Evidence, Finding, Interval, Measure, Money, Picture, Subject
from customerhero.web.look.icons import ICONS
from customerhero.web.look.tables import Column

_WILSON: Final = "Wilson"
_RUNAROUND: Final = Measure("runaround_rate", 12.4, "per 100 cases", 1204, Interval(10.6, 14.4, _WILSON))
WORSE: Final = Change(9.1, 1180, 3.3, Interval(0.8, 5.8, "Newcombe"), "worse")
BETTER: Final = Change(7.2, 1180, -2.1, Interval(-3.9, -0.4, "Newcombe"), "better")
STEADY: Final = Change(4.1, 1180, 0.2, Interval(-1.1, 1.6, "Newcombe"), "no detectable change")
UNKNOWN: Final = Change(4.1, 18, 0.2, None, "not enough data yet")
FLOWS: Final = Picture(
    "flows",
    "hand_overs",
    ("from", "to", "cases"),
    (
        ("First line", "Billing", 120),
        ("Billing", "First line", 64),
        ("First line", "Contracts", 88),
        ("Contracts", "Billing", 41),
        ("Billing", "Collections", 30),
        ("Collections", "Contracts", 18),
        ("Contracts", "Field service", 22),
        ("Field service", "First line", 15),
    ),
)


@dataclass(frozen=True)
class SampleTile:
    """A tile of the page of components."""

    measure: Measure
    change: Change | None
    trend: tuple[float | None, ...]
    tone: str


def sample_tiles() -> list[SampleTile]:
    """A tile of each verdict."""
    tug = Measure("tug_of_war_rate", 5.1, "per 100 asks", 870, Interval(3.8, 6.8, _WILSON))
    lost = Measure("lost customers", 2.3, "per 100", 4810, Interval(1.9, 2.8, _WILSON))
    nps = Measure("NPS", None, "points", 18)
    return [
        SampleTile(_RUNAROUND, WORSE, (8.0, 8.4, 7.9, 8.8, 9.4, 9.0, 9.1, 12.4), "hurt"),
        SampleTile(tug, BETTER, (7.9, 7.5, 7.8, 7.1, 7.4, 6.6, 7.2, 5.1), "accent"),
        SampleTile(lost, STEADY, (2.1, 2.4, 2.0, 2.6, 2.2, 2.4, 2.1, 2.3), "accent"),
        SampleTile(nps, UNKNOWN, (), "accent"),
    ]


def sample_findings() -> list[Finding]:
    """One that hurts, one that is good, and one that is neither."""
    hurts = Finding(
        "runaround", Subject("route", "First line > Billing > First line", "First line → Billing → First line"), "hurt",
        "2026-10", _RUNAROUND, 143, Money(47_441, "EUR"), WORSE, (Caveat("few_months", {"months": 2}),),
        Evidence(("C-1044", "C-1071", "C-1102"), (), "hero insight runaround --month 2026-10"), FLOWS,
    )  # fmt: skip
    good = Finding(
        "bright_spots", Subject("person", "P-001", "Alice Moreau"), "good", "2026-10",
        Measure("bright_solved", 71.2, "per 100 cases", 122, Interval(64.1, 78.1, "posterior", 0.9)), 58, None, BETTER,
    )  # fmt: skip
    neutral = Finding(
        "voice", Subject("moment", "answer", "Answers to the survey"), "neutral", "2026-10",
        Measure("nps", 31.0, "points", 214, Interval(24.2, 37.8, "normal")), 214, None, STEADY,
    )  # fmt: skip
    return [hurts, good, neutral]


def sample_network() -> str:
    """A hand-over network whose teams and ways can be walked by keyboard."""
    ways = {(str(a), str(b)): Lead("#pictures", f"{a} to {b}: {n} cases") for a, b, n in FLOWS.rows}
    teams = {name: Lead("#pictures", name) for way in ways for name in way}
    return network(FLOWS, css_palette(), "hurt", leads=Leads(teams, ways))


def icon_names() -> list[str]:
    """Every icon."""
    return list(ICONS)


COLUMNS: Final = (
    Column("id", "Route", "id"),
    Column("route", "Teams", "text"),
    Column("share", "Of 100 cases", "number"),
    Column("cases", "Cases", "whole"),
    Column("revenue", "Revenue touched", "money"),
    Column("since", "Since", "month"),
)
ROWS: Final[list[dict[str, Any]]] = [
    {
        "id": f"R-{place:03d}",
        "route": route,
        "share": share,
        "cases": cases,
        "revenue": Money(revenue, "EUR"),
        "since": since,
    }
    for place, (route, share, cases, revenue, since) in enumerate(
        (
            ("First line → Billing → First line", 12.4, 143, 47_441, "2026-03"),
            ("Contracts → Billing → Contracts", 6.9, 81, 21_300, "2026-05"),
            ("First line → Contracts → Billing → First line", 3.2, 38, 18_940, "2025-11"),
            ("Billing → Collections → Contracts", 1.8, 21, 9_120, "2026-08"),
            ("Contracts → Field service → Contracts", 1.6, 19, 8_870, "2026-06"),
            ("Field service → First line → Field service", 1.2, 14, 6_410, "2026-01"),
            ("First line → Field service → First line", 1.1, 13, 6_020, "2025-12"),
            ("Collections → Billing → Collections", 0.9, 11, 4_300, "2026-09"),
            ("Billing → Contracts → Billing", 0.7, 8, 3_950, "2026-02"),
        ),
        start=1,
    )
]
