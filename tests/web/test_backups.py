"""A backup is whole or not there, holds one moment, and comes back only as it was; all else is refused."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.errors import HeroError
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.web.backups.archive import checked
from customerhero.web.backups.loading import refuse_strange
from customerhero.web.backups.making import Wanted, make_backup
from customerhero.web.backups.manifest import FORMAT
from customerhero.web.backups.of_sqlite import rows_of
from customerhero.web.backups.parts import refuse_unfinished
from customerhero.web.backups.restoring import check, restore
from customerhero.web.keys import secret_key
from customerhero.web.serving.options import Options
from customerhero.web.serving.serve import serve
from customerhero.web.sources.keeping import safe_name
from tests.web.backed_up import leftovers, unpacked

SETTINGS = {
    "HERO_COMPANY": "Nordlicht Homes",
    "HERO_MAIL_URL": "smtp://user:hunter2-hunter2@mail.example.com",
    "HERO_DATABASE_URL": "",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database, a lake and an upload; tests only read it."""
    folder = unpacked(tmp_path_factory.mktemp("kept"))
    (folder / "secret-key").write_text("the-key-of-this-workplace")
    return folder


@pytest.fixture(scope="module")
def backup(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    return make_backup(Wanted(data, tmp_path_factory.mktemp("made")), SETTINGS).file


def content(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its hash; without what is of the moment."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("_lock", ".backing-up.lock"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_was_backed_up_comes_back_to_the_byte(data: Path, backup: Path, tmp_path: Path) -> None:
    restored = restore(backup, tmp_path / "new")
    there, here = content(data), content(tmp_path / "new")
    assert there.keys() - here.keys() == {"secret-key"}
    assert [name for name in here if here[name] != there[name] and name != "hero.sqlite3"] == []
    assert rows_of(tmp_path / "new" / "hero.sqlite3") == rows_of(data / "hero.sqlite3") == dict(restored.manifest.rows)
    assert Lake.open(tmp_path / "new" / "lake").history() == Lake.open(data / "lake").history()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new" / "hero.sqlite3").stat().st_mode) == 0o600
    assert leftovers(data) == leftovers(backup.parent) == leftovers(tmp_path / "new") == []


def test_secrets_stay_where_they_are_but_for_the_key_when_it_is_asked_for(
    data: Path, backup: Path, tmp_path: Path
) -> None:
    manifest = check(backup)
    assert manifest.settings == {"COMPANY": "Nordlicht Homes"}
    assert manifest.secrets == ("MAIL_URL",)
    assert not any(b"hunter2" in text for text in _texts(backup).values())
    with_key = make_backup(Wanted(data, tmp_path, with_key=True), {}).file
    restore(with_key, tmp_path / "new")
    assert (tmp_path / "new" / "secret-key").read_text() == "the-key-of-this-workplace"


def test_a_key_that_is_there_already_stays(data: Path, tmp_path: Path) -> None:
    file = make_backup(Wanted(data, tmp_path, with_key=True), {}).file
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "secret-key").write_text("kept apart")
    restore(file, tmp_path / "new")
    assert (tmp_path / "new" / "secret-key").read_text() == "kept apart"


@pytest.mark.parametrize(("key", "warns"), [(None, True), ("another one", True), ("the-key-of-this-workplace", False)])
def test_a_restore_says_when_the_key_of_that_time_is_not_there(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None, warns: bool
) -> None:
    monkeypatch.delenv("HERO_SECRET_KEY", raising=False)
    monkeypatch.delenv("HERO_DATABASE_URL", raising=False)
    if key:
        (tmp_path / "secret-key").write_text(key)
    told = CliRunner().invoke(app, ["restore", str(backup), "--data", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert ("hero second-step remove ADDRESS" in told.output) is warns
    assert "the-key-of-this-workplace" not in json.dumps(asdict(check(backup)))


def test_any_machine_can_open_it(backup: Path) -> None:
    """The first and last members are JSON, and the file is an ordinary tar."""
    names = list(_texts(backup))
    assert (names[0], names[-1]) == ("hero-backup.json", "manifest.json")


@pytest.mark.parametrize("letter", ["m", "ü", "質"])
def test_an_upload_with_the_longest_name_there_may_be_comes_back(data: Path, tmp_path: Path, letter: str) -> None:
    name = safe_name(f"{letter * 300}.csv.gz")
    (tmp_path / "lake").symlink_to(data / "lake")
    (tmp_path / "uploads" / ("f" * 32)).mkdir(parents=True)
    (tmp_path / "uploads" / ("f" * 32) / name).write_text("a,b\n")
    restore(make_backup(Wanted(tmp_path, tmp_path / "one.tar.zst"), {}).file, tmp_path / "new")
    assert (tmp_path / "new" / "uploads" / ("f" * 32) / name).read_text() == "a,b\n"


def test_a_lake_alone_is_backed_up_without_the_workplace(data: Path, tmp_path: Path) -> None:
    (tmp_path / "lake").symlink_to(data / "lake")
    made = make_backup(Wanted(tmp_path, tmp_path / "one.tar.zst"), {})
    assert made.manifest.header.database == ""
    restore(made.file, tmp_path / "new")
    assert Lake.open(tmp_path / "new" / "lake").status().commits == made.manifest.lake_commit


def test_it_holds_one_moment_while_others_write(data: Path, tmp_path: Path) -> None:
    """Pairs are written together; an import is known to the database only when it is in the lake."""
    busy = unpacked(tmp_path)
    with closing(sqlite3.connect(busy / "hero.sqlite3")) as database:
        database.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE one (n); CREATE TABLE two (n); CREATE TABLE known (n)"
        )
    ended = threading.Event()
    writers = [threading.Thread(target=work, args=(busy, ended)) for work in (_write_pairs, _import)]
    for writer in writers:
        writer.start()
    try:
        made = [make_backup(Wanted(busy, tmp_path / f"{number}.tar.zst"), {}) for number in range(4)]
    finally:
        ended.set()
        for writer in writers:
            writer.join()
    for number, one in enumerate(made):
        place = tmp_path / f"restored-{number}"
        restore(one.file, place)
        with closing(sqlite3.connect(place / "hero.sqlite3")) as database:
            assert database.execute("SELECT n FROM one").fetchall() == database.execute("SELECT n FROM two").fetchall()
            known = {n for (n,) in database.execute("SELECT n FROM known")}
        lake = Lake.open(place / "lake")
        assert known <= {entry.number for entry in lake.history()}
        ids = lake.facts().customers.customer_id.execute()
        assert {f"N{number}" for number in known} <= set(ids)
    assert made[0].manifest.rows["one"] < made[-1].manifest.rows["one"]


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_is_noticed_wherever_it_is(backup: Path, tmp_path: Path, seed: int) -> None:
    chance, whole = Random(seed), backup.read_bytes()
    for _ in range(12):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        _refused(tmp_path, bytes(damaged), "damaged|cut|not a backup|no backup")


def test_a_file_that_was_cut_is_refused_wherever_it_ends(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    for length in (0, 1, 3, 10, 100, len(whole) // 3, len(whole) // 2, len(whole) - 5_000, len(whole) - 1):
        _refused(tmp_path, whole[:length], "damaged|cut|not a backup")


FOREIGN = {
    "text": b"customers,names\n1,Somebody\n",
    "zeros": b"\0" * 100_000,
    "gzip": bytes.fromhex("1f8b0800000000000003") + b"\0" * 100,
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_other_files_are_no_backups(tmp_path: Path, kind: str) -> None:
    _refused(tmp_path, FOREIGN[kind], "not a backup|damaged")


def test_no_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(HeroError, match="There is no backup"):
        restore(tmp_path / "none", tmp_path / "new")
    with pytest.raises(HeroError, match="not a backup"):
        restore(tmp_path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_newer_format_says_to_update(backup: Path, tmp_path: Path) -> None:
    changed = _rewritten(backup, lambda name, text: text.replace(b'"format": 1', b'"format": %d' % (FORMAT + 1)))
    _refused(tmp_path, changed, "Update Customer Hero")


STRANGE: dict[str, Callable[[], tarfile.TarInfo]] = {
    "above": lambda: tarfile.TarInfo("../outside"),
    "above within": lambda: tarfile.TarInfo("lake/../../outside"),
    "absolute": lambda: tarfile.TarInfo("/tmp/outside"),
    "backslash": lambda: tarfile.TarInfo("lake\\..\\outside"),
    "here": lambda: tarfile.TarInfo("lake/./one"),
    "empty part": lambda: tarfile.TarInfo("lake//one"),
    "unknown": lambda: tarfile.TarInfo("bin/sh"),
    "marker": lambda: tarfile.TarInfo(".restoring"),
    "folder as file": lambda: tarfile.TarInfo("lake"),
    "symbolic link": lambda: _linked(tarfile.SYMTYPE),
    "hard link": lambda: _linked(tarfile.LNKTYPE),
    "device": lambda: _linked(tarfile.CHRTYPE),
    "pipe": lambda: _linked(tarfile.FIFOTYPE),
    "long name": lambda: tarfile.TarInfo("lake/" + "x" * 300),
    "twice": lambda: tarfile.TarInfo("hero.sqlite3"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_no_backup_holds_is_refused_and_nothing_is_written_elsewhere(
    backup: Path, tmp_path: Path, kind: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    _refused(tmp_path, _rewritten(backup, extra=STRANGE[kind]()), "no backup of Customer Hero as it makes them")
    assert [path for path in tmp_path.rglob("*") if path not in before and path.name != "given.tar.zst"] == []
    assert not Path("/tmp/outside").exists()


@pytest.mark.parametrize(
    ("name", "times", "why"),
    [
        (b"lake/" + b"x" * 300, 1, "no backup of Customer Hero as it makes them"),
        (b"../" * 40 + b"outside", 1, "no backup of Customer Hero as it makes them"),
        (b"lake/" + b"x" * 10_000, 1, "no backup of Customer Hero as it makes them"),
        (b"lake/" + b"x" * 200, 2_000, "damaged or was cut"),
    ],
    ids=["too long", "leads elsewhere", "huge", "names of names"],
)
def test_a_name_told_before_its_file_is_looked_at_as_any_other(
    backup: Path, tmp_path: Path, name: bytes, times: int, why: str
) -> None:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packed:
        header = _texts(backup)["hero-backup.json"]
        for kind, called, text in (
            (tarfile.REGTYPE, "hero-backup.json", header),
            *[(tarfile.GNUTYPE_LONGNAME, "././@LongLink", name)] * times,
            (tarfile.REGTYPE, "short", b""),
        ):
            info = tarfile.TarInfo(called)
            info.type, info.size = kind, len(text)
            packed.write(info.tobuf(tarfile.GNU_FORMAT) + text + b"\0" * (-len(text) % 512))
        packed.write(b"\0" * 10_240)
    _refused(tmp_path, out.getvalue().to_pybytes(), why)


def test_what_the_manifest_does_not_name_is_refused(backup: Path, tmp_path: Path) -> None:
    _refused(
        tmp_path, _rewritten(backup, extra=tarfile.TarInfo("lake/more")), "lake/more is not what its manifest says"
    )
    changed = _rewritten(backup, lambda name, text: text + b"x" if name == "lake/lake.json" else text)
    _refused(tmp_path, changed, "lake/lake.json is not what its manifest says")
    missing = _rewritten(backup, lambda name, text: None if name == "lake/lake.json" else text)
    _refused(tmp_path, missing, "lake/lake.json is not what its manifest says")


def test_fewer_rows_than_the_manifest_says_are_noticed(backup: Path, tmp_path: Path) -> None:
    """Hashes alone would not: this manifest was made to fit."""

    def lying(name: str, text: bytes) -> bytes:
        told = json.loads(text) if name == "manifest.json" else None
        if told is None:
            return text
        told["rows"]["people_person"] += 1
        return json.dumps(told).encode()

    _refused(tmp_path, _rewritten(backup, lying), "people_person of the database differs")


@pytest.mark.parametrize("there", ["lake", "hero.sqlite3", "notes.txt"])
def test_only_an_empty_folder_is_restored_into(backup: Path, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(HeroError, match=f"not empty: it holds {there}"):
        restore(backup, tmp_path)
    assert (tmp_path / there).read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == [there]


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("people; DROP TABLE people_person", "id", "bigint"),
        ("a\" (x int); COPY x TO PROGRAM 'id'; --", "id", "bigint"),
        ("people_team", "id\") FROM PROGRAM 'id' --", "bigint"),
        ("people_team", "id", "bigint DEFAULT pg_read_file('/etc/passwd')"),
        ("people_team", "id", "int); DROP TABLE people_person; --"),
        ("../../outside", "id", "bigint"),
    ],
)
def test_no_statement_comes_in_with_a_dump(name: str, column: str, kind: str) -> None:
    with pytest.raises(HeroError, match="is no table of a workplace"):
        refuse_strange({name: {"columns": {column: kind}, "sequences": {}}})


@pytest.mark.parametrize(
    "kind", ["bigint", "character varying(200)", "timestamp with time zone", "numeric(10,2)", "text[]", "int4", "jsonb"]
)
def test_types_of_columns_are_taken(kind: str) -> None:
    told = {"people_team": {"columns": {"id": kind}, "sequences": {"id": [1, True]}}}
    assert refuse_strange(told) is None


def test_a_restore_that_was_cut_off_is_finished_though_somebody_tried_to_serve_meanwhile(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, place = make_backup(Wanted(data, tmp_path, with_key=True), {}).file, tmp_path / "new"
    (place / ".restoring").mkdir(parents=True)
    monkeypatch.setattr("customerhero.web.serving.serve.keep_to_owner", lambda: None)  # of this whole process
    with pytest.raises(HeroError, match="was cut off or is under way"):
        serve(Options(place, port=0))
    with pytest.raises(HeroError, match="was cut off or is under way"):
        secret_key(place)
    assert [path.name for path in place.iterdir()] == [".restoring"]
    (place / "serving.lock").touch()  # of a version before, or from when the folder was served and emptied
    restore(file, place)
    assert (place / "secret-key").read_text() == "the-key-of-this-workplace"


def test_workers_of_the_workplace_that_was_backed_up_do_not_live_in_the_restored_one(tmp_path: Path) -> None:
    """Or its upgrade would be refused: somebody would seem to work with it."""
    folder = unpacked(tmp_path)
    with closing(sqlite3.connect(folder / "hero.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO jobs_heartbeat (worker, at, machine, process) VALUES ('w', '2026-01-01', 'another', '1 1')"
        )
    file = make_backup(Wanted(folder, tmp_path / "one.tar.zst"), {}).file
    restored = restore(file, tmp_path / "new")
    assert restored.manifest.rows["jobs_heartbeat"] == 1
    assert rows_of(tmp_path / "new" / "hero.sqlite3")["jobs_heartbeat"] == 0
    assert leftovers(tmp_path / "new") == []
    assert [path.name for path in (tmp_path / "new").glob("hero.sqlite3*")] == ["hero.sqlite3"]


def test_two_restores_into_one_folder_do_not_meet(backup: Path, tmp_path: Path) -> None:
    def again(_phase: str) -> None:
        with pytest.raises(HeroError, match="Another restore into this folder is under way"):
            restore(backup, tmp_path / "new")

    assert restore(backup, tmp_path / "new", tell=again).manifest.lake_commit == 8
    assert leftovers(tmp_path / "new") == []


def test_two_backups_of_one_folder_do_not_meet(tmp_path: Path) -> None:
    data = unpacked(tmp_path)

    def again(_phase: str) -> None:
        with pytest.raises(HeroError, match="Another backup of this folder is being made"):
            make_backup(Wanted(data, tmp_path / "two.tar.zst"), {})

    assert make_backup(Wanted(data, tmp_path / "one.tar.zst"), {}, again).file.exists()
    assert not (tmp_path / "two.tar.zst").exists()


def test_nothing_is_written_over(data: Path, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(HeroError, match="is there already"):
        make_backup(Wanted(data, backup), {})
    with pytest.raises(HeroError, match="There is no folder"):
        make_backup(Wanted(data, tmp_path / "none" / "one.tar.zst"), {})
    with pytest.raises(HeroError, match="nothing to back up"):
        make_backup(Wanted(tmp_path, tmp_path / "one.tar.zst"), {})
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_backed_up_as_if_it_were_sound(tmp_path: Path) -> None:
    folder = unpacked(tmp_path)
    content = bytearray((folder / "hero.sqlite3").read_bytes())
    for at in range(8_192, len(content), 4_096):
        content[at : at + 64] = b"\xff" * 64
    (folder / "hero.sqlite3").write_bytes(content)
    with pytest.raises(HeroError, match=r"hero\.sqlite3 (is damaged|cannot be read)"):
        make_backup(Wanted(folder, tmp_path / "one.tar.zst"), {})
    assert not (tmp_path / "one.tar.zst").exists()
    assert leftovers(tmp_path) == leftovers(folder) == []


def test_a_restore_that_fails_leaves_the_folder_as_it_was(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.setattr("customerhero.web.backups.archive.disk_usage", lambda _path: type("U", (), {"free": 1_000})())
    with pytest.raises(HeroError, match="There is no room"):
        restore(backup, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    refuse_unfinished(tmp_path / "new")


def _refused(folder: Path, given: bytes, why: str) -> None:
    """Neither looking at it nor restoring it does more than say so."""
    file = folder / "given.tar.zst"
    file.write_bytes(given)
    with pytest.raises(HeroError, match=why):
        restore(file, folder / "new")
    assert not (folder / "new").exists()


def _texts(backup: Path) -> dict[str, bytes]:
    with pa.input_stream(str(backup), compression="zstd") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        return {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in tar}


def _rewritten(
    backup: Path, change: Callable[[str, bytes], bytes | None] | None = None, extra: tarfile.TarInfo | None = None
) -> bytes:
    """The same backup with members changed, left out, or one more before the manifest."""
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, text in _texts(backup).items():
            if name == "manifest.json" and extra is not None:
                tar.addfile(extra)
            changed = change(name, text) if change else text
            if changed is not None:
                info = tarfile.TarInfo(name)
                info.size = len(changed)
                tar.addfile(info, io.BytesIO(changed))
    written: bytes = out.getvalue().to_pybytes()
    return written


def _linked(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("lake/link")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def _write_pairs(folder: Path, ended: threading.Event) -> None:
    number = 0
    while not ended.is_set():
        number += 1
        with closing(sqlite3.connect(folder / "hero.sqlite3", timeout=30)) as database, database:
            database.execute("INSERT INTO one VALUES (?)", (number,))
            database.execute("INSERT INTO two VALUES (?)", (number,))


def _import(folder: Path, ended: threading.Event) -> None:
    lake = Lake.open(folder / "lake")
    while not ended.is_set():
        number = lake.history()[-1].number + 1
        file = folder / f"customers-{number}.csv"
        file.write_text(f"customer_id,name\nN{number},Somebody\n")
        receipt = import_file(file, lake, ImportOptions("customers"))
        with closing(sqlite3.connect(folder / "hero.sqlite3", timeout=30)) as database, database:
            database.execute("INSERT INTO known VALUES (?)", (receipt.number,))


def test_a_check_reads_all_and_writes_nothing(backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    assert checked(backup).lake_commit == check(backup).lake_commit
    assert backup.read_bytes() == before
