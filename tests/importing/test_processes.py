"""Imports that are killed, and several at the same time."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from tests.importing.importing_process import ImportingProcess
from tests.importing.making import events_file, left_behind, shown

LAKES, KILLS = 4, 5


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_the_lake_is_as_if_nothing_had_been(tmp_path: Path) -> None:
    file = events_file(tmp_path / "events.csv", 600)
    steps = sum(1 for _ in ImportingProcess(file, tmp_path / "whole").steps())
    expected, chance = shown(tmp_path / "whole"), random.Random(11)
    came_to = []
    for number in range(LAKES):
        lake = tmp_path / f"lake-{number}"
        came_to += [ImportingProcess(file, lake).killed_at(chance.randint(1, steps)) for _ in range(KILLS)]
        assert ImportingProcess(file, lake).finished() == 0
        assert shown(lake) == expected
        assert [entry.kind for entry in Lake.open(lake).history()] == ["import"]
        assert left_behind(lake) == []
    assert len(came_to) == LAKES * KILLS
    assert min(came_to) < steps


def test_two_files_at_the_same_time_are_both_in_a_lake_that_was_not_there(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    files = [events_file(tmp_path / f"events-{place}.csv", 300, place * 300) for place in range(2)]
    both = [ImportingProcess(file, lake) for file in files]
    assert [process.finished() for process in both] == [0, 0]
    apart = [import_file(file, tmp_path / "apart", ImportOptions("events")) for file in files]
    assert len(shown(lake)["events"]) == sum(receipt.tables["events"].written for receipt in apart) == 598
    assert sorted(entry.source for entry in Lake.open(lake).history()) == ["events-0.csv", "events-1.csv"]
    assert left_behind(lake) == []


def test_the_same_file_at_the_same_time_is_written_once(tmp_path: Path) -> None:
    lake, file = tmp_path / "lake", events_file(tmp_path / "events.csv", 300)
    both = [ImportingProcess(file, lake) for _ in range(2)]
    assert [process.finished() for process in both] == [0, 0]
    assert [entry.counts["events"].written for entry in Lake.open(lake).history()] == [299]
    assert len(shown(lake)["events"]) == 299
    assert left_behind(lake) == []


def test_killed_while_mapping_it_goes_on_from_the_rows_it_had_read(tmp_path: Path) -> None:
    lake, file = tmp_path / "lake", events_file(tmp_path / "events.csv", 300)
    assert ImportingProcess(file, lake).stopped_in("mapped", signal.SIGKILL) == -signal.SIGKILL
    (read,) = lake.glob("_arrivals/*/events.csv.*.parquet")
    before = read.stat()
    assert ImportingProcess(file, lake).stopped_in("mapped", signal.SIGKILL) == -signal.SIGKILL
    (still,) = lake.glob("_arrivals/*/events.csv.*.parquet")
    after = still.stat()
    assert (still, after.st_ino, after.st_mtime_ns) == (read, before.st_ino, before.st_mtime_ns)
    assert ImportingProcess(file, lake).finished() == 0
    assert len(shown(lake)["events"]) == 299
    assert left_behind(lake) == []


def test_control_c_leaves_the_rows_it_had_read_for_the_next_time(tmp_path: Path) -> None:
    lake, file = tmp_path / "lake", events_file(tmp_path / "events.csv", 40_000)
    assert ImportingProcess(file, lake).stopped_in("mapped", signal.SIGINT) == 130
    assert len(list(lake.glob("_arrivals/*/events.csv.*.parquet"))) == 1
    assert not (lake / "lake.json").exists()
    assert ImportingProcess(file, lake).finished() == 0
    assert len(shown(lake)["events"]) == 39_999
