"""One calendar for every measure: the months of the organisation's clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.agenda import ask_one
from customerhero.errors import QuestionError
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.insight.losses import Options as Losses

MAPPING = """
name: ours
zone: {zone}
files:
  - name: customers
    recognise: [left]
    tables:
      - table: customers
        columns: {{customer_id: id, joined_at: joined, left_at: left}}
  - name: revenue
    recognise: [amount]
    tables:
      - table: revenue
        columns: {{customer_id: id, period: at, amount: amount, currency: {{constant: EUR}}}}
"""


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A customer who left within the first hour of February by its own clock, and paid in January and February."""
    bring(tmp_path, "Europe/Amsterdam")
    return tmp_path / "lake"


def bring(folder: Path, zone: str) -> None:
    """Both files into the lake of a folder."""
    (folder / "ours.yaml").write_text(MAPPING.format(zone=zone))
    customers = "id,joined,left\nA,2023-05-01,2024-02-01 00:40\nB,2023-05-01,\nC,2023-05-01 10:00,\n"
    (folder / "customers.csv").write_text(customers)
    paid = "A,2024-01-05 10:00,100\nA,2024-02-01 00:20,100\nB,2024-01-31,50\nB,2024-02-29,50\nC,2024-02-29 23:50,1\n"
    (folder / "revenue.csv").write_text(f"id,at,amount\n{paid}")
    for name in ("customers", "revenue"):
        options = ImportOptions(str(folder / "ours.yaml"), refused_to=folder / "refused.csv")
        import_file(folder / f"{name}.csv", folder / "lake", options)


def test_a_leaving_and_the_revenue_of_that_day_are_of_one_month(lake: Path) -> None:
    opened = Lake.open(lake)
    assert opened.zone() == "Europe/Amsterdam"
    lost = ask_one(opened.facts(zone=opened.zone()), "losses", Losses(month="2024-02", smallest_group=1)).numbers
    assert lost["lost"] == 1
    assert lost["zone"] == "Europe/Amsterdam"
    assert lost["value_lost"] == 200


def test_another_zone_can_be_named_for_the_organisation(lake: Path) -> None:
    opened = Lake.open(lake)
    assert opened.zone("America/New_York") == "America/New_York"
    facts = opened.facts(zone="America/New_York")
    assert ask_one(facts, "losses", Losses(month="2024-01")).numbers["lost"] == 1
    with pytest.raises(QuestionError, match="no time zone 'Europe/Atlantis'"):
        opened.zone("Europe/Atlantis")


def test_two_zones_of_sources_leave_it_at_utc_until_one_is_named(tmp_path: Path) -> None:
    bring(tmp_path, "Europe/Amsterdam")
    (tmp_path / "customers.csv").write_text("id,joined,left\nD,2023-05-01 08:00,\n")
    (tmp_path / "ours.yaml").write_text(MAPPING.format(zone="Asia/Tokyo"))
    import_file(tmp_path / "customers.csv", tmp_path / "lake", ImportOptions(str(tmp_path / "ours.yaml")))
    assert Lake.open(tmp_path / "lake").zone() == "UTC"
    assert Lake.open(tmp_path / "lake").zone("Asia/Tokyo") == "Asia/Tokyo"


def test_the_receipt_says_in_which_zone_times_are_read(tmp_path: Path) -> None:
    bring(tmp_path, "Europe/Amsterdam")
    notes = Lake.open(tmp_path / "lake").history()[0].notes
    assert {"code": "zone", "value": "Europe/Amsterdam"}.items() <= notes[0].items()
    assert notes[0]["first"]
