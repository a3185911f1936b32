"""Users at their browsers: each asks for a page, reads, and asks again."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from urllib.parse import urlencode

READING = 5.0
"""Seconds a user reads on the average; even from 0 to twice that."""
TICK = 0.01


@dataclass(frozen=True)
class Page:
    """What asking for one page cost."""

    name: str
    p50: float
    p95: float
    cpu: float
    """Seconds of the web server's CPU for a request."""
    requests: int
    wrong: int


class Visitor:
    """One browser."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def token(self) -> str:
        """What a form must carry."""
        return self._cookies.get("csrftoken", "")

    def sign_in(self, role: str = "administrator") -> None:
        """Become one of the demo's people."""
        status, page = self.ask("GET", "/demo/sessions")
        form = urlencode({"csrfmiddlewaretoken": self.token, "role": role})
        if status != 200 or self.ask("POST", "/demo/sessions", form)[0] != 302:
            raise SystemExit(f"the demo lets nobody in: {status} {page[:500]}")

    def ask(self, method: str, path: str, form: str = "") -> tuple[int, str]:
        """A page: status and text."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)) as line:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
            if form:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, form, headers)
            answer = line.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            return answer.status, page


def measured(
    name: str, visitors: Sequence[Visitor], path: Callable[[Random], str], server: list[int], seconds: float
) -> Page:
    """All visitors at one kind of page for so long; it was asked for once before, as by the first visitor of the day."""
    visitors[0].ask("GET", path(Random(0)))
    times: list[float] = []
    wrong: list[int] = []
    before, end = cpu_seconds(server), time.monotonic() + seconds

    def visit(number: int) -> None:
        chance = Random(number)
        time.sleep(chance.uniform(0, READING))
        while time.monotonic() < end:
            begun = time.perf_counter()
            status, _ = visitors[number].ask("GET", path(chance))
            times.append(time.perf_counter() - begun)
            if status != 200:
                wrong.append(status)
            time.sleep(chance.uniform(0, 2 * READING))

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(len(visitors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    cpu = (cpu_seconds(server) - before) / max(len(times), 1)
    return Page(name, times[len(times) // 2], times[int(len(times) * 0.95)], cpu, len(times), len(wrong))


def cpu_seconds(processes: list[int]) -> float:
    """CPU seconds these processes have used."""
    return sum(sum(map(int, _told(number)[11:13])) for number in processes) * TICK


def _told(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
