"""Work on strangers' files is done in a process of its own: bounded, without secrets, gone with its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from customerhero.errors import LakeError, MappingError, ReadError
from customerhero.facts import reading_apart
from customerhero.facts.apart import Apart, BrokenError, CutOffError, Limits, apart
from customerhero.facts.importing import ImportOptions, import_file, try_import
from customerhero.facts.reading_apart import bytes_of
from tests.importing.making import events_file, left_behind

pytestmark = pytest.mark.reader_apart

ODD = "tests.facts.odd_process"


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    monkeypatch.setenv("HERO_SECRET_KEY", "s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:s3cret@localhost/x")
    with apart(ODD, Limits(cpu_seconds=2, address_bytes=2**30, file_bytes=1_000_000)) as asked:
        yield asked


def test_it_has_no_secrets_and_no_more_than_it_needs(odd: Apart) -> None:
    seen = odd.ask({"act": "see"})
    assert not [name for name in seen["environment"] if "HERO" in name or "DATABASE" in name]
    assert "s3cret" not in str(seen)
    assert seen["core"] == [0, 0]
    assert seen["pid"] != os.getpid()


@pytest.mark.parametrize("act", ["start", "fork", "connect"])
def test_it_starts_nothing_and_calls_nobody(act: str, odd: Apart) -> None:
    with pytest.raises(OSError, match="no need"):
        odd.ask({"act": act})
    assert odd.ask({"act": "see"})["pid"]


def test_progress_is_heard_on_the_way_and_what_it_prints_is_not(odd: Apart) -> None:
    heard: list[tuple[str, int, int]] = []
    assert odd.ask({"act": "tell"}, lambda *step: heard.append(step)) == "done"
    assert heard == [("read", 1, 2), ("read", 2, 2)]


@pytest.mark.parametrize(("act", "why"), [("die", "crash"), ("compute", "time"), ("killed", "memory")])
def test_an_end_before_the_answer_is_told_with_its_reason(act: str, why: str, odd: Apart) -> None:
    with pytest.raises(CutOffError) as told:
        odd.ask({"act": act})
    assert told.value.why == why
    with pytest.raises(CutOffError):
        odd.ask({"act": "see"})


def test_too_much_memory_ends_one_question_only(odd: Apart) -> None:
    with pytest.raises(CutOffError) as told:
        odd.ask({"act": "take"})
    assert told.value.why == "memory"
    assert odd.ask({"act": "see"})["pid"]


def test_a_file_larger_than_it_may_write_is_an_error(odd: Apart, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        odd.ask({"act": "write", "file": str(tmp_path / "large")})


def test_the_clock_ends_a_question() -> None:
    with apart(ODD, Limits(seconds=0.2)) as asked, pytest.raises(CutOffError) as told:
        asked.ask({"act": "wait"})
    assert told.value.why == "time"


def test_a_fault_of_the_program_tells_its_place_and_nothing_of_the_data(odd: Apart) -> None:
    with pytest.raises(BrokenError, match="UnicodeError") as told:
        odd.ask({"act": "break", "data": "a customer's name"})
    assert "odd_process.py" in str(told.value)
    assert "a customer's name" not in str(told.value)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent(sent: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-m", f"{ODD}_parent"], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = os.pidfd_open(int(parent.stdout.readline()))  # it can be read from when that process has ended
    assert not select.select([child], [], [], 0)[0]
    parent.send_signal(sent)
    parent.wait(20)
    assert select.select([child], [], [], 20)[0]
    os.close(child)
    parent.stdout.close()


@pytest.mark.parametrize(
    ("why", "said"), [("time", "more time"), ("memory", "more memory"), ("crash", "crashed")], ids=str
)
def test_an_import_whose_reader_was_cut_off_says_so_and_leaves_nothing(
    why: Any, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any) -> None:
        raise CutOffError(why)

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Apart, "ask", cut)
        with pytest.raises(ReadError, match=said) as told:
            import_file(events_file(tmp_path / "events.csv", 20), tmp_path / "lake", ImportOptions("events"))
    assert told.value.remedy and told.value.file.endswith("events.csv")
    assert not (tmp_path / "lake").exists()
    import_file(tmp_path / "events.csv", tmp_path / "lake", ImportOptions("events"))
    assert left_behind(tmp_path / "lake") == []


def test_a_computation_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "_PROGRAM", ODD)
    monkeypatch.setattr(reading_apart, "_LEAST_SECONDS", 1)
    with pytest.raises(ReadError, match="more time"):
        try_import(events_file(tmp_path / "events.csv", 20), tmp_path, ImportOptions("events"))


def test_errors_come_back_as_they_were_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text("colour,size\nred,3\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r"bad\.csv does not look like") as told:
        import_file(bad, tmp_path / "lake", ImportOptions("events"))
    assert told.value.mapping == "events"
    bad.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(ReadError, match="PDF") as read:
        import_file(bad, tmp_path / "lake", ImportOptions("events"))
    assert read.value.file == str(bad)


def test_too_little_memory_for_the_engine_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = events_file(tmp_path / "events.csv", 2_000)
    with pytest.raises(LakeError, match="memory limit"):
        import_file(file, tmp_path / "lake", ImportOptions("events", memory_limit="1MB"))


@pytest.mark.parametrize(
    ("limit", "many"),
    [
        ("2GB", 2 * 10**9),
        ("768MB", 768 * 10**6),
        ("1.5GiB", 3 * 2**29),
        ("64kib", 2**16),
        ("80%", None),
        ("lots", None),
    ],
)
def test_limits_in_words_are_bytes(limit: str, many: int | None) -> None:
    assert bytes_of(limit) == many
