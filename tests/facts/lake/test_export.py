"""What other tools read of a lake: the export, and the Delta tables as the documentation says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake
from customerhero.facts.lake.exporting import export
from tests.importing.bringing import brought

CUSTOMERS = "customer_id,segment\n" + "".join(f"k{number},old\n" for number in range(40))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Forty customers, two of whom a second import corrects."""
    brought(tmp_path, CUSTOMERS, "customers")
    brought(tmp_path, "customer_id,segment\nk1,new\nk3,new\n", "customers", "later.csv")
    return Lake.open(tmp_path / "lake")


def test_an_export_holds_each_key_once_as_it_is_known_now(lake: Lake, tmp_path: Path) -> None:
    assert export(lake, tmp_path / "out") == {"customers": 40}
    found = duckdb.sql(
        f"SELECT segment, count(*) FROM '{tmp_path / 'out' / 'customers.parquet'}' GROUP BY 1 ORDER BY 1"
    )
    assert found.fetchall() == [("new", 2), ("old", 38)]
    with pytest.raises(LakeError, match="is there already"):
        export(lake, tmp_path / "out")


def test_of_the_files_of_a_table_the_highest_batch_of_each_key_is_what_is_known(lake: Lake) -> None:
    files = f"read_parquet({lake.files('customers')})"
    newest = "QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY batch DESC) = 1"
    rows = duckdb.sql(f"SELECT segment FROM {files} {newest}").fetchall()
    assert (len(duckdb.sql(f"FROM {files}").fetchall()), sorted(rows)) == (42, [("new",)] * 2 + [("old",)] * 38)


def test_amounts_are_written_as_imported_though_rates_convert_what_is_asked(tmp_path: Path) -> None:
    paid = [(f"k{number}", "2026-01", amount, "EUR" if number else "USD") for number, amount in enumerate((10, 20, 30))]
    paid.append(("k0", "2026-01", 5, "EUR"))
    lines = "".join(f"{who},{month},{amount},{currency}\n" for who, month, amount, currency in paid)
    brought(tmp_path, f"customer_id,period,amount,currency\n{lines}", "revenue", "revenue.csv")
    rates = "period,from_currency,to_currency,rate\n2026-01,USD,EUR,0.5\n"
    brought(tmp_path, rates, "rates", "rates.csv")
    lake = Lake.open(tmp_path / "lake")
    facts = lake.facts()
    asked = facts.revenue.filter(facts.revenue.customer_id == "k0").to_pyarrow().to_pylist()
    assert [(row["amount"], row["currency"]) for row in asked] == [(10, "EUR")]
    assert export(lake, tmp_path / "out") == {"revenue": 4, "rates": 1}
    columns = "customer_id, strftime(period, '%Y-%m'), amount, currency"
    written = duckdb.sql(f"SELECT {columns} FROM '{tmp_path / 'out' / 'revenue.parquet'}'").fetchall()
    assert sorted(written) == sorted(paid)
