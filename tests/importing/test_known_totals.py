"""An import that would change a known total by more than it may asks before it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import ChangesError
from customerhero.facts.lake import Lake
from tests.importing.bringing import brought, known

HEADER = "customer_id,period,amount,currency"


def revenue(amounts: dict[str, int], prefix: str = "k") -> str:
    """Ten customers' revenue, so much in each month."""
    rows = [f"{prefix}{who},{month}-01,{amount},EUR" for month, amount in amounts.items() for who in range(10)]
    return "\n".join([HEADER, *rows, ""])


def cases(months: dict[str, int], prefix: str = "c") -> str:
    rows = [f"{prefix}{month}-{number},{month}-15" for month, many in months.items() for number in range(many)]
    return "\n".join(["case_id,opened_at", *rows, ""])


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (revenue({"2026-01": 30}), "2026-01: revenue of 1,000.00 EUR would become 300.00 EUR"),
        (revenue({"2026-02": 300}), "2026-02: revenue of 1,000.00 EUR would become 3,000.00 EUR"),
        (revenue({"2026-01": 100}, "other"), "2026-01: revenue of 1,000.00 EUR would become 2,000.00 EUR"),
        (revenue({"2026-01": -100}), "2026-01: revenue of 1,000.00 EUR would become -1,000.00 EUR"),
    ],
    ids=["less", "more in the newest month", "others in a month that is over", "below nought"],
)
def test_known_revenue_is_not_changed_without_a_yes(later: str, told: str, tmp_path: Path) -> None:
    brought(tmp_path, revenue({"2026-01": 100, "2026-02": 100}), "revenue")
    before = known(tmp_path, "revenue")
    with pytest.raises(ChangesError) as asked:
        brought(tmp_path, later, "revenue", "later.csv")
    assert told in asked.value.what
    assert "--accept-changes" in asked.value.remedy
    assert asked.value.changes[0]["month"] in told
    assert (known(tmp_path, "revenue"), len(Lake.open(tmp_path / "lake").history())) == (before, 1)
    receipt = brought(tmp_path, later, "revenue", "later.csv", accept_changes=True)
    assert receipt.tables["revenue"].changes


@pytest.mark.parametrize(
    "later",
    [
        revenue({"2026-01": 110}),
        revenue({"2026-02": 100}, "new"),
        revenue({"2026-03": 5, "2025-12": 7}),
        revenue({"2026-01": 1}).replace("EUR", "USD"),
    ],
    ids=["a little", "new customers in the newest month", "months not known", "another currency"],
)
def test_what_is_usual_goes_in_without_asking(later: str, tmp_path: Path) -> None:
    brought(tmp_path, revenue({"2026-01": 100, "2026-02": 100}), "revenue")
    assert brought(tmp_path, later, "revenue", "later.csv").tables["revenue"].read


def test_cases_of_a_month_that_is_over_ask_and_those_of_the_newest_do_not(tmp_path: Path) -> None:
    brought(tmp_path, cases({"2026-01": 20, "2026-02": 4}), "cases")
    assert brought(tmp_path, cases({"2026-02": 30}), "cases", "newest.csv").tables["cases"].written == 26
    with pytest.raises(ChangesError, match="2026-01: 20 cases would become 40"):
        brought(tmp_path, cases({"2026-01": 20}, "x"), "cases", "late.csv")
    moved = cases({"2026-01": 20}).replace(",2026-01", ",2025-12")
    with pytest.raises(ChangesError, match="2026-01: 20 cases would become 0"):
        brought(tmp_path, moved, "cases", "moved.csv")
