from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.facts.gathering import facts_of
from customerhero.facts.lake import Lake, LakeOptions
from customerhero.facts.lake.upkeep import MOST_FILES
from tests.facts.lake.batching import Desk, event, put, shown

STAYS = ("team_stays", "person_stays")
ONE_EVENT = st.builds(
    event,
    st.integers(0, 12),
    st.integers(1, 4),
    team_id=st.sampled_from(["T1", "T2", "T3", None]),
    person_id=st.sampled_from(["P1", "P2", None]),
)
BATCH = st.lists(ONE_EVENT, min_size=1, max_size=8, unique_by=lambda row: row["event_id"])


@settings(max_examples=12, deadline=None)
@given(st.lists(BATCH, min_size=2, max_size=4))
def test_after_each_batch_stays_equal_those_of_all_events_at_once(batches: list[list[dict[str, object]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake, desk = Lake.create(Path(folder) / "lake", LakeOptions(memory_limit="500MB")), Desk(Path(folder) / "desk")
        known: dict[object, dict[str, object]] = {}
        for rows in batches:
            put(lake, desk.batch(events=rows))
            known.update({row["event_id"]: row for row in rows})
            facts = lake.facts()
            order = {row["event_id"]: row["event_seq"] for row in shown(facts, "events", "event_id", "event_seq")}
            at_once = facts_of({"events": [{**row, "event_seq": order[name]} for name, row in known.items()]})
            for name in STAYS:
                assert shown(facts, name) == shown(at_once, name)


def test_compaction_and_rebuild_change_nothing_that_is_read(lake: Lake, desk: Desk) -> None:
    for batch in range(4):
        rows = [event(n, n % 5, note=f"{batch}") for n in range(batch * 19, batch * 19 + 20)]
        put(lake, desk.batch(events=rows))
    before = {name: shown(lake.facts(), name) for name in ("events", *STAYS)}
    assert "events" in lake.compact()
    assert {name: shown(lake.facts(), name) for name in before} == before
    lake.rebuild()
    assert {name: shown(lake.facts(), name) for name in before} == before
    assert lake.status().due == ()
    assert lake.compact() == []


def test_many_small_batches_leave_few_files(lake: Lake, desk: Desk) -> None:
    with lake.writer() as writer:
        for number in range(MOST_FILES * 2 + 3):
            writer.write(desk.batch(customers=[{"customer_id": f"K{number}"}]))
    (customers,) = lake.status().tables
    assert customers.rows == MOST_FILES * 2 + 3 == len(shown(lake.facts(), "customers"))
    assert customers.files <= MOST_FILES


def test_a_table_of_many_superseded_rows_is_rewritten_by_the_write(lake: Lake, desk: Desk) -> None:
    for name in "abc":
        put(lake, desk.batch(customers=[{"customer_id": f"K{n}", "name": name} for n in range(10)]))
    (customers,) = lake.status().tables
    assert (customers.rows, customers.superseded, customers.files) == (10, 0, 1)
    assert {row["name"] for row in shown(lake.facts(), "customers")} == {"c"}


def test_an_event_that_leaves_its_case_takes_the_stays_along(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(n, n) for n in range(12)]))
    put(lake, desk.batch(events=[event(3, 5)]))
    facts = lake.facts()
    assert "C3" not in {row["case_id"] for row in shown(facts, "team_stays")}
    put(lake, desk.batch(events=[event(3, 3)]))
    assert shown(lake.facts(), "team_stays") == shown(facts_of({"events": shown_source(lake)}), "team_stays")


def shown_source(lake: Lake) -> list[dict[str, object]]:
    twins = ("case_key", "customer_key", "at_us")
    return [{k: v for k, v in row.items() if k not in twins} for row in shown(lake.facts(), "events")]
