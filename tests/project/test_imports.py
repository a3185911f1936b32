"""Starting costs little, and the library needs neither pandas nor Spark."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "ibis",
    "duckdb",
    "pyarrow",
    "deltalake",
    "pandas",
    "numpy",
    "sklearn",
    "lifelines",
    "django",
    "typst",
    "vl_convert",
)

BLOCK_PANDAS = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pandas", "pyspark"):
            raise ImportError(name + " is not installed")
sys.meta_path.insert(0, Refuse())
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["customerhero", "customerhero.cli.main"])
def test_starting_loads_nothing_heavy(module: str) -> None:
    loaded = run(f"import sys, {module}; print(' '.join(sys.modules))").split()
    assert not set(HEAVY) & set(loaded)


def test_an_insight_is_answered_without_pandas_or_spark() -> None:
    code = (
        BLOCK_PANDAS
        + """
from datetime import datetime
from customerhero.facts.gathering import facts_of
from customerhero.facts.collect import collect_all
from customerhero.insight import runaround
events = [dict(event_id=str(i), case_id="c", customer_id="k", happened_at=datetime(2026, 1, 1, i), kind="assigned",
               team_id=team) for i, team in enumerate("ABACA")]
options = runaround.Options()
answer = runaround.judge(collect_all(runaround.ask(facts_of({"events": events}), options)), options)
print(answer.numbers["handoffs"], answer.numbers["ping_pongs"])
"""
    )
    assert run(code).split() == ["4", "2"]
