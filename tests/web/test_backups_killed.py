"""Backup and restore killed at random steps: what is there is whole, and done again they end."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from shutil import rmtree

import pytest

from customerhero.errors import HeroError
from customerhero.web.backups.making import Wanted, make_backup
from customerhero.web.backups.parts import refuse_unfinished
from customerhero.web.backups.restoring import check, restore
from tests.web.backed_up import leftovers, unpacked
from tests.web.killing import backing_up, bringing_back, killed_at, steps_of
from tests.web.test_backups import content

KILLS = 5
HERE = dict(os.environ)
pytestmark = pytest.mark.slow


def test_a_killed_backup_leaves_nothing_that_looks_like_one(tmp_path: Path) -> None:
    data, made = unpacked(tmp_path), tmp_path / "made"
    made.mkdir()
    make_backup(Wanted(data, made / "first.tar.zst"), {})  # the first writer brings an old lake up to date
    steps = steps_of(backing_up(data, made / "second.tar.zst"), HERE)
    before = content(data)
    for step in [1, *Random(1).sample(range(2, steps), KILLS), steps]:
        file = made / f"{step}.tar.zst"
        assert killed_at(step, backing_up(data, file), HERE) == -9
        for seen in made.glob("*.tar.zst"):
            check(seen)  # killed after it was there, it is whole
    assert make_backup(Wanted(data, made / "last.tar.zst"), {}).file.exists()
    assert leftovers(data) == leftovers(made) == []
    assert content(data) == before


def test_a_killed_restore_is_seen_to_be_unfinished_and_ends_when_done_again(tmp_path: Path) -> None:
    data, place = unpacked(tmp_path), tmp_path / "new"
    file = make_backup(Wanted(data, tmp_path / "one.tar.zst"), {}).file
    steps = steps_of(bringing_back(file, place), HERE)
    whole = content(place)
    for step in [1, *Random(2).sample(range(2, steps), KILLS), steps - 2, steps - 1, steps]:
        rmtree(place)
        assert killed_at(step, bringing_back(file, place), HERE) == -9
        if (place / ".restoring").exists():
            with pytest.raises(HeroError, match="was cut off"):
                refuse_unfinished(place)
            restore(file, place)
        elif not (place / "hero.sqlite3").exists():  # nothing had begun
            restore(file, place)
        rmtree(place / ".restored", ignore_errors=True)
        assert content(place) == whole
