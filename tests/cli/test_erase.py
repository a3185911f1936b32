"""`hero erase` beside a workplace: the words it hands over are there whole, and only for who was erased."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.facts import handing_over
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake, Writer

GONE, NAME = "ZQX-90817", "Quirina Vantongeren"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake that knows the customer, in the data folder of a workplace."""
    (tmp_path / "uploads").mkdir()
    export = tmp_path / "customers.csv"
    export.write_text(f"customer_id,name\n{GONE},{NAME}\nK-1,Kay\n", encoding="utf-8")
    import_file(export, tmp_path / "lake", ImportOptions("customers"))
    return Lake.open(tmp_path / "lake")


def test_who_was_erased_is_handed_over(lake: Lake) -> None:
    assert _erased(lake).exit_code == 0
    (file,) = _files(lake)
    assert (json.loads(file.read_text()), file.stat().st_mode & 0o777) == ([GONE, NAME], 0o600)


def test_ended_while_it_waits_for_the_lake_nothing_is_handed_over(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Writer.erase

    def interrupted(self: Writer, customer_id: str, *, dry_run: bool = False) -> Any:
        if dry_run:
            return look(self, customer_id, dry_run=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(Writer, "erase", interrupted)
    assert _erased(lake).exit_code != 0
    assert _files(lake) == []


def test_ended_once_it_has_begun_the_words_stay_for_the_one_who_finishes_it(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_erase", _interrupted)
        assert _erased(lake).exit_code != 0
    assert len(_files(lake)) == 1
    lake.compact()
    assert lake.history()[-1].kind == "erasure"


def test_on_a_full_disk_nobody_is_erased_and_no_half_file_is_left(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(handing_over, "json", _FullDisk)
        told = _erased(lake)
    assert told.exit_code != 0
    assert "The disk is full" in str(told.exception)
    assert _files(lake) == []
    assert not any(entry.kind == "erasure" for entry in lake.history())


class _FullDisk:
    @staticmethod
    def dump(_words: list[str], _file: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def _interrupted(*_told: Any) -> None:
    raise KeyboardInterrupt


def _erased(lake: Lake) -> Result:
    return CliRunner().invoke(app, ["erase", GONE, "--lake", str(lake.path), "--yes"])


def _files(lake: Lake) -> list[Path]:
    folder = lake.path.parent / "erased"
    return list(folder.iterdir()) if folder.exists() else []
