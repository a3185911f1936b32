from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from customerhero.facts.gathering import facts_of
from customerhero.facts.lake import Counts, Lake
from tests.facts.lake.batching import START, Desk, event, put, shown

CUSTOMERS = [
    {"customer_id": f"K{n}", "name": f"Customer {n}", "joined_at": datetime.fromisoformat("2020-01-01")}
    for n in range(7)
]
REVENUE = [{"customer_id": "K1", "period": date(2024, 1, 1), "amount": Decimal("10.2500"), "currency": "EUR"}]


def test_what_is_written_is_read_back_the_same(lake: Lake, desk: Desk) -> None:
    tables = {"customers": CUSTOMERS, "revenue": REVENUE, "events": [event(n, n // 5) for n in range(40)]}
    receipt = put(lake, desk.batch(**tables))
    facts, expected = lake.facts(), facts_of(tables)
    assert receipt.tables["events"] == Counts(40, written=40)
    assert facts.present == expected.present
    assert (facts.known_until, facts.currency) == (expected.known_until, expected.currency)
    for name in expected.tables:
        assert shown(facts, name) == shown(expected, name)
        assert facts.tables[name].schema() == expected.tables[name].schema()


def test_the_same_file_again_is_recognised_and_writes_nothing(lake: Lake, desk: Desk) -> None:
    batch = desk.batch(customers=CUSTOMERS)
    first, again = put(lake, batch), put(lake, batch)
    assert again.seen_before and not again.changed
    assert again.number == first.number
    assert again.tables["customers"] == Counts(7, unchanged=7)
    assert len(lake.history()) == 1


def test_the_same_rows_in_another_file_write_nothing(lake: Lake, desk: Desk) -> None:
    tables = {"customers": CUSTOMERS, "events": [event(n) for n in range(9)]}
    put(lake, desk.batch(**tables))
    before = lake.history()[-1].tables
    receipt = put(lake, desk.batch(customers=CUSTOMERS[::-1], events=[event(n) for n in range(8, -1, -1)]))
    assert receipt.tables == {"customers": Counts(7, unchanged=7), "events": Counts(9, unchanged=9)}
    assert lake.history()[-1].tables == before


def test_a_corrected_row_wins_and_the_old_one_is_seen_as_of_its_time(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(customers=CUSTOMERS))
    known = lake.history()[-1].at
    receipt = put(lake, desk.batch(customers=[{**CUSTOMERS[3], "name": "New name"}, {"customer_id": "K99"}]))
    assert receipt.tables["customers"] == Counts(2, written=1, corrected=1)
    now = {row["customer_id"]: row["name"] for row in shown(lake.facts(), "customers")}
    then = {row["customer_id"]: row["name"] for row in shown(lake.facts(as_of=known), "customers")}
    assert now == {**then, "K3": "New name", "K99": None}
    assert then["K3"] == "Customer 3"


def test_a_row_corrected_back_and_forth_is_the_last_one(lake: Lake, desk: Desk) -> None:
    many = [{"customer_id": f"K{n}", "name": "x"} for n in range(30)]
    put(lake, desk.batch(customers=many))
    for name in ("a", "b", "x"):
        put(lake, desk.batch(customers=[{"customer_id": "K3", "name": name}]))
    rows = shown(lake.facts(), "customers", "customer_id", "name")
    assert rows == sorted(many, key=str)
    assert lake.history()[-1].tables["customers"].superseded == 3


def test_events_of_a_later_file_come_after_those_of_an_earlier_one(lake: Lake, desk: Desk) -> None:
    same_time = {"happened_at": START}
    put(lake, desk.batch(events=[event(1, **same_time), event(2, **same_time)]))
    put(lake, desk.batch(events=[event(4, **same_time), event(1, note="corrected", **same_time)]))
    events = lake.facts().events
    order = events.order_by(events.at_us, events.event_seq).event_id.to_pyarrow().to_pylist()
    assert order == ["E1", "E2", "E4"]
