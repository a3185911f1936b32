"""Readers, writers and slow sockets at once: what readers wait, whether anything broke, and whether every write was kept."""

from __future__ import annotations

import random
import shutil
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.companies import DATA, company
from bench.report import Section
from bench.served import Served, until
from bench.users import Visitor

READERS, WRITERS, SLOW = 50, 20, 20
SECONDS = 60.0
PAGES = ("/", "/agenda/", "/friction/", "/voice/", "/losses/", "/sources/", "/people/", "/jobs/", "/customers/")
READING = 2.0
"""Seconds a reader reads at the most; a writer writes as long."""
_SLOW = (
    "GET / HTTP/1.1\r\nHost: loc",
    "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=a\r\nContent-Length: 100000\r\n\r\nlo",
    "POST /sources/uploads/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nlo",
    "GET /static/look/inter.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
)
KEPT = "from customerhero.web.people.models import Team; print('\\n'.join(Team.objects.values_list('name', flat=True)))"
_WAITS = """
from django_tasks_db.models import DBTaskResult as R
print('waits' if R.objects.filter(status__in=['READY', 'RUNNING']).exists() else '')
"""


@dataclass
class Told:
    """What came of it."""

    reading: list[float] = field(default_factory=list)
    writing: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)
    """The names of teams whose making was acknowledged."""
    cut: int = 0
    """Slow sockets that were closed."""

    @property
    def broken(self) -> int:
        """Answers of 500 and more, and connections that were not answered."""
        return sum(count for status, count in self.statuses.items() if status >= 500 or status == 0)


def load(port: int, seconds: float, pages: tuple[str, ...] = PAGES) -> Told:
    """Everybody at once for so long."""
    people = [Visitor(port) for _ in range(READERS + WRITERS)]
    for visitor in people:
        visitor.sign_in()
    told, end = Told(), time.monotonic() + seconds
    workers = [threading.Thread(target=_read, args=(told, people[n], pages, n, end)) for n in range(READERS)]
    workers += [threading.Thread(target=_write, args=(told, people[READERS + n], n, end)) for n in range(WRITERS)]
    workers += [threading.Thread(target=_dawdle, args=(told, port, n, end)) for n in range(SLOW)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return told


def _read(told: Told, visitor: Visitor, pages: tuple[str, ...], number: int, end: float) -> None:
    chance = random.Random(number)
    while time.monotonic() < end:
        _ask(told, told.reading, visitor, "GET", chance.choice(pages))
        time.sleep(chance.uniform(0, READING))


def _write(told: Told, visitor: Visitor, number: int, end: float) -> None:
    chance, count = random.Random(1000 + number), 0
    while time.monotonic() < end:
        count += 1
        name = f"Team {number}-{count}"
        form = urlencode({"csrfmiddlewaretoken": visitor.token, "name": name})
        if _ask(told, told.writing, visitor, "POST", "/people/teams/", form) == 302:
            told.written.append(name)
        time.sleep(chance.uniform(0, READING))


def _ask(told: Told, times: list[float], visitor: Visitor, method: str, path: str, form: str = "") -> int:
    begun = time.perf_counter()
    try:
        status, _ = visitor.ask(method, path, form)
    except OSError:
        status = 0
    times.append(time.perf_counter() - begun)
    told.statuses[status] += 1
    return status


def _dawdle(told: Told, port: int, number: int, end: float) -> None:
    """Say a little, then a byte a second, and read nothing; begin again when cut."""
    while time.monotonic() < end:
        with socket.socket() as plug:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            plug.settimeout(5)
            try:
                plug.connect(("127.0.0.1", port))
                plug.sendall(_SLOW[number % len(_SLOW)].encode())
                while time.monotonic() < end:
                    time.sleep(1)
                    plug.sendall(b"x")
            except OSError:
                told.cut += 1


def kept(names: str, told: Told) -> int:
    """How many of the acknowledged writes are among the names kept."""
    there = set(names.splitlines())
    return sum(name in there for name in told.written)


def doors(seconds: float = SECONDS) -> Section:
    """The demo company's workplace under all of them."""
    data = DATA / "scratch-doors"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(company(2_000, 60_000) / "lake", data / "lake")
    served = Served(data, "")
    try:
        until(lambda: not served.run(_WAITS), 900, pause=5)
        quiet = served.megabytes()
        told = load(served.port, seconds)
        there = kept(served.run(KEPT), told)
        busy = served.megabytes()
    finally:
        served.end()
        shutil.rmtree(data, ignore_errors=True)
    section = Section(
        "Readers, writers and slow sockets",
        f"{READERS} signed-in readers of nine pages, {WRITERS} who each save a form, and {SLOW} sockets that send a byte a second of a "
        f"head, a form or an upload, or read nothing of what they asked for, all for {seconds:.0f} seconds from one address, the "
        "users on the same machine. Nobody rests longer than two seconds.",
    )
    section.verdict = (
        f"{sum(told.statuses.values()):,} requests, {told.broken} broken, {there} of {len(told.written)} acknowledged writes kept. "
        f"Reading: p50 {_share(told.reading, 0.5):,.0f} ms, p95 {_share(told.reading, 0.95):,.0f} ms. "
        f"Writing: p50 {_share(told.writing, 0.5):,.0f} ms, p95 {_share(told.writing, 0.95):,.0f} ms. "
        f"{told.cut} slow sockets were cut. The tree holds {quiet:,.0f} MB before and {busy:,.0f} MB after."
    )
    return section


def _share(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)] * 1000 if times else 0.0
