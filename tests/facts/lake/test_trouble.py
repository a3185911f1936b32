from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake, LakeOptions
from customerhero.facts.lake.delta import DeltaFolder
from tests.facts.lake.batching import Desk, event, put, shown


def test_a_directory_of_something_else_is_never_made_a_lake(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(LakeError, match="not empty and not a lake"):
        Lake.open_or_create(tmp_path)
    with pytest.raises(LakeError, match="no lake here"):
        Lake.open(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_lake_is_opened_again_and_never_made_twice(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(1)]))
    assert len(shown(Lake.open_or_create(lake.path).facts(), "events")) == 1
    assert len(shown(Lake.create(lake.path).facts(), "events")) == 1


def test_a_lake_of_a_newer_format_asks_for_an_update(lake: Lake) -> None:
    (lake.path / "lake.json").write_text('{"format": 99}')
    with pytest.raises(LakeError, match="format 99") as newer:
        Lake.open(lake.path)
    assert "upgrade" in newer.value.remedy


@pytest.mark.parametrize("mark", ["", "[]", '{"format": null}'])
def test_a_spoilt_mark_is_told_as_damage(lake: Lake, mark: str) -> None:
    (lake.path / "lake.json").write_text(mark)
    with pytest.raises(LakeError, match="damaged"):
        Lake.open(lake.path)


def test_a_missing_file_is_named(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(customers=[{"customer_id": "K1"}]))
    (file,) = (lake.path / "customers").glob("*.parquet")
    file.unlink()
    with pytest.raises(LakeError, match=f"customers/{file.name} is missing") as trouble:
        lake.facts()
    assert "backup" in trouble.value.remedy


def test_names_with_spaces_quotes_and_letters_of_all_kinds_are_fine(tmp_path: Path, desk: Desk) -> None:
    lake = Lake.create(tmp_path / "Bob's 100% lake (Größe, 顧客)")
    for number in range(2):
        put(lake, desk.batch(events=[event(number)]))
    assert len(shown(lake.facts(), "events")) == 2
    with pytest.raises(LakeError, match="may not hold"):
        Lake.create(tmp_path / "a*b")


def test_a_torn_ledger_row_is_dropped_by_whoever_opens_the_lake_next(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(1)]))
    (lake.path / "_ledger" / "_delta_log" / f"{2:020d}.json").write_bytes(b"")
    (lake.path / "events" / "_delta_log" / f"{2:020d}.json").write_bytes(b'{"add": {')
    assert len(shown(Lake.open(lake.path).facts(), "events")) == 1
    put(lake, desk.batch(events=[event(2)]))
    assert len(shown(lake.facts(), "events")) == 2


@pytest.mark.parametrize("fails_at", range(0, 22, 3))
def test_whatever_sync_fails_for_want_of_room_nothing_half_written_stays(
    lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    put(lake, desk.batch(events=[event(1)], teams=[{"team_id": "T1"}]))
    before, files = shown(lake.facts(), "events"), sorted(lake.path.rglob("part-*"))
    left = iter(range(fails_at, -1, -1))

    def full(descriptor: int) -> None:
        if next(left, 0) == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    more = desk.batch(events=[event(1, note="new"), event(2)], teams=[{"team_id": "T2"}], rules=[{"rule_id": "R1"}])
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LakeError, match="disk is full") as trouble:
            put(lake, more)
    assert "Make room" in trouble.value.remedy
    assert shown(lake.facts(), "events") == before
    assert sorted(lake.path.rglob("part-*")) == files
    assert put(lake, more).changed


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]).returncode:
        pytest.skip("a file system of its own may not be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full_is_told_and_nothing_is_lost(tiny_disk: Path, desk: Desk) -> None:
    lake = Lake.create(tiny_disk / "lake", LakeOptions(memory_limit="300MB"))
    put(lake, desk.batch(events=[event(1)]))
    noise = [event(n, n, note=os.urandom(400).hex()) for n in range(6000)]
    with pytest.raises(LakeError, match="disk is full"):
        put(lake, desk.batch(events=noise))
    assert len(shown(lake.facts(), "events")) == 1
    assert put(lake, desk.batch(events=[event(2)])).changed


def test_no_right_to_write_is_told(lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: DeltaFolder, number: int) -> Path:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(DeltaFolder, "new_file", forbidden)
    with pytest.raises(LakeError, match="may not be written"):
        put(lake, desk.batch(events=[event(1)]))
