"""Files of events, and what a lake shows of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from customerhero.facts.lake import Lake

HEADER = "event_id,case_id,customer_id,happened_at,kind,team_id,person_id"
TABLES = ("events", "team_stays", "person_stays")
START = datetime.fromisoformat("2026-01-01")


def event_line(number: int) -> str:
    at = START + timedelta(minutes=number)
    return f"e{number},c{number // 6},k{number // 24},{at:%Y-%m-%d %H:%M},assigned,T{number % 5},p{number % 11}"


def events_file(file: Path, rows: int, first: int = 0) -> Path:
    """A CSV of events, some of whose times are not times."""
    lines = [event_line(number) for number in range(first, first + rows)]
    lines[1:2] = [f"bad{first},c0,k0,yesterday,opened,T1,p1"]
    file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return file


def shown(lake: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows a reader sees, in an order of their own; none when the lake holds nothing."""
    facts = Lake.open(lake).facts()
    rows = {name: getattr(facts, name).to_pyarrow().to_pylist() for name in TABLES}
    return {name: sorted(listed, key=repr) for name, listed in rows.items()}


def left_behind(lake: Path) -> list[str]:
    """What no finished import leaves in a lake's directory or beside it; `_scratch` goes with the next writer."""
    drafts = [path.name for path in [*lake.iterdir(), *lake.parent.iterdir()] if path.name.endswith(".draft")]
    return drafts + [path.name for path in lake.iterdir() if path.name == "_arrivals"]
