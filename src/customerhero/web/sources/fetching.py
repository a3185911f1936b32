"""One file fetched from an address of the web: in pieces, so large and no larger, and every redirect checked anew."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from customerhero.errors import ReadError
from customerhero.web.sources.addresses import Place, place_of, public_number
from customerhero.web.sources.arriving import Arrived
from customerhero.web.sources.keeping import new_partial, safe_name

_PIECE: Final = 2**18
_MOST_REDIRECTS: Final = 5
_SECONDS: Final = 30.0
_LONGEST_SECONDS: Final = 1800.0
LONGEST_TO_ANSWER: Final = 60.0
"""Seconds until an answer has begun, its headers whole."""
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_OK, _UNCHANGED = 200, 304


@dataclass(frozen=True)
class Marks:
    """How an address marked what it gave last time, so that the same is not given again."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What is asked with."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Fetched:
    """What came: nothing when it is still the same."""

    arrived: Arrived | None
    marks: Marks


def fetched(address: str, before: Marks) -> Fetched:
    """The file at an address, unless it is still as marked before; ReadError with the reason when it cannot be had."""
    place = place_of(address)
    for _turn in range(_MOST_REDIRECTS + 1):
        with _answered(place, before) as answer:
            if answer.status not in _REDIRECTS:
                return _taken(place, answer, before)
            place = _onward(place, answer)
    raise ReadError(_("The address sends from one place to the next without end."), _("Check it."), place.host)


def _onward(place: Place, answer: http.client.HTTPResponse) -> Place:
    here = f"{place.scheme}://{place.host}:{place.port}{place.path}"
    onward = place_of(urljoin(here, answer.getheader("Location", "")))
    if place.is_secure and not onward.is_secure:
        raise ReadError(
            _("The address sends on to one that is not secure."), _("Give an https:// address."), place.host
        )
    return onward


@contextmanager
def _answered(place: Place, before: Marks) -> Iterator[http.client.HTTPResponse]:
    connection = _connection(place)
    headers = {"User-Agent": "CustomerHero", "Accept": "*/*", "Accept-Encoding": "identity", **before.headers}
    try:
        with _ended_after(connection, LONGEST_TO_ANSWER):
            connection.request("GET", place.path, headers=headers)
            answer = connection.getresponse()
        yield answer
    except (OSError, http.client.HTTPException) as fault:
        why = str(fault) or type(fault).__name__
        raise ReadError(
            _("The address does not answer: %(why)s.") % {"why": why}, _("It is tried again later."), place.host
        ) from fault
    finally:
        connection.close()


@contextmanager
def _ended_after(connection: _ToNumber, seconds: float) -> Iterator[None]:
    """Hang up on who sends a header one sign at a time: each sign alone is in time, all of them never end."""
    alarm = threading.Timer(seconds, _hang_up, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not connection.was_hung_up:
            raise
    finally:
        alarm.cancel()
        alarm.join()  # a hand already on the receiver is waited for
    if connection.was_hung_up:  # what had come may look like a whole header
        raise TimeoutError(_("its answer does not begin"))


def _hang_up(connection: _ToNumber) -> None:
    connection.was_hung_up = True
    if connection.sock is not None:
        with suppress(OSError):  # it was over already
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(place: Place) -> _ToNumber:
    """A connection to the number that was checked; the certificate is still that of the name."""
    number = public_number(place)
    return (_SecureToNumber if place.is_secure else _ToNumber)(place, number)


class _ToNumber(http.client.HTTPConnection):
    def __init__(self, place: Place, number: str) -> None:
        super().__init__(place.host, place.port, timeout=_SECONDS)
        self.number = number
        self.was_hung_up = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.number, self.port), self.timeout)


class _SecureToNumber(_ToNumber):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _taken(place: Place, answer: http.client.HTTPResponse, before: Marks) -> Fetched:
    if answer.status == _UNCHANGED:
        return Fetched(None, before)
    if answer.status != _OK:
        raise ReadError(
            _("The address answers with %(status)s %(reason)s.") % {"status": answer.status, "reason": answer.reason},
            _("Check it; it is tried again later."),
            place.host,
        )
    marks = Marks((answer.getheader("ETag") or "")[:500], (answer.getheader("Last-Modified") or "")[:100])
    return Fetched(_written(place, answer), marks)


def _written(place: Place, answer: http.client.HTTPResponse) -> Arrived:
    announced = answer.getheader("Content-Length") or ""
    if announced.isdecimal() and int(announced) > settings.UPLOAD_LIMIT:
        raise _too_large(place)
    partial, is_whole = new_partial(), False
    try:
        size, digest = _streamed(place, answer, partial)
        is_whole = True
    finally:
        if not is_whole:
            partial.unlink(missing_ok=True)
    return Arrived(partial, _name(place, answer), size, digest)


def _streamed(place: Place, answer: http.client.HTTPResponse, partial: Path) -> tuple[int, str]:
    digest, size, until = sha256(), 0, time.monotonic() + _LONGEST_SECONDS
    with partial.open("xb") as file:
        while piece := answer.read(_PIECE):
            size += len(piece)
            if size > settings.UPLOAD_LIMIT:
                raise _too_large(place)
            if time.monotonic() > until:
                raise ReadError(_("The address gives the file too slowly."), _("It is tried again later."), place.host)
            digest.update(piece)
            file.write(piece)
    if answer.length:  # http.client says so only when it is asked for all at once
        raise ReadError(_("The connection was lost on the way."), _("It is tried again later."), place.host)
    return size, digest.hexdigest()


def _too_large(place: Place) -> ReadError:
    limit = f"{settings.UPLOAD_LIMIT // 1_000_000:,}"
    return ReadError(
        _("The file there is larger than %(limit)s MB, the most that is fetched.") % {"limit": limit},
        _("Have it packed with gzip or split by months."),
        place.host,
    )


def _name(place: Place, answer: http.client.HTTPResponse) -> str:
    """The name the address gives the file, or the last part of its path."""
    told = Message()
    told["Content-Disposition"] = answer.getheader("Content-Disposition") or ""
    return safe_name(told.get_filename() or unquote(place.path.partition("?")[0].rsplit("/", 1)[-1]))
