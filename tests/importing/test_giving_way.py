"""Locks and files that are taken away between two steps of an import or an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.errors import LakeError, ReadError
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake, LakeOptions, arrivals
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.lock import only_writer
from tests.importing.making import events_file, shown

OPTIONS = ImportOptions("events")


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_lake_made_while_a_failed_import_tidies_up_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, good = tmp_path / "lake", events_file(tmp_path / "good.csv", 20)
    drop = arrivals._drop_unused

    def late(home: Home) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(arrivals, "_drop_unused", drop)
            patched.setattr(arrivals, "_CREATING", "creating-too")
            import_file(good, lake, OPTIONS)
        drop(home)

    monkeypatch.setattr(arrivals, "_drop_unused", late)
    with pytest.raises(LookupError), arrivals.arrival(lake, "bad", lambda: None):
        raise LookupError
    assert len(shown(lake)["events"]) == 19


def test_an_unused_lake_with_a_writer_at_it_is_left_alone(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    with pytest.raises(LookupError), arrivals.arrival(lake, "bad", lambda: None):
        home = Lake.create(lake)._home
        with only_writer(home, 0):
            arrivals._drop_unused(home)
            with pytest.raises(LookupError), arrivals.arrival(lake, "worse", lambda: None):
                raise LookupError
            assert (lake / "lake.json").exists()
        raise LookupError
    assert not lake.exists()


def test_a_writer_whose_lake_was_given_up_while_it_waited_is_told(tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake", LakeOptions(wait_seconds=5))
    waiting = only_writer(Home(lake.path), 5, lambda _: given_up.close())
    given_up = holding(Home(lake.path))
    next(given_up)
    with pytest.raises(LakeError, match="no lake here"), waiting:
        pass
    assert list(lake.path.iterdir()) == []


def holding(home: Home) -> Iterator[None]:
    """Holds the writer's lock until it is closed, and makes the lake none then."""
    with only_writer(home, 0):
        try:
            yield
        finally:
            for name in ("lake.json", "_lock"):
                (home.path / name).unlink()


def test_refused_rows_that_cannot_be_handed_over_at_the_end_are_kept_and_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, target = events_file(tmp_path / "events.csv", 20), tmp_path / "refused.csv"

    def blocked(source: Path, onto: Path, replace: object = Path.replace) -> Path:
        if onto == target:
            raise PermissionError(13, "Permission denied")
        return replace(source, onto)  # type: ignore[operator,no-any-return]

    monkeypatch.setattr(Path, "replace", blocked)
    with pytest.raises(ReadError, match="import is in the lake") as told:
        import_file(file, tmp_path / "lake", ImportOptions("events", refused_to=target))
    kept = tmp_path / "lake" / "_refused" / "00000001.csv"
    assert str(kept) in told.value.remedy and "yesterday" in kept.read_text(encoding="utf-8")
    assert len(shown(tmp_path / "lake")["events"]) == 19


def test_nobody_waits_for_a_user_who_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    import_file(events_file(tmp_path / "events.csv", 20), lake, OPTIONS)
    numbers = []

    def asked(*_: object, **__: object) -> bool:
        more = events_file(tmp_path / "more.csv", 20, 100)
        numbers.append(import_file(more, Lake.open(lake, LakeOptions(wait_seconds=0)), OPTIONS).number)
        return True

    monkeypatch.setattr(typer, "confirm", asked)
    done = CliRunner().invoke(app, ["erase", "k0", "--lake", str(lake)])
    assert (done.exit_code, numbers) == (0, [2]), done.output
    assert not Lake.open(lake).erase("k0", dry_run=True).found
