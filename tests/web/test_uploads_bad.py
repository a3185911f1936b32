"""Files that are too large, broken off, made to harm, or not what they say: told, and nothing of them is left."""

from __future__ import annotations

import errno
import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from openpyxl import Workbook

from customerhero.web.people.models import Person
from customerhero.web.sources import bounded, keeping, sending
from customerhero.web.sources.keeping import safe_name
from customerhero.web.sources.models import Look, Upload
from customerhero.web.sources.tidying import tidy_uploads
from tests.web.bringing import CUSTOMERS, TICKETS, brought, left_in, looked_here, page_of, send

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], Client]


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.LAKE, settings.UPLOADS = tmp_path / "lake", tmp_path / "uploads"
    return tmp_path / "uploads"


class Untouched(io.RawIOBase):
    """A body nobody may read."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


class BrokenOff(io.RawIOBase):
    """A body whose connection is lost in the middle: it ends, or fails."""

    def __init__(self, body: bytes, *, fails: bool) -> None:
        self._body, self._fails = io.BytesIO(body), fails

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._body.read(size)
        if not piece and self._fails:
            raise ConnectionResetError(errno.ECONNRESET, "reset")
        return piece


def _posted(client: Client, body: Any, length: int) -> Any:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": reverse("uploads"),
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": body,
    }
    return client.request(**environ)


def test_two_gigabytes_too_many_are_refused_before_a_byte_is_read(lead: Client, uploads: Path) -> None:
    answer = _posted(lead, Untouched(), 2_200_000_000)
    assert answer.status_code == 413
    assert "larger than 2,000 MB" in answer.content.decode()
    assert left_in(uploads) == []


def test_a_file_that_grows_beyond_what_it_announced_is_stopped(lead: Client, uploads: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10_000
    answer = send(lead, "a,b\n" + "1,2\n" * 20_000)
    assert answer.status_code == 413
    assert left_in(uploads) == []
    assert not Upload.objects.exists()


@pytest.mark.parametrize("fails", [True, False])
def test_a_lost_connection_leaves_nothing(lead: Client, uploads: Path, fails: bool) -> None:
    whole = encode_multipart(BOUNDARY, {"file": _named(b"a,b\n" + b"1,2\n" * 100_000, "t.csv")})
    answer = _posted(lead, BrokenOff(whole[:300_000], fails=fails), len(whole))
    assert answer.status_code in (400, 403, 422)
    assert left_in(uploads) == []
    assert not Upload.objects.exists()


def _named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_a_full_disk_is_told(lead: Client, uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sending.os, "fsync", full)
    answer = send(lead, TICKETS)
    assert "The disk of the server is full" in answer.content.decode()
    assert left_in(uploads) == []


def test_a_form_from_elsewhere_brings_nothing(bob: Person, sign_in: SignIn, uploads: Path) -> None:
    answer = send(sign_in(Client(enforce_csrf_checks=True), bob), TICKETS)
    assert answer.status_code == 403
    assert left_in(uploads) == []


def test_a_form_without_a_file_is_told(lead: Client) -> None:
    answer = lead.post(reverse("uploads"), {"source": ""})
    assert answer.status_code == 422
    assert "Choose a file first" in answer.content.decode()


def test_the_script_is_answered_in_its_own_way(lead: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_answered", looked_here)
    file = _named(CUSTOMERS.encode(), "customers.csv")
    came = lead.post(reverse("uploads"), {"file": file}, headers={"Accept": "application/json"})
    assert came.json() == {"to": reverse("upload", args=[Upload.objects.get().pk])}
    settings.UPLOAD_LIMIT = 10
    refused = lead.post(
        reverse("uploads"), {"file": _named(b"x" * 99, "x.csv")}, headers={"Accept": "application/json"}
    )
    assert (refused.status_code, "larger than" in refused.json()["error"]) == (413, True)


def _workbook(extra: dict[str, bytes] | None = None) -> bytes:
    book = Workbook()
    for row in (["customer_id", "name"], *([f"C{i}", f"Name {i}"] for i in range(20))):
        book.active.append(row)  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    if extra:
        with zipfile.ZipFile(plain, "a", zipfile.ZIP_DEFLATED) as package:
            for name, content in extra.items():
                package.writestr(name, content)
    return plain.getvalue()


def _zip_bomb() -> bytes:
    return _workbook({"xl/media/bomb.bin": bytes(1_100_000_000)})


UNREADABLE = {
    "empty": (b"", "t.csv", "The file is empty."),
    "only a packed nothing": (gzip.compress(b""), "t.csv.gz", "The file is empty once unpacked."),
    "packed zeros": (gzip.compress(bytes(50_000_000)), "t.csv.gz", "holds a NUL byte in line 1"),
    "rubbish": (random.Random(7).randbytes(20_000), "t.csv", ""),
    "a picture": (b"\x89PNG\r\n" + bytes(100), "tickets.csv", "The file is a picture"),
    "text called a workbook": (TICKETS.encode(), "t.xlsx", "The name says an XLSX workbook, but the content is not."),
    "text called packed": (TICKETS.encode(), "t.csv.gz", "The name ends in .gz, but the file is not gzip."),
    "cut packed": (gzip.compress(TICKETS.encode() * 99)[:-200], "t.csv.gz", "The gzip file is cut short."),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "t.xls", "an old Excel (.xls)"),
    "a broken workbook": (_workbook()[:-300], "t.xlsx", "The workbook is damaged"),
    "some archive": (b"PK\x03\x04" + bytes(100), "t.zip", "The workbook is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_told_and_not_imported(
    lead: Client, kind: str, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "_answered", looked_here)
    content, name, told = UNREADABLE[kind]
    upload = brought(lead, content, name)
    page = page_of(lead, upload)
    assert "This file cannot be read as a table." in page
    assert told in page
    assert str(uploads) not in page
    assert "Import it" not in page
    lead.post(reverse("upload-imports", args=[upload.pk]), {"seen": 0})
    assert not upload.imports.exists()


@pytest.mark.slow
def test_a_zip_bomb_is_refused_unopened(lead: Client) -> None:
    upload = brought(lead, _zip_bomb(), "t.xlsx")
    page = page_of(lead, upload)
    assert "is too much to be taken for a table" in page
    assert upload.size < 3_000_000


def test_macros_are_told_and_never_run(lead: Client) -> None:
    upload = brought(lead, _workbook({"xl/vbaProject.bin": b"Sub Auto_Open()"}), "customers.xlsm")
    page = page_of(lead, upload)
    assert "the workbook holds macros: they are never run" in page
    assert Look.objects.get().seen["proposal"]["preset"] == "customers"


def test_cells_are_shown_as_text(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_answered", looked_here)
    hostile = brought(lead, "customer_id,name\nC1,<script>alert(1)</script>\n", "d<img>.csv")
    page = page_of(lead, hostile)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\tickets.csv", "tickets.csv"),
        ("..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("-rf.csv", "rf.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("*?[x].csv", "___x_.csv"),
        ("Kundenwünsche März.xlsx", "Kundenwünsche März.xlsx"),
    ],
)
def test_a_name_leads_nowhere(told: str, kept: str) -> None:
    assert safe_name(told) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("ü" * 300 + ".csv.gz")
    assert name.endswith(".csv.gz")
    assert len(name.encode()) <= 120


def test_a_look_that_takes_too_long_is_ended_and_can_be_made_again(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bounded, "LOOK_SECONDS", 0.01)
        upload = brought(lead, CUSTOMERS, "customers.csv")
        page = page_of(lead, upload)
        assert "Look again" in page
    cache.clear()  # a moment later
    assert "The preset customers knows it." in page_of(lead, upload)


def test_what_was_left_half_received_is_gone_after_a_day(uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads.mkdir()
    partial = keeping.new_partial()
    partial.write_bytes(b"half")
    tidy_uploads.func()
    assert left_in(uploads) == [partial.name]
    monkeypatch.setattr(keeping, "_ABANDONED_SECONDS", -1)
    tidy_uploads.func()
    assert left_in(uploads) == []


def test_no_other_form_fills_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    written, keeps = [0], TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: TemporaryFileUploadHandler, raw_data: bytes, start: int) -> None:
        written[0] += len(raw_data)
        keeps(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(reverse("account_login"))
    answer = stranger.post(reverse("account_login"), {"file": SimpleUploadedFile("large.bin", b"0" * 3_000_000)})
    assert answer.status_code == 403
    assert written[0] <= 200_000
