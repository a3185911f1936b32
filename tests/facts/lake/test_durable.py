"""Power may fail at any moment: every file of a commit is synced before the ledger's row that makes it visible."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from customerhero.facts.lake import Lake
from tests.facts.lake.batching import Desk, event, put


def test_every_file_of_a_commit_is_synced_before_the_ledger_names_it(
    lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[Path, int]] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path, path.stat().st_size if path.is_file() else 0))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    for number in range(12):  # long enough for a checkpoint of each table
        before = set(files_of(lake))
        synced.clear()
        put(lake, desk.batch(events=[event(number)], customers=[{"customer_id": f"K{number}"}]))
        row = next(place for place, (path, _) in enumerate(synced) if "_ledger/part-" in str(path))
        earlier = [path for path, _ in synced[:row]]
        new = set(files_of(lake)) - before
        for file in new:
            assert (file, file.stat().st_size) in synced, f"{file} was not synced whole"
            if "_ledger" not in file.parts:
                assert file in earlier, f"{file} was synced after the ledger"
                assert file.parent in earlier
        assert lake.path / "_ledger" / "_delta_log" in [path for path, _ in synced[row:]]


def files_of(lake: Lake) -> list[Path]:
    kept = [file for file in lake.path.rglob("*") if file.is_file()]
    return [file for file in kept if file.name != "_lock"]
