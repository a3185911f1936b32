"""Files fetched by themselves: from allowed folders and public addresses only, each brought in once."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.errors import ReadError
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import waiting_for
from customerhero.web.runs.erased import Erased, pattern
from customerhero.web.sources import addresses, fetching
from customerhero.web.sources.addresses import is_public, place_of, public_number
from customerhero.web.sources.due import fetch_due
from customerhero.web.sources.fetching import Marks, fetched
from customerhero.web.sources.folders import allowed_folder, files_in
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Fetch, Import, Known, Receipt, Source, Upload
from customerhero.web.sources.schedule import look_there
from customerhero.web.sources.tidying import clear_imported
from tests.web.bringing import CUSTOMERS, TICKETS, left_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def exports(own_places: None, settings: Any, tmp_path: Path) -> Path:
    """A folder that may be fetched from."""
    folder = tmp_path / "exports"
    folder.mkdir()
    settings.FOLDERS = [str(folder)]
    return folder


def _put(folder: Path, name: str, content: str, age: float = 600.0) -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    then = timezone.now().timestamp() - age
    os.utime(file, (then, then))
    return file


def _source(kind: str, address: str, preset: str = "customers") -> Source:
    return Source.objects.create(name="Exports", kind=kind, address=address, every_hours=24, preset=preset)


def test_new_files_of_a_folder_come_in_once(exports: Path) -> None:
    source = _source("folder", str(exports))
    _put(exports, "customers.csv", CUSTOMERS)
    _put(exports, ".hidden.csv", CUSTOMERS)
    _put(exports, "note.md", "no table")
    _put(exports, "still being written.csv", CUSTOMERS, age=1)
    assert look_there(source).brought == 1
    take_in.func(Import.objects.get().pk)
    assert Receipt.objects.get().counts["customers"]["written"] == 40
    assert look_there(source).brought == 0
    _put(exports, "customers.csv", CUSTOMERS.replace("Customer 1,", "Customer One,"), age=300)
    assert look_there(source).brought == 1
    assert Upload.objects.count() == 2


def test_a_file_that_could_not_be_read_is_tried_again(exports: Path, settings: Any) -> None:
    source, limit = _source("folder", str(exports)), settings.UPLOAD_LIMIT
    _put(exports, "customers.csv", CUSTOMERS)
    settings.UPLOAD_LIMIT = 10
    assert "larger than may be brought in" in look_there(source).trouble
    settings.UPLOAD_LIMIT = limit
    fetch = look_there(source)
    assert (fetch.brought, fetch.trouble) == (1, "")


def test_a_file_nobody_has_mapped_waits_on_the_desk(exports: Path, bob: Person) -> None:
    _put(exports, "tickets.csv", TICKETS)
    look_there(_source("folder", str(exports), preset=""))
    assert not Import.objects.exists()
    assert [thing.title for thing in waiting_for(bob)] == ["tickets.csv waits to be imported"]


def test_a_file_that_does_not_fit_its_mapping_waits_too(exports: Path, bob: Person) -> None:
    _put(exports, "tickets.csv", TICKETS)
    look_there(_source("folder", str(exports), preset="servicenow-history"))
    assert not Import.objects.exists()
    assert [thing.title for thing in waiting_for(bob)] == ["tickets.csv waits to be imported"]


def test_a_job_killed_before_it_asked_for_the_import_asks_later(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source("folder", str(exports))
    _put(exports, "customers.csv", CUSTOMERS)

    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("customerhero.web.sources.schedule.ask_import", killed)
        with pytest.raises(KeyboardInterrupt):
            look_there(source)
    look_there(source)
    assert Import.objects.count() == 1
    assert Upload.objects.count() == 1


def test_only_allowed_folders_and_what_is_below_them(exports: Path, tmp_path: Path, settings: Any) -> None:
    (exports / "below").mkdir()
    (tmp_path / "secret").mkdir()
    (exports / "way-out").symlink_to(tmp_path / "secret")
    assert allowed_folder(str(exports / "below")) == (exports / "below").resolve()
    for told in (str(tmp_path), "/etc", str(exports / ".." / "secret"), str(exports / "way-out"), "relative", "/"):
        with pytest.raises(ReadError, match="not one that may be fetched from"):
            allowed_folder(told)
    settings.FOLDERS = []
    with pytest.raises(ReadError, match="HERO_FOLDERS"):
        allowed_folder(str(exports))


def test_links_in_a_folder_are_not_followed(exports: Path, tmp_path: Path) -> None:
    secret = _put(tmp_path, "secret.csv", CUSTOMERS)
    (exports / "innocent.csv").symlink_to(secret)
    os.mkfifo(exports / "pipe.csv")
    assert look_there(_source("folder", str(exports))).brought == 0
    assert not Upload.objects.exists()


PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "198.18.0.1", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_no_private_number_is_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "2002:808:808::"])
def test_public_numbers_are(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/x.csv", "http://127.0.0.1:8000/x.csv", "http://[::1]/x", "http://2130706433/x", "http://0/x",
        "http://0x7f.1/x", "http://127.1/x", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/x",
    ],
)  # fmt: skip
def test_no_spelling_leads_into_the_private_network(address: str) -> None:
    with pytest.raises(ReadError, match=r"private network|no such host"):
        public_number(place_of(address))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.com/x",
        "gopher://x/",
        "https://",
        "//example.com/x",
        "http://[x/",
        "javascript:1",
    ],
)
def test_only_addresses_of_the_web(address: str) -> None:
    with pytest.raises(ReadError, match="no address of the web"):
        place_of(address)


def test_no_passwords_in_addresses() -> None:
    with pytest.raises(ReadError, match="a name or a password"):
        place_of("https://bob:secret@example.com/x.csv")


def test_a_name_with_one_private_number_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("8.8.8.8", "10.0.0.1"))
    with pytest.raises(ReadError, match="private network"):
        public_number(place_of("https://example.com/x"))


def test_the_number_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its number between the check and the connection gains nothing."""
    answers = iter([("8.8.8.8",), ("127.0.0.1",)])
    connected: list[Any] = []

    def changing(*args: Any, **named: Any) -> Any:
        return _resolving(*next(answers))(*args, **named)

    def noted(address: Any, *_args: Any, **_named: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError("noted")

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket, "create_connection", noted)
    with pytest.raises(ReadError, match="does not answer"):
        fetched("http://rebinding.example/x.csv", Marks())
    assert connected == [("8.8.8.8", 80)]


def _resolving(*numbers: str) -> Callable[..., Any]:
    def resolved(*_args: Any, **_named: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 0)) for number in numbers]

    return resolved


class Elsewhere(BaseHTTPRequestHandler):
    """A server of exports, good and bad."""

    asked: list[tuple[str, str | None]] = []  # noqa: RUF012  # emptied by the fixture

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("If-None-Match")))
        if self.path.startswith("/to/"):
            return self._answer(302, b"", Location=self.path.removeprefix("/to/"))
        if self.path == "/loop":
            return self._answer(302, b"", Location="/loop")
        if self.path == "/lie":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 50_000)
            return None
        if self.path == "/drip":
            return self._drip()
        if self.path == "/short":
            return self._answer(200, b"half", **{"Content-Length": "900"})
        if self.headers.get("If-None-Match") == '"v1"':
            return self._answer(304, b"")
        if self.path == "/gone":
            return self._answer(404, b"")
        named = {"ETag": '"v1"', "Content-Disposition": 'attachment; filename="../customers.csv"'}
        return self._answer(200, CUSTOMERS.encode(), **named)

    def _drip(self) -> None:
        """A header that never ends, one sign at a time, until whoever asked hangs up."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
            while not select.select([self.connection], [], [], 0.01)[0]:
                self.wfile.write(b"x")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine, which counts as public for the time of a test; nothing else private does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Elsewhere.asked.clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(addresses, "is_public", lambda number: number == "127.0.0.1")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_fetched_and_asked_only_for_what_is_new(elsewhere: str) -> None:
    source = _source("url", f"{elsewhere}/export")
    assert look_there(source).brought == 1
    upload = Upload.objects.get()
    assert (upload.name, upload.size, upload.by) == ("customers.csv", len(CUSTOMERS), None)
    take_in.func(Import.objects.get().pk)
    assert Receipt.objects.get().read == 40
    assert look_there(source).brought == 0
    assert look_there(source).trouble == ""
    assert Elsewhere.asked == [("/export", None), ("/export", '"v1"'), ("/export", '"v1"')]


def test_redirects_are_followed_and_checked_anew(elsewhere: str) -> None:
    came = fetched(f"{elsewhere}/to/{elsewhere}/export", Marks())
    assert came.arrived is not None
    assert came.arrived.partial.read_text() == CUSTOMERS
    for onward in ("http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[::1]/"):
        with pytest.raises(ReadError, match="private network"):
            fetched(f"{elsewhere}/to/{onward}", Marks())
    with pytest.raises(ReadError, match="no address of the web"):
        fetched(f"{elsewhere}/to/file:///etc/passwd", Marks())
    with pytest.raises(ReadError, match="without end"):
        fetched(f"{elsewhere}/loop", Marks())


@pytest.mark.parametrize(
    ("path", "told"),
    [("/lie", "the most that is fetched"), ("/short", "lost on the way"), ("/gone", "404")],
)
def test_what_cannot_be_fetched_is_told_and_leaves_nothing(elsewhere: str, settings: Any, path: str, told: str) -> None:
    settings.UPLOAD_LIMIT = 10_000
    source = _source("url", f"{elsewhere}{path}")
    assert told in look_there(source).trouble
    assert not Upload.objects.exists()
    assert left_in(Path(settings.UPLOADS)) == []


def test_who_never_ends_a_header_is_hung_up_on(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST_TO_ANSWER", 0.2)
    with pytest.raises(ReadError, match="its answer does not begin"):
        fetched(f"{elsewhere}/drip", Marks())


def test_what_an_address_may_hold_as_a_key_is_shown_to_nobody(lead: Client) -> None:
    source = _source("url", "https://example.com/exports/tickets.csv?key=s3cret")
    for page in (reverse("sources"), reverse("source", args=[source.pk])):
        shown = lead.get(page).content.decode()
        assert "https://example.com/exports/tickets.csv?…" in shown
        assert "s3cret" not in shown


def test_a_file_announced_as_too_large_is_not_begun(elsewhere: str, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 100
    with pytest.raises(ReadError, match="the most that is fetched"):
        fetched(f"{elsewhere}/export", Marks())
    assert left_in(Path(settings.UPLOADS)) == []


def test_a_secure_address_never_leads_to_one_that_is_not() -> None:
    class Answer:
        def getheader(self, _name: str, _default: str = "") -> str:
            return "http://example.com/x"

    with pytest.raises(ReadError, match="not secure"):
        fetching._onward(place_of("https://example.com/"), Answer())  # type: ignore[arg-type]


def test_sources_are_looked_at_when_their_time_has_come(exports: Path) -> None:
    due, not_yet = _source("folder", str(exports)), _source("folder", str(exports))
    Fetch.objects.create(source=not_yet)
    old = Fetch.objects.create(source=due)
    Fetch.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(hours=25))
    fetch_due.func()
    assert [source.fetches.count() for source in (due, not_yet)] == [2, 1]


def test_a_schedule_is_begun_looked_at_and_ended_in_the_browser(lead: Client, exports: Path) -> None:
    fields = {
        "name": "Help desk",
        "kind": "folder",
        "address": str(exports),
        "every_hours": "24",
        "preset": "customers",
    }
    begun = lead.post(reverse("source-schedules"), fields)
    source = Source.objects.get()
    assert begun["Location"] == reverse("source", args=[source.pk])
    _put(exports, "customers.csv", CUSTOMERS)
    look_there(source)
    page = lead.get(reverse("source", args=[source.pk])).content.decode()
    assert "1 new file" in page
    assert "customers.csv" in page
    lead.post(reverse("source-stops", args=[source.pk]))
    assert "ended the schedule" in lead.get(reverse("source", args=[source.pk])).content.decode()
    fetch_due.func()
    assert source.fetches.count() == 1


@pytest.mark.parametrize(
    ("kind", "address", "told"),
    [
        ("folder", "/etc", "not one that may be fetched from"),
        ("url", "http://127.0.0.1/x.csv", "private network"),
        ("url", "file:///etc/passwd", "no address of the web"),
    ],
)
def test_a_schedule_that_may_not_be_is_told_in_its_form(lead: Client, kind: str, address: str, told: str) -> None:
    fields = {"name": "Help desk", "kind": kind, "address": address, "every_hours": "24", "preset": ""}
    answer = lead.post(reverse("source-schedules"), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'value="Help desk"' in page  # nothing typed is lost
    assert not Source.objects.exists()


def test_a_file_named_after_who_was_erased_is_known_without_their_name(exports: Path) -> None:
    source = _source("folder", str(exports))
    _put(exports, "Meyer_C0012345.csv", CUSTOMERS)
    assert look_there(source).brought == 1
    clear_imported(Erased(timezone.now(), lambda _column, ids: ids, pattern(["C0012345", "Meyer"])))
    for _again in range(2):
        assert list(files_in(exports, dict(Known.objects.values_list("name", "mark")))) == []
        assert look_there(source).brought == 0
    told = [*Known.objects.values_list("name", flat=True), *Upload.objects.values_list("name", flat=True)]
    assert len(told) == 2
    assert [name for name in told if "Meyer" in name or "C0012345" in name] == []
    _put(exports, "Meyer_C0012345.csv", CUSTOMERS + "\n", age=500)
    look_there(source)
    assert [known.name for known in Known.objects.all() if "Meyer" in known.name] == []
    assert Known.objects.count() == 1
