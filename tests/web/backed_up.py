"""A small workplace to back up: data made by the first version that was served, brought up to date as a start does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from tests.web.workplace import Workplace

FIRST_VERSION = Path(__file__).parent / "first_version.tar.xz"
"""Three people, eight imports (one of them over the web), one agenda, a finding put aside, a customer followed."""

_FILL = """
from customerhero.web.people.models import Person, Team
from customerhero.web.jobs.worker import work_off
from customerhero.web.runs.starting import start_run
team = Team.objects.create(name='Billing')
for name, role in (('alice', 'employee'), ('bob', 'lead'), ('dora', 'administrator')):
    Person.objects.create_user(f'{name}@example.com', 'a-long-road-to-the-lighthouse', name=name, role=role)
start_run('import')
work_off()
"""
_PAGES = """
import json
from django.conf import settings
from django.test import Client
from customerhero.web.people.models import Person
from tests.web.ways import reached
settings.ALLOWED_HOSTS.append('testserver')
client = Client(raise_request_exception=False)
client.force_login(Person.objects.get(email='dora@example.com'))
Person.objects.update(last_login=None)  # of the moment
found, _broken = reached(client)
print(json.dumps({name: client.get(path, follow=True).content.decode() for name, path in found.items()}))
"""
_PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|datetime="[^"]*"'
    r'|(?:\d+|an?)\s(?:second|minute)s?\sago|\bnow\b|/static/[^" ]*'
)
_COUNTS = """
import json
from customerhero.web.serving.upgrading import rows_now
print(json.dumps(rows_now()))
"""
OF_THE_MOMENT = {"django_session", "usersessions_usersession", "cache", "django_migrations", "jobs_heartbeat"}


def unpacked(folder: Path, *, database: bool = True) -> Path:
    """The data folder of the first version."""
    data = folder / "data"
    with tarfile.open(FIRST_VERSION) as tar:
        members = [one for one in tar.getmembers() if database or not one.name.startswith("hero.sqlite3")]
        tar.extractall(data, members, filter="data")
    return data


def filled(folder: Path) -> Workplace:
    """A workplace with people, facts and an agenda, brought up to date, on the database the tests run on."""
    place = Workplace(folder, HERO_ACCESS_LOG="no")
    is_sqlite = "HERO_DATABASE_URL" not in place.environment
    unpacked(folder, database=is_sqlite)
    assert prepared(place).returncode == 0
    if not is_sqlite:
        place.run(_FILL)
    return place


def prepared(place: Workplace, before: str = "") -> subprocess.CompletedProcess[str]:
    """What a start does before it serves; `before` is Python to be run ahead of it, such as to make it fail."""
    code = f"{before}\nimport sys\nfrom customerhero.web.serving.preparing import main\nsys.exit(main('prepare', 'http://x'))"
    return script(place, code)


def script(place: Workplace, code: str) -> subprocess.CompletedProcess[str]:
    """A piece of Python in the workplace's environment."""
    environment = {
        **place.environment,
        "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
        "HERO_DATA": str(place.data),
    }
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


def hero(place: Workplace, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line, as a person types it."""
    command = [sys.executable, "-c", "from customerhero.cli.main import run; run()", *map(str, arguments)]
    return subprocess.run(command, env=place.environment, capture_output=True, text=True)


def url(place: Workplace) -> str:
    """Where its PostgreSQL is; empty with SQLite."""
    return place.environment.get("HERO_DATABASE_URL", "")


def pages(place: Workplace) -> dict[str, str]:
    """Every page an administrator reaches, without what is of the moment."""
    told: dict[str, str] = json.loads(place.run(_PAGES).splitlines()[-1])
    return {name: _PASSING.sub("", page) for name, page in told.items()}


def counts(place: Workplace) -> dict[str, int]:
    """The rows of its tables that do not come and go."""
    told: dict[str, Any] = json.loads(place.run(_COUNTS).splitlines()[-1])
    return {name: int(count) for name, count in told.items() if name not in OF_THE_MOMENT}


def leftovers(folder: Path) -> list[str]:
    """What a killed backup or restore has left in a folder that nobody should see."""
    return sorted(path.name for path in folder.glob(".*") if path.suffix != ".lock")
