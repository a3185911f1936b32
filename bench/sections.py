"""The comparisons."""

from __future__ import annotations

import shutil

from bench.cluster import spark_cluster
from bench.companies import DATA, company, export
from bench.measuring import OURS, PEERS, Run, interleaved, run
from bench.report import Section

SCRATCH = DATA / "scratch"
FEW, MANY = (20_000, 1_000_000), (200_000, 10_000_000)
SAME = ("handoffs", "cases_with_handoff", "cases_3_owners", "ping_pongs", "return_cases")


def importing(rounds: int = 2) -> Section:
    """Import of a CSV against the bare copy of the same file."""
    source = export(2_000_000)
    section = Section(
        "Import",
        f"A CSV of 2 million events ({source.stat().st_size / 1e6:,.0f} MB) into a new lake: read, mapped, checked, written "
        "durably, stays derived; beside DuckDB's bare `COPY (FROM read_csv(...)) TO parquet`, which does none of that.",
    )
    for _ in range(rounds):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        now = {
            "DuckDB, bare copy": run(OURS, "bench.peers.copy_csv", source, SCRATCH / "copy.parquet"),
            "Customer Hero, import": run(OURS, "bench.ours.import_csv", source, SCRATCH / "lake"),
        }
        section.runs = {name: min(each, section.runs.get(name, each), key=_seconds) for name, each in now.items()}
    ours = section.runs["Customer Hero, import"]
    times = 1 / section.ratio("DuckDB, bare copy", "Customer Hero, import")
    section.verdict = (
        f"{ours.told['rows'] / ours.seconds:,.0f} rows a second, {times:.1f} times the bare copy's time. "
        "The aim was at most 2 times." + ("" if times <= 2 else " It is missed.")
    )
    return section


def friction(size: tuple[int, int], rounds: int) -> Section:
    """The runaround measures against PM4Py and pandas."""
    folder = company(*size)
    file, lake = folder / "data" / "events.parquet", folder / "lake"
    section = Section(
        f"Runaround, {size[1] / 1e6:,.0f} million events",
        "PM4Py: hand-over of work network and rework cases. pandas: network, hand-offs, owners, ping-pongs, returns, as an "
        "analyst would write them. Ours three times: the same measures from the events; from the stays that the lake keeps; "
        "and the whole insight (also linked cases, routes, prices, trend, findings).",
    )
    section.runs = interleaved(
        rounds,
        **{
            "PM4Py, network and rework": (PEERS, "bench.peers.pm4py_friction", file),
            "pandas, the same measures": (PEERS, "bench.peers.pandas_friction", file),
            "Customer Hero, the same measures from events": (OURS, "bench.ours.measures", lake, "events"),
            "Customer Hero, the same measures from kept stays": (OURS, "bench.ours.measures", lake, "kept"),
            "Customer Hero, whole insight": (OURS, "bench.ours.friction", lake),
        },
    )
    for name in section.runs:
        if name.startswith("Customer Hero"):
            _same(section.runs["pandas, the same measures"], section.runs[name])
    whole = section.ratio("PM4Py, network and rework", "Customer Hero, whole insight")
    events = section.ratio("PM4Py, network and rework", "Customer Hero, the same measures from events")
    kept = section.ratio("PM4Py, network and rework", "Customer Hero, the same measures from kept stays")
    pandas = section.ratio("pandas, the same measures", "Customer Hero, the same measures from kept stays")
    section.verdict = (
        f"All counts equal pandas'. PM4Py takes {kept:.1f} times as long as the same measures from the stays a lake keeps, "
        f"{events:.1f} times as long as from the events, and {whole:.1f} times as long as the whole insight, which tells far "
        f"more; pandas takes {pandas:.1f} times as long as the same measures from kept stays. The aim was 20 times PM4Py."
        + ("" if kept >= 20 else " It is missed.")
    )
    return section


def retention(rounds: int = 3) -> Section:
    """Retention of a million customers against lifelines."""
    folder = company(1_000_000, 1_000)
    section = Section(
        "Retention, 1 million customers",
        "Kaplan-Meier with delayed entry, of all and of each segment, and the log-rank test (lifelines' knows no delayed entry). "
        "lifelines reads the same Parquet file through pandas; ours starts at the lake and also tells months, expected months and findings.",
    )
    section.runs = interleaved(
        rounds,
        **{
            "lifelines": (
                PEERS, "bench.peers.lifelines_retention", folder / "data" / "customers.parquet", "2024-11-01", "2026-10-31",
            ),
            "Customer Hero, whole insight": (OURS, "bench.ours.retention", folder / "lake"),
        },
    )  # fmt: skip
    times = section.ratio("lifelines", "Customer Hero, whole insight")
    section.verdict = f"lifelines takes {times:.1f} times as long. The aim was 20 times." + (
        "" if times >= 20 else " It is missed."
    )
    return section


def whole_agenda(rounds: int = 2) -> Section:
    """The agenda against the bare scan of the columns it reads."""
    lake = company(*MANY) / "lake"
    section = Section(
        "The whole agenda, 10 million events",
        "Nine questions, ranked, against a scan that only hashes the columns they read.",
    )
    section.runs = interleaved(
        rounds,
        **{
            "bare scan": (OURS, "bench.peers.scan", lake),
            "Customer Hero, agenda": (OURS, "bench.ours.agenda", lake),
        },
    )
    times = 1 / section.ratio("bare scan", "Customer Hero, agenda")
    section.verdict = f"The agenda takes {times:.1f} times the scan. The aim was under 15 times." + (
        "" if times < 15 else " It is missed."
    )
    return section


def cluster() -> Section:
    """A smoke run on Apache Spark with two executor processes."""
    lake = company(2_000, 60_000) / "lake"
    section = Section(
        "Apache Spark, a smoke run",
        "The runaround of the demo company (60,000 events) on an Apache Spark local cluster with two executor processes over "
        "Spark Connect, against DuckDB. It shows that the answers are the same, not how fast a cluster is.",
    )
    with spark_cluster() as address:
        section.runs["Apache Spark, two executors"] = run(OURS, "bench.ours.friction", lake, address)
    section.runs["DuckDB"] = run(OURS, "bench.ours.friction", lake)
    _same(section.runs["DuckDB"], section.runs["Apache Spark, two executors"])
    section.verdict = "All counts are equal."
    return section


def _same(one: Run, other: Run) -> None:
    for name in SAME:
        if one.told[name] != other.told[name]:
            raise SystemExit(f"{name} differs: {one.told[name]} and {other.told[name]}")


def _seconds(each: Run) -> float:
    return each.seconds
