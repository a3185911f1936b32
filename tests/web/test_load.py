"""Readers, writers and slow sockets at once, for a few seconds (`make bench` has the whole minute)."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.doors import KEPT, READERS, WRITERS, kept, load
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

PAGES = ("/", "/agenda/", "/sources/", "/people/", "/jobs/", "/customers/")
TEAMS = (
    "from customerhero.web.people.models import Team; print('\\n'.join(Team.objects.values_list('name', flat=True)))"
)
DAWDLERS = (
    "GET / HTTP/1.1\r\nHost: loc",
    "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=a\r\nContent-Length: 100000\r\n\r\nlo",
    "GET /static/look/inter.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
)


@pytest.mark.slow
def test_fifty_read_twenty_write_twenty_dawdle_and_nothing_breaks(tmp_path: Path) -> None:
    place = Workplace(tmp_path, HERO_DEMO="yes", HERO_ACCESS_LOG="no", HERO_PATIENCE="3")
    place.start()
    try:
        until(lambda: place.answers("/readyz"), 60)
        told = load(place.port, 10, PAGES)
        assert set(told.statuses) <= {200, 302}
        assert len(told.reading) >= READERS
        assert len(told.written) >= WRITERS
        assert kept(place.run(KEPT), told) == len(told.written)
        assert told.cut >= 10
        _dawdle_and_ask(place)
        assert "Traceback" not in place.told
        assert place.end() == 0
    finally:
        place.clear()


def _dawdle_and_ask(place: Workplace) -> None:
    """Twenty slow heads, twenty slow bodies and twenty who do not read, all at once, none of whom stops anybody."""
    with ExitStack() as lines:
        slow = [_dawdler(place.port, said, lines) for said in DAWDLERS for _ in range(20)]
        assert place.ask("/healthz")[0] == 200
        assert place.ask("/accounts/login/")[0] == 200
        assert place.ask("/readyz")[0] == 200
        for line in slow[:40]:
            assert b" 408 " in line.recv(200)


def _dawdler(port: int, said: str, lines: ExitStack) -> socket.socket:
    plug = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
    plug.sendall(said.encode())
    return plug
