from __future__ import annotations

import random

import pytest

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake, LakeOptions
from tests.facts.lake.batching import Desk, event, put, shown
from tests.facts.lake.killed_keeper import rounds_of_killing
from tests.facts.lake.writing_process import WritingProcess

ROUNDS, LAST_SYNC = 20, 45


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_and_halves_nothing(lake: Lake) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        done = WritingProcess(lake, "w", number * 10, 2).killed_at_sync(chance.randint(1, LAST_SYNC))
        acknowledged |= {f"w-{batch}" for batch in done}
        facts = lake.facts()
        customers = [row["customer_id"] for row in shown(facts, "customers", "customer_id")]
        assert acknowledged <= set(customers)
        assert len(customers) == len(set(customers))
        in_each = {"events": 2, "team_stays": 2, "person_stays": 1}
        for name, rows in in_each.items():
            cases = [row["case_id"] for row in shown(facts, name, "case_id")]
            assert sorted(cases) == sorted(customers * rows)
    assert acknowledged
    put(lake, Desk(lake.path.parent / "desk").batch(customers=[{"customer_id": "after"}]))
    assert {entry.source for entry in lake.history()} >= acknowledged
    assert no_leftovers(lake)


def no_leftovers(lake: Lake) -> bool:
    newest = lake.history()[-1].number
    files = lake.path.glob("*/part-*.parquet")
    return all(int(file.name.split("-")[1]) <= newest for file in files) and not (lake.path / "_scratch").exists()


@pytest.mark.slow
def test_two_processes_writing_at_once_lose_nothing(lake: Lake) -> None:
    both = [WritingProcess(lake, writer, 0, 6) for writer in ("left", "right")]
    assert [process.finished() for process in both] == [True, True]
    names = sorted(f"{writer}-{number}" for writer in ("left", "right") for number in range(6))
    assert sorted(row["customer_id"] for row in shown(lake.facts(), "customers")) == names
    assert [entry.number for entry in lake.history()] == list(range(1, 13))


def test_a_second_writer_is_told_who_writes_and_gives_up_in_time(lake: Lake) -> None:
    second, told = Lake.open(lake.path, LakeOptions(wait_seconds=0.2)), []
    with lake.writer(), pytest.raises(LakeError, match=r"busy: process \d+ since") as busy, second.writer(told.append):
        pass
    assert "Try again" in busy.value.remedy
    assert told and told[0].startswith("Waiting for another writer of the lake (process")


def test_readers_do_not_wait_and_see_the_last_commit(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(1)]))
    with lake.writer() as writer:
        facts = Lake.open(lake.path).facts()
        writer.write(desk.batch(events=[event(2)]))
        assert len(shown(facts, "events")) == 1
        assert len(shown(Lake.open(lake.path).facts(), "events")) == 2


@pytest.mark.slow
def test_whatever_write_is_killed_at_any_moment_the_lake_is_whole_and_nothing_is_lost_or_half_there(lake: Lake) -> None:
    tally = rounds_of_killing(lake, random.Random(9), 20)
    assert tally.wrong == []
    assert set(tally.killed) >= {"import", "compact", "erase", "repair"}
