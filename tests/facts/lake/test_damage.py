"""Damage is told, and never answered from: flipped bits, cut, missing and older files of every kind."""

from __future__ import annotations

import json
import random
import shutil
import tarfile
from itertools import cycle, islice
from pathlib import Path

import pytest

from customerhero.errors import LakeError
from customerhero.facts.collect import collect
from customerhero.facts.lake import Lake, ledger, writer
from tests.facts.lake.batching import Desk, event, put, shown
from tests.facts.lake.damaging import (
    changed,
    flipped,
    keep_time,
    kinds_of,
    lake_of_all_kinds,
    noticed_by_check,
    noticed_by_reading,
)

FLIPS = 100
READ = ("customers", "events", "team_stays")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return lake_of_all_kinds(tmp_path_factory.mktemp("made"))


@pytest.fixture
def lake(made: Lake, tmp_path: Path) -> Lake:
    """A copy, so that nobody else sees what is done to it."""
    return Lake.open(shutil.copytree(made.path, tmp_path / "lake"))


def answers(lake: Lake) -> dict[str, list[dict[str, object]]]:
    facts = Lake.open(lake.path).facts()
    return {name: shown(facts, name) for name in READ}


def test_the_lake_of_these_tests_is_whole_and_has_every_kind_of_file(made: Lake) -> None:
    assert Lake.check(made.path).faults == ()
    assert Lake.check(made.path).notes == ()
    kinds = {*kinds_of(made)}
    assert kinds >= {"lake.json.json", "_ledger.parquet", "_ledger/log.json", "_ledger/log.parquet", "_refused.csv"}
    assert kinds >= {"events.parquet", "events/log.json", "events/log.parquet", "team_stays.parquet", "_erased.json"}


@pytest.mark.slow
def test_of_a_hundred_flipped_bits_all_are_noticed(made: Lake) -> None:
    chance, kinds = random.Random(20), kinds_of(made)
    read_now = {Path(file) for name in READ for file in made.files(name)}
    read_now |= {made.path / "lake.json", kinds["_ledger.parquet"][-1]}
    missed, silent, by_reading = [], [], 0
    for kind in islice(cycle(sorted(kinds)), FLIPS):
        file = chance.choice(kinds[kind])
        with changed(file, flipped(file.read_bytes(), chance)):
            seen = noticed_by_reading(made.path)
            by_reading += seen
            silent += [] if seen or file not in read_now else [file]
            missed += [] if noticed_by_check(made.path) else [file]
    assert (missed, silent) == ([], [])
    assert by_reading > FLIPS / len(kinds)
    assert Lake.check(made.path).whole


@pytest.mark.slow
@pytest.mark.parametrize("how", ["cut", "gone", "older"])
def test_a_file_of_any_kind_that_is_cut_gone_or_older_is_noticed(lake: Lake, how: str) -> None:
    before = answers(lake)
    for kind, files in kinds_of(lake).items():
        file, content = files[-1], files[-1].read_bytes()
        other = {"cut": content[: len(content) // 2], "gone": None, "older": files[0].read_bytes()[:-1]}[how]
        with changed(file, other):
            assert noticed_by_reading(lake.path) or answers(lake) == before, kind
            if (not kind.startswith("lake.json") and file.name != "_last_checkpoint") or file.exists():
                assert noticed_by_check(lake.path), kind
    assert Lake.check(lake.path).whole


@pytest.mark.parametrize("kind", ["_ledger.parquet", "_ledger/log.json"])
@pytest.mark.parametrize("content", [None, b"", b"PAR1", b"{}"])
def test_a_missing_or_cut_newest_row_of_the_ledger_is_an_error_and_never_an_older_truth(
    lake: Lake, kind: str, content: bytes | None
) -> None:
    before, history = answers(lake), lake.history()
    newest = kinds_of(lake)[kind][-1]
    with changed(newest, content):
        for ask in (lake.facts, lake.history, lake.status, lake.compact):
            with pytest.raises(LakeError, match="_ledger") as trouble:
                ask()
            assert "lake check" in trouble.value.remedy
    assert (answers(lake), lake.history()) == (before, history)


def test_a_head_of_some_commits_ago_hides_none_of_those_after_it(lake: Lake, tmp_path: Path) -> None:
    earlier = (lake.path / "lake.json").read_bytes()
    desk = Desk(tmp_path / "more")
    for number in range(50, 53):
        put(lake, desk.batch(events=[event(number)]))
    before, history = answers(lake), lake.history()
    (lake.path / "lake.json").write_bytes(earlier)
    assert (answers(lake), lake.history()) == (before, history)
    put(lake, desk.batch(events=[event(60)]))
    assert lake.history()[:-1] == history
    assert Lake.check(lake.path).whole


@pytest.mark.parametrize("undone_by", ["reading", "writing", "check", "repair"])
def test_who_is_killed_between_the_ledgers_row_and_the_head_has_lost_nothing(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undone_by: str
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    before, desk = len(answers(lake)["events"]), Desk(tmp_path / "more")
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(ledger, "write_head", killed)
        patched.setattr(writer, "recover", killed)
        put(lake, desk.batch(events=[event(90)]))
    if undone_by == "writing":
        lake.compact()
    elif undone_by != "reading":
        found = Lake.check(lake.path, repair=undone_by == "repair")
        assert found.faults == ()
        assert bool(found.notes) == (undone_by == "check")
    assert len(answers(lake)["events"]) == before + 1
    assert lake.history()[-1].kind == ("compaction" if undone_by == "writing" else "import")
    assert put(lake, desk.batch(events=[event(91)])).changed
    assert Lake.check(lake.path).faults == () == Lake.check(lake.path).notes


def test_a_pending_erasure_hides_no_damage(lake: Lake) -> None:
    (lake.path / "_erasing.json").write_text("{}")
    file = Path(lake.files("events")[0])
    with changed(file, flipped(file.read_bytes(), random.Random(6))):
        assert [fault.where for fault in Lake.check(lake.path).faults] == [f"events/{file.name}"]


def test_a_writer_does_not_build_upon_a_damaged_file(lake: Lake, tmp_path: Path) -> None:
    desk, history = Desk(tmp_path / "more"), lake.history()
    file = Path(lake.files("events")[0])
    with changed(file, flipped(file.read_bytes(), random.Random(1))):
        for write in (lake.compact, lake.rebuild, lambda: put(lake, desk.batch(events=[event(1, note="new")]))):
            with pytest.raises(LakeError, match=file.name):
                write()
    assert lake.history() == history
    assert Lake.check(lake.path).whole


def test_bit_rot_that_changes_no_time_is_found_afresh(lake: Lake) -> None:
    lake.facts()
    file = Path(lake.files("events")[0])
    seen = file.stat()
    file.write_bytes(flipped(file.read_bytes(), random.Random(2)))
    keep_time(file, seen)
    lake.facts()  # this process has compared it already
    with pytest.raises(LakeError, match="checksum"):
        lake.facts(afresh=True)


@pytest.mark.parametrize("how", ["flipped", "gone"])
def test_what_is_derived_is_made_anew(lake: Lake, how: str) -> None:
    """Stays, logs, the head: one of each kind at a time."""
    before = answers(lake)
    derived = {k: f for k, f in kinds_of(lake).items() if "/log" in k or "_stays" in k or k.startswith("lake.json")}
    if how == "gone":
        del derived["lake.json.json"]  # without it the directory is no lake
    assert len(derived) >= 8
    for number, kind in enumerate(derived):
        files = kinds_of(lake).get(kind)
        if files is None:
            continue  # a log that was made anew has no checkpoint
        file = files[number % len(files)]
        if how == "gone":
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(flipped(file.read_bytes(), random.Random(number)))
        mended = Lake.check(lake.path, repair=True)
        assert mended.faults == (), kind
        assert answers(lake) == before, kind
    assert not lake.check(lake.path, repair=True).faults


def test_facts_are_not_repaired_and_what_to_import_again_is_named(lake: Lake) -> None:
    newest = Path(lake.files("events")[-1])
    oldest = kinds_of(lake)["events.parquet"][0]
    for file, remedy in ((newest, "undo 12`, then import file 10.csv again"), (oldest, "holds rows of file 0.csv")):
        with changed(file, flipped(file.read_bytes(), random.Random(3))):
            (fault,) = Lake.check(lake.path, repair=True).faults
            assert fault.where == f"events/{file.name}"
            assert not fault.repairable
            assert "backup" in fault.remedy and remedy in fault.remedy
    assert Lake.check(lake.path).whole


def test_a_lake_whose_ledgers_log_was_made_anew_goes_on_as_any_other(lake: Lake, desk: Desk) -> None:
    """Its log is shorter than the one that older rows of the ledger name."""
    for number in range(5):
        put(lake, desk.batch(f"n{number}", customers=[{"customer_id": f"N{number}", "name": "One"}]))
    shutil.rmtree(lake.path / "_ledger" / "_delta_log")
    assert Lake.check(lake.path, repair=True).whole
    assert Lake.open(lake.path).erase("N1").found
    put(Lake.open(lake.path), desk.batch("n9", customers=[{"customer_id": "N9", "name": "Nine"}]))
    assert Lake.open(lake.path).erase("N2").found
    assert Lake.check(lake.path).whole


def test_a_file_that_belongs_to_nothing_is_told_and_taken_away(lake: Lake) -> None:
    for name in ("events/part-00000002-0007.parquet", "notes.txt"):
        (lake.path / name).write_text("what is this?")
        (fault,) = Lake.check(lake.path).faults
        assert (fault.where, fault.repairable) == (name, True)
        assert Lake.check(lake.path, repair=True).whole
        assert not (lake.path / name).exists()


def test_rows_and_stays_are_compared_with_what_the_ledger_and_the_events_say(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a version of ours had written wrong ones: the files are as they were written."""
    from customerhero.facts.lake import deriving

    with monkeypatch.context() as patched:
        patched.setattr(deriving, "stays", lambda events, holder: _one_off(events, holder))
        lake.rebuild()
    found = Lake.check(lake.path)
    assert {fault.where for fault in found.faults} == {"team_stays"}
    assert Lake.check(lake.path, repair=True).whole


def _one_off(events: object, holder: object) -> object:
    from customerhero.facts.stays import stays

    made = stays(events, holder)  # type: ignore[arg-type]
    return made.mutate(position=made.position + 1)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A lake as the first format wrote it: without checksums."""
    with tarfile.open(Path(__file__).with_name("first_format.tar.gz")) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "lake"


def test_a_lake_of_the_first_format_opens_unchanged(first: Path) -> None:
    before = {file: file.read_bytes() for file in first.rglob("*") if file.is_file()}
    lake = Lake.open(first)
    assert [entry.kind for entry in lake.history()] == ["import", "import", "import", "erasure", "compaction"]
    assert [len(rows) for rows in answers(lake).values()] == [4, 11, 11]
    assert "--adopt" in Lake.check(first).notes[0] and Lake.check(first).whole
    after = {file: file.read_bytes() for file in first.rglob("*") if file.is_file() and file.name != "_lock"}
    assert after == before


@pytest.mark.parametrize("how", ["import", "adopt"])
def test_a_lake_of_the_first_format_gets_checksums_with_the_next_write(first: Path, tmp_path: Path, how: str) -> None:
    lake = Lake.open(first)
    seen = [{name: shown(lake.facts(as_of=entry.at), name) for name in READ} for entry in lake.history()]
    if how == "import":
        put(lake, Desk(tmp_path / "desk").batch(customers=[{"customer_id": "new"}]))
    else:
        lake.adopt()
    assert json.loads((first / "lake.json").read_text())["format"] == 2
    assert Lake.check(first).faults == () == Lake.check(first).notes
    again = [{name: shown(lake.facts(as_of=entry.at), name) for name in READ} for entry in lake.history()]
    assert again[: len(seen)] == seen
    file = Path(lake.files("customers")[0])
    with changed(file, flipped(file.read_bytes(), random.Random(4))):
        assert noticed_by_reading(first)


def test_damage_that_the_first_format_cannot_notice_ends_in_a_sentence_where_it_is_read(first: Path) -> None:
    for kind, content in (("_ledger.parquet", b"PAR1"), ("events.parquet", b"PAR1PAR1")):
        for file in kinds_of(Lake.open(first))[kind]:
            file.write_bytes(content)
        with pytest.raises(LakeError, match="damaged"):
            Lake.open(first).facts()


def test_a_file_that_fails_while_it_is_read_ends_in_a_sentence(first: Path) -> None:
    facts = Lake.open(first).facts()
    for file in (first / "events").glob("*.parquet"):
        file.write_bytes(b"PAR1PAR1")
    with pytest.raises(LakeError, match="cannot be read"):
        collect(facts.events)
