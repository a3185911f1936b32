"""Two sources that each know something of the same rows: neither wipes out what only the other knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Counts, Lake

STRIPE = {
    "customer.csv": (
        "id,created,delinquent,invoice_prefix,name\nc1,1600000000,false,AB,Kay\nc2,1600000000,false,AC,Ann\n"
    ),
    "subscription.csv": (
        "id,customer_id,created,start_date,canceled_at,ended_at,current_period_end,status\n"
        "s1,c1,1600000000,1600000000,1700000000,1700000000,1700000000,canceled\n"
    ),
}
PLAIN = {
    "crm.csv": "customer_id,name,segment,left_at\nc1,Kay,gold,2026-01-02\nc2,Ann,blue,\n",
    "desk.csv": "customer_id,name\nc1,Kay\nc2,Ann\n",
}


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def taken(name: str, text: str, mapping: str) -> Counts:
    Path(name).write_text(text, encoding="utf-8")
    return import_file(Path(name), Path("lake"), ImportOptions(mapping)).tables["customers"]


def customers() -> dict[str, dict[str, Any]]:
    rows = Lake.open("lake").facts().tables["customers"].to_pyarrow().to_pylist()
    return {row["customer_id"]: row for row in rows}


@pytest.mark.parametrize("order", [list(STRIPE), list(STRIPE)[::-1]], ids=" then ".join)
def test_customers_and_subscriptions_come_in_either_order(order: list[str]) -> None:
    for name in order:
        taken(name, STRIPE[name], "stripe-subscriptions")
    found = customers()
    assert {who: row["name"] for who, row in found.items()} == {"c1": "Kay", "c2": "Ann"}
    assert [who for who, row in found.items() if row["left_at"]] == ["c1"]


@pytest.mark.parametrize("order", [list(PLAIN), list(PLAIN)[::-1]], ids=" then ".join)
def test_a_list_that_knows_less_leaves_the_rest_as_it_is_known(order: list[str]) -> None:
    for name in order:
        counts = taken(name, PLAIN[name], "customers")
    found = customers()
    assert {who: row["segment"] for who, row in found.items()} == {"c1": "gold", "c2": "blue"}
    assert [who for who, row in found.items() if row["left_at"]] == ["c1"]
    assert counts == (Counts(2, unchanged=2) if order[-1] == "desk.csv" else Counts(2, corrected=2))


def test_a_column_that_is_there_and_empty_says_so() -> None:
    taken("crm.csv", PLAIN["crm.csv"], "customers")
    taken("back.csv", "customer_id,left_at\nc1,\n", "customers")
    assert (customers()["c1"]["left_at"], customers()["c1"]["segment"]) == (None, "gold")
