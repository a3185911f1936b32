"""A file on its way from a browser: written to disk piece by piece, never held in memory, never larger than allowed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from customerhero.web.people.models import Person
from customerhero.web.sources.keeping import new_partial, safe_name
from customerhero.web.sources.models import Upload
from customerhero.web.sources.removing import removed_lately

_HOUR = timedelta(hours=1)
_FORM_ROOM = 100_000
"""What a form needs beside its file."""


def is_too_large(request: HttpRequest) -> bool:
    """Whether the browser announces more than may be uploaded, told before a byte of it is read."""
    return _announced(request) > settings.UPLOAD_LIMIT + _FORM_ROOM


def _announced(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def too_large_told() -> str:
    """The sentence about a file that is too large."""
    megabytes = settings.UPLOAD_LIMIT // 1_000_000
    return _(
        "The file is larger than %(limit)s MB, the most that may be uploaded. Pack it with gzip, split it by months, "
        "or ask an administrator to let it be fetched from a folder."
    ) % {"limit": f"{megabytes:,}"}


def storage_told(person: Person, request: HttpRequest) -> str:
    """The sentence about somebody whose files, this one among them, would be more than may be kept; empty else."""
    kept = Upload.objects.filter(by=person, clearing=None).aggregate(size=Sum("size"))["size"] or 0
    if kept + _announced(request) - _FORM_ROOM <= settings.PERSON_STORAGE:
        return ""
    return _(
        "Your files that are kept here are %(kept)s MB, and %(limit)s MB are the most. Each goes by itself a week "
        "after its import, or a month after it came: bring this one in then, or ask an administrator to raise "
        "HERO_PERSON_STORAGE_MB."
    ) % {"kept": f"{kept // 1_000_000:,}", "limit": f"{settings.PERSON_STORAGE // 1_000_000:,}"}


def too_often_told(person: Person) -> str:
    """The sentence about somebody who has uploaded as much as may be in an hour; empty else."""
    now = timezone.now()
    lately = Upload.objects.filter(by=person, at__gt=now - _HOUR, at__lte=now).count() + removed_lately(person, _HOUR)
    if lately < settings.UPLOADS_AN_HOUR:
        return ""
    return _(
        "You have brought %(count)s files within an hour, which is the most. Go on in a while, or have a folder "
        "fetched from, which takes any number."
    ) % {"count": lately}


def in_turn_told(*, mine: bool) -> str:
    """The sentence about a file that has to wait for others on their way."""
    if mine:
        return _("Another file of yours is still on its way. Send this one when that is there.")
    return _("Others are sending files just now. Send yours again in a minute; nothing of it was kept.")


class Received(FileUploadHandler):
    """Receives the one file of a form; afterwards `name`, `size` and `sha256` tell of it, or `trouble` what went wrong.

    What was received stays in `partial` until somebody takes it from there; `drop` removes it.
    """

    chunk_size = 2**18

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.partial: Path | None = None
        self.name, self.size, self.sha256, self.trouble = "", 0, "", ""
        self.is_whole = False
        self._file: BinaryIO | None = None
        self._digest = sha256()

    def new_file(self, *args: Any) -> None:
        """Begin a file; a second one in the same form is left out."""
        super().new_file(*args)
        if self.partial is not None:
            raise SkipFile
        self.name = safe_name(self.file_name or "")
        self.partial = new_partial()
        self._file = self._told(lambda path: path.open("xb"))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; stop when the file grows too large or the disk is full."""
        self.size = start + len(raw_data)
        if self.size > settings.UPLOAD_LIMIT:
            self._stop(too_large_told())
        self._digest.update(raw_data)
        self._told(lambda _path: self._file.write(raw_data) if self._file else None)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Make the file durable."""
        self.size = file_size
        self._told(self._settled)
        self.sha256, self.is_whole = self._digest.hexdigest(), True
        return UploadedFile(None, self.name, size=file_size)

    def upload_interrupted(self) -> None:
        """The connection was lost: nothing stays."""
        self.drop()

    def drop(self) -> None:
        """Remove what nobody took."""
        if self._file is not None:
            self._file.close()
        if self.partial is not None:
            self.partial.unlink(missing_ok=True)

    def _settled(self, _path: Path) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def _told(self, act: Any) -> Any:
        try:
            return act(self.partial)
        except OSError as fault:
            if fault.errno in (errno.ENOSPC, errno.EDQUOT):
                self._stop(_("The disk of the server is full; nothing of the file was kept. Ask an administrator."))
            self._stop(_("The server cannot keep the file: %(why)s.") % {"why": fault.strerror})

    def _stop(self, trouble: str) -> None:
        self.trouble = trouble
        with suppress(OSError):
            self.drop()
        raise StopUpload(connection_reset=True)
