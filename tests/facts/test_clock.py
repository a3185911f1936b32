"""Days and months are those of the organisation's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from customerhero.facts.calendar import shown_at, to_utc
from customerhero.facts.clock import Clock, changes_of, on_clock
from customerhero.facts.collect import collect
from customerhero.facts.gathering import facts_of

ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
EPOCH = datetime.combine(date(1970, 1, 1), time())
YEAR_US = 365 * 86_400 * 1_000_000
AROUND = [timedelta(microseconds=us) for us in (-1, 0, 1)]


@pytest.mark.parametrize("zone", ZONES)
def test_times_are_those_that_the_clock_shows(zone: str) -> None:
    chance = Random(zone)
    moments = [EPOCH.replace(year=2009) + timedelta(microseconds=chance.randrange(12 * YEAR_US)) for _ in range(2_000)]
    moments += [change + near for change, _ in changes_of(Clock(zone, 2009, 2020)) for near in AROUND]
    rows = [{"customer_id": f"C{n}", "joined_at": at} for n, at in enumerate(moments)]
    customers = on_clock("customers", facts_of({"customers": rows}).customers, Clock(zone, 2009, 2021))
    shown = {row["customer_id"]: row for row in collect(customers.select("customer_id", "joined_at", "joined_us"))}
    for n, at in enumerate(moments):
        told = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        expected = at if at.time() == time() else told
        assert shown[f"C{n}"]["joined_at"] == expected
        assert shown[f"C{n}"]["joined_us"] == (expected - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_stays_that_day(zone: str) -> None:
    day = datetime.combine(date(2026, 3, 1), time())
    facts = facts_of({"customers": [{"customer_id": "C1", "joined_at": day, "left_at": None}]})
    turned = on_clock("customers", facts.customers, Clock(zone, 2025, 2027))
    row = collect(turned.select("joined_at", "left_at", "left_us"))[0]
    assert row == {"joined_at": day, "left_at": None, "left_us": None}


def test_what_a_clock_shows_is_found_again() -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    shown = datetime.combine(date(2026, 7, 2), time(0, 30))
    assert shown_at(moment, "Europe/Berlin") == shown
    assert to_utc(shown, "Europe/Berlin") == moment


def test_every_table_that_is_kept_is_shown_on_the_clock() -> None:
    left = datetime.combine(date(2025, 6, 30), time(22, 30))
    life = {"customer_id": "C1", "joined_at": left.replace(year=2024), "left_at": left}
    facts = facts_of({"customers": [{"customer_id": "C1", "joined_at": left.replace(year=2026)}], "lives": [life]})
    for name, table in facts.tables.items():
        assert set(on_clock(name, table, Clock("Europe/Berlin", 2023, 2027)).columns) == set(table.columns)
    turned = on_clock("lives", facts.tables["lives"], Clock("Europe/Berlin", 2023, 2027))
    assert [row["left_at"] for row in collect(turned.select("left_at"))] == [left + timedelta(hours=2)]
