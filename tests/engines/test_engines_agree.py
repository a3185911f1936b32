"""Every question has the same answer on DuckDB and, over Spark Connect, on Sail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from customerhero.agenda import agenda, as_dict, question_named, questions
from customerhero.facts.collect import collect_all
from customerhero.facts.lake import Lake
from customerhero.facts.snapshot import Facts
from tests.realdata import shared_data

pytestmark = pytest.mark.spark

NAMES = [question.name for question in questions]


@pytest.fixture(scope="module")
def on_duckdb(demo_lake: Lake) -> Facts:
    return demo_lake.facts()


@pytest.fixture(scope="module")
def on_sail(demo_lake: Lake, sail: str) -> Facts:
    return demo_lake.facts(sail)


def comparable(value: Any) -> Any:
    """Sums of floats may differ in the last digits by the order of adding; nothing else may differ."""
    if isinstance(value, float | Decimal):
        return float(f"{value:.9g}") + 0.0
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dict):
        return {name: comparable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [comparable(one) for one in value]
    return value if not isinstance(value, date) else value.isoformat()


def answers(facts: Facts, name: str, options: Any) -> dict[str, Any]:
    question = question_named(name)
    rows = collect_all(question.ask(facts, options))
    return dict(question.judge(rows, options).as_dict())


def options_of(name: str) -> Any:
    kind = question_named(name).options
    if name == "autopsy":
        return kind(customer_id="C0000001")
    return kind(on="2026-06-01", where=(("rule", "R-17"),)) if name == "effect" else kind()


@pytest.mark.parametrize("name", NAMES)
def test_an_insight_is_the_same_on_both_engines(on_duckdb: Facts, on_sail: Facts, name: str) -> None:
    """Asked of all months; of one month the agenda asks them all."""
    options = options_of(name)
    assert comparable(answers(on_sail, name, options)) == comparable(answers(on_duckdb, name, options))


def test_the_whole_agenda_is_the_same_on_both_engines(on_duckdb: Facts, on_sail: Facts) -> None:
    assert comparable(as_dict(agenda(on_sail))) == comparable(as_dict(agenda(on_duckdb)))


def test_the_real_incident_log_is_the_same_on_both_engines(tmp_path: Any, sail: str) -> None:
    from customerhero.facts.importing import ImportOptions, import_file

    lake = Lake.create(tmp_path / "lake")
    import_file(shared_data("uci_incident/incident_event_log.csv.gz"), lake, ImportOptions("servicenow-history"))
    options = options_of("runaround")
    here = answers(lake.facts(), "runaround", options)
    assert here["handoffs"] == 19_087
    assert comparable(answers(lake.facts(sail), "runaround", options)) == comparable(here)


def test_facts_without_a_cases_table_are_the_same_on_both_engines(sail: str) -> None:
    from customerhero.facts.engines import open_engine
    from customerhero.facts.gathering import facts_of

    events = [
        {
            "event_id": str(at),
            "case_id": f"K{at // 5}",
            "customer_id": f"C{at // 5}",
            "team_id": team,
            "kind": "assigned",
            "happened_at": datetime.fromisoformat(f"2026-01-01T{at // 5:02}:{at:02}"),
        }
        for at, team in enumerate("ABABA" * 10)
    ]
    options = options_of("runaround")
    here = answers(facts_of({"events": events}), "runaround", options)
    there = answers(facts_of({"events": events}, open_engine(sail)), "runaround", options)
    assert here["ping_pongs"] == 30
    assert comparable(there) == comparable(here)
