"""The real `hero serve` in a folder of its own, for tests that start, kill and ask it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

from tests.web.waiting_for import until

REPOSITORY = Path(__file__).parents[2]
_SERVED = re.compile(r"served at http://127\.0\.0\.1:(\d+)")
_SERVE = "from customerhero.cli.main import run; run()"


class Workplace:
    """A workplace served, and how to speak with it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data, self.log, self.notes = folder / "data", folder / "log", folder / "notes"
        own = {name: value for name, value in os.environ.items() if not name.startswith(("HERO_", "DJANGO_"))}
        own |= {"PYTHONPATH": str(REPOSITORY), "ERRANDS_NOTES": str(self.notes), **settings}
        self.environment = {**own, **database()}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str, command: tuple[str, ...] = ()) -> None:
        """Begin; `port` waits until it is served."""
        self.log.touch()
        arguments = command or ("serve", "--data", str(self.data), "--port", "0", *options)
        with self.log.open("ab") as log:
            whole = [sys.executable, "-c", _SERVE, *arguments]
            self.process = subprocess.Popen(whole, env=self.environment, stdout=log, stderr=log)

    @property
    def told(self) -> str:
        """What it has printed."""
        return self.log.read_text(encoding="utf-8")

    @property
    def port(self) -> int:
        """Where it is served, as it says itself; the last time it said so."""
        return int(until(lambda: _SERVED.findall(self.told), 90, "hero serve says where")[-1])

    def ask(self, path: str) -> tuple[int, str]:
        """A page: its status and text."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def answers(self, path: str) -> bool:
        """Whether a page is there."""
        try:
            return self.ask(path)[0] == 200
        except OSError:
            return False

    def run(self, code: str) -> str:
        """What a piece of Python prints within it."""
        environment = {
            **self.environment,
            "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
            "HERO_DATA": str(self.data),
        }
        command = [sys.executable, "-c", f"import django; django.setup()\nfrom tests.web import errands\n{code}"]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def processes(self, word: str = "") -> list[int]:
        """The processes below it whose command has a word, oldest first."""
        assert self.process is not None
        return [number for number in below(self.process.pid) if word in _command(number)]

    def end(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)

    def clear(self) -> None:
        """End it and whatever is left."""
        if self.process is None:
            return
        left = below(self.process.pid)
        self.process.kill()
        self.process.wait()
        for number in left:
            _kill(number)


def database() -> dict[str, str]:
    """A new database of the kind the tests run on."""
    url = os.environ.get("HERO_TEST_DATABASE_URL", "")
    if not url:
        return {}
    import psycopg

    name = f"work_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return {"HERO_DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}


def below(process: int) -> list[int]:
    """The living processes below one, oldest first."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            state, parent = _parent(int(entry.name))
            if state not in "ZX":
                parents[int(entry.name)] = parent
    found, fresh = [], {process}
    while fresh:
        fresh = {number for number, parent in parents.items() if parent in fresh}
        found += sorted(fresh)
    return found


def lives(process: int) -> bool:
    """Whether a process is there and not a mere shell of one."""
    return _parent(process)[0] not in "ZX"


def _parent(process: int) -> tuple[str, int]:
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "X", 0
    return told[0], int(told[1])


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
